"""Articles whose stories can be others than before: those whose sketches came or went, and what is joined to them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from sqlite_utils import Database

from pipeline.linking.groups import CROWD, pairs_of
from pipeline.sketch import bands, similarity

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


def alike(one: Member, other: Member) -> bool:
    """Whether two texts are the same."""
    return similarity(one.sketch, other.sketch) >= SAME_TEXT


_CHANGED_IN_STORIES = """SELECT a.n FROM story_members m JOIN articles a ON a.id = m.article_id
WHERE a.n IN (SELECT n FROM unlinked_sketches)"""
_MEETING = """SELECT k.key, k.n, EXISTS (SELECT 1 FROM unlinked_sketches u WHERE u.key = k.key AND u.n = k.n),
  (SELECT count(*) FROM unlinked_sketches u WHERE u.key = k.key
   AND NOT EXISTS (SELECT 1 FROM sketch_keys h WHERE h.key = u.key AND h.n = u.n))
FROM sketch_keys k WHERE k.key IN (SELECT key FROM unlinked_sketches)
AND EXISTS (SELECT 1 FROM sketch_keys o WHERE o.key = k.key AND o.n <> k.n) ORDER BY k.key"""
_LEFT = """SELECT DISTINCT story_id FROM story_members m WHERE NOT EXISTS
(SELECT 1 FROM articles a JOIN article_sketches s ON s.n = a.n WHERE a.id = m.article_id)"""


class Neighbourhood:
    """Grows from some articles over all that share a story with them, before or now."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self.inside: dict[int, Member] = {}
        self.stories: set[str] = set()
        """Stories of before that have a member inside, or one that has no sketch any more."""
        self._known: dict[int, Member] = {}
        self._buckets: dict[int, list[int]] = {}
        """By key of a sketch: the articles that meet under it, by id."""
        self._story_of = dict(db.execute("SELECT article_id, story_id FROM story_members"))
        self._members_of: dict[str, list[str]] = defaultdict(list)
        for article_id, story in self._story_of.items():
            self._members_of[story].append(article_id)
        db.execute("CREATE TEMP TABLE IF NOT EXISTS asked (n INTEGER PRIMARY KEY)")
        db.execute("CREATE TEMP TABLE IF NOT EXISTS asked_keys (key INTEGER PRIMARY KEY)")

    def grow(self, numbers: set[int]) -> None:
        """Take in these articles and whatever is joined to them."""
        numbers = numbers | self._of_stories({row[0] for row in self._db.execute(_LEFT)})
        while numbers:
            self._load(numbers)
            added = [self._known[n] for n in numbers if n in self._known]
            self.inside |= {member.n: member for member in added}
            self._load_buckets({key for member in added for key in bands(member.sketch)})
            beside = {member.n: self._beside(member) for member in added}
            self._load({n for others in beside.values() for n in others})
            joined = {n for member in added for n in beside[member.n] if alike(member, self._known[n])}
            joined |= self._of_stories({story for m in added if (story := self._story_of.get(m.article_id))})
            numbers = joined - self.inside.keys()

    def candidates(self) -> Iterator[tuple[int, int]]:
        """Pairs inside that meet under a key."""
        for one, other in pairs_of(self._buckets.values()):
            if one in self.inside and other in self.inside:
                yield one, other

    def _beside(self, member: Member) -> set[int]:
        """What `pairs_of` compares an article with."""
        found: set[int] = set()
        for key in bands(member.sketch):
            bucket = self._buckets[key]
            if len(bucket) > CROWD:
                at = bucket.index(member.n)
                bucket = bucket[max(0, at - 1) : at + 2]
            found.update(bucket)
        return found - {member.n}

    def _of_stories(self, stories: set[str]) -> set[int]:
        """The members of stories that were not taken in yet."""
        new = stories - self.stories
        self.stories |= new
        ids = [(article_id,) for story in sorted(new) for article_id in self._members_of[story]]
        rows = (self._db.execute("SELECT n FROM articles WHERE id = ?", one).fetchone() for one in ids)
        return {row[0] for row in rows if row}

    def _load(self, numbers: set[int]) -> None:
        self._ask("asked", numbers - self._known.keys())
        rows = self._db.query(
            "SELECT a.id AS article_id, a.n, a.source_id, a.title, a.published, a.date_from, a.date_to, a.first_seen, "
            "s.sketch FROM temp.asked JOIN articles a ON a.n = temp.asked.n JOIN article_sketches s ON s.n = a.n"
        )
        self._known |= {row["n"]: Member(**row) for row in rows}

    def _load_buckets(self, keys: set[int]) -> None:
        self._ask("asked_keys", keys - self._buckets.keys())
        found: dict[int, list[int]] = {key: [] for key in keys - self._buckets.keys()}
        rows = self._db.execute(
            "SELECT k.key, k.n FROM temp.asked_keys JOIN sketch_keys k ON k.key = temp.asked_keys.key "
            "JOIN articles a ON a.n = k.n ORDER BY k.key, a.id"
        )
        for key, n in rows:
            found[key].append(n)
        self._buckets |= found

    def _ask(self, table: str, values: Iterable[int]) -> None:
        self._db.execute(f"DELETE FROM temp.[{table}]")
        self._db.conn.executemany(f"INSERT INTO temp.[{table}] VALUES (?)", [(value,) for value in values])


def changed(db: Database) -> set[int]:
    """Articles with a sketch that came or went where it meets another or made a story, and all of a crowd: in it, what
    is compared with what depends on each that is there."""
    found = {row[0] for row in db.execute(_CHANGED_IN_STORIES)}
    for _, rows in groupby(db.execute(_MEETING), key=itemgetter(0)):
        bucket = list(rows)
        crowd = len(bucket) + bucket[0][3] > CROWD
        found.update(n for _, n, came, _ in bucket if came or crowd)
    return found
