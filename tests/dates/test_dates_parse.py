"""Every way portals print a date, and what must not be read as one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.dates.parse import ImpossibleDate, PartialDate, read_date

STATED = {
    # portals.md 2.3
    "Thứ 6 - 26/02/2016": "2016-02-26",
    "09:05, 08/05/2023": "2023-05-08",  # minutes repeat the month: no time of day
    "06:09, 17/09/2020": "2020-09-17",
    "09:11, 29/01/2024": "2024-01-29T09:11",
    "08:45, 14/09/2021": "2021-09-14T08:45",
    "03:06 PM 13/12/2020": "2020-12-13T15:06",
    "03:06 PM 13/12/2020 | Lượt xem: 4186 | In bài viết": "2020-12-13T15:06",
    "14/07/2022 | 03:53 PM": "2022-07-14T15:53",
    "Thứ năm - 08/05/2025 23:07": "2025-05-08T23:07",
    "08/05/2025 23:07:45": "2025-05-08T23:07",
    "23:07 08/05/2025": "2025-05-08T23:07",
    "(08/05/2025)": "2025-05-08",
    "Thứ Ba, 07/03/2023, 14:00 (GMT+7)": "2023-03-07T14:00",
    "Thứ 7, 21/10/2023 | 11:16:04 [GMT +7] A  A": "2023-10-21T11:16",
    "- Cập nhật: Thứ hai, 20/11/2023 | 4:09:09 PM": "2023-11-20T16:09",
    "Thứ tư, ngày 8 tháng 11 năm 2023 | 16:0": "2023-11-08T16:00",
    "Chủ nhật, 6-10-24 21:40:53": "2024-10-06T21:40",
    "ngày 08 tháng 5 năm 2020": "2020-05-08",
    "30/10/25": "2025-10-30",
    "2025-10-30T10:31:51+07:00": "2025-10-30T10:31",
    "2025-10-30T20:31:51Z": "2025-10-31T03:31",
    "2025-10-30T03:31:51+00:00": "2025-10-30T10:31",
    "2025-10-30T03:31:51.250-0500": "2025-10-30T15:31",
    "2025-10-30 10:31:51": "2025-10-30T10:31",
    "2025-10-30": "2025-10-30",
    "2024-4-25": "2024-04-25",
    "Thu, 08 May 2025 16:07:00 GMT": "2025-05-08T23:07",
    "Thu, 08 May 2025 23:07:00 +0700": "2025-05-08T23:07",
    # domain.md 2.4
    "ngày 20/7/2021": "2021-07-20",
    "ngày 07/5/2018": "2018-05-07",
    "ngày 7-5-2020": "2020-05-07",
    "ngày 4-7-2017": "2017-07-04",
    "ngày 01-10-1997": "1997-10-01",
    "ngày 05 tháng 6 năm 2019": "2019-06-05",
    "ngày 13 tháng 10 năm 2015": "2015-10-13",
    "ngày 03 tháng bốn năm 2018": "2018-04-03",
    "ngày 12 tháng mười hai năm 2021": "2021-12-12",
    "ngày 5 tháng năm năm 2022": "2022-05-05",
    "ngày 2 tháng giêng năm 2023": "2023-01-02",
    "22/8/2018": "2018-08-22",
    "24.8.2019": "2019-08-24",
    "24 / 8 / 2019": "2019-08-24",
    "Thứ Năm 25/05/2023 , 10:00 (GMT+7)": "2023-05-25T10:00",
    "Ngày đăng: 9/5/2025": "2025-05-09",
    "Đăng ngày 14/02/2025 09:00": "2025-02-14T09:00",
    "Cập nhật: 13/05/2024 - Ngày đăng: 12/05/2024": "2024-05-12",
    "Xuất bản lúc 10h30 ngày 12/05/2024": "2024-05-12T10:30",
    "10 giờ 30 phút, ngày 12/05/2024": "2024-05-12T10:30",
    "12/05/2024 4:09:09 CH": "2024-05-12T16:09",
    "12/05/2024 12:09 SA": "2024-05-12T00:09",
    "12/05/2024 12:15 PM": "2024-05-12T12:15",
    "Hôm nay, thứ sáu 01/03/2024": "2024-03-01",
    "2024/05/12": "2024-05-12",
    "29/02/2024": "2024-02-29",
    "Thứ hai,12/05/2025,07:30": "2025-05-12T07:30",
    "tháng 5/2023": "2023-05",
    "tháng 11 năm 2022": "2022-11",
    "tháng mười một năm 2022": "2022-11",
    "05/2023": "2023-05",
    "năm 2010": "2010",
    "2019": "2019",
    "12/05/2024 25:71": "2024-05-12",
    "12/05/2024 | 318 lượt xem": "2024-05-12",
}
NO_DATE = ["", "17-9", "Sáng 17-9", "sáng 8-10", "(1.9)", "Ngày 24.8", "10946/KH-UBND", "02513.844298", "24/7",
           "27.000 - 32.000 đồng/kg", "54-564-22243-1-2021", "1/2000", "ngày 15/8/2024 âm lịch", "Lượt xem: 2019 lần",
           "192.168.1.10"]  # fmt: skip
IMPOSSIBLE = ["31/02/2024", "05/13/2024", "00/05/2024", "29/02/2023", "2024-13-01", "2024-02-30T10:00:00+07:00",
              "32/01/2024", "ngày 31 tháng 4 năm 2022", "13/2023", "2024-05-12T25:00:00+07:00"]  # fmt: skip


def test_the_table_is_as_long_as_promised() -> None:
    assert len(STATED) >= 60


@pytest.mark.parametrize(("text", "value"), STATED.items())
def test_stated(text: str, value: str) -> None:
    found = read_date(text)
    assert found is not None and found.iso == value


@pytest.mark.parametrize("text", NO_DATE)
def test_no_date(text: str) -> None:
    assert read_date(text) is None


@pytest.mark.parametrize("text", IMPOSSIBLE)
def test_impossible_dates_are_refused_and_never_swapped(text: str) -> None:
    with pytest.raises(ImpossibleDate):
        read_date(text)


@given(st.dates(min_value=PartialDate(2000, 1, 1).first_day), st.sampled_from(["%d/%m/%Y", "%d-%m-%Y", "%Y-%m-%d"]))
def test_every_day_of_a_format_is_read_back(day, form) -> None:  # type: ignore[no-untyped-def]
    found = read_date(day.strftime(form).rjust(10, "0") if day.year > 999 else "")
    assert found is not None and (found.first_day, found.last_day, found.precision) == (day, day, "day")


@given(st.text(max_size=60))
def test_any_text_is_a_date_none_or_impossible(text: str) -> None:
    try:
        found = read_date(text)
    except ImpossibleDate:
        return
    assert found is None or found.first_day <= found.last_day


@pytest.mark.parametrize(
    ("value", "first", "last", "precision"),
    [
        (PartialDate(2019), "2019-01-01", "2019-12-31", "year"),
        (PartialDate(2024, 2), "2024-02-01", "2024-02-29", "month"),
        (PartialDate(2024, 2, 3, 4, 5), "2024-02-03", "2024-02-03", "minute"),
    ],
)
def test_a_partial_date_is_a_range(value: PartialDate, first: str, last: str, precision: str) -> None:
    assert (value.first_day.isoformat(), value.last_day.isoformat(), value.precision) == (first, last, precision)
