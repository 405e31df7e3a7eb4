"""What a question to the archive may cost, and what it may not do: limits of SQLite itself, on every connection.

Datasette's time limit is only looked at between steps of the virtual machine; one step can take gigabytes
(reliability.md 0.7 of the project's notes: 5.2 s and 1.96 GB under a limit of one second).
"""

import sqlite3

from website.archive import DATABASE
from website.search import fts_literal

_LIMITS = {
    sqlite3.SQLITE_LIMIT_LENGTH: 2_000_000,
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 20_000,
    sqlite3.SQLITE_LIMIT_COLUMN: 200,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 100,
    sqlite3.SQLITE_LIMIT_COMPOUND_SELECT: 10,
    sqlite3.SQLITE_LIMIT_VDBE_OP: 50_000,
    sqlite3.SQLITE_LIMIT_FUNCTION_ARG: 20,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
    sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: 100,
    sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER: 500,
}
HEAP = 128 << 20
"""Bytes that SQLite may hold in the whole process; a question that wants more ends with MemoryError. Sorting is done in
memory, because a reader's question shall not fill a disk."""
_PRAGMAS = ("query_only=ON", "trusted_schema=OFF", "cell_size_check=ON", "mmap_size=0", "temp_store=MEMORY",
            f"hard_heap_limit={HEAP}")  # fmt: skip
_DENIED_FUNCTIONS = frozenset(
    ("hex", "zeroblob", "randomblob", "printf", "format", "replace", "instr", "load_extension", "fts3_tokenizer",
     "readfile", "writefile")
)  # fmt: skip
"""They make much out of little, search long strings in one step, or reach files. Datasette's own pages need `char` and
the reads of pragma_database_list, so those stay allowed."""


def _authorize(action: int, first: str | None, second: str | None, *_: object) -> int:
    if action in (sqlite3.SQLITE_ATTACH, sqlite3.SQLITE_DETACH):
        return sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_FUNCTION and (second or first or "").lower() in _DENIED_FUNCTIONS:
        return sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK


def prepare(connection: sqlite3.Connection, database: str) -> None:
    """Give a fresh connection of the archive its search function and its limits; other databases stay as they are
    (Datasette's internal one is written through the same hook)."""
    if database != DATABASE:
        return
    connection.create_function("escape_fts", 1, fts_literal, deterministic=True)
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    for limit, value in _LIMITS.items():
        connection.setlimit(limit, value)
    connection.set_authorizer(_authorize)
