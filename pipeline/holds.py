"""Visits whose pages are held: captured and not built until a person says that they are the portal's own.

A host that was handed on may name nobody in words; then its numbers tell: a fresh CMS counts from 1 again. What came
with a flood (`pipeline.floods`) is held too, until a visit shows that it is over. Judged over what the ledger holds of
lists and visits alone, so that an archive built step by step holds what a rebuild holds.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Literal

from sqlite_utils import Database

from crawler.captures.reader import CaptureReader
from crawler.captures.records import Capture
from crawler.captures.rows import Visit
from crawler.clock import local_day
from crawler.portals.registry import Registry
from pipeline.archive.store import get_state, set_state
from pipeline.floods import Queued, standing_flood

Kind = Literal["numbers", "flood"]

LEAST_KNOWN = 10
"""Numbered articles that must be known before a portal's numbers mean something."""
LEAST_REACH = 500
"""How far its numbers must have come."""
SMALL = 4
"""Numbers that begin anew are below the reach divided by this."""
RETITLED = 5
"""So many known numbers under other titles outweigh one whose new title happens to be like the old."""
STRANGERS = 3
"""Items of a visit's lists that must be strange, while none is familiar."""


@dataclass(frozen=True)
class Hold:
    """Live captures of a source are held from a run on: `numbers` all of them, `flood` those of articles that its lists
    had not announced before."""

    source_id: str
    kind: Kind
    from_run: int
    says: str
    """What told, Vietnamese first."""
    value: int = 0
    limit: int = 0
    """Of what told, where it is a number."""

    def keeps_back(self, capture: Capture, queued_in: int | None) -> bool:
        """Whether a capture of the source is held by this. `queued_in`: the run that first announced its article."""
        if self.kind == "flood":
            return capture.origin == "live" and queued_in is not None and queued_in >= self.from_run
        return capture.origin == "live" and capture.run_id >= self.from_run

    @property
    def parse_state(self) -> str:
        """Of the captures held."""
        return f"held: {self.kind}"


def keep_holds(db: Database, holds: Sequence[Hold]) -> None:
    """Note in archive.db what a build held."""
    set_state(db, "held", json.dumps([asdict(hold) for hold in holds], ensure_ascii=False))


def kept_holds(db: Database) -> list[Hold]:
    """What the last build held."""
    return [Hold(**hold) for hold in json.loads(get_state(db, "held", "[]"))]


def is_held(parse_state: str) -> bool:
    """Whether a capture was read and kept back, for whatever reason."""
    return parse_state.split(":")[0] == "held"


def find_holds(reader: CaptureReader, registry: Registry, released: Mapping[str, str]) -> list[Hold]:
    """Every hold that stands, by source. `released`: the ISO day on which a person released what was held of a source
    until then."""
    visits: dict[str, list[Visit]] = {}
    for visit in reader.visits():
        visits.setdefault(visit.source_id, []).append(visit)
    queued = reader.queued_by_run()
    return [
        hold
        for source_id in sorted(visits)
        for hold in _of_source(
            reader, registry, source_id, visits[source_id], queued.get(source_id, {}), released.get(source_id, "")
        )
    ]


def _of_source(
    reader: CaptureReader, registry: Registry, source_id: str, visits: Sequence[Visit], queued: Queued, until: str
) -> Iterator[Hold]:
    if registry.family_of(registry.get(source_id), None).counts_up:
        first_runs = {
            int(key): run for key, run in reader.first_announced(source_id).items() if key.isascii() and key.isdigit()
        }
        if hold := numbers_anew(source_id, visits, first_runs, until):
            yield hold
    if flood := standing_flood(visits, queued, until):
        says = (
            f"{flood.new} bài mới một lượt, giới hạn {flood.limit} / new articles at once, more than {flood.limit} are "
            "unusual"
        )
        yield Hold(source_id, "flood", flood.from_run, says, flood.new, flood.limit)


def numbers_anew(
    source_id: str, visits: Sequence[Visit], first_runs: Mapping[int, int], released: str = ""
) -> Hold | None:  # fmt: skip
    """The hold of a source whose numbers began anew at one of `visits` (oldest first), or in a visit after them that is
    not through yet. `first_runs`: the run in which each number was first announced.

    Every one of these must be so: the numbers known before reach high; each new one is small; no list shows anything
    that an earlier run had announced under like words (but for chance, where many known ones have other titles now).
    A list of old articles found late, or a pager that is walked deeper, shows small numbers too, but beside familiar
    ones.
    """
    since, before = 0, 0
    for visit in visits:
        told = _anew(first_runs, since, before, visit.run_id, visit)
        if told and local_day(visit.ended_at).isoformat() > released:
            return Hold(source_id, "numbers", before + 1, told)
        if told:
            since = before + 1
        before = visit.run_id
    newest = max(first_runs.values(), default=0)
    told = _anew(first_runs, since, before, newest, None) if newest > before else ""
    return Hold(source_id, "numbers", before + 1, told) if told else None


def _anew(first_runs: Mapping[int, int], since: int, before: int, until: int, visit: Visit | None) -> str:
    """What tells that the numbers announced after run `before`, up to run `until`, begin anew against those from run
    `since` on; empty where nothing does."""
    # Nearly every visit shows familiar items; only the others cost a look at all numbers.
    familiar, retitled = _met_again(visit) if visit else (0, 0)
    if not before or familiar is None or familiar * RETITLED > retitled:
        return ""
    known = sorted(number for number, run in first_runs.items() if since <= run <= before)
    fresh = [number for number, run in first_runs.items() if before < run <= until]
    if len(known) < LEAST_KNOWN:
        return ""
    # One odd number, typed into a link, is no reach.
    reach = int(median(known[-LEAST_KNOWN:]))
    if reach < LEAST_REACH or len(fresh) + retitled < STRANGERS or any(number * SMALL > reach for number in fresh):
        return ""
    numbers = f"{min(fresh)}–{max(fresh)}" if fresh else "đã biết, dưới tên khác / known ones under other titles"
    return (
        f"số bài bắt đầu lại ({numbers}, trước đây tới {reach}) / article numbers begin anew (had come to {reach}); no "
        "list shows an article known before"
    )


def _met_again(visit: Visit) -> tuple[int | None, int]:
    """Items on the lists of a visit that an earlier run had announced: under words that are alike, under others. None
    where the visit's crawler did not count that yet."""
    sections = visit.summary.get("sections", {}).values()
    if any("familiar" not in section for section in sections):
        return None, 0
    return sum(section["familiar"] for section in sections), sum(section["retitled"] for section in sections)
