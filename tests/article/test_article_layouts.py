"""One article in three layouts gives the same reading."""

from datetime import date
from pathlib import Path

import pytest
from article_pages import FIRST, LEAD, LICENCE, NUKEVIET, SECOND, SHAREPOINT, TITLE, URL, nukeviet, sharepoint, unknown

from crawler.portals.families.base import FieldSelectors
from crawler.portals.registry import load_registry
from pipeline.article.html import block_offsets, read_html
from pipeline.reading import read_page

PICTURE = (
    '<p style="text-align:center"><img alt="3903.jpg" src="/uploads/news/2025_05/3903.jpg"></p>'
    '<p style="text-align:center"><em>Các mẫu bột ca cao dự chấm điểm</em></p>'
)


@pytest.mark.parametrize(
    ("page", "fields"),
    [(nukeviet(PICTURE), NUKEVIET), (sharepoint(PICTURE), SHAREPOINT), (unknown(PICTURE), FieldSelectors())],
    ids=["nukeviet", "sharepoint", "unknown"],
)
def test_one_article_three_layouts(page: str, fields: FieldSelectors) -> None:
    article = read_html(page, URL, fields)
    assert article.title == TITLE
    assert article.body.split("\n") == [FIRST, SECOND]
    assert article.captions == "Các mẫu bột ca cao dự chấm điểm"
    (image,) = article.images
    assert image.src == "https://xuanhoa.example.vn/uploads/news/2025_05/3903.jpg"
    assert (image.caption_basis, image.alt) == ("next paragraph", None)
    assert article.licence == LICENCE
    assert article.problems == ()
    for index, name, start, end in block_offsets(article):
        assert article.text_of(name)[start:end] == article.blocks[index].text


def test_nukeviet_surroundings() -> None:
    article = read_html(nukeviet(), URL, NUKEVIET)
    assert (article.lead, article.author, article.section) == (LEAD, "Minh Thư", "Kinh tế")
    assert article.publisher == "UBND xã Xuân Hòa"
    assert [(raw.basis, raw.text) for raw in article.raw_dates] == [
        ("page clock", "Chủ nhật, 05/07/2026 08:14"),
        ("label", "Thứ năm - 08/05/2025 23:07"),
        ("modified", "2025-06-30T17:00:00+07:00"),
    ]


def test_sharepoint_foot_and_banner_are_not_the_body() -> None:
    article = read_html(sharepoint(), URL, SHAREPOINT)
    assert article.author == "NH-VH&TT"
    assert [block.kind for block in article.blocks] == ["paragraph", "paragraph", "signature"]
    assert article.images == ()
    assert article.publisher == "UBND xã Xuân Hòa"
    assert [(raw.basis, raw.text) for raw in article.raw_dates] == [("page clock", "Thứ 6 - 26/02/2016")]


def test_unknown_layout_is_read_by_trafilatura_and_keeps_its_date_line() -> None:
    article = read_html(unknown(), URL, FieldSelectors())
    assert article.body_basis == "trafilatura"
    assert [(raw.basis, raw.text) for raw in article.raw_dates] == [
        ("page clock", "Thứ ba, 07/07/2026"),
        ("label", "Ngày đăng: 9/5/2025 | Lượt xem: 318"),
    ]


def test_a_reskin_is_a_problem_for_a_person() -> None:
    article = read_html(unknown(), URL, NUKEVIET)
    assert article.body.split("\n") == [FIRST, SECOND]
    assert "layout unknown" in article.problems


def test_cross_check_is_made_only_when_asked() -> None:
    assert read_html(nukeviet(), URL, NUKEVIET).cross_check is None
    agreed = read_html(nukeviet(), URL, NUKEVIET, cross_check=True).cross_check
    assert agreed is not None and agreed > 0.8


def test_a_page_without_article_says_so() -> None:
    article = read_html("<html><body></body></html>", URL, NUKEVIET)
    assert (article.title, article.body, article.blocks) == ("", "", ())
    assert set(article.problems) == {"layout unknown", "no title", "no body"}


def test_a_short_notice_stays_with_its_family() -> None:
    page = nukeviet().replace(FIRST, "UBND xã nghỉ tiếp dân sáng thứ hai.").replace(f"<p>{SECOND}</p>", "")
    article = read_html(page, URL, NUKEVIET)
    assert article.body_basis == "family"
    assert article.body.startswith("UBND xã nghỉ tiếp dân")


TWO_LAYOUTS = """\
name: Trang thông tin điện tử xã Mẫu
name_en: Sample commune portal
level: commune
unit: "26425-20250701"
hosts: [xuanhoa.example.vn]
family: nukeviet
home_url: https://xuanhoa.example.vn/
valid_from: 2025-07-01
layouts:
  - {valid_to: 2025-12-31, fields: {title: [h2.ten], body: [div.ruot]}}
  - {valid_from: 2026-01-01, fields: {title: [h2.ten-moi], body: [div.ruot-moi]}}
"""


def test_a_capture_is_read_by_the_layout_of_its_day(tmp_path: Path) -> None:
    """A portal was redrawn on New Year's day, and the names of the old skin came to mean a box with the news of before."""
    (tmp_path / "xa").mkdir()
    (tmp_path / "xa" / "mau.yml").write_text(TWO_LAYOUTS, encoding="utf-8")
    registry = load_registry(tmp_path)
    old, new = "Xã Xuân Hòa chấm mười hai sản phẩm năm cũ", "Xã Xuân Hòa chấm chín sản phẩm năm mới"
    page = (
        f'<body><h2 class="ten-moi">{new}</h2><div class="ruot-moi"><p>{FIRST}</p></div>'
        f'<h2 class="ten">{old}</h2><div class="ruot"><p>{SECOND}</p></div></body>'
    )
    for day, title, body in ((date(2025, 12, 31), old, SECOND), (date(2026, 1, 1), new, FIRST)):
        article = read_page(page, URL, registry.get("xa/mau"), registry, day).article
        assert article is not None
        assert (article.title, article.body, article.body_basis) == (title, body, "family")
