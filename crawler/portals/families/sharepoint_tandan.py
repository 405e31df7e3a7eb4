"""SharePoint in the Tân Dân skin: dienbien.gov.vn, namdinh.gov.vn, ninhthuan.gov.vn, communes of Hà Tĩnh.

URLs seen live; class names and both ways of paging from two public crawlers of Điện Biên (portals.md 2.1-2.2).
"""

import re
from functools import lru_cache
from urllib.parse import urlsplit, urlunsplit

from parsel import Selector

from crawler.portals.families.base import Family, FieldSelectors, ListedItem, MediaLink, PageRequest
from crawler.portals.families.elements import elements
from crawler.portals.families.links import FURNITURE, NEXT_WORDS, article_links, listed_items, next_by_links, one_line
from crawler.portals.families.media import ATTACHMENTS, media_in
from crawler.portals.families.postback import next_by_postback
from crawler.portals.urls import SEEN_AGAIN, BadUrl, canonical, is_growing

_ARTICLE = re.compile(
    r"(?i)(?P<site>(?:/[^/]+)*?)/portal/pages/(?P<folder>(?P<year>20[0-9]{2})(?:-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2}))?)"
    r"/(?P<name>[^/]+)\.aspx"
)
_PAGES = re.compile(r"(?i)/portal/pages/")
_BODY = (
    ".tandan-p-article-main", ".tandan-p-article-news-content", ".tandan-content-view", ".ms-rtestate-field",
    "#div_content",
)  # fmt: skip
_PAGER = ("[class*='pag'] a", "[class*='Pag'] a", "[id*='pag'] a", "[id*='Pag'] a", ".phan-trang a", ".phantrang a")


class SharePointTanDan(Family):
    """`/portal/Pages/<YYYY-M-D>/<slug><suffix>.aspx`, in older years `/portal/pages/<YYYY>/<slug>-<id>.aspx`."""

    name = "sharepoint-tandan"
    fields = FieldSelectors(
        title=(".tandan-p-article-news-title", ".tandan-title-view", ".title-news"),
        date_label=(".tandan-span-date-publish", ".tandan-date-view", ".date-news", ".timer"),
        page_clock=("[id*='clock']", "[class*='clock']", "[class*='date-now']", "#header [class*='date']"),
        lead=(".tandan-p-article-news-summary", ".summary-news", ".news-sapo"),
        body=_BODY,
        attachments=ATTACHMENTS,
        noise=(*FURNITURE, ".tandan-div-article-other", ".social-share", "#s4-ribbonrow", "[class*='hitcounter']"),
    )

    def article_key(self, url: str) -> str | None:
        """`2020-11-03/<name>` or `2020/<name>`, lower case. The name alone is no key: it is cut near 50 characters,
        and nothing says that two folders never hold one name."""
        found = _parts(url)
        if found is None:
            return None
        day = f"-{int(found['month']):02}-{int(found['day']):02}" if found["month"] else ""
        return f"{found['year']}{day}/{found['name'].lower()}"

    def canonical_url(self, url: str) -> str:
        """Without query, `Pages` with a capital letter (SharePoint knows no case). The folder of the day stays as it is
        written: padded and unpadded ones are two folders. Other URLs as `urls.canonical`; raises BadUrl."""
        web = urlsplit(canonical(url))
        if _parts(url) is None:
            return urlunsplit(web)
        return urlunsplit(web._replace(path=_PAGES.sub("/portal/Pages/", web.path, count=1), query=""))

    def listing_items(self, page: Selector, url: str) -> list[ListedItem]:
        """Every linked article outside page furniture."""
        return listed_items(article_links(page, url, self.article_key))

    def next_page(self, page: Selector, current: PageRequest) -> PageRequest | None:
        """By the pager's links where it has some, by ASP.NET postback, else by `?PageIndex=N+1` where a script pager
        offers that number."""
        by_page = next_by_links(page, current, self.article_key) or next_by_postback(page, current)
        return by_page or _next_by_script(page, current)

    def media_links(self, page: Selector, url: str) -> list[MediaLink]:
        return media_in(page, url, self.fields.body, self.fields.noise)


@lru_cache(SEEN_AGAIN)
def _parts(url: str) -> re.Match[str] | None:
    try:
        found = _ARTICLE.fullmatch(urlsplit(canonical(url)).path)
    except BadUrl:
        return None
    return None if is_growing(url) else found


def _next_by_script(page: Selector, current: PageRequest) -> PageRequest | None:
    """The page numbers of one portal are scripts, yet the server also answers `PageIndex`: two crawlers of the same
    portal, one clicking, one asking (portals.md 2.1). Where it ignores the parameter the walk meets only known items
    and ends."""
    wanted = current.page + 1
    for anchor in elements(page, _PAGER):
        runs_script = anchor.get("href", "").lower().startswith("javascript:") or anchor.get("onclick")
        label = one_line(str(anchor.text_content())).lower()
        if runs_script and (label == str(wanted) or label in NEXT_WORDS):
            parts = urlsplit(current.url)
            kept = [piece for piece in parts.query.split("&") if piece and not piece.lower().startswith("pageindex=")]
            query = "&".join([*kept, f"PageIndex={wanted}"])
            return PageRequest(urlunsplit(parts._replace(query=query)), page=wanted)
    return None
