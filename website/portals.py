"""The front page's counts and gaps, and the page of one portal."""

import sqlite3
from dataclasses import dataclass, replace

from website import links
from website.archive import Row, one, remembered, rows
from website.condition import Condition, conditions
from website.coverage import Month, Strips, months_of, strips
from website.naming import years_held
from website.words import dated


@dataclass(frozen=True)
class Front:
    """What the front page shows."""

    articles: int
    portals: int
    cooperatives: int
    products: int
    documents: int
    places: int
    first_year: str
    last_year: str
    newest: list[Row]
    months: Strips | None
    """Of the portals with most articles, at most PORTALS_SHOWN."""
    troubled: list[Condition]
    """Portals that fail or fell silent, worst first."""
    scanned: int
    """Attachments that are pictures of pages and were not read."""


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


PORTALS_SHOWN = 15


def front(connection: sqlite3.Connection) -> Front:
    """The front page. What is counted over the whole archive is kept for as long as the archive is of one build."""
    counted = remembered(connection, "front", lambda: _front(connection))
    return replace(counted, newest=newest(connection))


def _front(connection: sqlite3.Connection) -> Front:
    sources = rows(connection, "SELECT * FROM sources WHERE articles > 0 OR status <> 'retired' ORDER BY id")
    dated_years = [year for year in years_held(connection) if year]
    most = sorted(sources, key=lambda source: -(source["articles"] or 0))[:PORTALS_SHOWN]
    return Front(
        articles=sum(source["articles"] or 0 for source in sources),
        portals=sum(1 for source in sources if source["articles"]),
        cooperatives=_count(connection, "cooperatives"),
        products=_count(connection, "products"),
        documents=_count(connection, "documents"),
        places=_count(connection, "places WHERE articles > 0"),
        first_year=min(dated_years, default=""),
        last_year=max(dated_years, default=""),
        newest=[],
        months=strips(connection, sorted(most, key=lambda source: source["id"])),
        troubled=[found for found in conditions(connection) if found.in_trouble],
        scanned=_count(connection, "attachments WHERE state = 'needs_ocr'"),
    )


def _count(connection: sqlite3.Connection, what: str) -> int:
    return int(connection.execute(f"SELECT count(*) FROM {what}").fetchone()[0])


@dataclass(frozen=True)
class PortalPage:
    """One portal: what it is, what is held of it, how it fares."""

    source: Row
    months: list[tuple[str, list[Month]]]
    condition: Condition | None
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
    refused = "SELECT reason, count(*) AS items FROM considered WHERE source_id = ? GROUP BY 1 ORDER BY 2 DESC"
    return PortalPage(
        source,
        months_of(connection, source),
        next((found for found in conditions(connection) if found.source["id"] == source_id), None),
        newest(connection, 20, source_id),
        rows(connection, refused, [source_id]),
        (one(connection, _SCANNED, [source_id]) or {"files": 0})["files"],
        links.place(source["place_id"]) if source["place_id"] else None,
        links.web(source["home_url"]),
        before=rows(connection, _NEIGHBOURS.format(own="predecessor", theirs="successor"), {"id": source_id}),
        after=rows(connection, _NEIGHBOURS.format(own="successor", theirs="predecessor"), {"id": source_id}),
        elsewhere=rows(connection, _SAME_HOST, {"id": source_id}),
    )
