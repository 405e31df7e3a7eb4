"""Liferay 6 and DXP."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from parsel import Selector

from crawler.portals.families import FAMILIES
from crawler.portals.families.base import PageRequest

FAMILY = FAMILIES["liferay"]
LISTING = "https://thainguyen.gov.vn/vi_VN/tin-hoat-dong-cua-don-vi"
MAIN, BOX = "101_INSTANCE_L0n17VJXU23O", "101_INSTANCE_aB3dE5fG7hI9"


def paging(portlet: str, number: int) -> str:
    return (
        f"{LISTING}?p_p_id={portlet}&p_p_lifecycle=0&p_p_state=normal&p_p_col_count=2&_{portlet}_delta=20"
        f"&_{portlet}_keywords=&_{portlet}_cur={number}"
    )


# Our own wording in the layout of the family; class names and URL shapes are those of real portals.
LIST = f"""<html><body><div id="wrapper"><div class="portlet-boundary">
<div class="asset-abstract"><h3 class="asset-title"><a href="/vi_VN/tin/-/asset_publisher/L0n17VJXU23O/content/mua-che-xuan">Mùa chè xuân</a></h3>
<span class="assetPublishDate block_timer">14/07/2022 | 03:53 PM</span><a href="/vi_VN/tin/-/asset_publisher/L0n17VJXU23O/content/mua-che-xuan?redirect=%2F">Đọc thêm về Mùa chè xuân »</a></div>
<div class="asset-abstract"><h3 class="asset-title"><a href="/vi_VN/tin/-/view_content/4378617-lop-nghe-cho-thanh-nien.html">Lớp nghề cho thanh niên</a></h3></div>
<ul class="lfr-pagination-buttons pager">PAGER</ul></div>
<div class="portlet-boundary"><div class="asset-abstract"><a href="/web/guest/-/le-hoi-long-tong">Lễ hội lồng tồng</a></div>
<ul class="lfr-pagination-buttons pager"><li><a href="{paging(BOX, 2)}">Tiếp</a></li></ul></div></div></body></html>"""
ARTICLE = """<html><body><div class="journal-content-article"><p><img src="/image/journal/article?img_id=18052301&amp;t=1657788951913"></p>
<p><a href="/documents/10184/210377/K%E1%BA%BF+ho%E1%BA%A1ch.pdf/6f1d2c30-8b7e?t=1682391600000">Kế hoạch</a></p>
<p><a href="/documents/20121/0/anh.jpg/6f1d2c30-8b7f"><img src="/documents/20121/0/anh.jpg/6f1d2c30-8b7f"></a></p></div></body></html>"""


@pytest.mark.parametrize(
    ("url", "key", "canonical"),
    [
        # The addresses seen in public material.
        (
            "https://tamnong.dongthap.gov.vn/web/htn/chi-tiet-bai-viet/-/asset_publisher/1mOzUrGkrdAE/content/id/18052294?plidlayout=4512",
            "18052294",
            "https://tamnong.dongthap.gov.vn/web/htn/chi-tiet-bai-viet/-/asset_publisher/1mOzUrGkrdAE/content/id/18052294",
        ),
        (
            "https://thapmuoi.dongthap.gov.vn/web/htm/chi-tiet-bai-viet/-/asset_publisher/1mOzUrGkrdAE/content/id/4118878?plidlayout=5072",
            "4118878",
            "https://thapmuoi.dongthap.gov.vn/web/htm/chi-tiet-bai-viet/-/asset_publisher/1mOzUrGkrdAE/content/id/4118878",
        ),
        (
            "https://laivung.dongthap.gov.vn/web/hlv/chi-tiet-bai-viet/-/asset_publisher/1mOzUrGkrdAE/content/id/7936519?plidlayout=3660",
            "7936519",
            "https://laivung.dongthap.gov.vn/web/hlv/chi-tiet-bai-viet/-/asset_publisher/1mOzUrGkrdAE/content/id/7936519",
        ),
        (
            "https://laivung.dongthap.gov.vn/web/hlv/chi-tiet-bai-viet/-/asset_publisher/1mOzUrGkrdAE/content/id/3507570?plidlayout=3672",
            "3507570",
            "https://laivung.dongthap.gov.vn/web/hlv/chi-tiet-bai-viet/-/asset_publisher/1mOzUrGkrdAE/content/id/3507570",
        ),
        (
            "https://sotttt.hanoi.gov.vn/cong-nghe-thong-tin/-/view_content/4378617-hop-tac-dua-nong-san-thu-do-len-san-thuong-mai-dien-tu.html",
            "4378617",
            None,
        ),
        (
            "https://lienchieu.danang.gov.vn/chi-tiet-tin-tuc?d=1045&c=7",
            "1045",
            "https://lienchieu.danang.gov.vn/chi-tiet-tin-tuc?c=7&d=1045",
        ),
        # How else it is written.
        (
            "https://qcdc.bacgiang.gov.vn/chi-tiet-tin-tuc/-/asset_publisher/SUvaAKdUf4CG/content/ten-bai-viet?inheritRedirect=false",
            "ten-bai-viet",
            "https://qcdc.bacgiang.gov.vn/chi-tiet-tin-tuc/-/asset_publisher/SUvaAKdUf4CG/content/ten-bai-viet",
        ),
        ("https://h.gov.vn/vi_VN/tin/-/asset_publisher/x1Y2/content/ten-bai/20181", "ten-bai", None),
        (
            "https://h.gov.vn/tin/-/asset_publisher/x1Y2/content/ten-bai/maximized",
            "ten-bai",
            "https://h.gov.vn/tin/-/asset_publisher/x1Y2/content/ten-bai",
        ),
        ("https://bacgiang.gov.vn/web/guest/-/ten-bai-viet", "ten-bai-viet", None),
        ("https://langgiang.bacninh.gov.vn/web/bn/tin-tuc/-/ten-bai-viet", "ten-bai-viet", None),
        ("https://h.gov.vn/en/web/guest/-/ten-bai-viet", "en-ten-bai-viet", None),
        ("https://h.gov.vn/chi-tiet-tin-tuc?dinhdanh=12&c=3&p_p_id=x", "12", "https://h.gov.vn/chi-tiet-tin-tuc?c=3&dinhdanh=12"),
    ],
)  # fmt: skip
def test_articles_are_known_by_id_or_slug(url: str, key: str, canonical: str | None) -> None:
    assert FAMILY.article_key(url) == key
    assert FAMILY.canonical_url(url) == (canonical or url)
    assert FAMILY.article_key(FAMILY.canonical_url(url)) == key


@given(
    st.sampled_from(["/web/htn/chi-tiet-bai-viet", "/web/htn/tin-tuc", "/vi/tin", "/vi_VN/tin", "/web/guest/home/tin"]),
    st.sampled_from(["1mOzUrGkrdAE", "Qx7rTn0bLs2e"]),
    st.sampled_from(["", "?plidlayout=4512", "?redirect=%2Fweb%2Fhtn&inheritRedirect=true", "?utm_source=zalo", "#x"]),
    st.sampled_from(["", ";jsessionid=0A1B2C3D4E5F60718293A4B5C6D7E8F9"]),
)
def test_key_holds_over_pages_portlets_and_tails(front: str, portlet: str, tail: str, session: str) -> None:
    url = f"https://h.gov.vn{front}/-/asset_publisher/{portlet}/content/id/77{session}{tail}"
    assert FAMILY.article_key(url) == "77"
    assert FAMILY.canonical_url(url) == f"https://h.gov.vn{front}/-/asset_publisher/{portlet}/content/id/77"


@pytest.mark.parametrize(
    "url",
    [
        LISTING,
        paging(MAIN, 2),
        "https://bacgiang.gov.vn/huyen-thanh-pho",
        "https://sotttt.hanoi.gov.vn/cong-nghe-thong-tin",
        "https://langgiang.bacninh.gov.vn/web/bn/duong-day-nong",
        "https://lienchieu.danang.gov.vn/web/guest/",
        "https://lienchieu.danang.gov.vn/chi-tiet-tin-tuc",
        "https://lienchieu.danang.gov.vn/tin-tuc?d=1045&c=7",
        "https://h.gov.vn/web/guest/-/document_library",
        "https://h.gov.vn/web/guest/tin/-/asset_publisher/x1Y2/rss",
        "https://h.gov.vn/vi/en/vi/tin/-/view_content/12-a-b-c.html",
        "https://h.gov.vn/image/journal/article?img_id=12",
    ],
)
def test_what_is_no_article(url: str) -> None:
    assert FAMILY.article_key(url) is None


def test_a_listing_announces_every_grammar_and_no_read_more() -> None:
    items = FAMILY.listing_items(Selector(LIST), LISTING)
    assert [(item.title, item.date_shown) for item in items] == [
        ("Mùa chè xuân", "14/07/2022 | 03:53 PM"),
        ("Lớp nghề cho thanh niên", None),
        ("Lễ hội lồng tồng", None),
    ]


@pytest.mark.parametrize("label", ["2", "Tiếp", "Sau →"])
def test_the_pager_of_the_fullest_portlet_is_followed(label: str) -> None:
    page = Selector(LIST.replace("PAGER", f'<li><a href="{paging(MAIN, 2)}">{label}</a></li>'))
    wanted = f"{LISTING}?p_p_id={MAIN}&_{MAIN}_delta=20&_{MAIN}_cur=2"
    assert FAMILY.next_page(page, PageRequest(LISTING)) == PageRequest(wanted, page=2)


def test_the_last_page_leads_nowhere() -> None:
    pager = f'<li><a href="{paging(MAIN, 1)}">1</a></li><li><a href="{paging(MAIN, 2)}">2</a></li>'
    page = Selector(LIST.replace("PAGER", pager).replace(paging(BOX, 2), "/"))
    assert FAMILY.next_page(page, PageRequest(paging(MAIN, 2), page=2)) is None


def test_a_pager_of_words_and_other_parameters_is_followed() -> None:
    page = Selector(f'<p><a href="{LISTING}?page=2">Trang sau</a></p>')
    assert FAMILY.next_page(page, PageRequest(LISTING)) == PageRequest(f"{LISTING}?page=2", page=2)


def test_media_of_an_article() -> None:
    host = "https://tamnong.dongthap.gov.vn"
    links = FAMILY.media_links(Selector(ARTICLE), f"{host}/web/htn/-/ten-bai-viet")
    assert [(link.role, link.url) for link in links] == [
        ("image", f"{host}/image/journal/article?img_id=18052301&t=1657788951913"),
        ("attachment", f"{host}/documents/10184/210377/K%E1%BA%BF+ho%E1%BA%A1ch.pdf/6f1d2c30-8b7e?t=1682391600000"),
        ("image", f"{host}/documents/20121/0/anh.jpg/6f1d2c30-8b7f"),
    ]
