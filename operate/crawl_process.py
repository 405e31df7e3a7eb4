"""The crawler in a process of its own: it can be stopped, and a crash of it is a result, not ours."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crawler.portals.source import Source
from operate.exits import Exit
from operate.home import ROOT, Home
from operate.signals import SAYS, exit_of

LOG_BYTES = 20_000_000
"""A longer .ocop/crawl.log becomes crawl.log.1 when the next crawl starts."""


@dataclass(frozen=True)
class CrawlEnd:
    """How the crawler's process ended."""

    exit_code: Exit
    reason: str
    summary: dict[str, Any]


class CrawlProcess:
    """The crawler in a process of its own: it can be stopped, and a crash of it is a result, not ours."""

    def __init__(
        self, home: Home, sources: Sequence[Source], samples: bool, now: str | None, limit_pages: int | None,
        more: Sequence[str] = (), folders: Sequence[Path] = (), module: str = "crawler.process",
    ) -> None:  # fmt: skip
        """`more`: further arguments of crawler.process; `folders` of source files, where they are not the home's;
        `module`: another that takes its arguments and ends as it does."""
        self._command = [sys.executable, "-m", module, "--home", str(home.path)]
        for folder in folders or home.source_folders(samples=samples):
            self._command += ["--sources", str(folder)]
        if home.config.contact:
            self._command += ["--contact", home.config.contact]
        if now:
            self._command += ["--now", now]
        if limit_pages:
            self._command += ["--limit-pages", str(limit_pages)]
        self._command += ["--media", home.config.media, *more, *(source.id for source in sources)]
        self._log = home.path / ".ocop" / "crawl.log"
        self._process: subprocess.Popen[str] | None = None
        self._collector: threading.Thread | None = None
        self._signalled = 0
        self._output: list[str] = []

    def start(self) -> None:
        """Start the process."""
        if self._log.exists() and self._log.stat().st_size > LOG_BYTES:
            self._log.replace(self._log.with_suffix(".log.1"))
        with self._log.open("a", encoding="utf-8") as log:
            self._process = subprocess.Popen(
                self._command, stdout=subprocess.PIPE, stderr=log, text=True, cwd=ROOT, start_new_session=True,
                env=clean_environment(),
            )  # fmt: skip
        self._collector = threading.Thread(target=self._collect, daemon=True)
        self._collector.start()
        if self._signalled:
            self._process.send_signal(self._signalled)

    def _collect(self) -> None:
        assert self._process and self._process.stdout
        self._output.extend(self._process.stdout)

    def pass_on(self, number: int) -> None:
        """A signal that came to us is its own."""
        self._signalled = number
        if self._process and self._process.poll() is None:
            self._process.send_signal(number)

    def kill(self) -> None:
        """End it at once; what it acknowledged stays, the next run puts the rest in order."""
        if self._process:
            self._process.kill()

    def running(self) -> bool:
        """Whether the crawler is still at work."""
        return self._process is not None and self._process.poll() is None

    def stop(self) -> None:
        """Ask it to end; what it acknowledged stays."""
        if self._process and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)

    def wait(self) -> CrawlEnd:
        """Wait for its end and say how it came."""
        assert self._process and self._collector
        code = self._process.wait()
        self._collector.join()
        summary = last_json(self._output)
        if self._signalled:
            return CrawlEnd(exit_of(self._signalled), SAYS, summary)
        if code in {member.value for member in Exit}:
            return CrawlEnd(Exit(code), str(summary.get("reason", "")), summary)
        return CrawlEnd(Exit.INTERNAL, f"the crawler ended with {code}; see .ocop/crawl.log", summary)


def last_json(lines: Sequence[str]) -> dict[str, Any]:
    """The summary that crawler.process prints last; empty where it came to none."""
    for line in reversed(lines):
        if line.startswith("{"):
            loaded = json.loads(line)
            return loaded if isinstance(loaded, dict) else {}
    return {}


def clean_environment() -> dict[str, str]:
    """Without proxy variables: the crawler connects by itself or not at all, else the address guard sees the proxy."""
    return {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
