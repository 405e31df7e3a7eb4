"""Dates and entities of an article on one core, and what the gazetteer holds in memory."""

import statistics
import time
import tracemalloc
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context

from benchmarks.result import Result
from evaluation.golden import golden_pages
from evaluation.halves import unit_of
from evaluation.texts import HALVES, load_texts
from pipeline.article.html import read_html
from pipeline.article.plain_text import read_text
from pipeline.gazetteer import Gazetteer, load_gazetteer
from pipeline.gazetteer.home import home_unit
from pipeline.model import FIELDS, Article, HomeUnit
from pipeline.reading import understand

LENGTH = 3_000
"""Characters of the article that the target is said for."""
PASSES = 3
_MEGABYTE = 1_000_000


def measure(rounds: int) -> Iterator[Result]:
    """Articles of about LENGTH characters, joined from the sample articles of one portal and from the evaluation texts
    of one half, which are twice as dense with names as what portals publish."""
    # In a process of its own: what ran before here may have loaded it, or given it some of its answers to keep.
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as fresh:
        memory = fresh.submit(_memory_of_gazetteer).result()
    gazetteer = load_gazetteer()
    pages = [
        (read_html(page.html, page.url, page.fields, noise=page.source.noise), home_unit(gazetteer, page.source.unit))
        for page in golden_pages()
    ]
    texts = [(read_text(text.plain), unit_of(text, gazetteer)) for half in HALVES for text in load_texts(half)]
    for what, short in (("sample articles", pages), ("evaluation texts", texts)):
        articles = _joined(short)
        characters = sum(map(_length, (article for article, _ in articles)))
        _pass(articles, gazetteer)
        seconds = statistics.median(_pass(articles, gazetteer) for _ in range(rounds))
        yield Result(
            f"dates and entities of {LENGTH:,} characters of {what}, one core",
            seconds / PASSES / characters * LENGTH * 1000, 4, " ms", True,
            f"{len(articles)} articles, {characters:,} characters, {rounds} rounds of {PASSES}, processor time",
        )  # fmt: skip
    yield Result(
        "memory of the gazetteer", memory / _MEGABYTE, 60, " MB", True, "Python's allocations, after use"
    )  # fmt: skip


def _length(article: Article) -> int:
    return sum(len(article.text_of(name)) for name in FIELDS)


def _joined(short: list[tuple[Article, HomeUnit]]) -> list[tuple[Article, HomeUnit]]:
    """Articles of one portal put behind each other until they have LENGTH characters."""
    joined: list[tuple[Article, HomeUnit]] = []
    for article, home in short:
        if joined and joined[-1][1] == home and _length(joined[-1][0]) < LENGTH:
            before = joined[-1][0]
            more = f"{before.body}\n{article.title}\n{article.lead}\n{article.body}"
            joined[-1] = (replace(before, body=more, captions=f"{before.captions}\n{article.captions}"), home)
        else:
            joined.append((article, home))
    return joined


def _memory_of_gazetteer() -> int:
    """Bytes it holds after its first use; what understanding an article otherwise keeps is counted too."""
    tracemalloc.start()
    gazetteer = load_gazetteer()
    for half in HALVES:
        for text in load_texts(half):
            understand(read_text(text.plain), gazetteer, home=unit_of(text, gazetteer))
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return held


def _pass(articles: list[tuple[Article, HomeUnit]], gazetteer: Gazetteer) -> float:
    start = time.process_time()
    for article, home in articles * PASSES:
        understand(article, gazetteer, home=home)
    return time.process_time() - start
