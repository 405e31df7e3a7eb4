"""The crawler with a request limit of so many seconds (first word) in place of a minute, so that hanging servers do not
hold up a rig; the most bytes that it held are written into the file that the second word names. With `--blind` as next
word a mutant that takes challenges for pages."""

import sys
from pathlib import Path

from crawler import blocks, process, settings
from crawler.memory import most_bytes


def _sees_nothing(body: bytes) -> str | None:  # noqa: ARG001
    return None


if __name__ == "__main__":
    settings.DOWNLOAD_TIMEOUT = int(sys.argv[1])
    words = sys.argv[3:]
    if words[0] == "--blind":
        blocks.challenge = _sees_nothing
        words = words[1:]
    code = process.main(words)
    Path(sys.argv[2]).write_text(str(most_bytes()), encoding="ascii")
    sys.exit(code)
