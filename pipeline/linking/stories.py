"""Stories: articles of several portals that carry the same text, and which of them was first."""

from collections.abc import Iterable, Iterator, Mapping

from sqlite_utils import Database

from pipeline.linking.common import Row
from pipeline.linking.groups import joined
from pipeline.linking.neighbourhood import Member, Neighbourhood, alike, changed
from pipeline.sketch import similarity


def link_stories(db: Database) -> None:
    """Bring stories, story_members and `articles.story_id` up to the sketches that came or went; no order matters."""
    near = Neighbourhood(db)
    near.grow(changed(db))
    groups = connected(near.inside, near.candidates())
    with db.atomic():
        for story in sorted(near.stories):
            db.execute("DELETE FROM stories WHERE id = ?", [story])
            db.execute("DELETE FROM story_members WHERE story_id = ?", [story])
        db.conn.executemany("UPDATE articles SET story_id = NULL WHERE n = ?", [(n,) for n in near.inside])
        db.table("stories").insert_all(story_row(group) for group in groups)
        db.table("story_members").insert_all(row for group in groups for row in member_rows(group))
        db.conn.executemany(
            "UPDATE articles SET story_id = ? WHERE id = ?",
            [(story_id(group), member.article_id) for group in groups for member in group],
        )
        db.execute("DELETE FROM unlinked_sketches")


def connected(members: Mapping[int, Member], candidates: Iterable[tuple[int, int]]) -> list[list[Member]]:
    """Groups of two and more whose texts are the same, each ordered by when the archive first saw its members."""
    groups = joined(candidates, lambda a, b: alike(members[a], members[b]))
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
