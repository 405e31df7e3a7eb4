"""Pages of products, with the ratings that articles announced."""

import json
import re
import sqlite3

from website import links
from website.archive import Row, one, rows
from website.entities import EntityPage, entity_page, written
from website.ratings import ratings


def product(connection: sqlite3.Connection, product_id: str, on: str) -> EntityPage | None:
    """A product: `ratings` are its announced stars, `hoped` those that are only potential; what they say of today
    holds on day `on`. `table_rows`: rows of tables that list it; `makers`: pages of its producer."""
    row = one(connection, "SELECT * FROM products WHERE id = ?", [product_id])
    if row is None:
        return None
    row["written"] = written(row["names"])
    events = ratings(connection, json.dumps([product_id]), on)
    row["ratings"] = [event for event in events if not event["potential"]]
    row["hoped"] = [event for event in events if event["potential"]]
    listed = _table_rows(connection, product_id)
    row["table_rows"], row["more_rows"] = listed[:ROWS_SHOWN], len(listed) > ROWS_SHOWN
    row["makers"] = makers(connection, product_id, row["producer"])
    row["place_href"] = links.place(row["place_id"]) if row["place_id"] else None
    return entity_page(connection, row, ("product",), row["place_id"])


ROWS_SHOWN = 40
_TABLE_ROWS = f"""SELECT r.article_id, r.place, r.page, r.product, r.producer, r.address, r.score, r.stars, r.potential,
a.title, a.source_id, s.name AS source, t.label AS file FROM product_rows r JOIN articles a ON a.id = r.article_id
LEFT JOIN sources s ON s.id = a.source_id LEFT JOIN attachments t ON t.article_id = r.article_id
AND r.place = 'attachment ' || t.position WHERE r.product_id = ?
ORDER BY a.n DESC, r.table_no, r.row_no LIMIT {ROWS_SHOWN + 1}"""


def _table_rows(connection: sqlite3.Connection, product_id: str) -> list[Row]:
    """Rows of product tables in articles and their attachments, the newest article's first."""
    return rows(connection, _TABLE_ROWS, [product_id])


_HEAD = re.compile(r"(?i)^(?:hợp tác xã|htx|liên hiệp htx|tổ hợp tác|tht)\s+")


_BESIDE = """WITH told(n) AS (SELECT k.n FROM entity_labels e JOIN entity_links k ON k.said = e.id
  WHERE e.kind = 'product' AND e.entity_id = :product ORDER BY k.n DESC LIMIT 200),
beside(kind, id) AS (SELECT DISTINCT e.kind, e.entity_id FROM told JOIN entity_links k ON k.n = told.n
  JOIN entity_labels e ON e.id = k.said WHERE e.kind IN ('cooperative', 'producer'))
SELECT b.kind, b.id, :name AS name FROM beside b JOIN cooperatives c ON c.id = b.id AND b.kind = 'cooperative'
WHERE EXISTS (SELECT 1 FROM json_each(c.names) WHERE key = :name)
UNION SELECT b.kind, b.id, p.name FROM beside b JOIN producers p ON p.id = b.id AND b.kind = 'producer'
WHERE EXISTS (SELECT 1 FROM json_each(p.names) WHERE key = :name) LIMIT 5"""
"""Those of its name that articles name beside the product: bodies of one name stand in several districts."""


def makers(connection: sqlite3.Connection, product_id: str, name: str | None) -> list[Row]:
    """Pages of the producer or cooperative of this name: the one that articles name beside the product, else every one
    that is called so; empty where none is."""
    if not name:
        return []
    beside = rows(connection, _BESIDE, {"product": product_id, "name": name})
    if beside:
        return [{**row, "href": links.entity(row["kind"], row["id"])} for row in beside]
    sql = """SELECT 'producer' AS kind, id, name FROM producers WHERE name = :name
             UNION ALL SELECT 'cooperative', id, :name FROM cooperatives WHERE name IN (:name, :bare) LIMIT 5"""
    found = rows(connection, sql, {"name": name, "bare": _HEAD.sub("", name)})
    return [{**row, "href": links.entity(row["kind"], row["id"])} for row in found]
