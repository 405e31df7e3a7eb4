"""One date accepted or none, and every other with its reason."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.dates import decide
from pipeline.model import Article, DateBasis, DateDecision, DocumentMention, RawDate, Span

CAPTURED = date(2026, 1, 10)


def article(body: str = "", *raws: RawDate) -> Article:
    return Article(
        url="", title="", lead="", body=body, captions="", attachments_text="", author=None, section=None, blocks=(),
        images=(), attachments=(), raw_dates=raws,
    )  # fmt: skip


def raw(text: str, basis: DateBasis = "label") -> RawDate:
    return RawDate(text, basis, "nơi đã thấy")


def document(norm: str, on: str | None) -> DocumentMention:
    return DocumentMention(
        span=Span("body", 0, len(norm), norm), number=norm.split("/")[0], symbol=norm.split("/")[1], kind="kế hoạch",
        system="state", norm=norm, issuer=None, issuer_place_id=None, date=on, year=None, confidence="exact", rule="x",
    )  # fmt: skip


def reasons(decision: DateDecision) -> dict[str, str | None]:
    return {candidate.value: candidate.why_not for candidate in decision.candidates}


def test_trust_goes_label_feed_listing_meta_url() -> None:
    order: list[DateBasis] = ["label", "feed", "listing", "meta", "url"]
    raws = {basis: raw(f"{day}/03/2024", basis) for day, basis in enumerate(order, 10)}
    while order:
        decision = decide(article("", *(raws[basis] for basis in reversed(order))), captured=CAPTURED)
        assert decision.basis == order[0]
        assert [c.basis for c in decision.candidates if c.accepted] == [order[0]]
        order.pop(0)


def test_hints_of_listing_and_feed_count() -> None:
    decision = decide(article(), hints=(raw("12/05/2024", "listing"), raw("12/05/2024", "listing")), captured=CAPTURED)
    assert (decision.published, decision.basis, decision.date_from, decision.date_to) == (
        "2024-05-12", "listing", "2024-05-12", "2024-05-12",
    )  # fmt: skip
    assert [c.basis for c in decision.candidates].count("listing") == 1


@pytest.mark.parametrize("basis", ["page clock", "modified", "sitemap"])
def test_clocks_and_edit_times_are_never_accepted(basis: DateBasis) -> None:
    decision = decide(article("", raw("12/05/2024", basis)), captured=CAPTURED)
    assert (decision.published, decision.date_to) == (None, "2026-01-10")
    assert reasons(decision)["2024-05-12"]


def test_the_clock_is_what_a_careless_reader_sees() -> None:
    decision = decide(article("", raw("Thứ 6 - 26/02/2016", "page clock"), raw("12/05/2024")), captured=CAPTURED)
    assert (decision.shown, decision.published) == ("2016-02-26", "2024-05-12")


@pytest.mark.parametrize(
    ("text", "says"),
    [("31/02/2024", "không có trên lịch"), ("hôm qua", "Không đọc được"), ("12/05/2030", "sau ngày lưu"),
     ("01/01/1970", "mặc định"), ("10/12/3023", "sau ngày lưu")],
)  # fmt: skip
def test_impossible_dates_are_refused_with_a_reason(text: str, says: str) -> None:
    decision = decide(article("", raw(text)), captured=CAPTURED)
    assert decision.published is None
    assert any(says in (candidate.why_not or "") for candidate in decision.candidates)


def test_one_day_after_the_capture_is_still_possible() -> None:
    assert decide(article("", raw("11/01/2026")), captured=CAPTURED).published == "2026-01-11"


def test_the_day_of_capture_never_becomes_the_date() -> None:
    decision = decide(article("Không có ngày nào."), captured=CAPTURED)
    assert (decision.published, decision.date_from, decision.date_to) == (None, None, "2026-01-10")


def test_a_label_before_what_the_text_reports_is_refused() -> None:
    text = "Riêng trong hai năm 2018 và 2019 đã thành lập mới 4 hợp tác xã."
    decision = decide(article(text, raw("26/02/2016")), captured=CAPTURED)
    assert (decision.published, decision.date_from) == (None, "2019-01-01")
    assert "năm 2019" in (reasons(decision)["2016-02-26"] or "")


def test_a_label_after_what_the_text_calls_future_is_refused() -> None:
    decision = decide(article("Từ nay tới năm 2020, huyện sẽ làm.", raw("12/05/2023")), captured=CAPTURED)
    assert (decision.published, decision.date_to) == (None, "2020-12-31")


def test_two_witnesses_outweigh_a_bound_read_from_text() -> None:
    text = "Năm 2020 đã được bố trí kinh phí để làm."
    alone = decide(article(text, raw("20/12/2019")), captured=CAPTURED)
    both = decide(article(text, raw("20/12/2019")), hints=(raw("20/12/2019", "listing"),), captured=CAPTURED)
    assert (alone.published, both.published) == (None, "2019-12-20")


@pytest.mark.parametrize(
    "text",
    ["Phấn đấu đến năm 2025 đã có 50 sản phẩm.", "Giai đoạn 2021-2025 đã được phê duyệt.", "Kế hoạch năm 2030 đã có.",
     "Mục tiêu đến năm 2030 đạt chuẩn.", "Lễ hội sẽ diễn ra ngày 12/3/2029.", "Hồ sơ nộp trước ngày 30/9/2029 đã đủ."],
)  # fmt: skip
def test_plans_periods_and_deadlines_are_no_lower_bounds(text: str) -> None:
    assert decide(article(text)).date_from is None


@pytest.mark.parametrize(
    ("text", "day"),
    [("Sáng ngày 12/3/2025, xã đã tổ chức hội nghị.", "2025-03-12"),
     ("Ngày 5 tháng 6 năm 2024 đã ký kết.", "2024-06-05"), ("Năm 2023, toàn huyện đã có 12 sản phẩm.", "2023-01-01"),
     ("Qua các năm 2019, 2020 và 2021 đã hỗ trợ.", "2021-01-01")],
)  # fmt: skip
def test_reported_days_and_years_are_lower_bounds(text: str, day: str) -> None:
    assert decide(article(text)).date_from == day


@pytest.mark.parametrize(
    ("text", "day"),
    [("Từ nay đến hết năm 2022 còn 8 xã.", "2022-12-31"), ("từ nay tới tháng 6/2023", "2023-06-30"),
     ("Từ nay cho đến ngày 15/8/2024, các xã phải xong.", "2024-08-15")],
)  # fmt: skip
def test_what_is_still_to_come_is_an_upper_bound(text: str, day: str) -> None:
    assert decide(article(text), captured=CAPTURED).date_to == day


def test_past_outweighs_future_where_they_contradict() -> None:
    text = "Kế hoạch cũ ghi từ nay tới năm 2020 làm xong. Năm 2022 đã có 9 sản phẩm."
    decision = decide(article(text), captured=CAPTURED)
    assert (decision.date_from, decision.date_to) == ("2022-01-01", "2026-01-10")


def test_documents_bound_from_below() -> None:
    known = {"10946/KH-UBND": "2019-09-24"}
    decision = decide(
        article("", raw("26/02/2016")),
        documents=[
            document("10946/KH-UBND", None),
            document("8796/UBND-NN", None),
            document("1698/QĐ-UBND", "2019-06-05"),
        ],
        captured=CAPTURED,
        document_dates=lambda mention: known.get(mention.norm),
    )
    assert (decision.published, decision.date_from) == (None, "2019-09-24")
    assert "10946/KH-UBND" in (reasons(decision)["2016-02-26"] or "")


def test_a_claimed_date_of_another_year_is_another_document() -> None:
    decision = decide(
        article(),
        documents=[document("148/QĐ-TTg", "2018-02-01")],
        captured=CAPTURED,
        document_dates=lambda _: "2023-02-24",
    )
    assert decision.date_from == "2018-02-01"


def test_a_document_of_after_the_capture_is_a_slip() -> None:
    decision = decide(article(), documents=[document("12/KH-UBND", "2029-02-01")], captured=CAPTURED)
    assert decision.date_from is None


def test_the_portal_s_end_bounds_an_undated_page_and_notes_a_dated_one() -> None:
    end = date(2025, 6, 30)
    undated = decide(article(), captured=CAPTURED, valid_to=end)
    dated = decide(article("", raw("03/07/2025")), captured=CAPTURED, valid_to=end)
    assert (undated.published, undated.date_to) == (None, "2025-06-30")
    assert dated.published == "2025-07-03"
    assert "30/06/2025" in next(c.evidence for c in dated.candidates if c.accepted)


def test_an_article_older_than_its_portal_was_moved_there() -> None:
    decision = decide(article("", raw("05/02/2024")), captured=CAPTURED, valid_from=date(2025, 7, 1))
    assert decision.published == "2024-02-05"
    assert "01/07/2025" in next(c.evidence for c in decision.candidates if c.accepted)


def test_months_in_addresses_are_a_range_and_upload_months_nothing() -> None:
    month = RawDate("05/2023", "url", "tháng trong địa chỉ của bài: /202305/")
    upload = RawDate("09/2025", "url", "thư mục tải lên: /uploads/news/2025_09/a.jpg")
    decision = decide(article("", month, upload), captured=CAPTURED)
    assert (decision.published, decision.date_from, decision.date_to) == (None, "2023-05-01", "2023-05-31")


def test_an_undated_month_label_is_a_range() -> None:
    decision = decide(article("", raw("tháng 5/2023")), captured=CAPTURED)
    assert (decision.published, decision.precision, decision.date_from, decision.date_to) == (
        "2023-05", "month", "2023-05-01", "2023-05-31",
    )  # fmt: skip


BASES: list[DateBasis] = ["label", "listing", "feed", "sitemap", "meta", "modified", "url", "page clock"]
DATES = st.one_of(st.dates(date(1990, 1, 1), date(2060, 1, 1)).map(lambda day: f"{day:%d/%m/%Y}"), st.text(max_size=20))
RAWS = st.lists(st.builds(RawDate, DATES, st.sampled_from(BASES), st.text(max_size=10)), max_size=8)
TEXTS = st.lists(
    st.sampled_from(["năm 2019 đã có", "từ nay tới năm 2020", "ngày 31/2/2020 đã", "đến năm 2025", ". ", "\n"]),
    max_size=8,
).map(" ".join)


@given(RAWS, RAWS, TEXTS, st.none() | st.dates(), st.none() | st.dates(), st.none() | st.dates())
def test_at_most_one_is_accepted_and_every_other_has_its_reason(  # type: ignore[no-untyped-def]
    raws, hints, text, captured, valid_from, valid_to
) -> None:
    decision = decide(
        article(text, *raws), hints=tuple(hints), captured=captured, valid_from=valid_from, valid_to=valid_to
    )
    accepted = [candidate for candidate in decision.candidates if candidate.accepted]
    assert len(accepted) == (decision.published is not None)
    assert all(candidate.accepted or candidate.why_not for candidate in decision.candidates)
    assert all(candidate.basis not in ("page clock", "modified", "sitemap") for candidate in accepted)
    if decision.date_from and decision.date_to:
        assert decision.date_from <= decision.date_to
