"""The passage of an article that a search matched, with its words marked. Text is escaped here before any mark-up."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup, escape

from website.archive import rows

_OPEN, _CLOSE = "\x02", "\x03"
"""Marks around a hit; published text holds no control characters, so they cannot be forged."""
_WORDS_SHOWN = 40

_SHOWN = ("captions", "lead", "body", "attachments")
_BETWEEN_LINES = {"captions": " · ", "attachments": " · "}


@dataclass(frozen=True)
class Passage:
    """What is shown of a hit."""

    title: Markup
    text: Markup
    field: str
    """Which part of the article the passage comes from."""


def passages(connection: sqlite3.Connection, match: str, numbers: Iterable[int]) -> dict[int, Passage]:
    """Title and best passage of the articles with these `n`, as `match` finds them; the text is as published."""
    number = {name: i for i, name in enumerate(index_columns(connection))}
    pieces = [f"{_highlight(number[name])} AS {name}" for name in ("title", "title_f")]
    for shown in _SHOWN:
        pieces += [f"{_snippet(number[name])} AS {name}" for name in (shown, f"{shown}_f")]
    sql = f"SELECT rowid AS n, {', '.join(pieces)} FROM search WHERE search MATCH :match AND rowid = :n"
    found = {}
    for n in numbers:
        for row in rows(connection, sql, {"match": match, "n": n, "open": _OPEN, "close": _CLOSE}):
            field, text = _best(row)
            found[n] = Passage(
                _marked(_hit(row["title"], row["title_f"])), _marked(text, _BETWEEN_LINES.get(field, " ")), field
            )
    return found


def index_columns(connection: sqlite3.Connection) -> list[str]:
    """Columns of the index in their order, in which FTS5's functions count them: each searched one stands a second
    time, folded, as `…_f`. An archive that was built before an upgrade may have another order."""
    return [column[0] for column in connection.execute("SELECT * FROM search LIMIT 0").description]


def _highlight(column: int) -> str:
    return f"highlight(search, {column}, :open, :close)"


def _snippet(column: int) -> str:
    return f"snippet(search, {column}, :open, :close, '…', {_WORDS_SHOWN})"


def _hit(exact: str | None, folded: str | None) -> str:
    """Whichever form of a text carries more marks: exact and folded columns hold the same words."""
    exact, folded = exact or "", folded or ""
    return folded if folded.count(_OPEN) > exact.count(_OPEN) else exact


def _best(row: dict[str, str]) -> tuple[str, str]:
    """The field with the most marks; captions and lead before the body where they say as much."""
    texts = [(name, _hit(row[name], row[f"{name}_f"])) for name in _SHOWN]
    marked = [pair for pair in texts if _OPEN in pair[1]]
    if marked:
        return max(marked, key=lambda pair: pair[1].count(_OPEN))
    return next(((name, text) for name, text in (texts[1], texts[2], texts[0]) if text), ("lead", ""))


def _marked(text: str, between_lines: str = " ") -> Markup:
    pieces = str(escape(between_lines.join(" ".join(line.split()) for line in text.split("\n"))))
    return Markup(pieces.replace(_OPEN, "<mark>").replace(_CLOSE, "</mark>"))
