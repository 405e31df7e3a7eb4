"""How many pages a listing has, as one page of it tells: links, postbacks, scripts, JSON."""

import pytest

from crawler.portals.families import FAMILIES
from crawler.portals.families.base import PageRequest, as_page
from crawler.portals.pager import PagerEnd, pager_end

NUKEVIET = "https://mau.dongnai.gov.vn/vi/news/kinh-te/"


def end_of(html: str, url: str, family: str, page: int = 1) -> PagerEnd:
    return pager_end(as_page(html), PageRequest(url, page=page), FAMILIES[family])


def links(*hrefs: str) -> str:
    return "".join(f'<a href="{href}">{href.strip("/").rpartition("-")[2]}</a>' for href in hrefs)


def test_the_highest_number_in_view_is_asked_for() -> None:
    html = links("/vi/news/kinh-te/page-2/", "/vi/news/kinh-te/page-3/", "/vi/news/kinh-te/page-47/")
    end = end_of(html, NUKEVIET, "nukeviet")
    assert (end.number, end.is_total) == (47, False)
    assert end.request is not None and end.request.url == NUKEVIET + "page-47/"


def test_numbers_of_another_pager_do_not_count() -> None:
    html = links("/vi/news/kinh-te/page-2/", "/vi/news/van-hoa/page-99/", "/vi/news/kinh-te/gia-lua-2026.html")
    assert end_of(html, NUKEVIET, "nukeviet").number == 2


def test_on_the_last_page_there_is_nothing_to_ask() -> None:
    end = end_of(links("/vi/news/kinh-te/page-2/", "/vi/news/kinh-te/page-1/"), NUKEVIET + "page-3/", "nukeviet", 3)
    assert end == PagerEnd(3, False, None)


def test_the_page_number_may_stand_in_the_file_name() -> None:
    html = links(
        "/chuyen-muc-kinh-te-c216-2.html", "/chuyen-muc-kinh-te-c216-216.html", "/chuyen-muc-van-hoa-c2-300.html"
    )
    end = end_of(html, "https://mau.vn/chuyen-muc-kinh-te-c216-1.html", "article-detail")
    assert end.number == 216
    assert end.request is not None and end.request.url.endswith("c216-216.html")


def test_a_script_that_states_the_total_is_believed() -> None:
    script = (
        '<div class="UIArticleInMenu_Default"><ul class="ArticleList"></ul></div><script>var maxPage = parseInt(12);'
        'function l(page){$.ajax({url: "/DesktopModule/UIArticleInMenu/ArticleInMenuPagination.aspx/LoadArticle", data: {'
        " article_category_id: 54442, site_id: 4, page: page, page_size: 10 }})}</script>"
    )
    end = end_of(script, "https://mau.gov.vn/kinh-te", "uiarticle")
    assert (end.number, end.is_total) == (12, True)
    assert end.request is not None and dict(end.request.form or ())["page"] == "12"


def test_json_states_the_total() -> None:
    body = '{"items": [], "totalPageNum": 9}'
    end = end_of(body, "https://mau.gov.vn/x?p_p_id=a&pageNum=1&recordPerPage=50", "liferay-json")
    assert (end.number, end.is_total) == (9, True)


def test_a_postback_is_sent_as_its_link_would() -> None:
    anchors = "".join(f"<a href=\"javascript:__doPostBack('lst$pager','Page${n}')\">{n}</a>" for n in (2, 3, 4))
    html = f'<form action="/vi/tin"><input name="__VIEWSTATE" value="abc">{anchors}</form>'
    end = end_of(html, "https://mau.gov.vn/vi/tin", "webforms")
    assert (end.number, end.is_total) == (4, False)
    assert end.request is not None and dict(end.request.form or ())["__EVENTARGUMENT"] == "Page$4"


@pytest.mark.parametrize("family", sorted(FAMILIES))
def test_a_page_without_pager_is_the_only_one(family: str) -> None:
    assert end_of("<p>Chưa có tin</p>", "https://mau.gov.vn/tin", family) == PagerEnd(1, False, None)


def test_an_absurd_number_is_no_page() -> None:
    html = links("/vi/news/kinh-te/page-2/", "/vi/news/kinh-te/page-99999/")
    assert end_of(html, NUKEVIET, "nukeviet").number == 2
