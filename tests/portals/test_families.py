"""What holds for every family."""

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from parsel import Selector
from parsel.csstranslator import HTMLTranslator

from crawler.portals import families
from crawler.portals.families import FAMILIES
from crawler.portals.families.base import FieldSelectors, PageRequest
from crawler.portals.urls import BadUrl

TAILS = st.text(alphabet=st.sampled_from("/abVI19-_.?&=%#;()ồ̀ newsidhtml"), max_size=40)


@pytest.mark.parametrize("name", FAMILIES)
@given(tail=TAILS)
@example(tail="Pages/newsdetail.aspx?NewsId=٣")
@example(tail="vi/news/a/b-٣.html")
@example(tail="%1a\u0300")
@example(tail="%1A%CC%80")
def test_any_link_is_answered_and_canonical_is_idempotent(name: str, tail: str) -> None:
    family = FAMILIES[name]
    url = f"https://h.vn/{tail}"
    key = family.article_key(url)
    try:
        canonical = family.canonical_url(url)
    except BadUrl:
        assert key is None
        return
    assert family.canonical_url(canonical) == canonical
    assert family.article_key(canonical) == key


@pytest.mark.parametrize("name", FAMILIES)
@given(tail=TAILS)
def test_any_link_in_a_page_is_read(name: str, tail: str) -> None:
    family, url = FAMILIES[name], "https://h.vn/tin/"
    page = Selector(f"<a href='{tail}'>Một tiêu đề</a><img src='{tail}'><iframe src='{tail}'></iframe><p>chữ</p>")
    for item in family.listing_items(page, url):
        assert family.article_key(item.url)
    following = family.next_page(page, PageRequest(url))
    assert following is None or following.page == 2
    assert all(link.url.isascii() for link in family.media_links(page, url))


@pytest.mark.parametrize("name", FAMILIES)
def test_selectors_are_css(name: str) -> None:
    fields = FAMILIES[name].fields
    for field in FieldSelectors.__dataclass_fields__:
        selectors = getattr(fields, field)
        for selector in () if field == "date_meta_is" else selectors:
            assert HTMLTranslator().css_to_xpath(selector)


def test_names_are_those_of_source_files() -> None:
    shared = {"__init__", "base", "by_path", "links", "media", "postback", "tailored"}
    modules = {path.stem for path in Path(families.__file__).parent.glob("*.py")} - shared
    assert set(FAMILIES) == {module.replace("_", "-") for module in modules}
    assert all(family.name == name for name, family in FAMILIES.items())
