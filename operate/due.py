"""Which portals a run visits, and how often: each by what its own lists brought lately."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from crawler.captures.reader import CaptureReader, NoCaptures
from crawler.captures.rows import Visit
from crawler.clock import local_day, stamp
from crawler.portals.registry import Registry
from crawler.portals.source import Source
from operate.clock_check import is_noted_ahead
from operate.home import Config, Home
from operate.watch.quiet import read_quiets

QUIET_DAYS = 30
"""After so many days without anything new on its lists a portal is visited less often."""
QUIET_TIMES = 3
BUSY_ITEMS = 10
"""New items on its lists per day from which a portal is visited twice as often."""
BUSY_TIMES = 0.5
LEAST_HOURS, MOST_HOURS = 6.0, 168.0


def due_sources(home: Home, registry: Registry, now: datetime) -> list[Source]:
    """Enabled sources (or those ocop.toml names) whose body exists, that are not paused and whose last visit is old
    enough, longest waiting first; samples stand in for portals that ended, so they are always visited."""
    chosen = [registry.get(name) for name in home.config.sources] or registry.enabled()
    quiets, today = read_quiets(home), local_day(stamp(now))
    standing = [
        source
        for source in chosen
        if (source.sample or source.stands_on(now.date())) and not quiets.paused(source.id, today)
    ]
    visits = visits_by_source(home)
    due = [source for source in standing if _is_due(home.config, source, visits.get(source.id, []), now)]
    last = {source_id: of_one[-1].ended_at for source_id, of_one in visits.items()}
    return sorted(due, key=lambda source: (last.get(source.id, ""), source.id))


def _is_due(config: Config, source: Source, visits: Sequence[Visit], now: datetime) -> bool:
    if not visits or source.sample:
        return True
    hours = interval_hours(config, source, visits)
    last = datetime.fromisoformat(visits[-1].ended_at)
    return last <= now - timedelta(hours=hours) or is_noted_ahead(last, now)


def interval_hours(config: Config, source: Source, visits: Sequence[Visit]) -> float:
    """Hours between two visits: what ocop.toml says of this portal; else its `visit_every_hours`, half of that where
    the lists bring ten new items a day, three times that where they brought nothing for a month; within 6 hours and a
    week, unless the operator's own number is beyond. `visits`: the portal's, oldest first."""
    own = config.every_hours.get(source.id)
    if own is not None:
        return own
    usual = config.visit_every_hours
    if not config.adaptive or len(visits) < 2:
        return usual
    newest = datetime.fromisoformat(visits[-1].ended_at)
    lately = [
        visit for visit in visits if newest - datetime.fromisoformat(visit.ended_at) <= timedelta(days=QUIET_DAYS)
    ]
    known_days = (newest - datetime.fromisoformat(visits[0].ended_at)).days
    # The first visit lists everything for the first time.
    items = sum(map(listed, lately if lately[0] is not visits[0] else lately[1:]))
    if known_days >= QUIET_DAYS and items == 0:
        return max(usual, min(QUIET_TIMES * usual, MOST_HOURS))
    span = max(1, min(known_days, QUIET_DAYS))
    return min(usual, max(BUSY_TIMES * usual, LEAST_HOURS)) if items / span >= BUSY_ITEMS else usual


def listed(visit: Visit) -> int:
    """Items that stood on the portal's lists for the first time, kept or not."""
    return sum(int(t.get("new", 0)) + int(t.get("considered", 0)) for t in visit.summary.get("sections", {}).values())


def visits_by_source(home: Home) -> dict[str, list[Visit]]:
    """Every portal's visits, oldest first."""
    found: dict[str, list[Visit]] = defaultdict(list)
    try:
        with CaptureReader(home.path) as reader:
            for visit in reader.visits():
                found[visit.source_id].append(visit)
    except NoCaptures:
        return {}
    return dict(found)


def last_visits(home: Home) -> dict[str, str]:
    """When each source was last visited, as ledger stamps."""
    return {source_id: visits[-1].ended_at for source_id, visits in visits_by_source(home).items()}
