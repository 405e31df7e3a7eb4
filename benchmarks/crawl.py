"""Crawl with capture against a bare Scrapy spider on the same links; resident memory over that crawl."""

import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.portals import LoadPortal, crawl_command, load_portal
from benchmarks.result import Result
from crawler.captures.reader import CaptureReader, NoCaptures

BARE = [sys.executable, "-m", "benchmarks.bare_spider"]


def measure(articles: int, rounds: int) -> Iterator[Result]:
    """Rounds in turn, bare then ours, so that a machine's drift meets both."""
    ratios, ours, bare, growth = [], [], [], []
    with load_portal(articles) as portal:
        subprocess.run([*BARE, portal.listing], check=True)
        for number in range(rounds):
            bare.append(_seconds([*BARE, portal.listing]))
            home = portal.folder / f"home{number}"
            home.mkdir()
            seconds, megabytes = _crawl(portal, home)
            ours.append(seconds)
            growth.append(megabytes)
            ratios.append(bare[-1] / seconds)
    pages = articles + articles // 20
    yield Result(
        "crawl with capture, pages per second against a bare Scrapy spider", statistics.median(ratios), 0.7, "", False,
        f"{pages} pages, {rounds} rounds: {pages / statistics.median(ours):.0f} pages/s against "
        f"{pages / statistics.median(bare):.0f}; one request at a time per host, delay 0",
    )  # fmt: skip
    yield Result(
        "growth of the crawler's resident memory after its first 200 pages", max(growth), 30, " MB", True,
        f"largest of {rounds} rounds over {pages} pages, sampled every 0.2 s",
    )  # fmt: skip


def _seconds(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def _crawl(portal: LoadPortal, home: Path) -> tuple[float, float]:
    """(seconds, MB by which resident memory grew after the first 200 captures)."""
    start = time.perf_counter()
    process = subprocess.Popen(crawl_command(portal, home), stdout=subprocess.DEVNULL)
    base, peak = 0.0, 0.0
    while process.poll() is None:
        resident = _resident_mb(process.pid)
        if base:
            peak = max(peak, resident)
        elif _captures(home) >= 200:
            base = peak = resident
        time.sleep(0.2)
    if process.returncode:
        raise RuntimeError(f"the crawl ended with {process.returncode}")
    return time.perf_counter() - start, peak - base


def _captures(home: Path) -> int:
    try:
        with CaptureReader(home) as reader:
            return reader.last_seq()
    except NoCaptures:
        return 0


def _resident_mb(pid: int) -> float:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return 0.0
    line = next((line for line in status.splitlines() if line.startswith("VmRSS:")), "VmRSS: 0 kB")
    return int(line.split()[1]) / 1024
