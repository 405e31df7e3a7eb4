"""Finding elements quickly finds what CSS finds."""

import pytest
from parsel import Selector

from crawler.portals import families
from crawler.portals.families.elements import Finder, elements
from crawler.portals.families.links import FURNITURE

PAGE = """<html id="top"><body class="page  home"><div><header class="Menu">a</header>
<nav class="menu trai"><a href="/x" class="next">b</a></nav><div id="footer" class="a&#160;b"><p class="lead">c</p>
<a href="/y" class="next off">d</a><ul class="related"><li>e</li></ul></div></div></body></html>"""

SELECTORS = (
    ".menu", "nav.menu", ".Menu", "#footer", "#Footer", "#top .lead", "#footer > p.lead", "div#footer.a", ".page.home",
    "a.next:not(.off)", "a:not(.absent)", ":is(.menu, .absent) a", "li:first-child", "[class~='trai']", "a, .absent",
    ".absent, p", "ul.related li", ".home > div > header", ".absent p", "#absent", "*", "div:has(> .lead)",
    "form > header", "UL.related > LI", "video", "div:not(video)", "[class*='men']", "[href='/y']", "[class*='ai'], #top",
    "[id='footer'] > p, .related li", "[class='next'], [class='absent'], [class]", "[class*='x'] a",
)  # fmt: skip


@pytest.mark.parametrize("css", SELECTORS)
def test_a_selector_finds_what_it_finds_in_any_reader_of_css(css: str) -> None:
    page = Selector(text=PAGE)
    assert elements(page, (css,)) == [found.root for found in page.css(css)]


def test_several_selectors_find_each_element_once_in_page_order() -> None:
    page = Selector(text=PAGE)
    assert [found.tag for found in Finder(page).find(("p", ".menu", "p.lead", "header", ".absent", "p"))] == [
        "header", "nav", "p",
    ]  # fmt: skip
    assert Finder(page).find(()) == Finder(page).find((".absent",)) == []


@pytest.mark.parametrize("name", sorted(families.FAMILIES))
def test_the_selectors_of_every_family_find_the_same_in_a_page_that_has_all_their_names(name: str) -> None:
    noise = (*FURNITURE, *families.FAMILIES[name].fields.noise)
    names = [css.strip(".#") for css in noise if css[0] in ".#" and css[1:].replace("-", "").isalnum()]
    blocks = "".join(f"<div class='{word}'><p>x</p></div><div id='{word}'></div>" for word in names)
    page = Selector(text=f"<html><body>{blocks}<aside></aside></body></html>")
    assert elements(page, noise) == [found.root for found in page.css(", ".join(noise))]
