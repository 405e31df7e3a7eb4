"""A portal of unknown make."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from parsel import Selector

from crawler.portals.families import FAMILIES
from crawler.portals.families.base import PageRequest

# Our own wording in the layout of the family; class names and URL shapes are those of real portals.
UNKNOWN_LIST = """<html><body><div class="menu"><a href="/tin-tuc-su-kien-trong-huyen/">Tin tức sự kiện trong huyện</a></div>
<div class="khung">
<div class="o"><a href="/bai/cam-my-mo-lop-day-nghe-cho-nong-dan.html?PHPSESSID=a1b2c3">Cẩm Mỹ mở lớp dạy nghề cho nông dân</a></div>
<div class="o"><a href="/bai/san-pham-moi-cua-to-hop-tac-xa.html?PHPSESSID=a1b2c3">Sản phẩm mới của tổ hợp tác trồng tiêu</a></div>
<div class="o"><a href="/bai/hoi-nghi-danh-gia-xep-hang-dot-hai.html?PHPSESSID=a1b2c3">Hội nghị đánh giá, xếp hạng đợt hai</a></div>
<div class="o"><a href="/index.php?option=tin&amp;id=4&amp;PHPSESSID=a1b2c3">Bài đã dời chỗ nhưng vẫn được giới thiệu</a></div>
</div>
<div class="lien-ket"><a href="https://www.chinhphu.vn/mot-bai-bao-o-may-chu-khac-102.htm">Một bài báo ở máy chủ khác hẳn</a>
<a href="/van-ban-chi-dao-dieu-hanh-12.html">Văn bản</a></div>
<div class="so-trang"><b>1</b> <a href="/tin/?trang=2">2</a> <a href="/tin/?trang=9">9</a> <a href="/tin/?trang=2">Trang sau</a></div></body></html>"""

FAMILY = FAMILIES["generic"]


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://h.vn/tin-tuc/danh-gia-phan-hang-san-pham.html", "tin-tuc/danh-gia-phan-hang-san-pham.html"),
        ("https://h.vn/tin/ocop-post12345.html?utm_source=z", "tin/ocop-post12345.html"),
        ("https://h.vn/kinh-te/202401/them-san-pham-27206ae/", "kinh-te/202401/them-san-pham-27206ae"),
        ("https://h.vn/viewer.aspx?mabb=252352&macm=23&PHPSESSID=1", "viewer.aspx?mabb=252352&macm=23"),
        ("https://h.vn/?p=4128", "?p=4128"),
        (
            "https://h.vn/-/view_content/4378617-hop-tac-dua-nong-san.html",
            "-/view_content/4378617-hop-tac-dua-nong-san.html",
        ),
        ("https://h.vn/", None),
        ("https://h.vn/tin-tuc/", None),
        ("https://h.vn/tin-tuc/page-12/", None),
        ("https://h.vn/tin-tuc/2024/", None),
        ("https://h.vn/tin-tuc/?page=12", None),
        ("https://h.vn/rss/kinh-te-nong-thon-moi.xml", None),
        ("https://h.vn/files/ke-hoach-so-112-nam-2020.pdf", None),
        ("https://h.vn/vi/vi/danh-gia-phan-hang-san-pham.html", None),
        ("javascript:void(0)", None),
    ],
)
def test_what_looks_like_an_article(url: str, key: str | None) -> None:
    assert FAMILY.article_key(url) == key


@given(st.permutations(["id=4", "option=tin", "fbclid=a", "PHPSESSID=a1b2c3d4", "print=1", "page=2"]))
def test_key_holds_under_order_and_tails(pieces: list[str]) -> None:
    assert FAMILY.article_key("https://h.vn/index.php?" + "&".join(pieces)) == "index.php?id=4&option=tin"


def test_the_densest_block_is_the_listing() -> None:
    items = FAMILY.listing_items(Selector(UNKNOWN_LIST), "https://h.vn/tin/")
    assert [item.title for item in items] == [
        "Cẩm Mỹ mở lớp dạy nghề cho nông dân",
        "Sản phẩm mới của tổ hợp tác trồng tiêu",
        "Hội nghị đánh giá, xếp hạng đợt hai",
        "Bài đã dời chỗ nhưng vẫn được giới thiệu",
    ]


def test_two_links_are_no_listing() -> None:
    page = Selector("<a href='/tin/bai-so-mot-11.html'>Tiêu đề dài hơn hai mươi chữ</a>" * 2)
    assert FAMILY.listing_items(page, "https://h.vn/tin/") == []


def test_paging() -> None:
    page = Selector(UNKNOWN_LIST)
    second = FAMILY.next_page(page, PageRequest("https://h.vn/tin/"))
    assert second == PageRequest("https://h.vn/tin/?trang=2", page=2)
    assert FAMILY.next_page(page, PageRequest("https://h.vn/tin/?trang=9", page=9)) is None


def test_there_are_no_field_selectors_but_for_files() -> None:
    assert FAMILY.fields.body == () and FAMILY.fields.title == ()
