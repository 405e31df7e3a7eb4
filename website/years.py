"""How articles spread over the years: one bar a year with its number, beside what the archive holds of that year."""

from collections.abc import Mapping
from dataclasses import dataclass

HEIGHT = 56
STEP = 46
"""Pixels from one year to the next."""
BAR = 30
TOP = 16
"""Room for the number above the highest bar."""


@dataclass(frozen=True)
class YearBar:
    """One year."""

    year: str
    articles: int
    held: int
    """Articles of that year in the whole archive, whatever they name."""
    x: int
    y: int
    height: int


@dataclass(frozen=True)
class YearChart:
    """Bars of every year from the first to the last that has any."""

    bars: tuple[YearBar, ...]
    undated: int
    """Articles of no known year, which have no bar."""

    @property
    def width(self) -> int:
        return len(self.bars) * STEP

    @property
    def total(self) -> int:
        return sum(bar.articles for bar in self.bars)


def year_chart(counts: Mapping[str | None, int], held: Mapping[str | None, int]) -> YearChart | None:
    """The chart of `counts`; None where no year is known at all."""
    known = {year: count for year, count in counts.items() if year and year.isdecimal() and count}
    if not known:
        return None
    most = max(known.values())
    bars = []
    for position, number in enumerate(range(int(min(known)), int(max(known)) + 1)):
        year = str(number)
        articles = known.get(year, 0)
        height = max(2, round(HEIGHT * articles / most)) if articles else 0
        bars.append(YearBar(year, articles, held.get(year, 0), position * STEP, TOP + HEIGHT - height, height))
    return YearChart(tuple(bars), sum(count for year, count in counts.items() if year not in known))
