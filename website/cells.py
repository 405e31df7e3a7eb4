"""Cells of Datasette's table pages: ids become links to the archive's own pages. Everything else stays plain text."""

import json
import sqlite3
from collections.abc import Callable, Mapping
from typing import Any

from markupsafe import Markup

from website import links
from website.archive import DATABASE

_PAGES: Mapping[tuple[str, str], tuple[str, Callable[[Any], str]]] = {
    ("articles", "title"): ("id", links.article),
    ("captures", "url"): ("id", links.capture),
    ("cooperatives", "name"): ("id", links.cooperative),
    ("products", "name"): ("id", links.product),
    ("producers", "name"): ("id", links.producer),
    ("documents", "norm"): ("id", links.document),
    ("places", "label"): ("id", links.place),
    ("sources", "name"): ("id", links.portal),
}
"""(table, column) that shows a name: the column with its id, and the page."""

_REFERENCES: Mapping[str, Callable[[str], str]] = {
    "article_id": links.article,
    "source_id": links.portal,
    "document_id": links.document,
    "product_id": links.product,
    "place_id": links.place,
    "issuer_place_id": links.place,
    "parent_id": links.place,
    "old_id": links.place,
    "new_id": links.place,
}
"""Columns that hold the id of something with a page, in whichever table or query they stand."""

_LIST_COLUMNS = ("places_then", "places_now", "cooperatives", "documents")


def render_cell(row: sqlite3.Row, value: Any, column: str, table: str | None, database: str) -> Markup | None:
    """The link for a cell, or None to leave it to Datasette (which escapes it)."""
    if database != DATABASE or not isinstance(value, str | int) or value == "":
        return None
    if (table or "", column) in _PAGES:
        key, page = _PAGES[table or "", column]
        return _link(page(row[key]), value) if row[key] is not None else None
    if column == "entity_id" and "kind" in row.keys():  # noqa: SIM118 - sqlite3.Row iterates over values
        return _link(links.entity(row["kind"], str(value)), value)
    if column == "capture_id":
        return _link(links.capture(int(value)), value)
    if column in _REFERENCES:
        return _link(_REFERENCES[column](str(value)), value)
    if column in _LIST_COLUMNS and isinstance(value, str):
        return _list(value)
    return None


def _link(href: str | None, text: object) -> Markup | None:
    return Markup('<a href="{}">{}</a>').format(href, text) if href else None


def _list(value: str) -> Markup | None:
    try:
        items = json.loads(value)
    except ValueError:
        return None
    return Markup(" · ").join(str(item) for item in items) if isinstance(items, list) else None
