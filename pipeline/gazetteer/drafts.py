"""The gazetteer while it is put together: the committed tables, then one decree file after the other."""

import csv
import hashlib
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from pipeline.gazetteer.units import Change, Level, Part

_LEVELS: dict[int, Level] = {2: "province", 3: "district", 5: "commune"}


class GazetteerDataError(ValueError):
    """A data file of the gazetteer cannot be used; the message names file, entry and what to write instead."""


@dataclass(slots=True)
class Draft:
    """A `Place` that later decrees may still end or hand to another parent."""

    id: str
    kind: str
    name: str
    parent_id: str | None
    valid_from: str | None
    valid_to: str | None
    lat: float | None
    lon: float | None
    coord_source: str | None
    decree: str | None
    also: tuple[str, ...] = ()
    """Other full names, accented: `tỉnh Thừa Thiên Huế`."""
    former: tuple[str, ...] = ()
    """Folded full names of units merged into it before 2025: `xabinhphu`."""
    earlier_names: tuple[tuple[str, str], ...] = ()
    """(last day, full name) that it bore before its present one, in order: `huyện Mộc Châu`."""
    merged: tuple[tuple[str, str], ...] = ()
    """(last day, full name) of units of its level that went into it: `huyện Hoành Bồ` into thành phố Hạ Long."""
    earlier_parents: tuple[tuple[str, str], ...] = ()
    """(last day, parent id) of parents before the last one."""

    @property
    def code(self) -> str:
        return self.id.partition("-")[0]

    @property
    def level(self) -> Level:
        return level_of(self.code)


@dataclass
class Drafts:
    """Everything that is known, not yet indexed."""

    units: dict[str, Draft]
    changes: list[Change]
    version: str
    """Digest of all data files: another one means other places."""
    standing: dict[str, Draft] = field(init=False)
    """Units that stand today by code."""

    def __post_init__(self) -> None:
        self.standing = {unit.code: unit for unit in self.units.values() if unit.valid_to is None}


def level_of(code: str) -> Level:
    """By the number of digits; raises `GazetteerDataError` for another length."""
    try:
        return _LEVELS[len(code)]
    except KeyError:
        raise GazetteerDataError(f"code {code!r}: write 2 digits (province), 3 (district) or 5 (commune)") from None


def day_after(day: str) -> str:
    """The next ISO day."""
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()


def read_tables(folder: Path) -> Drafts:
    """places.csv and place_successors.csv of `folder`."""
    digest = hashlib.sha256()
    units = {}
    for row in _rows(folder / "places.csv", digest):
        unit = _draft(row)
        units[unit.id] = unit
    changes = []
    for old_id, new_id, part, decree in _rows(folder / "place_successors.csv", digest):
        old, new = units[old_id], units[new_id]
        if old.valid_to is None:
            raise GazetteerDataError(f"place_successors.csv: {old_id} has a successor but no valid_to in places.csv")
        kept: Part = "whole" if part == "whole" else "part"
        changes.append(Change(old_id, new_id, kept, day_after(old.valid_to), decree or new.decree))
    _read_former_names(folder / "former_names.csv", units, digest)
    return Drafts(units, changes, digest.hexdigest())


def _read_former_names(path: Path, units: dict[str, Draft], digest: "hashlib._Hash") -> None:
    """Names of districts and provinces between 2018 and 2025; see docs/gazetteer.md."""
    for code, full, until, became, _decree, _checked, _why in _rows(path, digest):
        unit = units.get(f"{code}-0")
        if unit is None or became not in ("same", "merged"):
            raise GazetteerDataError(f"{path.name}: {code},{full}: a unit of before 2025-07-01, `same` or `merged`")
        if became == "same":
            unit.earlier_names = tuple(sorted((*unit.earlier_names, (until, full))))
        else:
            unit.merged = (*unit.merged, (until, full))


def _rows(path: Path, digest: "hashlib._Hash") -> list[list[str]]:
    content = path.read_bytes()
    digest.update(content)
    return list(csv.reader(content.decode("utf-8").splitlines()))[1:]


def _draft(row: list[str]) -> Draft:
    place_id, kind, name, parent_id, valid_from, valid_to, lat, lon, coord_source, decree, also, former = row
    return Draft(
        place_id, kind, name, parent_id or None, valid_from or None, valid_to or None, float(lat) if lat else None,
        float(lon) if lon else None, coord_source or None, decree or None,
        tuple(also.split("|")) if also else (), tuple(former.split("|")) if former else (),
    )  # fmt: skip
