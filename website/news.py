"""What is new in a search: articles that the archive saw for the first time, from live portals, with their passages."""

import json
import re
import sqlite3
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from website import links
from website.archive import Row, one, rows
from website.asking import Asked, asked
from website.finding import Hit, find, load
from website.words import dated

MOST = 50
"""Articles told at once; the search itself shows the rest."""
_FRESH = """SELECT a.n FROM json_each(?) AS hit JOIN articles a ON a.n = hit.value
WHERE a.first_seen > ? AND coalesce(a.origin, 'live') = 'live' ORDER BY a.first_seen DESC, a.n DESC LIMIT ?"""
_TAGS = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class New:
    """One article that is new in a search."""

    id: str
    title: str
    portal: str
    published: str
    """In words: the day, or that it is not known."""
    passage: str
    path: str


def read_search(address: str) -> Asked:
    """A search as it stands in the address of its page, or the query string alone."""
    query = urlsplit(address).query or address.partition("?")[2] or address
    return asked(dict(parse_qsl(query)))


def newest_sight(connection: sqlite3.Connection) -> str:
    """The ledger stamp up to which the archive has seen articles; empty for an empty archive."""
    row = one(connection, "SELECT max(first_seen) AS stamp FROM articles")
    return (row or {})["stamp"] or ""


def new_in_search(connection: sqlite3.Connection, search: Asked, since: str) -> list[New]:
    """Articles of the search that were seen first after `since` (ledger stamp) on a live portal: what was backfilled,
    imported or only read again is no news. Newest first, at most MOST."""
    found = find(connection, search.query, search.filters, "moi", size=0, fold=False)
    fresh = [row["n"] for row in rows(connection, _FRESH, [json.dumps(list(found.numbers)), since, MOST])]
    return [_new(hit) for hit in load(connection, found.match, dict.fromkeys(fresh, 0))]


def _new(hit: Hit) -> New:
    article: Row = hit.article
    passage = _TAGS.sub("", str(hit.passage.text)) if hit.passage else ""
    return New(
        id=article["id"],
        title=article["title"] or "",
        portal=article["source"] or article["source_id"],
        published=dated(article).text,
        passage=" ".join((passage or article["lead"] or "").split())[:400],
        path=links.article(article["id"]),
    )
