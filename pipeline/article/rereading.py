"""Texts of a page that were written for an older font or read by the wrong charset, put right in the parsed tree.

The tree is a copy; the captured bytes stay what they are."""

import re

from lxml import etree

from pipeline.article.tree import block_around
from pipeline.charsets.reread import SUSPECT, in_order, reread, rules_for

_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What lxml takes from a page and not from a program."""
_ATTRIBUTES = ("content", "alt", "title")
_Slot = tuple[etree._Element, str]
"""An element and where its text stands: `text`, `tail`, or the name of an attribute."""


def reread_tree(root: etree._Element) -> tuple[str, ...]:
    """Put right the texts below `root`, block by block; returns the rules that changed something, mostly none."""
    blocks: dict[etree._Element, list[_Slot]] = {}
    attributes: list[_Slot] = []
    for node in root.iter(etree.Element):
        if node.text:
            blocks.setdefault(block_around(node), []).append((node, "text"))
        parent = node.getparent()
        if node.tail and parent is not None:
            blocks.setdefault(block_around(parent), []).append((node, "tail"))
        attributes += [(node, name) for name in _ATTRIBUTES if node.get(name)]
    groups = [*blocks.values(), *([slot] for slot in attributes)]
    texts = ["".join(map(_get, group)) for group in groups]
    if not any(SUSPECT.search(text) for text in texts):
        return ()
    changed: list[str | None] = []
    for group, text, rule in zip(groups, texts, rules_for(texts), strict=True):
        if SUSPECT.search(text):
            for slot in group:
                other, by = reread(_get(slot), rule)
                if by:
                    _put(slot, other)
                    changed.append(by)
    return in_order(changed)


def _get(slot: _Slot) -> str:
    node, where = slot
    return (node.text if where == "text" else node.tail if where == "tail" else node.get(where)) or ""


def _put(slot: _Slot, text: str) -> None:
    node, where = slot
    text = _UNSEEN.sub("", text)
    if where == "text":
        node.text = text
    elif where == "tail":
        node.tail = text
    else:
        node.set(where, text)
