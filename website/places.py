"""The page of an administrative unit: what it was, what became of it, what was inside it, who wrote of it."""

import sqlite3
from dataclasses import dataclass

from website.archive import Row, one, rows
from website.entities import PLACE_KINDS, EntityPage, entity_page
from website.naming import newest_naming
from website.units import Change, Unit, Units, units

NEWEST = 20


@dataclass(frozen=True)
class Origin:
    """A former unit that went into this one."""

    unit: Unit
    change: Change
    district: Unit | None
    """The district it belonged to."""


@dataclass(frozen=True)
class Fate:
    """A unit that was inside a former one, and what it is today."""

    unit: Unit
    changes: list[Change]
    today: list[tuple[Unit, bool]]
    """(unit, whether the old one went into it whole); empty where the gazetteer does not say"""


@dataclass(frozen=True)
class PlacePage:
    """A unit of one period, what came before and after it, and the articles that name it."""

    page: EntityPage
    chain: list[Unit]
    """Its parents, the nearest first."""
    became: list[tuple[Unit, Change]]
    """Into what it went on the day it ended."""
    today: list[tuple[Unit, bool]]
    """What it is today, where that is something else than `became`: (unit, whole)."""
    came_from: list[Origin]
    """Everything that went into it, over all generations."""
    fates: list[Fate]
    """Of a former unit: the units inside it, each with what it is today."""
    heirs: list[Unit]
    """Today's units that hold something of what was inside it, most named first."""
    inside: list[Unit]
    """Of a unit of today: the units inside it, most named first."""
    articles: list[Row]
    """The newest articles about it or a unit inside it, in the geography of the time or of today."""
    portals: list[Row]


def _standing(known: Units, unit_id: str) -> list[tuple[Unit, bool]]:
    return [(unit, whole) for unit, whole in known.today(unit_id) if not unit.valid_to]


def place(connection: sqlite3.Connection, place_id: str) -> PlacePage | None:
    """The page of an administrative unit, or None."""
    row = one(connection, "SELECT * FROM places WHERE id = ?", [place_id])
    page = entity_page(connection, row, PLACE_KINDS, place_id)
    if row is None or page is None:
        return None
    known = units(connection)
    became = [(known.units[change.new], change) for change in known.became.get(place_id, [])]
    inside = known.inside.get(place_id, [])
    fates = [Fate(unit, known.became.get(unit.id, []), _standing(known, unit.id)) for unit in inside if unit.valid_to]
    heirs = {unit.id: unit for fate in fates for unit, _ in fate.today}
    origins = []
    for change in known.before(place_id):
        old = known.units[change.old]
        district = next((up for up in known.above(old.id) if up.level == "district"), None)
        origins.append(Origin(old, change, district))
    today = (
        [] if not became else [pair for pair in known.today(place_id) if pair[0] not in [unit for unit, _ in became]]
    )
    return PlacePage(
        page,
        chain=list(known.above(place_id)),
        became=became,
        today=today,
        came_from=origins,
        fates=fates,
        heirs=sorted(heirs.values(), key=lambda unit: (-unit.articles, unit.label)),
        inside=sorted((unit for unit in inside if not unit.valid_to), key=lambda unit: (-unit.articles, unit.label)),
        articles=newest_naming(connection, PLACE_KINDS, place_id, row["articles"] or 0, NEWEST),
        portals=rows(connection, "SELECT id, name FROM sources WHERE place_id = ? ORDER BY id", [place_id]),
    )
