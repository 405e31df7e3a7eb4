"""An operator at work: the `ocop` command on a home of its own, with the sample portals as its registry."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

from samples.server import SampleServer
from samples.sources import sources_for

DAY = "2026-11-02T02:00:00+00:00"
ROOT = Path(__file__).parents[2]


class Desk:
    """An operator's home and the portals of the samples."""

    def __init__(self, folder: Path, server: SampleServer) -> None:
        self.home, self.sources, self.server = folder / "home", folder / "sources", server
        self.home.mkdir()
        sources_for(server.port, self.sources)

    def ocop(self, *words: str, code: int = 0, as_json: bool = True) -> Any:
        command = [sys.executable, "-m", "ocop", "--home", str(self.home), "--sources", str(self.sources), "--now", DAY]
        done = subprocess.run(
            [*command, *(["--json"] if as_json else []), *words], capture_output=True, text=True, timeout=240, cwd=ROOT
        )
        assert done.returncode == code, f"exit {done.returncode}\n{done.stdout}\n{done.stderr}"
        return json.loads(done.stdout) if as_json and done.stdout.startswith(("{", "[")) else done.stdout + done.stderr

    def end(self, portal: str) -> str:
        """Let the body of a sample portal have ended on 2025-06-30; returns the address of its first section."""
        path = self.sources / "mau" / f"{portal}.yml"
        text = re.sub(
            r"(?m)^(valid_to|successor|valid_from|predecessor|closed_because): .*\n", "", path.read_text("utf-8")
        )
        path.write_text(text + "valid_to: 2025-06-30\n", encoding="utf-8")
        return str(yaml.safe_load(text)["sections"][0]["url"])
