"""The unit from whose portal an article comes."""

from datetime import date

from pipeline.gazetteer.cues import CUE, candidates, is_cue, read_cued
from pipeline.gazetteer.gazetteer import Gazetteer
from pipeline.gazetteer.units import Place
from pipeline.model import HomeUnit


def home_unit(gazetteer: Gazetteer, place_id: str) -> HomeUnit:
    """The unit with its labels by level ("district": "huyện Long Thành"). The empty unit for "", which national bodies
    and newspapers may have: nothing is looked for near home then. Raises KeyError for an id that is none."""
    if not place_id:
        return HomeUnit()
    labels: dict[str, str] = {unit.level: unit.label for unit in gazetteer.lineage(place_id)}
    return HomeUnit(place_id, gazetteer.get(place_id).level, labels)


def guess_home(publisher: str, gazetteer: Gazetteer, on: date | None = None) -> HomeUnit:
    """The unit that a page's foot names ("UBND huyện Long Thành"; "… HUYỆN LONG THÀNH - TỈNH ĐỒNG NAI").

    All units of one foot that lie in each other must leave exactly one lowest unit, of the day `on` or, without it,
    of any day; of a unit that merely changed its form over time the latest. Empty where they do not.
    """
    found: list[Place] = []
    for match in CUE.finditer(publisher):
        named = read_cued(publisher, match, gazetteer) if is_cue(publisher, match) else None
        units = [p for p in candidates(named, gazetteer) if not on or p.stands_on(on.isoformat())] if named else []
        if not units:
            continue
        below = [p for p in units if any(gazetteer.inside(p.id, f.id) for f in found)]
        above = [f for f in found if any(gazetteer.inside(f.id, p.id) for p in units)]
        found = above or below or found or units
    last = [p for p in found if not any(_went_on_as(p, later, gazetteer) for later in found)]
    return home_unit(gazetteer, last[0].id) if len(last) == 1 else HomeUnit()


def _went_on_as(place: Place, later: Place, gazetteer: Gazetteer) -> bool:
    """Whether `later` is a later form of the same unit (xã Long Thành, then phường Long Thành)."""
    return (
        (place.code, place.name) == (later.code, later.name)
        and (later.valid_from or "") > (place.valid_from or "")
        and gazetteer.inside_across(later.id, place.id)
    )
