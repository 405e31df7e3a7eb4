"""Liferay 6 and DXP: districts of Đồng Tháp, thainguyen., bacgiang.gov.vn, departments of Hà Nội, communes of Đà Nẵng.

URLs seen live, class names from a mirror of 2022 and two public crawlers (portals.md 2.1-2.4); `.header-title` and the
file addresses below /documents/ are Liferay's own.
"""

import re
from functools import lru_cache
from urllib.parse import urlsplit, urlunsplit

from lxml.html import HtmlElement
from parsel import Selector

from crawler.portals.families.base import Family, FieldSelectors, ListedItem, MediaLink, PageRequest
from crawler.portals.families.elements import elements
from crawler.portals.families.links import FURNITURE, article_links, listed_items, next_by_links, page_base, page_number
from crawler.portals.families.media import ATTACHMENTS, media_in
from crawler.portals.urls import SEEN_AGAIN, BadUrl, canonical, is_growing, join, query_values

_ARTICLE = re.compile(
    r"(?i)(?:/(?P<language>vi|vn|en|zh|fr|ru|ko|ja|lo|km)(?:_[a-z]{2})?)?(?:/[^/]+)*?/-/"
    r"(?:asset_publisher/[^/]+/content/(?:id/)?(?P<content>[^/]+)(?:/(?:[0-9]+|maximized|pop_up))?"
    r"|view_content/(?P<id>[0-9]+)(?:-[^/]*)?|(?P<slug>[^/]*[^/.-]-[^/.-]+-[^/]+))/?"
)
_WINDOW = re.compile(r"(?i)/(?:maximized|pop_up)/?$")
_DETAIL_PAGE = re.compile(r"(?i)/(?:[^/]+/)*chi-tiet[^/]*/?")
_DETAIL_PARAMETERS = ("d", "dinhdanh")
_VIETNAMESE = frozenset({"", "vi", "vn"})
_KEPT_OF_A_PAGER = re.compile(r"(?i)p_p_id|\w+_(?:cur|delta)")
_FILES = tuple(f"a[href*='/documents/'][href*='.{ending}/']" for ending in
               ("pdf", "PDF", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "zip", "rar"))  # fmt: skip
_BODY = (".journal-content-article", ".content-detail", ".it-content")


class Liferay(Family):
    """`…/-/asset_publisher/<instance>/content/[id/]<slug or id>`, `…/-/view_content/<id>-<slug>.html`, DXP's
    `…/-/<slug>`, and `…/chi-tiet-…?d=<id>`. The id or slug is the article, whatever page and portlet show it."""

    name = "liferay"
    fields = FieldSelectors(
        title=(".title-news h1", "h1.title-detail", "h1.header-title", "h3.asset-title", ".asset-title"),
        date_label=(
            ".assetPublishDate", ".block_timer", "[class*='publish']", "[class*='post-date']",
            "[class*='date']:not([class*='today']):not([class*='current'])", "[class*='time']:not([class*='current'])",
        ),
        page_clock=("[class*='date-today']", "[class*='current-date']", "[class*='clock']"),
        lead=(".asset-summary", ".sapo"),
        body=_BODY,
        author=(".asset-author", ".tac-gia"),
        attachments=(*_FILES, *ATTACHMENTS),
        noise=(
            *FURNITURE, ".portlet-title", ".portlet-topper", ".lfr-pagination-buttons", ".taglib-page-iterator",
            ".lfr-meta-actions", ".asset-ratings", ".asset-more", ".taglib-discussion", ".asset-links",
        ),
    )  # fmt: skip

    def article_key(self, url: str) -> str | None:
        """The id, or the slug in lower case; another language than Vietnamese in front of it (`en-…`)."""
        return _key(url)

    def canonical_url(self, url: str) -> str:
        """Articles without query, for their path names them; of `?d=<id>` pages that parameter and the category `c`
        stay. Other URLs as `urls.canonical`; raises BadUrl."""
        web = urlsplit(canonical(url))
        if _DETAIL_PAGE.fullmatch(web.path) and not _ARTICLE.fullmatch(web.path):
            return urlunsplit(web._replace(query=_query(web.query, re.compile(r"(?i)d|dinhdanh|c"))))
        if _key(url):
            return urlunsplit(web._replace(path=_WINDOW.sub("", web.path), query=""))
        return urlunsplit(web)

    def listing_items(self, page: Selector, url: str) -> list[ListedItem]:
        """Every linked article outside page furniture, whichever portlet shows it."""
        return listed_items(article_links(page, url, self.article_key))

    def next_page(self, page: Selector, current: PageRequest) -> PageRequest | None:
        """`…_cur=N+1` of the portlet that lists most articles; else a link that calls itself the next page."""
        return self._next_by_cur(page, current) or next_by_links(page, current, self.article_key)

    def media_links(self, page: Selector, url: str) -> list[MediaLink]:
        return media_in(page, url, self.fields.body, self.fields.noise, files=self.fields.attachments)

    def _next_by_cur(self, page: Selector, current: PageRequest) -> PageRequest | None:
        """A page may hold several portlets with a pager each: that of the fullest list is followed."""
        base, wanted = page_base(page, current.url), current.page + 1
        listed = {
            anchor for group in article_links(page, current.url, self.article_key).values() for anchor, _ in group
        }
        found: list[tuple[int, str]] = []
        for anchor in elements(page, ("a[href*='_cur=']",)):
            target = join(base, anchor.get("href", ""))
            if target and urlsplit(target).path == urlsplit(current.url).path and page_number(target)[1] == wanted:
                found.append((_articles_near(anchor, listed), target))
        if not found:
            return None
        target = max(found, key=lambda link: link[0])[1]
        web = urlsplit(target)
        return PageRequest(urlunsplit(web._replace(query=_query(web.query, _KEPT_OF_A_PAGER))), page=wanted)


@lru_cache(SEEN_AGAIN)
def _key(url: str) -> str | None:
    try:
        web = urlsplit(canonical(url))
    except BadUrl:
        return None
    if is_growing(url):
        return None
    found = _ARTICLE.fullmatch(web.path)
    if found:
        key = (found["content"] or found["id"] or found["slug"]).lower().removesuffix(".html")
        language = (found["language"] or "").lower()
        return key if language in _VIETNAMESE else f"{language}-{key}"
    values = query_values(web) if _DETAIL_PAGE.fullmatch(web.path) else {}
    number = next((values[name] for name in _DETAIL_PARAMETERS if values.get(name, "").isdecimal()), None)
    return str(int(number)) if number else None


def _query(query: str, kept: re.Pattern[str]) -> str:
    return "&".join(piece for piece in query.split("&") if kept.fullmatch(piece.partition("=")[0]))


def _articles_near(anchor: HtmlElement, listed: set[HtmlElement]) -> int:
    """How many article links stand in the smallest block around a pager's link that holds any."""
    for parent in anchor.iterancestors():
        number = sum(inner in listed for inner in parent.iter("a"))
        if number:
            return number
    return 0
