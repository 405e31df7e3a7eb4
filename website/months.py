"""How the hits of a search spread over months: a plain bar chart, drawn without script."""

import json
import sqlite3
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

from website.archive import remembered_as_written, rows

HEIGHT = 64
FULL_WIDTH = 760
"""Pixels that the results have beside the filters; many months make thinner bars, not a wider chart."""
WIDEST = 9
YEAR_WIDTH = 32
FEWEST = 2
"""Months in which something was found, from which a chart says more than the list of years."""

_SQL = """SELECT substr(a.published, 1, 7) AS month, count(*) AS articles FROM json_each(?) AS hit
JOIN articles a ON a.n = hit.value WHERE length(a.published) >= 7 GROUP BY 1 ORDER BY 1"""


@dataclass(frozen=True)
class Bar:
    """One month."""

    month: str
    """`YYYY-MM`"""
    articles: int
    x: int
    y: int
    height: int

    @property
    def text(self) -> str:
        return f"{self.month[5:]}/{self.month[:4]}"


@dataclass(frozen=True)
class Chart:
    """Bars of every month from the first to the last in which something was found."""

    bars: tuple[Bar, ...]
    years: tuple[tuple[int, str], ...]
    """(x, year) of every January, for the axis."""
    most: int
    dated: int
    """Hits that have at least a month; the others are not drawn."""
    step: int
    """From one bar to the next, pixels."""

    @property
    def width(self) -> int:
        return max(len(self.bars) * self.step, YEAR_WIDTH)


def chart(connection: sqlite3.Connection, numbers: Sequence[int]) -> Chart | None:
    """The chart of the articles with these `n`; None where fewer than FEWEST months have any."""
    hits = blake2b(array("q", sorted(numbers)).tobytes()).digest()
    return remembered_as_written(connection, ("months", hits), lambda: _chart(connection, numbers))


def _chart(connection: sqlite3.Connection, numbers: Sequence[int]) -> Chart | None:
    counts = {row["month"]: row["articles"] for row in rows(connection, _SQL, [json.dumps(list(numbers))])}
    if len(counts) < FEWEST:
        return None
    months = _between(min(counts), max(counts))
    most = max(counts.values())
    step = max(3, min(WIDEST, FULL_WIDTH // len(months)))
    bars = []
    for position, month in enumerate(months):
        articles = counts.get(month, 0)
        height = max(2, round(HEIGHT * articles / most)) if articles else 0
        bars.append(Bar(month, articles, position * step, HEIGHT - height, height))
    years = [(bar.x, bar.month[:4]) for bar in bars if bar.month.endswith("-01")]
    if not years or years[0][0] >= YEAR_WIDTH:
        years.insert(0, (0, bars[0].month[:4]))
    return Chart(tuple(bars), tuple(years), most, sum(counts.values()), step)


def _between(first: str, last: str) -> list[str]:
    low, high = (int(month[:4]) * 12 + int(month[5:7]) - 1 for month in (first, last))
    return [f"{n // 12}-{n % 12 + 1:02}" for n in range(low, high + 1)]
