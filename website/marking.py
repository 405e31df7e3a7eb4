"""Entities inside text: offsets become pieces that a template can mark and link. Nothing here makes HTML."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from website import links


@dataclass(frozen=True)
class Piece:
    """A run of text; with `kind` it names something, with `href` that has a page."""

    text: str
    kind: str = ""
    href: str | None = None


@dataclass(frozen=True)
class Mark:
    """A span of one field that names something."""

    start: int
    end: int
    surface: str
    kind: str
    href: str | None


def marks_of(mentions: Iterable[Mapping[str, Any]], field: str) -> tuple[Mark, ...]:
    """The mentions of one field that do not overlap: the longest wins, then the first."""
    spans = [
        Mark(m["start"], m["end"], m["surface"], m["kind"], links.entity(m["kind"], m["entity_id"]))
        for m in mentions
        if m["field"] == field and m["start"] is not None and m["end"] is not None
    ]
    kept: list[Mark] = []
    for span in sorted(spans, key=lambda mark: (mark.start - mark.end, mark.start)):
        if all(span.end <= other.start or span.start >= other.end for other in kept):
            kept.append(span)
    return tuple(sorted(kept, key=lambda mark: mark.start))


def pieces(text: str, marks: Sequence[Mark], start: int = 0) -> list[Piece]:
    """`text`, which stands at offset `start` of its field, cut at the marks that lie inside it. A mark whose characters
    are not its surface is left out: a wrong offset must not link the wrong words."""
    cut: list[Piece] = []
    at = 0
    for mark in marks:
        low, high = mark.start - start, mark.end - start
        if low < at or high > len(text) or text[low:high] != mark.surface:
            continue
        if low > at:
            cut.append(Piece(text[at:low]))
        cut.append(Piece(text[low:high], mark.kind, mark.href))
        at = high
    if at < len(text):
        cut.append(Piece(text[at:]))
    return cut


def quoted(quote: str | None, surface: str | None, kind: str, href: str | None = None) -> list[Piece]:
    """A quote with the first occurrence of `surface` marked."""
    text, named = quote or "", surface or ""
    at = text.find(named) if named else -1
    if at < 0:
        return [Piece(text)] if text else []
    return pieces(text, [Mark(at, at + len(named), named, kind, href)])


def cut_out(quote: Sequence[Piece]) -> list[Piece]:
    """A quote out of a running text, with … where it begins or ends inside a sentence."""
    if not quote:
        return []
    before = [Piece("…")] if quote[0].text[:1].islower() else []
    after = [] if quote[-1].text.rstrip().endswith((".", "!", "?", "…", "”", '"', ":", ";")) else [Piece("…")]
    return [*before, *quote, *after]
