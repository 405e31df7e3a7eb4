"""Several machines do what one does: portals visited, pages read, a worker killed on the way."""

import subprocess
from pathlib import Path

from samples.server import SampleServer

from .conftest import Cluster, Home, children, home_of, in_one_piece, kill, wait_for

LATER = "2026-11-03T03:00:00+00:00"

FACTS = {
    "captures": "source_id, role, method, url, key, fetched_at, payload_sha256, section, found_on, link_text, "
    "listing_date, origin, run_id",
    "frontier": "source_id, key, role, url, state, section, found_at, run_id, due_at, checks, tries, "
    "last_outcome IN ('ok', 'not_modified')",
    "considered": "source_id, key, url, title, reason, section, run_id, sampled",
    "discoveries": "source_id, key, url, section, found_on, link_text, listing_date",
    "walks": "source_id, section_url, complete, depth, next_request, run_id",
    "media_parents": "source_id, key, role, parent_key",
    "fetch_events": "source_id, url, role, outcome, run_id",
}
"""What the ledger says of a crawl, without numbers that only tell in which order things happened."""

ARCHIVE = {
    "articles": "id, title, published, places_then, documents, cooperatives, products, images, story_id",
    "mentions": "article_id, position, field, start, surface, kind, entity_id",
    "dates": "article_id, position, value, basis, accepted",
    "considered": "source_id, key, title, reason",
    "documents": "id, norm, articles",
    "cooperatives": "id, name, articles",
    "images": "sha256, bytes, state",
}


def facts(home: Home) -> dict[str, list[tuple[object, ...]]]:
    """Distinct, without canaries: a visit that was taken up again asks once more for robots.txt, for the probe and the
    first listing page, and whether some articles still stand."""
    return {
        table: [row for row in sorted(home.ledger(f"SELECT DISTINCT {columns} FROM {table}"), key=str)
                if row[1] != "canary"]
        for table, columns in FACTS.items()
    }  # fmt: skip


def archive(home: Home) -> dict[str, list[str]]:
    return {table: sorted(str(tuple(row.values())) for row in home.rows(f"SELECT {columns} FROM {table}"))
            for table, columns in ARCHIVE.items()}  # fmt: skip


def test_two_workers_of_which_one_is_killed_crawl_and_read_what_one_machine_does(
    home: Home, alone: Home, cluster: Cluster
) -> None:
    run = subprocess.Popen(home.command("crawl", "--cluster", cluster.address), stdout=subprocess.PIPE)
    victim = cluster.workers[0]
    begun = home.path / ".ocop" / "cluster"
    wait_for(lambda: children(victim.pid) and any(begun.glob("*/captures/2026*.warc.gz")), "a crawl on the worker")
    kill(victim)
    said, _ = run.communicate(timeout=120)
    assert run.returncode == 0, said.decode() + (home.path / ".ocop" / "crawl.log").read_text()
    in_one_piece(home)
    assert facts(home) == facts(alone)
    assert home.ocop("build")["built"]["read"] == alone.rows("SELECT count(*) AS n FROM articles")[0]["n"]
    assert archive(home) == archive(alone)
    rebuilt = home.ocop("rebuild", "--cluster", cluster.address)
    assert rebuilt["same"] is True, rebuilt


def test_a_second_run_asks_as_little_as_on_one_machine(
    home: Home, cluster: Cluster, portals: SampleServer, tmp_path: Path
) -> None:
    beside = home_of(tmp_path / "beside", portals)
    asked: list[list[tuple[str, str]]] = []
    for each, more in ((home, ("--cluster", cluster.address)), (beside, ())):
        each.ocop("crawl", "mau/dong-nai", "mau/long-thanh", *more)
        portals.requests.clear()
        each.ocop("crawl", "mau/dong-nai", "mau/long-thanh", *more, now=LATER)
        asked.append(sorted((request.host, request.path) for request in portals.requests))
    without_probes = [[line for line in lines if "khong-co" not in line[1]] for lines in asked]
    assert len(asked[0]) == len(asked[1]) and without_probes[0] == without_probes[1]
    assert facts(home) == facts(beside)
    in_one_piece(home)


def test_without_scheduler_or_worker_the_next_step_is_said(home: Home, tmp_path: Path) -> None:
    said = home.ocop("crawl", "--cluster", "tcp://127.0.0.1:9", code=2)
    assert "no scheduler answers at tcp://127.0.0.1:9" in said["reason"] and "docs/scaling.md" in said["reason"]
