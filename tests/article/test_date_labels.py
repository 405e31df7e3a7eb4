"""Where portals of no known family print the date of an article."""

import pytest

from crawler.portals.families import FAMILIES
from pipeline.article.html import read_html
from pipeline.dates import decide

TITLE = "Huyện chấm điểm mười hai sản phẩm OCOP"
TEXT = (
    "UBND huyện vừa họp hội đồng chấm điểm sản phẩm OCOP với đủ đại diện các xã, thị trấn, phòng chuyên môn và những chủ thể "
    "có hồ sơ trong đợt này, kết quả được báo cáo về tỉnh."
)


def published(label: str = "", *, clock: str = "", head: str = "", after: str = "") -> str | None:
    html = (
        f"<html><head><title>{TITLE}</title>{head}</head><body><div class='top'><a href='/'>Trang chủ</a>{clock}</div>"
        f"<div class='content'><h1>{TITLE}</h1>{label}<div class='detail'><p>{TEXT}</p><p>{TEXT}</p></div>{after}</div>"
        "<div class='related'><h3>Tin liên quan</h3><ul><li><a href='/x'>Bài khác</a> (01/02/2020)</li></ul></div></body></html>"
    )
    return decide(read_html(html, "https://mau.gov.vn/tin/1", FAMILIES["generic"].fields)).published


LABELS = [
    ("2022-07-14", "<span>Ngày đăng bài: 14/07/2022 | Tác giả: Minh Mừng</span>"),
    ("2022-07-14T15:53", "<p><i>Người đăng: Admin</i> <b>Ngày đăng: 15:53 | 14/07/2022</b> <b>Lượt xem: 162</b></p>"),
    ("2022-07-14T03:19", "<div>cms-publish-date 14/07/2022 | 03:19 | cms-view-count: 25009</div>"),
    ("2022-07-14T15:53", "<time datetime='2022-07-14T15:53:00+07:00'>14/07/2022</time>"),
    ("2022-07-14T05:53", "<div>Ngày: 14-07-2022 05:53 SA</div>"),
    ("2022-07-14T15:53", "<div><span>Nguyễn Văn A</span> - <span>14/07/2022 15:53</span></div>"),
    ("2022-07-14T15:53", "<div>14 tháng 7, 2022 15:53</div>"),
    ("2022-07-14", "<div>Jul 14, 2022</div>"),
    ("2022-07-14", "<div>Được đăng: 14 Tháng 7 2022</div>"),
    ("2022-07-14", "<p>Post on: 14/07/2022</p>"),
    (None, "<p>Ngày ban hành: 14/07/2022</p>"),
]  # fmt: skip


@pytest.mark.parametrize(("day", "label"), LABELS)
def test_labels_under_the_title(day: str | None, label: str) -> None:
    assert published(label) == day


def test_structured_data_where_no_label_is_printed() -> None:
    block = '<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2022-07-14T15:53:00+07:00"}</script>'
    assert published(head=block) == "2022-07-14T15:53"
    assert published("<p>Ngày đăng: 12/07/2022</p>", head=block) == "2022-07-12"
    assert published(head="<meta name='pubdate' content='2022-07-14T15:53:00+07:00'>") == "2022-07-14T15:53"


def test_a_label_at_the_end_needs_the_word_for_posting() -> None:
    assert published(after="<p>Ngày đăng: 14/07/2022</p>") == "2022-07-14"
    assert published(after="<p>14/07/2022</p>") is None


def test_a_clock_above_is_no_label() -> None:
    assert published(clock="<span>Thứ ba, 26/11/2024</span>") is None
    assert published("<div>Thứ năm, 14/07/2022</div>", clock="<span>Thứ ba, 26/11/2024</span>") == "2022-07-14"
