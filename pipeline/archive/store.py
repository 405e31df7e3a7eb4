"""The one writer of archive.db: rows of one article in one transaction, its words into the search index beside them."""

import hashlib
import json
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from crawler.errors import Mendable
from pipeline.archive.article_record import ArticleRecord, CaptureState
from pipeline.archive.compact import COMPACT, insert
from pipeline.archive.schema import APPLICATION_ID, prepare
from pipeline.archive.search_index import index_article, unindex_article
from pipeline.sketch import bands

PER_ARTICLE = (
    "article_versions", "article_urls", "date_values", "article_images", "attachments", "mention_spans", "figure_spans",
    "article_entities", "citations", "product_rows", "suppressed", "article_sketches", "decisions",
)  # fmt: skip
"""Tables whose rows belong to one article and are rewritten with it."""

NOT_IN_DIGEST = ("archive_state", "_sqlite_migrations")


class ForeignFile(Mendable):
    """The file is no OCOP archive; the message says what to do."""

    kind = "integrity"


def open_archive(path: Path) -> Database:
    """Open (or make) archive.db for writing. Deleted rows are overwritten with zeros: what was taken down is gone.
    Raises ForeignFile when `path` is some other file."""
    connection = sqlite3.connect(path, timeout=30, isolation_level=None)
    try:
        (application_id,) = connection.execute("PRAGMA application_id").fetchone()
        (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.DatabaseError as error:
        raise ForeignFile(f"{path} cannot be read as SQLite ({error}). Move it away and run `ocop rebuild`.") from error
    if tables and application_id != APPLICATION_ID:
        raise ForeignFile(f"{path} is a database, but no OCOP archive. Move it away or choose another --home.")
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=OFF", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")
    db = Database(connection)
    prepare(db)
    return db


def get_state(db: Database, key: str, default: str = "") -> str:
    """A value of `archive_state`."""
    row = db.execute("SELECT value FROM archive_state WHERE key = ?", [key]).fetchone()
    return str(row[0]) if row else default


def set_state(db: Database, key: str, value: str) -> None:
    """Remember a value in `archive_state`."""
    db.table("archive_state").upsert({"key": key, "value": value}, pk="key")


def write_article(db: Database, record: ArticleRecord) -> bool:
    """Replace everything the archive holds of one article. True when it is new."""
    article_id = record.article["id"]
    with db.atomic():
        was_there = remove_article(db, article_id)
        db.table("articles").insert(record.article)
        if record.texts:
            db.table("article_texts").insert(record.texts)
            index_article(db, record.texts["n"], record.texts)
        for table, rows in record.rows.items():
            if table in COMPACT:
                insert(db, table, rows)
            else:
                db.table(table).insert_all(rows)
        note_parse_states(db, article_id, record.capture_states)
        if record.article["state"] == "suppressed":
            # An address carries the title in its slug: of what was taken down it goes too.
            db.execute("UPDATE captures SET url = NULL WHERE article_id = ?", [article_id])
    return not was_there


def remove_article(db: Database, article_id: str) -> bool:
    """Take every row and every indexed word of an article out. True when there was one."""
    texts = next(db.query("SELECT * FROM article_texts WHERE article_id = ?", [article_id]), None)
    if texts:
        unindex_article(db, texts["n"], texts)
        db.execute("DELETE FROM article_texts WHERE n = ?", [texts["n"]])
    sketches = db.execute("SELECT sketch FROM article_sketches WHERE article_id = ?", [article_id]).fetchall()
    keys = [(key, article_id) for (sketched,) in sketches for key in bands(sketched)]
    db.conn.executemany("DELETE FROM sketch_keys WHERE key = ? AND article_id = ?", keys)
    for table in PER_ARTICLE:
        db.execute(f"DELETE FROM [{table}] WHERE article_id = ?", [article_id])
    return bool(db.execute("DELETE FROM articles WHERE id = ?", [article_id]).rowcount)


def note_parse_states(db: Database, article_id: str | None, states: Iterable[CaptureState]) -> None:
    """Which captures of the article could be read, and how."""
    db.conn.executemany(
        "UPDATE captures SET parse_state = ?, charset = ?, body_basis = ?, masked = ?, article_id = ? WHERE id = ?",
        [(read.parse_state, read.charset, read.body_basis, read.masked, article_id, read.seq) for read in states],
    )


def replace_rows(db: Database, table: str, rows: Iterable[dict[str, Any]]) -> None:
    """The whole of a derived table anew."""
    db.execute(f"DELETE FROM [{table}]")
    db.table(table).insert_all(rows)


def digest(db: Database) -> str:
    """Hex digest over every published row of every table, independent of the order in which they were written: the sum
    of the rows' own digests, so that no table need be held or sorted in memory."""
    total = hashlib.sha256()
    tables = sorted(
        name for name in db.table_names() if name not in NOT_IN_DIGEST and name != "search" and name[:7] != "search_"
    )
    for table in tables:
        columns = ", ".join(f"[{column.name}]" for column in db[table].columns)
        number = added = 0
        for row in db.execute(f"SELECT {columns} FROM [{table}]"):
            said = json.dumps(row, ensure_ascii=False, default=bytes.hex).encode()
            added = (added + int.from_bytes(hashlib.sha256(said).digest())) % (1 << 256)
            number += 1
        total.update(f"{table}\n{number}\n{added:x}\n".encode())
    return total.hexdigest()
