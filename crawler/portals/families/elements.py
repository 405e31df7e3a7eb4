"""Finding what CSS selectors name on a page of a thousand elements, quickly."""

import re
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from functools import lru_cache
from typing import cast

from cssselect import parse
from cssselect.parser import Class, CombinedSelector, Element, Hash, Tree
from lxml.etree import XPath
from lxml.html import HtmlElement
from parsel import Selector
from parsel.csstranslator import css2xpath

_CLASSES = XPath("//@class", smart_strings=False)
_IDS = XPath("//@id", smart_strings=False)


class Finder:
    """Asks one page for elements, several times over. What `names_on` gives of the page may not grow meanwhile."""

    def __init__(self, page: Selector) -> None:
        self._root = page.root
        self._present = names_on(page.root)

    def find(self, selectors: Iterable[str]) -> list[HtmlElement]:
        """Elements of the page that any of the CSS selectors finds, in page order. A selector is asked only where the
        tags, classes and ids that it needs stand on the page: libxml2 compares each class with each element, which took
        most of a crawl's time."""
        joined = ", ".join(css for css in dict.fromkeys(selectors) if may_find(css, self._present))
        return cast(list[HtmlElement], _compiled(joined)(self._root)) if joined else []


def elements(page: Selector, selectors: Iterable[str]) -> list[HtmlElement]:
    """What `Finder.find` gives for `page`. Straight from lxml: a Selector around each of a listing's 700 links cost
    half of reading it."""
    return Finder(page).find(selectors)


def may_find(css: str, present: AbstractSet[str]) -> bool:
    """Whether all the tags, classes and ids that a selector of the group `css` needs are `present` (`names_on`)."""
    return any(needed <= present for needed in _needs(css))


def names_on(root: HtmlElement) -> set[str]:
    """Tag, `.class` and `#id` of each element in `root`'s document."""
    tags = {str(node.tag) for node in root.iter()}
    classes = {name for value in cast(list[str], _CLASSES(root)) for name in value.split()}
    return tags | {f".{name}" for name in classes} | {f"#{value}" for value in cast(list[str], _IDS(root))}


@lru_cache(2048)
def _needs(css: str) -> tuple[frozenset[str], ...]:
    """Of each selector of the group, the tags, classes and ids without which it finds nothing."""
    return tuple(frozenset(_needed(one.parsed_tree)) for one in parse(css))


def _needed(tree: Tree) -> set[str]:
    """What the compounds of a selector ask for; what stands within `:not()`, `:is()` or `:has()` is not looked at."""
    if isinstance(tree, Element):
        return {tree.element.lower()} if tree.element else set()
    if isinstance(tree, CombinedSelector):
        return _needed(tree.selector) | _needed(tree.subselector)
    own = {f".{tree.class_name}"} if isinstance(tree, Class) else {f"#{tree.id}"} if isinstance(tree, Hash) else set()
    return own | _needed(tree.selector)


@lru_cache(256)
def _compiled(css: str) -> XPath:
    return XPath(xpath_of(css))


_ANY_WITH = re.compile(
    r"descendant-or-self::\*\[@(?P<name>[\w-]+)(?P<said> = '[^']*'| and contains\(@(?P=name), '[^']*'\)"
    r"(?: and contains\(concat\(' ', normalize-space\(@(?P=name)\), ' '\), '[^']*'\))?)\](?=/|$| \| )"
)


def xpath_of(css: str) -> str:
    """`css` as an XPath that asks the attributes of a page what they say, where the selector names no tag: asking each
    element for what its attribute says takes libxml2 up to six times as long."""
    return _ANY_WITH.sub(_asked_of_attributes, css2xpath(css))


def _asked_of_attributes(found: re.Match[str]) -> str:
    said = found["said"].removeprefix(" and ").replace(f"@{found['name']}", ".")
    return f"descendant-or-self::*/@{found['name']}[{'.' if said.startswith(' =') else ''}{said}]/.."
