"""From portals over HTTP to archive.db: what a first run, a second run, a kill and a take-down leave."""

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest
from sqlite_utils import Database

from crawler.captures.reader import CaptureReader
from pipeline.archive.store import digest
from website.captured import Original, Withheld, find_original

from .conftest import Road

pytestmark = pytest.mark.road

SECOND_DAY = "2026-11-03T02:00:00+00:00"


def digest_of(home: Path) -> str:
    return digest(Database(home / "archive.db"))


def test_no_portal_is_taken_for_another_body(built: Road) -> None:
    assert built.rows("SELECT url FROM captures WHERE parse_state = 'held'") == []
    assert built.rows("SELECT source_id FROM health WHERE \"check\" = 'handed on'") == []


def test_first_run_reads_the_sample_portals(built: Road) -> None:
    counts = {
        row["source_id"]: row["n"] for row in built.rows("SELECT source_id, count(*) AS n FROM articles GROUP BY 1")
    }
    assert set(counts) >= {"mau/long-thanh", "mau/dinh-quan", "mau/dong-nai", "mau/xuan-loc", "mau/la"}
    assert sum(counts.values()) >= 60


def test_an_article_rests_on_bytes_that_can_be_read_back(built: Road) -> None:
    reader = CaptureReader(built.home)
    for row in built.rows("SELECT title, capture_id FROM articles WHERE state = 'published' ORDER BY id LIMIT 10"):
        capture = reader.capture(row["capture_id"])
        assert reader.record_bytes(capture).startswith(b"\x1f\x8b")
        assert reader.payload(capture).body


def test_what_was_listed_and_not_kept_says_why(built: Road) -> None:
    refused = built.rows("SELECT title, reason FROM considered")
    assert len(refused) >= 10
    assert all(row["reason"] for row in refused)


def test_pictures_are_held_and_shown(built: Road) -> None:
    states = {
        row["state"]: row["n"] for row in built.rows("SELECT state, count(*) AS n FROM article_images GROUP BY 1")
    }
    assert states["ok"] >= 15
    assert states.get("offsite_refused", 0) >= 1, "a picture on a host that no source names is a visible row"
    thumbnails = {row["thumbnail"] for row in built.rows("SELECT thumbnail FROM images WHERE state = 'ok'")}
    assert thumbnails == {file.name for file in (built.home / "media").glob("*.jpg")}


def test_a_rebuild_has_the_same_digest(built: Road) -> None:
    before = digest_of(built.home)
    rebuilt = built.ocop("rebuild")
    assert rebuilt["same"] is True, rebuilt
    assert digest_of(built.home) == before


def test_second_run_fetches_next_to_nothing(road: Road) -> None:
    road.ocop("run", code=None)
    captures = CaptureReader(road.home).last_seq()
    road.server.requests.clear()
    road.ocop("run", now=SECOND_DAY.replace("03T02", "02T12"), code=None)
    sources = road.rows("SELECT count(*) AS n FROM sources")[0]["n"]
    # Requests, not addresses: pages that are asked for by POST share one.
    earlier = [c for c in CaptureReader(road.home).captures() if c.seq <= captures]
    sections = sum(c.role in ("listing", "feed", "sitemap") for c in earlier)
    asked = len(road.server.requests)
    assert asked <= sections + sources * (1 + 1 + 3), [r.path for r in road.server.requests]
    fresh = list(CaptureReader(road.home).captures(captures))
    again = [c for c in fresh if c.outcome == "ok" and c.revisit_of is None and c.role not in ("probe",)]
    assert not again, [(c.role, c.url) for c in again]


def test_edits_become_versions_and_removals_are_noted(road: Road) -> None:
    road.ocop("run", code=None)
    before = road.rows("SELECT id, title FROM articles WHERE source_id = 'mau/dong-nai' ORDER BY id LIMIT 2")
    edited, removed = (row["id"].rsplit("/", 1)[1] for row in before)
    road.server.world.edit_article(
        "dong-nai", edited, append="Bổ sung hôm sau: thêm một sản phẩm OCOP 3 sao, hỏi 0912 345 678."
    )
    road.server.world.remove_article("dong-nai", removed)
    road.ocop("run", now="2026-11-04T03:00:00+00:00", code=None)
    versions = road.rows("SELECT version, diff FROM article_versions WHERE article_id = ?", f"mau/dong-nai/{edited}")
    assert [row["version"] for row in versions] == [1, 2]
    assert "thêm một sản phẩm OCOP 3 sao" in versions[1]["diff"] and "345" not in versions[1]["diff"]
    kept = road.rows(
        "SELECT id, masked FROM captures WHERE article_id = ? AND outcome = 'ok'", f"mau/dong-nai/{edited}"
    )
    assert [row["masked"] for row in kept] == [0, 1]
    opened = [find_original(road.db.conn, row["id"]) for row in kept]
    assert isinstance(opened[0], Original) and isinstance(opened[1], Withheld), "the older one has nothing to hide"

    def gone_since() -> str | None:
        return road.rows("SELECT gone_since FROM articles WHERE id = ?", f"mau/dong-nai/{removed}")[0]["gone_since"]

    assert gone_since() is None, "one answer is no observation"
    road.ocop("run", now="2026-11-05T04:00:00+00:00", code=None)
    assert str(gone_since()).startswith("2026-11-04")


def test_kill_in_the_middle_then_run_ends_as_if_undisturbed(road: Road, built: Road) -> None:
    process = subprocess.Popen(
        road.command("run"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    ledger = road.home / "captures" / "ledger.db"
    deadline = time.monotonic() + 60
    while not ledger.exists() or CaptureReader(road.home).last_seq() < 60:
        assert time.monotonic() < deadline and process.poll() is None
        time.sleep(0.05)
    kill_family(process.pid)
    process.wait()
    killed_at = CaptureReader(road.home).last_seq()
    road.ocop("run", code=None)
    assert CaptureReader(road.home).last_seq() > killed_at
    for table in ("articles", "mentions", "dates", "considered", "documents", "cooperatives"):
        assert summary(road, table) == summary(built, table), table


def summary(road: Road, table: str) -> list[str]:
    """Rows without what the moment and the port decide. Of `n` only its day stands: articles of one day are numbered in
    the turn in which the builds met them, and a kill cuts one build into two."""
    columns = {
        "articles": "id, title, published, places_then, documents, cooperatives, images, n >> 10",
        "mentions": "article_id, position, field, start, surface, kind, entity_id",
        "dates": "article_id, position, value, basis, accepted",
        "considered": "source_id, key, title, reason",
        "documents": "id, norm, articles",
        "cooperatives": "id, name, articles",
    }[table]
    return sorted(str(tuple(row.values())) for row in road.rows(f"SELECT {columns} FROM {table}"))


def kill_family(pid: int) -> None:
    """SIGKILL a process and everything it started, children first discovered so that none is left to go on."""
    family = [pid]
    for parent in family:
        done = subprocess.run(["ps", "-o", "pid=", "--ppid", str(parent)], capture_output=True, text=True)
        family += [int(word) for word in done.stdout.split()]
    for member in family:
        try:
            os.kill(member, signal.SIGKILL)
        except ProcessLookupError:
            continue


def test_two_runs_a_kill_and_a_take_down_equal_their_rebuild(road: Road) -> None:
    process = subprocess.Popen(
        road.command("run"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    deadline = time.monotonic() + 60
    archive = road.home / "archive.db"
    while not archive.exists() or archive.stat().st_size < 500_000:
        assert time.monotonic() < deadline and process.poll() is None
        time.sleep(0.05)
    kill_family(process.pid)
    process.wait()
    road.ocop("run", code=None)
    edited = road.rows("SELECT id FROM articles WHERE source_id = 'mau/dong-nai' ORDER BY id LIMIT 1")[0]["id"]
    road.server.world.edit_article("dong-nai", edited.rsplit("/", 1)[1], append="Đoạn thêm.")
    victim = road.rows("SELECT id, title FROM articles WHERE source_id = 'mau/long-thanh' AND images > 0 LIMIT 1")[0]
    road.ocop("suppress", victim["id"], "--why", "theo đề nghị của người trong ảnh")
    road.ocop("run", now="2026-11-04T03:00:00+00:00", code=None)
    rebuilt = road.ocop("rebuild")
    assert rebuilt["same"] is True, rebuilt


def test_a_take_down_leaves_nothing_in_the_file(road: Road) -> None:
    road.ocop("run", code=None)
    victim = road.rows(
        "SELECT a.id, a.title, t.body FROM articles a JOIN article_texts t ON t.article_id = a.id "
        "WHERE a.source_id = 'mau/long-thanh' ORDER BY length(t.body) DESC LIMIT 1"
    )[0]
    road.ocop("suppress", victim["id"], "--why", "theo đề nghị của cơ quan đăng")
    raw = (road.home / "archive.db").read_bytes()
    sentence = max(victim["body"].split("\n"), key=len)[:80]
    assert sentence.encode() not in raw
    row = road.rows("SELECT state, title, url FROM articles WHERE id = ?", victim["id"])[0]
    assert row == {"state": "suppressed", "title": "đã gỡ", "url": None}
    for table in ("article_texts", "mentions", "dates", "article_images", "article_entities"):
        assert not road.rows(f"SELECT 1 FROM {table} WHERE article_id = ?", victim["id"]), table


def test_two_runs_at_once_are_one_run(road: Road) -> None:
    first = subprocess.Popen(road.command("run"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while not (road.home / "captures" / "ledger.db").exists():
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert "another run" in road.ocop("run", code=5)["reason"]
    first.wait(timeout=240)


def test_an_emptied_listing_is_a_failure_and_not_a_quiet_day(road: Road) -> None:
    road.ocop("run", "mau/xuan-loc", code=None)
    road.server.world.empty_listing("xuan-loc")
    result = road.ocop("run", "mau/xuan-loc", now=SECOND_DAY, code=6)
    assert any(check["level"] == "fail" and check["check"].startswith("Z1") for check in result["checks"])


def test_sigterm_ends_a_run_that_the_next_one_goes_on_with(road: Road) -> None:
    process = subprocess.Popen(road.command("run"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while not (road.home / "captures" / "ledger.db").exists() or CaptureReader(road.home).last_seq() < 30:
        assert time.monotonic() < deadline and process.poll() is None
        time.sleep(0.05)
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=40) == 143
    road.ocop("run", code=None)
    assert len(road.rows("SELECT 1 FROM articles")) >= 60


def test_the_retold_seed_page_holds_the_bytes_of_its_three_pictures(built: Road) -> None:
    rows = built.rows("SELECT src, state, caption FROM article_images WHERE article_id = 'mau/long-thanh/3903'")
    assert [row["src"].rsplit("/", 1)[1] for row in rows] == ["3903.jpg", "3903-5.jpg", "3903-10.jpg"]
    assert all(row["state"] == "ok" and row["caption"] for row in rows)


def test_extract_reads_a_captured_address_as_the_archive_does(built: Road) -> None:
    row = built.rows("SELECT id, url, title, documents FROM articles WHERE id = 'mau/long-thanh/3903'")[0]
    record = built.ocop("extract", row["url"])
    assert record["title"] == row["title"]
    assert sorted({document["norm"] for document in record["documents"]}) == json.loads(row["documents"])
