"""What the pages of all things have in common, and documents; the other things in the modules beside this one."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from website import links
from website.archive import Row, one, remembered, rows
from website.maps import Locator, locator
from website.marking import cut_out, quoted
from website.naming import newest_naming, years_held, years_naming
from website.words import dated
from website.years import YearChart, year_chart

EVIDENCE = 40
"""Articles whose words are shown on a page; the rest is one search away."""
RELATED_SHOWN = 10

_WHOLE = ("title", "captions")
"""Fields whose quotes are not cut out of a running text."""
PLACE_KINDS = ("place_then", "place_now")


@dataclass(frozen=True)
class EntityPage:
    """What is known of one thing, with the lines that say so."""

    row: Row
    evidence: list[Row]
    """One line per article, the newest first: `pieces`, `article_id`, `title`, `source`, `dated`, `reason`, and
    `times`, how often the article names it."""
    related: dict[str, list[Row]]
    """By kind: what the same articles name, most frequent first."""
    more: bool
    """More articles name it than EVIDENCE."""
    years: YearChart | None
    spot: Locator | None
    """Where it is, as far as a point is known."""


_MENTIONS = """SELECT article_id, position, field, surface, kind, quote FROM mentions
WHERE entity_id = ? AND article_id IN (SELECT value FROM json_each(?)) ORDER BY article_id, position"""

_RELATED = """SELECT other.kind, other.entity_id, other.label, count(DISTINCT mine.n) AS articles
FROM (SELECT DISTINCT k.n FROM entity_labels l JOIN entity_links k ON k.said = l.id
WHERE l.kind IN (?, ?) AND l.entity_id = ? LIMIT 500) AS mine
JOIN entity_links named ON named.n = mine.n JOIN entity_labels other ON other.id = named.said
WHERE other.entity_id <> ? GROUP BY 1, 2 ORDER BY 4 DESC, 3"""


def evidence(connection: sqlite3.Connection, entity_id: str, articles: Sequence[Row]) -> list[Row]:
    """The first words of each article that name the thing; an article that names only a part of it has no line."""
    named: dict[str, list[Row]] = {}
    for mention in rows(connection, _MENTIONS, [entity_id, json.dumps([article["id"] for article in articles])]):
        named.setdefault(mention["article_id"], []).append(mention)
    lines = []
    for article in articles:
        if mentions := named.get(article["id"]):
            first = mentions[0]
            pieces = quoted(first["quote"], first["surface"], first["kind"])
            pieces = pieces if first["field"] in _WHOLE else cut_out(pieces)
            lines.append(
                {**article, "article_id": article["id"], "field": first["field"], "pieces": pieces,
                 "times": len(mentions)}
            )  # fmt: skip
    return lines


def _related(connection: sqlite3.Connection, kinds: Sequence[str], entity_id: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows(connection, _RELATED, [kinds[0], kinds[-1], entity_id, entity_id]):
        listed = found.setdefault(row["kind"], [])
        if len(listed) < RELATED_SHOWN:
            listed.append({**row, "href": links.entity(row["kind"], row["entity_id"])})
    return found


def entity_page(
    connection: sqlite3.Connection, row: Row | None, kinds: Sequence[str], place_id: str | None = None
) -> EntityPage | None:
    """The page of a row; `kinds`: of `article_entities`; `place_id`: where the thing is."""
    if row is None:
        return None
    known = row["articles"] or 0
    articles = newest_naming(connection, kinds, row["id"], known, EVIDENCE)
    related = remembered(connection, ("related", kinds[0], row["id"]), lambda: _related(connection, kinds, row["id"]))
    return EntityPage(
        row,
        evidence(connection, row["id"], articles),
        related,
        known > len(articles),
        year_chart(years_naming(connection, kinds, row["id"]), years_held(connection)),
        locator(connection, place_id) if place_id else None,
    )


def written(names: str | None) -> list[tuple[str, int]]:
    """Written forms with how often, the most frequent first."""
    found = json.loads(names or "{}")
    return sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))


_ROLES = """SELECT c.role, count(DISTINCT c.article_id) AS articles FROM article_entities e
JOIN citations c ON c.article_id = e.article_id AND c.document_id = e.entity_id
WHERE e.kind = 'document' AND e.entity_id = ? GROUP BY 1 ORDER BY 2 DESC, 1"""

_OWN = """SELECT t.article_id, t.href, t.label, t.text, t.pages, t.type, t.state, a.title FROM attachments t
JOIN articles a ON a.id = t.article_id WHERE t.article_id = ? AND t.position = ?"""

_NAMED_BY = """SELECT c.article_id, c.role, max(c.date_claimed) AS claimed, max(c.link = 'probably same') AS unsure,
a.n, a.title, a.published, a.date_from, a.date_to, a.source_id, s.name AS source FROM citations c
JOIN articles a ON a.id = c.article_id LEFT JOIN sources s ON s.id = a.source_id
WHERE c.document_id = :id AND c.article_id IN (SELECT value FROM json_each(:articles))
GROUP BY c.article_id, c.role ORDER BY a.n DESC, c.role"""


def document(connection: sqlite3.Connection, entity_id: str) -> EntityPage | None:
    """An official document: `claimed` are (date, how many mentions claim it), `roles` how many articles do what with
    it, `named_by` one row per article and role with the date that it claims."""
    row = one(connection, "SELECT * FROM documents WHERE id = ?", [entity_id])
    if row is None:
        return None
    claimed = json.loads(row["dates_claimed"] or "{}")
    row["claimed"] = sorted(claimed.items(), key=lambda pair: (-pair[1], pair[0]))
    row["place_href"] = links.place(row["issuer_place_id"]) if row["issuer_place_id"] else None
    row["own"] = _own(connection, row)
    row["roles"] = remembered(connection, ("roles", entity_id), lambda: rows(connection, _ROLES, [entity_id]))
    page = entity_page(connection, row, ("document",), row["issuer_place_id"])
    if page:
        shown = {"id": entity_id, "articles": json.dumps([line["article_id"] for line in page.evidence])}
        row["named_by"] = [{**found, "dated": dated(found)} for found in rows(connection, _NAMED_BY, shown)]
    return page


def _own(connection: sqlite3.Connection, row: Row) -> Row | None:
    """The attachment that is the document itself, as its heading says: `text_pages` are its text."""
    if row["own_article_id"] is None:
        return None
    own = one(connection, _OWN, [row["own_article_id"], row["own_attachment"]])
    return own and {**own, "text_pages": (own["text"] or "").split("\f"), "web": links.web(own["href"])}


def redirected(connection: sqlite3.Connection, kind: str, entity_id: str) -> str | None:
    """The id to which an id of that kind leads, if it was published and is no entity's any more."""
    row = one(connection, "SELECT new_id FROM entity_redirects WHERE kind = ? AND old_id = ?", [kind, entity_id])
    return str(row["new_id"]) if row else None
