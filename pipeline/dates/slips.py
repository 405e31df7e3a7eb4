"""Days that are stated badly: the year of last January, day and month exchanged, no year at all."""

import re
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


_YEARLESS = re.compile(r"(?<![\d/.:-])(?P<d>\d{1,2})\s?[/-]\s?(?P<m>\d{1,2})(?![\d/:-]|\.\d)")


def year_between(text: str, first: date, last: date) -> PartialDate | None:
    """The day of a label without year ("14:03 | 10/05") where only one year puts it between two days."""
    found = _YEARLESS.search(text)
    if not found:
        return None
    possible = []
    for year in range(first.year, last.year + 1):
        try:
            day = PartialDate(year, int(found["m"]), int(found["d"]))
        except ImpossibleDate:
            continue
        if first <= day.first_day <= last:
            possible.append(day)
    return possible[0] if len(possible) == 1 else None
