"""The page of a text that several articles carry, and where else an article's text stands."""

import sqlite3
from dataclasses import dataclass

from website.archive import Row, one, rows
from website.words import dated

_MEMBERS = """SELECT m.article_id, m.similarity, a.title, a.published, a.date_from, a.date_to, a.first_seen, a.origin,
a.source_id, s.name AS source FROM story_members m JOIN articles a ON a.id = m.article_id
LEFT JOIN sources s ON s.id = a.source_id WHERE m.story_id = ? AND a.state = 'published'
ORDER BY a.published IS NULL, a.published, a.first_seen, a.id"""


@dataclass(frozen=True)
class StoryPage:
    """A text and the articles that carry it, the earliest dated first."""

    row: Row
    members: list[Row]
    earliest: Row | None
    """The member that was published first, where anybody can say."""

    @property
    def why_unknown(self) -> str:
        """Why nobody can say which was first, without the id of the article in the way."""
        why = self.row["why_unknown"] or ""
        return next((why[len(m["article_id"]) :].strip() for m in self.members if why.startswith(m["article_id"])), why)


def story(connection: sqlite3.Connection, story_id: str) -> StoryPage | None:
    """The story, or None where no two articles carry that text (any more)."""
    row = one(connection, "SELECT * FROM stories WHERE id = ?", [story_id])
    if row is None:
        return None
    members = [{**member, "dated": dated(member)} for member in rows(connection, _MEMBERS, [story_id])]
    earliest = next((m for m in members if m["article_id"] == row["earliest_article_id"]), None)
    return StoryPage(row, members, earliest)


def elsewhere(connection: sqlite3.Connection, article: Row) -> StoryPage | None:
    """The story that an article is part of."""
    return story(connection, article["story_id"]) if article["story_id"] else None
