"""A disk that fails while a run works: which exit code that is, and what to do next."""

import errno
import sqlite3

from operate.exits import Exit

_FULL = (errno.ENOSPC, errno.EDQUOT)
_BROKEN = (errno.EIO, errno.EFBIG, errno.EROFS, errno.ENXIO, errno.ENODEV)
_FIRST_BYTE = 0xFF
"""SQLite's extended error codes carry the general one in their lowest byte."""


def disk_fault(error: OSError | sqlite3.Error) -> tuple[Exit, str] | None:
    """DISK or INTEGRITY with a message that names the next step; None where `error` says something else."""
    if isinstance(error, OSError):
        is_full, is_broken = error.errno in _FULL, error.errno in _BROKEN
    else:
        code = getattr(error, "sqlite_errorcode", 0) & _FIRST_BYTE
        is_full, is_broken = code == sqlite3.SQLITE_FULL, code == sqlite3.SQLITE_IOERR
    if is_full:
        return (
            Exit.DISK,
            f"no space left while building ({error}). Make room, then run again; it goes on where it stopped.",
        )
    if is_broken:
        return Exit.INTEGRITY, (
            f"writing failed while building ({error}). Check the disk (`dmesg`, `smartctl`), then run again; captures "
            "are complete as far as they were acknowledged, archive.db goes on where it stopped."
        )
    return None
