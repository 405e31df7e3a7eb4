"""Articles that name a thing: the newest of them, and how they spread over the years."""

import json
import sqlite3
from collections.abc import Sequence

from website.archive import Row, remembered, rows
from website.date_reasons import date_reason
from website.words import dated

WALKED = 3000
"""Articles naming one thing from which the newest are found by walking back in time, not by sorting them all."""

# The tables behind `article_entities`: they know articles by `n`, which is what is wanted.
_OF_THING = """SELECT DISTINCT a.n FROM entity_labels e JOIN entity_links k ON k.said = e.id
JOIN articles a ON a.n = k.n
WHERE e.kind IN (SELECT value FROM json_each(:kinds)) AND e.entity_id = :id AND a.state = 'published'
ORDER BY a.n DESC LIMIT :most"""

_WALK = """SELECT a.n FROM articles a WHERE a.state = 'published' AND EXISTS (
SELECT 1 FROM entity_labels e CROSS JOIN entity_links k ON k.said = e.id AND k.n = a.n
WHERE e.kind IN (SELECT value FROM json_each(:kinds)) AND e.entity_id = :id) ORDER BY a.n DESC LIMIT :most"""

_ARTICLES = """SELECT a.id, a.n, a.title, a.published, a.published_basis, a.date_from, a.date_to, a.date_shown,
a.source_id, s.name AS source FROM json_each(?) AS wanted JOIN articles a ON a.n = wanted.value
LEFT JOIN sources s ON s.id = a.source_id ORDER BY wanted.key"""

_YEARS = """SELECT substr(a.published, 1, 4) AS year, count(DISTINCT a.n) AS articles
FROM entity_labels e CROSS JOIN entity_links k ON k.said = e.id CROSS JOIN articles a ON a.n = k.n
WHERE e.kind IN (SELECT value FROM json_each(:kinds)) AND e.entity_id = :id AND a.state = 'published' GROUP BY 1"""


def newest_naming(
    connection: sqlite3.Connection, kinds: Sequence[str], entity_id: str, known: int, most: int
) -> list[Row]:
    """The newest `most` articles that name it, with `dated` and `reason`. `kinds`: of `article_entities`; `known`: how
    many articles name it, as its own row says."""
    asked = {"kinds": json.dumps(list(kinds)), "id": entity_id, "most": most}
    numbers = [n for (n,) in connection.execute(_WALK if known > WALKED else _OF_THING, asked)]
    return articles_of(connection, numbers)


def articles_of(connection: sqlite3.Connection, numbers: Sequence[int]) -> list[Row]:
    """The articles with these `n`, in this order, with `dated` and `reason`."""
    found = rows(connection, _ARTICLES, [json.dumps(list(numbers))])
    return [{**row, "dated": dated(row), "reason": date_reason(row)} for row in found]


def years_naming(connection: sqlite3.Connection, kinds: Sequence[str], entity_id: str) -> dict[str | None, int]:
    """How many articles of every year name it; None for those without a year."""
    asked = {"kinds": json.dumps(list(kinds)), "id": entity_id}

    def count() -> dict[str | None, int]:
        return {row["year"]: row["articles"] for row in rows(connection, _YEARS, asked)}

    return remembered(connection, ("years", tuple(kinds), entity_id), count)


def years_held(connection: sqlite3.Connection) -> dict[str | None, int]:
    """How many articles of every year the whole archive holds."""
    sql = "SELECT year, count(*) AS articles FROM articles WHERE state = 'published' GROUP BY 1"
    return remembered(connection, "years", lambda: {row["year"]: row["articles"] for row in rows(connection, sql)})
