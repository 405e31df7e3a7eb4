"""`ocop estimate`: pages, hours and space of a first crawl, from a first look; always a range with its basis."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from parsel import Selector

from crawler.captures.records import Capture
from crawler.portals.families.base import ListedItem
from crawler.portals.families.links import page_number
from crawler.portals.registry import Registry
from crawler.portals.source import Section, Source
from crawler.portals.urls import join
from crawler.relevance import judge
from operate.home import Home, HomeError
from operate.probing import Seen, items_of, page_text, probe, readings

_COMPRESSED = 0.35
"""What gzip leaves of a page in a WARC, as measured on the samples."""
_DERIVED = 2.4
"""Bytes of archive.db per byte of article text (texts, folded index, mentions)."""


@dataclass(frozen=True)
class Estimate:
    """Low and high bounds of a first crawl of one portal."""

    source_id: str
    listing_pages: tuple[int, int]
    articles: tuple[int, int]
    requests: tuple[int, int]
    hours: tuple[float, float]
    megabytes: tuple[float, float]
    basis: tuple[str, ...]


def estimate(home: Home, source: Source, registry: Registry, folders: Sequence[Path]) -> Estimate:
    """About ten requests; the rest is arithmetic. Raises HomeError where the portal gives no listing."""
    seen = probe(home, source, folders)
    pages = [(capture, items_of(seen, capture, registry)) for capture in seen.listings() if capture.role == "listing"]
    first = [(c, items) for c, items in pages if page_number(c.url)[1] in (None, 1) and items]
    if not first:
        raise HomeError(f"{source.id} gave no listing page with items; `ocop sources check {source.id}` says why")
    low_pages = high_pages = low_articles = high_articles = 0
    basis = []
    for capture, items in first:
        last = _last_page(seen, capture)
        low, high = (last, last) if last > 1 else (1, source.sections[0].max_pages if _has_next(pages, capture) else 1)
        kept = sum(judge(item.title, _section(source, capture), source).kept for item in items)
        low_pages, high_pages = low_pages + low, high_pages + high
        # The same article stands under several sections: at least those of the fullest one, at most all.
        low_articles = max(low_articles, kept * low)
        high_articles += len(items) * high
        told = f"pager names page {last}" if last > 1 else "pager names no last page"
        basis.append(f"{capture.url}: {len(items)} items a page, {kept} relevant by title; {told}")
    media, bytes_of_page = _per_article(seen, registry)
    basis.append(
        f"{media:.1f} pictures and files an article, {bytes_of_page / 1000:.0f} KB a page, delay {source.delay:g} s"
    )
    low_requests = low_pages + low_articles
    high_requests = high_pages + round(high_articles * (1 + media))
    size = bytes_of_page * (_COMPRESSED + _DERIVED * 0.1)
    return Estimate(
        source.id, (low_pages, high_pages), (low_articles, high_articles), (low_requests, high_requests),
        (low_requests * source.delay / 3600, high_requests * source.delay / 3600),
        (low_requests * size / 1e6, (high_requests * size + high_articles * media * 200_000) / 1e6), tuple(basis),
    )  # fmt: skip


def _section(source: Source, capture: Capture) -> Section:
    return next((s for s in source.sections if s.url == capture.discovery.section), source.sections[0])


def _has_next(pages: list[tuple[Capture, list[ListedItem]]], first: Capture) -> bool:
    return any(c is not first and c.discovery.section == first.discovery.section for c, _ in pages)


def _last_page(seen: Seen, capture: Capture) -> int:
    """The highest page number that the listing's own pager names."""
    listing, _ = page_number(capture.url)
    html = Selector(page_text(seen, capture) or "<html></html>")
    targets = (join(capture.url, href) for href in html.css("a::attr(href)").getall())
    numbered = (page_number(target) for target in targets if target)
    return max((number for place, number in numbered if place == listing and number), default=1)


def _per_article(seen: Seen, registry: Registry) -> tuple[float, float]:
    read = [(c, r.article) for c, r in readings(seen, seen.articles(), registry) if r.article]
    if not read:
        return 1.0, 60_000.0
    media = statistics.mean(len(article.images) + len(article.attachments) for _, article in read)
    return media, statistics.mean(capture.payload_bytes for capture, _ in read)
