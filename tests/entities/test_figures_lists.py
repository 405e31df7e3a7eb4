"""Lists of counts: ranks and kinds of producers, targets that hold on, years that carry over, sums."""

from datetime import date

import pytest
from plain_article import plain

from pipeline.entities.figures import find_figures
from pipeline.entities.places import find_places
from pipeline.gazetteer import load_gazetteer
from pipeline.model import FigureMention, HomeUnit

HOME = HomeUnit("740-0", "district", {"district": "huyện Long Thành", "province": "tỉnh Đồng Nai"})


def found(text: str, when: date | None = None) -> tuple[FigureMention, ...]:
    return find_figures(plain(text), HOME, when=when)


def test_ranks_however_they_are_said() -> None:
    text = (
        "Công nhận 13 sản phẩm, gồm 5 sản phẩm được công nhận sản phẩm đạt hạng 4 sao và 8 sản phẩm đạt chứng nhận tiêu chuẩn "
        "3 sao; có 2 sản phẩm tiềm năng 5 sao; 40 sản phẩm đạt từ 3 sao trở lên."
    )
    assert [(f.value, f.stars, f.potential) for f in found(text)] == [
        (13, None, False), (5, 4, False), (8, 3, False), (2, 5, True), (40, None, False),
    ]  # fmt: skip


def test_kinds_of_producers_count_only_in_their_list() -> None:
    text = "Có 21 chủ thể, gồm 11 HTX, 4 tổ hợp tác, 3 doanh nghiệp và 3 hộ kinh doanh."
    figures = found(text)
    assert [(f.value, f.unit) for f in figures] == [
        (21, "chủ thể"), (11, "hợp tác xã"), (4, "tổ hợp tác"), (3, "doanh nghiệp"), (3, "hộ"),
    ]  # fmt: skip
    assert figures[0].sums == "11 + 4 + 3 + 3 = 21"
    assert found("Xã có 200 hộ nghèo, 12 doanh nghiệp may mặc đóng trên địa bàn, 3 cơ sở y tế.") == ()


SUMS = [
    ("Tỉnh có 26 sản phẩm, trong đó 5 sản phẩm 4 sao và 21 sản phẩm 3 sao.", "5 + 21 = 26"),
    ("Tỉnh có 26 sản phẩm, trong đó 5 sản phẩm 4 sao và 20 sản phẩm 3 sao.", "5 + 20 = 25, không phải 26"),
    ("Tỉnh có 357 sản phẩm (272 sản phẩm đạt 3 sao và 85 sản phẩm đạt 4 sao).", "272 + 85 = 357"),
    ("Tỉnh có 21 sản phẩm của 16 chủ thể, trong đó: 06 sản phẩm đạt 4 sao (có 01 sản phẩm thăng hạng từ 3 sao lên 4 sao), "
     "15 sản phẩm đạt 3 sao.", "6 + 15 = 21"),
    ("Tỉnh có 26 sản phẩm, trong đó 1 sản phẩm 5 sao và 5 sản phẩm 4 sao.", None),
    ("Tỉnh có 26 sản phẩm, trong đó 5 sản phẩm 4 sao.", None),
    ("Từ 27 sản phẩm còn 21 sản phẩm, gồm 4 sản phẩm 4 sao và 17 sản phẩm 3 sao.", None),
    ("Tỉnh có 26 sản phẩm. Huyện có 5 sản phẩm 4 sao, 3 sản phẩm 3 sao.", None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "sums"), SUMS)
def test_a_total_says_whether_its_parts_add_up(text: str, sums: str | None) -> None:
    assert found(text)[0].sums == sums


def test_a_target_holds_on_through_its_list_and_a_later_year_is_a_target() -> None:
    text = "Đến năm 2020 có ít nhất 80 sản phẩm, 01 sản phẩm 5 sao; củng cố 100 HTX, 200 tổ hợp tác."
    assert {(f.aim, f.year) for f in found(text)} == {("target", "2020")}
    (planned,) = found("Năm 2025, tỉnh có 300 sản phẩm.", date(2023, 4, 1))
    (counted,) = found("Năm 2025, tỉnh có 300 sản phẩm.", date(2026, 4, 1))
    assert (planned.aim, counted.aim) == ("target", "result")


YEARS = [
    ("Huyện công nhận OCOP đợt 1 năm 2023 cho 12 sản phẩm.", "2023"),
    ("Từ năm 2019 đến nay, huyện có 38 sản phẩm.", None),
    ("Năm nay, huyện có 38 sản phẩm.", "2024"),
    ("Đến tháng 9/2023 có 24 HTX; năm 2025 sẽ khác.", "2023-09"),
]


@pytest.mark.parametrize(("text", "year"), YEARS)
def test_as_of(text: str, year: str | None) -> None:
    assert found(text, date(2024, 5, 1))[-1].year == year


def test_a_sentence_that_goes_on_keeps_the_year() -> None:
    text = "Ngày 30 tháng 12 năm 2022, UBND tỉnh ký quyết định. Theo đó, 31 sản phẩm của 19 chủ thể được công nhận."
    assert [(f.value, f.year) for f in found(text)] == [(31, "2022"), (19, "2022")]


def test_those_that_passed_out_of_all() -> None:
    (passed,) = found("Kết quả, 12/14 sản phẩm đạt từ 50 điểm trở lên.")
    assert (passed.value, passed.span.surface) == (12, "12/14 sản phẩm")
    assert found("Bảng ghi 12/14 sản phẩm cho đủ cột.") == ()


def test_the_unit_behind_the_count_and_whose_products() -> None:
    assert found("Quyết định phê duyệt 13 sản phẩm OCOP tỉnh Thanh Hóa.")[0].place == "tỉnh Thanh Hóa"
    (own,) = found("HTX Nông nghiệp Xanh có 3 sản phẩm.")
    assert (own.subject, own.place) == ("HTX Nông nghiệp Xanh", None)


def test_a_unit_in_a_bracket_is_that_of_a_product_not_of_the_count() -> None:
    text = "Tỉnh có 13 sản phẩm, gồm 5 sản phẩm 4 sao: nước mắm, mắm tép (huyện Hoằng Hóa) và 8 sản phẩm 3 sao."
    assert {f.place for f in found(text)} == {"huyện Long Thành"}


def test_the_portal_s_unit_is_that_of_the_article_s_day() -> None:
    city = HomeUnit("75-20260430", "province", {"province": "thành phố Đồng Nai"})
    article = plain("Tỉnh Đồng Nai vừa công bố 29 sản phẩm OCOP.", title="Kết quả đợt đầu: 29 sản phẩm OCOP")
    then = find_figures(article, city, load_gazetteer(), when=date(2020, 9, 17))
    assert {figure.place for figure in then} == {"tỉnh Đồng Nai"}


def test_a_result_without_year_is_as_of_its_publication_and_says_so() -> None:
    article = plain("Huyện có 12 sản phẩm OCOP. Năm 2020 huyện có 3 sản phẩm. Phấn đấu có 20 sản phẩm.")
    figures = find_figures(article, HOME, published="2023-05-06T08:00")
    assert [(f.year, f.year_basis) for f in figures] == [("2023", "article"), ("2020", "said"), (None, None)]


def test_the_day_of_a_document_dates_no_count() -> None:
    text = "Theo Kế hoạch số 51/KH-UBND ngày 08/6/2020 của UBND tỉnh, Hội đồng chấm 04 sản phẩm."
    assert [(f.year, f.aim) for f in found(text)] == [(None, "result")]


@pytest.mark.parametrize(
    ("text", "value"),
    [("Cơ sở thu mua của gần 500 hộ ở các xã.", 500), ("Cả xã có 2.000 hộ làm nghề.", 2000),
     ("Xã trao chứng nhận OCOP cho 3 cơ sở.", 3), ("Nâng cấp 04 sản phẩm đã được công nhận.", 4)],
)  # fmt: skip
def test_producers_of_the_trade(text: str, value: int) -> None:
    assert [f.value for f in found(text)] == [value]


@pytest.mark.parametrize(
    ("text", "told"),
    [("Trong số 12 sản phẩm có 3 mới.", (12, "total")), ("Nâng tổng số 24 HTX.", (24, "total")),
     ("Huyện giải thể 2 HTX.", (2, "less")), ("Tỉnh thu hồi giấy chứng nhận của 3 sản phẩm.", (3, "less")),
     ("Thu hồi giấy chứng nhận OCOP đối với 3 sản phẩm.", (3, "less")), ("Có 2 sản phẩm bị thu hồi.", (2, "less")),
     ("Đợt này 5 sản phẩm hết hạn chứng nhận.", (5, "less")), ("Chưa thu hồi sản phẩm nào của 4 HTX.", (4, "total")),
     ("Xã có 05 SP OCOP.", (5, "total")), ("Huyện có một sản phẩm đạt 4 sao.", (1, "total")),
     ("Gồm năm sản phẩm.", (5, "total")), ("Hơn một trăm sản phẩm được bày bán.", (100, "total")),
     ("Có 50 doanh nghiệp, HTX tham gia.", (50, "total"))],
)  # fmt: skip
def test_counts_in_words_and_counts_that_fall(text: str, told: tuple[int, str]) -> None:
    assert [(f.value, f.counting) for f in found(text)] == [told]


def test_parts_of_what_will_be_are_targets_too() -> None:
    said = "Nếu được công nhận, huyện sẽ có 24 sản phẩm OCOP, trong đó 19 sản phẩm 3 sao, 5 sản phẩm 4 sao."
    assert [(f.value, f.aim) for f in found(said)] == [(24, "target"), (19, "target"), (5, "target")]
    assert [f.aim for f in found("Huyện dự kiến thêm 2 sản phẩm; hiện có 24 sản phẩm, trong đó 5 sản phẩm 4 sao.")] == [
        "target", "result", "result",
    ]  # fmt: skip


def test_a_part_without_rank_counts_where_it_makes_the_sum() -> None:
    ranked = "Huyện có 17 sản phẩm OCOP, trong đó 1 sản phẩm 5 sao, 6 sản phẩm 4 sao, 9 sản phẩm 3 sao"
    assert next(f.sums for f in found(f"{ranked} và 1 sản phẩm chưa xếp hạng.")) == "1 + 6 + 9 + 1 = 17"
    assert next(f.sums for f in found(f"{ranked} và 4 sản phẩm mới.")) == "1 + 6 + 9 = 16, không phải 17"


def test_the_subject_of_a_producers_count_is_its_name() -> None:
    (figure,) = found("Ông Đỗ Văn Tuấn nói HTX Phát triển Đình Trung sẽ đăng ký thêm 02 sản phẩm OCOP.")
    assert (figure.subject, figure.place) == ("HTX Phát triển Đình Trung", None)


@pytest.mark.parametrize(
    ("title", "text", "place"),
    [
        ("H.Nhơn Trạch công bố sản phẩm OCOP", "Có 5 sản phẩm đạt 3 sao.", "huyện Nhơn Trạch"),
        ("H.Nhơn Trạch công bố sản phẩm OCOP", "Toàn tỉnh có 5 sản phẩm đạt 3 sao.", "tỉnh Đồng Nai"),
        ("Hội chợ OCOP", "Các huyện Trảng Bom, Vĩnh Cửu, Thống Nhất giới thiệu 60 sản phẩm OCOP.", None),
        ("Hội chợ OCOP", "Theo Phòng Nông nghiệp huyện Nhơn Trạch, toàn huyện có 9 sản phẩm OCOP.", "huyện Nhơn Trạch"),
        ("Hội chợ OCOP", "Có 5 sản phẩm đạt 3 sao.", "tỉnh Đồng Nai"),
    ],
)
def test_whose_count_it_is_on_the_portal_of_a_province(title: str, text: str, place: str | None) -> None:
    gazetteer, article, when = load_gazetteer(), plain(text, title=title), date(2023, 12, 26)
    home = HomeUnit("75-0", "province")
    places = find_places(article, gazetteer, home, when)
    (figure,) = find_figures(article, home, gazetteer, places, when)
    assert figure.place == place


def test_a_list_behind_an_aside_is_of_the_total_before_it() -> None:
    said = "Có 287 sản phẩm OCOP, tăng 42 sản phẩm so với năm 2023; trong đó 11 sản phẩm 4 sao, 276 sản phẩm 3 sao."
    assert [(f.value, f.counting, f.sums) for f in found(said)] == [
        (287, "total", "11 + 276 = 287"), (42, "new", None), (11, "total", None), (276, "total", None),
    ]  # fmt: skip
    new = "Có 287 sản phẩm OCOP, công nhận mới 42 sản phẩm, trong đó 11 sản phẩm 4 sao, 30 sản phẩm 3 sao."
    assert [f.sums for f in found(new)] == [None, "11 + 30 = 41, không phải 42", None, None]
