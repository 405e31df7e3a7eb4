"""A visit to portals whose every article is known and where nothing is new: what a scheduled run mostly is."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from os import wait4
from typing import Any

from benchmarks.known_portals import ARTICLES, KnownPortals, known_portals
from benchmarks.result import Result

PORTALS = 20
DELAY = 5.0
"""Seconds between two requests to a host: what live portals are given by default."""


@dataclass(frozen=True)
class _Run:
    seconds: float
    cpu: float
    summary: Mapping[str, Any]


def measure(_articles: int, rounds: int) -> Iterator[Result]:
    """The second and later visits: the first gets the listings without knowing them."""
    with known_portals(PORTALS, DELAY) as portals:
        _visit(portals)
        visits = [_visit(portals) for _ in range(rounds)]
        empty = [_timed([sys.executable, "-m", "benchmarks.empty_run", str(PORTALS)]) for _ in range(rounds)]
    best = min(visits, key=lambda run: run.seconds)
    told = best.summary["sources"].values()
    new = sum(one["new"] for one in told)
    requests = max(one["requests"] for one in told)
    listings = sum(one["roles"].get("listing", 0) for one in told)
    bound = (requests - 1) * DELAY
    cpu, nothing = min(run.cpu for run in visits), min(run.cpu for run in empty)
    yield Result(
        "recrawl with nothing new, wall time against the politeness bound", best.seconds / bound, 1.2, "", True,
        f"{PORTALS} portals of {ARTICLES} known articles each, {new} new: {requests} requests a host "
        f"({listings / PORTALS:.0f} listing pages, robots.txt, a page that cannot exist, 3 canaries), {DELAY:g} s "
        f"apart; {best.seconds:.1f} s, start and end included, best of {rounds}",
    )  # fmt: skip
    yield Result(
        "the same, processor time beyond a Scrapy process that asks for nothing", cpu - nothing, 2.0, " s", True,
        f"user and system, best of {rounds}: {cpu:.2f} s against {nothing:.2f} with as many spiders",
    )  # fmt: skip


def _visit(portals: KnownPortals) -> _Run:
    command = [sys.executable, "-m", "crawler.process", "--home", str(portals.home), "--sources", str(portals.sources),
               "--media", "none", "--log-level", "ERROR", *portals.ids]  # fmt: skip
    return _timed(command)


def _timed(command: list[str]) -> _Run:
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    assert process.stdout
    said = process.stdout.read()
    _, status, used = wait4(process.pid, 0)
    process.returncode = status
    if status:
        raise RuntimeError(f"{' '.join(command)} ended with {status}: {said.decode()[-500:]}")
    summary = json.loads(said) if said else {}
    return _Run(time.perf_counter() - start, used.ru_utime + used.ru_stime, summary)
