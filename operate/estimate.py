"""`ocop estimate`: pages, hours and space of a first crawl, from a few requests; always a range with its basis."""

import math
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from crawler.captures.reader import CaptureReader
from crawler.captures.records import Capture
from crawler.portals.media_policy import Media
from crawler.portals.registry import Registry
from crawler.portals.source import Source
from crawler.spiders.depth import MOST_SECTIONS
from crawler.visit import MOST_REQUESTS
from operate.depths import depth_of
from operate.home import Home, HomeError
from operate.probing import Seen, probe, readings
from pipeline.model import Article

_DERIVED = 2.4
"""Bytes of archive.db per byte of article text (texts, folded index, mentions), as measured on the samples."""
_IMAGE_BYTES, _FILE_BYTES = 200_000, 500_000
"""Assumed: no picture and no file is fetched for an estimate."""

_BESIDES = 2
"""Requests for robots.txt and for an address that cannot exist."""


@dataclass(frozen=True)
class Estimate:
    """Low and high bounds of a first crawl of one portal."""

    source_id: str
    asked: int
    """Requests that this estimate took."""
    listing_pages: tuple[int, int]
    articles: tuple[int, int]
    requests: tuple[int, int]
    hours: tuple[float, float]
    megabytes: tuple[float, float]
    basis: tuple[str, ...]


@dataclass(frozen=True)
class _Example:
    """What one article weighs, from the few that were looked at."""

    media: tuple[float, float]
    """Pictures and files that the media policy fetches: mean, and one more than the most."""
    media_bytes: float
    captured: float
    """Bytes in the WARC."""
    text: float
    looked_at: int


def estimate(home: Home, source: Source, registry: Registry, folders: Sequence[Path]) -> Estimate:
    """A few requests (`asked`); the rest is arithmetic. Raises HomeError where no section gives a page."""
    seen = probe(home, source, folders, "depth")
    depths = [depth_of(seen, section, registry) for section in source.sections[:MOST_SECTIONS]]
    known = [depth for depth in depths if depth is not None]
    if not known:
        raise HomeError(
            f"{source.id}: không có danh sách, feed hay sitemap / "
            f"{source.id} gave no listing, feed or sitemap; `ocop sources check {source.id}` says why"
        )
    example = _example(seen, registry, home.config.media)
    pages = (sum(depth.pages[0] for depth in known), sum(depth.pages[1] for depth in known))
    # The same article stands under several sections: at least those of the fullest one, at most all.
    articles = (max(depth.articles[0] for depth in known), sum(depth.articles[1] for depth in known))
    requests = (
        _BESIDES + pages[0] + articles[0],
        _BESIDES + pages[1] + articles[1] + math.ceil(articles[1] * example.media[1]),
    )
    delay = max(source.delay, seen.crawl_delay)
    page_bytes = _mean(_kept_bytes(seen, seen.listings()), 20_000)
    low, high = (
        _megabytes(pages[end], articles[end], page_bytes, example, (0.0, example.media[1])[end]) for end in (0, 1)
    )
    basis = [f"{seen.requests} requests were sent for this estimate", *(depth.basis for depth in known)]
    return Estimate(
        source.id,
        seen.requests,
        pages,
        articles,
        requests,
        (round(requests[0] * delay / 3600, 2), round(requests[1] * delay / 3600, 2)),
        (low, high),
        (*basis, *_assumed(source, depths.count(None), example, delay, requests[1])),
    )


def _megabytes(pages: int, articles: int, page_bytes: float, example: _Example, media: float) -> float:
    of_article = example.captured + example.text * _DERIVED + media * example.media_bytes
    return round((pages * page_bytes + articles * of_article) / 1e6, 1)


def _assumed(source: Source, missing: int, example: _Example, delay: float, most: int) -> Iterator[str]:
    if missing:
        yield f"{missing} sections gave no page and are not counted"
    if len(source.sections) > MOST_SECTIONS:
        yield f"only the first {MOST_SECTIONS} of {len(source.sections)} sections were looked at"
    yield (
        f"{example.looked_at} articles looked at: {example.media[0]:.1f} pictures and files each on average; "
        f"none is the least, {example.media[1]:.0f} each the most that is counted"
    )
    yield f"a picture is taken for {_IMAGE_BYTES // 1000} KB, a file for {_FILE_BYTES // 1000} KB"
    yield f"one request every {delay:g} s; the portal's own time to answer is not counted"
    if most > MOST_REQUESTS:
        runs = math.ceil(most / MOST_REQUESTS)
        yield f"a run sends {MOST_REQUESTS} requests to a portal at most: up to {runs} runs"


def _example(seen: Seen, registry: Registry, policy: Media) -> _Example:
    read = [(capture, r.article) for capture, r in readings(seen, seen.articles(), registry) if r.article]
    media = [_fetched(article, policy) for _, article in read]
    counts = [images + files for images, files in media]
    weights = [images * _IMAGE_BYTES + files * _FILE_BYTES for images, files in media]
    return _Example(
        (_mean(counts, 1.0), float(max(counts, default=2) + (policy != "none"))),
        sum(weights) / sum(counts) if sum(counts) else _IMAGE_BYTES,
        _mean(_kept_bytes(seen, [capture for capture, _ in read]), 20_000),
        _mean([len(article.body.encode()) for _, article in read], 3_000),
        len(read),
    )


def _fetched(article: Article, policy: Media) -> tuple[int, int]:
    images = len(article.images) if policy != "none" else 0
    return images, len(article.attachments) if policy == "full" else 0


def _kept_bytes(seen: Seen, captures: Sequence[Capture]) -> list[float]:
    """Bytes in the WARC; of a page that was kept before, those of the record that holds it."""
    with CaptureReader(seen.scratch) as reader:
        whole = [reader.capture(c.revisit_of) if c.revisit_of is not None else c for c in captures]
    return [float(capture.warc_end - capture.warc_offset) for capture in whole]


def _mean(numbers: Sequence[float], otherwise: float) -> float:
    return statistics.mean(numbers) if numbers else otherwise
