"""NukeViet 4.4-4.6: dongnai.gov.vn and its communes since 2025, sct.dongnai.gov.vn, nongthonmoi.hatinh.gov.vn.

URLs seen live; class names from the default theme's source and from public crawlers of its forks (portals.md 2.1-2.4).
"""

import re
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit, urlunsplit

from parsel import Selector

from crawler.portals.families.base import Family, FieldSelectors, ListedItem, MediaLink, PageRequest
from crawler.portals.families.links import FURNITURE, article_links, listed_items, next_by_links
from crawler.portals.families.media import ATTACHMENTS, media_in
from crawler.portals.urls import SEEN_AGAIN, BadUrl, canonical, is_growing

_OTHER_OP = r"(?!(?:rss|instant-rss|page|topic|groups|tag|author|search|print|savefile)/)"
_ARTICLE = re.compile(
    rf"(?i)(?P<front>(?:/(?P<language>[a-z]{{2}}))?(?:/{_OTHER_OP}(?P<module>[a-z0-9-]+))?)(?P<twin>/(?:savefile|print))?"
    rf"(?P<tail>/{_OTHER_OP}[^/]+/[^/]+-(?P<id>\d+))(?P<html>\.html)?"
)
_HOME_MODULE = "news"
_THUMBNAIL = re.compile(r"(?<![^/]/)/assets/(?=(?:[^/]+/)*news/)")


class _Parts(NamedTuple):
    language: str
    module: str
    front: str
    tail: str
    id: str


class NukeViet(Family):
    """`/<lang>/<module>/<cat>/<slug>-<id>.html`; language and module are missing where news is the home module."""

    name = "nukeviet"
    counts_up = True
    fields = FieldSelectors(
        title=("h1[itemprop='headline']", ".news_column h1.title", "#news_detail h1", "h1.title", "#print h1"),
        date_label=(".news_column span.h5", "span.h5", "#news_detail span.time", "#print ul li:first-child"),
        date_meta=(
            "[itemprop='datePublished']::attr(content)", "[itemprop='datePublished']::text",
            "[itemprop='dateModified']::attr(content)", "[itemprop='dateModified']::text",
        ),
        # 4.5.05 fills datePublished from the edit time; the visible label is the publication time (portals.md 2.4).
        date_meta_is="modified",
        page_clock=(".current-time", "#digclock", "[class*='clock']"),
        lead=("div.hometext", "#hometext"),
        body=("#news-bodyhtml", "div.bodytext", ".hnewsdetail", "#bodytext"),
        author=("p.h5.text-right",),
        section=(".breadcrumbs li:last-child", ".breadcrumb li:last-child"),
        attachments=(".news-download-file a[href]", *ATTACHMENTS),
        noise=(
            *FURNITURE, "ul.detail-related", "ul.related", ".other-news", "#form3B", "[itemprop='aggregateRating']",
            ".keywords", ".news-tags", "#idcomment", "#formcomment", ".comment", ".socialicon", ".sharelink",
            ".share-buttons",
        ),
    )  # fmt: skip

    def article_key(self, url: str) -> str | None:
        """The row's id. NukeViet numbers every language and every copy of its news module on its own, so an id of
        another language than Vietnamese or another module than `news` carries them in front: `en-6664`."""
        parts = _parts(url)
        if parts is None:
            return None
        language = "" if parts.language in ("", "vi", "vn") else f"{parts.language}-"
        module = "" if parts.module in ("", _HOME_MODULE) else f"{parts.module}-"
        return f"{language}{module}{parts.id}"

    def canonical_url(self, url: str) -> str:
        """The article's own path: print and savefile twins rewritten, `.html` added where a twin lacks it, query
        dropped. Other URLs as `urls.canonical`; raises BadUrl."""
        web, parts = urlsplit(canonical(url)), _parts(url)
        return urlunsplit(web._replace(path=f"{parts.front}{parts.tail}.html", query="") if parts else web)

    def listing_items(self, page: Selector, url: str) -> list[ListedItem]:
        """Every linked article outside page furniture; lists of "other news" below the teasers count too."""
        return listed_items(article_links(page, url, self.article_key))

    def next_page(self, page: Selector, current: PageRequest) -> PageRequest | None:
        """`…/<cat>/page-2/`, as the pager's links say."""
        return next_by_links(page, current, self.article_key)

    def absent_article(self, origin: str, token: str) -> str:
        return f"{origin}/vi/news/khong-co/khong-co-trang-nay-9{int(token, 16) % 10**8:08d}.html"

    def media_links(self, page: Selector, url: str) -> list[MediaLink]:
        scopes = ("figure.article", "div.hometext", "#hometext", ".news-download-file", *self.fields.body)
        return media_in(page, url, scopes, self.fields.noise, original=_full_picture)


@lru_cache(SEEN_AGAIN)
def _parts(url: str) -> _Parts | None:
    try:
        found = _ARTICLE.fullmatch(urlsplit(canonical(url)).path)
    except BadUrl:
        return None
    if found is None or is_growing(url) or not (found["html"] or found["twin"]):
        return None
    language, module = (found["language"] or "").lower(), (found["module"] or "").lower()
    return _Parts(language, module, found["front"], found["tail"], str(int(found["id"])))


def _full_picture(url: str) -> str:
    """Thumbnails below /assets/…/news/ repeat the pictures below /uploads/…/news/."""
    return _THUMBNAIL.sub("/uploads/", url, count=1)
