"""The seal of a database at rest (the ledger, archive.db): the digest of the whole file, beside it, as `sha256sum -c`
reads it.

SQLite sees a flipped bit in a structure, not in a text or a number. So whoever closes the ledger in order writes down
what it was; whoever opens it for writing looks, and breaks the seal before anything is changed.
"""

import hashlib
import os
from pathlib import Path
from typing import Literal

from crawler.captures.disk import sync_folder, write_all
from crawler.captures.errors import IntegrityError

LEDGER = "ledger.db"
SEAL = f"{LEDGER}.sha256"

State = Literal["whole", "changed", "open"]
"""`open`: nobody sealed it; it is being written, or its last writer was killed, and the next run seals it."""


def seal_of(database: Path) -> Path:
    """The file that seals a database."""
    return database.with_name(f"{database.name}.sha256")


def state_of(folder: Path, name: str = LEDGER) -> State:
    """What the ledger in `folder`, or the database of another name, is beside its seal."""
    said = _said(folder, name)
    if said is None:
        return "open"
    whole = _line(folder, name) == said and not _left_over(folder, name)
    # A writer that came meanwhile broke the seal first.
    return "open" if _said(folder, name) != said else "whole" if whole else "changed"


def seal(folder: Path, name: str = LEDGER) -> None:
    """Write the seal of a database that is closed; none where a reader kept the write-ahead log from going into the
    file. Raises OSError."""
    if _left_over(folder, name):
        return
    unfinished = folder / f"{name}.sha256.new"
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o644)
    try:
        write_all(descriptor, _line(folder, name))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    unfinished.rename(seal_of(folder / name))
    sync_folder(folder)


def break_seal(folder: Path) -> None:
    """Before the ledger is opened for writing. Raises IntegrityError where it is not as it was left, OSError."""
    if state_of(folder) == "changed":
        raise IntegrityError(
            f"{folder / LEDGER} is not as its last writer left it. Restore it together with {SEAL} from a copy; "
            f"where you changed it yourself, delete {SEAL}. Nothing was changed."
        )
    remove_seal(folder)


def remove_seal(folder: Path, name: str = LEDGER) -> None:
    """Whatever it says. Raises OSError."""
    if _said(folder, name) is not None:
        seal_of(folder / name).unlink()
        # Or a power cut brings back the seal of what has been written over.
        sync_folder(folder)


def _said(folder: Path, name: str) -> bytes | None:
    try:
        return seal_of(folder / name).read_bytes()
    except FileNotFoundError:
        return None


def _line(folder: Path, name: str) -> bytes:
    try:
        with (folder / name).open("rb") as file:
            return f"{hashlib.file_digest(file, 'sha256').hexdigest()}  {name}\n".encode()
    except FileNotFoundError:
        return b""


def _left_over(folder: Path, name: str) -> bool:
    """Whether a write-ahead log with something in it lies beside the database."""
    try:
        return (folder / f"{name}-wal").stat().st_size > 0
    except FileNotFoundError:
        return False
