"""How the hits of a search spread over months: a plain bar chart, drawn without script."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from website.archive import rows

HEIGHT = 64
BAR, GAP = 7, 2
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

    @property
    def width(self) -> int:
        return len(self.bars) * (BAR + GAP)


def chart(connection: sqlite3.Connection, numbers: Sequence[int]) -> Chart | None:
    """The chart of the articles with these `n`; None where fewer than FEWEST months have any."""
    counts = {row["month"]: row["articles"] for row in rows(connection, _SQL, [json.dumps(list(numbers))])}
    if len(counts) < FEWEST:
        return None
    months = _between(min(counts), max(counts))
    most = max(counts.values())
    bars = []
    for position, month in enumerate(months):
        articles = counts.get(month, 0)
        height = max(2, round(HEIGHT * articles / most)) if articles else 0
        bars.append(Bar(month, articles, position * (BAR + GAP), HEIGHT - height, height))
    years = tuple((bar.x, bar.month[:4]) for bar in bars if bar.month.endswith("-01") or bar is bars[0])
    return Chart(tuple(bars), years, most, sum(counts.values()))


def _between(first: str, last: str) -> list[str]:
    low, high = (int(month[:4]) * 12 + int(month[5:7]) - 1 for month in (first, last))
    return [f"{n // 12}-{n % 12 + 1:02}" for n in range(low, high + 1)]
