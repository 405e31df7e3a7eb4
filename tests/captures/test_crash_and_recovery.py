"""kill -9 anywhere, torn tails, failing disks: nothing acknowledged is lost, nothing is deleted, nothing dangles."""

import errno
import hashlib
import os
import random
import signal
import sqlite3
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator

from crawler.captures import ledger
from crawler.captures.reader import CaptureReader, IntegrityError
from crawler.captures.seal import SEAL
from crawler.captures.store import MOST_TOGETHER, CaptureStore, DiskFull, StoreFailed, WriterBusy
from rigs.shim import in_child

from .conftest import SOURCE, Opened, an_exchange

KILLS = 40


def body_of(number: int) -> bytes:
    """Bytes that do not compress, so that writing takes its time."""
    return random.Random(number).randbytes(60_000)


def append_for_ever(home: Path, say: Callable[[str], None]) -> None:
    with CaptureStore(home, segment_bytes=400_000) as store:
        run = store.open_run([SOURCE])
        say("open")
        number = store.db.execute("SELECT coalesce(max(seq), 0) FROM captures").fetchone()[0]
        dice = random.Random(number)
        while True:
            together = range(number + 1, number + 1 + dice.randint(1, MOST_TOGETHER))
            number = together[-1]
            for capture in store.append_all(run, [an_exchange(one, body=body_of(one)) for one in together]):
                say(f"{capture.seq} {capture.key}")


def assert_all_is_there(home: Path, acknowledged: dict[int, int]) -> None:
    """Every acknowledged capture has its bytes, every row has bytes, every byte has a row."""
    reader = CaptureReader(home)
    captures = {capture.seq: capture for capture in reader.captures()}
    assert acknowledged.keys() <= captures.keys()
    for seq, capture in captures.items():
        assert reader.payload(capture).body == body_of(int(capture.key))
        assert acknowledged.get(seq, int(capture.key)) == int(capture.key)
    files = sorted((home / "captures").glob("*.warc.gz"))
    assert {path.name: path.stat().st_size for path in files} == {
        row["name"]: row["bytes"] for row in reader.warc_files()
    }
    records = 0
    for path in files:
        with path.open("rb") as file:
            for record in ArchiveIterator(file, check_digests="raise"):
                record.raw_stream.read()
                records += 1
    assert records == 3 * len(captures) + len(files)


def test_kill_9_at_random_moments_loses_nothing(tmp_path: Path) -> None:
    acknowledged: dict[int, int] = {}
    dice = random.Random(2026)
    for _ in range(KILLS):
        child = in_child(lambda say: append_for_ever(tmp_path, say))
        assert child.said.readline() == "open\n"
        # So many it has acknowledged for certain, however slow the machine; the rest is chance.
        said = [child.said.readline() for _ in range(dice.randint(0, 4))]
        time.sleep(dice.uniform(0, 0.02))
        acknowledged |= {int(seq): int(number) for seq, number in map(str.split, [*said, *child.kill()])}
    with CaptureStore(tmp_path) as store:
        assert store.recovery.interrupted_runs == (KILLS,)
    assert len(acknowledged) > KILLS
    assert_all_is_there(tmp_path, acknowledged)
    reader = CaptureReader(tmp_path)
    assert [run.state for run in reader.runs()] == ["interrupted"] * KILLS
    assert all(row["state"] == "closed" for row in reader.warc_files())


class Calls:
    """Does something at the n-th of the system calls and ledger statements that matter."""

    def __init__(self, n: int, strike: Callable[[], None]) -> None:
        self.left = n
        self.strike = strike

    def count(self) -> None:
        self.left -= 1
        if self.left == 0:
            self.strike()

    def watch(self) -> None:
        """Only ever called in a forked child: the parent's `os` stays as it is."""
        for name in ("open", "write", "fsync", "ftruncate", "mkdir", "rename", "unlink"):
            setattr(os, name, self._counted(getattr(os, name)))

    def watch_statements(self, db: sqlite3.Connection) -> None:
        db.set_trace_callback(lambda _: self.count())

    def _counted(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*arguments: Any, **named: Any) -> Any:
            self.count()
            return call(*arguments, **named)

        return counted


def appends_killed_at(n: int, home: Path, say: Callable[[str], None]) -> None:
    really_say = os.write
    calls = Calls(n, lambda: os.kill(os.getpid(), signal.SIGKILL))
    calls.watch()
    store = CaptureStore(home, segment_bytes=100_000)
    calls.watch_statements(store.db)
    run = store.open_run([SOURCE])
    for numbers in ((1,), (2, 3, 4), (5,)):
        captures = store.append_all(run, [an_exchange(number, body=body_of(number)) for number in numbers])
        os.write, back = really_say, os.write
        for capture in captures:
            say(f"{capture.seq} {capture.key}")
        os.write = back
    store.close_run(run, "ok", 0, "")
    store.close()


def test_kill_9_at_every_step_of_a_session_loses_nothing(tmp_path: Path) -> None:
    moved, n = 0, 0
    while True:
        n += 1
        home = tmp_path / str(n)
        home.mkdir()
        code, lines = in_child(partial(appends_killed_at, n, home)).wait()
        if code == 0:
            break
        assert code == -signal.SIGKILL
        with CaptureStore(home) as store:
            tails = store.recovery.moved_tails
            run = store.open_run([SOURCE])
            store.append(run, an_exchange(9, body=body_of(9)))
        moved += bool(tails)
        for tail in tails:
            assert (home / "captures" / tail.moved_to).stat().st_size == tail.length > 0
        assert_all_is_there(home, {int(seq): int(number) for seq, number in map(str.split, lines)})
        kept = {capture.key for capture in CaptureReader(home).captures()}
        assert len(kept & {"2", "3", "4"}) in (0, 3), "what was to be acknowledged together is there together"
    assert n > 40, "every write, fsync and statement was a moment of death"
    assert moved > 5


def test_kill_9_in_the_middle_of_recovery_loses_nothing(tmp_path: Path) -> None:
    n = 0
    while True:
        n += 1
        home = tmp_path / str(n)
        with CaptureStore(home) as store:
            store.append(store.open_run([SOURCE]), an_exchange(1, body=body_of(1)))
            assert store._segment is not None
            os.write(store._segment.descriptor, b"\x1f\x8btorn")
            store._failed = "left as a crash leaves it"

        def recover_killed(say: Callable[[str], None], n: int = n, home: Path = home) -> None:
            Calls(n, lambda: os.kill(os.getpid(), signal.SIGKILL)).watch()
            CaptureStore(home).close()

        code, _ = in_child(recover_killed).wait()
        with CaptureStore(home):
            pass
        assert_all_is_there(home, {1: 1})
        tails = list((home / "captures" / "recovered").iterdir())
        assert b"\x1f\x8btorn" in [tail.read_bytes() for tail in tails]
        if code == 0:
            break
    assert n > 5


def torn(opened: Opened, tail: bytes) -> Path:
    """The home as a crash leaves it that wrote `tail` and never committed."""
    path = opened.warc_files()[0]
    with path.open("ab") as file:
        file.write(tail)
    opened.store._failed = "crashed"
    opened.store.close()
    return path


def test_a_torn_tail_is_moved_never_deleted(opened: Opened) -> None:
    capture = opened.append()
    path = torn(opened, b"half a gzip member")
    with CaptureStore(opened.home) as store:
        (tail,) = store.recovery.moved_tails
        assert (tail.warc_file, tail.offset, tail.length) == (path.name, capture.warc_end, 18)
        assert (opened.home / "captures" / tail.moved_to).read_bytes() == b"half a gzip member"
        assert store.recovery.interrupted_runs == (opened.run,)
        assert store.recovery.closed_files == (path.name,)
        assert not store.recovery.clean
    with CaptureStore(opened.home) as store:
        assert store.recovery.clean
    assert path.stat().st_size == capture.warc_end


def test_a_file_the_ledger_never_heard_of_is_moved_whole(opened: Opened) -> None:
    opened.append()
    first = torn(opened, b"")
    data = first.read_bytes()
    stray = first.with_name("2026-01-01-00002.warc.gz")
    stray.write_bytes(data)
    with CaptureStore(opened.home) as store:
        (tail,) = store.recovery.moved_tails
        assert (tail.warc_file, tail.offset) == (stray.name, 0)
        assert (opened.home / "captures" / tail.moved_to).read_bytes() == data
        run = store.open_run([SOURCE])
        assert store.append(run, an_exchange(2)).warc_file.endswith("-00002.warc.gz")
    assert not stray.exists()


def test_tails_of_the_same_place_do_not_overwrite_each_other(opened: Opened) -> None:
    opened.append()
    path = torn(opened, b"one")
    folder = opened.home / "captures"
    CaptureStore(opened.home).close()
    (folder / SEAL).unlink()
    db = sqlite3.connect(folder / "ledger.db")
    db.execute("UPDATE warc_files SET state = 'open'")
    db.commit()
    db.close()
    with path.open("ab") as file:
        file.write(b"two")
    CaptureStore(opened.home).close()
    assert sorted(tail.read_bytes() for tail in (folder / "recovered").iterdir()) == [b"one", b"two"]


def test_an_older_ledger_than_the_files_is_refused_and_nothing_changed(opened: Opened) -> None:
    for number in range(MOST_TOGETHER + 2):
        opened.append(number)
    opened.store._failed = "crashed"
    opened.store.close()
    (opened.home / "captures" / SEAL).unlink()
    db = sqlite3.connect(opened.home / "captures" / "ledger.db")
    end = db.execute("SELECT warc_end FROM captures WHERE seq = 1").fetchone()[0]
    db.execute("DELETE FROM captures WHERE seq > 1")
    db.execute("UPDATE warc_files SET bytes = ?", (end,))
    db.commit()
    db.close()
    path = opened.warc_files()[0]
    before = path.read_bytes()
    with pytest.raises(IntegrityError, match="older than the WARC files"):
        CaptureStore(opened.home)
    assert path.read_bytes() == before
    assert not (opened.home / "captures" / "recovered").exists()


def cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size - 1)


def lengthen(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"x")


@pytest.mark.parametrize(
    ("damage", "says"), [(cut, "acknowledged"), (lengthen, "acknowledged"), (Path.unlink, "missing")]
)
def test_a_closed_file_of_another_size_stops_the_writer(
    opened: Opened, damage: Callable[[Path], None], says: str
) -> None:
    opened.append()
    opened.store.close()
    damage(opened.warc_files()[0])
    with pytest.raises(IntegrityError, match=says):
        CaptureStore(opened.home)


def test_warc_files_without_their_ledger_are_not_written_over(opened: Opened) -> None:
    opened.append()
    opened.store.close()
    (opened.home / "captures" / "ledger.db").unlink()
    with pytest.raises(IntegrityError, match=r"no ledger\.db"):
        CaptureStore(opened.home)
    assert not (opened.home / "captures" / "ledger.db").exists()


def rewrite(path: Path, statement: str) -> None:
    db = sqlite3.connect(path)
    db.execute(statement)
    db.commit()
    db.close()


@pytest.mark.parametrize(
    ("statement", "says"),
    [(f"PRAGMA user_version={ledger.USER_VERSION + 1}", "newer"), ("PRAGMA application_id=7", "no ledger")],
)
def test_a_ledger_of_another_kind_or_a_newer_one_is_refused(opened: Opened, statement: str, says: str) -> None:
    opened.store.close()
    path = opened.home / "captures" / "ledger.db"
    path.with_name(SEAL).unlink()
    rewrite(path, statement)
    with pytest.raises(IntegrityError, match=says):
        CaptureStore(opened.home)
    with pytest.raises(IntegrityError, match=says):
        CaptureReader(opened.home)


def test_a_file_that_is_no_database_is_refused(opened: Opened) -> None:
    opened.store.close()
    path = opened.home / "captures" / "ledger.db"
    path.write_bytes(b"not a database" * 100)
    with pytest.raises(IntegrityError, match=r"ledger\.db"):
        CaptureStore(opened.home)
    with pytest.raises(IntegrityError, match=r"ledger\.db"):
        CaptureReader(opened.home)


def test_a_ledger_replaced_under_the_writer_stops_it(opened: Opened) -> None:
    opened.append()
    path = opened.home / "captures" / "ledger.db"
    path.rename(path.with_suffix(".moved"))
    with pytest.raises(IntegrityError, match="replaced"):
        opened.append(2)
    path.with_suffix(".moved").rename(path)
    assert opened.append(2).seq == 2


def test_the_ledger_is_in_wal_mode_with_full_sync_and_says_its_sqlite(opened: Opened) -> None:
    assert opened.store.db.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    assert opened.store.db.execute("PRAGMA synchronous").fetchone()[0] == 2
    assert opened.reader().meta["sqlite_version"] == sqlite3.sqlite_version


def test_a_second_writer_is_told_who_is_there(opened: Opened) -> None:
    def second(say: Callable[[str], None]) -> None:
        try:
            CaptureStore(opened.home)
        except WriterBusy as busy:
            say(str(busy))

    code, lines = in_child(second).wait()
    assert code == 0
    assert len(lines) == 1 and f"pid {os.getpid()}" in lines[0]
    opened.store.close()
    CaptureStore(opened.home).close()


class FailingDisk:
    """os.write or os.fsync that fails once, at the n-th call; a failing write may write half of it first."""

    def __init__(self, n: int, code: int, real: Callable[..., Any]) -> None:
        self.left, self.code, self.real = n, code, real

    def __call__(self, descriptor: int, *data: bytes) -> Any:
        self.left -= 1
        if self.left == 0:
            if data:
                self.real(descriptor, data[0][: len(data[0]) // 2])
            raise OSError(self.code, os.strerror(self.code))
        return self.real(descriptor, *data)


@pytest.mark.parametrize("call", ["write", "fsync"])
@pytest.mark.parametrize(("code", "error"), [(errno.ENOSPC, DiskFull), (errno.EIO, StoreFailed)])
@pytest.mark.parametrize("n", [1, 2])
def test_a_failing_disk_acknowledges_nothing_and_is_never_retried(
    opened: Opened, monkeypatch: pytest.MonkeyPatch, call: str, code: int, error: type[Exception], n: int
) -> None:
    first = opened.append(1)
    with monkeypatch.context() as patch:
        patch.setattr(os, call, FailingDisk(n, code, getattr(os, call)))
        with pytest.raises(error):
            for number in (2, 5):
                opened.store.append_all(opened.run, [an_exchange(one) for one in range(number, number + 3)])
    last = opened.reader().last_seq()
    assert last in (1, 4), "all that was to be acknowledged together, or nothing of it"
    assert opened.warc_files()[0].stat().st_size == opened.reader().capture(last).warc_end, "the tail was cut back"
    with pytest.raises(StoreFailed, match="earlier write failed"):
        opened.append(9)
    opened.store.close_run(opened.run, "failed", 3, "no space left")
    opened.store.close()
    with CaptureStore(opened.home) as store:
        assert store.recovery.moved_tails == ()
        assert store.append(store.open_run([SOURCE]), an_exchange(9)).seq == last + 1
    assert opened.reader().payload(first).body == an_exchange(1).body


def test_a_ledger_that_cannot_grow_is_a_full_disk(opened: Opened) -> None:
    opened.append(1)
    pages = opened.store.db.execute("PRAGMA page_count").fetchone()[0]
    opened.store.db.execute(f"PRAGMA max_page_count={pages}")
    with pytest.raises(DiskFull):
        for number in range(2, 200):
            opened.append(number)
    opened.store.close()
    with CaptureStore(opened.home) as store:
        assert store.recovery.moved_tails == (), "the row failed before its bytes were written"
        count = store.db.execute("SELECT count(*) FROM captures").fetchone()[0]
    reader = opened.reader()
    assert count == reader.last_seq() > 1
    for capture in reader.captures():
        assert hashlib.sha256(reader.payload(capture).body).hexdigest() == capture.payload_sha256
