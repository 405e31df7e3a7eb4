"""Administrative units over time: what is inside what, what became of what. Read once a build and kept."""

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from website.archive import remembered


class Unit(NamedTuple):
    """A unit of one period."""

    id: str
    kind: str
    label: str
    level: str
    parent_id: str | None
    province: str
    valid_to: str | None
    lat: float | None
    lon: float | None
    articles: int


class Change(NamedTuple):
    """Unit `old` went into unit `new`."""

    old: str
    new: str
    part: str
    on_date: str
    decree: str | None


@dataclass(frozen=True)
class Units:
    """All units and changes of the archive's gazetteer."""

    units: dict[str, Unit]
    inside: dict[str, list[Unit]] = field(default_factory=dict)
    """By id: the units right below it."""
    became: dict[str, list[Change]] = field(default_factory=dict)
    came: dict[str, list[Change]] = field(default_factory=dict)

    def today(self, unit_id: str) -> list[tuple[Unit, bool]]:
        """What a unit is today: (unit, whether the old one went into it whole), itself where it still stands."""
        found: dict[str, bool] = {}
        reached = {unit_id: True}
        while reached:
            current, whole = reached.popitem()
            changes = self.became.get(current, [])
            if not changes:
                found[current] = found.get(current, False) or whole
            for change in changes:
                reached[change.new] = reached.get(change.new, False) or (whole and change.part != "part")
        return sorted(((self.units[key], whole) for key, whole in found.items()), key=lambda pair: pair[0].label)

    def before(self, unit_id: str) -> list[Change]:
        """Every change that led to a unit, the latest first, over all generations."""
        found: dict[tuple[str, str], Change] = {}
        waiting = [unit_id]
        while waiting:
            for change in self.came.get(waiting.pop(), []):
                if (change.old, change.new) not in found:
                    found[change.old, change.new] = change
                    waiting.append(change.old)
        return sorted(found.values(), key=lambda c: (c.on_date, c.part, self.units[c.old].label), reverse=True)

    def parts(self, unit_id: str) -> set[str]:
        """The unit, everything below it, everything that went into these, and what was below that."""
        found: set[str] = set()
        waiting = [unit_id]
        while waiting:
            current = waiting.pop()
            if current not in found:
                found.add(current)
                waiting += [unit.id for unit in self.inside.get(current, [])]
                waiting += [change.old for change in self.came.get(current, [])]
        return found

    def above(self, unit_id: str) -> Iterator[Unit]:
        """The units that hold it, the nearest first."""
        unit = self.units.get(unit_id)
        while unit and unit.parent_id and (unit := self.units.get(unit.parent_id)):
            yield unit

    def point(self, unit_id: str) -> tuple[float, float] | None:
        """(latitude, longitude): its own point, else the middle of the points of what is or was inside it."""
        unit = self.units[unit_id]
        if unit.lat is not None and unit.lon is not None:
            return unit.lat, unit.lon
        below = [self.point(inner.id) for inner in self.inside.get(unit_id, [])]
        return _middle(point for point in below if point)


def _middle(points: Iterable[tuple[float, float]]) -> tuple[float, float] | None:
    known = list(points)
    if not known:
        return None
    return sum(lat for lat, _ in known) / len(known), sum(lon for _, lon in known) / len(known)


_UNITS = (
    "SELECT id, kind, label, level, parent_id, province, valid_to, lat, lon, articles FROM places ORDER BY label, id"
)
_CHANGES = "SELECT old_id, new_id, part, on_date, decree FROM place_changes ORDER BY part DESC, old_id, new_id"


def units(connection: sqlite3.Connection) -> Units:
    """The units of the archive."""
    return remembered(connection, "units", lambda: _load(connection))


def _load(connection: sqlite3.Connection) -> Units:
    found = Units({unit.id: unit for unit in map(Unit._make, connection.execute(_UNITS).fetchall())})
    for unit in found.units.values():
        if unit.parent_id:
            found.inside.setdefault(unit.parent_id, []).append(unit)
    for change in map(Change._make, connection.execute(_CHANGES).fetchall()):
        if change.old in found.units and change.new in found.units:
            found.became.setdefault(change.old, []).append(change)
            found.came.setdefault(change.new, []).append(change)
    return found
