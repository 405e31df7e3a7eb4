"""One day stands for its whole era: what is remembered by era is what the day itself would give."""

from datetime import date

import pytest

from pipeline.gazetteer import load_gazetteer

DAYS = ["2018-01-01", "2019-12-31", "2020-01-01", "2024-12-31", "2025-01-01", "2025-06-30", "2025-07-01", "2026-04-29",
        "2026-04-30", "2026-11-26"]  # fmt: skip


@pytest.mark.parametrize("day", DAYS)
def test_the_same_units_stand_on_the_first_day_of_an_era(day: str) -> None:
    gazetteer = load_gazetteer()
    era = gazetteer.era_of(day)
    assert era <= day
    assert all(place.stands_on(era) == place.stands_on(day) for place in gazetteer.places())


def test_what_was_asked_first_decides_no_chain() -> None:
    forward, backward = load_gazetteer(), load_gazetteer.__wrapped__()
    chosen = [place.id for place in forward.places()][::37]
    asked = [(place, date.fromisoformat(day)) for place in chosen for day in DAYS]
    told = {pair: forward.lineage(*pair) for pair in asked}
    assert {pair: backward.lineage(*pair) for pair in reversed(asked)} == told
