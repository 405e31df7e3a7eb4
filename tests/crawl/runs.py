"""Crawls in processes of their own, and what the ledger says afterwards."""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crawler.captures.reader import CaptureReader
from crawler.captures.records import Capture
from crawler.captures.rows import FetchEvent

from .portal import SECTION

ROOT = Path(__file__).resolve().parents[2]

SOURCE = """\
name: "[MẪU] Cổng {name}"
name_en: "[SAMPLE] Portal {name}"
level: commune
unit: "26368-20260430"
hosts: ["{host}"]
family: nukeviet
home_url: http://{host}/
sections:
{sections}
delay: {delay}
sample: {sample}
status: passes on samples
"""


@dataclass
class Home:
    """A home and its sources."""

    path: Path

    def source(
        self, name: str, host: str, *, sections: Sequence[str] = (), delay: float = 0.0, sample: bool = True,
        allowed: str | None = "127.0.0.0/8", more: str = "",
    ) -> str:  # fmt: skip
        """Write a source file; `sections` are YAML mappings, the portal's listing where none are given."""
        lines = sections or [f'{{url: "http://{host}{SECTION}", label: Nông thôn mới, about: ocop}}']
        text = SOURCE.format(
            name=name,
            host=host,
            delay=delay if sample else 0.01,
            sample=str(sample).lower(),
            sections="\n".join(f"  - {s}" for s in lines),
        )
        if allowed:
            text += f'allow_addresses: ["{allowed}"]\n'
        file = self.path / "sources" / "thu" / f"{name}.yml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text + more, encoding="utf-8")
        return f"thu/{name}"

    def command(self, *arguments: str) -> list[str]:
        """The command line of a crawl into this home."""
        folders = ["--home", str(self.path), "--sources", str(self.path / "sources"), "--retry-pause", "0.02"]
        return [sys.executable, "-m", "crawler.process", *folders, *arguments]

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            self.command(*arguments), cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )

    def crawl(self, *arguments: str, code: int = 0) -> dict[str, Any]:
        """Crawl; the summary of the run."""
        process = self.start(*arguments)
        out, err = process.communicate(timeout=90)
        assert process.returncode == code, f"exit {process.returncode}\n{err[-3000:]}"
        summary: dict[str, Any] = json.loads(out)
        return summary

    def visit(self, source: str, *arguments: str, code: int = 0) -> dict[str, Any]:
        """Crawl one source; its summary."""
        tally: dict[str, Any] = self.crawl(source, *arguments, code=code)["sources"][source]
        assert tally["internal_errors"] == 0
        return tally

    def captures(self) -> list[Capture]:
        with CaptureReader(self.path) as reader:
            return list(reader.captures())

    def events(self) -> list[FetchEvent]:
        with CaptureReader(self.path) as reader:
            return reader.events()

    def body(self, capture: Capture) -> bytes:
        """As the pipeline gets it."""
        with CaptureReader(self.path) as reader:
            return reader.payload(capture).body
