"""What the families share in reading a listing page: links that announce articles, the date beside them, the pager."""

import html
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from urllib.parse import urlunsplit

from lxml.html import HtmlElement
from parsel import Selector

from crawler.portals.families.base import ListedItem, PageRequest
from crawler.portals.families.elements import elements
from crawler.portals.urls import SEEN_AGAIN, canonical, is_growing, join, query_values, split_web_url

_WRAPPERS = ("body", "body > div", "body > div > div", "form", "form > div", "form > div > div")
FURNITURE = (
    *(f"{place} > {tag}" for tag in ("header", "footer") for place in _WRAPPERS),
    "nav", "aside", "script", "style", "noscript", "select", "#header", "#footer", "#menu", ".header", ".footer",
    ".menu", ".navbar", ".breadcrumb", ".breadcrumbs", ".sidebar",
)  # fmt: skip
"""Blocks of a page that hold neither its listing nor its article."""

_CLOCK = r"\d{1,2}:\d{1,2}(?::\d{1,2})?(?:\s*[AP]M)?"
_DATE = re.compile(
    rf"(?i)(?:{_CLOCK}[\s,|-]*)?(?<!\d)\d{{1,2}}[/.-]\d{{1,2}}[/.-](?:\d{{4}}|\d{{2}})(?!\d)(?:[\s,|-]*{_CLOCK})?"
    r"|ngày\s+\d{1,2}\s+tháng\s+\d{1,2}\s+năm\s+\d{4}"
)
_DATE_SUFFIX = re.compile(r"\s*[(\[]\s*(\d{1,2}/\d{1,2}/\d{4}(?: \d{1,2}:\d{2}(?::\d{2})?)?)\s*[)\]]$|\s+[-–|]\s*"
                          r"(\d{1,2}/\d{1,2}/\d{4}(?: \d{1,2}:\d{2}(?::\d{2})?)?)$")  # fmt: skip
_MORE = re.compile(r"(?i)\[?(?:\.{3}|…|(?:xem|đọc) (?:thêm|tiếp|chi tiết)|chi tiết|read more|more)[.…\]»>\s]*")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_PROSE = 60
_ROW_LEVELS, _ROW_TEXT = 5, 1200

_PAGE_IN_PATH = re.compile(r"/(?:page|trang)[-/](\d{1,5})(?=/?$)", re.IGNORECASE)
_PAGE_NAMES = frozenset({"page", "pageindex", "p", "trang", "paged", "pagenumber"})
NEXT_WORDS = frozenset({
    "»", "›", ">", ">>", "sau", "tiếp", "tiếp theo", "trang sau", "trang tiếp", "trang kế", "trang tiếp theo", "next",
    "sau »", "trang sau »", "tiếp »", "trang sau ›", "next »",
})  # fmt: skip


def one_line(text: str) -> str:
    """`text` in NFC with runs of white space (also NBSP and zero-width space) as one space."""
    return " ".join(unicodedata.normalize("NFC", text).replace("\u200b", "").replace("\ufeff", "").split())


def unescaped(text: str) -> str:
    """`text` with entities undone, twice at most: NukeViet writes `&#x3A;` and escapes it again (portals.md 2.4)."""
    return html.unescape(html.unescape(text))


def split_date(title: str) -> tuple[str, str | None]:
    """A title without the date that a list or feed puts behind it, in brackets or after a dash, and that date."""
    found = _DATE_SUFFIX.search(title)
    return (title[: found.start()].rstrip(), found[1] or found[2]) if found and found.start() else (title, None)


def page_base(page: Selector, url: str) -> str:
    """What relative links of `page` are relative to: its `<base href>`, else `url`."""
    return join(url, page.css("base::attr(href)").get("")) or url


def inside(element: HtmlElement, containers: set[HtmlElement]) -> bool:
    """Whether `element` is one of `containers` or stands below one."""
    return element in containers or any(parent in containers for parent in element.iterancestors())


def article_links(
    page: Selector, url: str, key_of: Callable[[str], str | None], skip: Iterable[str] = FURNITURE
) -> dict[str, list[tuple[HtmlElement, str]]]:
    """Links of `page` to articles by article key, in page order, outside the blocks `skip`, without grown links."""
    base = page_base(page, url)
    skipped = {anchor for block in elements(page, skip) for anchor in block.iter("a")}
    found: dict[str, list[tuple[HtmlElement, str]]] = defaultdict(list)
    for anchor in page.root.iter("a"):
        href = anchor.get("href")
        if href is None or anchor in skipped:
            continue
        target = join(base, href)
        if target is None or is_growing(target):
            continue
        if key := key_of(target):
            found[key].append((anchor, target))
    return found


def listed_items(links: dict[str, list[tuple[HtmlElement, str]]]) -> list[ListedItem]:
    """One item per article key: its best link text, and the date and summary that stand in the same row."""
    keys_below: dict[HtmlElement, set[str]] = defaultdict(set)
    for key, group in links.items():
        for anchor, _ in group:
            for element in (anchor, *anchor.iterancestors()):
                keys_below[element].add(key)
    items = []
    for group in links.values():
        anchor, target = max(group, key=lambda link: _title_rank(link[0]))
        title, date = split_date(_title(anchor))
        row = _row(anchor, keys_below)
        anchors = {link for link, _ in group}
        items.append(ListedItem(target, title, date or _date_in(row, anchors), _summary(row, anchors)))
    return items


def _text(element: HtmlElement) -> str:
    return one_line(str(element.text_content()))


def _title(anchor: HtmlElement) -> str:
    heading = next((inner for inner in anchor.iter(*_HEADINGS)), anchor)
    shown, full = unescaped(_text(heading)), one_line(unescaped(anchor.get("title", "")))
    cut = re.sub(r"\s*(?:\.{3}|…)$", "", shown)
    return full if full and (not shown or (cut != shown and full.startswith(cut))) else shown


def _title_rank(anchor: HtmlElement) -> tuple[bool, bool, int]:
    title = _title(anchor)
    if not title or _MORE.fullmatch(title):
        return (False, False, 0)
    in_heading = any(True for _ in anchor.iter(*_HEADINGS)) or any(True for _ in anchor.iterancestors(*_HEADINGS))
    return (in_heading, len(title) <= 300, min(len(title), 300))


def _row(anchor: HtmlElement, keys_below: dict[HtmlElement, set[str]]) -> HtmlElement:
    row = anchor
    for level, parent in enumerate(anchor.iterancestors()):
        if (
            level == _ROW_LEVELS
            or parent.tag == "body"
            or len(keys_below[parent]) > 1
            or len(_text(parent)) > _ROW_TEXT
        ):
            break
        row = parent
    return row


def _pieces(row: HtmlElement) -> Iterator[tuple[HtmlElement, str]]:
    for element in row.iter():
        if isinstance(element.tag, str) and element.tag not in ("script", "style"):
            yield element, one_line(element.text or "")
        parent = element.getparent()
        if element is not row and parent is not None:
            yield parent, one_line(element.tail or "")


def _date_in(row: HtmlElement, anchors: set[HtmlElement]) -> str | None:
    """The first short text of the row that holds a date: beside the links before inside them, never in prose."""
    for stamp in row.iter("time"):
        if shown := stamp.get("datetime", ""):
            return str(shown)
    pieces = [(inside(element, anchors), text) for element, text in _pieces(row) if 0 < len(text) <= _PROSE]
    for _, text in sorted(pieces, key=lambda piece: piece[0]):
        if _DATE.search(text):
            return text.strip("()[]|-– ")
    return None


def _summary(row: HtmlElement, anchors: set[HtmlElement]) -> str | None:
    paragraphs = [
        _text(block) for block in row.iter("p", "div") if next(block.iterdescendants("a", "p", "div"), None) is None
    ]
    longest = max(paragraphs, key=len, default="")
    return longest if len(longest) > _PROSE and not inside(row, anchors) else None


@lru_cache(SEEN_AGAIN)
def page_number(url: str) -> tuple[str, int | None]:
    """A listing URL without its page number, comparable with others, and the number: `…/page-2/`, `…?page=2`,
    `&PageIndex=2`, Liferay's `…_cur=2`."""
    parts = split_web_url(canonical(url))
    number = None
    if found := _PAGE_IN_PATH.search(parts.path):
        number, parts = int(found[1]), parts._replace(path=parts.path[: found.start()])
    pieces = parts.query.split("&")
    for name, value in query_values(parts).items():
        if (name in _PAGE_NAMES or name.endswith("_cur")) and value.isdecimal():
            number = int(value)
            pieces = [piece for piece in pieces if piece.partition("=")[0].lower() != name]
    return urlunsplit(parts._replace(path=parts.path.rstrip("/"), query="&".join(pieces))), number


def _same_path(one: str, other: str) -> bool:
    return one.partition("?")[0] == other.partition("?")[0]


def next_by_links(page: Selector, current: PageRequest, key_of: Callable[[str], str | None]) -> PageRequest | None:
    """The page after `current` as the pager's links name it: `rel=next`, then the same listing with the next number,
    then a link called "Trang sau", "»" and the like. A link to an article (`key_of`) is no pager's."""
    base = page_base(page, current.url)
    listing, number = page_number(current.url)
    now = number or current.page
    relations, numbered, named = [], [], []
    for anchor in page.root.iter("a", "link"):
        target = join(base, anchor.get("href", ""))
        if target is None or key_of(target) or is_growing(target):
            continue
        its_listing, its_number = page_number(target)
        if split_web_url(target).netloc != split_web_url(current.url).netloc or (its_number or now + 1) <= now:
            continue
        if "next" in anchor.get("rel", "").lower().split():
            relations.append(target)
        elif anchor.tag == "a" and its_listing == listing and its_number == now + 1:
            numbered.append(target)
        elif anchor.tag == "a" and _same_path(its_listing, listing) and _text(anchor).lower() in NEXT_WORDS:
            named.append(target)
    target = next(iter((*relations, *numbered, *named)), None)
    return PageRequest(target, page=now + 1) if target and target != current.url else None
