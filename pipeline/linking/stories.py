"""Stories: articles of several portals that carry the same text, and which of them was first."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sqlite_utils import Database

from pipeline.archive.store import replace_rows
from pipeline.linking.common import Row
from pipeline.linking.groups import joined, pairs_of
from pipeline.sketch import similarity

SAME_TEXT = 0.7
"""Share of word runs from which two texts are one story: a reprint with a lead and a signature of its own keeps more,
two reports of one event by two editors have below 0.3 (counted on the sample articles)."""


@dataclass(frozen=True)
class Member:
    """An article as a member of a story."""

    article_id: str
    n: int
    source_id: str
    title: str
    published: str | None
    date_from: str | None
    date_to: str | None
    first_seen: str
    sketch: bytes


def link_stories(db: Database) -> None:
    """Fill stories, story_members and `articles.story_id` anew, from all sketches; no order of reading matters."""
    found = {member.n: member for member in _members(db)}
    groups = connected(found, _candidates(db))
    with db.atomic():
        replace_rows(db, "stories", (story_row(group) for group in groups))
        replace_rows(db, "story_members", (row for group in groups for row in member_rows(group)))
        db.execute("UPDATE articles SET story_id = NULL WHERE story_id IS NOT NULL")
        db.conn.executemany(
            "UPDATE articles SET story_id = ? WHERE id = ?",
            [(story_id(group), member.article_id) for group in groups for member in group],
        )


def connected(members: Mapping[int, Member], candidates: Iterable[tuple[int, int]]) -> list[list[Member]]:
    """Groups of two and more whose texts are the same, each ordered by when the archive first saw its members."""
    groups = joined(candidates, lambda a, b: similarity(members[a].sketch, members[b].sketch) >= SAME_TEXT)
    by_sight = ([members[n] for n in group] for group in groups)
    return sorted((sorted(group, key=lambda m: (m.first_seen, m.article_id)) for group in by_sight), key=story_id)


def story_id(group: list[Member]) -> str:
    """The member that the archive saw first names the story: later reprints do not change it."""
    return group[0].article_id


def earliest(group: Iterable[Member]) -> tuple[Member | None, str | None]:
    """The member that was published first, or None and why nobody can say: an undated member may be older, two are of
    one day."""
    members = list(group)
    dated = sorted((m for m in members if m.published), key=lambda m: (m.published, m.article_id))
    if not dated:
        return None, "không bài nào có ngày đăng / no member is dated"
    first, on = dated[0], str(dated[0].published)
    for other in members:
        if other is first:
            continue
        if not other.published and (other.date_from or "") <= on[:10]:
            return None, f"{other.article_id} không rõ ngày, có thể sớm hơn / undated, may be earlier"
        if other.published and other.published[: len(on)] <= on[: len(other.published)]:
            return None, f"{other.article_id} cùng ngày / of the same day"
    return first, None


def story_row(group: list[Member]) -> Row:
    """One row of `stories`."""
    first, why_unknown = earliest(group)
    days = sorted(m.published for m in group if m.published)
    return {
        "id": story_id(group),
        "title": (first or group[0]).title,
        "articles": len(group),
        "portals": len({m.source_id for m in group}),
        "earliest_article_id": first.article_id if first else None,
        "earliest_source_id": first.source_id if first else None,
        "why_unknown": why_unknown,
        "first_published": days[0] if days else None,
        "last_published": days[-1] if days else None,
    }


def member_rows(group: list[Member]) -> Iterator[Row]:
    """Rows of `story_members`: how much of its text each shares with the member seen first."""
    for member in group:
        shared = 1.0 if member is group[0] else similarity(group[0].sketch, member.sketch)
        yield {"story_id": story_id(group), "article_id": member.article_id, "source_id": member.source_id,
               "published": member.published, "similarity": round(shared, 2)}  # fmt: skip


def _members(db: Database) -> Iterator[Member]:
    """Articles that share a key with another one."""
    rows = db.query(
        "SELECT a.id AS article_id, a.n, a.source_id, a.title, a.published, a.date_from, a.date_to, a.first_seen, "
        "s.sketch FROM articles a JOIN article_sketches s ON s.n = a.n WHERE a.n IN ("
        "SELECT n FROM sketch_keys WHERE key IN "
        "(SELECT key FROM sketch_keys GROUP BY key HAVING count(*) > 1))"
    )
    return (Member(**row) for row in rows)


def _candidates(db: Database) -> Iterator[tuple[int, int]]:
    """Pairs that meet under a key, as `n` of both, in a fixed order."""
    rows = db.execute(
        "SELECT key, n FROM sketch_keys WHERE key IN "
        "(SELECT key FROM sketch_keys GROUP BY key HAVING count(*) > 1) ORDER BY key, n"
    )
    buckets: dict[int, list[int]] = defaultdict(list)
    for key, n in rows:
        buckets[key].append(n)
    yield from pairs_of(buckets.values())
