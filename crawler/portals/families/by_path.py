"""What families share whose articles are named by their path: no session, no parameters, links in plain sight."""

import re
from urllib.parse import urlsplit, urlunsplit

from parsel import Selector

from crawler.portals.families.base import Family, ListedItem, MediaLink, PageRequest
from crawler.portals.families.links import article_links, listed_items, next_by_links
from crawler.portals.families.media import media_in
from crawler.portals.urls import BadUrl, canonical, is_growing

SECTION = (".breadcrumb li:last-child", ".breadcrumb a:last-child")
"""Where a breadcrumb names the article's section."""


class FamilyByPath(Family):
    """The usual answers; a family overrides those in which it differs."""

    def canonical_url(self, url: str) -> str:
        """The article's path alone. Other URLs as `urls.canonical`; raises BadUrl."""
        parts = urlsplit(canonical(url))
        return urlunsplit(parts._replace(query="")) if self.article_key(url) else urlunsplit(parts)

    def listing_items(self, page: Selector, url: str) -> list[ListedItem]:
        """Every article announced outside the blocks that are noise."""
        return listed_items(article_links(page, url, self.article_key, skip=self.fields.noise))

    def next_page(self, page: Selector, current: PageRequest) -> PageRequest | None:
        """By the pager's links."""
        return next_by_links(page, current, self.article_key)

    def media_links(self, page: Selector, url: str) -> list[MediaLink]:
        return media_in(page, url, (*self.fields.body, *self.fields.attachments), self.fields.noise)


def matched_path(pattern: re.Pattern[str], url: str) -> re.Match[str] | None:
    """`pattern` over the whole path of an article's address; None for another, for a wrong and for a grown one."""
    try:
        found = pattern.fullmatch(urlsplit(canonical(url)).path)
    except BadUrl:
        return None
    return None if found is None or is_growing(url) else found
