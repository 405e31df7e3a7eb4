"""`python -m benchmarks [MEASURE…] [--write]`: measure, and write what was measured into docs/benchmarks.md."""

import argparse
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks import beside, build, crawl, ingest, reading, rebuild, recrawl, site, size, understanding
from benchmarks.report import with_section
from benchmarks.result import Result

REPORT = Path(__file__).resolve().parent.parent / "docs" / "benchmarks.md"

MEASURES: dict[str, Callable[[int, int], Iterator[Result]]] = {
    "crawl": crawl.measure,
    "recrawl": recrawl.measure,
    "build": build.measure,
    "ingest": ingest.measure,
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
    parser.add_argument("which", nargs="*", choices=[*MEASURES, "beside", []], help="default: all")
    parser.add_argument("--articles", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument(
        "--write", action="store_true", help="write the sections of what was measured into docs/benchmarks.md"
    )
    parser.add_argument(
        "--beside", type=Path, metavar="PYTHON", help="measure `beside` too, with the news-please of this Python"
    )
    options = parser.parse_args()
    measures = dict(MEASURES)
    if options.beside:
        measures["beside"] = lambda articles, rounds: beside.measure(options.beside, articles, rounds)
    elif "beside" in options.which:
        parser.error("`beside` needs --beside PYTHON: that of an environment with news-please")
    missed = False
    for name in options.which or measures:
        results: list[Result] = []
        for result in measures[name](options.articles, options.rounds):
            print(result.line(), flush=True)
            results.append(result)
        missed |= any(not result.reached for result in results)
        if options.write:
            REPORT.write_text(with_section(REPORT.read_text(encoding="utf-8"), name, results), encoding="utf-8")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
