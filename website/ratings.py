"""Ratings that articles announced. All the archive can say of a day is "announced, not yet expired": whether a product
is still recognised, only the authority knows."""

import json
import sqlite3
from collections.abc import Mapping, Sequence

from website.archive import Row, rows
from website.naming import articles_of
from website.words import Bilingual, day

_EVENTS = """SELECT r.*, p.name AS product, a.n, a.title, a.source_id, s.name AS source FROM rating_events r
JOIN products p ON p.id = r.product_id JOIN articles a ON a.id = r.article_id
LEFT JOIN sources s ON s.id = a.source_id WHERE r.product_id IN (SELECT value FROM json_each(?))
ORDER BY r.announced IS NULL, r.announced DESC, r.stars DESC, r.article_id"""

_DECISIONS = """SELECT DISTINCT c.article_id, d.id, d.norm FROM citations c JOIN documents d ON d.id = c.document_id
WHERE c.article_id IN (SELECT value FROM json_each(?))"""


_ENDED: Mapping[str, Bilingual] = {
    "refused": Bilingual("bài nói không đạt", "the article says it was refused"),
    "withdrawn": Bilingual("bài nói bị thu hồi", "the article says it was withdrawn"),
    "lapsed": Bilingual("bài nói đã hết hạn", "the article says it lapsed"),
}


def standing(expires: str | None, on: str, state: str | None = None) -> Bilingual:
    """What can be said on day `on` of a rating that was announced, or of what the article says in its place."""
    if state and state in _ENDED:
        return _ENDED[state]
    if expires is None:
        return Bilingual("đã công bố, không rõ hạn", "announced, expiry unknown")
    if expires >= on:
        return Bilingual(f"đã công bố, chưa hết hạn vào ngày {day(on)}", f"announced, not yet expired on {on}")
    return Bilingual(f"đã công bố, hết hạn ngày {day(expires)}", f"announced, expired on {expires}")


def ratings(connection: sqlite3.Connection, product_ids: str, on: str) -> list[Row]:
    """Ratings of the products (a JSON list of ids), the latest first, each with `standing` and `dated`."""
    events = [told(event, on) for event in _with_articles(connection, rows(connection, _EVENTS, [product_ids]))]
    add_decisions(connection, events)
    return events


def told(event: Row, on: str) -> Row:
    """A rating with what can be said of it on day `on`."""
    return {**event, "standing": standing(event["expires"], on, event["state"])}


def _with_articles(connection: sqlite3.Connection, events: list[Row]) -> list[Row]:
    articles = {row["id"]: row for row in articles_of(connection, sorted({event["n"] for event in events}))}
    return [{**event, "dated": articles[event["article_id"]]["dated"]} for event in events]


def add_decisions(connection: sqlite3.Connection, events: Sequence[Row]) -> None:
    """Give each rating `decision_id`, the page of the decision that its article names for it, where it has one."""
    wanted = json.dumps(sorted({event["article_id"] for event in events if event["decision"]}))
    named = {(row["article_id"], row["norm"]): row["id"] for row in rows(connection, _DECISIONS, [wanted])}
    for event in events:
        event["decision_id"] = named.get((event["article_id"], event["decision"]))
