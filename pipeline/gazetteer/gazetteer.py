"""The time-valid gazetteer: units by name and day, their chain upward, and what became of them."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property, lru_cache

from pipeline.gazetteer.areas import Areas
from pipeline.gazetteer.drafts import Drafts, day_after
from pipeline.gazetteer.keys import loose_key, name_key
from pipeline.gazetteer.units import Change, Level, Part, Place, Successor

DISTRICTS_ENDED = "72/2025/QH15"
"""The law that abolished the district level on 2025-07-01."""

Chain = tuple[Place | None, Place | None, Place]


class Gazetteer:
    """All units since about 2018, in three eras: to 2025-06-30, from 2025-07-01, and after each later decree."""

    def __init__(self, drafts: Drafts) -> None:
        self.version = drafts.version
        """Digest of the data files."""
        self._drafts = drafts.units
        self._places: dict[str, Place] = {}
        for place_id in drafts.units:
            self._build(place_id)
        self._changes = drafts.changes
        self._next: dict[str, list[Change]] = defaultdict(list)
        self._previous: dict[str, list[Change]] = defaultdict(list)
        for change in self._changes:
            self._next[change.old_id].append(change)
            self._previous[change.new_id].append(change)
        self._children: dict[str, list[str]] = defaultdict(list)
        self._by_key: dict[str, list[_Called]] = defaultdict(list)
        for draft in drafts.units.values():
            for parent in self._parents(draft.id):
                self._children[parent].append(draft.id)
            place = self._places[draft.id]
            names = draft.earlier_names
            since = day_after(names[-1][0]) if names else None
            self._by_key[name_key(draft.name)].append(_Called(place, draft.kind, since, None))
            begins: str | None = None
            for until, full in names:
                self._call(place, full, begins, until)
                begins = day_after(until)
            for until, full in draft.merged:
                self._call(place, full, None, until)
            for full in draft.also:
                if full not in {name for _, name in names}:
                    self._call(place, full, None, None)
        self._dated = frozenset(
            key for key, every in self._by_key.items() if any(each.since or each.until for each in every)
        )
        self._inside: dict[tuple[str, str], bool] = {}
        self._chains: dict[tuple[str, int | None], Chain] = {}

    def _call(self, place: Place, full: str, since: str | None, until: str | None) -> None:
        kind, name = _split(full)
        self._by_key[name_key(name)].append(_Called(place, kind, since, until))

    def _build(self, place_id: str) -> Place:
        if place_id in self._places:
            return self._places[place_id]
        draft = self._drafts[place_id]
        parent = self._build(draft.parent_id) if draft.parent_id else None
        place = Place(
            draft.id, draft.code, draft.kind, draft.name, draft.level, draft.parent_id,
            (parent.province_id or parent.id) if parent else None, draft.valid_from, draft.valid_to,
            draft.lat, draft.lon, draft.coord_source, draft.decree,
            province_label=parent.province_label if parent else f"{draft.kind} {draft.name}",
            ancestors_label=parent.full_label if parent else "",
        )  # fmt: skip
        self._places[place_id] = place
        return place

    @cached_property
    def _parent_ends(self) -> list[str]:
        """Last days of every unit below another and of every former name: between two of them chains stay the same."""
        drafts = self._drafts.values()
        return sorted({until for draft in drafts for until, _ in (*draft.earlier_parents, *draft.earlier_names)})

    def era_of(self, day: str) -> str:
        """The first ISO day of those around `day` on which the same units stood: one for all articles of an era."""
        at = bisect_right(self._era_starts, day)
        return self._era_starts[at - 1] if at else "0001-01-01"

    @cached_property
    def _era_starts(self) -> list[str]:
        begins = {place.valid_from for place in self._places.values() if place.valid_from}
        ends = {place.valid_to for place in self._places.values() if place.valid_to}
        return sorted(begins | {(date.fromisoformat(end) + timedelta(days=1)).isoformat() for end in ends})

    @cached_property
    def turning_days(self) -> tuple[str, ...]:
        """ISO days on which units changed, in order."""
        return tuple(sorted({change.on_date for change in self._changes}))

    @cached_property
    def latest(self) -> date:
        """The day of the last change that is known; nothing is said of days after it but that no file told of more."""
        return date.fromisoformat(self.turning_days[-1])

    def get(self, place_id: str) -> Place:
        """The unit; raises KeyError for an id that is none."""
        return self._places[place_id]

    @cached_property
    def province_names(self) -> tuple[str, ...]:
        """Names of the provinces of every era, in order."""
        return tuple(sorted({place.name for place in self._places.values() if place.level == "province"}))

    @cached_property
    def names_of_provinces(self) -> frozenset[str]:
        """`province_names`, to ask for one of them."""
        return frozenset(self.province_names)

    def places(self) -> Iterator[Place]:
        """Every unit of every era, by id."""
        return iter(sorted(self._places.values(), key=lambda place: place.id))

    def changes(self) -> Iterator[Change]:
        """What became of what. A district, which has no heir of its level, goes into the province it lay in."""
        return iter(sorted([*self._changes, *self._district_ends()], key=lambda c: (c.old_id, c.new_id)))

    def change_rows(self) -> Iterator[dict[str, str | None]]:
        """`changes` as rows of the table `place_changes`."""
        for change in self.changes():
            yield {
                "old_id": change.old_id, "new_id": change.new_id, "part": change.part, "on_date": change.on_date,
                "decree": change.decree,
            }  # fmt: skip

    def named(self, key: str, levels: tuple[Level, ...], on: str | None = None) -> list[tuple[Place, str]]:
        """Units of every era with this `name_key`, each with the kind it bears under that name. With the ISO day `on`,
        none by a name that it took up later, and by one that it gave up before only where no other unit has it."""
        every = self._by_key.get(key, ())
        if key not in self._dated:
            return [(c.place, c.kind) for c in every if c.place.level in levels]
        found = [c for c in every if c.place.level in levels and (not on or (c.since or "") <= on)]
        if on and any(c.until is None or on <= c.until for c in found):
            found = [c for c in found if c.until is None or on <= c.until]
        return list(dict.fromkeys((c.place, c.kind) for c in found))

    def called(self, key: str, levels: tuple[Level, ...], kind: str | None, on: str | None = None) -> tuple[Place, ...]:
        """The units of `named`; with a `kind` those that bear it under that name."""
        return _called(self, key, levels, kind, on if key in self._dated else None)

    def is_named(self, key: str, levels: tuple[Level, ...]) -> bool:
        """Whether a unit of any era has this `name_key`."""
        return not self._levels_named.get(key, _NO_LEVELS).isdisjoint(levels)

    @cached_property
    def _levels_named(self) -> dict[str, frozenset[Level]]:
        """Levels of the units with each `name_key`; sets alike are one."""
        alike: dict[frozenset[Level], frozenset[Level]] = {}
        levels = {key: frozenset(each.place.level for each in called) for key, called in self._by_key.items()}
        return {key: alike.setdefault(each, each) for key, each in levels.items()}

    def also_spelt(self, place: Place, key: str) -> bool:
        """Whether that `name_key` is another spelling or abbreviation of the unit's name, no earlier name."""
        return any(name_key(_split(full)[1]) == key for full in self._drafts[place.id].also)

    def as_called(self, place: Place, on: str | None) -> Place:
        """The unit with the kind and name that it bore on the ISO day `on` (None: the last ones of its life): huyện Mộc
        Châu until 2025-01-31, thị xã Mộc Châu after."""
        for until, full in self._drafts[place.id].earlier_names if on else ():
            if on and on <= until:
                kind, name = _split(full)
                label = full if place.level == "province" else place.province_label
                return replace(place, kind=kind, name=name, province_label=label)
        return place

    def resolve(
        self, name: str, *, kind: str | None = None, level: Level | None = None, on: date | None = None,
        within: str | None = None, across: bool = False,
    ) -> list[Place]:  # fmt: skip
        """Every unit called `name` (without its kind), by id.

        Compared without regard to case, tone placement, hyphens, `Quý`/`Quí`, `Đăk`/`Đắk`. Where nothing fits and
        `within` is a district, minority spellings (`Sà Phìn`/`Xà Phìn`) and names of units merged before 2025 count.
        `on` None: of any era. `within`: id of a province or district; with `across` a unit counts too whose
        predecessors or successors lie inside it.
        """
        day = on.isoformat() if on else None
        inside = self.inside_across if across else self.inside
        found = {
            place.id: place
            for place, its_kind in self.named(name_key(name), _ALL_LEVELS, day)
            if (kind is None or its_kind == kind)
            and (level is None or place.level == level)
            and (day is None or place.stands_on(day))
            and (within is None or inside(place.id, within))
        }
        if not found and within and self._places[within].level == "district" and level in (None, "commune"):
            found = {p.id: p for p in self.loosely_named(name, kind, within) if day is None or p.stands_on(day)}
        return [found[place_id] for place_id in sorted(found)]

    def loosely_named(self, name: str, kind: str | None, within: str) -> list[Place]:
        """Units directly below `within` of nearly this spelling or, failing that, that took up one of this name."""
        below = self.children(within)
        key = loose_key(name)
        if spelt := [p for p in below if loose_key(p.name) == key and kind in (None, p.kind)]:
            return spelt
        full = loose_key(f"{kind or ''} {name}")
        return [p for p in below if any(_former_fits(f, full, kind) for f in self._drafts[p.id].former)]

    def chain(self, place_id: str, on: date | None = None) -> Chain:
        """(commune or None, district or None, province) of a unit, as on the day `on`, else at the end of its life."""
        day = on.isoformat() if on else None
        key = (place_id, bisect_left(self._parent_ends, day) if day else None)
        if key not in self._chains:
            found: dict[str, Place] = {}
            current: str | None = place_id
            while current:
                place = self._places[current]
                found[place.level] = self.as_called(place, day)
                current = self._parent_on(current, day)
            self._chains[key] = found.get("commune"), found.get("district"), found["province"]
        return self._chains[key]

    def lineage(self, place_id: str, on: date | None = None) -> tuple[Place, ...]:
        """The unit and its ancestors, nearest first."""
        return tuple(place for place in self.chain(place_id, on) if place)

    def children(self, place_id: str) -> tuple[Place, ...]:
        """Units directly below, of any day of its life, by id."""
        return tuple(self._places[child] for child in sorted(self._children.get(place_id, ())))

    def successors(self, place_id: str, on: date) -> list[Successor]:
        """The units standing on `on` that the unit went into, over all changes between; itself where it still stands.

        A district's heir is the province it lay in, for it has none of its own level. Empty for a unit that begins
        after `on` and where it is not known what took it over.
        """
        found: dict[str, Successor] = {}
        start = Successor(self._places[place_id], "whole", None, None)
        open_ends = [start]
        day = on.isoformat()
        while open_ends:
            here = open_ends.pop()
            if here.place.stands_on(day):
                known = found.get(here.place.id)
                found[here.place.id] = known if known and known.part == "whole" else here
                continue
            for change in self._changes_of(here.place):
                if change.on_date <= day:
                    part: Part = "whole" if here.part == change.part == "whole" else "part"
                    heir = self._places[change.new_id]
                    open_ends.append(Successor(heir, part, change.on_date, change.decree))
        return [found[heir] for heir in sorted(found)]

    def predecessors(self, place_id: str) -> list[Place]:
        """The units that went into it directly, by id."""
        return [self._places[old] for old in sorted({c.old_id for c in self._previous.get(place_id, ())})]

    def inside(self, place_id: str, within: str) -> bool:
        """Whether the unit is `within` or lay below it on any day."""
        return place_id == within or any(self.inside(parent, within) for parent in self._parents(place_id))

    def inside_across(self, place_id: str, within: str) -> bool:
        """`inside`, or a unit it came from or went into is; a district went where its province went."""
        pair = (place_id, within)
        if pair not in self._inside:
            place = self._places[place_id]
            related = {place_id, *self._reach(place_id, back=True), *self._reach(place_id, back=False)}
            if place.level == "district" and place.parent_id:
                related |= self._reach(place.parent_id, back=False)
            self._inside[pair] = any(self.inside(unit, within) for unit in related)
        return self._inside[pair]

    def area_id(self, place_id: str) -> str:
        """The smallest area that holds the unit and stays comparable over all changes: `<level>:<smallest id in it>`.

        Communes are joined with what they went into; districts moreover with all communes they held; provinces
        with what they went into.
        """
        place = self._places[place_id]
        return f"{place.level}:{self._areas[place.level].find(place_id)}"

    @cached_property
    def _areas(self) -> dict[str, Areas]:
        communes, districts, provinces = Areas(), Areas(), Areas()
        for change in self._changes:
            pair = [(change.old_id, change.new_id)]
            (provinces if self._places[change.old_id].level == "province" else communes).join(pair)
            districts.join(pair)
        for place in self._places.values():
            if place.level == "commune" and place.parent_id and self._places[place.parent_id].level == "district":
                districts.join([(place.parent_id, place.id)])
        return {"commune": communes, "district": districts, "province": provinces}

    def _changes_of(self, place: Place) -> list[Change]:
        if changes := self._next.get(place.id):
            return changes
        return [self._district_end(place)] if place.level == "district" and place.valid_to else []

    def _district_ends(self) -> Iterator[Change]:
        for place in self._places.values():
            if place.level == "district" and place.id not in self._next:
                yield self._district_end(place)

    def _district_end(self, place: Place) -> Change:
        """Into the province of the day after, which the district lay in wholly."""
        province = place.parent_id or ""
        heir = next((c.new_id for c in self._next.get(province, ())), province)
        return Change(place.id, heir, "whole", "2025-07-01", DISTRICTS_ENDED)

    def _parents(self, place_id: str) -> tuple[str, ...]:
        draft = self._drafts[place_id]
        last = (draft.parent_id,) if draft.parent_id else ()
        return (*(parent for _, parent in draft.earlier_parents), *last)

    def _parent_on(self, place_id: str, day: str | None) -> str | None:
        draft = self._drafts[place_id]
        earlier = (parent for until, parent in draft.earlier_parents if day and day <= until)
        return next(earlier, draft.parent_id)

    def _reach(self, place_id: str, *, back: bool) -> set[str]:
        found: set[str] = set()
        open_ends = [place_id]
        while open_ends:
            here = open_ends.pop()
            changes = self._previous.get(here, ()) if back else self._next.get(here, ())
            fresh = {change.old_id if back else change.new_id for change in changes} - found
            found |= fresh
            open_ends += fresh
        return found


@lru_cache(maxsize=4096)
def _called(
    gazetteer: Gazetteer, key: str, levels: tuple[Level, ...], kind: str | None, on: str | None
) -> tuple[Place, ...]:
    named = gazetteer.named(key, levels, on)
    return tuple(dict.fromkeys(place for place, its_kind in named if kind is None or its_kind == kind))


_ALL_LEVELS: tuple[Level, ...] = ("commune", "district", "province")
_NO_LEVELS: frozenset[Level] = frozenset()


@dataclass(frozen=True, slots=True)
class _Called:
    """A name of a unit, with the kind it bears under it and the days between which it bore it (None: always)."""

    place: Place
    kind: str
    since: str | None
    until: str | None


def _split(full: str) -> tuple[str, str]:
    """`huyện Mộc Châu` into kind and name."""
    kind = next(kind for kind in _KINDS if full.startswith(f"{kind} "))
    return kind, full[len(kind) + 1 :]


_KINDS = ("thị trấn", "thị xã", "thành phố", "đặc khu", "phường", "xã", "huyện", "quận", "tỉnh")


def _former_fits(former: str, full: str, kind: str | None) -> bool:
    former = loose_key(former)
    return former == full if kind else any(former == loose_key(k) + full for k in _KINDS)
