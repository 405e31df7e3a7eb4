"""UIArticle (ASP.NET)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from parsel import Selector

from crawler.portals.families import FAMILIES
from crawler.portals.families.base import PageRequest

FAMILY = FAMILIES["uiarticle"]
LISTING = "https://caobang.gov.vn/kinh-te"
ENDPOINT = "https://caobang.gov.vn/DesktopModule/UIArticleInMenu/ArticleInMenuPagination.aspx/LoadArticle"

# Our own wording in the layout of the family; class names, names of values and URL shapes are those of real portals.
ROWS = """<li class="row"><h2 class="Title"><a href="/kinh-te/nghe-ren-o-ban-nho-1041">Nghề rèn ở bản nhỏ</a></h2><span class="Ngaydang">05/08/2025 09:00</span></li>
<li class="row"><h2 class="Title"><a href="/kinh-te/nong-nghiep/hat-de-vao-vu-1040.html">Hạt dẻ vào vụ</a></h2><span class="Ngaydang">04/08/2025 08:00</span></li>"""
LIST = f"""<html><body><div><nav><a href="/kinh-te">Kinh tế</a></nav>
<div class="UIArticleInMenu_Default"><ul class="ArticleList">{ROWS}</ul>
<ul><li class="page-number active" data-page="1">1</li><li class="page-number" data-page="2">2</li></ul></div>
<div class="box"><a href="/van-hoa/mua-hoa-tam-giac-mach-990">Mùa hoa tam giác mạch</a></div></div>
<script>SCRIPT</script></body></html>"""
SCRIPT = """var maxPage = parseInt(12); var pageSize = parseInt('2');
$.ajax({ type: "POST", url: "/DesktopModule/UIArticleInMenu/ArticleInMenuPagination.aspx/LoadArticle",
 data: { article_category_id: 54442, categoryIds: '54442,54443', site_id: 4, page: page, page_size: pageSize, lang: "vi-VN", articlelang: 'vi-VN' }, success: function (d) {} });"""
ARTICLE = """<html><body><div class="ArticleDetailControl"><h1 class="ArticleHeader">Nghề rèn</h1>
<img class="ImgDetailImage" src="/upload/nghe-ren.jpg"><div class="ArticleContent"><p><img src="/images/no-image.gif" data-original="/upload/dao.jpg"></p>
<iframe src="/pdfjs/viewer.html?file=/upload/ke-hoach.pdf"></iframe><embed src="/upload/phu-luc.pdf"><object data="/upload/bang.xlsx"></object></div>
<a class="link-download" href="/upload/bieu-mau.doc">Tải về</a><a class="view-gallery" href="/Download.ashx?id=9">Xem</a>
<div class="related-news"><img src="/upload/khac.jpg"></div></div></body></html>"""


@pytest.mark.parametrize(
    ("url", "key"),
    [
        # Shapes of public crawlers; no article of this CMS was seen.
        ("https://ninhbinh.gov.vn/kinh-te/gom-gia-thuy-vao-vu-60112.html", "60112"),
        ("https://sonla.gov.vn/tin-kinh-te/nhan-long-song-ma-1041", "1041"),
        ("https://caobang.gov.vn/kinh-te/nong-nghiep/hat-de-vao-vu-1040", "1040"),
        ("https://phulien.haiphong.gov.vn/tin-tuc/ra-quan-ve-sinh-moi-truong-8812", "8812"),
        ("https://sonla.gov.vn/ket-qua-danh-gia-san-pham-nam-2024-77123", "77123"),
        # No number in Cần Thơ: the slug is all there is, and a year at its end is no number.
        (
            "https://www.cantho.gov.vn/tin-tuc-va-su-kien/hoi-cho-trai-cay-mien-song-nuoc",
            "hoi-cho-trai-cay-mien-song-nuoc",
        ),
        (
            "https://www.cantho.gov.vn/tin-tuc-va-su-kien/danh-gia-san-pham-dot-hai-nam-2024",
            "danh-gia-san-pham-dot-hai-nam-2024",
        ),
        (
            "https://www.cantho.gov.vn/tin-tuc-va-su-kien/ke-hoach-phat-trien-giai-doan-2021-2025",
            "ke-hoach-phat-trien-giai-doan-2021-2025",
        ),
    ],
)
def test_articles_are_known_by_number_or_slug(url: str, key: str) -> None:
    assert FAMILY.article_key(url) == key
    assert FAMILY.canonical_url(url) == url


@given(
    st.integers(10_000, 9_999_999),
    st.sampled_from(["kinh-te", "kinh-te/nong-nghiep", "cac-xa-phuong/tin-tuc/ocop"]),
    st.sampled_from(["", ".html"]),
    st.sampled_from(["", "?fbclid=a", "?page=2", "#top"]),
)
def test_key_holds_over_categories_and_tails(number: int, category: str, ending: str, tail: str) -> None:
    url = f"https://h.gov.vn/{category}/ten-bai-viet-{number}{ending}{tail}"
    assert FAMILY.article_key(url) == str(number)
    assert FAMILY.canonical_url(url) == f"https://h.gov.vn/{category}/ten-bai-viet-{number}{ending}"


@pytest.mark.parametrize(
    "url",
    [
        "https://ninhbinh.gov.vn/kinh-te",
        "https://sonla.gov.vn/tin-kinh-te",
        "https://sonla.gov.vn/cac-xa-phuong",
        "https://caobang.gov.vn/chuyen-muc-tin-tuc",
        "https://www.cantho.gov.vn/tin-tuc-va-su-kien",
        "https://www.cantho.gov.vn/tin-tuc-va-su-kien?page=2",
        "https://phulien.haiphong.gov.vn/quy-trinh-giai-quyet-tthc",
        "https://tienlang.haiphong.gov.vn/quy-trinh-bieu-mau-danh-muc-tthc",
        "https://tienlang.haiphong.gov.vn/van-ban/nam-2024",
        "https://h.gov.vn/",
        "https://h.gov.vn/upload/anh-san-pham-12345.jpg",
        ENDPOINT,
    ],
)
def test_what_is_no_article(url: str) -> None:
    assert FAMILY.article_key(url) is None


def test_a_listing_announces_its_own_list() -> None:
    items = FAMILY.listing_items(Selector(LIST), LISTING)
    assert [(item.title, item.date_shown) for item in items] == [
        ("Nghề rèn ở bản nhỏ", "05/08/2025 09:00"),
        ("Hạt dẻ vào vụ", "04/08/2025 08:00"),
    ]
    assert [item.title for item in FAMILY.listing_items(Selector(ROWS), ENDPOINT)] == [item.title for item in items]


def test_later_pages_are_posted_with_the_values_of_the_script() -> None:
    second = FAMILY.next_page(Selector(LIST.replace("SCRIPT", SCRIPT)), PageRequest(LISTING))
    assert second is not None and second.form is not None
    assert (second.url, second.page, second.referer) == (ENDPOINT, 2, LISTING)
    assert dict(second.form) == {
        "article_category_id": "54442", "categoryIds": "54442,54443", "site_id": "4", "page": "2", "page_size": "2",
        "lang": "vi-VN", "articlelang": "vi-VN",
    }  # fmt: skip
    third = FAMILY.next_page(Selector(ROWS), second)
    assert third is not None and third.form is not None
    assert (dict(third.form)["page"], third.page, third.referer) == ("3", 3, LISTING)
    assert {**dict(third.form), "page": "2"} == dict(second.form)


def test_the_walk_ends_with_a_short_fragment_and_with_max_page() -> None:
    second = FAMILY.next_page(Selector(LIST.replace("SCRIPT", SCRIPT)), PageRequest(LISTING))
    assert second is not None
    assert FAMILY.next_page(Selector(ROWS.split("\n")[0]), second) is None
    assert FAMILY.next_page(Selector("<p></p>"), second) is None
    only_one = LIST.replace("SCRIPT", SCRIPT.replace("parseInt(12)", "parseInt(1)"))
    assert FAMILY.next_page(Selector(only_one), PageRequest(LISTING)) is None
    assert FAMILY.next_page(Selector(LIST), PageRequest(LISTING)) is None


def test_a_linked_pager_is_followed() -> None:
    page = Selector(
        LIST.replace("SCRIPT", SCRIPT).replace("</ul></div>", '<li><a href="?page=2">2</a></li></ul></div>')
    )
    assert FAMILY.next_page(page, PageRequest(LISTING)) == PageRequest(f"{LISTING}?page=2", page=2)


def test_media_of_an_article() -> None:
    host = "https://caobang.gov.vn"
    links = FAMILY.media_links(Selector(ARTICLE), f"{host}/kinh-te/nghe-ren-o-ban-nho-1041")
    assert [(link.role, link.url) for link in links] == [
        ("image", f"{host}/upload/nghe-ren.jpg"),
        ("image", f"{host}/upload/dao.jpg"),
        ("attachment", f"{host}/upload/ke-hoach.pdf"),
        ("attachment", f"{host}/upload/phu-luc.pdf"),
        ("attachment", f"{host}/upload/bang.xlsx"),
        ("attachment", f"{host}/upload/bieu-mau.doc"),
        ("attachment", f"{host}/Download.ashx?id=9"),
    ]
