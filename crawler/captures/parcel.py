"""A parcel: a small home, cut from a ledger for a visit elsewhere, or packed from a home that ships its captures."""

import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from crawler.captures import ledger
from crawler.captures.disk import failure, sync_folder
from crawler.captures.errors import DamagedCapture
from crawler.captures.reader import CaptureReader
from crawler.captures.segments import file_sha256

CARRIED = "carried.warc.gz"
"""Holds what a visit may have to read again: listings, for a portal that says they have not changed."""
_READ_AGAIN = ("listing", "feed", "sitemap")

_KNOWN = """
WITH newest (seq) AS (
  SELECT max(seq) FROM captures WHERE source_id IN ({marks}) AND method = 'GET' AND payload_bytes > 0
  AND outcome IN ('ok', 'not_modified') AND origin = 'live' GROUP BY source_id, url)
SELECT * FROM captures WHERE seq IN (SELECT seq FROM newest)
OR seq IN (SELECT c.revisit_of FROM captures AS c JOIN newest USING (seq))
OR seq = (SELECT max(seq) FROM captures)
OR seq = (SELECT coalesce(revisit_of, seq) FROM captures ORDER BY seq DESC LIMIT 1)
ORDER BY revisit_of IS NOT NULL, seq
"""
"""What a portal may answer "not modified" to and what holds its payload, holders first, for others refer to them; and
the last capture of all, so that what the visit brings is numbered above everything that the ledger holds."""


def cut(reader: CaptureReader, home: Path, source_ids: Sequence[str], run_id: int, now: str) -> None:
    """Make `home`/captures with what a visit to these sources in run `run_id` must know: queue, considered items, walks,
    what conditional requests need. Numbers of captures and runs stay. `now`: ledger stamp. Raises StoreFailed."""
    folder = home / "captures"
    folder.mkdir(parents=True)
    marks = ", ".join("?" * len(source_ids))
    captures = reader.db.execute(_KNOWN.format(marks=marks), source_ids).fetchall()
    rows = [dict(row) for row in captures]
    try:
        size = _carry(reader, folder / CARRIED, rows)
    except OSError as error:
        raise failure(f"writing {folder / CARRIED}", error) from error
    ledger.create(folder / "ledger.db", now)
    target = sqlite3.connect(folder / "ledger.db", isolation_level=None)
    with ledger.transaction(target):
        _copy(target, "meta", reader.db.execute("SELECT * FROM meta WHERE key = 'holds'"))
        _copy(target, "runs", reader.db.execute("SELECT * FROM runs WHERE run_id <> ?", (run_id,)))
        target.execute(
            "INSERT INTO warc_files (name, state, bytes, records, sha256, created_at, closed_at) "
            "VALUES (?, 'closed', ?, 0, ?, ?, ?)", (CARRIED, size, file_sha256(folder / CARRIED), now, now),
        )  # fmt: skip
        _copy(target, "captures", rows)
        for table in ("frontier", "considered", "walks"):
            _copy(target, table, reader.db.execute(f"SELECT * FROM {table} WHERE source_id IN ({marks})", source_ids))
    target.close()


def _carry(reader: CaptureReader, path: Path, rows: Iterable[dict[str, Any]]) -> int:
    """Write the bytes of listings and say in every row where its bytes now stand; those left out have none, and are
    asked for again in full should they be wanted. The size of the file."""
    end = 0
    with path.open("xb") as file:
        for row in rows:
            data = b""
            if row["role"] in _READ_AGAIN and row["revisit_of"] is None:
                data = _bytes_of(reader, row)
            file.write(data)
            row |= {"warc_file": CARRIED, "warc_offset": end, "warc_end": end + len(data)}
            end += len(data)
        file.flush()
        os.fsync(file.fileno())
    sync_folder(path.parent)
    return end


def _bytes_of(reader: CaptureReader, row: dict[str, Any]) -> bytes:
    try:
        return reader.record_bytes(ledger.capture_of(row))
    except DamagedCapture:
        return b""


def _copy(target: sqlite3.Connection, table: str, rows: Iterable[Any]) -> None:
    for names, values in _by_columns(rows):
        marks = ", ".join("?" * len(names))
        target.execute(f"INSERT OR REPLACE INTO {table} ({', '.join(names)}) VALUES ({marks})", values)


def _by_columns(rows: Iterable[Any]) -> Iterator[tuple[list[str], list[Any]]]:
    for row in rows:
        values = dict(row)
        yield list(values), list(values.values())


def pack(reader: CaptureReader, ledger_copy: Path) -> None:
    """Write a copy of the whole ledger, one file without a write-ahead log, to travel beside segments."""
    target = sqlite3.connect(ledger_copy)
    reader.db.backup(target)
    target.execute("PRAGMA journal_mode=DELETE")
    target.close()
