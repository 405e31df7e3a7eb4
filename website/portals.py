"""The front page's counts and gaps, and the page of one portal."""

import sqlite3
from dataclasses import dataclass

from website import links
from website.archive import Row, one, rows
from website.words import dated

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


@dataclass(frozen=True)
class Front:
    """What the front page shows."""

    articles: int
    portals: int
    cooperatives: int
    documents: int
    places: int
    first_year: str
    last_year: str
    newest: list[Row]
    years: list[str]
    coverage: list[CoverageRow]
    failing: list[Row]
    """Checks of the newest visits that are not ok."""
    scanned: int
    """Attachments that are scanned pages whose text nobody has read yet."""


_SCANNED = """SELECT count(*) AS files FROM attachments t JOIN articles a ON a.id = t.article_id
WHERE a.source_id = ? AND t.state = 'needs_ocr'"""

_NEWEST = """SELECT a.id, a.title, a.lead, a.published, a.date_from, a.date_to, a.source_id, a.origin, s.name AS source
FROM articles a LEFT JOIN sources s ON s.id = a.source_id
WHERE a.state = 'published' {condition} ORDER BY a.n DESC LIMIT {limit}"""


def newest(connection: sqlite3.Connection, limit: int = 8, source_id: str | None = None) -> list[Row]:
    """The articles with the latest known publication dates; of one portal also the undated, after them, and those out
    of others' captures, which are no news elsewhere."""
    news = "AND a.published IS NOT NULL AND coalesce(a.origin, 'live') = 'live'"
    condition = "AND a.source_id = ?" if source_id else news
    found = rows(connection, _NEWEST.format(condition=condition, limit=limit), [source_id] if source_id else [])
    return [{**row, "dated": dated(row)} for row in found]


def front(connection: sqlite3.Connection) -> Front:
    """The front page."""
    sources = rows(connection, "SELECT * FROM sources WHERE articles > 0 OR status <> 'retired' ORDER BY id")
    years, coverage = coverage_table(connection, sources)
    dated_years = [year for year in years if year != UNKNOWN]
    return Front(
        articles=sum(source["articles"] or 0 for source in sources),
        portals=sum(1 for source in sources if source["articles"]),
        cooperatives=_count(connection, "cooperatives"),
        documents=_count(connection, "documents"),
        places=_count(connection, "places WHERE articles > 0"),
        first_year=min(dated_years, default=""),
        last_year=max(dated_years, default=""),
        newest=newest(connection),
        years=years,
        coverage=coverage,
        failing=health(connection, only_failing=True),
        scanned=_count(connection, "attachments WHERE state = 'needs_ocr'"),
    )


def _count(connection: sqlite3.Connection, what: str) -> int:
    return int(connection.execute(f"SELECT count(*) FROM {what}").fetchone()[0])


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


_HEALTH = """SELECT h.*, s.name AS source FROM health h LEFT JOIN sources s ON s.id = h.source_id
WHERE h.run_id = (SELECT max(run_id) FROM health WHERE source_id = h.source_id) {condition}
ORDER BY h.source_id, h."check" """


def health(connection: sqlite3.Connection, source_id: str = "", only_failing: bool = False) -> list[Row]:
    """Checks of the newest visit of every portal."""
    condition = "AND h.source_id = :source" if source_id else ""
    if only_failing:
        condition += " AND h.level <> 'ok'"
    return rows(connection, _HEALTH.format(condition=condition), {"source": source_id})


@dataclass(frozen=True)
class PortalPage:
    """One portal: what it is, what is held of it, how it fares."""

    source: Row
    years: list[str]
    coverage: CoverageRow
    health: list[Row]
    newest: list[Row]
    considered: list[Row]
    """Reasons for which listed items were not kept, with how many."""
    scanned: int
    """Attachments that are pictures of pages and were not read."""
    place_href: str | None
    web: str | None
    before: list[Row]
    """Portals of the bodies that this one follows."""
    after: list[Row]
    """Portals of the bodies that followed this one."""
    elsewhere: list[Row]
    """Portals that had the same host at another time."""


_NEIGHBOURS = """SELECT s.id, s.name, s.valid_from, s.valid_to, s.articles FROM sources s, sources mine
WHERE mine.id = :id AND s.id <> mine.id AND (s.id = mine.{own} OR s.{theirs} = mine.id) ORDER BY s.valid_from, s.id"""
_SAME_HOST = """SELECT s.id, s.name, s.valid_from, s.valid_to, s.articles FROM sources s, sources mine
WHERE mine.id = :id AND s.id <> mine.id AND s.host = mine.host ORDER BY s.valid_from, s.id"""


def portal(connection: sqlite3.Connection, source_id: str) -> PortalPage | None:
    """The page of a portal, or None."""
    source = one(connection, "SELECT * FROM sources WHERE id = ?", [source_id])
    if source is None:
        return None
    years, table = coverage_table(connection, [source])
    refused = "SELECT reason, count(*) AS items FROM considered WHERE source_id = ? GROUP BY 1 ORDER BY 2 DESC"
    return PortalPage(
        source,
        years,
        table[0],
        health(connection, source_id),
        newest(connection, 20, source_id),
        rows(connection, refused, [source_id]),
        (one(connection, _SCANNED, [source_id]) or {"files": 0})["files"],
        links.place(source["place_id"]) if source["place_id"] else None,
        links.web(source["home_url"]),
        before=rows(connection, _NEIGHBOURS.format(own="predecessor", theirs="successor"), {"id": source_id}),
        after=rows(connection, _NEIGHBOURS.format(own="successor", theirs="predecessor"), {"id": source_id}),
        elsewhere=rows(connection, _SAME_HOST, {"id": source_id}),
    )
