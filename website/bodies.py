"""Pages of those who make products: cooperatives and their kin, companies, households, facilities, farms."""

import json
import sqlite3
from collections.abc import Sequence

from website import links
from website.archive import Row, one, rows
from website.entities import EntityPage, entity_page, written
from website.ratings import ratings
from website.units import units

PRODUCTS_SHOWN = 100

_PRODUCTS = f"""SELECT id, name, articles FROM products p WHERE producer IN (SELECT value FROM json_each(:names))
AND (:alone OR EXISTS (SELECT 1 FROM entity_labels e JOIN entity_links k ON k.said = e.id
  JOIN entity_links own ON own.n = k.n JOIN entity_labels mine ON mine.id = own.said
  WHERE e.kind = 'product' AND e.entity_id = p.id AND mine.kind = :kind AND mine.entity_id = :id))
ORDER BY articles DESC, name LIMIT {PRODUCTS_SHOWN + 1}"""
"""Where several bodies have the name (not `alone`), those that an article names beside this one."""
_NAMESAKES = {
    "cooperative": "SELECT count(*) FROM cooperatives WHERE id >= :key AND id < :key || '~' AND id <> :id",
    "producer": "SELECT count(*) FROM producers WHERE name = :name AND id <> :id",
}


def cooperative(connection: sqlite3.Connection, entity_id: str, on: str) -> EntityPage | None:
    """A cooperative, union, group or credit fund: `written` are (form, times), `products` those that articles give to
    one of these forms, `ratings` theirs; what they say of today holds on day `on`."""
    row = one(connection, "SELECT * FROM cooperatives WHERE id = ?", [entity_id])
    if row is None:
        return None
    row["written"] = written(row["names"])
    row["field_words"] = json.loads(row["fields"] or "[]")
    row["place_href"] = links.place(row["place_id"]) if row["place_id"] else None
    today = units(connection).today(row["place_id"]) if row["place_id"] else []
    row["now_href"] = links.place(today[0][0].id) if len(today) == 1 else None
    _add_products(connection, row, "cooperative", [name for name, _ in row["written"]], on)
    return entity_page(connection, row, ("cooperative",), row["place_id"])


def producer(connection: sqlite3.Connection, producer_id: str, on: str) -> EntityPage | None:
    """A company, household business, facility or farm: `products` are those that articles give it, `ratings` theirs."""
    row = one(connection, "SELECT * FROM producers WHERE id = ?", [producer_id])
    if row is None:
        return None
    row["written"] = written(row["names"])
    _add_products(connection, row, "producer", [row["name"], *(name for name, _ in row["written"])], on)
    return entity_page(connection, row, ("producer",))


def _add_products(connection: sqlite3.Connection, row: Row, kind: str, names: Sequence[str], on: str) -> None:
    key = row["id"].partition("_")[0] + "_"
    (namesakes,) = connection.execute(_NAMESAKES[kind], {"key": key, "name": row["name"], "id": row["id"]}).fetchone()
    asked = {"names": json.dumps(sorted(set(names))), "alone": not namesakes, "kind": kind, "id": row["id"]}
    listed = rows(connection, _PRODUCTS, asked)
    row["products"], row["more_products"] = listed[:PRODUCTS_SHOWN], len(listed) > PRODUCTS_SHOWN
    row["ratings"] = ratings(connection, json.dumps([found["id"] for found in row["products"]]), on)
