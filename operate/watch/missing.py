"""Portals that should have been visited and were not (Z7): a silence that no visit can report."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from crawler.portals.registry import Registry
from crawler.portals.source import Source
from operate.choose import holds_samples
from operate.due import due_sources, interval_hours, visits_by_source
from operate.home import Home
from pipeline.archive.health import Check

INTERVALS = 3
GRACE = timedelta(days=1)


def not_visited(wanted: Iterable[Source], visited: Collection[str]) -> list[Check]:
    """Portals of a run that ended without a row of theirs."""
    says = "lượt chạy không ghi gì về cổng này / the run has no row of this portal; see .ocop/crawl.log"
    return [_check(source.id, "0", says) for source in wanted if source.id not in visited]


def overdue(home: Home, registry: Registry, now: datetime) -> list[Check]:
    """Portals that are due for so long that somebody must have stopped asking them. Those never visited count from the
    home's first visit; a home without any visit, or one of samples, says nothing."""
    visits = visits_by_source(home)
    if not visits or holds_samples(home):
        return []
    begun = min(of_one[0].ended_at for of_one in visits.values())
    found = []
    for source in due_sources(home, registry, now):
        own = visits.get(source.id, [])
        last = datetime.fromisoformat(own[-1].ended_at if own else begun)
        most = INTERVALS * timedelta(hours=interval_hours(home.config, source, own)) + GRACE
        if not source.sample and now - last > most:
            days = (now - last).days
            says = f"{days} ngày chưa được thăm / not visited for {days} days"
            found.append(_check(source.id, str(days), says))
    return found


def _check(source_id: str, value: str, says: str) -> Check:
    return Check(0, source_id, "Z7", "fail", value, "", says)
