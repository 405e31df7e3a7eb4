"""How the hits of a search spread: counts per year, portal, place, cooperative, document."""

import json
import sqlite3
from array import array
from collections import Counter
from collections.abc import Mapping, Sequence
from hashlib import blake2b

from website.archive import Row, remembered_as_written, rows
from website.filters import UNKNOWN_YEAR, WITH_PICTURES, label
from website.showing import SHOWABLE

SHOWN = 8
"""Values listed per filter, the most frequent first."""

_YEARS_AND_PORTALS = """
SELECT coalesce(substr(a.published, 1, 4), :unknown) AS year, a.source_id, count(*) AS articles
FROM json_each(:numbers) AS hit JOIN articles a ON a.n = hit.value GROUP BY 1, 2"""

_ENTITIES = """
SELECT e.kind, e.entity_id, count(DISTINCT k.n) AS articles FROM json_each(:numbers) AS hit
JOIN entity_links k ON k.n = hit.value JOIN entity_labels e ON e.id = k.said GROUP BY 1, 2"""

_STARS = """
SELECT stars, count(DISTINCT article_id) AS articles FROM (
  SELECT r.stars, r.article_id FROM rating_events r WHERE NOT r.potential
  UNION SELECT p.stars, p.article_id FROM product_rows p WHERE NOT coalesce(p.potential, 0)) AS told
WHERE stars NOT NULL AND article_id IN (SELECT a.id FROM json_each(:numbers) AS hit JOIN articles a ON a.n = hit.value)
GROUP BY 1 ORDER BY 1 DESC"""

_PICTURES = f"""
SELECT count(DISTINCT a.id) FROM json_each(:numbers) AS hit JOIN articles a ON a.n = hit.value
JOIN sources s ON s.id = a.source_id JOIN article_images ai ON ai.article_id = a.id
JOIN images i ON i.sha256 = ai.sha256 WHERE i.thumbnail IS NOT NULL AND {SHOWABLE}"""

_FILTER_OF = {"place_then": "noi", "place_now": "noi_nay", "cooperative": "htx", "document": "vb",
              "product": "sp", "producer": "ct"}  # fmt: skip


def facets(connection: sqlite3.Connection, numbers: Sequence[int]) -> Mapping[str, list[Row]]:
    """For every filter the values to narrow by: `value`, `label`, `articles`. Places stand twice: `noi` in the
    geography of the time, `noi_nay` in today's; years newest first, the rest most frequent first."""
    hits = blake2b(array("q", sorted(numbers)).tobytes()).digest()
    return remembered_as_written(connection, ("facets", hits), lambda: _count(connection, numbers))


def _count(connection: sqlite3.Connection, numbers: Sequence[int]) -> dict[str, list[Row]]:
    hits = {"numbers": json.dumps(list(numbers)), "unknown": UNKNOWN_YEAR}
    years: Counter[str] = Counter()
    portals: Counter[str] = Counter()
    for row in rows(connection, _YEARS_AND_PORTALS, hits):
        years[row["year"]] += row["articles"]
        portals[row["source_id"]] += row["articles"]
    counted: dict[str, Counter[str]] = {name: Counter() for name in _FILTER_OF.values()}
    for row in rows(connection, _ENTITIES, hits):
        if row["kind"] in _FILTER_OF:
            counted[_FILTER_OF[row["kind"]]][row["entity_id"]] = row["articles"]
    listed = {name: _most(connection, name, found) for name, found in (("cong", portals), *counted.items())}
    by_year = sorted(years.items(), key=lambda pair: (pair[0] == UNKNOWN_YEAR, _descending(pair[0])))
    listed["nam"] = [
        {"value": year, "label": label(connection, "nam", year), "articles": count} for year, count in by_year
    ]
    listed["sao"] = [
        {"value": str(row["stars"]), "label": label(connection, "sao", str(row["stars"])), "articles": row["articles"]}
        for row in rows(connection, _STARS, hits)
    ]
    (pictures,) = connection.execute(_PICTURES, hits).fetchone()
    if pictures:
        listed["anh"] = [{"value": WITH_PICTURES, "label": label(connection, "anh", ""), "articles": pictures}]
    return listed


def _descending(year: str) -> int:
    return -int(year) if year.isdecimal() else 0


def _most(connection: sqlite3.Connection, name: str, found: Counter[str]) -> list[Row]:
    chosen = sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))[:SHOWN]
    kind = "noi" if name == "noi_nay" else name
    return [{"value": value, "label": label(connection, kind, value), "articles": count} for value, count in chosen]
