"""The crawler; `--rude` as first word: a mutant that waits for nobody, `--deaf`: one that reads no robots.txt."""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from protego import Protego

from crawler import process, robots
from crawler.politeness import HostGate


@asynccontextmanager
async def _at_once(self: HostGate, host: str) -> AsyncIterator[None]:  # noqa: ARG001
    yield


def _no_rules(*_: Any) -> Protego:
    return Protego.parse("")


if __name__ == "__main__":
    words = sys.argv[1:]
    if words[0] == "--rude":
        HostGate.turn = _at_once  # type: ignore[method-assign]
    if words[0] == "--deaf":
        robots.RobotsMiddleware._read = _no_rules  # type: ignore[assignment, method-assign]
    sys.exit(process.main(words[1:] if words[0] in ("--rude", "--deaf") else words))
