"""The timeline: documents on the day that articles give them, ratings on the day that articles announced them."""

import json
import sqlite3
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from website import links
from website.archive import Row, one, remembered, rows
from website.naming import articles_of, years_held
from website.units import units
from website.years import YearChart, year_chart

PAGE_SIZE = 50
MOST_PAGES = 100
PRODUCTS_SHOWN = 8
CITATIONS_LOOKED_AT = 200


@dataclass(frozen=True)
class Event:
    """One line: a document (`document` is set) or an article that announces ratings (`article` is)."""

    date: str
    document: Row | None = None
    portals: list[Row] = field(default_factory=list)
    """Portals that name the document."""
    article: Row | None = None
    rated: list[Row] = field(default_factory=list)
    """Products with the stars announced, at most PRODUCTS_SHOWN."""
    count: int = 0
    """Products rated in all."""


@dataclass(frozen=True)
class Timeline:
    """A page of events, the newest first."""

    events: list[Event]
    place: Row | None
    year: str
    chart: YearChart | None
    page: int
    pages: int
    undated: int
    """Documents whose day no article gives."""

    def href(self, page: int = 1, **changed: str) -> str:
        """This timeline with another page or filter."""
        asked = {"noi": self.place["id"] if self.place else "", "nam": self.year}
        return links.search({**asked, **changed, "trang": str(page) if page > 1 else ""}, "/dong-thoi-gian")


_ISSUED = "d.issuer_place_id IN (SELECT value FROM json_each(:parts))"
_NAMED = """r.article_id IN (SELECT article_id FROM article_entities
WHERE kind IN ('place_then', 'place_now') AND entity_id = :place)"""

_DOCUMENTS = """SELECT d.* FROM documents d WHERE d.date >= :low AND d.date < :high {where}
ORDER BY d.date DESC, d.id LIMIT :most"""
_RATINGS = """SELECT r.announced AS date, r.article_id, count(*) AS count FROM rating_events r
WHERE r.announced >= :low AND r.announced < :high {where}
GROUP BY r.announced, r.article_id ORDER BY r.announced DESC, r.article_id LIMIT :most"""
_DOCUMENT_YEARS = """SELECT substr(d.date, 1, 4) AS year, count(*) AS events FROM documents d
WHERE d.date IS NOT NULL {where} GROUP BY 1"""
_RATING_YEARS = """SELECT substr(r.announced, 1, 4) AS year, count(DISTINCT r.article_id) AS events FROM rating_events r
WHERE r.announced IS NOT NULL {where} GROUP BY 1"""
_UNDATED = "SELECT count(*) FROM documents d WHERE d.date IS NULL {where}"


def timeline(connection: sqlite3.Connection, place_id: str, year: str, page: int) -> Timeline | None:
    """The timeline of a place (documents that its bodies issued, and those of what is or was inside it; ratings in
    articles that name it) or of everything; None where there is no such place. `year`: four digits or empty."""
    place = one(connection, "SELECT id, label, province FROM places WHERE id = ?", [place_id]) if place_id else None
    if place_id and place is None:
        return None
    parts = json.dumps(sorted(units(connection).parts(place_id))) if place else "[]"
    asked: dict[str, str | int] = {"parts": parts, "place": place_id}
    issued, named = (f"AND {_ISSUED}", f"AND {_NAMED}") if place else ("", "")
    counts = remembered(connection, ("events", place_id), lambda: _years(connection, issued, named, asked))
    total = counts.get(year, 0) if year else sum(counts.values())
    pages = max(1, min(MOST_PAGES, -(-total // PAGE_SIZE)))
    page = min(page, pages)
    asked |= {"low": year or "0", "high": str(int(year) + 1) if year else "9999", "most": page * PAGE_SIZE}
    documents = rows(connection, _DOCUMENTS.format(where=issued), asked)
    ratings = rows(connection, _RATINGS.format(where=named), asked)
    merged = sorted([*documents, *ratings], key=lambda row: str(row["date"]), reverse=True)
    shown = merged[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    (undated,) = connection.execute(_UNDATED.format(where=issued), asked).fetchone()
    chart = year_chart(counts, years_held(connection))
    return Timeline(_events(connection, shown), place, year, chart, page, pages, undated)


def _years(
    connection: sqlite3.Connection, issued: str, named: str, asked: dict[str, str | int]
) -> dict[str | None, int]:
    counts: Counter[str | None] = Counter()
    for sql in (_DOCUMENT_YEARS.format(where=issued), _RATING_YEARS.format(where=named)):
        for row in rows(connection, sql, asked):
            counts[row["year"]] += row["events"]
    return dict(counts)


_PORTALS = f"""SELECT DISTINCT s.id, s.name FROM (SELECT article_id FROM citations WHERE document_id = ?
LIMIT {CITATIONS_LOOKED_AT}) AS c JOIN articles a ON a.id = c.article_id JOIN sources s ON s.id = a.source_id
ORDER BY s.name LIMIT 4"""
_RATED = """SELECT r.product_id, r.stars, r.potential, r.state, p.name FROM rating_events r
JOIN products p ON p.id = r.product_id
WHERE r.article_id = ? ORDER BY r.potential, r.stars DESC, p.name LIMIT ?"""
_NUMBERS = "SELECT a.n FROM json_each(?) AS wanted JOIN articles a ON a.id = wanted.value"


def _events(connection: sqlite3.Connection, shown: Sequence[Row]) -> list[Event]:
    ids = json.dumps([row["article_id"] for row in shown if "article_id" in row])
    numbers = [n for (n,) in connection.execute(_NUMBERS, [ids])]
    articles = {row["id"]: row for row in articles_of(connection, numbers)}
    events = []
    for row in shown:
        if "article_id" in row:
            rated = rows(connection, _RATED, [row["article_id"], PRODUCTS_SHOWN])
            article = articles.get(row["article_id"])
            events.append(Event(row["date"], article=article, rated=rated, count=row["count"]))
        else:
            events.append(Event(row["date"], row, rows(connection, _PORTALS, [row["id"]])))
    return events
