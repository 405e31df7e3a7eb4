"""Where the article stands on the page: by the family's selectors, else by trafilatura and the page's sentences."""

import re
from collections import Counter
from dataclasses import dataclass
from typing import Literal

from lxml import etree
from trafilatura import bare_extraction

from pipeline.article.chrome import FOOT_LENGTH, is_foot, stands_in_head
from pipeline.article.links import picture_source
from pipeline.article.picture_alone import picture_alone
from pipeline.article.prose import prose_node
from pipeline.article.tree import BLOCK_TAGS, elements, length_of_text, own_texts, visible_text
from pipeline.text import clean, one_line

ENOUGH = 200
"""Characters of text that make a body; fewer do only with a picture."""
_MUCH_MORE = 3
"""How many times the family's text trafilatura must read before a short node is taken for a part of the article."""
_WHOLE = 0.9
"""Share of the text that trafilatura read which the article node must carry."""
_TELLING = 25
"""Characters: a shorter piece of text may stand anywhere on a page."""
_SAME = 0.97
"""Word overlap from which trafilatura and the page's sentences mean the same text."""
_WORD = re.compile(r"\w+")
_LEAVES = frozenset(("p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "dd", "dt"))


@dataclass(frozen=True)
class Body:
    """The article node; `read` is the text found to be article in it, empty where the family found the node."""

    node: etree._Element
    basis: Literal["family", "trafilatura", "prose"]
    read: str = ""


def find_body(root: etree._Element, html: str, url: str, selectors: tuple[str, ...]) -> Body | None:
    """The article node of a page, or None. A short node of the family stands when trafilatura finds other text
    instead of more text: an announcement may be one sentence and a file."""
    found = family_node(root, selectors)
    if found is not None and _is_enough(found):
        return Body(found, "family")
    generic = _generic_body(root, html, url, found is None)
    if generic is None:
        return Body(found, "family") if found is not None else None
    if found is not None:
        own = one_line(visible_text(found))
        if len(generic.read) < _MUCH_MORE * len(own) or own not in one_line(visible_text(generic.node)):
            return Body(found, "family")
    return generic


def _generic_body(root: etree._Element, html: str, url: str, whatever_size: bool) -> Body | None:
    """trafilatura's node, unless the page's sentences say that it took in the portal's own or left prose out."""
    read = generic_text(html, url)
    node = _node_with(root, read) if len(read) >= ENOUGH or whatever_size else None
    prose = prose_node(root)
    is_short = prose is None or len(prose[1]) < ENOUGH
    if whatever_size and is_short:
        picture = picture_alone(root, prose[0] if prose else None)
        if picture is not None:
            return Body(picture, "prose")
    if prose is None or (is_short and not whatever_size):
        return Body(node, "trafilatura", read) if node is not None else None
    if node is not None and word_overlap(read, prose[1]) >= _SAME:
        return Body(node, "trafilatura", read)
    return Body(prose[0], "prose", prose[1])


def family_node(root: etree._Element, selectors: tuple[str, ...]) -> etree._Element | None:
    """The first selector's node that is no foot, no header and has text or a picture; the fullest of several, because
    SharePoint puts banner, article and foot into blocks of one class."""
    small: etree._Element | None = None
    for css in selectors:
        sized = [(length_of_text(node), node) for node in elements(root, css) if not stands_in_head(node)]
        sized = [(size, node) for size, node in sized if (size or _has_picture(node)) and not _is_foot_node(node, size)]
        if not sized:
            continue
        size, fullest = max(sized, key=lambda pair: pair[0])
        if size >= ENOUGH or _has_picture(fullest):
            return fullest
        small = small if small is not None else fullest
    return small


def _is_foot_node(node: etree._Element, size: int) -> bool:
    return size <= FOOT_LENGTH and is_foot(visible_text(node))


def _has_picture(node: etree._Element) -> bool:
    return any(picture_source(image.get, "") for image in node.iter("img"))


def _is_enough(node: etree._Element) -> bool:
    return length_of_text(node) >= ENOUGH or _has_picture(node)


def generic_text(html: str, url: str) -> str:
    """The article's text as trafilatura sees it, lines as paragraphs; empty where it sees none.

    `deduplicate` stays off: it keeps state, and the same page would read shorter the fourth time."""
    document = bare_extraction(html, url=url or None, include_comments=False, deduplicate=False)
    return clean(document.text or "") if document is not None and not isinstance(document, dict) else ""


def word_overlap(one: str, other: str) -> float:
    """F1 of the words of two texts, counted with repetition: 1.0 for the same words, 0.0 for none in common."""
    first, second = (Counter(_WORD.findall(text.lower())) for text in (one, other))
    common = sum((first & second).values())
    total = sum(first.values()) + sum(second.values())
    return round(2 * common / total, 4) if total else 0.0


def _node_with(root: etree._Element, read: str) -> etree._Element | None:
    """The smallest container that carries (nearly) all the text that trafilatura read."""
    weights: Counter[etree._Element] = Counter()
    total = 0
    for element, text in own_texts(root):
        words = one_line(text)
        if len(words) >= _TELLING and words in read:
            total += len(words)
            for holder in (element, *element.iterancestors()):
                weights[holder] += len(words)
    if not total:
        return None
    inner: etree._Element | None = root
    while inner is not None:
        node = inner
        inner = next((child for child in node if weights[child] >= _WHOLE * total), None)
    while (node.tag in _LEAVES or node.tag not in BLOCK_TAGS) and (parent := node.getparent()) is not None:
        node = parent
    return node
