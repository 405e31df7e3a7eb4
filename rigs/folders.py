"""Folders that rigs may fill and throw away."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_MEMORY = Path("/dev/shm")


@contextmanager
def scratch(name: str) -> Iterator[Path]:
    """An empty folder, in memory where the system has such: what a rig proves does not hang on a real disk."""
    base = _MEMORY if os.access(_MEMORY, os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix=f"rig-{name}-", dir=base) as folder:
        yield Path(folder).resolve()
