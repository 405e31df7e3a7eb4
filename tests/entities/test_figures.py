"""Counts: value, unit, year, total or new, result or target."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plain_article import plain

from pipeline.entities.figures import find_figures
from pipeline.model import FigureMention, HomeUnit

HOME = HomeUnit("740-0", "district", {"district": "huyện Long Thành", "province": "tỉnh Đồng Nai"})


def found(text: str) -> tuple[FigureMention, ...]:
    return find_figures(plain(text), HOME)


def one(text: str) -> FigureMention:
    figures = found(text)
    assert len(figures) == 1, [f.span.surface for f in figures]
    return figures[0]


GROWTH = ("Riêng trên địa bàn huyện Long Thành, trong hai năm 2018 và 2019 đã thành lập mới thêm 4 Hợp tác xã và 8 Tổ hợp tác, "
          "nâng tổng số lên 24 Hợp tác xã, 38 Tổ hợp tác và 2 Quỹ tín dụng nhân dân, tạo việc làm cho trên 2 ngàn lao động.")  # fmt: skip


def test_new_and_total_in_one_sentence() -> None:
    assert [(f.value, f.unit, f.counting, f.year, f.place) for f in found(GROWTH)] == [
        (4, "hợp tác xã", "new", "2018-2019", "huyện Long Thành"),
        (8, "tổ hợp tác", "new", "2018-2019", "huyện Long Thành"),
        (24, "hợp tác xã", "total", "2019", "huyện Long Thành"),
        (38, "tổ hợp tác", "total", "2019", "huyện Long Thành"),
        (2, "quỹ tín dụng nhân dân", "total", "2019", "huyện Long Thành"),
        (2000, "lao động", "total", "2019", "huyện Long Thành"),
    ]


def test_products_of_producers_by_rating() -> None:
    figures = found("Đến cuối năm 2023, toàn tỉnh có 496 sản phẩm của 231 chủ thể, trong đó có 2 sản phẩm 5 sao, "
                    "96 sản phẩm 4 sao, 398 sản phẩm 3 sao; 45 HTX, 60 doanh nghiệp.")  # fmt: skip
    assert [(f.value, f.unit) for f in figures] == [
        (496, "sản phẩm"), (231, "chủ thể"), (2, "sản phẩm 5 sao"), (96, "sản phẩm 4 sao"), (398, "sản phẩm 3 sao"),
        (45, "hợp tác xã"), (60, "doanh nghiệp"),
    ]  # fmt: skip
    assert [f.subject for f in figures if f.unit == "hợp tác xã"] == ["chủ thể"]
    assert {(f.year, f.place) for f in figures} == {("2023", "tỉnh Đồng Nai")}
    assert [f.unit for f in found("có 16 sản phẩm OCOP, gồm 4 sản phẩm 4 sao, 12 3 sao")] == [
        "sản phẩm", "sản phẩm 4 sao", "sản phẩm 3 sao"]  # fmt: skip


VALUES = [
    ("có 8.565 sản phẩm", 8565), ("có 01 sản phẩm", 1), ("có mười hai tổ hợp tác", 12), ("có hai mươi bốn HTX", 24),
    ("hơn 1.500 lao động", 1500), ("trên 2 ngàn lao động", 2000), ("gần 1,5 nghìn lao động", 1500),
    ("có 24 (hai mươi bốn) hợp tác xã", 24), ("với 17.400 sản phẩm OCOP", 17400),
    ("gồm nhiều nhóm,14 sản phẩm", 14), ("có 1 - 2 sản phẩm", 1), ("có từ 40-50 sản phẩm", 40),
]  # fmt: skip


@pytest.mark.parametrize(("text", "value"), VALUES)
def test_numbers(text: str, value: int) -> None:
    assert one(f"Địa phương {text} trong kỳ.").value == value


TARGETS = [
    ("Mỗi địa phương xã, thị trấn có ít nhất 01 sản phẩm theo Chương trình OCOP.", "target"),
    ("Phấn đấu đến năm 2025 có 10.000 sản phẩm.", "target"), ("Mục tiêu: mỗi năm có thêm 3 HTX.", "target"),
    ("Đến nay huyện đã có 16 sản phẩm, vượt mục tiêu.", "result"), ("Năm 2020 huyện có 3 HTX.", "result"),
    ("UBND huyện giao mỗi xã chọn một sản phẩm.", "target"), ("Vượt mục tiêu đề ra (200 sản phẩm).", "target"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "aim"), TARGETS)
def test_targets(text: str, aim: str) -> None:
    assert one(text).aim == aim


YEARS = [
    ("Tính đến 31/12/2019, có 24 HTX.", "2019-12-31"), ("Đến tháng 9/2025 có 24 HTX.", "2025-09"),
    ("Có 24 HTX vào năm 2021.", "2021"), ("Có 24 HTX.", None), ("Giai đoạn 2018-2020 thành lập mới 24 HTX.", "2018-2020"),
    ("So với cuối năm 2022 tăng 53 sản phẩm.", None), ("Giai đoạn 2021-2025 phấn đấu có thêm 15 sản phẩm.", "2025"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "year"), YEARS)
def test_as_of(text: str, year: str | None) -> None:
    assert one(text).year == year


PLACES = [
    ("Toàn tỉnh có 24 HTX.", "tỉnh Đồng Nai"), ("Cả nước có 24 HTX.", "cả nước"), ("Có 24 HTX.", "huyện Long Thành"),
    ("Huyện Xuân Lộc có 24 HTX.", "huyện Xuân Lộc"), ("HTX Nông nghiệp Xanh có 3 sản phẩm.", None),
    ("Theo UBND huyện Cẩm Mỹ, có 24 HTX.", "huyện Long Thành"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "place"), PLACES)
def test_whom_it_counts_for(text: str, place: str | None) -> None:
    assert one(text).place == place


NOTHING = [
    "29/31 sản phẩm", "24 triệu sản phẩm", "500 sản phẩm/ngày", "2.000 sản phẩm mỗi tháng", "năm 2019 sản phẩm",
    "Quyết định số 24 sản phẩm", "mỗi xã một sản phẩm", "mỗi làng một sản phẩm", "là một sản phẩm", "trong năm sản phẩm", "các sản phẩm",
    "50.000 đồng/sản phẩm", "93,5% sản phẩm", "từ hai lao động",
]  # fmt: skip


@pytest.mark.parametrize("text", NOTHING)
def test_what_is_no_count(text: str) -> None:
    assert found(f"Theo báo cáo, {text} được nêu.") == ()


_PIECES = st.sampled_from(["24 Hợp tác xã", "mười hai tổ hợp tác", "năm 2019", "thành lập mới", "hơn 1.500 lao động", "4 sản phẩm 4 sao,",
                           "12 3 sao", "huyện Long Thành", ".", ";", "\n", "ít nhất", "\u200b", "một"])  # fmt: skip


@given(st.lists(_PIECES, max_size=14))
def test_slicing_the_field_gives_the_quote(pieces: list[str]) -> None:
    article = plain(" ".join(pieces))
    for figure in find_figures(article, HOME):
        assert article.body[figure.span.start : figure.span.end] == figure.span.surface != ""
