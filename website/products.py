"""Pages of products, with the ratings that articles announced, and of those who make them."""

import json
import re
import sqlite3

from website import links
from website.archive import Row, one, rows
from website.entities import EntityPage, entity_page, written
from website.ratings import ratings


def product(connection: sqlite3.Connection, product_id: str, on: str) -> EntityPage | None:
    """A product: `ratings` are its announced stars, `hoped` those that are only potential; what they say of today
    holds on day `on`. `makers` are pages of the producer that articles give it."""
    row = one(connection, "SELECT * FROM products WHERE id = ?", [product_id])
    if row is None:
        return None
    row["written"] = written(row["names"])
    events = ratings(connection, json.dumps([product_id]), on)
    row["ratings"] = [event for event in events if not event["potential"]]
    row["hoped"] = [event for event in events if event["potential"]]
    row["makers"] = makers(connection, row["producer"])
    row["place_href"] = links.place(row["place_id"]) if row["place_id"] else None
    return entity_page(connection, row, ("product",), row["place_id"])


_HEAD = re.compile(r"(?i)^(?:hợp tác xã|htx|liên hiệp htx|tổ hợp tác|tht)\s+")


def makers(connection: sqlite3.Connection, name: str | None) -> list[Row]:
    """Pages of the producer or cooperative that bears this name; empty where none does."""
    if not name:
        return []
    sql = """SELECT 'producer' AS kind, id, name FROM producers WHERE name = :name
             UNION ALL SELECT 'cooperative', id, :name FROM cooperatives WHERE name IN (:name, :bare) LIMIT 5"""
    found = rows(connection, sql, {"name": name, "bare": _HEAD.sub("", name)})
    return [{**row, "href": links.entity(row["kind"], row["id"])} for row in found]


def producer(connection: sqlite3.Connection, producer_id: str, on: str) -> EntityPage | None:
    """A company, household business, facility or farm: `products` are those that articles give it, `ratings` theirs."""
    row = one(connection, "SELECT * FROM producers WHERE id = ?", [producer_id])
    if row is None:
        return None
    row["written"] = written(row["names"])
    row["products"] = products_of(connection, row["name"])
    row["ratings"] = ratings(connection, json.dumps([found["id"] for found in row["products"]]), on)
    return entity_page(connection, row, ("producer",))


def products_of(connection: sqlite3.Connection, name: str) -> list[Row]:
    """Products that articles give to a producer of this name."""
    sql = "SELECT id, name, articles FROM products WHERE producer = ? ORDER BY articles DESC, name LIMIT 100"
    return rows(connection, sql, [name])
