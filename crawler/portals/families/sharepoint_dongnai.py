"""SharePoint in the skin of the old Đồng Nai portals: longthanh., dnieza., caicachhanhchinh.dongnai.gov.vn.

URLs: seen in public material. Article pages: never found in any copy (portals.md 2.2 and 4), so the selectors are hints
drawn from home pages of the skin; a portal's source file corrects them by `layouts` once a page is seen, and until then
the pipeline's own reading has to carry the article.
"""

import re
from urllib.parse import urlsplit, urlunsplit

from parsel import Selector

from crawler.portals.families.base import Family, FieldSelectors, ListedItem, MediaLink, PageRequest
from crawler.portals.families.links import FURNITURE, article_links, listed_items, next_by_links
from crawler.portals.families.media import ATTACHMENTS, media_in
from crawler.portals.families.postback import next_by_postback
from crawler.portals.urls import BadUrl, canonical, query_values

_DETAIL = re.compile(r"(?i)/newsdetail\.aspx$")
_PAGES = re.compile(r"(?i)/pages/newsdetail\.aspx$")
_CONTENT = "div[class^='ExternalClass']"


class SharePointDongNai(Family):
    """`/Pages/newsdetail.aspx?NewsId=N&CatId=M` in both parameter orders; NewsId alone is the article."""

    name = "sharepoint-dongnai"
    counts_up = True
    fields = FieldSelectors(
        title=(".news-title", ".title-news", "div[id*='_g_'] h1", "div[id*='_g_'] h2", "div[id*='_g_'] h3"),
        date_label=(".news-date", ".ngaydang", ".ngay-dang", "[id$='lblNgayDang']"),
        page_clock=("[id*='clock']", "[class*='clock']", "[class*='date-now']", "#header [class*='date']"),
        lead=(".news-sapo", ".sapo"),
        body=(f"div[id*='_g_'] {_CONTENT}", _CONTENT),
        author=(".news-author",),
        attachments=(f"{_CONTENT} a[href*='/SiteAssets/']", *ATTACHMENTS),
        noise=(
            *FURNITURE, "[id^='header']", "[id^='footer']", "[class*='hitcounter']", "[class*='poll']", ".weather",
            "#cbp-bislideshow", "#s4-ribbonrow", ".other-news", ".related-news", ".tinkhac", ".tin-khac",
            "[class*='khau-hieu']", "[class*='slogan']",
        ),
    )  # fmt: skip

    def article_key(self, url: str) -> str | None:
        try:
            parts = urlsplit(canonical(url))
        except BadUrl:
            return None
        number = query_values(parts).get("newsid", "")
        return str(int(number)) if _DETAIL.search(parts.path) and number.isdecimal() and int(number) else None

    def canonical_url(self, url: str) -> str:
        """`/Pages/newsdetail.aspx?NewsId=N&CatId=M`, everything else dropped. The CatId of the link stays: with a wrong
        one the server shows another article or an empty page. Other URLs as `urls.canonical`; raises BadUrl."""
        key, parts = self.article_key(url), urlsplit(canonical(url))
        if key is None:
            return urlunsplit(parts)
        category = query_values(parts).get("catid", "")
        path = _PAGES.sub("/Pages/newsdetail.aspx", _DETAIL.sub("/newsdetail.aspx", parts.path))
        return urlunsplit(parts._replace(path=path, query=f"NewsId={key}" + (f"&CatId={category}" if category else "")))

    def listing_items(self, page: Selector, url: str) -> list[ListedItem]:
        """Where the listing is one of a category (`CatId`), links of that category; boxes beside it name others."""
        links = article_links(page, url, self.article_key, skip=self.fields.noise)
        category = query_values(urlsplit(canonical(url))).get("catid")
        own = {key: group for key, group in links.items() if any(_category(link) == category for _, link in group)}
        return listed_items(own or links)

    def next_page(self, page: Selector, current: PageRequest) -> PageRequest | None:
        """By links with `Page` or `PageIndex` where the pager has them, else by ASP.NET postback."""
        return next_by_links(page, current, self.article_key) or next_by_postback(page, current)

    def absent_article(self, origin: str, token: str) -> str:
        return f"{origin}/Pages/newsdetail.aspx?NewsId=9{int(token, 16) % 10**8:08d}&CatId=1"

    def media_links(self, page: Selector, url: str) -> list[MediaLink]:
        return media_in(page, url, self.fields.body, self.fields.noise)


def _category(url: str) -> str | None:
    return query_values(urlsplit(url)).get("catid")
