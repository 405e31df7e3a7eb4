"""Reading a page, per family, against `trafilatura.bare_extraction` with defaults on the same decoded strings."""

import statistics
import time
from collections import defaultdict
from collections.abc import Iterator

from trafilatura import bare_extraction

from benchmarks.result import Result
from evaluation.golden import GoldenPage, golden_pages
from pipeline.article.html import read_html

PASSES = 3


def measure(rounds: int) -> Iterator[Result]:
    """One result per family by processor time; both readers in turn, so that a machine's drift meets both."""
    families: dict[str, list[GoldenPage]] = defaultdict(list)
    for page in golden_pages():
        families[page.family].append(page)
    for name, pages in sorted(families.items()):
        _ours(pages)
        _bare(pages)
        ratios = [_bare(pages) / _ours(pages) for _ in range(rounds)]
        yield Result(
            f"reading a page of {name}, speed against bare_extraction", statistics.median(ratios), 1.5, "", False,
            f"{len(pages)} pages, {rounds} rounds of {PASSES}",
        )  # fmt: skip


def _ours(pages: list[GoldenPage]) -> float:
    start = time.process_time()
    for page in pages * PASSES:
        read_html(page.html, page.url, page.fields, noise=page.source.noise, listed=page.listed)
    return time.process_time() - start


def _bare(pages: list[GoldenPage]) -> float:
    start = time.process_time()
    for page in pages * PASSES:
        bare_extraction(page.html)
    return time.process_time() - start
