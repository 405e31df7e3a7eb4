"""Which CMS made some pages: marks of each family, their points, and what was found. Pure; nothing is fetched.

The marks (recognise_marks.py) are those of portals.md 2.1 and 2.2, and what NukeViet, WordPress, Liferay and SharePoint
write into every page.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from parsel import Selector

from crawler.portals.families import FAMILIES
from crawler.portals.families.elements import elements
from crawler.portals.families.links import page_base
from crawler.portals.recognise_marks import ENOUGH, MARKS, SHAPES, Shape
from crawler.portals.urls import BadUrl, join, netloc

LONGEST_PAGE = 2_000_000
"""Characters of a page that are searched for words."""
MOST_LINKS = 2_000
_SURE_FROM = 2
"""Different articles whose addresses have a shape, before the shape counts in full."""


@dataclass(frozen=True)
class SeenPage:
    """A page as it was fetched: a listing, the front page or an article."""

    url: str
    html: str
    headers: Mapping[str, str]
    """Response headers by name, in whatever case."""


@dataclass(frozen=True)
class Likeness:
    """How much speaks for a family, and what."""

    family: str
    points: int
    evidence: tuple[str, ...]
    """One line each, the weightiest first, with its points: `+6 class UIArticleInMenu…`."""


@dataclass(frozen=True)
class _Found:
    points: int
    says: str


def recognise(pages: Sequence[SeenPage]) -> list[Likeness]:
    """Every family that something speaks for, the likeliest first. A mark counts once, on however many pages it stands.
    Nothing is left out: whether the first is likely enough says `named`."""
    found: dict[str, dict[str, _Found]] = defaultdict(dict)
    for page in pages:
        selector = Selector(page.html or "<html></html>")
        for family, what, hint in (*_marked(page, selector), *_shaped(page, selector)):
            before = found[family].get(what)
            if before is None or before.points < hint.points:
                found[family][what] = hint
    likenesses = [_likeness(family, list(hints.values())) for family, hints in found.items()]
    return sorted(likenesses, key=lambda likeness: (-likeness.points, likeness.family))


def named(likenesses: Sequence[Likeness]) -> str:
    """The family that the pages are of: the first, where enough speaks for it and more than for the second; `generic`
    otherwise."""
    if not likenesses or likenesses[0].points < ENOUGH:
        return "generic"
    tied = len(likenesses) > 1 and likenesses[1].points == likenesses[0].points
    return "generic" if tied else likenesses[0].family


def _likeness(family: str, hints: list[_Found]) -> Likeness:
    ordered = sorted(hints, key=lambda hint: (-hint.points, hint.says))
    return Likeness(
        family, sum(hint.points for hint in hints), tuple(f"+{hint.points} {hint.says}" for hint in ordered)
    )


def _marked(page: SeenPage, selector: Selector) -> Iterator[tuple[str, str, _Found]]:
    texts = _texts(page, selector)
    for mark in MARKS:
        if elements(selector, (mark.what,)) if mark.where == "selector" else mark.what in texts[mark.where]:
            for family in mark.families:
                yield family, mark.says, _Found(mark.points, mark.says)


def _texts(page: SeenPage, selector: Selector) -> dict[Literal["generator", "source", "header"], str]:
    generators = (
        tag.attrib.get("content", "") for tag in selector.css("meta[name]") if tag.attrib["name"].lower() == "generator"
    )
    return {
        "generator": "\n".join(generators).lower(),
        "source": page.html[:LONGEST_PAGE].lower(),
        "header": "\n".join(f"{name}: {value}" for name, value in page.headers.items()).lower(),
    }


def _shaped(page: SeenPage, selector: Selector) -> Iterator[tuple[str, str, _Found]]:
    links = _own_links(page, selector)
    for shape in SHAPES:
        examples = _articles(shape, links)
        if examples:
            points = shape.points if len(examples) >= _SURE_FROM else (shape.points + 1) // 2
            example = next(iter(examples.values()))
            yield shape.family, shape.says, _Found(points, f"{shape.says} ({len(examples)}: {example})")


def _articles(shape: Shape, links: Sequence[str]) -> dict[str, str]:
    """Links of the page that have the shape, one for each article."""
    family, found = FAMILIES[shape.family], dict[str, str]()
    for link in links:
        if (key := family.article_key(link)) and shape.pattern.search(link):
            found.setdefault(key, link)
    return found


def _own_links(page: SeenPage, selector: Selector) -> list[str]:
    """Addresses of this host that the page links, each once; an article's own address counts too."""
    base, host = page_base(selector, page.url), netloc(page.url)
    found = {page.url: None}
    for href in selector.css("a::attr(href)").getall()[:MOST_LINKS]:
        target = join(base, href)
        if target is not None and _host(target) == host:
            found[target] = None
    return list(found)


def _host(url: str) -> str:
    try:
        return netloc(url)
    except BadUrl:
        return ""
