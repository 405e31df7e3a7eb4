"""The "group/nid" CMS (vendor not established): ocop.quangnam.gov.vn, and communes of Đà Nẵng (tralinh.danang.gov.vn).

Addresses seen; of its pages nothing is known (portals.md 2.1), so the selectors are the usual class names and the
pipeline's own reading has to carry the article until a source file's `layouts` says better.
"""

import re
from urllib.parse import urlsplit, urlunsplit

from parsel import Selector

from crawler.portals.families.base import Family, FieldSelectors, ListedItem, MediaLink, PageRequest
from crawler.portals.families.links import FURNITURE, article_links, listed_items, next_by_links
from crawler.portals.families.media import ATTACHMENTS, media_in
from crawler.portals.urls import BadUrl, canonical, is_growing

_ARTICLE = re.compile(r"(?i)/chi-tiet(?:-tin)?/group/[0-9]+/nid/([0-9]+)(?:/[^/]+)?/?")


class GroupNid(Family):
    """`/chi-tiet[-tin]/group/<group>/nid/<id>/<slug>`: the nid alone is the article, group and slug may differ."""

    name = "group-nid"
    fields = FieldSelectors(
        title=(".detail-title", ".content-detail h1"),
        date_label=(".detail-date", ".content-detail .date"),
        page_clock=("[class*='clock']", "[class*='date-now']"),
        lead=(".detail-sapo", ".sapo"),
        body=(".detail-body", ".content-detail"),
        author=(".detail-author",),
        section=(".breadcrumb li:last-child", ".breadcrumb a:last-child"),
        attachments=ATTACHMENTS,
        noise=(*FURNITURE, ".other-news", ".tin-khac", ".related", "[class*='share']"),
    )

    def article_key(self, url: str) -> str | None:
        try:
            found = _ARTICLE.fullmatch(urlsplit(canonical(url)).path)
        except BadUrl:
            return None
        return None if found is None or is_growing(url) else str(int(found[1]))

    def canonical_url(self, url: str) -> str:
        """The path as linked without its query: whether a server answers without slug or under another group is not
        known. Other URLs as `urls.canonical`; raises BadUrl."""
        parts = urlsplit(canonical(url))
        return urlunsplit(parts._replace(query="")) if self.article_key(url) else urlunsplit(parts)

    def listing_items(self, page: Selector, url: str) -> list[ListedItem]:
        return listed_items(article_links(page, url, self.article_key, skip=self.fields.noise))

    def next_page(self, page: Selector, current: PageRequest) -> PageRequest | None:
        """By the pager's links."""
        return next_by_links(page, current, self.article_key)

    def media_links(self, page: Selector, url: str) -> list[MediaLink]:
        return media_in(page, url, (*self.fields.body, *self.fields.attachments), self.fields.noise)
