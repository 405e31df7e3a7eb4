"""What holds for every family."""

import re
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
from pipeline.article.html import read_html

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
    shared = {"__init__", "base", "by_path", "elements", "lazy", "links", "media", "postback", "tailored"}
    modules = {path.stem for path in Path(families.__file__).parent.glob("*.py")} - shared
    assert set(FAMILIES) == {module.replace("_", "-") for module in modules}
    assert all(family.name == name for name, family in FAMILIES.items())


FILES_EVERYWHERE = """<html><head><title>Xã chấm điểm mười hai sản phẩm OCOP</title></head><body>
<div><ul><li><a href="/">Trang chủ</a></li></ul></div><h1>Xã chấm điểm mười hai sản phẩm OCOP</h1>
<div class="{classes} noi-dung" id="{ids}">
<p>Hội đồng đánh giá của xã đã họp trong hai buổi để chấm mười hai hồ sơ do các chủ thể gửi tới, phần lớn là nông sản.</p>
<p>Sau khi chấm, bảy sản phẩm đủ điểm để đề nghị hạng ba sao, hai sản phẩm đạt bốn sao, ba hồ sơ được trả về bổ sung.</p>
<p>Mỗi hồ sơ được ba thành viên đọc trước, ghi nhận xét rồi mới thảo luận chung trong buổi họp của hội đồng xã.</p>
<p>Xem kèm theo:</p><p><a href="/f/ke%20hoach.signed.signed.pdf">Kế hoạch 112/KH-UBND</a></p>
<p><a class="link-download" href="/tai-ve/17">Quyết định công nhận</a></p>
<p><a class="view-gallery" href="/xem/18">Biên bản chấm</a></p>
<iframe src="/viewer.html?file=/f/a.pdf"></iframe><embed src="/f/b.pdf"><object data="/f/c.pdf"></object></div>
<div class="news-download-file"><a download href="/vi/news/download/7/">Danh sách.docx</a></div></body></html>"""
FILES = ["/f/a.pdf", "/f/b.pdf", "/f/c.pdf", "/f/ke%20hoach.signed.signed.pdf", "/tai-ve/17", "/vi/news/download/7/",
         "/xem/18"]  # fmt: skip


@pytest.mark.parametrize("name", FAMILIES)
def test_files_of_all_places_are_fetched_and_read_as_attachments(name: str) -> None:
    family, host = FAMILIES[name], "https://xuanhoa.example.vn"
    css = next(iter(family.fields.body), "")
    page = FILES_EVERYWHERE.format(
        classes=" ".join(re.findall(r"\.([\w-]+)", css)), ids=" ".join(re.findall(r"#([\w-]+)", css))
    )
    fetched = [link.url for link in family.media_links(Selector(page), f"{host}/tin/bai-118.html")]
    read = [file.href for file in read_html(page, f"{host}/tin/bai-118.html", family.fields).attachments]
    assert sorted(fetched) == sorted(read) == [host + path for path in FILES]
