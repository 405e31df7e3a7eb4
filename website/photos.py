"""The photo wall: pictures that may be shown, newest article first, copies of one photo folded into one."""

import json
import re
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.text import fold, normalise
from website.archive import Row, rows
from website.search import Query, match_expression
from website.showing import SHOWABLE
from website.words import dated

TILES = 36
ROWS_READ = 400
ARTICLES_FOUND = 300
"""Articles whose captions hold the words, looked at for one page."""
ARTICLES_SHOWN = 6
EVERYTHING = 1 << 60
_BETWEEN_WORDS = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Tile:
    """A photo with the articles that show it."""

    picture: Row
    """`sha256`, `width`, `height`, `caption`, `credit` as in its newest article."""
    articles: list[Row]
    """Newest first; each with `dated`, at most ARTICLES_SHOWN."""
    count: int


@dataclass(frozen=True)
class Wall:
    """A page of the wall."""

    tiles: list[Tile]
    query: Query
    before: int | None
    """Where the next page goes on: pictures of articles with a smaller `n`."""
    first_page: bool


_PICTURES = f"""SELECT a.n, ai.position, ai.caption, ai.credit, i.sha256, i.width, i.height,
coalesce(i.looks_like, i.sha256) AS look FROM articles a CROSS JOIN sources s ON s.id = a.source_id
CROSS JOIN article_images ai ON ai.article_id = a.id CROSS JOIN images i ON i.sha256 = ai.sha256
WHERE {{where}} AND a.n < :before AND i.thumbnail IS NOT NULL AND {SHOWABLE}
ORDER BY a.n DESC, ai.position LIMIT {ROWS_READ}"""

_FOUND = f"""SELECT rowid FROM search WHERE search MATCH :match AND rowid < :before
ORDER BY rowid DESC LIMIT {ARTICLES_FOUND}"""

_SHOWN_IN = f"""SELECT DISTINCT wanted.value AS look, a.n, a.id, a.title, a.published, a.date_from, a.date_to,
a.source_id, s.name AS source FROM json_each(?) AS wanted
CROSS JOIN images i ON i.looks_like = wanted.value OR (i.looks_like IS NULL AND i.sha256 = wanted.value)
CROSS JOIN article_images ai ON ai.sha256 = i.sha256 CROSS JOIN articles a ON a.id = ai.article_id
CROSS JOIN sources s ON s.id = a.source_id WHERE {SHOWABLE} ORDER BY a.n DESC"""


def wall(connection: sqlite3.Connection, typed: str, before: int = EVERYTHING) -> Wall:
    """The pictures of articles with an `n` below `before`, those with the words of `typed` in their captions."""
    query = match_expression(typed)
    where, asked = "a.state = 'published'", dict[str, str | int](before=before)
    numbers: list[int] = []
    if query.units:
        found = connection.execute(_FOUND, {"match": caption_match(query), "before": before})
        numbers = [n for (n,) in found]
        where = "a.n IN (SELECT value FROM json_each(:numbers))"
        asked["numbers"] = json.dumps(numbers)
    read = rows(connection, _PICTURES.format(where=where), asked)
    chosen, goes_on = _choose([row for row in read if says(row["caption"], query)], before)
    if goes_on is None and (len(read) == ROWS_READ or len(numbers) == ARTICLES_FOUND):
        goes_on = read[-1]["n"] if len(read) == ROWS_READ else numbers[-1]
    shown: dict[str, list[Row]] = {row["look"]: [] for row in chosen}
    for row in rows(connection, _SHOWN_IN, [json.dumps(list(shown))]):
        shown[row["look"]].append({**row, "dated": dated(row)})
    # A photo whose newest article stands on an earlier page was shown there.
    tiles = [
        Tile(row, articles[:ARTICLES_SHOWN], len(articles))
        for row in chosen
        if (articles := shown[row["look"]]) and (query.units or articles[0]["n"] < before)
    ]
    return Wall(tiles, query, goes_on, before == EVERYTHING)


def _choose(read: Sequence[Row], before: int) -> tuple[list[Row], int | None]:
    """One row per photo until there are TILES of them, whole articles only; and the `n` at which to go on."""
    chosen: dict[str, Row] = {}
    at = before
    for row in read:
        if row["n"] != at and len(chosen) >= TILES:
            return list(chosen.values()), at
        at = row["n"]
        chosen.setdefault(row["look"], row)
    return list(chosen.values()), None


def caption_match(query: Query) -> str:
    """The MATCH expression for captions alone."""
    units = []
    for unit in query.units:
        phrases = [
            f'captions_f : "{fold(phrase.text)}"' if phrase.any_accents else f'captions : "{phrase.text}"'
            for phrase in unit.phrases
        ]
        units.append(f"({' OR '.join(phrases)})")
    return " AND ".join(units)


def says(caption: str | None, query: Query) -> bool:
    """Whether one caption has every word or phrase: the index knows the captions of an article only together."""
    words = f" {_BETWEEN_WORDS.sub(' ', normalise(caption or '').lower())} "
    folded = fold(words)
    return all(
        any(
            f" {fold(phrase.text)} " in folded if phrase.any_accents else f" {phrase.text} " in words
            for phrase in unit.phrases
        )
        for unit in query.units
    )
