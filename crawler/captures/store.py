"""The capture store: the only writer of <home>/captures/. Bytes first, then the ledger row, then nothing else."""

import hashlib
import json
import logging
import os
import sqlite3
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from crawler.captures import ledger
from crawler.captures.capture_row import Place, earlier_payload, insert_capture, newest_payload
from crawler.captures.clean import clean_text, storable, target_uri
from crawler.captures.disk import ledger_failure, sync_folder, told
from crawler.captures.errors import (
    CaptureError,
    DiskFull,
    IntegrityError,
    MixedHome,
    StoreFailed,
    Unstorable,
    WriterBusy,
)
from crawler.captures.records import Capture, Exchange, Outcome, Role
from crawler.captures.recovery import MOST_TOGETHER, RECORDS_PER_CAPTURE, MovedTail, Recovery, close_row, recover
from crawler.captures.rows import Validators
from crawler.captures.seal import break_seal, seal
from crawler.captures.segments import MAX_SEGMENT, Segment, append_durably, create_segment, file_sha256
from crawler.captures.warc import NewId, build_group, warcinfo
from crawler.captures.writer_lock import writer_lock
from crawler.clock import Clock, stamp, system_clock

__all__ = [
    "CaptureError", "CaptureStore", "DiskFull", "IntegrityError", "MixedHome", "MOST_TOGETHER", "MovedTail", "Recovery", "StoreFailed",
    "Unstorable", "Validators", "WriterBusy",
]  # fmt: skip

logger = logging.getLogger(__name__)

ERROR_LENGTH = 300
"""Characters of an error message that an event keeps."""

_HOLDS = ("samples", "live")


class CaptureStore:
    """The one writer of a home's captures. Single-threaded; use as a context manager or call `close`."""

    def __init__(
        self,
        home: Path,
        clock: Clock = system_clock,
        *,
        contact: str = "",
        segment_bytes: int = MAX_SEGMENT,
        new_id: NewId = uuid.uuid4,
    ) -> None:
        """Open (and where there is none, make) `home`/captures and put in order what a crash left behind.
        Raises WriterBusy where another process writes here, IntegrityError where files and ledger disagree,
        StoreFailed (DiskFull) where the disk refuses."""
        self.folder = home / "captures"
        self._clock = clock
        self._contact = clean_text(contact)
        self._segment_bytes = segment_bytes
        self._new_id = new_id
        self._segment: Segment | None = None
        self._failed = ""
        self._closed = False
        self._open_runs: set[int] = set()
        with told(f"opening {self.folder}"):
            self._open()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def now(self) -> str:
        """The current moment as the ledger writes it."""
        return stamp(self._clock())

    @property
    def clock(self) -> Clock:
        """The store's clock."""
        return self._clock

    def open_run(self, source_ids: Sequence[str], version: str = "", run_id: int | None = None) -> int:
        """Begin a run over these sources; returns its id. `run_id`: the part of a run that was begun elsewhere, or was
        broken off here."""
        with self.transaction():
            run_id = self.db.execute(
                "INSERT INTO runs (run_id, started_at, state, version, pid, sqlite_version) "
                "VALUES (?, ?, 'running', ?, ?, ?) "
                "ON CONFLICT (run_id) DO UPDATE SET state = 'running', reason = '', pid = excluded.pid "
                "RETURNING run_id",
                (run_id, self.now(), version, os.getpid(), sqlite3.sqlite_version),
            ).fetchone()[0]
            assert run_id is not None
            self.db.executemany(
                "INSERT OR IGNORE INTO run_sources (run_id, source_id) VALUES (?, ?)",
                [(run_id, name) for name in source_ids],
            )
        self._open_runs.add(run_id)
        return run_id

    def close_source(self, run_id: int, source_id: str, summary: Mapping[str, Any]) -> None:
        """Say that a run is through with a source, with the crawler's own counts (JSON values)."""
        with self.transaction():
            self.db.execute(
                "INSERT INTO run_sources VALUES (:run, :source, :at, :summary) ON CONFLICT (run_id, source_id) "
                "DO UPDATE SET ended_at = :at, summary = :summary",
                {"run": run_id, "source": source_id, "at": self.now(), "summary": json.dumps(dict(summary))},
            )

    def close_run(self, run_id: int, state: str, exit_code: int | None, reason: str) -> None:
        """End a run. Works after a failed append too, as long as the ledger can be written."""
        with self.transaction():
            self.db.execute(
                "UPDATE runs SET ended_at = ?, state = ?, exit_code = ?, reason = ? WHERE run_id = ?",
                (self.now(), state, exit_code, clean_text(reason), run_id),
            )
        self._open_runs.discard(run_id)

    def append(self, run_id: int, exchange: Exchange) -> Capture:
        """Keep one exchange, as `append_all` does; raises Unstorable before any byte is written."""
        return self.append_all(run_id, [storable(exchange)])[0]

    def append_all(self, run_id: int, exchanges: Sequence[Exchange]) -> list[Capture]:
        """Keep exchanges, each as `clean.storable` gives it, at most MOST_TOGETHER: their records appended in one write
        and fsynced, then their rows committed in one transaction. When this returns, all of them are acknowledged; a
        crash before leaves none. Raises StoreFailed or DiskFull where they are not: the store then refuses every
        further append."""
        if len(exchanges) > MOST_TOGETHER:
            raise ValueError(f"{len(exchanges)} exchanges at once: a start would not know them for one crash's")
        self._refuse_if_unusable(run_id)
        at = self.now()
        segment = self._segment = self._segment or self._next_segment(at)
        data = [] if segment.end else [warcinfo(segment.name, at, self._contact, self._new_id)]
        end, is_new = segment.end + sum(map(len, data)), not segment.end
        captures: list[Capture] = []
        try:
            with self.transaction():
                self._tell_segment(segment, is_new, at)
                for exchange in exchanges:
                    capture, group = self._insert(run_id, exchange, exchange.seen_at or at, segment.name, end)
                    captures.append(capture)
                    data.append(group)
                    end = capture.warc_end
                records = segment.records + is_new + RECORDS_PER_CAPTURE * len(exchanges)
                self.db.execute(
                    "UPDATE warc_files SET bytes = ?, records = ? WHERE name = ?", (end, records, segment.name)
                )
                # The rows are written but not committed: should the bytes fail, so do they.
                append_durably(segment, b"".join(data))
        except BaseException as error:
            # Whether the rows are there after a failed commit is not known, so nothing is cut here: recovery decides.
            self._failed = str(error) or type(error).__name__
            raise
        segment.end, segment.records = end, records
        if segment.end >= self._segment_bytes:
            self._close_segment()
        return captures

    def event(
        self, run_id: int, *, source_id: str, url: str, role: Role, outcome: Outcome, error: str = "", attempts: int = 1
    ) -> None:
        """Note a request that brought nothing worth a record."""
        try:
            shown = target_uri(url)
        except Unstorable:
            shown = clean_text(url)
        with self.transaction():
            self.db.execute(
                "INSERT INTO fetch_events (run_id, source_id, url, role, outcome, error, attempts, at) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (run_id, source_id, shown, role, outcome, clean_text(error)[:ERROR_LENGTH], attempts, self.now()),
            )

    def holds(self) -> str:
        """`samples` or `live`; empty before the first capture."""
        return ledger.holds(self.db)

    def declare_holds(self, kind: str) -> None:
        """Say what this home is about to hold. Raises MixedHome where its captures are of the other kind."""
        if kind not in _HOLDS:
            raise ValueError(f"a home holds one of {_HOLDS}, not {kind!r}")
        held = self.holds()
        if held and held != kind:
            raise MixedHome(
                f"{self.folder.parent} holds {held}, {kind} captures need a home of their own: `ocop init DIR`, "
                "then `ocop --home DIR …`."
            )
        self._set_meta("holds", kind)

    def validators(self, source_id: str, url: str) -> Validators | None:
        """What a conditional GET of `url` may say: from its newest capture that was ok or not modified."""
        row = newest_payload(self.db, source_id, target_uri(url))
        return Validators(row["etag"], row["last_modified"], row["holder"], row["payload_sha256"]) if row else None

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Several ledger writes (frontier, considered, walks) as one; nests. No append inside."""
        try:
            with ledger.transaction(self.db):
                yield
        except sqlite3.OperationalError as error:
            raise ledger_failure(error) from error

    def close(self) -> None:
        """Close the WARC file and the ledger, let the next writer in. Runs left open are found interrupted then."""
        if self._closed:
            return
        self._closed = True
        try:
            if self._segment:
                self._close_segment()
            self.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except (StoreFailed, sqlite3.OperationalError) as error:
            # Everything acknowledged is on the disk; what closing tidies up, the next start does.
            logger.warning("captures/ could not be closed in order: %s", error)
        finally:
            self.db.close()
            self._seal()
            os.close(self._lock)

    def _seal(self) -> None:
        """Without a seal `ocop verify` cannot compare the ledger; the next writer that closes writes one."""
        try:
            seal(self.folder)
        except OSError as error:
            logger.warning("captures/ledger.db could not be sealed: %s", error)

    def _open(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        # Or a power cut takes the folder with everything that was acknowledged in it.
        sync_folder(self.folder.parent)
        self._lock = writer_lock(self.folder)
        try:
            self.db = self._open_ledger()
            try:
                self.recovery = recover(self.db, self.folder, self.now())
                self._set_meta("sqlite_version", sqlite3.sqlite_version)
            except BaseException:
                self.db.close()
                raise
        except BaseException:
            os.close(self._lock)
            raise

    def _open_ledger(self) -> sqlite3.Connection:
        path = self.folder / "ledger.db"
        if not path.exists() and any(self.folder.glob("*.warc.gz")):
            raise IntegrityError(
                f"{self.folder} holds WARC files but no ledger.db. Restore ledger.db, or move the WARC files out."
            )
        break_seal(self.folder)
        db = ledger.open_for_writing(path, self.now())
        sync_folder(self.folder)
        self._ledger_inode = path.stat().st_ino
        return db

    def _refuse_if_unusable(self, run_id: int) -> None:
        if self._failed:
            raise StoreFailed(f"An earlier write failed ({self._failed}). Start again: recovery mends it.")
        if run_id not in self._open_runs:
            raise ValueError(f"run {run_id} is not open in this store; call open_run first")
        if self.db.in_transaction:
            raise RuntimeError("append inside a transaction: its row would not be acknowledged when it returns")
        try:
            inode = (self.folder / "ledger.db").stat().st_ino
        except FileNotFoundError:
            inode = -1
        if inode != self._ledger_inode:
            raise IntegrityError(f"{self.folder / 'ledger.db'} was moved or replaced while it was in use. Put it back.")

    def _insert(
        self, run_id: int, exchange: Exchange, at: str, warc_file: str, offset: int
    ) -> tuple[Capture, bytes]:
        """The row of an exchange, uncommitted, and the records that will stand at `offset`."""
        payload_sha256, payload_bytes = hashlib.sha256(exchange.body).hexdigest(), len(exchange.body)
        earlier = earlier_payload(self.db, exchange, payload_sha256)
        if earlier:
            payload_sha256, payload_bytes = earlier.payload_sha256, earlier.payload_bytes
        group = build_group(
            exchange, run_id=run_id, at=at, payload_sha256=payload_sha256, earlier=earlier, new_id=self._new_id
        )
        place = Place(warc_file, offset, payload_sha256, payload_bytes, earlier.seq if earlier else None)
        return insert_capture(self.db, exchange, group, place, run_id, at), group.data

    def _tell_segment(self, segment: Segment, is_new: bool, at: str) -> None:
        if is_new:
            self.db.execute(
                "INSERT INTO warc_files (name, state, bytes, records, created_at) VALUES (?, 'open', 0, 0, ?)",
                (segment.name, at),
            )

    def next_number(self) -> int:
        """Number of the next WARC file. One that is being written is closed first."""
        if self._segment:
            self._close_segment()
        return int(self.db.execute("SELECT coalesce(max(id), 0) + 1 FROM warc_files").fetchone()[0])

    def _next_segment(self, at: str) -> Segment:
        return create_segment(self.folder / f"{at[:10]}-{self.next_number():05}.warc.gz")

    def _close_segment(self) -> None:
        segment, self._segment = self._segment, None
        assert segment
        os.close(segment.descriptor)
        if segment.end and not self._failed:
            with told(f"reading {segment.name} again"):
                digest = file_sha256(segment.path)
            with self.transaction():
                close_row(self.db, segment.name, digest, self.now())

    def _set_meta(self, key: str, value: str) -> None:
        with self.transaction():
            self.db.execute("INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                            (key, value))  # fmt: skip
