"""What each visit of a portal brought, as the archive holds it: the past that checks compare with."""

import zlib
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlite_utils import Database

from crawler.captures.reader import CaptureReader
from crawler.captures.rows import Visit
from pipeline.archive.texts import BODY
from pipeline.holds import is_held

ENOUGH_BODY = 80
"""Characters of a body that count as one."""


@dataclass(frozen=True)
class PageRead:
    """One page of an article that a visit fetched."""

    article_id: str | None
    role: str
    parse_state: str
    title: str
    body_length: int
    body_digest: int
    """Equal for equal bodies."""
    dated: bool
    images: int
    attachments: int
    capture_id: int

    @property
    def has_body(self) -> bool:
        return self.body_length >= ENOUGH_BODY


@dataclass
class VisitPages:
    """A visit with its pages."""

    visit: Visit
    pages: list[PageRead] = field(default_factory=list)

    @property
    def new(self) -> list[PageRead]:
        """Pages of articles fetched because they were announced, and not taken down since."""
        return [page for page in self.pages if page.role == "article" and not _is_not_ours(page)]

    @property
    def canaries(self) -> list[PageRead]:
        return [page for page in self.pages if page.role == "canary"]


def _is_not_ours(page: PageRead) -> bool:
    return page.parse_state == "not relevant" or is_held(page.parse_state)


_PAGES = f"""SELECT c.id, c.source_id, c.role, c.article_id, c.parse_state, c.fetched_at,
coalesce(a.title, '') AS title, coalesce({BODY}, '') AS body, a.published IS NOT NULL AS dated,
coalesce(a.images, 0) AS images, coalesce(a.attachments, 0) AS attachments
FROM captures c LEFT JOIN articles a ON a.id = c.article_id LEFT JOIN article_bodies ON article_bodies.n = a.n
WHERE c.role IN ('article', 'canary') AND c.outcome = 'ok' AND c.origin = 'live' AND c.parse_state IS NOT NULL
AND coalesce(a.state, '') <> 'suppressed' ORDER BY c.id"""


def visits_with_pages(db: Database, reader: CaptureReader) -> dict[str, list[VisitPages]]:
    """By source, its visits, oldest first."""
    runs = {run.run_id: run.started_at for run in reader.runs()}
    found: dict[str, list[VisitPages]] = defaultdict(list)
    for visit in reader.visits():
        found[visit.source_id].append(VisitPages(visit))
    starts = {source_id: [runs[one.visit.run_id] for one in visits] for source_id, visits in found.items()}
    for row in db.query(_PAGES):
        visits: Sequence[VisitPages] = found.get(row["source_id"], ())
        number = bisect_right(starts[row["source_id"]], row["fetched_at"]) - 1 if visits else -1
        if number >= 0 and row["fetched_at"] <= visits[number].visit.ended_at:
            body = " ".join(row["body"].split())
            visits[number].pages.append(
                PageRead(
                    row["article_id"],
                    row["role"],
                    row["parse_state"] or "",
                    row["title"],
                    len(body),
                    zlib.crc32(body.encode()),
                    bool(row["dated"]),
                    row["images"],
                    row["attachments"],
                    row["id"],
                )
            )
    return found
