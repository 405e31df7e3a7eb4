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
        is_full, is_broken, is_damaged = error.errno in _FULL, error.errno in _BROKEN, False
    else:
        code = getattr(error, "sqlite_errorcode", 0) & _FIRST_BYTE
        is_full, is_broken = code == sqlite3.SQLITE_FULL, code == sqlite3.SQLITE_IOERR
        # A text that is no UTF-8 any more has no code: sqlite3 itself says so, not SQLite.
        is_damaged = code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB) or "decode to UTF-8" in str(error)
    if is_full:
        return (
            Exit.DISK,
            f"hết chỗ trên đĩa / no space left ({error}). Make room, then run again; it goes on where it stopped.",
        )
    if is_broken:
        return Exit.INTEGRITY, (
            f"đĩa hỏng? / writing failed ({error}). Check the disk (`dmesg`, `smartctl`), then run again; captures "
            "are complete as far as they were acknowledged, archive.db goes on where it stopped."
        )
    if is_damaged:
        return Exit.INTEGRITY, (
            f"cơ sở dữ liệu hỏng / a database is damaged ({error}). `ocop verify` says which: `ocop rebuild` makes "
            "archive.db anew from captures, ledger.db comes back from a copy."
        )
    return None
