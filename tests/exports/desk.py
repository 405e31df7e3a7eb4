"""An operator who hands the archive on: the `ocop` command on a home of its own."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from sqlite_utils import Database

ROOT = Path(__file__).parents[2]
DAY = "2026-11-02T02:00:00+00:00"
LATER = "2026-11-09T02:00:00+00:00"
PORTALS = ("mau/dong-nai", "mau/bac-ninh", "mau/ninh-binh", "mau/bao-mau")
"""A feed and a media host; dates that only listings print; pages of listings that are posted for; a newspaper."""


class Desk:
    """A home of its own over shared source files."""

    def __init__(self, home: Path, sources: Path) -> None:
        self.home, self.sources = home, sources
        home.mkdir(parents=True, exist_ok=True)

    def ocop(self, *words: str | Path, code: int = 0, now: str = DAY) -> Any:
        command = [sys.executable, "-m", "ocop", "--home", str(self.home), "--sources", str(self.sources), "--json",
                   "--now", now, *map(str, words)]  # fmt: skip
        done = subprocess.run(command, capture_output=True, text=True, timeout=240, cwd=ROOT)
        assert done.returncode == code, f"exit {done.returncode}\n{done.stdout}\n{done.stderr}"
        return json.loads(done.stdout) if done.stdout.startswith("{") else done.stdout + done.stderr

    @property
    def db(self) -> Database:
        return Database(self.home / "archive.db")

    def rows(self, sql: str) -> list[dict[str, Any]]:
        return list(self.db.query(sql))
