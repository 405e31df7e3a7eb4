"""The whole road: real sample portals over HTTP, the `ocop` command, archive.db."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from samples.server import SampleServer
from samples.sources import sources_for

FIRST_DAY = "2026-11-02T02:00:00+00:00"


@dataclass
class Road:
    """A home, its source files and the portals they name."""

    home: Path
    sources: Path
    server: SampleServer

    def command(self, *words: str, now: str = FIRST_DAY) -> list[str]:
        return [sys.executable, "-m", "ocop", "--home", str(self.home), "--sources", str(self.sources), "--json",
                "--now", now, *words]  # fmt: skip

    def ocop(self, *words: str, now: str = FIRST_DAY, code: int | None = 0) -> Any:
        """Run the command; its JSON, after checking the exit code."""
        done = subprocess.run(self.command(*words, now=now), capture_output=True, text=True, timeout=240)
        assert code is None or done.returncode == code, f"exit {done.returncode}\n{done.stdout}\n{done.stderr}"
        return json.loads(done.stdout.splitlines()[-1]) if done.stdout.startswith("{") else done.stdout + done.stderr

    @property
    def db(self) -> Database:
        return Database(self.home / "archive.db")

    def rows(self, sql: str, *values: object) -> list[dict[str, Any]]:
        return list(self.db.query(sql, values))


@pytest.fixture
def road(tmp_path: Path) -> Iterator[Road]:
    """An empty home and portals of its own, which the test may change."""
    with SampleServer() as server:
        yield road_to(tmp_path, server)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Road]:
    """A home into which every sample portal was crawled and built once; only looked at."""
    with SampleServer() as server:
        made = road_to(tmp_path_factory.mktemp("built"), server)
        made.ocop("run", code=None)
        yield made


def road_to(folder: Path, server: SampleServer) -> Road:
    """Portals of `server` as the sources of a home below `folder`."""
    home, sources = folder / "home", folder / "sources"
    home.mkdir(parents=True)
    sources_for(server.port, sources)
    return Road(home, sources, server)
