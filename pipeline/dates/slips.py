"""Typing slips in the days that articles state: the year of last January, day and month exchanged."""

from datetime import date, timedelta

from pipeline.dates.parse import ImpossibleDate, PartialDate

_NEWS = timedelta(days=45)
"""Between what a piece of news reports and its publication."""


def slip_of(said: PartialDate, published: PartialDate) -> date | None:
    """The day that `said` must mean if the article of `published` reports it as news: the same day of the year before
    or after, or day and month exchanged. None where neither falls shortly before the publication."""
    if said.day is None or said.month is None or published.day is None:
        return None
    readings = [(said.year + 1, said.month, said.day), (said.year - 1, said.month, said.day)]
    readings.append((said.year, said.day, said.month))
    for reading in readings:
        try:
            day = PartialDate(*reading).first_day
        except ImpossibleDate:
            continue
        if timedelta() <= published.first_day - day <= _NEWS:
            return day
    return None
