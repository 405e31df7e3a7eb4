"""A control group of the kernel with a bound on memory, and processes that run in it on one core."""

import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_FIRST = Path("/sys/fs/cgroup/memory")
_SECOND = Path("/sys/fs/cgroup")


@dataclass(frozen=True)
class MemoryGroup:
    """What runs in it has so much memory together, page cache included; the kernel kills what does not fit."""

    folder: Path
    members: str
    peak: str

    def popen(self, words: Sequence[str], cwd: Path) -> subprocess.Popen[str]:
        """Start a process in the group, on the first core this process may use."""

        def join() -> None:
            (self.folder / self.members).write_text(str(os.getpid()))
            os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})

        pipe = subprocess.PIPE
        return subprocess.Popen(words, cwd=cwd, stdout=pipe, stderr=pipe, text=True, preexec_fn=join)

    def most(self) -> int:
        """The most bytes that were in use at once."""
        return int((self.folder / self.peak).read_text())


@contextmanager
def memory_group(limit: int) -> Iterator[MemoryGroup]:
    """A group of `limit` bytes, while the block runs. Raises OSError where this machine makes none."""
    is_first = (_FIRST / "memory.limit_in_bytes").exists()
    folder = (_FIRST if is_first else _SECOND) / f"ocop-rig-{os.getpid()}"
    folder.mkdir()
    try:
        bounds = ("memory.limit_in_bytes", "memory.memsw.limit_in_bytes") if is_first else ("memory.max",)
        for name in bounds:
            (folder / name).write_text(str(limit))
        if is_first:
            yield MemoryGroup(folder, "tasks", "memory.max_usage_in_bytes")
        else:
            yield MemoryGroup(folder, "cgroup.procs", "memory.peak")
    finally:
        folder.rmdir()
