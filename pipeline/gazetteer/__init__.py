"""Administrative units of Vietnam by name and day (domain.md 1 of the project's notes; docs/gazetteer.md)."""

from datetime import date
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path

from pipeline.gazetteer.decrees import apply_decree, read_decree
from pipeline.gazetteer.drafts import GazetteerDataError, read_tables
from pipeline.gazetteer.gazetteer import Gazetteer
from pipeline.gazetteer.units import Change, Level, Place, Successor
from pipeline.model import PlaceNow

__all__ = [
    "Change", "Gazetteer", "GazetteerDataError", "Level", "Place", "Successor", "build_gazetteer", "chain_labels",
    "describe_now",
    "load_gazetteer",
]  # fmt: skip

_DATA = Path(__file__).with_name("data")


@cache
def load_gazetteer() -> Gazetteer:
    """The shipped gazetteer: one object for the whole process."""
    return build_gazetteer(_DATA, _DATA / "decrees")


def build_gazetteer(tables: Path, *decree_folders: Path) -> Gazetteer:
    """The tables of `tables` with every `*.yml` of the folders applied, in order of the day they come into force.

    Raises `GazetteerDataError` naming the file and the entry that is wrong.
    """
    drafts = read_tables(tables)
    files = [path for folder in decree_folders for path in folder.glob("*.yml")]
    decrees = [(read_decree(path), path.name) for path in files]
    for decree, name in sorted(decrees, key=lambda pair: (pair[0].valid_from, pair[1])):
        apply_decree(drafts, decree, name)
    drafts.version = sha256(
        "".join([drafts.version, *sorted(sha256(path.read_bytes()).hexdigest() for path in files)]).encode()
    ).hexdigest()
    return Gazetteer(drafts)


@lru_cache(maxsize=16384)
def describe_now(gazetteer: Gazetteer, place_id: str, today: date) -> tuple[PlaceNow, ...]:
    """What has become of a unit by `today`: itself, the unit it lies in, or all units it was divided among."""
    return tuple(
        PlaceNow(heir.place.id, heir.place.name, heir.place.kind, heir.place.province_label, heir.part)
        for heir in gazetteer.successors(place_id, today)
    )


def chain_labels(gazetteer: Gazetteer, place_id: str, on: date | None) -> list[tuple[str, str]]:
    """(id, full label) of a unit and its ancestors as they were called on the day `on` (None: at the end of the unit's
    life): "xã Lộc An, huyện Long Thành, tỉnh Đồng Nai", "huyện Long Thành, tỉnh Đồng Nai", "tỉnh Đồng Nai"."""
    units = gazetteer.lineage(place_id, on)
    return [(unit.id, ", ".join(above.label for above in units[n:])) for n, unit in enumerate(units)]
