"""The crawler's memory: of its own process alone, and never ended for it without a word."""

import sys
from pathlib import Path

from scrapy.extensions.memusage import MemoryUsage

LIMIT_REACHED = "memory limit"
"""Why a visit ended (`Tally.stopped`) that Scrapy closed for memory."""


def most_bytes(pid: int | None = None) -> int:
    """The most that a process (None: this one) has held resident since it became its program. Linux.

    Not getrusage: what a process held before exec counts there, so a crawl would answer for its caller's memory."""
    lines = Path(f"/proc/{pid or 'self'}/status").read_text(encoding="ascii", errors="replace").splitlines()
    return next(int(line.split()[1]) << 10 for line in lines if line.startswith("VmHWM:"))


class OwnMemory(MemoryUsage):
    """Scrapy's extension, which asks getrusage: a caller that had held more than the limit (a worker of a cluster, a
    test run) ended every crawl before its first page."""

    def get_virtual_size(self) -> int:
        """Bytes that this process held at most."""
        return most_bytes() if sys.platform == "linux" else int(super().get_virtual_size())
