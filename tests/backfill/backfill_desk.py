"""The `ocop` command on a home whose web archive stands on loopback."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlite_utils import Database
from web_archive import ROOT

from samples.sources import sources_for

DAY = "2026-11-02T02:00:00+00:00"


@dataclass(frozen=True)
class Held:
    """A WARC file of the sample portals, and the port that they had when it was written."""

    warc: Path
    port: int


class Desk:
    """The `ocop` command on a home of its own."""

    def __init__(self, folder: Path, held: Held) -> None:
        self.home, self.sources = folder / "home", folder / "sources"
        self.home.mkdir(parents=True)
        sources_for(held.port, self.sources)

    def configure(self, **values: object) -> None:
        lines = {"name": "kho mẫu", **values}
        text = "".join(f"{name} = {json.dumps(value, ensure_ascii=False)}\n" for name, value in lines.items())
        (self.home / "ocop.toml").write_text(f"[web_archive]\n{text}", encoding="utf-8")

    def ask_pywb(self, address: str) -> None:
        base = f"{address}/kho"
        self.configure(api="pywb", cdx=f"{base}/cdx", replay=f"{base}/{{timestamp}}id_/{{url}}")

    def edit(self, source_id: str, old: str, new: str) -> None:
        path = self.sources / f"{source_id}.yml"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    def command(self, *words: str, as_json: bool = True) -> list[str]:
        return [sys.executable, "-m", "ocop", "--home", str(self.home), "--sources", str(self.sources), "--now", DAY,
                *(["--json"] if as_json else []), *words]  # fmt: skip

    def ocop(self, *words: str, code: int = 0, as_json: bool = True) -> Any:
        command = self.command(*words, as_json=as_json)
        done = subprocess.run(command, capture_output=True, text=True, timeout=240, cwd=ROOT)
        assert done.returncode == code, f"exit {done.returncode}\n{done.stdout}\n{done.stderr}"
        return json.loads(done.stdout) if done.stdout.startswith(("{", "[")) else done.stdout + done.stderr

    def rows(self, sql: str) -> list[dict[str, Any]]:
        return list(Database(self.home / "archive.db").query(sql))

    def ledger(self, sql: str) -> list[dict[str, Any]]:
        return list(Database(self.home / "captures" / "ledger.db").query(sql))
