"""A portal whose CMS nobody has described yet: articles by the shape of links, fields by the extractor."""

import re
from collections import Counter
from urllib.parse import urlsplit, urlunsplit

from lxml.html import HtmlElement
from parsel import Selector

from crawler.portals.families.base import Family, FieldSelectors, ListedItem, MediaLink, PageRequest
from crawler.portals.families.links import article_links, listed_items, next_by_links
from crawler.portals.families.media import ATTACHMENTS, media_in
from crawler.portals.urls import BadUrl, canonical, is_growing, netloc, query_values, split_web_url

_ID_TAIL = re.compile(r"(?i)(?:-(?:post|postid|[a-z])?\d{2,18}|-[0-9a-f]{7}|/\d{5,18})(?:\.\w{2,5})?/?$")
_SLUG = re.compile(r"[^-/]+(?:-[^-/]+){3,}")
_ID_PARAMETER = re.compile(r"(?:news|article|item|content|tin|bai|post)?_?id|nid|p|mabb|d")
_NOT_ARTICLE = re.compile(
    r"(?i)(?:^|/)(?:page|trang|rss|feed|tag|tags|search|tim-kiem|category|chuyen-muc[^/]*|login|dang-nhap|print|sitemap"
    r"[^/]*)(?:[-/]\d+)?(?:/|$|\.)|\.(?:pdf|docx?|xlsx?|pptx?|zip|rar|jpe?g|png|gif|webp|mp[34]|xml|css|js|ico)$"
)
_PRESENTATION = frozenset({"page", "pageindex", "trang", "print", "mobile", "amp", "mode"})
_CONTENT = (
    "[itemprop='articleBody']", "article", "main", "[role='main']", ".article-content", ".content-detail",
    ".detail-content", ".entry-content", "#content",
)  # fmt: skip
_SHORTEST_TITLE = 20
_SMALLEST_BLOCK = 3


class Generic(Family):
    """Unknown CMS. Key: the canonical path with the parameters that matter, without scheme, host and outer slashes."""

    name = "generic"
    takes_pattern = True
    fields = FieldSelectors(attachments=ATTACHMENTS)

    def __init__(self, pattern: str | None = None) -> None:
        self._pattern = re.compile(pattern) if pattern is not None else None

    def with_pattern(self, pattern: str) -> "Generic":
        return Generic(pattern)

    def article_key(self, url: str) -> str | None:
        """None unless the last segment ends like an id or is a slug of four words, or a parameter names an id; listing
        pages, feeds, files and grown links never. The source file's pattern, where it states one, decides alone."""
        try:
            parts = urlsplit(self.canonical_url(url))
        except BadUrl:
            return None
        if is_growing(url):
            return None
        if self._pattern is not None:
            own = self._pattern.fullmatch(parts.path + (f"?{parts.query}" if parts.query else ""))
            return own["key"] if own else None
        if _NOT_ARTICLE.search(parts.path):
            return None
        last = parts.path.rstrip("/").rpartition("/")[2]
        by_path = _ID_TAIL.search(parts.path) or _SLUG.fullmatch(last.partition(".")[0])
        by_query = any(
            _ID_PARAMETER.fullmatch(name) and value.isdecimal() for name, value in query_values(parts).items()
        )
        if not by_path and not by_query:
            return None
        return parts.path.strip("/") + (f"?{parts.query}" if parts.query else "")

    def canonical_url(self, url: str) -> str:
        """Without tracking, sessions and parameters of presentation (page, print, mobile). Raises BadUrl."""
        parts = split_web_url(canonical(url))
        pieces = [piece for piece in parts.query.split("&") if piece.partition("=")[0].lower() not in _PRESENTATION]
        return urlunsplit(parts._replace(query="&".join(pieces)))

    def listing_items(self, page: Selector, url: str) -> list[ListedItem]:
        """The densest block of links: of all articles of this host that are announced with a title of some length,
        those whose URLs have the shape that carries most text (three at least), and what stands in the page as they
        do."""
        host = netloc(url)
        links = article_links(page, url, lambda target: self.article_key(target) if netloc(target) == host else None)
        places = [_place(group[0][0]) for group in links.values()]
        titled = [
            (item, place)
            for item, place in zip(listed_items(links), places, strict=True)
            if len(item.title) >= _SHORTEST_TITLE
        ]
        weight, number = Counter[tuple[str, ...]](), Counter[tuple[str, ...]]()
        for item, _ in titled:
            weight[_shape(item.url)] += len(item.title)
            number[_shape(item.url)] += 1
        best = next((shape for shape, _ in weight.most_common() if number[shape] >= _SMALLEST_BLOCK), None)
        beside = {place for item, place in titled if _shape(item.url) == best}
        return [item for item, place in titled if place in beside]

    def next_page(self, page: Selector, current: PageRequest) -> PageRequest | None:
        return next_by_links(page, current, self.article_key)

    def media_links(self, page: Selector, url: str) -> list[MediaLink]:
        return media_in(page, url, self.fields.body or _CONTENT, self.fields.noise)


def _place(anchor: HtmlElement) -> tuple[tuple[str, str], ...]:
    """How a link stands in the page: tag and class of it and the two elements around it."""
    around = [anchor, *anchor.iterancestors()][:3]
    return tuple((str(element.tag), element.get("class", "")) for element in around)


def _shape(url: str) -> tuple[str, ...]:
    """What URLs of one listing have in common: folder depth, extension, kind of tail, names of parameters."""
    parts = urlsplit(canonical(url))
    folder, _, last = parts.path.rstrip("/").rpartition("/")
    tail = "id" if _ID_TAIL.search(parts.path) else "slug"
    return (str(folder.count("/")), last.partition(".")[2], tail, *sorted(query_values(parts)))
