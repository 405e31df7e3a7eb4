"""A search: which articles, in which order, with which passages, and how they spread over places, years and portals."""

import json
import sqlite3
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from time import thread_time
from typing import Any, Literal

from website.archive import Row, remembered_as_written, rows
from website.filters import Filters
from website.passages import Passage, index_columns, passages
from website.search import Query
from website.showing import SHOWABLE

CAP = 5000
"""Above this many hits there is no ranking (bm25 walks every hit) and counts are over the newest CAP."""
MATCHING = 0.12
"""Seconds of processor time: what takes longer to be found is not ranked either, bm25 takes four times as long
again. No search of 100,000 articles needs a fourth of it."""
PAGE_SIZE = 20
NEWEST = 2**63 - 1
"""Above every `n`."""

Sort = Literal["lien-quan", "moi", "cu"]

_WEIGHTS = {"title": 10, "captions": 6, "lead": 4, "attachments": 3, "body": 1}
"""What a word counts for; alike in both forms, because only one of them is asked."""

Widened = Literal["", "accents", "some words", "any word"]


@dataclass(frozen=True)
class Hit:
    """One article found."""

    article: Row
    passage: Passage | None
    picture: str | None
    """SHA-256 of a picture that may be shown."""
    reprints: int = 0
    """Hits that carry the same text and stand folded under this one."""


@dataclass(frozen=True)
class Found:
    """What a search gave."""

    query: Query
    filters: Filters
    sort: Sort
    page: int
    numbers: Sequence[int]
    """`n` of the hits, at most CAP, in the order of the sort."""
    capped: bool
    """More than CAP articles match; the rest is not counted."""
    hits: tuple[Hit, ...]
    by_date: bool = False
    """Relevance was asked for, but the words are too common to be ranked: newest first."""
    widened: Widened = ""
    """How the search had to be widened to find anything."""
    match: str = ""
    """The FTS5 expression that found them; empty without words."""
    texts: int = 0
    """Hits with reprints of one text folded into one: what the pages page through."""
    without_filters: int = 0
    """Hits that the filters hide, where they hide all (counted up to CAP)."""
    facets: Mapping[str, list[Row]] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return len(self.numbers)

    @property
    def pages(self) -> int:
        return -(-self.texts // PAGE_SIZE)


def find(
    connection: sqlite3.Connection,
    query: Query,
    filters: Filters,
    sort: Sort,
    page: int = 1,
    size: int = PAGE_SIZE,
    fold: bool = True,
) -> Found:
    """Run a search and load its page `page` (from 1), `size` texts long; with `fold` only the first hit of every story
    is listed, the reprints counted under it. What a search chose is remembered until something is written: its pages,
    feed and files walk the index once."""
    asked = ("search", query.typed, filters, sort, fold)
    chosen = remembered_as_written(connection, asked, lambda: _choose(connection, query, filters, sort, fold))
    shown = slice((page - 1) * size, page * size)
    match = chosen.match if query.units else ""
    return Found(
        query, filters, sort, page, chosen.numbers, chosen.capped, by_date=chosen.by_date,
        hits=load(connection, match, dict(zip(chosen.listed[shown], chosen.reprints[shown], strict=True))),
        match=match, texts=len(chosen.listed), widened=chosen.widened, without_filters=chosen.hidden,
    )  # fmt: skip


@dataclass(frozen=True)
class _Chosen:
    """What a search gave before anything of an article is read; packed, because a thousand are remembered."""

    numbers: Sequence[int]
    capped: bool
    by_date: bool
    match: str
    widened: Widened
    hidden: int
    listed: Sequence[int]
    """Those of `numbers` that are listed."""
    reprints: Sequence[int]
    """How many others stand under each of `listed`."""


def _choose(connection: sqlite3.Connection, query: Query, filters: Filters, sort: Sort, fold: bool) -> _Chosen:
    began = thread_time()
    match, widened, numbers = _widen(connection, query, filters, sort)
    costly = thread_time() - began > MATCHING
    capped = len(numbers) > CAP
    numbers = numbers[:CAP]
    by_relevance = sort == "lien-quan" and bool(numbers)
    common = by_relevance and (capped or costly or _is_common(connection, match, filters))
    if by_relevance and not common:
        numbers = _ranked(connection, match, query, numbers)
    listed = _folded(connection, numbers) if fold else dict.fromkeys(numbers, 0)
    hidden = 0
    if not numbers and filters.given() and query.units:
        hidden = min(CAP, len(_matching(connection, query.hits, Filters(), sort)))
    return _Chosen(
        array("q", numbers), capped, common, match, widened, hidden, array("q", listed), array("i", listed.values())
    )


def _folded(connection: sqlite3.Connection, numbers: list[int]) -> dict[int, int]:
    """The first hit of every text, in order, with how many others carry it."""
    sql = "SELECT a.n, a.story_id FROM json_each(?) AS hit JOIN articles a ON a.n = hit.value WHERE a.story_id NOT NULL"
    stories = dict(connection.execute(sql, [json.dumps(numbers)]))
    first: dict[str, int] = {}
    listed: dict[int, int] = {}
    for n in numbers:
        leader = first.setdefault(stories[n], n) if n in stories else n
        listed[leader] = listed.get(leader, -1) + 1
    return listed


def _widen(
    connection: sqlite3.Connection, query: Query, filters: Filters, sort: Sort
) -> tuple[str, Widened, list[int]]:
    """The expression that finds something: as typed, then under any accents, then most of the words, then any."""
    if not query.units:
        return "", "", [] if query.typed else _browse(connection, filters, sort)
    numbers = _matching(connection, query.hits, filters, sort)
    if numbers:
        return query.hits, "", numbers
    if query.has_marks and (numbers := _matching(connection, query.folded, filters, sort)):
        return query.folded, "accents", numbers
    weaker = list(query.relaxed()) if not _matching(connection, query.folded, Filters(), sort, limit=1) else []
    for position, expression in enumerate(weaker):
        if numbers := _matching(connection, expression, filters, sort):
            return expression, "any word" if position == len(weaker) - 1 else "some words", numbers
    return query.hits, "", []


def _is_common(connection: sqlite3.Connection, match: str, filters: Filters) -> bool:
    """Whether more than CAP articles match before any filter: bm25 walks all of them, however few are left."""
    return bool(filters.given()) and len(_matching(connection, match, Filters(), "moi")) > CAP


def _direction(sort: Sort) -> str:
    return "ASC" if sort == "cu" else "DESC"


def _matching(
    connection: sqlite3.Connection, match: str, filters: Filters, sort: Sort, limit: int = CAP + 1, below: int = NEWEST
) -> list[int]:
    """`n` of the articles that match, newest (or oldest) first, below `below`; at most `limit`."""
    narrowed, params = "", dict[str, str]()
    if filters.given():
        clause, params = filters.clause()
        narrowed = f"AND +rowid IN (SELECT a.n FROM articles a WHERE {clause})"
    order = f"ORDER BY rowid {_direction(sort)} LIMIT {limit}"
    within = "" if below == NEWEST else f"AND rowid < {below}"
    sql = f"SELECT rowid FROM search WHERE search MATCH :match {within} {narrowed} {order}"
    return [row[0] for row in connection.execute(sql, {**params, "match": match})]


def _browse(
    connection: sqlite3.Connection, filters: Filters, sort: Sort, limit: int = CAP + 1, below: int = NEWEST
) -> list[int]:
    """All articles that the filters leave, without any words."""
    clause, params = filters.clause()
    within = f"a.n < {below} AND" if below != NEWEST else ""
    sql = f"SELECT a.n FROM articles a WHERE {within} {clause} ORDER BY a.n {_direction(sort)} LIMIT {limit}"
    return [row[0] for row in connection.execute(sql, params)]


def _ranked(connection: sqlite3.Connection, match: str, query: Query, numbers: list[int]) -> list[int]:
    """The hits with the letters as typed first, then those with the whole phrase, each by bm25."""
    exact = set(numbers) if query.exact == match else {n for (n,) in _among(connection, "rowid", query.exact, numbers)}
    phrase = {n for (n,) in _among(connection, "rowid", query.phrase, numbers)} if len(query.units) > 1 else exact
    weights = ", ".join(str(_WEIGHTS[name.removesuffix("_f")]) for name in index_columns(connection))
    scores = _among(connection, f"rowid, bm25(search, {weights})", match, numbers)
    return [-order[-1] for order in sorted((n not in exact, n not in phrase, score, -n) for n, score in scores)]


def older(connection: sqlite3.Connection, found: Found, below: int, most: int) -> list[int]:
    """`n` of the next articles of a search in the order of time, the newest first, from below `below` on, at most
    `most`: all of a search that found more than CAP, one call after the other."""
    if not found.match:
        return _browse(connection, found.filters, "moi", most, below)
    return _matching(connection, found.match, found.filters, "moi", most, below)


def _among(connection: sqlite3.Connection, columns: str, match: str, numbers: list[int]) -> list[tuple[Any, ...]]:
    """What of `numbers` matches. The unary plus keeps FTS5 from being asked once per number."""
    sql = f"""SELECT {columns} FROM search WHERE search MATCH :match AND rowid BETWEEN :low AND :high
              AND +rowid IN (SELECT value FROM json_each(:numbers))"""
    within = {"match": match, "low": min(numbers), "high": max(numbers), "numbers": json.dumps(numbers)}
    return [tuple(row) for row in connection.execute(sql, within)]


_ARTICLE_SQL = """
SELECT a.id, a.n, a.url, a.title, a.lead, a.section, a.published, a.published_basis, a.date_from, a.date_to,
  a.date_shown, a.story_id, a.source_id, a.images, a.problems, a.sample, a.gone_since, a.origin, s.name AS source,
  s.republish
FROM json_each(:numbers) AS wanted JOIN articles a ON a.n = wanted.value LEFT JOIN sources s ON s.id = a.source_id
ORDER BY wanted.key"""

_PICTURE_SQL = f"""
SELECT a.n, i.sha256, min(ai.position) FROM json_each(:numbers) AS wanted JOIN articles a ON a.n = wanted.value
JOIN sources s ON s.id = a.source_id JOIN article_images ai ON ai.article_id = a.id
JOIN images i ON i.sha256 = ai.sha256 WHERE i.thumbnail IS NOT NULL AND {SHOWABLE} GROUP BY a.n"""


def load(connection: sqlite3.Connection, match: str, listed: Mapping[int, int]) -> tuple[Hit, ...]:
    """The articles with these `n`, in this order, with passages for `match`; to each `n` belongs how many reprints
    stand under it. Remembered until something is written: a passage costs more than all else of a hit."""
    shown = tuple(listed.items())
    return remembered_as_written(connection, ("hits", match, shown), lambda: _load(connection, match, listed))


def _load(connection: sqlite3.Connection, match: str, listed: Mapping[int, int]) -> tuple[Hit, ...]:
    wanted = {"numbers": json.dumps(list(listed))}
    quoted = passages(connection, match, listed) if match else {}
    pictures: dict[int, Any] = {row["n"]: row["sha256"] for row in rows(connection, _PICTURE_SQL, wanted)}
    return tuple(
        Hit(article, quoted.get(article["n"]), pictures.get(article["n"]), listed[article["n"]])
        for article in rows(connection, _ARTICLE_SQL, wanted)
    )
