"""Provincial newspapers and broadcasters: a few CMSs that differ in the tail of an article's address.

Type Y `/<cat>/YYYYMM/<slug>-<7 hex>/` (baodongnai, baodaklak, thhp), type post `-post<id>.html` (nhandan, baohatinh),
type a `-a<id>.html` (baolongan, baocamau), and bare numbers. Addresses of all were seen, class names of few
(portals.md 1, 1b, 2.1-2.2). A newspaper of another grammar says so by `article_pattern` in its source file.
"""

import re
from urllib.parse import urlsplit, urlunsplit

from crawler.portals.families.base import FieldSelectors
from crawler.portals.families.by_path import SECTION, FamilyByPath
from crawler.portals.families.links import FURNITURE
from crawler.portals.families.media import ATTACHMENTS
from crawler.portals.urls import BadUrl, canonical, is_growing

_FOLDERS = r"(?:/[A-Za-z0-9-]+){0,3}"
_GRAMMARS = (
    # Early ids of type Y are digits only; one newspaper has six of them.
    re.compile(r"(?:/[a-z0-9-]+)+/[0-9]{6}/[^/]+-(?P<key>[0-9a-f]{6,7})/?"),
    re.compile(rf"{_FOLDERS}/[^/]+-(?P<key>post(?:id)?[0-9]+)\.(?:html?|bbg)"),
    re.compile(rf"{_FOLDERS}/[^/]+-(?P<key>[ad][0-9]{{3,}})\.html?"),
    # Shorter numbers end categories and years ("hoi-cho-ocop-2024.html").
    re.compile(rf"{_FOLDERS}/(?!print-)[^/]+-(?P<key>[0-9]{{5,18}})\.html?"),
    re.compile(r"/print[/-](?P<key>[0-9]{5,18})\.html?"),
)
_MOBILE_TAIL = re.compile(r"(?<=\.html)&[^/]*$|(?<=\.htm)&[^/]*$")
_TWIN_HOST = re.compile(r"^beta\.(?=[^.]+\.)")


class Newspaper(FamilyByPath):
    """The id in the tail is the article, with the letters before it: one host may have had two counters (baonghean.vn:
    `-301735.html`, later `-post263449.html`)."""

    name = "newspaper"
    takes_pattern = True
    fields = FieldSelectors(
        title=("h1.title-detail", "#content h1", "article h1", "h1"),
        date_label=("#content .date", ".detail .date", ".article-date", ".post-date"),
        page_clock=("[class*='clock']", "[id*='clock']", "body > header [class*='date']", ".date-now"),
        lead=("h4.sapo", ".news_detail_sapo", ".sapo"),
        body=("#content .td-post-content", ".td-post-content", ".content-detail", "[itemprop='articleBody']"),
        section=SECTION,
        attachments=ATTACHMENTS,
        noise=(
            *FURNITURE, ".related", "[class*='xem-nhieu']", "[class*='lien-quan']", "[class*='most-read']",
            "[class*='share']", ".tags", "#comment", ".hotline",
        ),
    )  # fmt: skip

    def __init__(self, pattern: str | None = None) -> None:
        self._pattern = re.compile(pattern) if pattern is not None else None

    def with_pattern(self, pattern: str) -> "Newspaper":
        return Newspaper(pattern)

    def article_key(self, url: str) -> str | None:
        """Of a print twin without a slug the number too; the mobile twin's `&mobile=yes` behind `.html` is no part."""
        try:
            parts = urlsplit(canonical(url))
        except BadUrl:
            return None
        if is_growing(url):
            return None
        if self._pattern is not None:
            own = self._pattern.fullmatch(parts.path + (f"?{parts.query}" if parts.query else ""))
            return own["key"] if own else None
        path = _MOBILE_TAIL.sub("", parts.path)
        found = next((match for grammar in _GRAMMARS if (match := grammar.fullmatch(path))), None)
        return found["key"] if found else None

    def canonical_url(self, url: str) -> str:
        """Without query and mobile tail, on the host that a `beta.` stands before. The slash at the end stays as
        linked: type Y has it on some hosts and not on others. Where the source file states the pattern, and for other
        URLs, as `urls.canonical`; raises BadUrl."""
        parts = urlsplit(canonical(url))
        if self._pattern is not None or self.article_key(url) is None:
            return urlunsplit(parts)
        host, path = _TWIN_HOST.sub("", parts.netloc), _MOBILE_TAIL.sub("", parts.path)
        return urlunsplit(parts._replace(netloc=host, path=path, query=""))
