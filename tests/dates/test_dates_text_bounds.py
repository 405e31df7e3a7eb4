"""What sentences say of an article's time. A first day later than the true one is the worst fault there is."""

from dataclasses import replace
from datetime import date

import pytest
from test_dates_decide import CAPTURED, article, document, raw, reasons

from pipeline.dates import decide

NO_BOUND = [
    "Lễ hội diễn ra từ ngày 20/12/2023 đến ngày 25/12/2023 tại quảng trường.",
    "Ngày 20/12/2023: tổ chức chấm điểm sản phẩm tại hội trường.",
    "Theo kế hoạch, ngày 15/8/2024 tổ chức lễ trao giấy chứng nhận.",
    "Dự kiến đến hết năm 2025 có 100 sản phẩm, chỉ tiêu đã được giao.",
    "Phấn đấu đến 31/12/2025, huyện có 12 sản phẩm.",
    "Kinh phí năm 2025 đã được HĐND tỉnh thông qua.",
    "Danh mục sản phẩm năm 2025 đã được phê duyệt.",
    "Giấy chứng nhận có giá trị đến ngày 31/12/2026, đã được trao.",
    "Hạn nộp hồ sơ đến hết ngày 30/9/2029.",
    "Sáng 12/3/2029, xã sẽ tổ chức hội nghị.",
]


@pytest.mark.parametrize("text", NO_BOUND)
def test_what_lies_ahead_is_no_lower_bound(text: str) -> None:
    assert decide(article(text)).date_from is None


BOUNDS = [
    ("Tính đến ngày 31/10/2022, cả nước có 8.565 sản phẩm.", "2022-10-31"),
    ("Tính đến tháng 8/2024, mới có ba huyện chấm điểm.", "2024-08-01"),
    ("Tính đến hết năm 2022, toàn tỉnh có 100 sản phẩm.", "2022-01-01"),
    ("Đến 31/12/2023, huyện đã có 12 sản phẩm.", "2023-12-31"),
    ("Từ năm 2019 đến nay, huyện đã trao 38 giấy chứng nhận.", "2019-01-01"),
    ("Sáng 12/3/2025, UBND xã tổ chức hội nghị.", "2025-03-12"),
    ("Chiều ngày 05 tháng 6 năm 2024, đoàn công tác đến thăm HTX.", "2024-06-05"),
    ("(ĐN) - Ngày 17/9/2020, Sở Công Thương phối hợp mở hội chợ.", "2020-09-17"),
    ("(Website Văn phòng) - Ngày 15/5/2020, Phó Chủ tịch UBND thành phố ký ban hành kế hoạch.", "2020-05-15"),
    ("Ngày 9-5-2019, Ban chỉ đạo các chương trình mục tiêu quốc gia huyện phối hợp tổ chức hội nghị.", "2019-05-09"),
    ("Vừa qua, ngày 3/4/2023, Sở Nông nghiệp kiểm tra ba cơ sở.", "2023-04-03"),
]


@pytest.mark.parametrize(("text", "day"), BOUNDS)
def test_what_is_reported_bounds_from_below(text: str, day: str) -> None:
    assert decide(article(text)).date_from == day


def test_a_notice_of_what_is_planned_sets_no_bound() -> None:
    notice = "Kế hoạch chấm điểm sản phẩm\nNgày 20/12/2029, Hội đồng tổ chức chấm điểm."
    assert decide(replace(article(notice), title="Kế hoạch chấm điểm sản phẩm OCOP")).date_from is None


def test_a_year_typed_wrong_does_not_refuse_the_label() -> None:
    text = "Ngày 31/12/2023, UBND tỉnh ban hành quyết định công nhận."
    decision = decide(article(text, raw("02/01/2023")), captured=CAPTURED)
    assert decision.published == "2023-01-02"
    assert "31/12/2022" in next(c.evidence for c in decision.candidates if c.accepted)


@pytest.mark.parametrize(
    "text", ["Ngày 20/5/2023, UBND tỉnh ban hành quyết định.", "Năm 2024, huyện đã có 9 sản phẩm."]
)
def test_what_no_slip_explains_refuses_the_label(text: str) -> None:
    assert decide(article(text, raw("02/01/2023")), captured=CAPTURED).published is None


def test_the_known_day_of_a_number_that_the_text_does_not_date_refuses_nothing_alone() -> None:
    named = [document("148/QĐ-TTg", None)]
    alone = decide(
        article("", raw("12/03/2019")), documents=named, captured=CAPTURED, document_dates=lambda _: "2023-02-24"
    )
    assert alone.published == "2019-03-12"
    text = "Năm 2022, huyện đã có 9 sản phẩm."
    backed = decide(
        article(text, raw("12/03/2019")), documents=named, captured=CAPTURED, document_dates=lambda _: "2023-02-24"
    )
    assert backed.published is None


def test_a_year_inside_the_number_bounds() -> None:
    law = document("07/2021/NQ-HĐND", None)._replace(year="2021")
    assert decide(article(), documents=[law]).date_from == "2021-01-01"


def test_a_day_without_year_is_anchored_where_only_one_year_fits() -> None:
    body = "Sáng 17-9, UBND huyện họp bàn về sản phẩm. Tính đến tháng 8/2020, huyện có 9 sản phẩm."
    decision = decide(article(body), captured=date(2021, 3, 1))
    assert decision.date_from == "2020-09-17"
    assert "17/09/2020" in str([c.why_not for c in decision.candidates])


@pytest.mark.parametrize("captured", [date(2021, 12, 1), date(2026, 1, 10)])
def test_a_day_without_year_that_fits_two_years_says_nothing(captured: date) -> None:
    body = "Sáng 17-9, UBND huyện họp bàn về sản phẩm. Tính đến tháng 8/2020, huyện có 9 sản phẩm."
    assert decide(article(body), captured=captured).date_from == "2020-08-01"
    winter = "Ngày 28/12, huyện trao giấy chứng nhận. Năm 2020, huyện đã có 9 sản phẩm."
    assert decide(article(winter), captured=date(2020, 12, 31)).date_from == "2020-01-01"


def test_a_label_without_year_gets_the_one_year_that_the_bounds_leave() -> None:
    label, body = raw("Ngày đăng: 14:03 | 10/05"), "Ngày 12/8/2022, UBND tỉnh đã ban hành quy định."
    one = decide(article(body, label), captured=date(2024, 2, 1))
    assert (one.published, one.basis) == ("2023-05-10", "label")
    assert "2023" in next(c.evidence for c in one.candidates if c.accepted)
    assert decide(article(body, label), captured=date(2024, 6, 1)).published is None
    assert decide(article(body, label)).published is None
    assert decide(article(body, raw("14:03 | 31/02")), captured=date(2024, 2, 1)).published is None


def test_both_reasons_of_a_refusal_stand_in_the_ledger() -> None:
    text = "Năm 2021, huyện đã có 9 sản phẩm. Năm 2022, huyện đã có 12 sản phẩm."
    decision = decide(article(text, raw("12/03/2019")), captured=CAPTURED)
    assert {"2021", "2022"} <= set(reasons(decision))
