"""SIGTERM and SIGINT in the middle of reading: the code that a scheduler knows, nothing lost, the next build goes on."""

import os
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from crawler.captures.reader import CaptureReader
from operate.lock import run_lock

from .conftest import Road

pytestmark = pytest.mark.road

NAME = "mau/phuong-long-thanh"


def stopped(road: Road, command: str, number: signal.Signals) -> tuple[int, str]:
    """Exit code and words of a command that gets a signal when it says that it reads."""
    process = subprocess.Popen(road.command(command), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert process.stdout and process.stdout.readline().startswith("read:")
    process.send_signal(number)
    said, _ = process.communicate(timeout=40)
    return process.returncode, said


def test_reading_is_left_at_a_signal_and_gone_on_with(road: Road) -> None:
    road.ocop("crawl", NAME)
    for command, number, code in (("build", signal.SIGINT, 130), ("rebuild", signal.SIGTERM, 143)):
        ended, said = stopped(road, command, number)
        assert ended == code and "Dừng theo tín hiệu" in said, said
    road.ocop("build")
    with run_lock(road.home, "2026-11-02T02:00:00Z"):
        assert "another run holds this home" in road.ocop("rebuild", code=5)
    assert road.ocop("rebuild")["same"] is True


def began(road: Road, *words: str) -> subprocess.Popen[str]:
    """A command of a home in which one that does not stop is cut off after a second."""
    (road.home / "ocop.toml").write_text("stop_seconds = 1\n", encoding="utf-8")
    return subprocess.Popen(road.command(*words), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def wait_for(what: Callable[[], object]) -> None:
    deadline = time.monotonic() + 60
    while not what():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def cut_off(process: subprocess.Popen[str]) -> None:
    """It ends by force, and says so in one line."""
    process.send_signal(signal.SIGTERM)
    said, _ = process.communicate(timeout=20)
    assert process.returncode == 143, said
    lines = [line for line in said.splitlines() if not line.startswith(("crawl:", "read:"))]
    assert len(lines) == 1 and "cut off; the next run goes on" in lines[0], said


def whole(road: Road) -> None:
    for file in (road.home / "archive.db", road.home / "captures" / "ledger.db"):
        with closing(sqlite3.connect(file)) as db:
            assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    with run_lock(road.home, "2026-11-02T02:00:00Z"):
        pass


def waits_within_sqlite(pid: int, file: Path) -> bool:
    """Whether it has `file` open and used no processor time for half a second: SQLite sleeps until a lock is free."""
    try:
        held = any(link.readlink() == file for link in Path(f"/proc/{pid}/fd").iterdir())
    except FileNotFoundError:
        return False
    before = processor_time(pid)
    time.sleep(0.5)
    return held and processor_time(pid) == before


def processor_time(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]


def test_a_build_that_is_stuck_within_sqlite_is_cut_off_and_gone_on_with(road: Road) -> None:
    road.ocop("crawl", NAME)
    road.ocop("build")
    file = road.home / "archive.db"
    with closing(sqlite3.connect(file, isolation_level=None)) as another:
        another.execute("BEGIN IMMEDIATE")
        process = began(road, "build")
        wait_for(lambda: waits_within_sqlite(process.pid, file))
        cut_off(process)
    whole(road)
    road.ocop("run", NAME)
    assert road.ocop("rebuild")["same"] is True


def test_a_crawler_that_does_not_stop_ends_with_the_run(road: Road) -> None:
    process = began(road, "run", NAME)

    def captured() -> bool:
        with CaptureReader(road.home) as reader:
            return reader.last_seq() > 3

    wait_for((road.home / "captures" / "ledger.db").exists)
    wait_for(captured)
    done = subprocess.run(["pgrep", "-P", str(process.pid), "-f", "crawler.process"], capture_output=True, text=True)
    crawler = int(done.stdout)
    os.kill(crawler, signal.SIGSTOP)
    cut_off(process)
    wait_for(lambda: not Path(f"/proc/{crawler}").exists())
    whole(road)
    road.ocop("run", NAME)
    road.ocop("build")
    assert road.ocop("rebuild")["same"] is True
    with CaptureReader(road.home) as reader:
        assert [run.state for run in reader.runs()] == ["interrupted", "done"]
