"""NukeViet 4.4-4.6."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from parsel import Selector

from crawler.portals.families import FAMILIES
from crawler.portals.families.base import PageRequest

# Our own wording in the layout of the family; class names and URL shapes are those of real portals.
NUKEVIET_ARTICLE = """<html><body><div class="news_column"><h1 itemprop="headline">Chợ quê ngày hội</h1>
<figure class="article center"><img src="/assets/binhphuoc/news/2025_12/cho.jpg"></figure>
<div id="imgpreview"><img src="/uploads/binhphuoc/news/2025_12/cho.jpg"></div>
<div class="hometext">Tóm tắt</div>
<div id="news-bodyhtml" class="bodytext"><p><img src="https://cdn.dongnai.gov.vn/uploads/news/2025_12/gian hàng.jpg?t=1766"></p>
<p><img src="/themes/default/images/icon.png"></p></div>
<div class="list-group news-download-file"><a role="button" href="#pdf1">Xem</a>
<a href="/vi/news/van-hoa-xa-hoi/cho-que-ngay-hoi-305.html?download=1&amp;id=0">Tải về: <strong>Kế hoạch.pdf</strong></a></div>
<ul class="detail-related"><li><img src="/assets/binhphuoc/news/2025_11/khac.jpg"></li></ul></div></body></html>"""
NUKEVIET_LIST = """<html><head><base href="https://xuanloc.dongnai.gov.vn/"></head><body><div class="body-bg"><div>
<header><a href="vi/">VI</a> <a href="/vi/news/thong-bao/tin-noi-bat-tren-dau-trang-1.html">Tin trên đầu trang</a></header></div>
<div class="news_column panel"><a href="/vi/news/van-hoa-xa-hoi/cho-que-ngay-hoi-305.html" title="Chợ quê ngày hội"><img src="/assets/xuanloc/news/2025_12/cho.jpg"></a>
<h3><a href="/vi/news/van-hoa-xa-hoi/cho-que-ngay-hoi-305.html" title="Chợ quê ngày hội&amp;#x3A; hai ngày, bốn mươi gian hàng">Chợ quê ngày hội&#x3A; hai...</a></h3>
<ul class="list-inline"><li><em class="fa fa-clock-o">&nbsp;</em> 20/12/2025 09:05:00</li><li>Đã xem: 12</li></ul>
<p>Phiên chợ đầu tiên sau khi lập xã có bốn mươi gian hàng, phần lớn là hàng của tổ hợp tác trong xã.</p></div>
<div class="news_column panel"><h3><a href="/vi/news/van-hoa-xa-hoi/lop-day-dan-lat-304.html">Lớp dạy đan lát</a></h3>
<ul><li> 19/12/2025 15:00:00</li></ul></div>
<ul class="related"><li><a href="/vi/news/van-hoa-xa-hoi/hoi-thi-nau-banh-tet-303.html">Hội thi nấu bánh tét <em>(18/12/2025)</em></a></li></ul>
<a href="/vi/vi/news/van-hoa-xa-hoi/lop-day-dan-lat-304.html">VI</a>
<a href="/vi/news/print/van-hoa-xa-hoi/lop-day-dan-lat-304.html">In ra</a>
<div class="text-center"><ul class="pagination">PAGER</ul></div></div></body></html>"""

FAMILY = FAMILIES["nukeviet"]
LISTING = "https://xuanloc.dongnai.gov.vn/vi/news/van-hoa-xa-hoi/"


@pytest.mark.parametrize(
    ("url", "key", "canonical"),
    [
        # The addresses seen in public material.
        (
            "https://dongnai.gov.vn/en/news/savefile/Economic-Data-Social/the-ocop-program-reaches-new-heights-6664.html",
            "en-6664",
            "https://dongnai.gov.vn/en/news/Economic-Data-Social/the-ocop-program-reaches-new-heights-6664.html",
        ),
        (
            "https://nongthonmoi.hatinh.gov.vn/thong-tin-khac/tran-tro-va-nhung-yeu-cau-doi-moi-tu-chuong-trinh-ocop-119884.html",
            "119884",
            None,
        ),
        (
            "http://nongthonmoihatinh.vn/vi/news/savefile/Tin-trong-tinh/Ha-Tinh-Trien-khai-de-an-OCOP-Moi-xa-mot-san-pham-66753",
            "66753",
            "http://nongthonmoihatinh.vn/vi/news/Tin-trong-tinh/Ha-Tinh-Trien-khai-de-an-OCOP-Moi-xa-mot-san-pham-66753.html",
        ),
        (
            "https://svhttdl.dongnai.gov.vn/vi/news/thong-bao/luat-sua-doi-bo-sung-mot-so-dieu-cua-luat-quang-cao-co-hieu-luc-tu-ngay-01-01-2026-180.html",
            "180",
            None,
        ),
        (
            "https://huyenuygocongtay.vn/news/kinh-te-xa-hoi/huyen-go-cong-tay-cau-chuyen-san-pham-nang-cao-gia-tri-san-pham-ocop-3183.html",
            "3183",
            None,
        ),
        (
            "https://nhontrach.dongnai.gov.vn/vi/news/hoat-dong-chinh-quyen-nha-nuoc/nhon-trach-but-pha-ha-tang-giao-thong-tao-dot-pha-phat-trien-do-thi-cong-nghiep-ve-tinh-san-bay-431.html",
            "431",
            None,
        ),
        (
            "https://phuoclong.dongnai.gov.vn/vi/news/thong-tin-tuyen-truyen/chien-thang-phuoc-long-6-1-1975-gop-phan-cung-co-vung-chac-quyet-tam-chien-luoc-cua-dang-giai-phong-hoan-toan-mien-nam-trong-nam-1975-305.html",
            "305",
            None,
        ),
        (
            "https://anloc.dongnai.gov.vn/vi/news/thong-bao/lich-nghi-tet-nguyen-dan-2026-voi-nguoi-lao-dong-445.html",
            "445",
            None,
        ),
        # How else it is written.
        ("https://h.vn/vi/news/print/a/b-12.html?x=1", "12", "https://h.vn/vi/news/a/b-12.html"),
        ("https://h.vn/print/a/b-12.html", "12", "https://h.vn/a/b-12.html"),
        ("https://h.vn/vi/savefile/a/b-12", "12", "https://h.vn/vi/a/b-12.html"),
        ("https://h.vn/vi/stttt/a/b-12.html", "stttt-12", None),
        ("https://h.vn/en/stttt/print/a/b-12.html", "en-stttt-12", "https://h.vn/en/stttt/a/b-12.html"),
    ],
)
def test_articles_are_known_by_their_row(url: str, key: str, canonical: str | None) -> None:
    assert FAMILY.article_key(url) == key
    assert FAMILY.canonical_url(url) == (canonical or url)
    assert FAMILY.canonical_url(FAMILY.canonical_url(url)) == FAMILY.canonical_url(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://dongnai.gov.vn/vi/",
        "https://xuanloc.dongnai.gov.vn/vi/news/van-hoa-xa-hoi/",
        "https://xuanloc.dongnai.gov.vn/vi/news/van-hoa-xa-hoi/page-2/",
        "https://budang.dongnai.gov.vn/vi/news/rss/",
        "https://budang.dongnai.gov.vn/vi/news/kinh-te-moi-truong/rss/",
        "https://sct.dongnai.gov.vn/vi/news/Gia-ca-thi-truong/",
        "https://h.vn/vi/news/rss/kinh-te-12.html",
        "https://h.vn/vi/news/tag/ocop-2020.html",
        "https://h.vn/vi/news/kinh-te/khong-co-so.html",
        "https://h.vn/vi/news/kinh-te/khong-duoi-12",
        "https://h.vn/vi/vi/news/kinh-te/bai-12.html",
        "https://h.vn/vi/news/a/b/c/bai-12.html",
        "https://h.vn/uploads/news/2025_12/anh-12.jpg",
        "mailto:ubnd@h.vn",
    ],
)
def test_what_is_no_article(url: str) -> None:
    assert FAMILY.article_key(url) is None


@given(
    st.integers(1, 99_999),
    st.sampled_from(["", "/vi", "/vi/news", "/news"]),
    st.sampled_from(["", "/print", "/savefile"]),
    st.sampled_from(["kinh-te", "nong-thon-moi", "thong-bao"]),
    st.sampled_from(["", "?fbclid=a", "?PHPSESSID=a1&utm_source=zalo", "#comment", "?zarsrc=30&a=1"]),
)
def test_key_holds_over_twins_categories_and_tails(
    number: int, front: str, twin: str, category: str, tail: str
) -> None:
    url = f"https://h.vn{front}{twin}/{category}/ten-bai-{number}.html{tail}"
    assert FAMILY.article_key(url) == str(number)
    assert FAMILY.canonical_url(url) == f"https://h.vn{front}/{category}/ten-bai-{number}.html"


def test_ids_of_two_languages_do_not_meet() -> None:
    keys = {FAMILY.article_key(f"https://h.vn/{language}/news/a/b-6664.html") for language in ("vi", "en")}
    assert len(keys) == 2


def test_a_listing_announces_teasers_and_older_news() -> None:
    items = FAMILY.listing_items(Selector(NUKEVIET_LIST), LISTING)
    assert [(item.title, item.date_shown) for item in items] == [
        ("Chợ quê ngày hội: hai ngày, bốn mươi gian hàng", "20/12/2025 09:05:00"),
        ("Lớp dạy đan lát", "19/12/2025 15:00:00"),
        ("Hội thi nấu bánh tét", "18/12/2025"),
    ]
    assert items[0].summary is not None and items[0].summary.startswith("Phiên chợ đầu tiên")
    assert items[1].url == "https://xuanloc.dongnai.gov.vn/vi/news/van-hoa-xa-hoi/lop-day-dan-lat-304.html"


@pytest.mark.parametrize(
    "pager",
    [
        '<li class="active"><a href="#">1</a></li><li><a href="/vi/news/van-hoa-xa-hoi/page-2/">2</a></li>',
        '<li><a rel="next" href="/vi/news/van-hoa-xa-hoi/page-2/">&raquo;</a></li>',
        '<li><a href="/vi/news/van-hoa-xa-hoi/page-3/">3</a></li><li><a href="vi/news/van-hoa-xa-hoi/page-2/">Trang sau</a></li>',
    ],
)
def test_paging_by_path(pager: str) -> None:
    page = Selector(NUKEVIET_LIST.replace("PAGER", pager))
    assert FAMILY.next_page(page, PageRequest(LISTING)) == PageRequest(f"{LISTING}page-2/", page=2)


def test_the_last_page_leads_nowhere() -> None:
    pager = f'<li><a rel="prev" href="{LISTING}">1</a></li><li><a href="{LISTING}page-2/">2</a></li><li><a href="#">»</a></li>'
    page = Selector(NUKEVIET_LIST.replace("PAGER", pager))
    assert FAMILY.next_page(page, PageRequest(f"{LISTING}page-2/", page=2)) is None


def test_media_of_an_article() -> None:
    url = "https://dongnai.gov.vn/vi/news/van-hoa-xa-hoi/cho-que-ngay-hoi-305.html"
    assert [(link.role, link.url) for link in FAMILY.media_links(Selector(NUKEVIET_ARTICLE), url)] == [
        ("image", "https://dongnai.gov.vn/uploads/binhphuoc/news/2025_12/cho.jpg"),
        ("image", "https://cdn.dongnai.gov.vn/uploads/news/2025_12/gian%20h%C3%A0ng.jpg?t=1766"),
        ("attachment", f"{url}?download=1&id=0"),
    ]


def test_the_edit_time_is_not_taken_for_the_publication_time() -> None:
    assert FAMILY.fields.date_meta_is == "modified"
    page = Selector('<div class="news_column"><span class="h5">Thứ năm - 08/05/2025 23:07</span></div>')
    assert page.css(FAMILY.fields.date_label[0]).xpath("string()").get() == "Thứ năm - 08/05/2025 23:07"
