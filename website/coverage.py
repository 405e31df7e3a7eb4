"""What is held of every portal, year and month, and what is missing: it stands beside every count."""

import sqlite3
from dataclasses import dataclass

from website.archive import Row, rows

UNKNOWN = "không rõ"


@dataclass(frozen=True)
class Cell:
    """What the archive holds of one portal and year."""

    held: int = 0
    relevant: int = 0
    stood: bool = True
    """False in years in which the body behind the portal did not exist."""

    @property
    def missing(self) -> int:
        """Relevant articles that are not held."""
        return max(0, self.relevant - self.held)

    @property
    def shade(self) -> int:
        """0 (nothing) to 4 (many) for the table's tint."""
        return sum(self.held >= least for least in (1, 5, 20, 100))


@dataclass(frozen=True)
class CoverageRow:
    """One portal's row of the coverage table."""

    source: Row
    cells: dict[str, Cell]


def coverage_table(connection: sqlite3.Connection, sources: list[Row]) -> tuple[list[str], list[CoverageRow]]:
    """The years that occur, in order, undated last; and per portal what is held of each."""
    counted: dict[tuple[str, str], Row] = {}
    sql = """SELECT source_id, CASE WHEN month GLOB '[12][0-9][0-9][0-9]*' THEN substr(month, 1, 4) ELSE ? END AS year,
             sum(held) AS held, sum(relevant) AS relevant FROM coverage GROUP BY 1, 2"""
    for row in rows(connection, sql, [UNKNOWN]):
        counted[row["source_id"], row["year"]] = row
    seen = {year for _, year in counted}
    dated_years = sorted(year for year in seen if year != UNKNOWN)
    if dated_years:
        dated_years = [str(year) for year in range(int(dated_years[0]), int(dated_years[-1]) + 1)]
    years = dated_years + [UNKNOWN] * (UNKNOWN in seen)
    table = []
    for source in sources:
        cells = {}
        for year in years:
            found = counted.get((source["id"], year), {"held": 0, "relevant": 0})
            cells[year] = Cell(found["held"] or 0, found["relevant"] or 0, _stood(source, year))
        table.append(CoverageRow(source, cells))
    return years, table


def _stood(source: Row, year: str) -> bool:
    if year == UNKNOWN:
        return True
    return (source["valid_from"] or "0")[:4] <= year <= (source["valid_to"] or "9999")[:4]


@dataclass(frozen=True)
class Month:
    """One month of one portal."""

    month: str
    """`YYYY-MM`"""
    cell: Cell


def months_of(connection: sqlite3.Connection, source: Row) -> list[tuple[str, list[Month]]]:
    """Every year in which the portal listed anything and those between, newest first, with its twelve months."""
    sql = """SELECT month, held, relevant FROM coverage WHERE source_id = ? AND month GLOB '[12][0-9][0-9][0-9]-*'"""
    counted = {row["month"]: row for row in rows(connection, sql, [source["id"]])}
    if not counted:
        return []
    table = []
    for year in range(int(max(counted)[:4]), int(min(counted)[:4]) - 1, -1):
        months = []
        for number in range(1, 13):
            month = f"{year}-{number:02}"
            found = counted.get(month, {"held": 0, "relevant": 0})
            months.append(Month(month, Cell(found["held"] or 0, found["relevant"] or 0, stood_in(source, month))))
        table.append((str(year), months))
    return table


def stood_in(source: Row, month: str) -> bool:
    """Whether the body behind the portal existed in a month (`YYYY-MM`)."""
    return (source["valid_from"] or "0")[:7] <= month <= (source["valid_to"] or "9999")[:7]


CELL, ROW = 6, 14
"""Pixels of a month and of a portal in the picture of months."""


@dataclass(frozen=True)
class Strip:
    """The months of one portal as a picture: `paths` are (how much is held, path)."""

    source: Row
    paths: list[tuple[str, str]]
    held: int
    """Months of which something is held."""
    gaps: int
    """Months of which something was listed and nothing is held."""


@dataclass(frozen=True)
class Strips:
    """Every portal's months under one axis."""

    strips: list[Strip]
    years: list[tuple[int, str]]
    """(x, year) of every January."""
    width: int


def strips(connection: sqlite3.Connection, sources: list[Row]) -> Strips | None:
    """The months of these portals from the first to the last that any listed anything in; None where none did."""
    sql = "SELECT source_id, month, held, relevant FROM coverage WHERE month GLOB '[12][0-9][0-9][0-9]-*'"
    counted: dict[str, dict[str, Cell]] = {}
    for row in rows(connection, sql):
        counted.setdefault(row["source_id"], {})[row["month"]] = Cell(row["held"] or 0, row["relevant"] or 0)
    if not counted:
        return None
    first = min(min(months) for months in counted.values())
    last = max(max(months) for months in counted.values())
    axis = [
        f"{year}-{month:02}"
        for year in range(int(first[:4]), int(last[:4]) + 1)
        for month in range(1, 13)
        if f"{year}-{month:02}" <= last
    ]
    found = [_strip(source, counted.get(source["id"], {}), axis) for source in sources]
    years = [(at * CELL, month[:4]) for at, month in enumerate(axis) if month.endswith("-01")]
    return Strips(found, years, len(axis) * CELL)


def _strip(source: Row, months: dict[str, Cell], axis: list[str]) -> Strip:
    """One path a shade; months of one shade in a row are one piece."""
    names = [_name(source, months.get(month, Cell()), month) for month in axis]
    paths: dict[str, str] = {}
    start = 0
    for at in range(1, len(names) + 1):
        if at == len(names) or names[at] != names[start]:
            if names[start]:
                length = (at - start) * CELL - 1
                paths[names[start]] = paths.get(names[start], "") + f"M{start * CELL} 1h{length}v{ROW - 2}h-{length}z"
            start = at
    held = sum(name.startswith("shade") for name in names)
    return Strip(source, sorted(paths.items()), held, names.count("gap"))


def _name(source: Row, cell: Cell, month: str) -> str:
    if cell.held:
        return f"shade-{cell.shade}"
    if cell.missing:
        return "gap"
    return "" if stood_in(source, month) else "not-there"
