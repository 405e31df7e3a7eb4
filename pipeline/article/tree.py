"""The parsed page: one lxml tree, CSS hints compiled once, text with the line breaks a reader sees."""

import html as html_entities
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Literal, cast
from urllib.parse import urljoin

from lxml import etree
from w3lib.url import safe_url_string

from crawler.portals.families.elements import may_find, names_on, xpath_of
from crawler.portals.urls import join
from pipeline.text import clean, one_line

BLOCK_TAGS = frozenset(
    (
        "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "div", "dl", "dt", "fieldset",
        "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main",
        "nav", "ol", "p", "pre", "section", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
    )
)  # fmt: skip
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//")
_VOID = ("embed", "source", "track", "wbr")
_UNSEEN = ("script", "style", "noscript", "template", "svg")

_parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)


def parse(html: str) -> etree._Element:
    """The tree of a decoded page without comments, scripts and styles; of an empty page, an empty tree. It is the
    caller's to change, also where it was looked at before as it came."""
    root = as_it_came(html)
    _looked_at.clear()
    etree.strip_elements(root, *_UNSEEN, with_tail=False)
    _unnest(root)
    return root


def as_it_came(html: str) -> etree._Element:
    """The tree of a decoded page without comments; of an empty page, an empty tree. To be looked at only, and before
    `parse` takes it: who publishes a page and what it says are asked one after the other."""
    if html not in _looked_at:
        _looked_at.clear()
        _looked_at[html] = _parsed(html)
    return _looked_at[html]


_looked_at: dict[str, etree._Element] = {}
"""The last page that was looked at and not read yet, so that it is parsed once for both."""


def _parsed(html: str) -> etree._Element:
    body = html.replace("\0", "").encode("utf-8", "replace")
    root: etree._Element | None = etree.fromstring(body, _parser) if body.strip() else None
    return etree.fromstring(b"<html><body></body></html>", _parser) if root is None else root


def _unnest(root: etree._Element) -> None:
    """Put what follows a void element behind it: libxml2 knows four of HTML5's not, and puts the rest of the article
    into an `<embed>`."""
    for void in list(root.iter(*_VOID)):
        inner, parent = list(void), void.getparent()
        if parent is None or not (inner or void.text):
            continue
        tail = void.tail
        void.tail, void.text = void.text, None
        for number, child in enumerate(inner, start=parent.index(void) + 1):
            parent.insert(number, child)
        if tail:
            last = inner[-1] if inner else void
            last.tail = (last.tail or "") + tail


@lru_cache(maxsize=2048)
def _compiled(css: str) -> etree.XPath:
    return etree.XPath(xpath_of(css))


def elements(root: etree._Element, css: str) -> list[etree._Element]:
    """Elements that `css` selects below (or at) `root`, in page order. Raises on CSS that is none."""
    return [found for found in _selected(root, css) if isinstance(found, etree._Element)]


def _selected(root: etree._Element, css: str) -> list[etree._Element | str]:
    # libxml2 compares each class with each element, which took a fifth of reading a page.
    if not may_find(css, _names_on(root.getroottree().getroot())):
        return []
    return cast("list[etree._Element | str]", _compiled(css)(root))


@lru_cache(maxsize=1)
def _names_on(root: etree._Element) -> frozenset[str]:
    """As the page came: nothing is selected by a class that reading it adds."""
    return frozenset(names_on(root))


def texts(root: etree._Element, css: str) -> list[str]:
    """What `css` selects, as one line each, empty ones left out; `css::attr(name)` gives attribute values."""
    found = (hit if isinstance(hit, str) else visible_text(hit) for hit in _selected(root, css))
    return [line for line in (unescaped(one_line(text)) for text in found) if line]


def first_text(root: etree._Element, selectors: Iterable[str]) -> str:
    """The first text that the selectors find, one line; empty when none does."""
    return next((text for css in selectors for text in texts(root, css)), "")


def unescaped(text: str) -> str:
    """Entities that were escaped twice (NukeViet writes `&amp;#x3A;` in attributes) made characters."""
    return one_line(html_entities.unescape(text)) if "&" in text else text


def visible_text(element: etree._Element) -> str:
    """Text below `element` as `pipeline.text.clean` gives it, a line per block and per <br>; its tail not included."""
    parts: list[str] = []
    for event, node in etree.iterwalk(element, events=("start", "end")):
        breaks = node.tag in BLOCK_TAGS
        if event == "start":
            parts.append("\n" if breaks or node.tag == "br" else "")
            parts.append(_one_space(node.text))
        else:
            parts.append("\n" if breaks else "")
            parts.append(_one_space(node.tail) if node is not element else "")
    return "\n".join(line for line in clean("".join(parts)).split("\n") if line)


def _one_space(text: str | None) -> str:
    return text.replace("\n", " ").replace("\r", " ") if text else ""


def texts_below(element: etree._Element) -> Iterator[str]:
    """Every piece of text below `element` as it stands; its tail not included."""
    return cast("Iterator[str]", element.itertext())


def length_of_text(element: etree._Element) -> int:
    """Characters below `element`, white space at the ends of text nodes not counted."""
    return sum(len(text.strip()) for text in texts_below(element))


def drop(element: etree._Element) -> None:
    """Take `element` out of its tree and leave the text behind it in place."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is None:
            parent.text = (parent.text or "") + element.tail
        else:
            before.tail = (before.tail or "") + element.tail
    parent.remove(element)


def is_inside(element: etree._Element, outer: etree._Element) -> bool:
    """Whether `element` is `outer` or stands somewhere below it."""
    return element is outer or any(ancestor is outer for ancestor in element.iterancestors())


def own_texts(root: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    """Every piece of text with the element in which a reader sees it, in page order."""
    for event, node in etree.iterwalk(root, events=("start", "end")):
        if event == "start":
            if node.text and not node.text.isspace():
                yield node, node.text
        elif node is not root and node.tail and not node.tail.isspace():
            yield node.getparent(), node.tail


Where = Literal["above", "below", "inside", "on the page of"]
_TEXTS: dict[Where, etree.XPath] = {
    "above": etree.XPath("preceding::text()"),
    "below": etree.XPath("following::text()"),
    "inside": etree.XPath("descendant::text()"),
    "on the page of": etree.XPath("//text()"),
}


def pieces_with(said: re.Pattern[str], where: Where, node: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    """Pieces of text in which `said` is found, with the element in which a reader sees each, in page order. libxml2
    itself would take five times as long to ask each piece of text what it contains."""
    for text in cast("list[etree._ElementUnicodeResult]", _TEXTS[where](node)):
        if not said.search(text):
            continue
        parent = text.getparent()
        holder = parent.getparent() if text.is_tail and parent is not None else parent
        if holder is not None:
            yield holder, str(text)


def block_around(element: etree._Element) -> etree._Element:
    """The nearest block element at or above `element`."""
    node = element
    while node.tag not in BLOCK_TAGS and (parent := node.getparent()) is not None:
        node = parent
    return node


def base_of(root: etree._Element, url: str) -> str:
    """The address that relative references of the page hang on (`<base href>` counts)."""
    for node in root.iter("base"):
        if href := node.get("href"):
            return urljoin(url, href.strip())
    return url


def absolute(reference: str, base: str) -> str:
    """`reference` made absolute and percent-encoded once, the way the crawler asks for it; empty when it is no http(s)
    address. Without a base a relative reference stays relative: an address is never invented."""
    reference = reference.replace("\n", "").strip()
    if base or not reference or _SCHEME.match(reference):
        return join(base, reference) or ""
    return str(safe_url_string(reference.replace("\\", "/")))
