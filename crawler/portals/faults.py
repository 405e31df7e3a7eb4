"""What is wrong with a source file, as a value, and the right word that was probably meant."""

import difflib
from collections.abc import Iterator
from dataclasses import dataclass

Loc = tuple[str | int, ...]


@dataclass(frozen=True)
class Problem:
    """One fault of a source file."""

    loc: Loc
    """Where: keys and list positions from the top, `("sections", 0, "kind")`."""
    says: str
    nearest: str | None = None
    """The right key or value that was probably meant."""


def nearest(word: str, right: Iterator[str] | tuple[str, ...] | frozenset[str] | list[str]) -> str | None:
    """The one of `right` that `word` most resembles, if any does."""
    return next(iter(difflib.get_close_matches(word, sorted(right), n=1, cutoff=0.6)), None)
