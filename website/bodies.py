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

_PRODUCTS = f"""SELECT id, name, articles FROM products WHERE producer IN (SELECT value FROM json_each(?))
ORDER BY articles DESC, name LIMIT {PRODUCTS_SHOWN + 1}"""


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
    _add_products(connection, row, [name for name, _ in row["written"]], on)
    return entity_page(connection, row, ("cooperative",), row["place_id"])


def producer(connection: sqlite3.Connection, producer_id: str, on: str) -> EntityPage | None:
    """A company, household business, facility or farm: `products` are those that articles give it, `ratings` theirs."""
    row = one(connection, "SELECT * FROM producers WHERE id = ?", [producer_id])
    if row is None:
        return None
    row["written"] = written(row["names"])
    _add_products(connection, row, [row["name"], *(name for name, _ in row["written"])], on)
    return entity_page(connection, row, ("producer",))


def _add_products(connection: sqlite3.Connection, row: Row, names: Sequence[str], on: str) -> None:
    listed = rows(connection, _PRODUCTS, [json.dumps(sorted(set(names)))])
    row["products"], row["more_products"] = listed[:PRODUCTS_SHOWN], len(listed) > PRODUCTS_SHOWN
    row["ratings"] = ratings(connection, json.dumps([found["id"] for found in row["products"]]), on)
