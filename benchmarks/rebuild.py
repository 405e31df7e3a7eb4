"""`ocop rebuild` on one core and on two: the same captures, in turn, the best of each."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from benchmarks.portals import LoadPortal, crawl_command, load_portal
from benchmarks.result import Result


def measure(articles: int, rounds: int) -> Iterator[Result]:
    """How much faster two cores rebuild than one. Whoever shares the machine slows both down: the best run counts."""
    with load_portal(min(articles, 600)) as portal:
        home = portal.folder / "home"
        home.mkdir()
        subprocess.run(crawl_command(portal, home), check=True, stdout=subprocess.DEVNULL)
        one, two = [], []
        for _ in range(rounds):
            one.append(_rebuild(portal, home, {0}))
            two.append(_rebuild(portal, home, {0, 1}))
    yield Result(
        "`ocop rebuild`, two cores against one", min(one) / min(two), 1.8, "", False,
        f"{min(articles, 600)} articles, best of {rounds}: {min(one):.1f} s on one core, {min(two):.1f} s on two, "
        "start and comparison with the live archive included",
    )  # fmt: skip


def _rebuild(portal: LoadPortal, home: Path, cores: set[int]) -> float:
    command = [sys.executable, "-m", "ocop", "--home", str(home), "--sources", str(portal.sources), "rebuild"]
    start = time.perf_counter()
    pin = partial(os.sched_setaffinity, 0, cores)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=pin)
    return time.perf_counter() - start
