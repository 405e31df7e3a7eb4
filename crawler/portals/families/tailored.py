"""A family as one portal has it: selectors, listing, pager and addresses of a source file in place of the family's."""

import copy
import re
from urllib.parse import urlsplit, urlunsplit

from lxml.html import HtmlElement
from parsel import Selector

from crawler.portals.families.base import Family, FieldSelectors, ListedItem, MediaLink, PageRequest
from crawler.portals.families.elements import elements
from crawler.portals.families.lazy import show_lazy_pictures
from crawler.portals.families.links import article_links, inside, listed_items, next_by_links, one_line, page_base
from crawler.portals.families.media import media_in
from crawler.portals.source import Listing
from crawler.portals.urls import BadUrl, canonical, is_growing, join, netloc, split_web_url

_SECTION, _STEM, _PAGE = "{section}", "{stem}", "{page}"
_ENDING = re.compile(r"(?:/|\.(?:html?|aspx|php))$")


class Tailored(Family):
    """`inner` with what a source file says of the portal; whatever it leaves out is answered by `inner`."""

    def __init__(self, inner: Family, fields: FieldSelectors, listing: Listing, pattern: str | None) -> None:
        self.name = inner.name
        self.fields = fields
        self.counts_up = inner.counts_up and pattern is None
        self._inner = copy.copy(inner)
        self._inner.fields = fields
        self._listing = listing
        self._pattern = re.compile(pattern) if pattern is not None else None

    def article_key(self, url: str) -> str | None:
        """The key by the source file's pattern where it states one, else as the family has it."""
        if self._pattern is None:
            return self._inner.article_key(url)
        try:
            parts = urlsplit(canonical(url))
        except BadUrl:
            return None
        found = self._pattern.fullmatch(parts.path + (f"?{parts.query}" if parts.query else ""))
        return found["key"] if found and not is_growing(url) else None

    def canonical_url(self, url: str) -> str:
        """As the family writes it; by the portal's own pattern as `urls.canonical`. Raises BadUrl."""
        return self._inner.canonical_url(url) if self._pattern is None else canonical(url)

    def listing_items(self, page: Selector, url: str) -> list[ListedItem]:
        """Articles linked in the blocks that the source file names, with title, date and summary from where it says."""
        if not self._listing.item:
            if self._pattern is None:
                return self._inner.listing_items(page, url)
            return listed_items(article_links(page, url, self.article_key))
        rows = set(elements(page, self._listing.item))
        named = set(elements(page, self._listing.link))
        links = {}
        for key, group in article_links(page, url, self.article_key, skip=()).items():
            inner = [(a, target) for a, target in group if inside(a, rows) and (not named or a in named)]
            if inner:
                links[key] = inner
        announced = zip(links.values(), listed_items(links), strict=True)
        return [self._in_row(item, _row_of(group[0][0], rows)) for group, item in announced]

    def _in_row(self, item: ListedItem, row: HtmlElement) -> ListedItem:
        look = self._listing
        return ListedItem(
            item.url,
            _first(row, look.title) or item.title,
            _first(row, look.date) or item.date_shown,
            _first(row, look.summary) or item.summary,
        )

    def next_page(self, page: Selector, current: PageRequest) -> PageRequest | None:
        """By the source file's selectors, then by its address for the next number; else as the family does."""
        look = self._listing
        if not look.next and not look.next_url:
            following = self._inner.next_page(page, current)
            if following or self._pattern is None:
                return following
            return next_by_links(page, current, self.article_key)
        base = page_base(page, current.url)
        for holder in elements(page, look.next):
            for anchor in holder.iter("a", "link"):
                target = join(base, anchor.get("href", ""))
                if target and target != current.url and not is_growing(target) and netloc(target) == netloc(base):
                    return PageRequest(target, page=current.page + 1)
        if look.next_url and self.listing_items(page, current.url):
            return PageRequest(numbered(current, look.next_url), page=current.page + 1)
        return None

    def absent_article(self, origin: str, token: str) -> str:
        return self._inner.absent_article(origin, token)

    def media_links(self, page: Selector, url: str) -> list[MediaLink]:
        """The family's, in the body of the source file's selectors, and those of its `pictures`."""
        show_lazy_pictures(page.root, self.fields.picture_address)
        found = {link.url: link for link in self._inner.media_links(page, url)}
        if elements(page, self.fields.pictures):
            found |= {link.url: link for link in media_in(page, url, self.fields.pictures, self.fields.noise)}
        return list(found.values())


def numbered(current: PageRequest, template: str) -> str:
    """The address of the page after `current` by the `next_url` of a source file (see `Listing.next_url`)."""
    number = str(current.page + 1)
    if template.startswith("?"):
        parts = split_web_url(current.url)
        own = [piece for piece in template[1:].replace(_PAGE, number).split("&") if piece]
        names = {piece.partition("=")[0] for piece in own}
        kept = [piece for piece in parts.query.split("&") if piece and piece.partition("=")[0] not in names]
        return urlunsplit(parts._replace(query="&".join([*kept, *own])))
    before = _front(current, template)
    return template.replace(_SECTION, before).replace(_STEM, before).replace(_PAGE, number)


def _front(current: PageRequest, template: str) -> str:
    """What stands for `{section}` or `{stem}`: of page 1 its address, of a later one what the template put it into."""
    if current.page > 1:
        grammar = re.escape(template).replace(re.escape(_PAGE), r"\d+")
        for part in (_SECTION, _STEM):
            grammar = grammar.replace(re.escape(part), "(.+)")
        if found := re.fullmatch(grammar, current.url):
            return found[1]
    return _ENDING.sub("", current.url) if _STEM in template else current.url


def _row_of(anchor: HtmlElement, rows: set[HtmlElement]) -> HtmlElement:
    return next(element for element in (anchor, *anchor.iterancestors()) if element in rows)


def _first(row: HtmlElement, selectors: tuple[str, ...]) -> str:
    """The first text that the selectors find in `row`, one line; empty where none does."""
    for css in selectors:
        for hit in Selector(root=row, type="html").css(css):
            shown = hit.get() if "::" in css else hit.xpath("string()").get("")
            if text := one_line(shown):
                return text
    return ""
