"""What researchers are handed: every table and column with its sentence, ready-made queries, downloads, the API."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from website.archive import remembered, rows
from website.words import Bilingual, bilingual

COUNTED_UP_TO = 100_000
"""Rows that are counted of a table; of a larger one the page says that it has more."""


@dataclass(frozen=True)
class Column:
    """A column with its type and sentence."""

    name: str
    type: str
    says: Bilingual


@dataclass(frozen=True)
class Table:
    """A public table."""

    name: str
    title: Bilingual
    says: Bilingual
    columns: list[Column]
    count: int
    """Rows, at most COUNTED_UP_TO + 1."""


@dataclass(frozen=True)
class ReadyQuery:
    """A question that is kept for everybody."""

    name: str
    title: Bilingual
    says: Bilingual


def tables(connection: sqlite3.Connection, metadata: Mapping[str, Any]) -> list[Table]:
    """The tables that metadata.yml describes and does not hide, in its order. `metadata`: of the database."""
    return remembered(connection, "tables", lambda: [*_tables(connection, metadata)])


def _tables(connection: sqlite3.Connection, metadata: Mapping[str, Any]) -> list[Table]:
    found = []
    for name, said in metadata["tables"].items():
        types = {
            row["name"]: row["type"] for row in rows(connection, "SELECT name, type FROM pragma_table_info(?)", [name])
        }
        if not types or said.get("hidden"):
            continue
        columns = [
            Column(column, types[column] or "TEXT", bilingual(text))
            for column, text in said.get("columns", {}).items()
            if column in types
        ]
        limited = f'SELECT count(*) FROM (SELECT 1 FROM "{name}" LIMIT {COUNTED_UP_TO + 1})'
        (count,) = connection.execute(limited).fetchone()
        found.append(Table(name, bilingual(said.get("title")), bilingual(said.get("description")), columns, count))
    return found


def queries(metadata: Mapping[str, Any]) -> list[ReadyQuery]:
    """The ready-made queries of metadata.yml, in its order."""
    return [
        ReadyQuery(name, bilingual(said.get("title")), bilingual(said.get("description")))
        for name, said in metadata.get("queries", {}).items()
    ]
