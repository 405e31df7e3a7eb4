"""Date strings of a page with the place where each stood; judging them is ledger.py's job."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from lxml import etree

from crawler.portals.families.base import FieldSelectors
from pipeline.article.chrome import is_hidden, stands_in_head
from pipeline.article.date_lines import (
    ANY_DATE,
    LABEL_LENGTH,
    POSTED,
    UPDATED,
    has_posting_word,
    is_clock_line,
    is_date_line,
)
from pipeline.article.tree import Where, pieces_with, texts, visible_text
from pipeline.model import DateBasis, RawDate
from pipeline.text import one_line

_MAYBE_DATE = re.compile("[/-]|tháng")
_BELOW_PIECES = 3
"""Dates of related articles begin soon after the body."""
_STAMP = re.compile(r"\d{4}-\d{2}-\d{2}T\d")
_URL_DATES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"/((?:19|20)\d{2})[-/](\d{1,2})[-/](\d{1,2})(?=/)"), "ngày trong địa chỉ của bài"),
    (re.compile(r"/((?:19|20)\d{2})(0[1-9]|1[0-2])(?=/)"), "tháng trong địa chỉ của bài"),
    (re.compile(r"/((?:19|20)\d{2})/(0?[1-9]|1[0-2])(?=/)"), "tháng trong địa chỉ của bài"),
    (re.compile(r"(?i)/pages/(20\d{2})/[^/]+\.aspx$"), "năm trong địa chỉ của bài"),
)
_JSON_LD = re.compile(r'"datePublished"\s*:\s*"([^"]{8,40})"')
_UPLOAD_MONTH = re.compile(r"/((?:19|20)\d{2})[_/-](0[1-9]|1[0-2])/[^/]+$")

UPLOAD_EVIDENCE = "thư mục tải lên"
"""How the evidence of an upload month begins; it tells such a month from one in the article's own address."""

_GENERIC_META: tuple[tuple[str, DateBasis], ...] = (
    ("meta[property='article:published_time']::attr(content)", "meta"),
    ("meta[name='article:published_time']::attr(content)", "meta"),
    ("meta[name='pubdate']::attr(content)", "meta"),
    ("meta[name='DC.date.issued']::attr(content)", "meta"),
    ("[itemprop='datePublished']::attr(content)", "meta"),
    ("[itemprop='datePublished']::attr(datetime)", "meta"),
    ("[itemprop='datePublished']::text", "meta"),
    ("meta[property='article:modified_time']::attr(content)", "modified"),
    ("[itemprop='dateModified']::attr(content)", "modified"),
)


def page_dates(
    root: etree._Element,
    title: etree._Element | None,
    near: Sequence[etree._Element],
    body: etree._Element | None,
    fields: FieldSelectors,
    url: str,
    html: str = "",
) -> list[RawDate]:
    """Every date string that the page offers, the page's clock first.

    `near` are the elements between title and body: a date line there is a label where the family names none."""
    found = list(_clock(root, title, body, fields))
    labels = list(_selected(root, fields.date_label, "label"))
    labels = labels or list(_near_labels(near))
    found += labels or list(_label_below(body))
    found += _meta(root, fields)
    if not fields.date_meta:
        found += _structured(html)
    found += url_dates(url)
    return list(dict.fromkeys(found))


def _selected(root: etree._Element, selectors: Iterable[str], basis: DateBasis) -> Iterator[RawDate]:
    """The first selector that finds a date wins, and of it the first element."""
    for css in selectors:
        for text in texts(root, css):
            if re.search(r"\d", text) and len(text) <= 2 * LABEL_LENGTH:
                yield RawDate(text, basis, css)
                return


def _near_labels(near: Sequence[etree._Element]) -> Iterator[RawDate]:
    """Date lines between title and body. "Cập nhật" alone is the only date that some portals print and stands as a
    label; beside a posting date it is the time of an edit. A stamp for machines may be either (NukeViet's is the
    edit), so it dates no publication."""
    lines: list[str] = []
    for node in near:
        if is_hidden(node):
            continue
        if node.tag == "time" and (moment := node.get("datetime")):
            yield RawDate(one_line(moment), "label", "thẻ <time> dưới tiêu đề")
            return
        if not ANY_DATE.search(f"{node.text or ''} {node.tail or ''}"):
            continue
        holder = node if ANY_DATE.search(node.text or "") else node.getparent()
        line = one_line(visible_text(holder)) if holder is not None else ""
        if line not in lines and is_date_line(line) and not stands_in_head(node):
            lines.append(line)
    yield from (RawDate(line, "modified", "dấu thời gian dưới tiêu đề") for line in lines if _STAMP.search(line))
    lines = [line for line in lines if not _STAMP.search(line)]
    posted = [line for line in lines if not UPDATED.search(line) or POSTED.search(line)]
    for line in lines:
        basis: DateBasis = "label" if line in posted or not posted else "modified"
        yield RawDate(line, basis, "dòng ngày dưới tiêu đề")


def _label_below(body: etree._Element | None) -> Iterator[RawDate]:
    """A date line with "đăng" or "cập nhật" at the end of the body or right below, where nothing above is a label."""
    if body is None:
        return
    ends = list(pieces_with(_MAYBE_DATE, "inside", body))[-_BELOW_PIECES:]
    for element, text in [*ends, *islice(pieces_with(_MAYBE_DATE, "below", body), _BELOW_PIECES)]:
        line = one_line(visible_text(element))
        if ANY_DATE.search(text) and is_date_line(line) and has_posting_word(line):
            yield RawDate(line, "label", "dòng ngày dưới bài")
            return


def _clock(
    root: etree._Element, title: etree._Element | None, body: etree._Element | None, fields: FieldSelectors
) -> Iterator[RawDate]:
    named = list(_selected(root, fields.page_clock, "page clock"))
    if named:
        yield from named
        return
    below = title if title is not None else body
    where: tuple[Where, etree._Element] = ("above", below) if below is not None else ("on the page of", root)
    for element, text in pieces_with(_MAYBE_DATE, *where):
        if not ANY_DATE.search(text):
            continue
        parent = element.getparent()
        around = one_line(visible_text(parent if parent is not None else element))
        for line in (around, one_line(visible_text(element))):
            if is_clock_line(line) or (is_date_line(line) and stands_in_head(element)):
                yield RawDate(line, "page clock", "đầu trang, phía trên bài")
                return


def _meta(root: etree._Element, fields: FieldSelectors) -> Iterator[RawDate]:
    stated: DateBasis = "modified" if fields.date_meta_is == "modified" else "meta"
    if fields.date_meta:
        for css in fields.date_meta:
            for text in texts(root, css)[:1]:
                yield RawDate(text, stated, css)
        return
    for css, basis in _GENERIC_META:
        for text in texts(root, css)[:1]:
            yield RawDate(text, basis, css)


def _structured(html: str) -> Iterator[RawDate]:
    """`datePublished` of a JSON-LD block; blocks of scripts are not in the tree."""
    begins = html.find("application/ld+json")
    if begins >= 0 and (found := _JSON_LD.search(html, begins)):
        yield RawDate(found[1], "meta", "datePublished trong dữ liệu JSON-LD")


def url_dates(url: str) -> list[RawDate]:
    """A day, month or (SharePoint, Tân Dân skin) year that the article's own address carries."""
    for pattern, evidence in _URL_DATES:
        if found := pattern.search(url):
            year, *rest = found.groups()
            stated = f"{rest[0]:0>2}/{year}" if len(rest) == 1 else "-".join((year, *rest))
            return [RawDate(stated, "url", f"{evidence}: {url}")]
    return []


def upload_dates(sources: Iterable[str]) -> list[RawDate]:
    """The newest month under which a picture or file of the article was uploaded (`…/news/2025_12/…`)."""
    months = {(found[1], found[2]): source for source in sources if (found := _UPLOAD_MONTH.search(source))}
    if not months:
        return []
    newest = max(months)
    return [RawDate(f"{newest[1]}/{newest[0]}", "url", f"{UPLOAD_EVIDENCE}: {months[newest]}")]
