"""WordPress: nongthonmoi.travinh.gov.vn, nongthon.vietnamtourism.gov.vn, thuonghieuquangninh.gov.vn, thvl.vn.

Article addresses seen; paging, feed and class names are those of WordPress and its own themes (portals.md 2.1).
"""

import re
from urllib.parse import SplitResult, urlsplit, urlunsplit

from parsel import Selector

from crawler.portals.families.base import FieldSelectors, MediaLink
from crawler.portals.families.by_path import FamilyByPath
from crawler.portals.families.links import FURNITURE
from crawler.portals.families.media import ATTACHMENTS, media_in
from crawler.portals.urls import BadUrl, canonical, is_growing, query_values

_NOT_POSTS = r"(?:category|tag|author|page|feed|search|chuyen-muc|danh-muc|tu-khoa|comments|wp-[a-z]+)"
_POST = re.compile(
    rf"(?i)(?P<path>/(?!{_NOT_POSTS}/)(?:[^/]+/){{0,3}}(?P<slug>(?:[^/.-]+-){{3,}}[^/.-]+)(?P<end>/|\.html)?)"
    r"(?:(?<=/)(?:amp|feed|print|[0-9]{1,2}|comment-page-[0-9]+)/?)?"
)
_NUMBER = re.compile(r"[1-9][0-9]{0,9}")


class WordPress(FamilyByPath):
    """`/<slug>/` (under categories on some sites, `.html` on others) or `/?p=<id>`.

    A slug names one post of a site, whatever categories stand before it. `?p=` is a key of its own until the portal
    redirects it to the slug.
    """

    name = "wordpress"
    fields = FieldSelectors(
        title=("h1.entry-title", "h1.post-title", "article h1", ".single h1"),
        date_label=("time.entry-date.published::attr(datetime)", ".entry-meta time", ".entry-date", ".post-date"),
        date_meta=("meta[property='article:published_time']::attr(content)",),
        page_clock=("[class*='clock']", "[class*='date-now']", "#masthead [class*='date']"),
        lead=(".entry-content .sapo", ".entry-summary"),
        body=(".entry-content", ".post-content", ".td-post-content"),
        author=(".entry-content .author", ".byline .author"),
        section=(".cat-links a", ".breadcrumbs a:last-of-type", ".breadcrumb a:last-of-type"),
        attachments=(".wp-block-file a[href]", *ATTACHMENTS),
        noise=(
            *FURNITURE, ".sharedaddy", "[class*='share']", ".jp-relatedposts", ".related-posts", ".yarpp", "#comments",
            ".comments-area", ".post-navigation", ".nav-links", ".post-views", ".widget",
        ),
    )  # fmt: skip

    def article_key(self, url: str) -> str | None:
        """The slug as encoded, or `p<id>`. None for slugs of fewer than four words: menu pages look like posts."""
        try:
            parts = urlsplit(canonical(url))
        except BadUrl:
            return None
        if number := _number(parts):
            return f"p{number}"
        found = _POST.fullmatch(parts.path)
        return None if found is None or is_growing(url) else found["slug"]

    def canonical_url(self, url: str) -> str:
        """`/?p=N`, or the post's path with its slash and without `amp/`, `feed/`, its comments' and own pages. Other
        URLs as `urls.canonical`; raises BadUrl."""
        parts = urlsplit(canonical(url))
        if number := _number(parts):
            return urlunsplit(parts._replace(path="/", query=f"p={number}"))
        found = _POST.fullmatch(parts.path)
        if found is None or is_growing(url):
            return urlunsplit(parts)
        return urlunsplit(parts._replace(path=found["path"] if found["end"] else found["path"] + "/", query=""))

    def media_links(self, page: Selector, url: str) -> list[MediaLink]:
        scopes = (".post-thumbnail", *self.fields.body, *self.fields.attachments)
        return media_in(page, url, scopes, self.fields.noise)


def _number(parts: SplitResult) -> str | None:
    """The post id of `/?p=N`."""
    found = _NUMBER.fullmatch(query_values(parts).get("p", ""))
    return found[0] if found and parts.path in ("/", "/index.php") else None
