"""SharePoint, Tân Dân skin."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from parsel import Selector

from crawler.portals.families import FAMILIES
from crawler.portals.families.base import PageRequest

FAMILY = FAMILIES["sharepoint-tandan"]
LISTING = "https://www.dienbien.gov.vn/portal/Pages/Tin-tuc-su-kien.aspx"

# Our own wording in the layout of the family; class names and URL shapes are those of real portals.
LIST = """<html><body><form id="aspnetForm"><div id="menu"><a href="/portal/Pages/2020-1-2/Tin-tren-menu-abc123.aspx">Menu</a></div>
<div><div><a href="/portal/Pages/2026-07-15/Phien-cho-vung-cao-a1b2c3.aspx">Phiên chợ vùng cao</a><p>Hai ngày họp chợ.</p></div>
<div><a href="/portal/pages/2026-7-14/Lop-det-vai-d4e5f6.aspx">Lớp dệt vải</a></div>
<div><a href="/portal/pages/2019/tap-huan-tho-ren-33.aspx">Tập huấn thợ rèn</a></div></div>
<div class="tandan-div-paging">PAGER</div></form></body></html>"""
ARTICLE = """<html><body><form><div><h1>Cổng thông tin</h1><p class="tandan-p-article-news-title">Phiên chợ</p>
<div class="tandan-p-article-news-content"><p><img src="/portal/PublishingImages/24-12-2023 (7).JPG" alt="24-12-2023 (7).JPG"></p>
<p><a href="/portal/Documents/kế hoạch.signed.pdf">Kế hoạch</a></p></div>
<div class="tandan-div-article-other"><img src="/portal/PublishingImages/khac.jpg"></div></div></form></body></html>"""


@pytest.mark.parametrize(
    ("url", "key"),
    [
        # The addresses seen in public material.
        (
            "https://svhttdl.dienbien.gov.vn/portal/pages/2026-07-15/Cot-co-A-Pa-Chai-duoc-cong-nhan-diem-du-lich.aspx",
            "2026-07-15/cot-co-a-pa-chai-duoc-cong-nhan-diem-du-lich",
        ),
        (
            "https://namdinh.gov.vn/portal/Pages/2020-11-3/Diem-tham-quan-du-lich-va-cac-le-hoi-tieu-bieucgc20c.aspx?fbclid=IwAR0",
            "2020-11-03/diem-tham-quan-du-lich-va-cac-le-hoi-tieu-bieucgc20c",
        ),
        (
            "https://ninhthuan.gov.vn/portal/Pages/2024-4-25/Quy-hoach-phat-trien-do-thi-theo-huong-xanh-hien-dvv348x.aspx",
            "2024-04-25/quy-hoach-phat-trien-do-thi-theo-huong-xanh-hien-dvv348x",
        ),
        (
            "https://yenhoa.camxuyen.hatinh.gov.vn/portal/pages/2020/tuyen-truyen-nong-thon-moi-chuong-trinh-moi-xa-mot-san-pham-nam-2020-126.aspx",
            "2020/tuyen-truyen-nong-thon-moi-chuong-trinh-moi-xa-mot-san-pham-nam-2020-126",
        ),
        (
            "https://xasonlinh.hatinh.gov.vn/portal/pages/2023-01-30/Ung-dung-Cong-nghe-thong-tin-chuyen-doi-so-trong-v-468686.aspx",
            "2023-01-30/ung-dung-cong-nghe-thong-tin-chuyen-doi-so-trong-v-468686",
        ),
    ],
)
def test_articles_are_known_by_folder_and_file(url: str, key: str) -> None:
    canonical = FAMILY.canonical_url(url)
    assert FAMILY.article_key(url) == FAMILY.article_key(canonical) == key
    assert canonical == url.partition("?")[0].replace("/portal/pages/", "/portal/Pages/")


@given(
    st.sampled_from(["Pages", "pages", "PAGES"]),
    st.sampled_from(["2021-4-9", "2021-04-09", "2021-4-09"]),
    st.sampled_from(["Ten-bai-x1y2z3", "ten-bai-X1Y2Z3"]),
    st.sampled_from(["", "?fbclid=a", "?utm_source=zalo&PageIndex=3", "#binh-luan"]),
)
def test_twins_have_one_key(pages: str, day: str, name: str, tail: str) -> None:
    url = f"https://h.gov.vn/portal/{pages}/{day}/{name}.aspx{tail}"
    assert FAMILY.article_key(url) == "2021-04-09/ten-bai-x1y2z3"
    assert FAMILY.canonical_url(url) == f"https://h.gov.vn/portal/Pages/{day}/{name}.aspx"


@pytest.mark.parametrize(
    "url",
    [
        "https://www.dienbien.gov.vn/portal/Pages/Tin-tuc-su-kien.aspx",
        "https://www.dienbien.gov.vn/portal/Pages/Tin-tuc-su-kien.aspx?PageIndex=2",
        "https://nongthonmoi.gov.vn/Pages/danh-ba-dien-thoai.aspx",
        "https://dienbien.gov.vn/",
        "https://dienbien.gov.vn/portal/",
        "https://h.gov.vn/portal/Pages/2020-11-3/",
        "https://h.gov.vn/portal/Pages/2020-11-3/ke-hoach.pdf",
        "https://h.gov.vn/portal/Pages/2020-11/ten-bai.aspx",
        "https://h.gov.vn/portal/PublishingImages/2020-11-3/anh.jpg",
        "https://h.gov.vn/Pages/newsdetail.aspx?NewsId=1&CatId=2",
    ],
)
def test_what_is_no_article(url: str) -> None:
    assert FAMILY.article_key(url) is None


def test_a_listing_announces_both_grammars() -> None:
    items = FAMILY.listing_items(Selector(LIST), LISTING)
    assert [item.title for item in items] == ["Phiên chợ vùng cao", "Lớp dệt vải", "Tập huấn thợ rèn"]


@pytest.mark.parametrize(
    "pager",
    [
        '<span>1</span><a href="/portal/Pages/Tin-tuc-su-kien.aspx?PageIndex=2">2</a>',
        '<span>1</span><a href="javascript:goPage(2)">2</a><a href="javascript:goPage(3)">3</a>',
        '<span>1</span><a href="#" onclick="goPage(2)">2</a>',
        '<a href="javascript:void(0)" onclick="goPage(2)">Trang sau</a>',
    ],
)
def test_paging_by_link_and_by_script(pager: str) -> None:
    page = Selector(LIST.replace("PAGER", pager))
    assert FAMILY.next_page(page, PageRequest(LISTING)) == PageRequest(f"{LISTING}?PageIndex=2", page=2)


def test_a_script_pager_goes_on_from_the_page_it_is_on() -> None:
    page = Selector(LIST.replace("PAGER", '<a href="javascript:goPage(2)">2</a><a href="javascript:goPage(3)">3</a>'))
    current = PageRequest(f"{LISTING}?PageIndex=2", page=2)
    assert FAMILY.next_page(page, current) == PageRequest(f"{LISTING}?PageIndex=3", page=3)
    assert FAMILY.next_page(page, PageRequest(f"{LISTING}?PageIndex=3", page=3)) is None


def test_a_postback_pager_is_posted() -> None:
    pager = """<a href="javascript:__doPostBack('ctl00$pager','2')">2</a><input name="__VIEWSTATE" value="abc">"""
    following = FAMILY.next_page(Selector(LIST.replace("PAGER", pager)), PageRequest(LISTING))
    assert following is not None and following.form is not None
    assert dict(following.form) == {"__VIEWSTATE": "abc", "__EVENTTARGET": "ctl00$pager", "__EVENTARGUMENT": "2"}


def test_media_of_an_article() -> None:
    url = "https://dienbien.gov.vn/portal/Pages/2026-07-15/Phien-cho-vung-cao-a1b2c3.aspx"
    assert [(link.role, link.url) for link in FAMILY.media_links(Selector(ARTICLE), url)] == [
        ("image", "https://dienbien.gov.vn/portal/PublishingImages/24-12-2023%20(7).JPG"),
        ("attachment", "https://dienbien.gov.vn/portal/Documents/k%E1%BA%BF%20ho%E1%BA%A1ch.signed.pdf"),
    ]
