"""`articles.n`: a small number by which the tables of one archive and its search index know an article.

A later day has larger numbers: what the index finds stands in the order of time without sorting. Numbers of one day are
given in turn, and a day has room for no more than a country brings: an index of words packs what stands close
together; an archive built in other steps counts
otherwise, so `n` never leaves the file and is no part of its digest.
"""

from datetime import date

from sqlite_utils import Database

_BITS = 10
_FIRST_DAY = date(1990, 1, 1)
_LAST = "SELECT max(n) FROM articles WHERE n >= ? AND n < ?"
_UNDATED_DAYS = 1 << 14
"""Blocks below the first day: 16 million numbers for articles that nothing dates."""


def block_of(day: str | None) -> range:
    """The numbers of a day (ISO, its first ten characters count, a part of a date means its first day); None: of the
    undated, below every day. Days before 1990 share its first one."""
    if not day:
        return range(1, _UNDATED_DAYS << _BITS)
    days = max(0, (date.fromisoformat((day[:10] + "-01-01")[:10]) - _FIRST_DAY).days)
    return _block(_UNDATED_DAYS + days)


def _block(index: int) -> range:
    return range(index << _BITS, (index + 1) << _BITS)


def number_for(db: Database, day: str | None, before: int | None) -> int:
    """A number that no article has. `before`: the one the article had, kept while its day is the same. Where a day is
    full (1,024 articles) the next one lends its numbers."""
    block = block_of(day)
    if before is not None and before in block:
        return before
    while True:
        (last,) = db.execute(_LAST, [block.start, block.stop]).fetchone()
        n = block.start if last is None else int(last) + 1
        if n < block.stop:
            return n
        block = _block(block.stop >> _BITS)
