"""What changed from one version of an article to the next, for a person: lines with the changed words marked."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

_TOKENS = re.compile(r"\s+|[^\s]+")
SIMILAR = 0.5
"""Two lines that share at least half of their words are one line that was edited."""
LONGEST = 4000
"""Tokens of a line that are compared; beyond that the whole line counts as replaced."""


@dataclass(frozen=True)
class Piece:
    """Words of a line."""

    kind: Literal["same", "added", "removed"]
    text: str


def changed_lines(diff: str) -> list[list[Piece]]:
    """The lines of a stored difference (`+ …`, `- …`), an edited line as one line with its words marked."""
    signed = [(line[0], line[2:]) for line in diff.split("\n") if line[:2] in ("+ ", "- ")]
    return list(_paired(signed))


def _paired(signed: Sequence[tuple[str, str]]) -> Iterator[list[Piece]]:
    at = 0
    while at < len(signed):
        removed = _run(signed, at, "-")
        added = _run(signed, at + len(removed), "+")
        if not removed and not added:
            return
        at += len(removed) + len(added)
        yield from _match(removed, added)


def _run(signed: Sequence[tuple[str, str]], at: int, sign: str) -> list[str]:
    found = []
    while at < len(signed) and signed[at][0] == sign:
        found.append(signed[at][1])
        at += 1
    return found


def _match(removed: list[str], added: list[str]) -> Iterator[list[Piece]]:
    """Each removed line with the most alike of the added ones, in order; what is left stands for itself."""
    left = list(added)
    for line in removed:
        scored = [(SequenceMatcher(None, line.split(), other.split()).ratio(), other) for other in left]
        best = max(scored, key=lambda pair: pair[0], default=(0.0, ""))
        if best[0] < SIMILAR:
            yield [Piece("removed", line)]
            continue
        left.remove(best[1])
        yield _words(line, best[1])
    yield from ([Piece("added", line)] for line in left)


def _words(old: str, new: str) -> list[Piece]:
    before, after = _TOKENS.findall(old), _TOKENS.findall(new)
    if max(len(before), len(after)) > LONGEST:
        return [Piece("removed", old), Piece("added", new)]
    pieces: list[Piece] = []
    for what, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what == "equal":
            pieces.append(Piece("same", "".join(before[i:j])))
            continue
        if i < j:
            pieces.append(Piece("removed", "".join(before[i:j])))
        if k < m:
            pieces.append(Piece("added", "".join(after[k:m])))
    return pieces
