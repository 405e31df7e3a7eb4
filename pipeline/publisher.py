"""Whose page is it: the body that a page's title, header and footer name, beside the one that its source stands for.

Hosts were handed to other bodies with the end of the districts, some overnight and under the same CMS (portals.md). A
page that names another publishing body and its own nowhere is not built into that source's articles.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast

from lxml import etree

from pipeline.article.tree import as_it_came, texts_below
from pipeline.gazetteer import Gazetteer
from pipeline.gazetteer.units import Place
from pipeline.text import clean, fold

HANDED_ON = "held"
"""Parse state of a page that another body publishes."""
_KINDS = r"(?:tinh|thanh pho|huyen|quan|thi xa|thi tran|xa|phuong|dac khu)"
_PORTAL = r"(?:(?:trang|cong) (?:thong tin dien tu|tt ?dt|thong tin))"
_BODY = rf"(?:{_PORTAL}|ubnd|uy ban nhan dan|co quan chu quan:?)"
_AFTER = rf"\s+(?:cua\s+|ubnd\s+|uy ban nhan dan\s+)*(?P<unit>{_KINDS}\s+[^\W\d_]+(?:\s+[^\W\d_]+){{0,3}})"
_IN_TITLE = re.compile(rf"\b{_PORTAL}{_AFTER}")
_IN_FRAME = re.compile(rf"\b{_BODY}{_AFTER}")
_TITLES = etree.XPath("//title")
_SAYS_FRAME = "[contains(., 'footer') or contains(., 'header') or contains(., 'banner')]/.."
_FRAMES = etree.XPath(f"//header | //footer | //@class{_SAYS_FRAME} | //@id{_SAYS_FRAME}")
"""Asked of the attributes: asking each element for what its attributes contain takes four times as long."""
_LONGEST_FRAME = 4_000


@dataclass(frozen=True)
class OwnNames:
    """How a source's body and those above it are called, folded."""

    own: frozenset[str]
    """The unit at any time: a commune that became a ward is the same publisher."""
    kin: frozenset[str]
    """It and the units it lies in."""


def own_names(gazetteer: Gazetteer, unit: str) -> OwnNames:
    """The names of a publishing unit (gazetteer id) and of those above it, over all changes. Raises KeyError."""
    place = gazetteer.get(unit)
    later = [found.place for found in gazetteer.successors(unit, gazetteer.latest)]
    units = [place, *(other for other in (*later, *gazetteer.predecessors(unit)) if _is_same(place, other))]
    above = {other for one in units for other in gazetteer.lineage(one.id)}
    above |= {other for one in later for other in gazetteer.lineage(one.id) if other.level == "province"}
    own = frozenset(fold(one.label) for one in units)
    return OwnNames(own, own | {fold(other.label) for other in above})


def other_body(markup: str, names: OwnNames) -> str | None:
    """The unit, folded, that a page names as its publisher in place of the source's own; None where its own stands in
    title, header or footer, or where no other is named."""
    page = as_it_came(markup)
    title = _plain(text for node in _elements(_TITLES, page) for text in texts_below(node))
    frames = [_plain(texts_below(node)) for node in _elements(_FRAMES, page)]
    if any(name in text for name in names.own for text in (title, *frames)):
        return None
    named = [found["unit"] for found in _IN_TITLE.finditer(title)]
    named += [found["unit"] for text in frames for found in _IN_FRAME.finditer(text)]
    others = [unit for unit in named if not any(unit.startswith(kin) for kin in names.kin)]
    return others[0] if others else None


def _elements(path: etree.XPath, page: etree._Element) -> list[etree._Element]:
    return cast("list[etree._Element]", path(page))


def _plain(texts: Iterable[str]) -> str:
    return fold(clean(" ".join(" ".join(texts).split())[:_LONGEST_FRAME]))


def _is_same(place: Place, other: Place) -> bool:
    return other.level == place.level and other.name == place.name
