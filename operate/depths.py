"""How many pages and articles each section of a portal holds, from the pages that a depth probe brought."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from crawler.captures.reader import CaptureReader
from crawler.captures.records import Capture
from crawler.clock import local_day
from crawler.portals.families.base import Family, ListedItem, PageRequest, as_page
from crawler.portals.feeds import UnreadableFeed, parse_feed, parse_sitemap
from crawler.portals.pager import PagerEnd, pager_end
from crawler.portals.registry import Registry
from crawler.portals.source import Section
from crawler.relevance import judge
from operate.probing import Seen, items_of, page_text

_SURE = 1.96
"""Standard errors of a 95 % interval."""

Bounds = tuple[int, int]


@dataclass(frozen=True)
class Depth:
    """One section: least and most."""

    pages: Bounds
    articles: Bounds
    """Those that the relevance filter would keep."""
    basis: str


def depth_of(seen: Seen, section: Section, registry: Registry) -> Depth | None:
    """How deep a section is; None where none of its pages was to be had."""
    pages = [c for c in seen.listings() if c.discovery.section == section.url]
    if not pages:
        return None
    if section.kind == "feed":
        items = _announced(seen, pages[0])
        told = f"a feed of {len(items)}, the newest only"
        return Depth((1, 1), _kept(seen, section, items, (len(items), len(items))), f"{section.url}: {told}")
    return (_of_sitemap if section.kind == "sitemap" else _of_listing)(seen, section, pages, registry)


def _of_listing(seen: Seen, section: Section, pages: list[Capture], registry: Registry) -> Depth:
    family = registry.family_of(seen.source, local_day(pages[0].fetched_at))
    listed = {_number(c): (c, _by_key(items_of(seen, c, registry), family)) for c in pages}
    last, on_last = listed[max(listed)]
    end = _end(seen, last, registry)
    # Where the last page was seen and names none after it, its number and its items are known.
    reached = end.number <= max(listed)
    low = max(listed) if reached else end.number
    high = low if reached else low + 1 if end.is_total else max(low, section.max_pages)
    boxes = _on_every_page([items for _, items in listed.values() if items])
    full = max(len(items) for _, items in listed.values()) - boxes
    least, most = (min(number, section.max_pages) for number in (low, high))
    counts = (
        (least - 1) * full + (len(on_last) if reached else 1),
        (most - 1) * full + boxes + (len(on_last) if reached else full),
    )
    told = (
        f"{low} pages"
        if reached or end.is_total
        else f"{low} pages at least; no end in sight, {most} are walked at most"
    )
    items = {key: item for _, page_items in listed.values() for key, item in page_items.items()}
    frames = len(pages) - len(listed)
    return Depth(
        (least + frames, most + frames),
        _kept(seen, section, list(items.values()), counts),
        f"{section.url}: {told}, up to {full} articles each",
    )


def _by_key(items: Sequence[ListedItem], family: Family) -> dict[str, ListedItem]:
    """Items by article: one article has several addresses."""
    return {family.article_key(item.url) or item.url: item for item in items}


def _on_every_page(pages: Sequence[Mapping[str, ListedItem]]) -> int:
    """How many articles stand on the first page and on the last: boxes beside the list."""
    return len(pages[0].keys() & pages[-1].keys()) if len(pages) > 1 else 0


def _of_sitemap(seen: Seen, section: Section, pages: list[Capture], registry: Registry) -> Depth:
    family = registry.family_of(seen.source, local_day(pages[0].fetched_at))
    children = max((_number(capture) - 1 for capture in pages), default=0)
    found = [[item for item in _announced(seen, c) if family.article_key(item.url)] for c in pages]
    items = [item for page_items in found for item in page_items]
    most = max(len(page_items) for page_items in found)
    counts = (len(items), len(items) if children == 0 else max(len(items), most * children))
    told = (
        f"a sitemap of {len(items)} articles" if children == 0 else f"{children} sitemaps, {most} articles in the last"
    )
    return Depth((1 + children, 1 + children), _kept(seen, section, items, counts), f"{section.url}: {told}")


def _end(seen: Seen, capture: Capture, registry: Registry) -> PagerEnd:
    family = registry.family_of(seen.source, local_day(capture.fetched_at))
    text = page_text(seen, capture) or "<html></html>"
    return pager_end(as_page(text), PageRequest(capture.url, page=_number(capture)), family)


def _announced(seen: Seen, capture: Capture) -> list[ListedItem]:
    with CaptureReader(seen.scratch) as reader:
        body = reader.payload(capture).body
    try:
        return parse_feed(body, capture.url) if capture.role == "feed" else parse_sitemap(body, capture.url)[0]
    except UnreadableFeed:
        return []


def _kept(seen: Seen, section: Section, items: Sequence[ListedItem], counts: Bounds) -> Bounds:
    """`counts` times the share of `items` that the filter keeps, with the interval of so small a sample; addresses
    without a title are judged when the article is there."""
    titled = [item for item in items if item.title]
    if not titled:
        return (0, counts[1])
    kept = sum(judge(item.title, section, seen.source).kept for item in titled)
    if len(titled) >= counts[1]:
        return (min(kept, counts[0]), kept)
    low, high = _interval(kept, len(titled))
    return (max(kept, math.floor(counts[0] * low)), math.ceil(counts[1] * high))


def _interval(kept: int, of: int) -> tuple[float, float]:
    """Wilson's interval of a share."""
    share, spread = kept / of, _SURE**2 / of
    centre = (share + spread / 2) / (1 + spread)
    half = _SURE * math.sqrt(share * (1 - share) / of + spread / (4 * of)) / (1 + spread)
    return max(0.0, centre - half), 1.0 if kept == of else min(1.0, centre + half)


def _number(capture: Capture) -> int:
    return int(capture.discovery.link_text)
