"""Finding what CSS selectors name on a page of a thousand elements, quickly."""

from collections.abc import Iterable
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
    """Asks one page for elements, several times over. The page's classes and ids may not grow meanwhile."""

    def __init__(self, page: Selector) -> None:
        self._root = page.root
        self._present = _names(page.root)

    def find(self, selectors: Iterable[str]) -> list[HtmlElement]:
        """Elements of the page that any of the CSS selectors finds, in page order. A selector is asked only where the
        classes and ids that it needs stand on the page: libxml2 compares each class with each element, which took most
        of a crawl's time."""
        joined = ", ".join(css for css in dict.fromkeys(selectors) if _needs(css) <= self._present)
        return cast(list[HtmlElement], _compiled(joined)(self._root)) if joined else []


def elements(page: Selector, selectors: Iterable[str]) -> list[HtmlElement]:
    """What `Finder.find` gives for `page`. Straight from lxml: a Selector around each of a listing's 700 links cost
    half of reading it."""
    return Finder(page).find(selectors)


def _names(root: HtmlElement) -> set[str]:
    """`.class` and `#id` of each element in `root`'s document."""
    classes = {name for value in cast(list[str], _CLASSES(root)) for name in value.split()}
    return {f".{name}" for name in classes} | {f"#{value}" for value in cast(list[str], _IDS(root))}


@lru_cache(1024)
def _needs(css: str) -> frozenset[str]:
    """Classes and ids without which `css` finds nothing; of a group ("a, b") nothing is said."""
    group = parse(css)
    return frozenset(_needed(group[0].parsed_tree)) if len(group) == 1 else frozenset()


def _needed(tree: Tree) -> set[str]:
    """What the compounds of a selector ask for; what stands within `:not()`, `:is()` or `:has()` is not looked at."""
    if isinstance(tree, Element):
        return set()
    if isinstance(tree, CombinedSelector):
        return _needed(tree.selector) | _needed(tree.subselector)
    own = {f".{tree.class_name}"} if isinstance(tree, Class) else {f"#{tree.id}"} if isinstance(tree, Hash) else set()
    return own | _needed(tree.selector)


@lru_cache(256)
def _compiled(css: str) -> XPath:
    return XPath(css2xpath(css))
