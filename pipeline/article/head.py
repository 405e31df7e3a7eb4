"""What stands above the article: its title, lead and section, apart from the portal's own names and slogans."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from lxml import etree

from crawler.portals.families.base import FieldSelectors
from pipeline.article.chrome import is_chrome_line, is_no_title, is_portal_name, stands_in_box, stands_in_head
from pipeline.article.date_lines import is_date_line
from pipeline.article.prose import line_saying, lines_above
from pipeline.article.tree import elements, first_text, is_inside, texts, unescaped, visible_text
from pipeline.text import fold

_SEPARATOR = re.compile(r"\s+[-–—|»]\s+")
_DATE_TAIL = re.compile(r"\s*\(\d{1,2}/\d{1,2}/\d{2,4}\)$")
_NULL = re.compile(r"^null\s+")
_CUT = re.compile(r"\s*(?:\.{3}|…)$")
_GENERIC_HEADINGS = "h1, h2, h3, h4, [class*='title'], [class*='Title'], [id*='title']"
_TITLE_LENGTH = range(15, 301)
_PARAGRAPH = 120
"""Characters of own text from which an element is a paragraph, not a date line or a button."""
_GENERIC_LEAD_LENGTH = range(20, 901)
_LEAD_CLASS = re.compile(
    r"(?:^|[\s_-])(?:sapo|lead|summary|tom-?tat|trich-?dan|hometext|chapeau)(?:$|[\s_-])", re.IGNORECASE
)
_NEAR = 40
"""Elements after a title within which its date line and first picture stand."""
_LEAD_LENGTH = range(20, 1_501)


def tidy_title(text: str) -> str:
    """A title without a leading `null`, the portal's name before or behind it, a date in brackets behind it."""
    text = _DATE_TAIL.sub("", _NULL.sub("", unescaped(text)))
    parts = _SEPARATOR.split(text)
    end = next((number for number, part in enumerate(parts) if number and is_portal_name(part)), len(parts))
    start = 1 if end > 1 and is_portal_name(parts[0]) else 0
    return text if (start, end) == (0, len(parts)) else " - ".join(parts[start:end])


class Title(NamedTuple):
    """An article's title; empty where nothing that can be believed names one."""

    text: str = ""
    node: etree._Element | None = None
    """The element that shows it; None where only the page's meta block or a link to the page says it."""
    by_link: bool = False
    """The page does not show it: links to the page do."""


def find_title(
    root: etree._Element, body: etree._Element | None, fields: FieldSelectors, listed: Iterable[str] = ()
) -> Title:
    """The title that the page shows, else names. `listed`: texts of links to the page, which stand in where it names
    itself `null`, "Thực đơn" or after its portal (portals.md 2.4), before headings further off are guessed at."""
    if selected := _selected(root, fields):
        return selected
    names = _names(listed)
    stated = first_text(root, ("meta[property='og:title']::attr(content)",))
    meta = tidy_title(stated)
    headings = [node for node in elements(root, _GENERIC_HEADINGS) if not stands_in_head(node)]
    shown = list(_shown(headings))
    for text, node in shown:
        if meta and fold(text) == fold(meta):
            return Title(text, node)
    if linked := _linked_to(root, shown, names):
        return linked
    for text, node in shown:
        if node.tag == "h1" and "portlet-title" not in (node.get("class") or ""):
            return Title(text, node)
    if said := _said_on_page(root, stated):
        return Title(*said)
    if meta and not is_no_title(meta):
        return Title(meta)
    if names:
        return Title(names[0], by_link=True)
    return _guessed(root, body, shown)


def _selected(root: etree._Element, fields: FieldSelectors) -> Title | None:
    for css in fields.title:
        for text, node in _shown(elements(root, css)):
            return Title(text, node)
        for raw in texts(root, css) if "::" in css else ():
            if not is_no_title(tidy_title(raw)):
                return Title(tidy_title(raw))
    return None


def _names(listed: Iterable[str]) -> list[str]:
    """Texts of links that can be a title, those that a listing cut short last; in an order that owes nothing to which
    of them was met first."""
    named = {tidy_title(text) for text in listed}
    fit = [text for text in named if len(text) in _TITLE_LENGTH and not is_no_title(text) and not is_date_line(text)]
    return sorted(fit, key=lambda text: (_CUT.search(text) is not None, -len(text), text))


def _linked_to(root: etree._Element, shown: list[tuple[str, etree._Element]], names: list[str]) -> Title | None:
    """A line or heading of the page that says what a link to it says, cut short or not."""
    for name in names:
        if _CUT.search(name):
            beginning = fold(_CUT.sub("", name))
            found = next((Title(text, node) for text, node in shown if fold(text).startswith(beginning)), None)
        else:
            node = line_saying(root, name)
            found = Title(tidy_title(" ".join(visible_text(node).split())), node) if node is not None else None
        if found:
            return found
    return None


def _guessed(root: etree._Element, body: etree._Element | None, shown: list[tuple[str, etree._Element]]) -> Title:
    if body is not None and (near := _nearest_above(root, body, shown)):
        return Title(*near)
    if said := _said_on_page(root, first_text(root, ("title",))):
        return Title(*said)
    if body is not None and (inner := _first_inside(body, shown)):
        return Title(*inner)
    named = tidy_title(first_text(root, ("title",)))
    if not is_no_title(named):
        return Title(named)
    above = _title_above(root, body) if body is not None else None
    return Title(*above) if above else Title()


def _title_above(root: etree._Element, body: etree._Element) -> tuple[str, etree._Element] | None:
    """The line nearest above the text that can be a title, on a page without headings and without a name of its own."""
    for text, node in lines_above(root, body):
        named = tidy_title(text)
        is_other = is_no_title(named) or is_date_line(named) or named.endswith((".", ":", ";", ","))
        is_other = is_other or sum(map(str.isdigit, named)) > sum(map(str.isalpha, named)) or stands_in_box(node)
        if len(named) in _TITLE_LENGTH and not is_other:
            return named, node
    return None


def _said_on_page(root: etree._Element, name: str) -> tuple[str, etree._Element] | None:
    """The page's name or its longest beginning that also stands on the page as a line of its own."""
    named = tidy_title(name)
    if named != name and not is_no_title(named) and (node := line_saying(root, name)) is not None:
        return named, node
    for beginning in dict.fromkeys((*_beginnings(name), *_beginnings(named))):
        if (node := line_saying(root, beginning)) is not None:
            return beginning, node
    return None


def _beginnings(text: str) -> Iterator[str]:
    """What a page's name may begin with before the portal's own: "Title - Section - Portal", the longest first."""
    parts = _SEPARATOR.split(tidy_title(text))
    for end in range(len(parts), 0, -1):
        named = text[: text.index(parts[end - 1]) + len(parts[end - 1])]
        if len(named) in _TITLE_LENGTH and not is_no_title(named):
            yield named


def _shown(nodes: Iterable[etree._Element]) -> Iterator[tuple[str, etree._Element]]:
    for node in nodes:
        text = tidy_title(" ".join(visible_text(node).split()))
        if text and not is_no_title(text) and len(text) <= _TITLE_LENGTH[-1]:
            yield text, node


def _nearest_above(
    root: etree._Element, body: etree._Element, shown: list[tuple[str, etree._Element]]
) -> tuple[str, etree._Element] | None:
    """The last heading before the body."""
    wanted = {node: text for text, node in shown if len(text) in _TITLE_LENGTH}
    last: etree._Element | None = None
    for node in root.iter():
        if node is body:
            break
        if node in wanted and not is_inside(body, node):
            last = node
    return (wanted[last], last) if last is not None else None


def _first_inside(body: etree._Element, shown: list[tuple[str, etree._Element]]) -> tuple[str, etree._Element] | None:
    wanted = {node: text for text, node in shown if len(text) in _TITLE_LENGTH}
    return next(((wanted[node], node) for node in body.iter() if node in wanted), None)


def between(root: etree._Element, title: etree._Element | None, body: etree._Element) -> list[etree._Element]:
    """Elements after the title and before the article's text, in page order: date lines, buttons, the first picture.

    Where the body holds its own title they end at the first paragraph; without a title shown above the text: none."""
    if title is None:
        return []
    held = is_inside(title, body)
    found: list[etree._Element] = []
    begun = False
    for node in root.iter():
        if begun and not is_inside(node, title):
            is_text = len((node.text or "").strip()) >= _PARAGRAPH or len(found) == _NEAR
            if node is body or (held and is_text):
                return found
            if not is_inside(body, node):
                found.append(node)
        begun = begun or node is title
    return found if held else []


def find_lead(root: etree._Element, fields: FieldSelectors, title: str) -> str:
    """The lead by the family's selectors, one line; empty where it is missing, chrome, or the title again."""
    for css in fields.lead:
        for text in texts(root, css):
            if len(text) in _LEAD_LENGTH and not is_chrome_line(text) and fold(text) != fold(title):
                return text
    return ""


def generic_lead(nodes: Iterable[etree._Element]) -> str:
    """The first of `nodes` that calls itself a lead (class `sapo`, `summary`, …), one line: what a re-skin keeps."""
    for node in nodes:
        if _LEAD_CLASS.search(node.get("class") or ""):
            text = " ".join(visible_text(node).split())
            if len(text) in _GENERIC_LEAD_LENGTH and not is_chrome_line(text):
                return text
    return ""


def described(root: etree._Element) -> str:
    """The page's description in its meta block; it is a lead only where it also stands in the page."""
    text = first_text(
        root, ("meta[property='og:description']::attr(content)", "meta[name='description']::attr(content)")
    )
    return text if len(text) in _LEAD_LENGTH else ""


def find_section(root: etree._Element, fields: FieldSelectors) -> str | None:
    """The section's name by the family's selectors."""
    return first_text(root, fields.section) or None
