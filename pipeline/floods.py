"""Z9, floods: far more new articles at once than a portal ever brings (numbers handed out twice, a page parameter that
is ignored, a list of everything). Judged over what the ledger holds of the queue and of visits alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from crawler.captures.rows import Visit
from crawler.clock import local_day

LEAST, TIMES = 50, 5
"""More than this many, and more than so many times the portal's median, is a flood."""
VISITS = 10
"""Of the past that is compared with."""
FEWEST_VISITS = 2
"""Visits after a first walk from which a portal's pace is known."""

Queued = Mapping[tuple[int, str], int]
"""Articles that a source's lists announced for the first time, by run and address of the section."""


@dataclass(frozen=True)
class Flood:
    """A flood that is not over: no visit since got through without one, and no person released it."""

    from_run: int
    """What was announced first by this run or a later one came with the flood."""
    new: int
    """Articles at once, in the newest flooded visit."""
    limit: int


def standing_flood(visits: Sequence[Visit], queued: Queued, released: str = "") -> Flood | None:
    """The flood of a source that stands after `visits` (oldest first) and in what was announced since the last of them.
    `released`: the ISO day until which a person said that what came is the portal's own.

    A section's first walk brings much by nature: its articles do not count before it was walked through. Flooded visits
    are no past to compare with, unless a person released them."""
    past: list[int] = []
    walked: set[str] = set()
    flood: Flood | None = None
    before = 0
    for visit in visits:
        new = _new(queued, before, visit.run_id, walked)
        limit = _limit(past)
        if limit is not None and new > limit and local_day(visit.ended_at).isoformat() > released:
            flood = Flood(flood.from_run if flood else before + 1, new, limit)
        else:
            past += [new] if walked else []
            if flood and (_got_through(visit) or local_day(visit.ended_at).isoformat() <= released):
                flood = None
        walked |= _walked(visit)
        before = visit.run_id
    limit = _limit(past)
    new = _new(queued, before, max((run for run, _ in queued), default=0), walked)
    if limit is not None and new > limit:
        return Flood(flood.from_run if flood else before + 1, new, limit)
    return flood


def _new(queued: Queued, after: int, until: int, walked: set[str]) -> int:
    return sum(
        number for (run, section), number in queued.items() if after < run <= until and section in walked
    )  # fmt: skip


def _limit(past: Sequence[int]) -> int | None:
    return int(max(LEAST, TIMES * median(past[-VISITS:]))) if len(past) >= FEWEST_VISITS else None


def _walked(visit: Visit) -> set[str]:
    """Sections that a visit walked to their end, or to what was known."""
    ends = ("known items", "last page", "page limit")
    return {url for url, tally in visit.summary.get("sections", {}).items() if tally.get("ended") in ends}


def _got_through(visit: Visit) -> bool:
    """Whether a visit saw the portal's lists and did its work: one that was turned away says nothing of a flood."""
    sections = visit.summary.get("sections", {}).values()
    return not visit.summary.get("stopped") and any(tally.get("items_seen") for tally in sections)
