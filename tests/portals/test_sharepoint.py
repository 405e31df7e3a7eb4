"""SharePoint in the Đồng Nai skin."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from parsel import Selector

from crawler.portals.families import FAMILIES
from crawler.portals.families.base import PageRequest

# Our own wording in the layout of the family; class names and URL shapes are those of real portals.
SHAREPOINT_ARTICLE = """<html><body><form id="aspnetForm">
<div id="header-lt"><div id="cbp-bislideshow"><img src="/SiteAssets/banner.jpg"></div></div>
<div id="ctl00_ctl38_g_aa11"><h3>Chợ phiên sản vật của huyện</h3>
<div class="ExternalClass0123456789ABCDEF0123456789ABCDEF">
<p class="MsoNormal">Phiên chợ mở hai ngày.</p>
<p><img src="/SiteAssets/Lists/TnTuc/NewForm/24-12-2023 (7).jpg" alt="24-12-2023 (7).jpg"></p>
<p><img src="/Hnh%20nh%20hot%20ng/Nguyễn-Hữu Cảnh-(1650-1700) .jpg"></p>
<p><img class="lazy" src="/images/no-image.gif" data-original="/SiteAssets/Rừng Lá.JPG"></p>
<p><img src="/SiteAssets/Lists/TnTuc/NewForm/24-12-2023%20(7).jpg"></p>
<p><a href="/Th vin hnh/Kế hoạch.signed.signed.pdf">Kế hoạch kèm theo</a> <a href="/Pages/news.aspx?CatId=1">Tin</a></p>
<p><a class="link-download" href="/tai.aspx?id=7">Tải về</a></p>
<iframe src="/viewer/web.html?file=%2FSiteAssets%2Fph%E1%BB%A5%20l%E1%BB%A5c.pdf"></iframe>
<embed src="/SiteAssets/bieu.pdf"><object data="/SiteAssets/mau.docx"></object>
</div></div>
<div class="hitcounter" title="Số lượt truy cập"><img src="/Style Library/images/6.png"></div>
<img src="/Style Library/images/logo.png">
<div id="footer-lt"><div class="ExternalClassFFFF"><img src="/SiteAssets/qr.png"></div></div></form></body></html>"""
SHAREPOINT_LIST = """<html><body><form method="post" action="./news.aspx?CatId=106" id="aspnetForm">
<input type="hidden" name="__VIEWSTATE" value="dW1s+/=" /><input type="hidden" name="__VIEWSTATEGENERATOR" value="BAB98CB3" />
<input type="hidden" name="__EVENTVALIDATION" value="Zm9v" /><input type="hidden" name="__EVENTTARGET" value="" />
<input type="hidden" name="__EVENTARGUMENT" value="" /><input type="text" name="search" value="OCOP" />
<div id="header-lt"><div class="date-now">Thứ 6 - 26/02/2016</div>
<a href="/Pages/newsdetail.aspx?NewsId=9&CatId=106">Tin chạy trên đầu trang</a></div>
<div class="list-news">
<div class="item"><a href="/Pages/newsdetail.aspx?NewsId=2001&amp;CatId=106"><img src="/Hnh nh/2001 (1).jpg" alt="2001.jpg"></a>
<h4><a href="/Pages/newsdetail.aspx?CatId=106&amp;NewsId=2001">Bình  Sơn có thêm ba sản phẩm ba sao</a></h4>
<span class="date">(15/11/2019 09:05)</span>
<p>Hội đồng đánh giá của huyện họp ngày 12/11/2019 và chấm ba sản phẩm của hai hợp tác xã ở xã Bình Sơn.</p>
<a href="/Pages/newsdetail.aspx?NewsId=2001&amp;CatId=106">Xem chi tiết</a></div>
<div class="item"><h4><a href="newsdetail.aspx?newsid=2000&amp;catid=106">Lớp tập huấn ghi nhãn hàng hóa</a></h4>
<span class="date">14/11/2019</span></div>
</div>
<div class="box"><a href="/Pages/newsdetail.aspx?NewsId=1500&amp;CatId=99">Thông báo của một chuyên mục khác</a></div>
<table id="ctl00_Calendar1" title="Calendar"><tr><td><a href="javascript:__doPostBack('ctl00$Cal','7001')">2</a></td></tr></table>
<div class="phantrang">PAGER</div></form></body></html>"""

FAMILY = FAMILIES["sharepoint-dongnai"]
LISTING = "https://longthanh.dongnai.gov.vn/Pages/news.aspx?CatId=106"


@pytest.mark.parametrize(
    ("url", "key", "canonical"),
    [
        # The addresses seen in public material.
        (
            "https://dnieza.dongnai.gov.vn/Pages/newsdetail.aspx?CatId=116&NewsId=4786",
            "4786",
            "https://dnieza.dongnai.gov.vn/Pages/newsdetail.aspx?NewsId=4786&CatId=116",
        ),
        (
            "https://caicachhanhchinh.dongnai.gov.vn/Pages/newsdetail.aspx?CatId=97&NewsId=1689",
            "1689",
            "https://caicachhanhchinh.dongnai.gov.vn/Pages/newsdetail.aspx?NewsId=1689&CatId=97",
        ),
        (
            "https://longthanh.dongnai.gov.vn/Pages/newsdetail.aspx?NewsId=13784&CatId=106",
            "13784",
            "https://longthanh.dongnai.gov.vn/Pages/newsdetail.aspx?NewsId=13784&CatId=106",
        ),
        # How else it is written.
        (
            "HTTP://LongThanh.dongnai.gov.vn/pages/NewsDetail.aspx?newsid=013784&catid=104&fbclid=x&lang=vi#top",
            "13784",
            "http://longthanh.dongnai.gov.vn/Pages/newsdetail.aspx?NewsId=13784&CatId=104",
        ),
        (
            "https://longthanh.dongnai.gov.vn/(S(abc))/Pages/newsdetail.aspx?NewsId=7",
            "7",
            "https://longthanh.dongnai.gov.vn/Pages/newsdetail.aspx?NewsId=7",
        ),
    ],
)
def test_articles_are_known_by_news_id(url: str, key: str, canonical: str) -> None:
    assert FAMILY.article_key(url) == key
    assert FAMILY.canonical_url(url) == canonical
    assert FAMILY.canonical_url(canonical) == canonical


@pytest.mark.parametrize(
    "url",
    [
        "https://dnieza.dongnai.gov.vn/Pages/news.aspx?CatId=104",
        "https://www.dongnai.gov.vn/Pages/tintucsukien.aspx?gId=2",
        "https://longthanh.dongnai.gov.vn/Pages/home.aspx",
        "https://longthanh.dongnai.gov.vn/Pages/newsdetail.aspx",
        "https://longthanh.dongnai.gov.vn/Pages/newsdetail.aspx?NewsId=0&CatId=1",
        "https://longthanh.dongnai.gov.vn/Pages/newsdetail.aspx?NewsId=abc",
        "https://longthanh.dongnai.gov.vn/Pages/news.aspx?NewsId=12",
        "https://longthanh.dongnai.gov.vn/SiteAssets/Lists/CacTrangGioiThieu/EditForm/Bieu2030_LongThanh.pdf",
        "javascript:void(0)",
    ],
)
def test_what_is_no_article(url: str) -> None:
    assert FAMILY.article_key(url) is None


@given(
    st.integers(1, 99_999),
    st.permutations(["NewsId={}", "CatId=106", "fbclid=Iw", "utm_source=zalo", "PHPSESSID=0a1b2c3d", "x=1"]),
)
def test_key_and_canonical_hold_under_order_and_tails(number: int, pieces: list[str]) -> None:
    url = "https://h.vn/Pages/newsdetail.aspx?" + "&".join(pieces).format(number)
    assert FAMILY.article_key(url) == str(number)
    assert FAMILY.canonical_url(url) == f"https://h.vn/Pages/newsdetail.aspx?NewsId={number}&CatId=106"


def test_a_listing_announces_its_own_category() -> None:
    items = FAMILY.listing_items(Selector(SHAREPOINT_LIST), LISTING)
    assert [(item.title, item.date_shown) for item in items] == [
        ("Bình Sơn có thêm ba sản phẩm ba sao", "15/11/2019 09:05"),
        ("Lớp tập huấn ghi nhãn hàng hóa", "14/11/2019"),
    ]
    assert [FAMILY.article_key(item.url) for item in items] == ["2001", "2000"]
    assert items[0].summary is not None and items[0].summary.startswith("Hội đồng đánh giá của huyện họp")


def test_a_home_page_announces_every_category() -> None:
    items = FAMILY.listing_items(Selector(SHAREPOINT_LIST), "https://longthanh.dongnai.gov.vn/Pages/home.aspx")
    assert [FAMILY.article_key(item.url) for item in items] == ["2001", "2000", "1500"]


def _next(pager: str, page: int = 1, url: str = LISTING) -> PageRequest | None:
    return FAMILY.next_page(Selector(SHAREPOINT_LIST.replace("PAGER", pager)), PageRequest(url, page=page))


@pytest.mark.parametrize("name", ["Page", "PageIndex"])
def test_paging_by_parameter(name: str) -> None:
    pager = f'<b>1</b> <a href="/Pages/news.aspx?CatId=106&{name}=2">2</a> <a href="?CatId=106&{name}=3">3</a>'
    second = _next(pager)
    assert second == PageRequest(f"https://longthanh.dongnai.gov.vn/Pages/news.aspx?CatId=106&{name}=2", page=2)
    third = _next(pager.replace("<b>1</b>", '<a href="?CatId=106">1</a>'), 2, second.url)
    assert third is not None and third.url.endswith(f"{name}=3") and third.page == 3
    assert _next(pager, 3, third.url) is None


def test_another_category_is_no_next_page() -> None:
    assert _next('<a href="/Pages/news.aspx?CatId=107&Page=2">2</a>') is None


def test_paging_by_postback_sends_the_hidden_state() -> None:
    pager = """<span>1</span> <a href="javascript:__doPostBack('ctl00$grid','Page$2')">2</a>"""
    request = _next(pager)
    assert request is not None and request.page == 2 and request.url == LISTING and request.form is not None
    assert dict(request.form) == {
        "__VIEWSTATE": "dW1s+/=",
        "__VIEWSTATEGENERATOR": "BAB98CB3",
        "__EVENTVALIDATION": "Zm9v",
        "__EVENTTARGET": "ctl00$grid",
        "__EVENTARGUMENT": "Page$2",
    }


@pytest.mark.parametrize(
    ("labels", "page", "argument"),
    [
        ("1 [2] 3 ...", 2, "3"),
        ("... 11 12 [13] 14", 13, "14"),
        ("1 2 [3] ...", 3, "..."),
        ("... 4 5 [6]", 6, None),
        ("1 2 [3] Sau", 3, "Sau"),
        ("[1]", 1, None),
    ],
)
def test_which_postback_leads_on(labels: str, page: int, argument: str | None) -> None:
    links = [
        f"<span>{label}</span>"
        if label[0] == "["
        else f"""<a href="javascript:__doPostBack('p','{label}')">{label}</a>"""
        for label in labels.split()
    ]
    request = _next(" ".join(links), page)
    assert (dict(request.form or ())["__EVENTARGUMENT"] if request else None) == argument


def test_a_postback_with_options_is_read_too() -> None:
    pager = """<a href='javascript:WebForm_DoPostBackWithOptions(new WebForm_PostBackOptions("ctl00$next", "", true))'>&raquo;</a>"""
    request = _next(pager)
    assert request is not None and dict(request.form or ())["__EVENTTARGET"] == "ctl00$next"


def test_media_of_an_article() -> None:
    url = "https://longthanh.dongnai.gov.vn/Pages/newsdetail.aspx?NewsId=2001&CatId=106"
    links = FAMILY.media_links(Selector(SHAREPOINT_ARTICLE), url)
    host = "https://longthanh.dongnai.gov.vn"
    assert [(link.role, link.url) for link in links] == [
        ("image", f"{host}/SiteAssets/Lists/TnTuc/NewForm/24-12-2023%20(7).jpg"),
        ("image", f"{host}/Hnh%20nh%20hot%20ng/Nguy%E1%BB%85n-H%E1%BB%AFu%20C%E1%BA%A3nh-(1650-1700)%20.jpg"),
        ("image", f"{host}/SiteAssets/R%E1%BB%ABng%20L%C3%A1.JPG"),
        ("attachment", f"{host}/Th%20vin%20hnh/K%E1%BA%BF%20ho%E1%BA%A1ch.signed.signed.pdf"),
        ("attachment", f"{host}/tai.aspx?id=7"),
        ("attachment", f"{host}/SiteAssets/ph%E1%BB%A5%20l%E1%BB%A5c.pdf"),
        ("attachment", f"{host}/SiteAssets/bieu.pdf"),
        ("attachment", f"{host}/SiteAssets/mau.docx"),
    ]
    assert links[0].original == "/SiteAssets/Lists/TnTuc/NewForm/24-12-2023 (7).jpg"


def test_a_page_without_known_blocks_still_gives_its_pictures() -> None:
    page = SHAREPOINT_ARTICLE.replace("ExternalClass", "khac")
    links = FAMILY.media_links(Selector(page), "https://longthanh.dongnai.gov.vn/Pages/newsdetail.aspx?NewsId=1")
    assert len([link for link in links if link.role == "image"]) == 3


@pytest.mark.parametrize("name", ["sharepoint-dongnai", "nukeviet", "generic"])
@pytest.mark.parametrize("text", ["", "<html></html>", "<p>chữ", "<a href='http://['>x</a><img><a href>y</a><iframe>"])
def test_poor_pages_give_nothing(name: str, text: str) -> None:
    family, page = FAMILIES[name], Selector(text or " ")
    assert family.listing_items(page, LISTING) == []
    assert family.next_page(page, PageRequest(LISTING)) is None
    assert family.media_links(page, LISTING) == []
