"""A real Dask scheduler and two real workers on loopback, and sample portals to crawl with them."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from crawler.captures.reader import CaptureReader
from samples.server import SampleServer
from samples.sources import sources_for

ROOT = Path(__file__).resolve().parents[2]
NOW = "2026-11-02T02:00:00+00:00"
DASK = {"DASK_DISTRIBUTED__LOGGING__DISTRIBUTED": "warning"}


@dataclass
class Cluster:
    """Processes of a scheduler and its workers; `prefix` is what every command is begun with."""

    folder: Path
    host: str = "127.0.0.1"
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)
    address: str = ""
    scheduler: subprocess.Popen[bytes] | None = None

    def start_scheduler(self, prefix: Sequence[str] = ()) -> None:
        file = self.folder / "scheduler.json"
        self.scheduler = self._start(
            prefix, "dask_scheduler", "--host", self.host, "--port", "0", "--no-dashboard", "--scheduler-file", str(file)
        )  # fmt: skip
        wait_for(file.exists, "the scheduler's file")
        wait_for(lambda: file.read_text().strip().endswith("}"), "the scheduler's address")
        self.address = json.loads(file.read_text())["address"]

    def start_worker(self, host: str = "127.0.0.1", prefix: Sequence[str] = ()) -> None:
        spare = self.folder / f"worker{len(self.workers)}"
        self.workers.append(self._start(
            prefix, "dask_worker", self.address, "--host", host, "--nthreads", "2", "--no-nanny", "--no-dashboard",
            "--local-directory", str(spare),
        ))  # fmt: skip

    def _start(self, prefix: Sequence[str], module: str, *words: str) -> subprocess.Popen[bytes]:
        with (self.folder / f"{module}.log").open("ab") as log:
            command = [*prefix, sys.executable, "-m", f"distributed.cli.{module}", *words]
            return subprocess.Popen(command, stdout=log, stderr=log, cwd=ROOT, env=os.environ | DASK)

    def stop(self) -> None:
        """How they end is nobody's promise: a worker may wait long for a scheduler that went first."""
        for process in (*self.workers, *filter(None, [self.scheduler])):
            process.kill()
            process.wait(timeout=20)


@dataclass
class Home:
    """A home and the source files it is crawled with."""

    path: Path
    sources: Path

    def command(self, *words: str, now: str = NOW) -> list[str]:
        return [sys.executable, "-m", "ocop", "--home", str(self.path), "--sources", str(self.sources), "--json",
                "--now", now, *words]  # fmt: skip

    def ocop(self, *words: str, now: str = NOW, code: int | None = 0) -> Any:
        done = subprocess.run(self.command(*words, now=now), capture_output=True, text=True, timeout=240, cwd=ROOT)
        assert code is None or done.returncode == code, f"exit {done.returncode}\n{done.stdout}\n{done.stderr}"
        return json.loads(done.stdout.splitlines()[-1]) if done.stdout.startswith("{") else done.stdout + done.stderr

    def ledger(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        with CaptureReader(self.path) as reader:
            return [tuple(row) for row in reader.db.execute(sql, values)]

    def rows(self, sql: str, *values: object) -> list[dict[str, Any]]:
        return list(Database(self.path / "archive.db").query(sql, values))


def wait_for(what: Any, name: str, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, f"{name} did not come in {seconds} s"
        time.sleep(0.05)


def children(pid: int) -> list[int]:
    done = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True)
    return [int(word) for word in done.stdout.split()]


def kill(process: subprocess.Popen[bytes]) -> None:
    os.kill(process.pid, signal.SIGKILL)
    process.wait()


def in_one_piece(home: Home) -> None:
    """Every capture once, its bytes where the ledger says, nothing left lying."""
    assert home.ledger("SELECT record_id FROM captures GROUP BY 1 HAVING count(*) > 1") == []
    assert home.ledger("PRAGMA foreign_key_check") == []
    assert not list((home.path / "captures" / "incoming").glob("*"))
    assert not list((home.path / ".ocop" / "cluster").iterdir())


@pytest.fixture(scope="module")
def portals() -> Iterator[SampleServer]:
    with SampleServer() as server:
        yield server


def home_of(folder: Path, server: SampleServer) -> Home:
    home, sources = folder / "home", folder / "sources"
    home.mkdir(parents=True)
    sources_for(server.port, sources)
    return Home(home, sources)


@pytest.fixture
def home(tmp_path: Path, portals: SampleServer) -> Home:
    return home_of(tmp_path, portals)


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory, portals: SampleServer) -> Home:
    """What one machine makes of the portals; only looked at."""
    made = home_of(tmp_path_factory.mktemp("alone"), portals)
    made.ocop("run")
    return made


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """For all tests of a module; who kills a worker leaves the other one to those that follow."""
    made = Cluster(tmp_path_factory.mktemp("cluster"))
    try:
        made.start_scheduler()
        made.start_worker()
        made.start_worker()
        yield made
    finally:
        made.stop()
