"""A later decree, as one YAML file: units that end, units that begin (docs/gazetteer.md shows how to write one)."""

from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from pipeline.gazetteer.drafts import Draft, Drafts, GazetteerDataError, level_of
from pipeline.gazetteer.units import Change, Part
from pipeline.shipped import read_yaml


class NewUnit(BaseModel):
    """A unit as it stands from the decree's day on."""

    model_config = ConfigDict(extra="forbid", strict=True)
    code: str
    kind: str
    name: str
    whole: tuple[str, ...] = ()
    """Codes of units that go into it wholly; each of them ends."""
    part: tuple[str, ...] = ()
    """Codes of units that are divided; each of them ends, and all its heirs must be listed."""
    province: str | None = None
    """Code of the province (of after the decree) where it is not that of the units before."""
    lat: float | None = None
    lon: float | None = None
    decree: str | None = None
    """Where another act than the file's made it."""


class Decree(BaseModel):
    """One file of data/decrees."""

    model_config = ConfigDict(extra="forbid", strict=True)
    decree: str
    valid_from: date
    units: tuple[NewUnit, ...]


def read_decree(path: Path) -> Decree:
    """The file's content; raises `GazetteerDataError` naming file and key."""
    try:
        return Decree.model_validate(_tuples(read_yaml(path)))
    except (ValidationError, yaml.YAMLError) as error:
        raise GazetteerDataError(f"{path.name}: {error}") from error


def apply_decree(drafts: Drafts, decree: Decree, name: str) -> None:
    """End and begin units in `drafts`. Raises `GazetteerDataError` naming the file `name` and the wrong code."""
    _check(drafts, decree, name)
    before = {code: drafts.standing[code] for unit in decree.units for code in (*unit.whole, *unit.part)}
    last_day = (decree.valid_from - timedelta(days=1)).isoformat()
    for ended in before.values():
        ended.valid_to = last_day
        del drafts.standing[ended.code]
    for unit in sorted(decree.units, key=lambda unit: len(unit.code)):
        _begin(drafts, decree, unit, before, name)
    _hand_over_children(drafts, decree, before, last_day)


def _check(drafts: Drafts, decree: Decree, name: str) -> None:
    whole = Counter(code for unit in decree.units for code in unit.whole)
    part = Counter(code for unit in decree.units for code in unit.part)
    for code in whole | part:
        if code not in drafts.standing:
            raise GazetteerDataError(f"{name}: no unit with code {code} stands on the day before {decree.valid_from}")
    for code, heirs in whole.items():
        if heirs > 1 or code in part:
            raise GazetteerDataError(f"{name}: {code} goes wholly into more than one unit; list it under `part`")
    for code, heirs in part.items():
        if heirs < 2 or level_of(code) == "province":
            raise GazetteerDataError(
                f"{name}: {code} is divided but has {heirs} heir; list all heirs, what is left of it too; "
                "a province is divided by listing its communes with their new `province`"
            )
    begun = Counter(unit.code for unit in decree.units)
    for code, times in begun.items():
        if times > 1 or (code in drafts.standing and code not in whole | part):
            raise GazetteerDataError(f"{name}: code {code} is still in use; list the unit that has it under `whole`")


def _begin(drafts: Drafts, decree: Decree, unit: NewUnit, before: dict[str, Draft], name: str) -> None:
    level = level_of(unit.code)
    sources = [before[code] for code in (*unit.whole, *unit.part)]
    if not sources:
        raise GazetteerDataError(f"{name}: {unit.code} comes from nowhere; list codes under `whole` or `part`")
    nearest = before.get(unit.code, sources[0])
    day, act = decree.valid_from.isoformat(), unit.decree or decree.decree
    own_point = unit.lat is not None and unit.lon is not None
    begun = Draft(
        id=f"{unit.code}-{day.replace('-', '')}",
        kind=unit.kind,
        name=unit.name,
        parent_id=None if level == "province" else _parent(drafts, unit, nearest, name),
        valid_from=day,
        valid_to=None,
        lat=unit.lat if own_point else nearest.lat,
        lon=unit.lon if own_point else nearest.lon,
        coord_source=name if own_point else nearest.coord_source,
        decree=act,
        also=tuple(full for full in nearest.also if level == "province"),
    )
    drafts.units[begun.id] = drafts.standing[unit.code] = begun
    for source in sources:
        part: Part = "whole" if source.code in unit.whole else "part"
        drafts.changes.append(Change(source.id, begun.id, part, day, act))


def _parent(drafts: Drafts, unit: NewUnit, nearest: Draft, name: str) -> str:
    code = unit.province or (nearest.parent_id or "").partition("-")[0]
    if code not in drafts.standing:
        raise GazetteerDataError(f"{name}: {unit.code} lies in province {code}, which does not stand; set `province`")
    return drafts.standing[code].id


def _hand_over_children(drafts: Drafts, decree: Decree, before: dict[str, Draft], last_day: str) -> None:
    """Units that stay as they are keep their id when their province is renamed or merged."""
    heirs = {
        before[code].id: drafts.standing[unit.code].id
        for unit in decree.units
        for code in unit.whole
        if level_of(code) == "province"
    }
    for unit in drafts.standing.values():
        if unit.parent_id in heirs and unit.valid_from != decree.valid_from.isoformat():
            unit.earlier_parents += ((last_day, unit.parent_id),)
            unit.parent_id = heirs[unit.parent_id]


def _tuples(value: object) -> object:
    """YAML lists as tuples, which strict pydantic asks for."""
    if isinstance(value, list):
        return tuple(_tuples(item) for item in value)
    if isinstance(value, dict):
        return {key: _tuples(item) for key, item in value.items()}
    return value
