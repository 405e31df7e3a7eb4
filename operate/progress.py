"""What a person sees during long work: bars on a terminal, plain lines elsewhere (cron, CI)."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from crawler.captures.reader import CaptureReader
from pipeline.progress import Progress as BuildProgress

PLAIN_LINE_EVERY = 10.0
"""Seconds between two lines where there is no terminal."""


class Counting(Protocol):
    """How far counted work has come."""

    def __call__(self, done: int, of: int, note: str = "") -> None: ...


class Bars(Protocol):
    """What a run reports while it goes on."""

    def crawled(self, reader: CaptureReader) -> None: ...
    def built(self, progress: BuildProgress) -> None: ...
    def finishing(self) -> None: ...


Count = Callable[[CaptureReader], tuple[int, int, int, str]]
"""(items done, items known, captures, note)."""


def crawl_counts(reader: CaptureReader) -> tuple[int, int, int, str]:
    """Articles of the queue of live portals."""
    return _counted(reader.frontier_counts(), reader)


def backfill_counts(reader: CaptureReader) -> tuple[int, int, int, str]:
    """Captures that web archives are asked for."""
    return _counted(reader.backfill_counts(), reader)


def _counted(counts: Mapping[str, int], reader: CaptureReader) -> tuple[int, int, int, str]:
    done = counts.get("done", 0)
    known = sum(counts.values())
    failed = counts.get("failed", 0) + counts.get("gone", 0)
    return done, known, reader.last_seq(), f"{failed} hỏng/failed" if failed else ""


class Display:
    """Speaks to a person on standard error; standard output stays for results."""

    def __init__(self, console: Console | None = None) -> None:
        self.console = console or Console(stderr=True, highlight=False)

    def say(self, text: str) -> None:
        """One line, nothing in it interpreted."""
        self.console.print(text, markup=False, soft_wrap=True)

    @contextmanager
    def run_bars(self, portals: Sequence[str] = (), count: Count = crawl_counts) -> Iterator[Bars]:
        """Bars on a terminal, lines elsewhere; `portals`: what is being crawled; `count`: what is counted of it."""
        if not self.console.is_terminal:
            if portals:
                self.say(f"crawl: {len(portals)} portals: {' '.join(portals)}")
            yield _Lines(self, count)
            return
        with self._progress() as progress:
            yield _Bars(progress, count, crawling=bool(portals))

    @contextmanager
    def counting(self, what: str, total: int | None = None) -> Iterator[Counting]:
        """A bar that is told how many of how many things are done; elsewhere a line now and then."""
        if not self.console.is_terminal:
            lines = _Lines(self, crawl_counts, time.monotonic())
            yield lambda done, of, note="": lines.now_and_then(f"{what}: {done}/{of} {note}".rstrip())
            return
        with self._progress() as progress:
            task = progress.add_task(what, total=total, note="")
            yield lambda done, of, note="": progress.update(task, completed=done, total=of, note=note)

    def _progress(self) -> Progress:
        return Progress(
            SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(),
            TextColumn("{task.fields[note]}"), TimeElapsedColumn(), console=self.console,
        )  # fmt: skip


class _Bars:
    def __init__(self, progress: Progress, count: Count, *, crawling: bool) -> None:
        self._progress = progress
        self._count = count
        self._crawl = progress.add_task("Thu thập / crawl", total=None, note="", visible=crawling)
        self._build = progress.add_task("Đọc / read", total=None, note="", visible=False)
        self._start = time.monotonic()

    def crawled(self, reader: CaptureReader) -> None:
        done, known, captures, note = self._count(reader)
        rate = captures / max(time.monotonic() - self._start, 0.1)
        self._progress.update(
            self._crawl, completed=done, total=known or None, note=f"{captures} captures, {rate:.0f}/s {note}"
        )

    def built(self, progress: BuildProgress) -> None:
        note = (
            f"{progress.new} mới/new, {progress.unreadable} không đọc được/unreadable, {progress.pictures} ảnh/pictures"
        )
        self._progress.update(self._build, visible=True, completed=progress.read, note=note)

    def finishing(self) -> None:
        self._progress.update(self._build, note="nối thực thể / linking", visible=True)


class _Lines:
    def __init__(self, display: Display, count: Count, last: float = 0.0) -> None:
        self._display = display
        self._count = count
        self._last = last

    def now_and_then(self, text: str) -> None:
        if time.monotonic() - self._last >= PLAIN_LINE_EVERY:
            self._last = time.monotonic()
            self._display.say(text)

    def crawled(self, reader: CaptureReader) -> None:
        done, known, captures, note = self._count(reader)
        self.now_and_then(f"crawl: {done}/{known} pages done, {captures} captures {note}")

    def built(self, progress: BuildProgress) -> None:
        self.now_and_then(f"read: {progress.read} articles, {progress.new} new, {progress.unreadable} unreadable")

    def finishing(self) -> None:
        self._display.say("linking entities")
