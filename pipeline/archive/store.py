"""The one writer of archive.db: rows of one article in one transaction, its words into the search index beside them."""

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from crawler.captures.errors import IntegrityError
from crawler.captures.seal import remove_seal, seal_of, state_of
from crawler.errors import Mendable
from pipeline.archive import texts
from pipeline.archive.article_record import ArticleRecord, CaptureState, Row
from pipeline.archive.compact import BEHIND, COMPACT, insert, select
from pipeline.archive.numbers import number_for
from pipeline.archive.schema import APPLICATION_ID, check_schema, prepare
from pipeline.archive.texts import remove_texts, write_texts
from pipeline.archive.unlinked import UNLINKED, note_article, note_sketch
from pipeline.sketch import bands

PER_ARTICLE = (
    "article_versions", "article_urls", "article_images", "attachments", "citations", "product_rows", "suppressed",
    "decisions",
)  # fmt: skip
"""Tables whose rows belong to one article and are rewritten with it."""
PER_NUMBER = (*(compact.own_table for compact in COMPACT.values()), "article_sketches", "article_reads")
"""The same, by `n`."""
_OBSERVED = ("article_urls", "article_versions")
_SEEN = ("last_seen", "checked", "gone_since", "capture_id", "url")
"""Tables, and columns of `articles`, that change with every capture of an article that reads as before."""
STARVED = "starved"
"""State: ids of articles that the machine had no time to read, or one of whose files."""

UNSAID = "unsaid"
"""State: an article was taken out, and what it alone said may still stand where words are kept once."""

NOT_IN_DIGEST = ("archive_state", "_sqlite_migrations", "article_sketches", "sketch_keys", "article_reads", *UNLINKED)
"""The sketches and readings follow from what is compared; where a build has come to its end nothing is unlinked."""
_ENCODER = json.JSONEncoder(ensure_ascii=False, default=bytes.hex)
OF_ONE_FILE = ("n",)
"""Columns that another archive with the same content may have otherwise."""


class ForeignFile(Mendable):
    """The file is no OCOP archive; the message says what to do."""

    kind = "integrity"


def break_archive_seal(path: Path) -> None:
    """Before archive.db is written to. Raises IntegrityError where it is not as its last build left it: a build on top
    would make the harm its own. An archive that was deleted is simply made anew."""
    if path.exists() and state_of(path.parent, path.name) == "changed":
        raise IntegrityError(
            f"{path} is not as its last build left it. `ocop rebuild` makes it anew from the captures; where you "
            f"changed it yourself and want to keep that, delete {seal_of(path).name}. Nothing was changed."
        )
    remove_seal(path.parent, path.name)


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


def read_archive(path: Path, *, any_version: bool = False) -> Database:
    """Open archive.db for reading only. Raises OlderArchive or NewerArchive where it may have other tables than those
    of today; with `any_version` the caller asks only for what every version had."""
    db = Database(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=30))
    try:
        if not any_version:
            check_schema(db)
    except Mendable:
        db.close()
        raise
    return db


def get_state(db: Database, key: str, default: str = "") -> str:
    """A value of `archive_state`."""
    row = db.execute("SELECT value FROM archive_state WHERE key = ?", [key]).fetchone()
    return str(row[0]) if row else default


def set_state(db: Database, key: str, value: str) -> None:
    """Remember a value in `archive_state`."""
    db.execute("INSERT OR REPLACE INTO archive_state (key, value) VALUES (?, ?)", [key, value])


def write_article(db: Database, record: ArticleRecord) -> bool:
    """Replace everything the archive holds of one article; where it reads as before, only what was seen of it since.
    True when it is new."""
    article_id = record.article["id"]
    fingerprint = _fingerprint(record)
    known = db.execute(
        "SELECT r.fingerprint FROM articles a JOIN article_reads r ON r.n = a.n WHERE a.id = ?", [article_id]
    ).fetchone()
    with db.atomic():
        if known and known[0] == fingerprint:
            _note_observed(db, record)
            return False
        before = remove_article(db, article_id)
        n = number_for(db, record.day, before)
        _add(db, "articles", [{**record.article, "n": n}])
        if record.body:
            write_texts(db, n, record.article, record.body)
        for table, rows in record.rows.items():
            if table in COMPACT:
                insert(db, table, rows)
            else:
                _add(db, table, rows)
        if record.sketch:
            db.execute("INSERT INTO article_sketches VALUES (?, ?)", [n, record.sketch])
            keys = [(key, n) for key in bands(record.sketch)]
            db.conn.executemany("INSERT OR IGNORE INTO sketch_keys VALUES (?, ?)", keys)
            note_sketch(db, keys)
        db.execute("INSERT INTO article_reads VALUES (?, ?)", [n, fingerprint])
        _note_captures(db, record)
        note_article(db, article_id, n)
    return before is None


def _add(db: Database, table: str, rows: Sequence[Row]) -> None:
    """Add rows of an article, each of which has a part of the table's columns. The library's own insert asks the schema
    for keys and columns every time: a sixth of what writing an article takes."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    if columns:
        listed, slots = ", ".join(f"[{name}]" for name in columns), ", ".join("?" * len(columns))
        values = ([row.get(name) for name in columns] for row in rows)
        db.conn.executemany(f"INSERT INTO [{table}] ({listed}) VALUES ({slots})", values)


def _fingerprint(record: ArticleRecord) -> bytes:
    """Of everything that stands in other tables than `articles`, or that links are computed from."""
    rows = {table: made for table, made in record.rows.items() if table not in _OBSERVED}
    article = {name: value for name, value in record.article.items() if name not in _SEEN}
    said = _ENCODER.encode([article, record.body, record.day, record.sketch, rows])
    return hashlib.blake2b(said.encode(), digest_size=12).digest()


def _note_observed(db: Database, record: ArticleRecord) -> None:
    article_id = record.article["id"]
    seen = {name: record.article.get(name) for name in _SEEN}
    columns = ", ".join(f"{name} = ?" for name in seen)
    db.execute(f"UPDATE articles SET {columns} WHERE id = ?", [*seen.values(), article_id])
    for table in _OBSERVED:
        db.execute(f"DELETE FROM [{table}] WHERE article_id = ?", [article_id])
        _add(db, table, record.rows.get(table, ()))
    _note_captures(db, record)


def _note_captures(db: Database, record: ArticleRecord) -> None:
    note_parse_states(db, record.article["id"], record.capture_states)
    if record.article["state"] == "suppressed":
        # An address carries the title in its slug: of what was taken down it goes too.
        db.execute("UPDATE captures SET url = NULL WHERE article_id = ?", [record.article["id"]])


def remove_article(db: Database, article_id: str) -> int | None:
    """Take every row and every indexed word of an article out. Returns the number it had; None when there was none."""
    row = db.execute("SELECT n FROM articles WHERE id = ?", [article_id]).fetchone()
    if row is not None:
        note_article(db, article_id, row[0])
    for table in PER_ARTICLE:
        db.execute(f"DELETE FROM [{table}] WHERE article_id = ?", [article_id])
    if row is None:
        return None
    n = int(row[0])
    remove_texts(db, n)
    for (sketched,) in db.execute("SELECT sketch FROM article_sketches WHERE n = ?", [n]).fetchall():
        keys = [(key, n) for key in bands(sketched)]
        note_sketch(db, keys)
        db.conn.executemany("DELETE FROM sketch_keys WHERE key = ? AND n = ?", keys)
    for table in PER_NUMBER:
        db.execute(f"DELETE FROM [{table}] WHERE n = ?", [n])
    db.execute("DELETE FROM articles WHERE id = ?", [article_id])
    set_state(db, UNSAID, "1")
    return n


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
    of the rows' own digests, so that no table need be held or sorted in memory. Numbers of one file are left out."""
    parts = []
    for name, rows in _compared(db):
        number = added = 0
        for row in db.execute(rows):
            said = _ENCODER.encode(row).encode()
            added = (added + int.from_bytes(hashlib.sha256(said).digest())) % (1 << 256)
            number += 1
        parts.append(f"{name}\n{number}\n{added:x}\n")
    return hashlib.sha256("".join(sorted(parts)).encode()).hexdigest()


def _compared(db: Database) -> Iterator[tuple[str, str]]:
    """Tables and views with the SQL of what counts."""
    for view in COMPACT:
        yield view, select(view, cut=False)
    for name in compared_tables(db):
        columns = ", ".join(f"[{column.name}]" for column in db[name].columns if column.name not in OF_ONE_FILE)
        yield name, f"SELECT {columns} FROM [{name}]"


def compared_tables(db: Database) -> Iterator[str]:
    """Tables, and `article_texts`, that two archives of the same content have alike; the views of COMPACT beside."""
    left_out = {*NOT_IN_DIGEST, *BEHIND, *texts.BEHIND, "search"}
    for name in (*db.table_names(), "article_texts"):
        if name not in left_out and not name.startswith("search_"):
            yield name
