"""`python -m benchmarks [MEASURE…] [--write]`: measure, and write what was measured into docs/benchmarks.md."""

import argparse
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks import build, crawl, reading, rebuild, site, size, understanding
from benchmarks.report import with_section
from benchmarks.result import Result

REPORT = Path(__file__).resolve().parent.parent / "docs" / "benchmarks.md"

MEASURES: dict[str, Callable[[int, int], Iterator[Result]]] = {
    "crawl": crawl.measure,
    "build": build.measure,
    "rebuild": rebuild.measure,
    "size": size.measure,
    "reading": lambda _articles, rounds: reading.measure(rounds),
    "understanding": lambda _articles, rounds: understanding.measure(rounds),
    "site": lambda articles, _rounds: site.measure(articles if articles >= LARGE else LARGE),
}

LARGE = 100_000
"""Articles of the archive behind the pages; `--articles 1000000 site` takes a million."""


def main() -> int:
    """Run what is asked for (everything by default). Exit code 1 when a target is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("which", nargs="*", choices=[*MEASURES, []], help="default: all")
    parser.add_argument("--articles", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument(
        "--write", action="store_true", help="write the sections of what was measured into docs/benchmarks.md"
    )
    options = parser.parse_args()
    missed = False
    for name in options.which or MEASURES:
        results: list[Result] = []
        for result in MEASURES[name](options.articles, options.rounds):
            print(result.line(), flush=True)
            results.append(result)
        missed |= any(not result.reached for result in results)
        if options.write:
            REPORT.write_text(with_section(REPORT.read_text(encoding="utf-8"), name, results), encoding="utf-8")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
