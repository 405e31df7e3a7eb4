"""The "Tăng tương phản" CMS, named after its toolbar (vendor not established): huyendakha.kontum.gov.vn,
trangdinh.langson.gov.vn.

Addresses and the words of the toolbar were seen; class names and pager were not (portals.md 2.1), so the selectors are
the usual names and the pipeline's own reading has to carry the article until `layouts` of a source file says better.
"""

import re
from urllib.parse import urlsplit, urlunsplit

from parsel import Selector

from crawler.portals.families.base import Family, FieldSelectors, ListedItem, MediaLink, PageRequest
from crawler.portals.families.links import FURNITURE, article_links, listed_items, next_by_links
from crawler.portals.families.media import ATTACHMENTS, media_in
from crawler.portals.urls import BadUrl, canonical, is_growing

_ARTICLE = re.compile(r"/(?:[a-z0-9-]+/){1,4}((?:[a-z0-9]+-){3,}[a-z0-9]+)\.html")


class TangTuongPhan(Family):
    """`/<cat>/[<subcat>/]<slug>.html` without any number: the slug is the article, under whichever category.

    An editor who changes a title makes another address, and so another article, of the same text.
    """

    name = "tang-tuong-phan"
    fields = FieldSelectors(
        title=("h1.title-detail", ".article-title", ".detail h1"),
        date_label=(".article-date", ".detail .date", ".post-date"),
        page_clock=("[class*='clock']", ".date-now"),
        lead=(".article-sapo", ".sapo"),
        body=(".article-body", ".detail-content", ".content-detail"),
        author=(".article-author", ".article-source"),
        section=(".breadcrumb li:last-child", ".breadcrumb a:last-child"),
        attachments=ATTACHMENTS,
        noise=(
            *FURNITURE, "[class*='contrast']", "[class*='tuong-phan']", "[class*='font-size']", "[class*='share']",
            "[class*='copy-link']", ".other-news", ".tin-khac", ".related",
        ),
    )  # fmt: skip

    def article_key(self, url: str) -> str | None:
        """None for fewer than four words: categories and menu pages end in `.html` too."""
        try:
            found = _ARTICLE.fullmatch(urlsplit(canonical(url)).path)
        except BadUrl:
            return None
        return None if found is None or is_growing(url) else found[1]

    def canonical_url(self, url: str) -> str:
        """The article's path alone. Other URLs as `urls.canonical`; raises BadUrl."""
        parts = urlsplit(canonical(url))
        return urlunsplit(parts._replace(query="")) if self.article_key(url) else urlunsplit(parts)

    def listing_items(self, page: Selector, url: str) -> list[ListedItem]:
        return listed_items(article_links(page, url, self.article_key, skip=self.fields.noise))

    def next_page(self, page: Selector, current: PageRequest) -> PageRequest | None:
        """By the pager's links."""
        return next_by_links(page, current, self.article_key)

    def media_links(self, page: Selector, url: str) -> list[MediaLink]:
        return media_in(page, url, (*self.fields.body, *self.fields.attachments), self.fields.noise)
