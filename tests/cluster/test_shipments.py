"""A collector that can only ship files: its captures become ours, with all that its ledger knows."""

import tarfile
from pathlib import Path

from samples.server import SampleServer

from .conftest import Home, home_of

LATER = "2026-11-03T03:00:00+00:00"
PORTAL = "mau/long-thanh"


def test_what_a_collector_ships_is_ours_and_read_as_ours(tmp_path: Path, portals: SampleServer, home: Home) -> None:
    collector = home_of(tmp_path / "collector", portals)
    home.ocop("crawl", "mau/bao-mau")
    collector.ocop("crawl", PORTAL)
    first, second = tmp_path / "first.tar", tmp_path / "second.tar"
    written = collector.ocop("export", "--segments", str(first))["segments"]
    assert written["segments"] == ["2026-11-02-00001.warc.gz"] and first.stat().st_size == written["bytes"]
    collector.ocop("crawl", PORTAL, now=LATER)
    collector.ocop("export", "--segments", str(second), "--from", "2026-11-03")

    refused = home.ocop("import", str(second), code=4)
    assert refused["stored"] == 0 and "Import that one first" in refused["broken"][0]
    got = home.ocop("import", str(first), str(second))
    shipped = collector.ledger("SELECT count(*) FROM captures")[0][0]
    assert (got["stored"], got["known"], got["broken"]) == (shipped, 0, [])
    assert home.ocop("import", str(second))["known"] > 0, "a second time brings nothing new"
    kept = (
        "SELECT role, key, outcome, fetched_at, payload_sha256, origin FROM captures WHERE source_id = ? ORDER BY seq"
    )
    assert home.ledger(kept, PORTAL) == collector.ledger(kept, PORTAL)
    assert {row[5] for row in home.ledger(kept, PORTAL)} == {"live"}
    queue = "SELECT key, role, state, due_at, checks FROM frontier WHERE source_id = ? ORDER BY role, key"
    assert home.ledger(queue, PORTAL) == collector.ledger(queue, PORTAL)
    articles = home.rows("SELECT id FROM articles WHERE source_id = ?", PORTAL)
    assert len(articles) >= 10
    assert home.ocop("rebuild")["same"] is True


def test_what_is_no_shipment_is_told_and_nothing_is_taken(tmp_path: Path, home: Home) -> None:
    home.ocop("crawl", "mau/bao-mau")
    before = home.ledger("SELECT count(*) FROM captures")
    wrong, cut = tmp_path / "wrong.tar", tmp_path / "cut.tar"
    with tarfile.open(wrong, "w") as tar:
        tar.add(Path(__file__), "../outside.py")
    cut.write_bytes(wrong.read_bytes()[:700])
    told = home.ocop("import", str(wrong), str(cut), code=4)["broken"]
    assert "belongs into no shipment" in told[0] and str(cut) in told[1]
    assert home.ledger("SELECT count(*) FROM captures") == before and not (tmp_path / "outside.py").exists()
