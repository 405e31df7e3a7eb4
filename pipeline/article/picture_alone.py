"""An announcement that is a picture below its title, found without any class name."""

from lxml import etree

from pipeline.article.chrome import is_no_title, stands_in_head
from pipeline.article.links import picture_source
from pipeline.article.tree import is_inside, length_of_text, visible_text
from pipeline.text import one_line

_HEADINGS = ("h1", "h2", "h3", "h4")
_TITLE_LENGTH = range(25, 301)
_CAPTION = 300
"""Characters that may stand beside the picture."""


def picture_alone(root: etree._Element, prose: etree._Element | None) -> etree._Element | None:
    """The block of the first picture that follows a heading which can be a title; None where there is none, or where
    `prose` (the block of the page's best text) stands below that heading too: then the text is the article."""
    title: etree._Element | None = None
    for node in root.iter(*_HEADINGS, "img"):
        if stands_in_head(node):
            continue
        if node.tag != "img":
            text = one_line(visible_text(node))
            title = node if len(text) in _TITLE_LENGTH and not is_no_title(text) else None
        elif title is not None and picture_source(node.get, ""):
            below = _outermost_without(node, title)
            has_text = prose is not None and (is_inside(prose, below) or is_inside(below, prose))
            return None if has_text else _with_caption(node, below)
    return None


def _outermost_without(node: etree._Element, title: etree._Element) -> etree._Element:
    while (parent := node.getparent()) is not None and not is_inside(title, parent):
        node = parent
    return node


def _with_caption(node: etree._Element, limit: etree._Element) -> etree._Element:
    while node is not limit and (parent := node.getparent()) is not None and length_of_text(parent) <= _CAPTION:
        node = parent
    return node
