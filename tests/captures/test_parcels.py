"""What another machine captured is acknowledged once, whole, or not at all."""

import shutil
import sqlite3
from pathlib import Path

import pytest

from crawler.captures.acknowledge import acknowledge
from crawler.captures.errors import IntegrityError, StoreFailed
from crawler.captures.parcel import CARRIED, cut, pack
from crawler.captures.reader import CaptureReader
from crawler.captures.records import Discovery
from crawler.captures.store import CaptureStore
from crawler.frontier import Frontier

from .conftest import HOST, SOURCE, Opened, an_exchange, page

LISTING = f"{HOST}/vi/news/"


def visited(home: Path, run: int, *numbers: int, text: str = "Tin mới") -> None:
    """A worker's crawl of some articles in a parcel."""
    with CaptureStore(home) as store:
        run_id = store.open_run([SOURCE], f"crawl {run}", run)
        frontier = Frontier(store)
        for number in numbers:
            exchange = an_exchange(number, body=page(number, text))
            frontier.add(SOURCE, key=str(number), url=exchange.url, discovery=exchange.discovery, run_id=run_id)
            frontier.done(SOURCE, str(number), "article", store.append(run_id, exchange), False)
        frontier.save_walk(SOURCE, LISTING, complete=True, depth=2, next_request=None, items_seen=9, run_id=run_id)
        store.event(run_id, source_id=SOURCE, url=LISTING, role="listing", outcome="timeout", error="60 s")
        store.close_source(run_id, SOURCE, {"captured": len(numbers)})
        store.close_run(run_id, "done", 0, "")


def cut_from(opened: Opened, parcel: Path, run: int) -> None:
    with opened.reader() as reader:
        cut(reader, parcel, [SOURCE], run, opened.store.now())


def counts(home: Path) -> dict[str, int]:
    with CaptureReader(home) as reader:
        return {
            table: reader.db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in ("captures", "frontier", "walks", "fetch_events", "discoveries", "warc_files", "runs")
        }


def test_a_visit_elsewhere_knows_what_it_must_and_its_captures_become_ours(opened: Opened, tmp_path: Path) -> None:
    first = opened.append(1)
    listing = opened.append(0, role="listing", url=LISTING, key=LISTING, body=b"<ul><li>1</li></ul>")
    Frontier(opened.store).add(
        SOURCE, key="1", url=first.url, discovery=Discovery(LISTING, LISTING, "Bài 1", ""), run_id=opened.run
    )
    opened.append(7, source_id="mau/dinh-quan")
    run = opened.store.open_run([SOURCE], "coordinator")
    parcel = tmp_path / "parcel"
    cut_from(opened, parcel, run)

    with CaptureStore(parcel) as store, CaptureReader(parcel) as reader:
        known = store.validators(SOURCE, first.url)
        assert known is not None and (known.etag, known.seq) == ('"v1"', first.seq)
        assert reader.payload(reader.capture(listing.seq)).body == b"<ul><li>1</li></ul>", "a 304 is read from here"
        assert [item.key for item in Frontier(store).pending(SOURCE)] == ["1"]
    visited(parcel, run, 2, 3)

    done = acknowledge(opened.store, parcel / "captures", run)
    assert done.captures == 2 and len(done.segments) == 1 and done.summaries == {SOURCE: {"captured": 2}}
    with opened.reader() as reader:
        new = list(reader.captures(3))
        assert [(c.key, c.run_id, c.origin) for c in new] == [("2", run, "live"), ("3", run, "live")]
        assert [reader.payload(c).body for c in new] == [page(2, "Tin mới"), page(3, "Tin mới")]
        assert reader.walks()[0].complete and reader.events()[0].outcome == "timeout"
        states = {item.key: (item.state, item.last_capture) for item in reader.frontier_articles()}
        assert states == {"1": ("pending", None), "2": ("done", new[0].seq), "3": ("done", new[1].seq)}
    before = counts(opened.home)
    again = acknowledge(opened.store, parcel / "captures", run)
    assert (again.captures, again.segments, len(again.known)) == (0, [], 1)
    assert counts(opened.home) == before


def test_what_was_done_here_since_is_not_set_back_by_an_older_parcel(opened: Opened, tmp_path: Path) -> None:
    parcel = tmp_path / "parcel"
    opened.append(9)
    cut_from(opened, parcel, opened.run)
    visited(parcel, opened.run, 1)
    acknowledge(opened.store, parcel / "captures", opened.run)
    newer = opened.append(1, body=page(1, "Sửa"))
    Frontier(opened.store).done(SOURCE, "1", "article", newer, True)
    acknowledge(opened.store, parcel / "captures", opened.run)
    with opened.reader() as reader:
        assert reader.frontier_articles()[0].last_capture == newer.seq


def shipped(collector: Path, folder: Path) -> Path:
    """All closed segments of a home with a copy of its ledger."""
    folder.mkdir()
    with CaptureReader(collector) as reader:
        pack(reader, folder / "ledger.db")
        for file in reader.warc_files():
            if file["state"] == "closed":
                shutil.copy(collector / "captures" / file["name"], folder)
    return folder


def test_a_collectors_shipments_join_one_after_the_other_with_runs_and_revisits(opened: Opened, tmp_path: Path) -> None:
    opened.append(9)
    collector = tmp_path / "collector"
    visited(collector, 1, 1, 2)
    one = shipped(collector, tmp_path / "one")
    visited(collector, 2, 2, 3)
    two = shipped(collector, tmp_path / "two")

    first = acknowledge(opened.store, one)
    second = acknowledge(opened.store, two)
    assert (first.captures, second.captures, len(second.known)) == (2, 2, 1)
    with opened.reader() as reader:
        new = list(reader.captures(1))
        assert [(c.key, c.origin, c.run_id != opened.run) for c in new] == [(key, "live", True) for key in "1223"]
        assert new[2].revisit_of == new[1].seq and reader.payload(new[2]).body == page(2, "Tin mới")
        assert len({c.run_id for c in new}) == 2 and len(reader.events()) == 2
    assert acknowledge(opened.store, two).captures == 0


def test_a_shipment_whose_predecessor_is_missing_is_refused_and_changes_nothing(opened: Opened, tmp_path: Path) -> None:
    opened.append(9)
    collector = tmp_path / "collector"
    visited(collector, 1, 1)
    visited(collector, 2, 1, 2)
    folder = shipped(collector, tmp_path / "shipment")
    gone = sorted(folder.glob("*.warc.gz"))[0]
    gone.rename(tmp_path / gone.name)
    before, files = counts(opened.home), opened.warc_files()
    with pytest.raises(IntegrityError, match=f"{gone.name} of the same home.*Import that one first"):
        acknowledge(opened.store, folder)
    assert (counts(opened.home), opened.warc_files()) == (before, files)
    (tmp_path / gone.name).rename(gone)
    assert acknowledge(opened.store, folder).captures == 3


def test_a_segment_that_was_changed_on_the_way_is_refused(opened: Opened, tmp_path: Path) -> None:
    collector = tmp_path / "collector"
    visited(collector, 1, 1)
    folder = shipped(collector, tmp_path / "shipment")
    segment = next(folder.glob("*.warc.gz"))
    segment.write_bytes(segment.read_bytes()[:-1] + b"\1")
    with pytest.raises(IntegrityError, match="is not the file that its ledger says"):
        acknowledge(opened.store, folder)
    assert opened.warc_files() == [] and not list((opened.home / "captures" / "incoming").glob("*"))


def test_a_crash_between_copy_and_commit_leaves_a_home_that_takes_the_parcel_again(
    opened: Opened, tmp_path: Path
) -> None:
    collector = tmp_path / "collector"
    visited(collector, 1, *range(1, 12))
    folder = shipped(collector, tmp_path / "shipment")
    opened.append(20)
    opened.store.close()
    captures = opened.home / "captures"
    (captures / "incoming").mkdir()
    # What the disk shows when the machine stops before the commit: the mark, and some of the copy.
    (captures / "incoming" / "2026-11-02-00002.warc.gz").touch()
    shutil.copy(next(folder.glob("*.warc.gz")), captures / "2026-11-02-00002.warc.gz")
    with CaptureStore(opened.home) as store:
        assert not (captures / "2026-11-02-00002.warc.gz").exists()
        assert acknowledge(store, folder).captures == 11
    # And when it stops after it: the mark alone.
    name = sorted(captures.glob("*.warc.gz"))[-1].name
    (captures / "incoming" / name).touch()
    with CaptureStore(opened.home), CaptureReader(opened.home) as reader:
        assert not list((captures / "incoming").iterdir())
        assert all(reader.payload(capture).body for capture in reader.captures())


def test_a_full_disk_leaves_parcel_and_home_as_they_were(opened: Opened, tmp_path: Path) -> None:
    collector = tmp_path / "collector"
    visited(collector, 1, 1)
    folder = shipped(collector, tmp_path / "shipment")
    # A file stands where the marks belong: no segment can be taken over.
    (opened.home / "captures" / "incoming").write_text("")
    with pytest.raises(StoreFailed):
        acknowledge(opened.store, folder)
    assert counts(opened.home)["captures"] == 0 and opened.warc_files() == []
    (opened.home / "captures" / "incoming").unlink()
    opened.store.close()
    with CaptureStore(opened.home) as store:
        assert acknowledge(store, folder).captures == 1


def test_a_parcel_carries_listings_alone_and_is_small(opened: Opened, tmp_path: Path) -> None:
    for number in range(1, 30):
        opened.append(number)
    cut_from(opened, tmp_path / "parcel", opened.run)
    assert (tmp_path / "parcel" / "captures" / CARRIED).stat().st_size == 0
    db = sqlite3.connect(tmp_path / "parcel" / "captures" / "ledger.db")
    assert db.execute("SELECT count(*) FROM captures").fetchone()[0] == 29
