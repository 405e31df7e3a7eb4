"""Faults planted into the capture writer of this process. Only ever called in a forked child."""

import contextlib
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path

from crawler.captures import ledger, recovery, segments, store
from crawler.captures.disk import sync_folder, write_all
from crawler.captures.errors import StoreFailed
from crawler.captures.records import Capture, Exchange
from crawler.captures.segments import Segment
from crawler.captures.store import CaptureStore

Mutation = Callable[[], None]


def ledger_before_warc() -> None:
    """The rows are committed first, the bytes follow."""
    waiting: list[tuple[Segment, bytes]] = []
    durably, append_all = segments.append_durably, CaptureStore.append_all

    def later(segment: Segment, data: bytes) -> None:
        waiting.append((segment, data))

    def rows_first(self: CaptureStore, run_id: int, exchanges: Sequence[Exchange]) -> list[Capture]:
        closing, self._segment_bytes = self._segment_bytes, 1 << 62
        captures = append_all(self, run_id, exchanges)
        while waiting:
            durably(*waiting.pop(0))
        self._segment_bytes = closing
        return captures

    store.append_durably = later  # type: ignore[attr-defined]
    CaptureStore.append_all = rows_first  # type: ignore[method-assign]


def warc_not_synced() -> None:
    """The bytes are written, nobody waits for the disk."""

    def carelessly(segment: Segment, data: bytes) -> None:
        write_all(segment.descriptor, data)
        if segment.end == 0:
            sync_folder(segment.path.parent)

    store.append_durably = carelessly  # type: ignore[attr-defined]


def synchronous_normal() -> None:
    """Commits do not wait for the disk."""
    opening = ledger.open_for_writing

    def hastily(path: Path, created_at: str) -> sqlite3.Connection:
        db = opening(path, created_at)
        db.execute("PRAGMA synchronous=NORMAL")
        return db

    ledger.open_for_writing = hastily


def _nothing(_: Path) -> None:
    return None


def folder_not_synced() -> None:
    """New names are left to the kernel."""
    for module in (ledger, recovery, segments, store):
        module.sync_folder = _nothing  # type: ignore[attr-defined]


def error_swallowed() -> None:
    """A failed write or fsync is taken for done."""
    durably = segments.append_durably

    def bravely(segment: Segment, data: bytes) -> None:
        with contextlib.suppress(StoreFailed):
            durably(segment, data)

    store.append_durably = bravely  # type: ignore[attr-defined]


MUTANTS: dict[str, Mutation] = {
    "ledger-before-warc": ledger_before_warc,
    "warc-not-synced": warc_not_synced,
    "synchronous-normal": synchronous_normal,
    "folder-not-synced": folder_not_synced,
}
