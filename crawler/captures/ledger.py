"""ledger.db: its tables, how it is opened for writing and for reading, and rows as values."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from crawler.captures.disk import sync_folder
from crawler.captures.errors import IntegrityError, NoCaptures
from crawler.captures.records import Capture, Discovery
from crawler.captures.rows import ConsideredItem, FetchEvent, FrontierItem, Run, Visit, Walk

Row = sqlite3.Row | dict[str, Any]
"""A row as SQLite gives it, or as it was written."""

APPLICATION_ID = 0x0C0B1ED6
"""Marks a file as the ledger of OCOP captures (`PRAGMA application_id`)."""
USER_VERSION = 1
BUSY_MS = 5000
CHECKPOINT_PAGES = 4000
"""Pages (16 MB) of the write-ahead log before they go into the file: SQLite's 1000 stop a crawl four times as often."""

_DISCOVERY = "section TEXT NOT NULL, found_on TEXT NOT NULL, link_text TEXT NOT NULL, listing_date TEXT NOT NULL"

_DDL = f"""
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE runs (
  run_id INTEGER PRIMARY KEY, started_at TEXT NOT NULL, ended_at TEXT, state TEXT NOT NULL, exit_code INTEGER,
  reason TEXT NOT NULL DEFAULT '', version TEXT NOT NULL, pid INTEGER NOT NULL, sqlite_version TEXT NOT NULL);
CREATE TABLE run_sources (
  run_id INTEGER NOT NULL REFERENCES runs, source_id TEXT NOT NULL, ended_at TEXT, summary TEXT,
  PRIMARY KEY (run_id, source_id)) WITHOUT ROWID;
CREATE TABLE warc_files (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, state TEXT NOT NULL CHECK (state IN ('open', 'closed')),
  bytes INTEGER NOT NULL, records INTEGER NOT NULL, sha256 TEXT, created_at TEXT NOT NULL, closed_at TEXT);
CREATE TABLE captures (
  seq INTEGER PRIMARY KEY, run_id INTEGER NOT NULL REFERENCES runs, source_id TEXT NOT NULL, role TEXT NOT NULL,
  method TEXT NOT NULL, url TEXT NOT NULL, key TEXT NOT NULL, fetched_at TEXT NOT NULL, outcome TEXT NOT NULL,
  status INTEGER NOT NULL, content_type TEXT NOT NULL, etag TEXT NOT NULL, last_modified TEXT NOT NULL,
  warc_file TEXT NOT NULL REFERENCES warc_files(name), warc_offset INTEGER NOT NULL, warc_length INTEGER NOT NULL,
  warc_end INTEGER NOT NULL, record_id TEXT NOT NULL, member_sha256 TEXT NOT NULL, payload_sha256 TEXT NOT NULL,
  payload_bytes INTEGER NOT NULL, revisit_of INTEGER REFERENCES captures(seq), {_DISCOVERY}, flags TEXT NOT NULL,
  origin TEXT NOT NULL);
CREATE INDEX captures_key ON captures(source_id, key);
CREATE INDEX captures_url ON captures(url);
CREATE INDEX captures_payload ON captures(payload_sha256) WHERE revisit_of IS NULL;
CREATE TABLE fetch_events (
  seq INTEGER PRIMARY KEY, run_id INTEGER NOT NULL REFERENCES runs, source_id TEXT NOT NULL, url TEXT NOT NULL,
  role TEXT NOT NULL, outcome TEXT NOT NULL, error TEXT NOT NULL, attempts INTEGER NOT NULL, at TEXT NOT NULL);
CREATE INDEX fetch_events_url ON fetch_events(url);
CREATE TABLE frontier (
  id INTEGER PRIMARY KEY, source_id TEXT NOT NULL, key TEXT NOT NULL, role TEXT NOT NULL, url TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('pending', 'done', 'failed', 'gone')), {_DISCOVERY}, found_at TEXT NOT NULL,
  run_id INTEGER NOT NULL REFERENCES runs, due_at TEXT, checks INTEGER NOT NULL DEFAULT 0,
  tries INTEGER NOT NULL DEFAULT 0, tried_run INTEGER, last_outcome TEXT NOT NULL DEFAULT '', last_capture INTEGER,
  changed_at TEXT, UNIQUE (source_id, key, role));
CREATE INDEX frontier_state ON frontier(source_id, state, due_at);
CREATE TABLE media_parents (
  source_id TEXT NOT NULL, key TEXT NOT NULL, role TEXT NOT NULL, parent_key TEXT NOT NULL,
  PRIMARY KEY (source_id, key, role, parent_key)) WITHOUT ROWID;
CREATE TABLE considered (
  id INTEGER PRIMARY KEY, source_id TEXT NOT NULL, key TEXT NOT NULL, url TEXT NOT NULL, title TEXT NOT NULL,
  reason TEXT NOT NULL, {_DISCOVERY}, found_at TEXT NOT NULL, run_id INTEGER NOT NULL REFERENCES runs,
  sampled INTEGER NOT NULL, UNIQUE (source_id, key));
CREATE TABLE discoveries (
  id INTEGER PRIMARY KEY, source_id TEXT NOT NULL, key TEXT NOT NULL, url TEXT NOT NULL, {_DISCOVERY},
  found_at TEXT NOT NULL, run_id INTEGER NOT NULL REFERENCES runs,
  UNIQUE (source_id, key, url, section, link_text, listing_date));
CREATE TABLE walks (
  source_id TEXT NOT NULL, section_url TEXT NOT NULL, complete INTEGER NOT NULL, depth INTEGER NOT NULL,
  next_request TEXT, items_seen INTEGER NOT NULL, run_id INTEGER NOT NULL REFERENCES runs, at TEXT NOT NULL,
  PRIMARY KEY (source_id, section_url)) WITHOUT ROWID;
"""

_BACKFILL = """
CREATE TABLE IF NOT EXISTS backfill (
  id INTEGER PRIMARY KEY, source_id TEXT NOT NULL, archive TEXT NOT NULL, role TEXT NOT NULL, key TEXT NOT NULL,
  digest TEXT NOT NULL, url TEXT NOT NULL, timestamp TEXT NOT NULL, mime TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('listed', 'pending', 'done', 'failed')), reason TEXT NOT NULL DEFAULT '',
  tries INTEGER NOT NULL DEFAULT 0, tried_run INTEGER, UNIQUE (source_id, archive, role, key, digest));
"""
"""What web archives say they hold of a source, and what became of it. Older ledgers get the table when
they are opened for writing."""


def open_for_writing(path: Path, created_at: str) -> sqlite3.Connection:
    """The one writing connection: WAL, `synchronous=FULL`, autocommit (use `transaction`). Makes the file where there
    is none. Raises IntegrityError on a file that is not a ledger, is damaged, or was written by a newer version;
    sqlite3.OperationalError where the disk refuses."""
    if not path.exists():
        create(path, created_at)
    try:
        db = sqlite3.connect(path, isolation_level=None, timeout=BUSY_MS / 1000)
        db.row_factory = sqlite3.Row
        check_identity(db, path)
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("PRAGMA synchronous=FULL")
        db.execute("PRAGMA foreign_keys=ON")
        db.execute(f"PRAGMA wal_autocheckpoint={CHECKPOINT_PAGES}")
        db.execute(_BACKFILL)
    except sqlite3.OperationalError:
        # The disk refuses; the file itself may be whole.
        raise
    except sqlite3.DatabaseError as error:
        raise IntegrityError(f"{path} cannot be used ({error}). Restore it from a copy.") from error
    return db


def create(path: Path, created_at: str) -> None:
    """An empty ledger. Under another name first: whoever sees ledger.db sees all of its tables."""
    unfinished = path.with_name(path.name + ".new")
    unfinished.unlink(missing_ok=True)
    db = sqlite3.connect(unfinished, isolation_level=None)
    with transaction(db):
        for statement in _DDL.split(";\n"):
            db.execute(statement)
        db.execute(f"PRAGMA application_id={APPLICATION_ID}")
        db.execute(f"PRAGMA user_version={USER_VERSION}")
        db.execute("INSERT INTO meta VALUES ('created_at', ?)", (created_at,))
    db.close()
    unfinished.rename(path)
    sync_folder(path.parent)


def check_identity(db: sqlite3.Connection, path: Path) -> None:
    """Raises IntegrityError where the file is not a ledger or newer than this software."""
    if db.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise IntegrityError(f"{path} is a SQLite file, but no ledger of OCOP captures. Move it away and start again.")
    version = db.execute("PRAGMA user_version").fetchone()[0]
    if version > USER_VERSION:
        raise IntegrityError(
            f"{path} was written by a newer version of this software (ledger version {version}, known {USER_VERSION}). "
            "Upgrade the software; nothing was changed."
        )


def open_for_reading(path: Path) -> sqlite3.Connection:
    """A connection that cannot write. Raises NoCaptures without a ledger, IntegrityError where it is not ours."""
    if not path.is_file():
        raise NoCaptures(
            f"{path.parent.parent} holds no captures yet: `ocop run` fetches live portals, `ocop sample --crawl` makes "
            "samples."
        )
    try:
        # The website reads from several threads: SQLite serialises them, and this connection never writes.
        db = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=BUSY_MS / 1000, check_same_thread=False
        )
        db.row_factory = sqlite3.Row
        check_identity(db, path)
    except sqlite3.DatabaseError as error:
        raise IntegrityError(f"{path} cannot be read ({error}). Restore it from a copy.") from error
    return db


@contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[None]:
    """One transaction; inside another one it is part of that one."""
    if db.in_transaction:
        yield
        return
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise


def discovery_values(discovery: Discovery) -> tuple[str, str, str, str]:
    """The four columns every table with a discovery has, in their order."""
    return discovery.section, discovery.found_on, discovery.link_text, discovery.listing_date


def discovery_of(row: Row) -> Discovery:
    """The discovery a row carries."""
    return Discovery(row["section"], row["found_on"], row["link_text"], row["listing_date"])


_CAPTURE_FIELDS = (
    "seq", "run_id", "source_id", "role", "url", "key", "fetched_at", "outcome", "status", "content_type", "etag",
    "last_modified", "warc_file", "warc_offset", "warc_length", "warc_end", "member_sha256", "payload_sha256",
    "payload_bytes", "revisit_of", "origin",
)  # fmt: skip


def capture_of(row: Row) -> Capture:
    """A row of `captures`, read or just written."""
    values = {name: row[name] for name in _CAPTURE_FIELDS}
    return Capture(**values, discovery=discovery_of(row), flags=json.loads(row["flags"]))


def run_of(row: sqlite3.Row) -> Run:
    """A row of `runs`."""
    return Run(*(row[name] for name in ("run_id", "started_at", "ended_at", "state", "exit_code", "reason", "version")))


def visit_of(row: sqlite3.Row) -> Visit:
    """A closed row of `run_sources`."""
    return Visit(row["run_id"], row["source_id"], row["ended_at"], json.loads(row["summary"]))


def event_of(row: sqlite3.Row) -> FetchEvent:
    """A row of `fetch_events`."""
    return FetchEvent(**dict(row))


def frontier_item_of(row: sqlite3.Row) -> FrontierItem:
    """A row of `frontier`."""
    names = ("source_id", "key", "url", "role", "state", "found_at", "due_at", "checks", "tries", "last_outcome",
             "last_capture")  # fmt: skip
    return FrontierItem(**{name: row[name] for name in names}, discovery=discovery_of(row))


def considered_of(row: sqlite3.Row) -> ConsideredItem:
    """A row of `considered`."""
    names = ("source_id", "key", "url", "title", "reason", "found_at", "run_id")
    values = {name: row[name] for name in names}
    return ConsideredItem(**values, discovery=discovery_of(row), sampled=bool(row["sampled"]))


def walk_of(row: sqlite3.Row) -> Walk:
    """A row of `walks`."""
    request = json.loads(row["next_request"]) if row["next_request"] else None
    return Walk(
        row["source_id"], row["section_url"], bool(row["complete"]), row["depth"], request, row["items_seen"],
        row["run_id"], row["at"],
    )  # fmt: skip


def holds(db: sqlite3.Connection) -> str:
    """`samples` or `live`; empty before the first capture, for nothing is decided until then."""
    row = db.execute("SELECT value FROM meta WHERE key = 'holds' AND EXISTS (SELECT 1 FROM captures)").fetchone()
    return row[0] if row else ""
