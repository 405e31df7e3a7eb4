"""Crawl with capture against a bare Scrapy spider on the same links; resident memory over that crawl."""

import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.portals import LoadPortal, crawl_command, load_portal
from benchmarks.result import Result
from crawler.captures.reader import CaptureReader, NoCaptures

BARE = [sys.executable, "-m", "benchmarks.bare_spider"]


@dataclass(frozen=True)
class _Cost:
    """What a process took."""

    seconds: float
    cpu: float
    """User and system seconds."""


def measure(articles: int, rounds: int) -> Iterator[Result]:
    """Rounds in turn, bare then ours, so that a machine's drift meets both."""
    ours: list[_Cost] = []
    bare: list[_Cost] = []
    growth: list[float] = []
    with load_portal(articles) as portal:
        _cost([*BARE, portal.listing])
        for number in range(rounds):
            bare.append(_cost([*BARE, portal.listing]))
            home = portal.folder / f"home{number}"
            home.mkdir()
            cost, megabytes = _crawl(portal, home)
            ours.append(cost)
            growth.append(megabytes)
    pages = articles + articles // 20
    our_rate, bare_rate = (pages / statistics.median(cost.seconds for cost in costs) for costs in (ours, bare))
    our_cpu, bare_cpu = (1000 * statistics.median(cost.cpu for cost in costs) / pages for costs in (ours, bare))
    yield Result(
        "crawl with capture, pages per second against a bare Scrapy spider",
        statistics.median(b.seconds / o.seconds for b, o in zip(bare, ours, strict=True)), 0.8, "", False,
        f"{pages} pages, {rounds} rounds: {our_rate:.0f} pages/s against {bare_rate:.0f}; one request at a time per "
        "host on one kept connection, no delay",
    )  # fmt: skip
    yield Result(
        "the same by processor seconds, user and system",
        statistics.median(b.cpu / o.cpu for b, o in zip(bare, ours, strict=True)), 0.8, "", False,
        f"{our_cpu:.2f} ms per page against {bare_cpu:.2f}; leaves out what other work on the machine does to the disk",
    )  # fmt: skip
    yield Result(
        "growth of the crawler's resident memory after its first 200 pages", max(growth), 30, " MB", True,
        f"largest of {rounds} rounds over {pages} pages, sampled every 0.2 s",
    )  # fmt: skip


def _cost(command: list[str], watch: Callable[[int], None] = lambda _: None) -> _Cost:
    """Run `command` to its end; `watch` is called with its process id every 0.2 s while it runs."""
    start, ended = time.perf_counter(), threading.Event()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)

    def watching() -> None:
        while not ended.wait(0.2):
            watch(process.pid)

    watcher = threading.Thread(target=watching)
    watcher.start()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - start
    ended.set()
    watcher.join()
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}")
    return _Cost(seconds, used.ru_utime + used.ru_stime)


def _crawl(portal: LoadPortal, home: Path) -> tuple[_Cost, float]:
    """What the crawl took, and MB by which its resident memory grew after the first 200 captures."""
    after_200: list[float] = []

    def watch(pid: int) -> None:
        if after_200 or captures_kept(home) >= 200:
            after_200.append(resident_mb(pid))

    cost = _cost(crawl_command(portal, home), watch)
    return cost, max(after_200) - after_200[0]


def captures_kept(home: Path) -> int:
    """Captures acknowledged in `home` so far."""
    try:
        with CaptureReader(home) as reader:
            return reader.last_seq()
    except NoCaptures:
        return 0


def resident_mb(pid: int) -> float:
    """MB of a process's resident memory; 0 once it has ended."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return 0.0
    line = next((line for line in status.splitlines() if line.startswith("VmRSS:")), "VmRSS: 0 kB")
    return int(line.split()[1]) / 1024
