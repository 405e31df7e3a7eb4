"""Which portals a run visits."""

from datetime import datetime, timedelta

from crawler.captures.reader import CaptureReader, NoCaptures
from crawler.portals.registry import Registry
from crawler.portals.source import Source
from operate.home import Home


def due_sources(home: Home, registry: Registry, now: datetime) -> list[Source]:
    """Enabled sources (or those ocop.toml names) whose body exists and whose last visit is old enough, longest
    waiting first; samples stand in for portals that ended, so they are always visited."""
    chosen = [registry.get(name) for name in home.config.sources] or registry.enabled()
    standing = [source for source in chosen if source.sample or source.stands_on(now.date())]
    visits = last_visits(home)
    threshold = now - timedelta(hours=home.config.visit_every_hours)
    due = [
        source
        for source in standing
        if source.id not in visits or source.sample or datetime.fromisoformat(visits[source.id]) <= threshold
    ]
    return sorted(due, key=lambda source: (visits.get(source.id, ""), source.id))


def last_visits(home: Home) -> dict[str, str]:
    """When each source was last visited, as ledger stamps."""
    try:
        reader = CaptureReader(home.path)
    except NoCaptures:
        return {}
    return {visit.source_id: visit.ended_at for visit in reader.visits()}
