"""An operator's commands on a real home: what needs whom, every event of an address, fixity, silence with an end."""

import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from .conftest import Road, road_to
from .test_alerts import KEEP, told

pytestmark = pytest.mark.road

NAME = "mau/phuong-long-thanh"
DAYS = [f"2026-11-{day:02d}T02:00:00+00:00" for day in range(2, 30)]


def run(road: Road, now: str, code: int | None = None) -> Any:
    return road.ocop("run", NAME, now=now, code=code)


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A home with one portal, crawled once; only looked at or copied."""
    from samples.server import SampleServer

    with SampleServer() as server:
        made = road_to(tmp_path_factory.mktemp("one"), server)
        run(made, DAYS[0])
        yield made


@pytest.fixture
def copy(one: Road, tmp_path: Path) -> Road:
    home = tmp_path / "home"
    shutil.copytree(one.home, home)
    return Road(home, one.sources, one.server)


def test_every_event_of_an_address(one: Road) -> None:
    (row,) = one.rows("SELECT id, url FROM articles ORDER BY n LIMIT 1")
    said = one.ocop("explain", row["url"])
    assert said["articles"] == [row["id"]] and said["source_id"] == NAME
    assert {"announced", "fetched"} <= {event["what"] for event in said["events"]}
    fetched = next(event["data"] for event in said["events"] if event["what"] == "fetched")
    assert fetched["warc_file"].endswith(".warc.gz") and fetched["warc_end"] > fetched["warc_offset"]
    assert said["dates"] and all("accepted" in date for date in said["dates"])
    assert one.ocop("explain", row["id"])["events"] == said["events"]
    (refused,) = one.rows("SELECT url, reason FROM considered WHERE sampled = 0 LIMIT 1")
    assert refused["reason"] in one.ocop("explain", refused["url"])["state"]
    one.ocop("explain", "https://example.org/tin", code=2)


def test_check_is_silent_as_long_as_runs_come(one: Road) -> None:
    assert json.loads(one.ocop("check", now="2026-11-02T20:00:00+00:00")) == []
    (late,) = json.loads(one.ocop("check", now=DAYS[2], code=6))
    assert late["rule"] == "run" and "26 giờ" in late["says"]
    one.ocop("check", "--max-age", "5d", now=DAYS[2], code=0)
    one.ocop("check", "--max-age", "soon", now=DAYS[2], code=2)


def first_warc(home: Path) -> Path:
    return next((home / "captures").glob("*.warc.gz"))


def flip(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 4
    file.write_bytes(data)


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-7])


def swap(file: Path) -> None:
    """Two members change places: both are whole, neither is where its row says."""
    data = file.read_bytes()
    at = [i for i in range(len(data)) if data[i : i + 4] == b"\x1f\x8b\x08\x00"][1:4]
    first, second = data[at[0] : at[1]], data[at[1] : at[2]]
    file.write_bytes(data[: at[0]] + second + first + data[at[2] :])


@pytest.mark.parametrize("harm", [flip, cut, swap, Path.unlink])
def test_harm_to_evidence_is_found(copy: Road, harm: Callable[[Path], None]) -> None:
    assert copy.ocop("verify", code=0)["findings"] == []
    harm(first_warc(copy.home))
    found = copy.ocop("verify", code=4)["findings"]
    assert {one["where"].split(",")[0] for one in found} == {f"captures/{first_warc_name(copy)}"}
    alarms = copy.ocop("check", "--max-age", "9d", code=6)
    assert "fixity" in json.dumps(alarms)


@pytest.mark.parametrize("part", [0.03, 0.2, 0.4, 0.6, 0.8, 0.97])
def test_harm_to_any_byte_of_the_ledger_is_found_and_nothing_is_written_over_it(copy: Road, part: float) -> None:
    assert copy.ocop("verify", code=0)["ledger_sealed"] is True
    ledger = copy.home / "captures" / "ledger.db"
    data = bytearray(ledger.read_bytes())
    data[int(len(data) * part)] ^= 1
    ledger.write_bytes(data)
    assert ("captures/ledger.db", "changed") in {
        (one["where"], one["kind"]) for one in copy.ocop("verify", code=4)["findings"]
    }
    assert "ledger.db.sha256" in json.dumps(copy.ocop("run", NAME, now=DAYS[1], code=4))
    assert ledger.read_bytes() == data


@pytest.mark.parametrize("sealed", [True, False])
def test_a_text_of_the_ledger_that_is_none_any_more_is_a_finding(copy: Road, sealed: bool) -> None:
    ledger, name = copy.home / "captures" / "ledger.db", first_warc_name(copy)
    if not sealed:
        (copy.home / "captures" / "ledger.db.sha256").unlink()
    ledger.write_bytes(ledger.read_bytes().replace(name.encode(), b"\xf4" + name[1:].encode()))
    found = copy.ocop("verify", "--full", code=4)["findings"]
    assert {one["where"] for one in found} == {"captures/ledger.db"}
    assert ("unreadable" in {one["kind"] for one in found}) != sealed
    assert "ocop verify" in json.dumps(copy.ocop("check", "--max-age", "9d", code=4))


def first_warc_name(road: Road) -> str:
    return str(next(iter(Road.rows(road, "SELECT warc_file FROM captures LIMIT 1")))["warc_file"])


def test_harm_to_tables_and_pictures_is_found(copy: Road) -> None:
    copy.db.execute("UPDATE article_lines SET text = text || '.' WHERE id = (SELECT min(id) FROM article_lines)")
    copy.db.conn.commit()
    thumbnail = next((copy.home / "media").glob("*.jpg"))
    flip(thumbnail)
    (copy.home / "captures" / "la.warc.gz").write_bytes(b"")
    found = {(one["where"], one["kind"]) for one in copy.ocop("verify", "--full", code=4)["findings"]}
    assert found == {
        ("archive.db", "changed"),
        (f"media/{thumbnail.name}", "changed"),
        ("captures/la.warc.gz", "extra"),
    }


def test_nothing_is_built_on_a_damaged_archive_and_a_rebuild_mends_it(copy: Road) -> None:
    archive = copy.home / "archive.db"
    (page,) = copy.rows("SELECT (rootpage - 1) * page_size AS begins FROM sqlite_master, pragma_page_size "
                        "WHERE name = 'sources'")  # fmt: skip
    data = bytearray(archive.read_bytes())
    data[page["begins"] : page["begins"] + 8] = b"\xff" * 8
    archive.write_bytes(data)
    assert "ocop rebuild" in json.dumps(copy.ocop("build", code=4))
    assert archive.read_bytes() == data
    rebuilt = copy.ocop("rebuild")
    assert rebuilt["same"] is False and rebuilt["articles"] > 0
    assert copy.ocop("verify")["findings"] == []


def test_an_archive_of_another_version_is_told_and_not_stumbled_over(copy: Road) -> None:
    assert copy.ocop("status", now=DAYS[0])["archive"] == ""
    (copy.home / "archive.db.sha256").unlink()
    (row,) = copy.rows("SELECT id FROM articles ORDER BY n LIMIT 1")
    copy.db.execute("DELETE FROM _sqlite_migrations WHERE name = (SELECT max(name) FROM _sqlite_migrations)")
    assert "earlier version" in copy.ocop("status", now=DAYS[0])["archive"]
    assert any("earlier version" in need["says"] for need in copy.ocop("report", now=DAYS[0])["needs"])
    assert "announced" in json.dumps(copy.ocop("explain", row["id"]))
    assert "ocop build" in copy.ocop("audit", "cooperative", "--n", "1", code=2)
    copy.db.execute(
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('ocop-archive', 'm999', '')"
    )
    for command in ("status", "build"):
        assert "newer version" in json.dumps(copy.ocop(command, now=DAYS[0], code=4))
    assert copy.ocop("rebuild", now=DAYS[0])["same"] is False
    assert copy.ocop("status", now=DAYS[0])["archive"] == ""


def test_slices_together_see_every_file(copy: Road) -> None:
    seen = sum(copy.ocop("verify", "--slice", f"{part}/3")["files"] for part in (1, 2, 3))
    assert seen == copy.ocop("verify", "--full")["files"] == len(list((copy.home / "captures").glob("*.warc.gz")))


def test_what_recover_would_do_is_shown_and_done(copy: Road) -> None:
    file = first_warc(copy.home)
    whole = file.read_bytes()
    (copy.home / "captures" / "2030-01-01-00009.warc.gz").write_bytes(b"half a record")
    said = copy.ocop("recover", "--dry-run")
    assert said["moved_tails"][0]["length"] == 13
    assert (copy.home / "captures" / "2030-01-01-00009.warc.gz").exists() and file.read_bytes() == whole
    copy.ocop("recover")
    assert next((copy.home / "captures" / "recovered").iterdir()).read_bytes() == b"half a record"
    assert copy.ocop("recover", "--dry-run")["moved_tails"] == []


def test_a_portal_that_loses_its_list_is_told_reported_silenced_and_over(road: Road, tmp_path: Path) -> None:
    kept = tmp_path / "told.jsonl"
    command = json.dumps([sys.executable, "-c", KEEP.format(str(kept))])
    (road.home / "ocop.toml").write_text(f"[alerts]\ncommand = {command}\n", encoding="utf-8")
    run(road, DAYS[0], code=0)
    before = len(told(kept))
    sources = road.sources / "mau" / "phuong-long-thanh.yml"
    healthy = sources.read_text(encoding="utf-8")
    sources.write_text(healthy.replace("listing_items: 3", "listing_items: 50"), encoding="utf-8")
    assert run(road, DAYS[1])["exit_code"] == 6
    (first,) = told(kept)[before:]
    assert {(a["source"], a["state"], a["level"]) for a in first["alerts"]} == {(NAME, "new", "fail")}
    assert run(road, DAYS[1])["exit_code"] == 6 and len(told(kept)) == before + 1, "told once"
    needs = road.ocop("report", now=DAYS[1])["needs"]
    assert needs[0]["source_id"] == NAME and needs[0]["rank"] == 2 and NAME in needs[0]["see"]
    assert "no check is called 'Z77'" in road.ocop("ack", NAME, "Z77", "--until", "2026-11-20", "--why", "x", code=2)
    road.ocop("ack", NAME, "Z1", "--until", "2026-11-20", "--why", "cổng đang nâng cấp", now=DAYS[1])
    assert run(road, DAYS[4])["exit_code"] == 0 and len(told(kept)) == before + 1
    status = road.ocop("status", now=DAYS[4])
    assert status["failing"] == [] and any(c["level"] == "fail" and c["acknowledged"] for c in status["checks"])
    sources.write_text(healthy, encoding="utf-8")
    run(road, DAYS[5], code=0)
    config = (road.home / "ocop.toml").read_text(encoding="utf-8")
    (road.home / "ocop.toml").write_text('[alerts]\ncommand = ["false"]\n', encoding="utf-8")
    run(road, DAYS[6], code=10)
    (road.home / "ocop.toml").write_text(config, encoding="utf-8")
    run(road, DAYS[7], code=0)
    (last,) = told(kept)[before + 1 :]
    assert {alert["state"] for alert in last["alerts"]} == {"resolved"}


def test_after_new_rules_old_pages_are_read_in_slices_and_after_a_mend_at_once(copy: Road) -> None:
    (articles,) = (row["n"] for row in copy.rows("SELECT count(*) AS n FROM articles"))
    (copy.home / "archive.db.sha256").unlink()
    copy.db.execute("UPDATE archive_state SET value = '0' WHERE key IN ('built_seq', 'built_discovery')")
    copy.db.conn.commit()
    (copy.home / "ocop.toml").write_text("read_again_per_run = 5\n", encoding="utf-8")
    first = run(copy, DAYS[1])["built"]
    assert first["again"] == 5 and first["waiting"] > 0
    assert [row["n"] for row in copy.rows("SELECT count(*) AS n FROM articles")] == [articles], "the site stays whole"
    left = copy.ocop("build", now=DAYS[1])["built"]
    assert left["waiting"] == 0
    again = copy.ocop("build", "--reread", NAME, now=DAYS[1])["built"]
    assert again["read"] >= articles
    copy.ocop("build", "--reread", "mau/khong-co", code=2)
