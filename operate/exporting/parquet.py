"""A table as a Parquet file."""

import errno
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import duckdb

from operate.exporting.dictionary import Archive, Column, Kind, Table

_SQL_TYPES: Mapping[Kind, str] = {
    "text": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE", "flag": "BOOLEAN", "moment": "TIMESTAMPTZ",
    "list": "VARCHAR[]", "json": "VARCHAR",
}  # fmt: skip
_LARGEST_ROW = 1 << 28
"""Bytes of one row that DuckDB's reader takes: a text of 64 MiB, escaped."""


def write_parquet(path: Path, table: Table, rows: Iterable[tuple[Any, ...]], about: Archive) -> None:
    """Typed columns, zstd. DuckDB takes the rows from JSON Lines beside it: what it does not take from Python is fast,
    and JSON tells an empty text from none."""
    lines = path.with_suffix(".jsonl")
    with lines.open("w", encoding="utf-8") as file:
        for row in rows:
            values = {c.name: _typed(c, value) for c, value in zip(table.columns, row, strict=True)}
            file.write(json.dumps(values, ensure_ascii=False) + "\n")
    columns = ", ".join(f"{_literal(c.name)}: {_literal(_SQL_TYPES[c.kind])}" for c in table.columns)
    source = f"read_json({_literal(str(lines))}, format = 'newline_delimited', columns = {{{columns}}}, "
    source += f"maximum_object_size = {_LARGEST_ROW})"
    notes = {"title": f"{about.title}: {table.title}", "built_at": about.built_at, "version": about.version}
    told = ", ".join(f"{name}: {_literal(value)}" for name, value in notes.items())
    with duckdb.connect() as database:
        database.execute("SET TimeZone = 'UTC'")
        try:
            database.execute(
                f"COPY (SELECT * FROM {source}) TO {_literal(str(path))} "
                f"(FORMAT parquet, COMPRESSION zstd, KV_METADATA {{{told}}})"
            )
        except duckdb.IOException as error:
            raise _as_os_error(error) from error
    lines.unlink()


def _as_os_error(error: duckdb.IOException) -> OSError:
    return OSError(errno.ENOSPC if "No space left" in str(error) else errno.EIO, str(error))


def _typed(column: Column, value: Any) -> Any:
    if value is None or column.kind in ("text", "integer", "number", "moment", "json"):
        return value
    return bool(value) if column.kind == "flag" else json.loads(value)


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
