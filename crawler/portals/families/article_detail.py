"""The "Article-Detail" CMS (vendor not established): hungyen.gov.vn, by its listing addresses and class names.

Listing addresses and class names are those of public crawlers; the shape of an article's address is not established
(portals.md 2.1-2.2), so any page of three words or more at the root counts.
"""

import re
from urllib.parse import urlsplit

from parsel import Selector

from crawler.portals.families.base import FieldSelectors, MediaLink, PageRequest
from crawler.portals.families.by_path import SECTION, FamilyByPath, matched_path
from crawler.portals.families.elements import elements
from crawler.portals.families.links import FURNITURE, page_base
from crawler.portals.families.media import ATTACHMENTS
from crawler.portals.urls import canonical, join

_ARTICLE = re.compile(r"/(?!chuyen-muc-)((?:[^/.-]+-){2,}[^/.-]+)\.html")
_LISTING = re.compile(r"/chuyen-muc-[^/]*-(c\d+)-(\d{1,6})\.html")
_ENDS = ("span.current.next", "span.next-pages")
_PLACEHOLDER = re.compile(r"(?i)/no[-_]?image[^/]*$")


class ArticleDetail(FamilyByPath):
    """`/<slug>.html`; the slug is the article."""

    name = "article-detail"
    fields = FieldSelectors(
        title=("h1.title-detail", "article[class*='news-detail-layout'] h1"),
        date_label=("article[class*='news-detail-layout'] span.post-date", "span.post-date"),
        date_meta=("article[class*='news-detail-layout'] time.post-date::attr(datetime)",),
        page_clock=("body > header [class*='date']", "[class*='clock']"),
        lead=("article[class*='news-detail-layout'] .article-brief", ".sapo-detail"),
        # The class is named after a summary and holds the whole text (portals.md 2.2).
        body=("article[class*='news-detail-layout'] div.brief", "div.brief", ".content-detail", ".article-content"),
        author=("div.author", "div.source"),
        section=SECTION,
        attachments=ATTACHMENTS,
        noise=(
            *FURNITURE, ".block_share", ".social-connect", ".network-share", ".rating", "div[id^='audio']",
            ".relatedArticles",
        ),
    )  # fmt: skip

    def article_key(self, url: str) -> str | None:
        found = matched_path(_ARTICLE, url)
        return found[1] if found else None

    def next_page(self, page: Selector, current: PageRequest) -> PageRequest | None:
        """`a.next`, else the pager's link to the next number of the category; `span.current.next` is the end."""
        listing = _LISTING.search(urlsplit(canonical(current.url)).path)
        if listing is None or elements(page, _ENDS):
            return None
        base = page_base(page, current.url)
        for anchor in elements(page, ("a.next", "a[href*='chuyen-muc-']")):
            target = join(base, anchor.get("href", ""))
            found = _LISTING.search(urlsplit(target).path) if target else None
            if target and found and (found[1], int(found[2])) == (listing[1], int(listing[2]) + 1):
                return PageRequest(target, page=int(found[2]))
        return None

    def media_links(self, page: Selector, url: str) -> list[MediaLink]:
        return [link for link in super().media_links(page, url) if not _PLACEHOLDER.search(urlsplit(link.url).path)]
