"""One run at a time in a home: a flock on an open descriptor, which dies with its process."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from crawler.errors import Mendable


class Locked(Mendable):
    """Another run holds the home; the message says which process since when."""

    kind = "locked"


@contextmanager
def run_lock(home: Path, since: str) -> Iterator[None]:
    """Hold the home's run lock. Raises Locked at once when another process has it; a dead process holds none."""
    path = home / ".ocop" / "run.lock"
    path.parent.mkdir(exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Locked(_who(path)) from None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, json.dumps({"pid": os.getpid(), "since": since}).encode(), 0)
        yield
    finally:
        os.close(descriptor)


def _who(path: Path) -> str:
    try:
        holder = json.loads(path.read_text())
        return f"lượt khác đang chạy / another run holds this home: process {holder['pid']} since {holder['since']}"
    except (json.JSONDecodeError, KeyError):
        return "lượt khác vừa bắt đầu / another run holds this home; it has just started"
