"""Liferay with a list from JSON."""

import json
from html import escape
from typing import Any

import pytest
from parsel import Selector

from crawler.portals.families import FAMILIES
from crawler.portals.families.base import PageRequest

FAMILY = FAMILIES["liferay-json"]
LISTING = "https://bacninh.gov.vn/kinh-te"
PORTLET = "newsbycategory_WAR_bacninhportlet"
RESOURCE = f"{LISTING}?p_p_id={PORTLET}&p_p_lifecycle=2&p_p_resource_id=loadPage"
SHELL = """<html><body><div><h1>Thực đơn</h1><a href="/gioi-thieu-chung-ve-dieu-kien-tu-nhien">Giới thiệu</a>
<a href="/news/-/details/20182/mot-bai-noi-bat">Một bài nổi bật</a></div><script>var loadPageURL = 'URL';</script></body></html>"""
FIRST = PageRequest(f"{RESOURCE}&pageNum=1&recordPerPage=50", page=1, referer=LISTING)


def answered(data: Any) -> Selector:
    """JSON as the crawler hands it to a family."""
    text = data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)
    return Selector(f"<pre>{escape(text)}</pre>")


DATA = {
    "totalPageNum": 3,
    "items": [
        {"title": "Hội làng &amp; chợ quê", "summary": "<p>Ba ngày <b>hội</b></p>", "content": "<div><p>…</p></div>",
         "createdDate": "12/03/2025 07:30", "urlDetail": "/news/-/details/20182/hoi-lang-va-cho-que"},
        {"title": "Tranh dân gian", "createdDate": 1741739400000, "articleId": 131877, "urlDetail": ""},
        {"title": "Nghề giấy dó", "createdDate": None, "urlDetail": "https://bacninh.gov.vn/nghe-giay-do-o-lang-ven-song"},
        {"title": "Không có địa chỉ"},
        "không phải tin",
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("url", "key", "canonical"),
    [
        (
            f"{LISTING}?p_p_id={PORTLET}&p_p_lifecycle=0&_{PORTLET}_articleId=131877",
            "131877",
            f"{LISTING}?_{PORTLET}_articleId=131877&p_p_id={PORTLET}",
        ),
        (f"{LISTING}?_{PORTLET}_articleId=131877&fbclid=x", "131877", f"{LISTING}?_{PORTLET}_articleId=131877"),
        ("https://bacninh.gov.vn/news/-/details/20182/hoi-lang?redirect=%2F", "hoi-lang", "https://bacninh.gov.vn/news/-/details/20182/hoi-lang"),
        ("https://bacninh.gov.vn/nghe-giay-do-o-lang-ven-song", "nghe-giay-do-o-lang-ven-song", None),
        ("https://h.gov.vn/tin/-/asset_publisher/x1Y2/content/ten-bai-viet", "ten-bai-viet", None),
    ],
)  # fmt: skip
def test_articles_are_known_by_id_or_slug(url: str, key: str, canonical: str | None) -> None:
    assert FAMILY.article_key(url) == key
    assert FAMILY.canonical_url(url) == (canonical or url)
    assert FAMILY.canonical_url(FAMILY.canonical_url(url)) == FAMILY.canonical_url(url)


@pytest.mark.parametrize(
    "url",
    ["https://bacninh.gov.vn/", LISTING, RESOURCE, FIRST.url, "https://bacninh.gov.vn/web/guest/tin-tuc",
     f"{LISTING}?p_p_id={PORTLET}&_{PORTLET}_articleId=abc"],
)  # fmt: skip
def test_what_is_no_article(url: str) -> None:
    assert FAMILY.article_key(url) is None


def test_the_page_itself_announces_only_what_is_surely_an_article() -> None:
    assert [item.title for item in FAMILY.listing_items(Selector(SHELL), LISTING)] == ["Một bài nổi bật"]


def test_json_announces_its_items_with_their_dates() -> None:
    items = FAMILY.listing_items(answered(DATA), FIRST.url)
    assert [(item.title, item.url, item.date_shown, item.summary) for item in items] == [
        ("Hội làng & chợ quê", "https://bacninh.gov.vn/news/-/details/20182/hoi-lang-va-cho-que", "12/03/2025 07:30", "Ba ngày hội"),
        ("Tranh dân gian", f"{LISTING}?p_p_id={PORTLET}&_{PORTLET}_articleId=131877", "2025-03-12T07:30+07:00", None),
        ("Nghề giấy dó", "https://bacninh.gov.vn/nghe-giay-do-o-lang-ven-song", None, None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "url",
    [
        RESOURCE,
        RESOURCE.replace("&", "\\x26"),
        RESOURCE.replace("&", "\\u0026").replace("/", "\\/"),
        RESOURCE.replace("&", "&amp;"),
    ],
)
def test_the_page_leads_to_the_first_page_of_its_resource(url: str) -> None:
    assert FAMILY.next_page(Selector(SHELL.replace("URL'", f"{url}'")), PageRequest(LISTING)) == FIRST


def test_json_leads_on_to_its_last_page() -> None:
    second = FAMILY.next_page(answered(DATA), FIRST)
    assert second == PageRequest(f"{RESOURCE}&pageNum=2&recordPerPage=50", page=2, referer=LISTING)
    third = FAMILY.next_page(answered({**DATA, "totalPageNum": "3"}), second)
    assert third is not None and third.page == 3
    assert FAMILY.next_page(answered(DATA), third) is None


@pytest.mark.parametrize("text", ['{"items": ', '{"items": {}}', '{"error": "x"}', '{"a":' * 20_000, "{}"])
def test_broken_json_announces_nothing_and_ends_the_walk(text: str) -> None:
    assert FAMILY.listing_items(answered(text), FIRST.url) == []
    assert FAMILY.next_page(answered(text), FIRST) is None


def test_a_menu_heading_is_not_the_title() -> None:
    page = Selector('<h1>Thực đơn</h1><h1 id="contentDetailTitleId">Hội làng</h1>')
    assert page.css(FAMILY.fields.title[0]).xpath("string()").get() == "Hội làng"
