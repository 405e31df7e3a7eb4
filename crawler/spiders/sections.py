"""Sections of a source walked: listing pages with the stop rule, feeds, sitemaps. Mixed into the spiders."""

import logging
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from parsel import Selector
from scrapy import Request
from scrapy.http import HtmlResponse, Response

from crawler.announced import Announced, take
from crawler.asked import Asked, asked_of
from crawler.captures.errors import CaptureError
from crawler.captures.records import Role
from crawler.middlewares.wire import as_html
from crawler.portals.families.base import PageRequest, as_page
from crawler.portals.feeds import MAX_ENTRIES, UnreadableFeed, parse_feed, parse_sitemap
from crawler.portals.source import Section
from crawler.shape import shape_fault
from crawler.spiders.base import VisitSpider, page_of
from crawler.visit import MOST_LINKS

logger = logging.getLogger(__name__)

MOST_SITEMAPS = 50
"""Child sitemaps of one section followed in one visit."""


@dataclass
class _Walk:
    complete: bool
    resumed: PageRequest | None
    """Where an unfinished walk goes on in this visit."""
    known_in_a_row: int = 0
    seen: set[str] = field(default_factory=set)


class _Misshapen(ValueError):
    """A page that is too dear to parse; the message says why."""


def _selector_of(page: Response) -> Selector:
    """A listing page, parsed. Raises _Misshapen."""
    if page.body.lstrip()[:1] in (b"{", b"["):
        return as_page(as_html(page).text)
    if fault := shape_fault(page.body):
        raise _Misshapen(fault)
    return as_html(page).selector


class SectionSpider(VisitSpider):
    """Knows how to walk every kind of section."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._walks: dict[str, _Walk] = {}
        self._sitemaps: set[str] = set()

    def ask_sections(self, *kinds: str) -> Iterator[Request]:
        """The first request of each section of these kinds; an unfinished first walk also goes on where it stopped."""
        for section in self.visit.source.sections:
            if section.kind in kinds:
                # So that a section of which nothing comes is told from one that was not asked for.
                self.visit.tally.section(section.url)
            if section.kind == "listing" and section.kind in kinds:
                yield from self._begin_walk(section)
            elif section.kind in kinds:
                self._sitemaps.add(section.url)
                yield self._ask_document(section, section.kind, section.url)

    def callback_of(self, role: Role) -> Any:
        readers: dict[Role, Any] = {"listing": self.read_listing, "feed": self.read_feed, "sitemap": self.read_sitemap}
        return readers.get(role) or super().callback_of(role)

    def _begin_walk(self, section: Section) -> Iterator[Request]:
        walk = self.visit.run.frontier.walk(self.visit.source.id, section.url)
        resumed = page_of(walk.next_request) if not walk.complete and walk.next_request else None
        self._walks[section.url] = _Walk(walk.complete, resumed)
        yield self._ask_page(section, PageRequest(section.url), follow=resumed is None)
        if resumed is not None:
            yield self._ask_page(section, resumed)

    def _ask_page(self, section: Section, page: PageRequest, follow: bool = True) -> Request:
        asked = Asked(self.visit.source.id, "listing", page.url, section=section, page=page, follow=follow)
        return self.ask(asked, page.url, conditional=True)

    def _ask_document(self, section: Section, role: Role, url: str) -> Request:
        return self.ask(Asked(self.visit.source.id, role, url, section=section), url, conditional=True)

    def _body(self, response: Response) -> Response | Request | None:
        """The page to be read: of a 304 the one kept before, or a request for it where that cannot be read; None where
        the answer is no page."""
        asked, outcome = asked_of(response), response.meta["outcome"]
        if outcome == "ok":
            return response
        if outcome != "not_modified" or not asked.before_seq:
            self.gave_nothing(asked, outcome, response.status)
            return None
        reader = self.visit.run.reader
        try:
            earlier = reader.payload(reader.capture(asked.before_seq))
        except (CaptureError, KeyError) as error:
            logger.warning("%s: %s: asked for again in full", response.url, error)
            plain = replace(asked, before="", before_seq=0)
            return self.ask(plain, response.url)
        headers = {"Content-Type": earlier.content_type} if earlier.content_type else {}
        return HtmlResponse(response.url, body=earlier.body, headers=headers, request=response.request)

    # -- listings

    def read_listing(self, response: Response) -> Iterator[Request]:
        """Queue what a listing page announces, and go on to the next where the stop rule lets."""
        asked = asked_of(response)
        assert asked.section and asked.page
        page = self._body(response)
        if isinstance(page, Request):
            yield page
        if page is None or isinstance(page, Request):
            return
        tally = self.visit.tally.section(asked.section.url)
        try:
            selector = _selector_of(page)
        except _Misshapen as fault:
            self.visit.trap(response.url, "listing", f"rejected shape: {fault}")
            tally.ended = "trap_limit"
            return
        items = self.visit.family.listing_items(selector, response.url)
        after = self.visit.family.next_page(selector, asked.page)
        del selector
        items = self.visit.first_links(items, MOST_LINKS, response.url, "listing")
        announced = take(self.visit, items, asked.section, response.url)
        if asked.page.page == 1:
            tally.first_page_items = len(announced.keys)
            tally.first_page_next = after is not None if asked.follow else None
        self._count_section(asked.section, announced)
        yield from self._asked(announced)
        if asked.follow:
            following = self._go_on(asked.section, asked.page, announced, after)
            if following is not None:
                yield self._ask_page(asked.section, following)
        elif after is not None and self._is_behind_frame(asked.section, asked.page, after):
            yield self._ask_page(asked.section, after, follow=False)

    def _is_behind_frame(self, section: Section, page: PageRequest, after: PageRequest) -> bool:
        """Whether `page` is a frame whose first items come by a request of their own (Liferay's script), and the walk
        does not go on just there."""
        frame = PageRequest(section.url)
        return page == frame and after.page == 1 and after not in (frame, self._walks[section.url].resumed)

    def _go_on(
        self, section: Section, page: PageRequest, announced: Announced, after: PageRequest | None
    ) -> PageRequest | None:
        """The next page to ask for; None where the walk ends. Its state is in the ledger either way."""
        walk, tally = self._walks[section.url], self.visit.tally.section(section.url)
        repeats = page.page > 1 and not set(announced.keys) - walk.seen
        walk.seen.update(announced.keys)
        for known in announced.known:
            walk.known_in_a_row = walk.known_in_a_row + 1 if known else 0
            if walk.complete and walk.known_in_a_row >= self.known_in_a_row:
                tally.ended = "known items"
                break
        if not tally.ended and (after is None or repeats):
            tally.ended = "last page"
        elif not tally.ended and page.page >= section.max_pages:
            tally.ended = "page limit"
            if not walk.complete:
                self.visit.trap(section.url, "listing", f"walked to page {page.page}, the section's max_pages")
        following = None if tally.ended else after
        walk_is_through = walk.complete or tally.ended in ("last page", "page limit")
        self.visit.run.frontier.save_walk(
            self.visit.source.id,
            section.url,
            complete=walk_is_through,
            depth=page.page,
            next_request=asdict(following) if following and not walk_is_through else None,
            items_seen=len(walk.seen),
            run_id=self.visit.run.run_id,
        )
        return following

    def _count_section(self, section: Section, announced: Announced) -> None:
        tally = self.visit.tally.section(section.url)
        tally.pages += 1
        tally.items_seen += len(announced.keys)
        tally.known += sum(announced.known)
        tally.new += announced.new
        tally.considered += announced.considered
        tally.familiar += announced.familiar
        tally.retitled += announced.retitled

    def _asked(self, announced: Announced) -> Iterator[Request]:
        for asked, url in announced.to_fetch:
            yield self.ask(asked, url)

    # -- feeds and sitemaps

    def read_feed(self, response: Response) -> Iterator[Request]:
        """Queue what a feed announces."""
        yield from self._read_document(response)

    def read_sitemap(self, response: Response) -> Iterator[Request]:
        """Queue what a sitemap announces, and ask for the sitemaps it names."""
        yield from self._read_document(response)

    def _read_document(self, response: Response) -> Iterator[Request]:
        asked = asked_of(response)
        assert asked.section
        page = self._body(response)
        if isinstance(page, Request):
            yield page
        if page is None or isinstance(page, Request):
            return
        children: list[str] = []
        try:
            if fault := shape_fault(page.body):
                raise UnreadableFeed(fault)
            if asked.role == "feed":
                items = parse_feed(page.body, response.url)
            else:
                items, children = parse_sitemap(page.body, response.url)
        except UnreadableFeed as error:
            self.visit.trap(response.url, asked.role, f"rejected shape: {error}")
            self.visit.tally.section(asked.section.url).ended = "trap_limit"
            return
        items = self.visit.first_links(items, MAX_ENTRIES, response.url, asked.role)
        announced = take(self.visit, items, asked.section, response.url)
        tally = self.visit.tally.section(asked.section.url)
        tally.first_page_items = (tally.first_page_items or 0) + len(announced.keys)
        tally.ended = "last page"
        self._count_section(asked.section, announced)
        yield from self._asked(announced)
        for url in children:
            if url not in self._sitemaps and len(self._sitemaps) < MOST_SITEMAPS:
                self._sitemaps.add(url)
                yield self._ask_document(asked.section, "sitemap", url)
