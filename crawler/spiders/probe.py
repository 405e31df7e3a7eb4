"""A first look at a portal, in about ten requests: its listings, the next page, three articles, one of them twice."""

from collections.abc import Iterator
from dataclasses import replace

from scrapy import Request
from scrapy.http import Response

from crawler.asked import Asked, asked_of
from crawler.captures.records import Discovery
from crawler.middlewares.wire import as_html
from crawler.portals.families.base import ListedItem, PageRequest, as_page
from crawler.portals.feeds import UnreadableFeed, parse_feed, parse_sitemap
from crawler.portals.source import Section
from crawler.portals.urls import canonical, netloc
from crawler.shape import shape_fault
from crawler.spiders.base import VisitSpider

ARTICLES = 3
NEXT_PAGES = 2
"""Liferay's script list answers at a second address, whose first page is page 1 again."""
SECTIONS = 4
"""Sections whose first page is looked at."""
FIRST_TIME, SECOND_TIME = "probe", "probe again"
"""`discovery.section` of an article's captures."""


class ProbeSpider(VisitSpider):
    """What `ocop sources check`, `sources add` and `estimate` ask of a portal; nothing enters the frontier."""

    name = "probe"

    def opening(self) -> Iterator[Request]:
        self._paged, self._chosen = 0, False
        for section in self.visit.source.sections[:SECTIONS]:
            yield self._ask_section(section, PageRequest(section.url))

    def callback_of(self, role: str) -> object:
        """Listings and articles are read here; robots and probes as ever."""
        if role in ("listing", "feed", "sitemap"):
            return self.look_at_listing
        return self.look_at_article if role == "article" else super().callback_of(role)  # type: ignore[arg-type]

    def look_at_listing(self, response: Response) -> Iterator[Request]:
        """Ask once for the page after it, and once for three of its articles."""
        asked = asked_of(response)
        assert asked.section and asked.page
        if response.meta.get("outcome") != "ok" or shape_fault(response.body):
            return
        items = self._items(response, asked.section)
        if asked.page.page == 1 and asked.section.kind == "listing" and self._paged < NEXT_PAGES:
            following = self.visit.family.next_page(as_page(as_html(response).text), asked.page)
            if following:
                self._paged += 1
                yield self._ask_section(asked.section, following)
        wanted = [item for item in items if netloc(item.url) in self.visit.source.hosts][:ARTICLES]
        if wanted and not self._chosen and asked.page.page == 1:
            self._chosen = True
            for item in wanted:
                yield self._ask_article(item, response.url)

    def look_at_article(self, response: Response) -> Iterator[Request]:
        """Ask for the first one a second time."""
        asked = asked_of(response)
        if asked.discovery.section == FIRST_TIME and not getattr(self, "_again", False):
            self._again = True
            yield self.ask(replace(asked, discovery=replace(asked.discovery, section=SECOND_TIME)), response.url)

    def _items(self, response: Response, section: Section) -> list[ListedItem]:
        try:
            if section.kind == "feed":
                return parse_feed(response.body, response.url)
            if section.kind == "sitemap":
                return parse_sitemap(response.body, response.url)[0]
        except UnreadableFeed:
            return []
        return self.visit.family.listing_items(as_page(as_html(response).text), response.url)

    def _ask_section(self, section: Section, page: PageRequest) -> Request:
        key = canonical(page.url)
        found = Discovery(section=section.url)
        asked = Asked(self.visit.source.id, section.kind, key, found, section=section, page=page)
        return self.ask(asked, page.url)

    def _ask_article(self, item: ListedItem, listing: str) -> Request:
        key = self.visit.family.article_key(item.url) or canonical(item.url)
        found = Discovery(FIRST_TIME, listing, item.title, item.date_shown or "")
        return self.ask(Asked(self.visit.source.id, "article", key, found), self.visit.family.canonical_url(item.url))
