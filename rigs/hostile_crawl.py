"""The crawler with a request limit of so many seconds (first word) in place of a minute, so that hanging servers do not
hold up a rig; with `--blind` as next word a mutant that takes challenges for pages."""

import sys

from crawler import blocks, process, settings


def _sees_nothing(body: bytes) -> str | None:  # noqa: ARG001
    return None


if __name__ == "__main__":
    settings.DOWNLOAD_TIMEOUT = int(sys.argv[1])
    words = sys.argv[2:]
    if words[0] == "--blind":
        blocks.challenge = _sees_nothing
        words = words[1:]
    sys.exit(process.main(words))
