"""Which unit a bare "huyện" or "UBND tỉnh" means: the portal's, as it stood on the day that is spoken of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pipeline.gazetteer import Gazetteer, Level, Place
from pipeline.model import HomeUnit


@dataclass(frozen=True)
class Surroundings:
    """Units as they stood on one day, seen from a portal's own unit."""

    gazetteer: Gazetteer
    home: HomeUnit
    on: date | None
    """Day on which the issuer must have existed."""

    def home_unit(self, level: Level) -> Place | None:
        """The unit of `level` that the portal's unit lies in, or lay in on `on` where the portal's unit is younger."""
        if not self.home.place_id:
            return None
        own = self._at(self.home.place_id, level)
        if own is None or self.on is None or own.stands_on(self.on.isoformat()):
            return own
        then = {unit.id: unit for origin in self._origins(self.home.place_id) if (unit := self._at(origin, level))}
        if len(then) > 1:
            then = {unit.id: unit for unit in then.values() if unit.name == own.name}
        if then:
            return next(iter(then.values())) if len(then) == 1 else None
        heirs = self.gazetteer.resolve(own.name, level=level, on=self.on) if level == "province" else []
        return heirs[0] if len(heirs) == 1 else own

    def _at(self, place_id: str, level: Level) -> Place | None:
        return next((p for p in self.gazetteer.chain(place_id, self.on) if p and p.level == level), None)

    def _origins(self, place_id: str) -> list[str]:
        """The units that stood on `on` and went into the portal's unit."""
        day = self.on.isoformat() if self.on else ""
        found, open_ends = list[str](), [place_id]
        while open_ends:
            before = self.gazetteer.predecessors(open_ends.pop())
            found += [place.id for place in before if place.stands_on(day)]
            open_ends += [place.id for place in before if not place.stands_on(day)]
        return found

    def named(self, name: str, kind: str | None, levels: Sequence[Level]) -> Place | None:
        """The one unit of this name, in the portal's province first. Words that a title in capitals runs on with
        ("TỈNH ĐỒNG NAI VỀ VIỆC") are dropped from the end."""
        province = self.home_unit("province")
        words = name.split()
        for length in range(len(words), 0, -1):
            short = " ".join(words[:length])
            for within in (province.id if province else None, None):
                found = self._resolve(short, kind, levels, within)
                if len(found) == 1:
                    return found[0]
                if found:
                    return None
        return None

    def _resolve(self, name: str, kind: str | None, levels: Sequence[Level], within: str | None) -> list[Place]:
        found: dict[str, Place] = {}
        for level in levels:
            inside = None if level == "province" else within
            for place in self.gazetteer.resolve(name, kind=kind, level=level, on=self.on, within=inside):
                found[place.id] = place
        return list(found.values())
