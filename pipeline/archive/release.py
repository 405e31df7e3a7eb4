"""archive.db as a fresh file for the public: allow-listed tables and columns inserted row by row, never copied and then
dropped (freed pages keep private rows readable in a file that is downloaded)."""

import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path

from sqlite_utils import Database

from pipeline.archive import texts
from pipeline.archive.compact import COMPACT
from pipeline.archive.schema import APPLICATION_ID, migrations, prepare
from pipeline.archive.search_index import rebuild
from pipeline.archive.store import digest

STATE_KEYS = ("holds", "built_at", "version", "contact", "gazetteer_version")
"""What of `archive_state` goes out as it stands."""


class UnsoundRelease(Exception):
    """SQLite itself finds the new file wrong; it must not be published."""


def schema_number() -> int:
    """How many migrations the schema has had: `PRAGMA user_version` of a release."""
    return len(migrations.pending(Database(memory=True)))


def copy_rows(target: Path, live: Path, columns: Mapping[str, Sequence[str]]) -> Database:
    """A new file at `target` with the schema of this software and the given columns of the given tables, all of one
    moment of `live`. Tables are made by our own statements: no name comes from data. A view brings the tables behind
    it, whose columns are all in the view."""
    behind = {name: compact.columns for name, compact in COMPACT.items()}
    behind["article_texts"] = texts.BEHIND
    views = columns.keys() & behind.keys()
    columns = {name: wanted for name, wanted in columns.items() if name not in views}
    for view in sorted(views):
        columns |= behind[view]
    connection = sqlite3.connect(target, isolation_level=None, uri=True)
    for pragma in ("journal_mode=OFF", "synchronous=OFF", "foreign_keys=OFF", f"application_id={APPLICATION_ID}"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("ATTACH ? AS live", [f"{live.as_uri()}?mode=ro"])
    connection.execute("BEGIN")
    later = _make_tables(connection, {*columns, *views})
    for table, names in columns.items():
        listed = ", ".join(f'"{name}"' for name in names)
        connection.execute(f'INSERT INTO main."{table}" ({listed}) SELECT {listed} FROM live."{table}"')
    marks = ", ".join("?" * len(STATE_KEYS))
    connection.execute(f"INSERT INTO archive_state SELECT * FROM live.archive_state WHERE key IN ({marks})", STATE_KEYS)
    for statement in later:
        connection.execute(statement)
    connection.execute("COMMIT")
    connection.execute("DETACH live")
    return Database(connection)


def finish(db: Database, state: Mapping[str, str]) -> str:
    """Index the words anew (a deleted word stays readable in an index that was copied), write what the release says of
    itself, check everything SQLite can check, close. Returns the digest of all rows. Raises UnsoundRelease."""
    rebuild(db)
    db.execute("INSERT INTO search(search) VALUES ('optimize')")
    data_digest = digest(db)
    for key, value in {**state, "digest": data_digest}.items():
        db.execute("INSERT OR REPLACE INTO archive_state VALUES (?, ?)", [key, value])
    db.execute("ANALYZE")
    db.execute("VACUUM")
    db.execute("PRAGMA journal_mode=DELETE")
    db.execute(f"PRAGMA user_version={schema_number()}")
    _check(db)
    db.close()
    return data_digest


def _check(db: Database) -> None:
    (sound,) = db.execute("PRAGMA integrity_check(1)").fetchone()
    if sound != "ok":
        raise UnsoundRelease(f"integrity_check: {sound}")
    if lost := db.execute("PRAGMA foreign_key_check").fetchall():
        raise UnsoundRelease(f"foreign_key_check: {len(lost)} rows refer to nothing, the first in {lost[0][0]}")
    try:
        db.execute("INSERT INTO search(search) VALUES ('integrity-check')")
    except sqlite3.DatabaseError as error:
        raise UnsoundRelease(f"search index: {error}") from error


def _make_tables(connection: sqlite3.Connection, names: set[str]) -> list[str]:
    """Make the tables and the search index; returns the statements that make the other indexes."""
    wanted = {*names, "archive_state", "search_text", "search"}
    rows = _empty().execute("SELECT type, name, tbl_name, sql FROM sqlite_master WHERE sql NOT NULL ORDER BY rowid")
    later = []
    for kind, name, table, sql in rows.fetchall():
        if kind == "index" and table in names:
            later.append(sql)
        elif kind in ("table", "view") and name in wanted:
            connection.execute(sql)
    return later


def _empty() -> Database:
    db = Database(memory=True)
    prepare(db)
    return db
