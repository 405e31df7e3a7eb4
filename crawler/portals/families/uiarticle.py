"""UIArticle (ASP.NET, maker unknown): ninhbinh., sonla., caobang., cantho.gov.vn, communes of Hải Phòng.

Class names, the POST of later pages and the shape of article links come from three public crawlers; no article URL was
seen (portals.md 2.1-2.2). Cần Thơ's links carry no number: there the slug is the key.
"""

import re
from functools import lru_cache
from urllib.parse import urlsplit, urlunsplit

from parsel import Selector

from crawler.portals.families.base import Family, FieldSelectors, ListedItem, MediaLink, PageRequest
from crawler.portals.families.elements import elements
from crawler.portals.families.links import FURNITURE, article_links, inside, listed_items, next_by_links
from crawler.portals.families.media import ATTACHMENTS, media_in
from crawler.portals.urls import SEEN_AGAIN, BadUrl, canonical, is_growing, join

_LAST = re.compile(r"(?P<slug>[a-z0-9]+(?:-[a-z0-9]+)*)(?:\.html)?")
_ID = re.compile(r"[a-z0-9-]*[a-z][a-z0-9-]*-(?P<id>[0-9]{1,10})")
_YEAR_TAIL = re.compile(r"(?:^|-)(?:nam|quy|den|toi|dau|cuoi|he|vu|mua|tet|20[0-9]{2}|[0-9]{1,2})-(?:19|20)[0-9]{2}$")
"""`…-nam-2024`, `…-2021-2025`, `…-thang-4-2025`: a year that ends a slug without number."""
_FEWEST_WORDS, _FEWEST_WORDS_AT_ROOT, _FEWEST_WORDS_WITHOUT_ID = 2, 4, 6
_LISTS = (".UIArticleInMenu_Default", ".UIListNews_Default")
_ENDPOINT = re.compile(r"""["']([^"']*/LoadArticle)["']""")
_PAIR = re.compile(r"""["']?(\w+)["']?\s*:\s*("[^"]*"|'[^']*'|-?\d+|\w+(?:\(\s*["']?\d+["']?\s*\))?)\s*(?=[,}\n])""")
_VALUE = re.compile(r"""parseInt\(\s*["']?(-?\d+)["']?\s*\)|(-?\d+)|"([^"]*)"|'([^']*)'""")
_SENT = frozenset({
    "article_category_id", "categoryids", "site_id", "page", "page_size", "lang", "articlelang", "order", "keyword",
})  # fmt: skip


class UIArticle(Family):
    """`/<category>/[<sub>/…]<slug>-<id>[.html]`; the id alone is the article, the slug where there is none."""

    name = "uiarticle"
    fields = FieldSelectors(
        title=(".ArticleHeader",),
        date_label=(".PostDate",),
        page_clock=("[id*='clock']", "[class*='clock']", "[class*='current-date']"),
        lead=(".ArticleSummary",),
        body=(".ArticleDetailControl .ArticleContent", ".ArticleContent"),
        author=(".ArticleDetailControl .author", ".author"),
        attachments=ATTACHMENTS,
        noise=(*FURNITURE, ".tool", ".UISocialShare", ".related-news", *_LISTS),
    )

    def article_key(self, url: str) -> str | None:
        return _key(url)

    def canonical_url(self, url: str) -> str:
        """The article's path without query. Other URLs as `urls.canonical`; raises BadUrl."""
        web = urlsplit(canonical(url))
        return urlunsplit(web._replace(query="") if _key(url) else web)

    def listing_items(self, page: Selector, url: str) -> list[ListedItem]:
        """Links of the list itself where the page has one (boxes beside it show other categories), else every link; a
        fragment that a POST brought has no frame."""
        links = article_links(page, url, self.article_key)
        lists = set(elements(page, _LISTS))
        own = {key: group for key, group in links.items() if any(inside(anchor, lists) for anchor, _ in group)}
        return listed_items(own or links)

    def next_page(self, page: Selector, current: PageRequest) -> PageRequest | None:
        """`?page=N` where the pager links it; else the POST that the page's script would send."""
        return next_by_links(page, current, self.article_key) or self._next_by_post(page, current)

    def media_links(self, page: Selector, url: str) -> list[MediaLink]:
        return media_in(page, url, (".ArticleDetailControl", *self.fields.body), self.fields.noise)

    def _next_by_post(self, page: Selector, current: PageRequest) -> PageRequest | None:
        """The values of the first POST are read from inline script; each answer leads to the next number until one is
        shorter than a page, for a fragment does not say how many pages there are."""
        if current.form is None:
            return _first_post(page, current)
        size = dict(current.form).get("page_size", "")
        shown = len(self.listing_items(page, current.url))
        if not shown or (size.isdecimal() and shown < int(size)):
            return None
        form = tuple((name, str(current.page + 1) if name == "page" else value) for name, value in current.form)
        return PageRequest(current.url, form, current.page + 1, current.referer)


@lru_cache(SEEN_AGAIN)
def _key(url: str) -> str | None:
    try:
        path = urlsplit(canonical(url)).path
    except BadUrl:
        return None
    *folders, last = path.strip("/").lower().split("/")
    found = _LAST.fullmatch(last)
    if found is None or is_growing(url):
        return None
    slug, words = found["slug"], found["slug"].count("-")
    numbered = _ID.fullmatch(slug)
    if numbered and not _YEAR_TAIL.search(slug):
        enough = words >= (_FEWEST_WORDS if folders else _FEWEST_WORDS_AT_ROOT)
        return str(int(numbered["id"])) if enough else None
    return slug if folders and words + 1 >= _FEWEST_WORDS_WITHOUT_ID else None


def _first_post(page: Selector, current: PageRequest) -> PageRequest | None:
    script = "\n".join(text for text in page.css("script::text").getall() if "LoadArticle" in text)
    endpoint = _ENDPOINT.search(script)
    target = join(current.url, endpoint[1]) if endpoint else None
    last = _value(script, "maxPage")
    if endpoint is None or target is None or (last.isdecimal() and int(last) <= current.page):
        return None
    pairs = {name: _resolved(script, value) for name, value in _PAIR.findall(script) if name.lower() in _SENT}
    form = {**pairs, "page": str(current.page + 1)}
    if "article_category_id" not in form:
        return None
    return PageRequest(target, tuple(form.items()), current.page + 1, referer=current.url)


def _resolved(script: str, value: str) -> str:
    """A literal as its text; a variable as the literal that the script gave it."""
    found = _VALUE.fullmatch(value)
    return next((group for group in found.groups() if group is not None), "") if found else _value(script, value)


def _value(script: str, name: str) -> str:
    given = re.search(rf"\b{re.escape(name)}\s*=\s*({_VALUE.pattern})", script)
    return next((group for group in given.groups()[1:] if group is not None), "") if given else ""
