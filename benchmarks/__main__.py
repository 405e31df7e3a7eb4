"""`python -m benchmarks [crawl] [build] [size] [reading] [understanding] [site]`: measure, write docs/benchmarks.md."""

import argparse
import os
import platform
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks import build, crawl, reading, site, size, understanding
from benchmarks.result import Result

REPORT = Path(__file__).resolve().parent.parent / "docs" / "benchmarks.md"

MEASURES: dict[str, Callable[[int, int], Iterator[Result]]] = {
    "crawl": crawl.measure,
    "build": build.measure,
    "size": size.measure,
    "reading": lambda _articles, rounds: reading.measure(rounds),
    "understanding": lambda _articles, rounds: understanding.measure(rounds),
    "site": lambda articles, _rounds: site.measure(articles if articles >= LARGE else LARGE),
}

LARGE = 100_000
"""Articles of the archive behind the pages; `--articles 1000000 site` takes a million."""

HEAD = """\
# Benchmarks

Written by `make bench`; each row is one ratio measured within one run on one machine, beside its yardstick.
Absolute numbers depend on the machine, ratios hold better. Pages: the load portal of `samples/` (generated NukeViet
articles of about 60 KB, 860 elements). Crawls are measured with `media = "none"`, since the bare spider fetches no
picture either; looking through each page for its pictures takes another 3 ms of processor time. A missed
target is said here, with what was found.
"""


def main() -> int:
    """Run what is asked for (everything by default). Exit code 1 when a target is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("which", nargs="*", choices=[*MEASURES, []], help="default: all")
    parser.add_argument("--articles", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks.md")
    options = parser.parse_args()
    results: list[Result] = []
    for name in options.which or MEASURES:
        for result in MEASURES[name](options.articles, options.rounds):
            print(result.line(), flush=True)
            results.append(result)
    if options.write:
        REPORT.write_text(_report(results), encoding="utf-8")
    return int(any(not result.reached for result in results))


def _report(results: list[Result]) -> str:
    machine = f"Measured on {os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()}.\n"
    rows = ["| what | ratio | target | reached | measured |", "|---|---|---|---|---|"]
    rows += [result.row() for result in results]
    return "\n".join([HEAD, machine, *rows, ""])


if __name__ == "__main__":
    sys.exit(main())
