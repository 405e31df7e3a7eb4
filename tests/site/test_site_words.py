"""Dates and sizes as readers see them."""

import pytest

from website.words import dated, day, file_size, moment, number


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("2019", "2019"),
        ("2019-09", "09/2019"),
        ("2019-09-24", "24/09/2019"),
        ("2019-09-24T08:30", "24/09/2019 08:30"),
        ("2018-2019", "2018-2019"),
        ("2015-2020", "2015-2020"),
        (None, ""),
    ],
)
def test_a_partial_date(value: str | None, shown: str) -> None:
    assert day(value) == shown


@pytest.mark.parametrize(
    ("low", "high", "shown"),
    [
        ("2019-09-24", "2020-12-31", "không rõ ngày, khoảng 09/2019–12/2020"),
        ("2019-09-24", None, "không rõ ngày, từ 09/2019"),
        (None, "2020-12-31", "không rõ ngày, không sau 12/2020"),
        ("2019-09-01", "2019-09-30", "không rõ ngày, khoảng 09/2019"),
        (None, None, "không rõ năm"),
    ],
)
def test_an_undated_article_shows_its_bounds(low: str | None, high: str | None, shown: str) -> None:
    when = dated({"published": None, "date_from": low, "date_to": high})
    assert (when.text, when.known, when.machine) == (shown, False, "")


def test_moments_are_local_time_of_vietnam() -> None:
    assert moment("2025-06-30T17:30:00Z") == "01/07/2025 00:30"
    assert moment("không rõ") == "không rõ"


def test_numbers_and_sizes() -> None:
    assert number(12345) == "12.345" and file_size(1_500_000) == "1,4 MB" and file_size(None) == ""
