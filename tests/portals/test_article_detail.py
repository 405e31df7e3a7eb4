"""The Article-Detail CMS."""

import pytest
from parsel import Selector

from crawler.portals.families import FAMILIES
from crawler.portals.families.base import PageRequest

FAMILY = FAMILIES["article-detail"]
LISTING = "https://hungyen.gov.vn/chuyen-muc-tin-cac-so-nganh-xa-phuong-c216-1.html"
# Our own wording in the layout of the family; class names and URL shapes are those of real portals.
LIST = """<html><body><header><div><a href="/tin-noi-bat-tren-dau-trang.html">Tin nổi bật trên đầu trang</a></div></header>
<article><a href="/phien-cho-nhan-long-dau-mua.html"><img class="lazy" src="/no-image.png" data-original="/a.jpg"></a>
<h3 class="article-title"><a href="/phien-cho-nhan-long-dau-mua.html">Phiên chợ nhãn lồng đầu mùa</a></h3>
<time class="post-date" datetime="2025-10-30T10:31:51+07:00">30/10/2025</time><div class="post-content">Tóm tắt ngắn.</div></article>
<div class="item"><a class="article-title" href="/lop-hoc-lam-long-nhan-say.html">Lớp học làm long nhãn sấy</a> <span class="time-news">29/10/25</span></div>
<div class="relatedArticles"><a href="/mot-bai-khac-o-canh-ben.html">Một bài khác ở cạnh bên</a></div>
<div class="pagination">PAGER</div></body></html>"""


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://hungyen.gov.vn/xa-phuong-nhieu-san-pham-ocop.html", "xa-phuong-nhieu-san-pham-ocop"),
        ("https://hungyen.gov.vn/xa-phuong-nhieu-san-pham-ocop.html?fbclid=a#top", "xa-phuong-nhieu-san-pham-ocop"),
        ("https://hungyen.gov.vn/mot-san-pham.html?page=2", "mot-san-pham"),
        (LISTING, None),
        ("https://hungyen.gov.vn/chuyen-muc-kinh-te-c216-12.html", None),
        ("https://hungyen.gov.vn/", None),
        ("https://hungyen.gov.vn/trang-chu.html", None),
        ("https://hungyen.gov.vn/lien-he.html", None),
        ("https://hungyen.gov.vn/rss/tin-moi-nhat-hom-nay.xml", None),
        ("https://hungyen.gov.vn/Upload/mot-hai-ba.pdf", None),
    ],
)
def test_articles_are_known_by_their_slug(url: str, key: str | None) -> None:
    assert FAMILY.article_key(url) == key
    if key:
        assert FAMILY.canonical_url(url) == f"https://hungyen.gov.vn/{key}.html"


def test_a_listing_announces_with_either_kind_of_date() -> None:
    items = FAMILY.listing_items(Selector(LIST), LISTING)
    assert [(item.title, item.date_shown) for item in items] == [
        ("Phiên chợ nhãn lồng đầu mùa", "2025-10-30T10:31:51+07:00"),
        ("Lớp học làm long nhãn sấy", "29/10/25"),
    ]


@pytest.mark.parametrize(
    ("pager", "leads_to"),
    [
        ('<a class="next" href="/chuyen-muc-tin-cac-so-nganh-xa-phuong-c216-2.html">Sau</a>', 2),
        ('<span>1</span> <a href="chuyen-muc-tin-cac-so-nganh-xa-phuong-c216-2.html">2</a>', 2),
        ('<a href="/chuyen-muc-x-c216-2.html">2</a> <span class="current next">Sau</span>', None),
        ('<a href="/chuyen-muc-x-c216-2.html">2</a> <span class="next-pages">Sau</span>', None),
        ('<a class="next" href="/chuyen-muc-tin-cac-so-nganh-xa-phuong-c216-1.html">Sau</a>', None),
        ('<a class="next" href="/chuyen-muc-khac-c217-2.html">Sau</a>', None),
    ],
)
def test_paging_ends_at_the_span(pager: str, leads_to: int | None) -> None:
    following = FAMILY.next_page(Selector(LIST.replace("PAGER", pager)), PageRequest(LISTING))
    assert (following.page if following else None) == leads_to
    if following:
        assert following.url == LISTING.replace("-1.html", "-2.html")


def test_placeholders_are_no_pictures_and_files_stand_below_the_text() -> None:
    page = Selector(
        """<article class="news-detail-layout-type-2"><h1 class="title-detail">Tên</h1><div id="audio1"><a href="/giong.zip">Nghe</a></div>
        <div class="brief"><img src="/Content/no-image.png"><img src="/Content/no-image.png" data-original="/Upload/a b.jpg"></div>
        <a class="link-download" href="/tai?id=5">Kế hoạch</a></article>"""
    )
    links = FAMILY.media_links(page, "https://hungyen.gov.vn/mot-hai-ba.html")
    assert [(link.role, link.url) for link in links] == [
        ("image", "https://hungyen.gov.vn/Upload/a%20b.jpg"),
        ("attachment", "https://hungyen.gov.vn/tai?id=5"),
    ]
