"""Bytes that must be on the disk before anyone says so."""

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from crawler.captures.errors import DiskFull, StoreFailed

_FULL = (errno.ENOSPC, errno.EDQUOT)


def sync_folder(folder: Path) -> None:
    """Make names created, renamed or removed in `folder` durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_all(descriptor: int, data: bytes) -> None:
    """Write every byte; a short write goes on where it stopped."""
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def failure(what: str, error: OSError) -> StoreFailed:
    """The error a failed write or fsync becomes."""
    if error.errno in _FULL:
        return DiskFull(f"{what}: no space left. Make room, then run again; it goes on where it stopped.")
    return StoreFailed(
        f"{what}: {error}. Nothing was acknowledged. Check the disk (`dmesg`, `smartctl`), then run again: the start "
        "moves unacknowledged bytes to captures/recovered/."
    )


def ledger_failure(error: sqlite3.OperationalError) -> StoreFailed:
    """The error a failed statement of the ledger becomes."""
    what = f"writing ledger.db: {error}"
    if error.sqlite_errorcode == sqlite3.SQLITE_FULL:
        return DiskFull(f"{what}. Make room, then run again; it goes on where it stopped.")
    return StoreFailed(f"{what}. Check the disk, then run again.")


@contextmanager
def told(what: str) -> Iterator[None]:
    """Whatever the system or SQLite refuses inside comes out as StoreFailed (DiskFull)."""
    try:
        yield
    except OSError as error:
        raise failure(what, error) from error
    except sqlite3.OperationalError as error:
        raise ledger_failure(error) from error
