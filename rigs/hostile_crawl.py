"""The crawler with a request limit of so many seconds (first word) in place of a minute, so that hanging servers do not
hold up a rig; the most bytes that it held are written into the file that the second word names. With `--blind` as next
word a mutant that takes challenges for pages."""

import sys
from pathlib import Path

from crawler import blocks, process, settings


def _sees_nothing(body: bytes) -> str | None:  # noqa: ARG001
    return None


def _most_bytes() -> int:
    """Not getrusage: what a process held before exec counts there, so a crawl would answer for its caller's memory."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) << 10 for line in lines if line.startswith("VmHWM:"))


if __name__ == "__main__":
    settings.DOWNLOAD_TIMEOUT = int(sys.argv[1])
    words = sys.argv[3:]
    if words[0] == "--blind":
        blocks.challenge = _sees_nothing
        words = words[1:]
    code = process.main(words)
    Path(sys.argv[2]).write_text(str(_most_bytes()), encoding="ascii")
    sys.exit(code)
