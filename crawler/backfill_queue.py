"""What a web archive says it holds of a source, kept in the ledger: a backfill killed anywhere goes on where it was."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from crawler.captures.clean import check_name, clean_text, target_uri
from crawler.captures.records import Role
from crawler.captures.store import CaptureStore
from crawler.web_archives import IndexRow, timestamp_of

MOST_TRIES = 3
"""Runs in which a capture may fail before it is given up."""

_COLUMNS = "id, role, key, url, timestamp, mime, digest"
_NOTE = """INSERT INTO backfill (source_id, archive, role, key, digest, url, timestamp, mime, state)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (source_id, archive, role, key, digest)
DO UPDATE SET url = excluded.url, timestamp = excluded.timestamp, mime = excluded.mime
WHERE excluded.timestamp < timestamp AND state IN ('listed', 'pending')"""
_ROUNDS = f"""SELECT {_COLUMNS} FROM (
  SELECT *, row_number() OVER (PARTITION BY role, key ORDER BY timestamp, id) AS round,
         CASE role WHEN 'listing' THEN 0 WHEN 'article' THEN 1 ELSE 2 END AS rank
  FROM backfill WHERE source_id = ? AND archive = ?)
WHERE state = 'pending' AND timestamp BETWEEN ? AND ? ORDER BY rank, round, timestamp, id"""


@dataclass(frozen=True)
class Held:
    """A capture that the archive holds and that may be fetched."""

    id: int
    role: Role
    key: str
    """Article key in the CMS; for pictures and attachments the address without scheme."""
    row: IndexRow


class BackfillQueue:
    """The captures of one source in one archive. Every call is one ledger transaction."""

    def __init__(self, store: CaptureStore, source_id: str, archive: str) -> None:
        self._store = store
        self._db = store.db
        self._whose = (source_id, archive)

    def note(self, found: Iterable[tuple[Role, str, IndexRow]]) -> None:
        """Note captures by role and key, each payload once at its earliest moment. Articles and listings are to be
        fetched; pictures and attachments wait until an article that is kept shows them (`show`)."""
        with self._store.transaction():
            for role, key, row in found:
                check_name("key", key)
                state = "pending" if role in ("article", "listing") else "listed"
                values = (role, key, clean_text(row.digest), target_uri(row.url), row.timestamp, clean_text(row.mime))
                self._db.execute(_NOTE, (*self._whose, *values, state))

    def pending(self, since: datetime, until: datetime) -> list[Held]:
        """What is to be fetched of that time: listings, then the earliest capture of every article, then the second of
        each, and so on, so that a backfill broken off holds as many articles as it could."""
        between = (timestamp_of(since), timestamp_of(until))
        return [_held(row) for row in self._db.execute(_ROUNDS, (*self._whose, *between))]

    def show(self, role: Role, key: str, url: str, moment: datetime) -> Held | None:
        """The capture of a picture or attachment nearest to `moment`, now to be fetched under the address by which the
        article shows it; None where the archive has none or one was fetched, or given up, before."""
        rows = self._db.execute(
            f"SELECT {_COLUMNS}, state FROM backfill WHERE source_id = ? AND archive = ? AND key = ? "
            "AND role IN ('image', 'attachment')", (*self._whose, key),
        ).fetchall()  # fmt: skip
        if not rows or any(row["state"] in ("done", "failed") for row in rows):
            return None
        nearest = min(map(_held, rows), key=lambda found: abs(found.row.moment - moment))
        with self._store.transaction():
            self._db.execute(
                "UPDATE backfill SET state = 'pending', url = ? WHERE id = ?", (target_uri(url), nearest.id)
            )
        return replace(nearest, role=role, row=replace(nearest.row, url=target_uri(url)))

    def done(self, held: Held, reason: str = "") -> None:
        """It was taken over, or needs not be for that reason."""
        self._set(held.id, "done", reason)

    def failed(self, held: Held, run_id: int, reason: str, permanent: bool) -> None:
        """It brought nothing; after MOST_TRIES runs, or at once where `permanent`, it is given up."""
        row = self._db.execute("SELECT tries, tried_run FROM backfill WHERE id = ?", (held.id,)).fetchone()
        tries = row["tries"] + (row["tried_run"] != run_id)
        with self._store.transaction():
            self._set(held.id, "failed" if permanent or tries >= MOST_TRIES else "pending", reason)
            self._db.execute("UPDATE backfill SET tries = ?, tried_run = ? WHERE id = ?", (tries, run_id, held.id))

    def note_parent(self, url: str, role: Role, parent_key: str) -> None:
        """Remember which article shows a picture or links an attachment, without queueing it for a live crawl."""
        with self._store.transaction():
            self._db.execute(
                "INSERT OR IGNORE INTO media_parents VALUES (?, ?, ?, ?)",
                (self._whose[0], target_uri(url), role, parent_key),
            )

    def _set(self, row_id: int, state: str, reason: str) -> None:
        with self._store.transaction():
            self._db.execute(
                "UPDATE backfill SET state = ?, reason = ? WHERE id = ?", (state, clean_text(reason)[:300], row_id)
            )


def _held(row: Any) -> Held:
    return Held(row["id"], row["role"], row["key"], IndexRow(row["url"], row["timestamp"], row["mime"], row["digest"]))
