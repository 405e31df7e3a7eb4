"""How deep a portal is: the first and the last page of its sections, and two articles."""

from collections.abc import Iterator

from scrapy import Request
from scrapy.http import Response

from crawler.asked import Asked, asked_of
from crawler.captures.records import Discovery
from crawler.middlewares.wire import as_html
from crawler.portals.families.base import PageRequest, as_page
from crawler.portals.feeds import UnreadableFeed, parse_sitemap
from crawler.portals.pager import pager_end
from crawler.portals.source import Section
from crawler.portals.urls import canonical, netloc
from crawler.shape import shape_fault
from crawler.spiders.probe import ProbeSpider

MOST_SECTIONS = 8
MOST_LAST_PAGES = 3
"""Pages asked for in one section to come to its end: a pager shows the numbers around the page that one is on."""
EXAMPLES = 2
"""Articles whose size is taken for that of all."""


class DepthSpider(ProbeSpider):
    """What `ocop estimate` asks: at most four requests to a section (two of a sitemap index) and two articles."""

    name = "depth"

    def opening(self) -> Iterator[Request]:
        self._ends = dict[str, int]()
        self._examples = False
        for section in self.visit.source.sections[:MOST_SECTIONS]:
            yield self._ask_page(section, PageRequest(section.url))

    def look_at_listing(self, response: Response) -> Iterator[Request]:
        """Go to the last page that this one names; take two articles as examples, once."""
        asked = asked_of(response)
        assert asked.section and asked.page
        if response.meta.get("outcome") != "ok" or shape_fault(response.body):
            return
        if asked.section.kind == "listing":
            yield from self._to_the_end(response, asked.section, asked.page)
        elif asked.section.kind == "sitemap" and asked.page.page == 1:
            yield from self._child_of(response, asked.section)
        items = [item for item in self._items(response, asked.section) if netloc(item.url) in self.visit.source.hosts]
        items = [item for item in items if self.visit.family.article_key(item.url)]
        if items and not self._examples:
            self._examples = True
            for item in items[:EXAMPLES]:
                yield self._ask_article(item, response.url)

    def look_at_article(self, response: Response) -> Iterator[Request]:  # noqa: ARG002
        """Its size is in the capture."""
        yield from ()

    def _to_the_end(self, response: Response, section: Section, current: PageRequest) -> Iterator[Request]:
        page, family = as_page(as_html(response).text), self.visit.family
        following = family.next_page(page, current)
        if following is not None and following.page <= current.page:
            # The page is a frame whose list stands at another address and counts from one (Liferay's JSON).
            yield self._ask_page(section, following)
            return
        end, asked = pager_end(page, current, family), self._ends.get(section.url, 0)
        if end.request is not None and end.number > current.page and asked < MOST_LAST_PAGES:
            self._ends[section.url] = asked + 1
            yield self._ask_page(section, end.request)

    def _child_of(self, response: Response, section: Section) -> Iterator[Request]:
        try:
            children = parse_sitemap(response.body, response.url)[1]
        except UnreadableFeed:
            return
        if children:
            yield self._ask_page(section, PageRequest(children[-1], page=len(children) + 1))

    def _ask_page(self, section: Section, page: PageRequest) -> Request:
        found = Discovery(section=section.url, link_text=str(page.page))
        asked = Asked(self.visit.source.id, section.kind, canonical(page.url), found, section=section, page=page)
        return self.ask(asked, page.url)
