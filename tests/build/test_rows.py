"""Small pure pieces of the rows that the archive holds."""

from hypothesis import given
from hypothesis import strategies as st

from pipeline.archive.mention_rows import QUOTE_LENGTH, quote_around
from pipeline.archive.records import date_ordered_integer
from pipeline.linking.bodies import own_name_key


def test_n_grows_with_the_day_and_fits_a_browser() -> None:
    days = [None, "2018", "2019-09", "2019-09-24", "2019-09-25T08:30", "2026-11-23"]
    numbers = [date_ordered_integer("mau/la/x", day) for day in days]
    assert numbers == sorted(numbers)
    assert len(set(numbers)) == len(numbers)
    assert numbers[-1] < 2**53


def test_the_numbers_of_many_undated_articles_do_not_meet() -> None:
    numbers = {date_ordered_integer(f"mau/la/{key}", None) for key in range(200_000)}
    assert len(numbers) == 200_000
    assert max(numbers) < date_ordered_integer("mau/la/x", "2018")


@given(st.text(min_size=1, max_size=600), st.data())
def test_a_quote_holds_its_span(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    quote, begins = quote_around(text, start, end)
    assert quote[start - begins : end - begins] == text[start:end]
    assert len(quote) <= max(QUOTE_LENGTH, end - start)


def test_written_forms_of_one_own_name_meet() -> None:
    assert own_name_key("Quảng Thọ II") == own_name_key("QUẢNG THỌ 2")
    assert own_name_key("Hoà Bình") == own_name_key("Hòa Bình")
    assert own_name_key("Bà Rịa-Vũng Tàu") == own_name_key("Bà Rịa – Vũng Tàu")
    assert own_name_key("Quảng Thọ 1") != own_name_key("Quảng Thọ 2")
