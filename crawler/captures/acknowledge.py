"""A parcel that came back is acknowledged: its closed segments become ours, its rows join the ledger, each once."""

import json
import os
import shutil
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from crawler.captures import ledger
from crawler.captures.disk import failure, sync_folder
from crawler.captures.errors import IntegrityError, StoreFailed
from crawler.captures.parcel import CARRIED
from crawler.captures.recovery import INCOMING, settle_incoming
from crawler.captures.segments import file_sha256
from crawler.captures.store import CaptureStore

Row = dict[str, Any]


@dataclass
class Acknowledged:
    """What a parcel brought."""

    captures: int = 0
    segments: list[str] = field(default_factory=list)
    """Names that the new segments have here."""
    known: list[str] = field(default_factory=list)
    """Names, in the parcel, of segments that were acknowledged before."""
    known_captures: int = 0
    """Captures in those."""
    summaries: dict[str, Any] = field(default_factory=dict)
    """What the crawl counted, by source."""


def acknowledge(store: CaptureStore, folder: Path, run_id: int | None = None) -> Acknowledged:
    """Take over the closed segments in `folder` and the rows of the ledger.db beside them, in one transaction: all of
    it is acknowledged when this returns, none of it when it raises. What the ledger knows already is not taken twice.

    `run_id`: the parcel was cut from this very ledger for that run; None: it is another home's, and its runs get numbers
    of ours. Raises IntegrityError where a segment is not what its ledger says or an earlier one is missing, MixedHome
    where samples meet live captures, StoreFailed (DiskFull) where the copy fails; the parcel is left as it is."""
    parcel = ledger.open_for_reading(folder / "ledger.db")
    try:
        holds = ledger.holds(parcel)
        if holds:
            store.declare_holds(holds)
        return _Desk(store, parcel, folder, run_id).take()
    finally:
        parcel.close()


class _Desk:
    def __init__(self, store: CaptureStore, parcel: sqlite3.Connection, folder: Path, run_id: int | None) -> None:
        self._store, self._db, self._parcel, self._folder, self._run_id = store, store.db, parcel, folder, run_id
        self._done = Acknowledged()
        self._seqs: dict[int, int] = {}
        self._runs: dict[int, int] = {}
        self._names: dict[str, str] = {}

    def take(self) -> Acknowledged:
        folder = self._store.folder
        try:
            self._copy_segments()
            with self._store.transaction():
                self._take_runs()
                for name, ours in self._names.items():
                    self._take_segment(name, ours)
                self._take_state()
        except StoreFailed:
            # Whether the rows are there after a failed commit is not known: the next start looks.
            raise
        except BaseException:
            settle_incoming(self._db, folder)
            raise
        settle_incoming(self._db, folder)
        self._done.segments = list(self._names.values())
        return self._done

    # -- bytes

    def _copy_segments(self) -> None:
        """The new segments as files of ours that the ledger does not know yet."""
        number = self._store.next_number()
        for row in self._parcel.execute("SELECT * FROM warc_files WHERE state = 'closed' ORDER BY id"):
            path = self._folder / row["name"]
            if row["name"] == CARRIED or not path.is_file():
                continue
            if self._db.execute("SELECT 1 FROM warc_files WHERE sha256 = ?", (row["sha256"],)).fetchone():
                self._done.known.append(row["name"])
                count = "SELECT count(*) FROM captures WHERE warc_file = ?"
                self._done.known_captures += self._parcel.execute(count, (row["name"],)).fetchone()[0]
                continue
            ours = f"{row['created_at'][:10]}-{number + len(self._names):05}.warc.gz"
            self._names[row["name"]] = ours
            _copy_marked(path, self._store.folder / ours, row["sha256"])

    def _take_segment(self, name: str, ours: str) -> None:
        file = dict(self._parcel.execute("SELECT * FROM warc_files WHERE name = ?", (name,)).fetchone())
        _insert(self._db, "warc_files", file | {"id": None, "name": ours})
        for row in self._parcel.execute("SELECT * FROM captures WHERE warc_file = ? ORDER BY seq", (name,)):
            mapped = {
                "seq": None, "run_id": self._runs[row["run_id"]], "warc_file": ours,
                "revisit_of": self._holder(row),
            }  # fmt: skip
            self._seqs[row["seq"]] = _insert(self._db, "captures", dict(row) | mapped)
            self._done.captures += 1

    def _holder(self, row: sqlite3.Row) -> int | None:
        if row["revisit_of"] is None:
            return None
        holder = self._seq(row["revisit_of"])
        if holder is None:
            name = self._parcel.execute("SELECT warc_file FROM captures WHERE seq = ?", (row["revisit_of"],)).fetchone()
            where = f"{name[0]} of the same home" if name else "a segment that is not named"
            raise IntegrityError(
                f"{row['warc_file']}: {row['url']} refers to a body in {where}, which was not acknowledged here. "
                "Import that one first; nothing was changed."
            )
        return holder

    def _seq(self, seq: int | None) -> int | None:
        """Our number of a capture of the parcel."""
        if seq is None or seq in self._seqs:
            return seq if seq is None else self._seqs[seq]
        row = self._parcel.execute("SELECT source_id, key, record_id FROM captures WHERE seq = ?", (seq,)).fetchone()
        if row is None:
            # Cut from our ledger, which did not hand out everything it holds.
            return seq if self._run_id is not None else None
        found = self._db.execute(
            "SELECT seq FROM captures WHERE source_id = ? AND key = ? AND record_id = ?", tuple(row)
        ).fetchone()
        return found[0] if found else None

    # -- rows

    def _take_runs(self) -> None:
        for row in self._parcel.execute("SELECT * FROM runs ORDER BY run_id"):
            self._runs[row["run_id"]] = row["run_id"] if self._run_id is not None else self._run_of(dict(row))

    def _run_of(self, row: Row) -> int:
        known = self._db.execute(
            "SELECT run_id FROM runs WHERE started_at = ? AND version = ? AND pid = ?",
            (row["started_at"], row["version"], row["pid"]),
        ).fetchone()
        if known:
            return int(known[0])
        state = "interrupted" if row["state"] == "running" else row["state"]
        return _insert(self._db, "runs", row | {"run_id": None, "state": state})

    def _take_state(self) -> None:
        visits = "SELECT * FROM run_sources WHERE ended_at IS NOT NULL"
        for row in self._rows(visits):
            _insert(self._db, "run_sources", row, "ON CONFLICT (run_id, source_id) DO UPDATE SET "
                    "ended_at = excluded.ended_at, summary = excluded.summary")  # fmt: skip
            self._done.summaries[row["source_id"]] = json.loads(row["summary"])
        for row in self._rows("SELECT * FROM frontier ORDER BY id"):
            row |= {"id": None, "last_capture": self._seq(row["last_capture"])}
            row["tried_run"] = self._runs.get(row["tried_run"])
            _insert(self._db, "frontier", row, _newer("frontier", ("source_id", "key", "role"), row, _NOT_OLDER))
        for row in self._rows("SELECT * FROM considered ORDER BY id"):
            _insert(self._db, "considered", row | {"id": None}, _newer(
                "considered", ("source_id", "key"), row, "considered.title = '' AND excluded.title <> ''"))  # fmt: skip
        for row in self._rows("SELECT * FROM walks"):
            _insert(self._db, "walks", row, _newer("walks", ("source_id", "section_url"), row, "excluded.at >= walks.at"))
        for row in self._rows("SELECT * FROM discoveries ORDER BY id"):
            _insert(self._db, "discoveries", row | {"id": None}, "ON CONFLICT DO NOTHING")
        for row in map(dict, self._parcel.execute("SELECT * FROM media_parents")):
            _insert(self._db, "media_parents", row, "ON CONFLICT DO NOTHING")
        for row in self._rows("SELECT * FROM fetch_events ORDER BY seq"):
            self._take_event(row)

    def _rows(self, query: str) -> list[Row]:
        found = [dict(row) for row in self._parcel.execute(query)]
        return [row | {"run_id": self._runs[row["run_id"]]} for row in found]

    def _take_event(self, row: Row) -> None:
        names = [name for name in row if name != "seq"]
        same = " AND ".join(f"{name} = :{name}" for name in names)
        if not self._db.execute(f"SELECT 1 FROM fetch_events WHERE {same}", row).fetchone():
            _insert(self._db, "fetch_events", row | {"seq": None})


_NOT_OLDER = "coalesce(excluded.last_capture, 0) >= coalesce(frontier.last_capture, 0)"
"""An older parcel that comes later does not set the queue back."""


def _newer(table: str, key: tuple[str, ...], row: Mapping[str, Any], when: str) -> str:
    names = [name for name in row if name not in (*key, "id")]
    values = ", ".join(f"{name} = excluded.{name}" for name in names)
    return f"ON CONFLICT ({', '.join(key)}) DO UPDATE SET {values} WHERE {when}"


def _insert(db: sqlite3.Connection, table: str, row: Row, otherwise: str = "") -> int:
    marks = ", ".join(f":{name}" for name in row)
    return db.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks}) {otherwise}", row).lastrowid or 0


def _copy_marked(source: Path, target: Path, sha256: str) -> None:
    """Copy a segment under a mark that says it is not acknowledged yet. Raises IntegrityError, StoreFailed."""
    if file_sha256(source) != sha256:
        raise IntegrityError(f"{source} is not the file that its ledger says; fetch it again. Nothing was changed.")
    marks = target.parent / INCOMING
    try:
        marks.mkdir(exist_ok=True)
        (marks / target.name).touch()
        sync_folder(marks)
        with source.open("rb") as data, target.open("xb") as copy:
            shutil.copyfileobj(data, copy, 1 << 20)
            copy.flush()
            os.fsync(copy.fileno())
        sync_folder(target.parent)
    except OSError as error:
        raise failure(f"copying {source.name} to {target.name}", error) from error
