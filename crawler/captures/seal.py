"""The seal of a ledger at rest: the digest of the whole file, beside it, as `sha256sum -c` reads it.

SQLite sees a flipped bit in a structure, not in a text or a number. So whoever closes the ledger in order writes down
what it was; whoever opens it for writing looks, and breaks the seal before anything is changed.
"""

import hashlib
import os
from pathlib import Path
from typing import Literal

from crawler.captures.disk import sync_folder, write_all
from crawler.captures.errors import IntegrityError

SEAL = "ledger.db.sha256"

State = Literal["whole", "changed", "open"]
"""`open`: nobody sealed it; it is being written, or its last writer was killed, and the next run seals it."""


def state_of(folder: Path) -> State:
    """What the ledger in `folder` is beside its seal."""
    said = _said(folder)
    if said is None:
        return "open"
    whole = _line(folder) == said and not _left_over(folder)
    # A writer that came meanwhile broke the seal first.
    return "open" if _said(folder) != said else "whole" if whole else "changed"


def seal(folder: Path) -> None:
    """Write the seal of a ledger that is closed; none where a reader kept the write-ahead log from going into the file.
    Raises OSError."""
    if _left_over(folder):
        return
    unfinished = folder / f"{SEAL}.new"
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o644)
    try:
        write_all(descriptor, _line(folder))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    unfinished.rename(folder / SEAL)
    sync_folder(folder)


def break_seal(folder: Path) -> None:
    """Before the ledger is opened for writing. Raises IntegrityError where it is not as it was left, OSError."""
    if state_of(folder) == "changed":
        raise IntegrityError(
            f"{folder / 'ledger.db'} is not as its last writer left it. Restore it together with {SEAL} from a copy; "
            f"where you changed it yourself, delete {SEAL}. Nothing was changed."
        )
    if _said(folder) is not None:
        (folder / SEAL).unlink()
        # Or a power cut brings back the seal of what has been written over.
        sync_folder(folder)


def _said(folder: Path) -> bytes | None:
    try:
        return (folder / SEAL).read_bytes()
    except FileNotFoundError:
        return None


def _line(folder: Path) -> bytes:
    try:
        with (folder / "ledger.db").open("rb") as file:
            return f"{hashlib.file_digest(file, 'sha256').hexdigest()}  ledger.db\n".encode()
    except FileNotFoundError:
        return b""


def _left_over(folder: Path) -> bool:
    """Whether a write-ahead log with something in it lies beside the ledger."""
    try:
        return (folder / "ledger.db-wal").stat().st_size > 0
    except FileNotFoundError:
        return False
