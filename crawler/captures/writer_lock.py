"""One writer per home: a lock on an open descriptor, gone with the process that holds it."""

import fcntl
import os
from pathlib import Path

from crawler.captures.disk import write_all
from crawler.captures.errors import WriterBusy


def writer_lock(folder: Path) -> int:
    """Take the exclusive lock of `folder`/.writer; returns the descriptor that holds it. Raises WriterBusy, naming the
    holder's process id, where another process has it."""
    descriptor = os.open(folder / ".writer", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.read(descriptor, 20).decode(errors="replace").strip() or "unknown"
        os.close(descriptor)
        raise WriterBusy(f"Another process (pid {holder}) writes {folder}. Wait until it has ended.") from None
    os.ftruncate(descriptor, 0)
    write_all(descriptor, f"{os.getpid()}\n".encode())
    return descriptor
