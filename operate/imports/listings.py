"""Listing pages among what others captured: they announce articles, and often are the only witness of a date."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl

from crawler.captures.encodings import decode_body
from crawler.captures.errors import BrokenEncoding, DecodedTooLarge
from crawler.captures.reader import MAX_DECODED
from crawler.captures.records import Discovery, Payload, Role
from crawler.clock import local_day, stamp
from crawler.portals.families.base import Family, ListedItem, PageRequest, as_page
from crawler.portals.families.links import page_number
from crawler.portals.feeds import UnreadableFeed, parse_feed, parse_sitemap
from crawler.portals.registry import Registry
from crawler.portals.source import Section, Source
from crawler.portals.urls import BadUrl, canonical, encoded, netloc
from crawler.shape import shape_fault
from crawler.taken_over import Foreign
from operate.imports.records import header
from pipeline.article.page import NotHtml, decode

_Asked = tuple[str, str, tuple[tuple[str, str], ...]]
"""Source, address without page number, what was posted."""


@dataclass(frozen=True)
class Listing:
    """An answer that is a page of a section."""

    source: Source
    family: Family
    section: Section
    role: Role
    page: PageRequest


@dataclass(frozen=True)
class Announcement:
    """One article that a listing announces."""

    key: str
    url: str
    discovery: Discovery


class Listings:
    """Knows a section's pages by its address, with another page number or by postback to it, and by what the page
    before asks for next: an address of its own, a form."""

    def __init__(self, registry: Registry, only: Source | None = None) -> None:
        self._registry = registry
        self._sections: dict[tuple[str, str], Section] = {}
        self._asked: dict[_Asked, tuple[Section, int]] = {}
        for source in (only,) if only else registry.all():
            for section in source.sections:
                self._sections.setdefault((source.id, _bare(section.url)), section)

    def find(self, foreign: Foreign) -> Listing | None:
        """Which page of which section an answer is; None for any other."""
        day = local_day(stamp(foreign.seen_at))
        try:
            url, bare = encoded(foreign.url), _bare(foreign.url)
        except BadUrl:
            return None
        source = self._registry.owner_of(url, day)
        if source is None:
            return None
        form = tuple(sorted(parse_qsl(foreign.request_body.decode("utf-8", "replace"), keep_blank_values=True)))
        asked = self._asked.get((source.id, url, form)) or self._asked.get((source.id, bare, ()))
        section = asked[0] if asked else self._sections.get((source.id, bare))
        if section is None:
            return None
        number = asked[1] if asked else page_number(url)[1] or 1
        page = PageRequest(url, form or None, number)
        return Listing(source, self._registry.family_of(source, day), section, section.kind, page)

    def read(self, listing: Listing, foreign: Foreign) -> Iterator[Announcement]:
        """What the page announces on the source's own hosts; what it asks for next is remembered."""
        body = _decoded(foreign)
        if body is None or shape_fault(body):
            return
        items = self._items(listing, body, foreign)
        hosts = {host.lower() for host in listing.source.hosts}
        for item in items:
            try:
                url = listing.family.canonical_url(item.url)
                key = listing.family.article_key(url)
                if key is None or netloc(url) not in hosts:
                    continue
            except BadUrl:
                continue
            yield Announcement(
                key, url, Discovery(listing.section.url, listing.page.url, item.title, item.date_shown or "")
            )

    def _items(self, listing: Listing, body: bytes, foreign: Foreign) -> list[ListedItem]:
        url = listing.page.url
        if listing.role == "listing":
            kind = header(foreign.headers, b"content-type").decode("latin-1")
            try:
                text = decode(Payload(body, kind, (("content-type", kind),), foreign.status)).html
            except NotHtml:
                return []
            page = as_page(text)
            self._remember(listing, listing.family.next_page(page, listing.page))
            return listing.family.listing_items(page, url)
        try:
            if listing.role == "feed":
                return parse_feed(body, url)
            items, children = parse_sitemap(body, url)
        except UnreadableFeed:
            return []
        for child in children:
            self._remember(listing, PageRequest(child))
        return items

    def _remember(self, listing: Listing, following: PageRequest | None) -> None:
        if following is None:
            return
        form = tuple(sorted(following.form or ()))
        url = encoded(following.url) if form else _bare(following.url)
        self._asked.setdefault((listing.source.id, url, form), (listing.section, following.page))


def _bare(url: str) -> str:
    """An address without the number of the page."""
    return page_number(canonical(url))[0]


def _decoded(foreign: Foreign) -> bytes | None:
    try:
        return decode_body(foreign.body, header(foreign.headers, b"content-encoding").decode("latin-1"), MAX_DECODED)
    except (BrokenEncoding, DecodedTooLarge):
        return None
