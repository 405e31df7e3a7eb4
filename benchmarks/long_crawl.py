"""`python -m benchmarks.long_crawl`: memory of a crawl of 100,000 pages, and how long a start takes after its kill."""

import argparse
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import linear_regression

from benchmarks.crawl import captures_kept, resident_mb
from benchmarks.portals import crawl_command, load_portal
from benchmarks.result import Result
from crawler.captures.store import CaptureStore

POLITE_PER_HOUR = 720
"""Pages that one portal gives in an hour at one request in five seconds."""
SECONDS_BETWEEN = 1.0


@dataclass(frozen=True)
class Sample:
    """The crawler at one moment."""

    captures: int
    megabytes: float


def main() -> int:
    """Crawl, kill with -9 when so many captures are acknowledged, start again. Exit code 1 when a target is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.long_crawl", description=__doc__)
    parser.add_argument("--captures", type=int, default=100_000)
    wanted = parser.parse_args().captures
    with load_portal(wanted, warm=False) as portal:
        home = portal.folder / "home"
        home.mkdir()
        command = [*crawl_command(portal, home), "--limit-pages", str(2 * wanted)]
        start = time.perf_counter()
        samples = _watched(subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True), home, wanted)
        seconds = time.perf_counter() - start
        start = time.perf_counter()
        CaptureStore(home).close()
        recovered = time.perf_counter() - start
    results = _results(samples, seconds, recovered)
    for result in results:
        print(result.line(), flush=True)
    return int(any(not result.reached for result in results))


def _watched(process: subprocess.Popen[bytes], home: Path, wanted: int) -> list[Sample]:
    """Samples until so many captures are kept; then SIGKILL. Raises RuntimeError where the crawl ends before."""
    samples: list[Sample] = []
    try:
        while not samples or samples[-1].captures < wanted:
            if process.poll() is not None:
                raise RuntimeError(f"the crawl ended with {process.returncode} after {samples[-1:]}")
            time.sleep(SECONDS_BETWEEN)
            samples.append(Sample(captures_kept(home), resident_mb(process.pid)))
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    return samples


def _results(samples: list[Sample], seconds: float, recovered: float) -> list[Result]:
    kept = samples[-1].captures
    settled = [sample for sample in samples if sample.captures >= kept / 4]
    per_page = linear_regression([s.captures for s in settled], [s.megabytes for s in settled]).slope
    how = f"{kept} captures in {seconds:.0f} s, one sample a second"
    return [
        Result("most resident memory of the crawler", max(s.megabytes for s in samples), 512, " MB", True, how),
        Result(
            "growth of its memory in an hour of polite crawling", per_page * POLITE_PER_HOUR, 1, " MB", True,
            f"{per_page * kept:.1f} MB over {kept} captures by a line through the last three quarters; "
            f"{POLITE_PER_HOUR} pages an hour",
        ),
        Result("start after kill -9 in the middle of it", recovered, 5, " s", True, f"{kept} captures in the ledger"),
    ]  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
