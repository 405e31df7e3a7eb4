"""Pages of what articles name: cooperatives, documents, places; and of the portals they come from."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from website import links
from website.archive import Row, one, remembered, rows
from website.marking import quoted
from website.words import dated

EVIDENCE = 60
"""Evidence lines on a page; the rest is one search away."""


@dataclass(frozen=True)
class EntityPage:
    """What is known of one thing, with the lines that say so."""

    row: Row
    evidence: list[Row]
    """Mentions, newest article first: `pieces`, `article_id`, `title`, `source`, `dated`."""
    related: dict[str, list[Row]]
    """By kind: what the same articles name, most frequent first."""
    more: bool
    """There is more evidence than EVIDENCE lines."""


_EVIDENCE = f"""SELECT m.article_id, m.field, m.surface, m.kind, m.quote, m.date AS claimed, a.n, a.title, a.published,
a.date_from, a.date_to, a.source_id, s.name AS source FROM mentions m JOIN articles a ON a.id = m.article_id
LEFT JOIN sources s ON s.id = a.source_id WHERE m.entity_id = ? ORDER BY a.n DESC, m.position LIMIT {EVIDENCE + 1}"""

_RELATED = """SELECT other.kind, other.entity_id, other.label, count(DISTINCT other.article_id) AS articles
FROM (SELECT DISTINCT article_id FROM article_entities WHERE kind IN (?, ?) AND entity_id = ? LIMIT 500) AS mine
JOIN article_entities other ON other.article_id = mine.article_id
WHERE other.entity_id <> ? GROUP BY 1, 2 ORDER BY 4 DESC, 3"""

RELATED_SHOWN = 10


def _evidence(connection: sqlite3.Connection, entity_id: str) -> list[Row]:
    found = rows(connection, _EVIDENCE, [entity_id])
    return [{**row, "dated": dated(row), "pieces": quoted(row["quote"], row["surface"], row["kind"])} for row in found]


def _related(connection: sqlite3.Connection, kinds: Sequence[str], entity_id: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows(connection, _RELATED, [kinds[0], kinds[-1], entity_id, entity_id]):
        listed = found.setdefault(row["kind"], [])
        if len(listed) < RELATED_SHOWN:
            listed.append({**row, "href": links.entity(row["kind"], row["entity_id"])})
    return found


def _page(connection: sqlite3.Connection, row: Row | None, kinds: Sequence[str]) -> EntityPage | None:
    if row is None:
        return None
    evidence = _evidence(connection, row["id"])
    related = remembered(connection, ("related", kinds[0], row["id"]), lambda: _related(connection, kinds, row["id"]))
    return EntityPage(row, evidence[:EVIDENCE], related, len(evidence) > EVIDENCE)


def cooperative(connection: sqlite3.Connection, entity_id: str) -> EntityPage | None:
    """A cooperative, union, group or credit fund: `names` are (written form, times)."""
    row = one(connection, "SELECT * FROM cooperatives WHERE id = ?", [entity_id])
    if row:
        names = json.loads(row["names"] or "{}")
        row["written"] = sorted(names.items(), key=lambda pair: (-pair[1], pair[0])) if isinstance(names, dict) else []
        row["field_words"] = json.loads(row["fields"] or "[]")
        row["place_href"] = links.place(row["place_id"]) if row["place_id"] else None
    return _page(connection, row, ("cooperative",))


def document(connection: sqlite3.Connection, entity_id: str) -> EntityPage | None:
    """An official document: `claimed` are (date, how many mentions claim it), `named_by` one row per article and role
    with the date that it claims."""
    row = one(connection, "SELECT * FROM documents WHERE id = ?", [entity_id])
    if row:
        claimed = json.loads(row["dates_claimed"] or "{}")
        row["claimed"] = sorted(claimed.items()) if isinstance(claimed, dict) else [(day, None) for day in claimed]
        row["place_href"] = links.place(row["issuer_place_id"]) if row["issuer_place_id"] else None
        row["own"] = _own(connection, row)
        row["named_by"] = [{**found, "dated": dated(found)} for found in rows(connection, _NAMED_BY, [entity_id])]
    return _page(connection, row, ("document",))


_NAMED_BY = f"""SELECT c.article_id, c.role, max(c.date_claimed) AS claimed, max(c.link = 'probably same') AS unsure,
a.n, a.title, a.published, a.date_from, a.date_to, a.source_id, s.name AS source FROM citations c
JOIN articles a ON a.id = c.article_id LEFT JOIN sources s ON s.id = a.source_id
WHERE c.document_id = ? GROUP BY c.article_id, c.role ORDER BY a.n DESC, c.role LIMIT {EVIDENCE}"""


_OWN = """SELECT t.article_id, t.href, t.label, t.text, t.pages, t.type, t.state, a.title FROM attachments t
JOIN articles a ON a.id = t.article_id WHERE t.article_id = ? AND t.position = ?"""


def _own(connection: sqlite3.Connection, row: Row) -> Row | None:
    """The attachment that is the document itself, as its heading says: `text_pages` are its text."""
    if row["own_article_id"] is None:
        return None
    own = one(connection, _OWN, [row["own_article_id"], row["own_attachment"]])
    return own and {**own, "text_pages": (own["text"] or "").split("\f"), "web": links.web(own["href"])}


@dataclass(frozen=True)
class PlacePage:
    """A unit of one period, what came before and after it, and the articles that name it."""

    page: EntityPage
    chain: list[Row]
    """Its parents, the nearest first."""
    became: list[Row]
    came_from: list[Row]
    inside: list[Row]
    """Units below it that articles name, most named first."""
    articles: list[Row]
    """The newest articles about it or a unit inside it, in the geography of the time or of today."""
    portals: list[Row]


_CHANGES = """SELECT c.part, c.on_date, c.decree, p.id, p.label, p.province, p.articles FROM place_changes c
JOIN places p ON p.id = c.{other} WHERE c.{mine} = ? ORDER BY c.part DESC, p.label"""

_CHAIN = """WITH RECURSIVE up(id, parent_id, label, depth) AS (
SELECT p.id, p.parent_id, p.label, 0 FROM places p WHERE p.id = (SELECT parent_id FROM places WHERE id = ?)
UNION ALL SELECT p.id, p.parent_id, p.label, up.depth + 1 FROM places p JOIN up ON p.id = up.parent_id
WHERE up.depth < 4) SELECT id, label FROM up ORDER BY depth"""

_NEWEST = """SELECT DISTINCT a.id, a.n, a.title, a.published, a.date_from, a.date_to, a.source_id, s.name AS source
FROM article_entities e JOIN articles a ON a.id = e.article_id LEFT JOIN sources s ON s.id = a.source_id
WHERE e.kind IN ('place_then', 'place_now') AND e.entity_id = ? ORDER BY a.n DESC LIMIT 20"""


def place(connection: sqlite3.Connection, place_id: str) -> PlacePage | None:
    """The page of an administrative unit, or None."""
    row = one(connection, "SELECT * FROM places WHERE id = ?", [place_id])
    page = _page(connection, row, ("place_then", "place_now"))
    if page is None:
        return None
    inside = "SELECT id, label, articles FROM places WHERE parent_id = ? AND articles > 0 ORDER BY articles DESC, label"
    return PlacePage(
        page,
        chain=rows(connection, _CHAIN, [place_id]),
        became=rows(connection, _CHANGES.format(other="new_id", mine="old_id"), [place_id]),
        came_from=rows(connection, _CHANGES.format(other="old_id", mine="new_id"), [place_id]),
        inside=rows(connection, f"{inside} LIMIT 40", [place_id]),
        articles=[{**row, "dated": dated(row)} for row in rows(connection, _NEWEST, [place_id])],
        portals=rows(connection, "SELECT id, name FROM sources WHERE place_id = ? ORDER BY id", [place_id]),
    )


def redirected(connection: sqlite3.Connection, kind: str, entity_id: str) -> str | None:
    """The id to which an id of that kind leads, if it was published and is no entity's any more."""
    row = one(connection, "SELECT new_id FROM entity_redirects WHERE kind = ? AND old_id = ?", [kind, entity_id])
    return str(row["new_id"]) if row else None
