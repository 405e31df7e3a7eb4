"""Find communes, districts and provinces named in an article (domain.md 1.8 of the project's notes).

A cue word ("xã", "H.", "TP.") opens a mention. A name without one counts in a list or chain that a cue began, for a
province, right before the unit it lies in, and where the article or its portal gives the unit (see `place_bare`).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from pipeline.entities.cooperative_names import FAMILIES
from pipeline.entities.place_bare import Given, Taken, find_again, find_provinces, units_below, with_unit_before
from pipeline.entities.place_groups import Group, find_groups
from pipeline.entities.place_lists import find_lists
from pipeline.entities.place_resolution import Resolver, Verdict
from pipeline.entities.spans import Prepared, prepared_fields
from pipeline.gazetteer import Gazetteer, Place, describe_now
from pipeline.gazetteer.cues import Named, candidates
from pipeline.gazetteer.keys import name_key, word_key
from pipeline.model import Article, HomeUnit, PlaceMention, PlaceNow, Span
from pipeline.text import canonical_tones

_NO_NAME = frozenset(("nông", "hội", "đoàn", "đội", "ủy", "ntm", "ocop", "đảng", "văn", "anh", "việt", "thông", "chủ"))
"""First words of what is capitalised after "Xã", "Huyện", … and is no name: Nông thôn mới, Xã hội, Văn hóa."""


def find_places(
    article: Article, gazetteer: Gazetteer, home: HomeUnit, when: date | None, names: Sequence[Span] = ()
) -> tuple[PlaceMention, ...]:
    """Every mention, by field (title, lead, captions, attachments, body) and position.

    The span covers cue and name ("xã Lộc An"); every link of a chain is a mention of its own. `when`, the article's
    day, says which units stood; without it the portal's unit says it. A unit of another time is taken where none of
    the article's time fits. What could be several units keeps `place_id` None and lists them in `candidates`. `now` is
    as of the last change that the gazetteer knows. `names` are names of cooperatives and companies: a bare place name
    inside one is no mention.
    """
    resolver = Resolver(gazetteer, *_time_and_scopes(gazetteer, home, when))
    fields = [_Read(text, text.taken(names)) for text in prepared_fields(article)]
    for field in fields:
        field.add(find_lists(field.text, gazetteer))
        field.add(find_groups(field.text, gazetteer, [group.extent for group in field.groups]))
        for group in field.groups:
            group.members = [_city_of_its_day(named, gazetteer, resolver.when) for named in group.members]
            group.parents = [_city_of_its_day(named, gazetteer, resolver.when) for named in group.parents]
    below = frozenset(
        named.key for named in _names(fields) if named.levels[-1] != "province" and not _is_namesake(named, gazetteer)
    )
    for field in fields:
        field.add(find_provinces(field.text, gazetteer, field.taken, below))
        field.groups = with_unit_before(field.text.text, field.groups, gazetteer, field.taken)
    chained = {
        key: verdict
        for field in fields for group in field.groups if group.parents
        for key, verdict in resolver.chained(group).items()
    }  # fmt: skip
    resolver.name_areas(_areas(fields, chained, resolver))
    given = _given(fields, resolver)
    for field in fields:
        field.add(find_again(field.text, gazetteer, given, field.taken))
    return tuple(
        _mention(field.text, named, verdict, gazetteer, resolver.when)
        for field in fields
        for group in field.groups
        for named, verdict in _judged(field.text, group, chained, resolver)
    )


def _city_of_its_day(named: Named, gazetteer: Gazetteer, when: str | None) -> Named:
    """A city that was no province yet on the day is a district's one: TP Huế until 2024."""
    if named.kind != "thành phố" or named.levels != ("province",) or when is None:
        return named
    if any(place.level == "province" for place in candidates(named, gazetteer, on=when)):
        return named
    return named._replace(levels=("district",))


def outside_names(places: Sequence[PlaceMention], names: Sequence[Span]) -> tuple[PlaceMention, ...]:
    """`places`, those inside one of `names` told to be part of it."""
    return tuple(place._replace(part_of_name=True) if _lies_in(place.span, names) else place for place in places)


def _lies_in(span: Span, names: Sequence[Span]) -> bool:
    field, start, end, _ = span
    return any(first <= start and end <= last and of == field for of, first, last, _ in names)


@dataclass
class _Read:
    """One field and the groups of units found in it, in order."""

    text: Prepared
    taken: Taken
    groups: list[Group] = dataclass_field(default_factory=list)

    def add(self, groups: Iterable[Group]) -> None:
        """Those of `groups` that overlap none found before."""
        covered = [group.extent for group in self.groups]
        for group in groups:
            start, end = group.extent
            if not any(begin < end and start < stop for begin, stop in covered):
                self.groups.append(group)
                covered.append((start, end))
        self.groups.sort(key=lambda group: group.extent)


def _names(fields: Sequence[_Read]) -> Iterator[Named]:
    for field in fields:
        for group in field.groups:
            yield from (*group.members, *group.parents)


def _is_namesake(named: Named, gazetteer: Gazetteer) -> bool:
    """Whether it lies in the province of its name, as TP Bến Tre does: its bare name then means the province."""
    return any(
        place.name in gazetteer.names_of_provinces and gazetteer.chain(place.id)[2].name == place.name
        for place in candidates(named, gazetteer)
    )


def _areas(fields: Sequence[_Read], chained: Mapping[int, Verdict], resolver: Resolver) -> list[Place]:
    """Districts and provinces that the article names and that are resolved."""
    found: list[Place] = []
    for named in _names(fields):
        if named.known and named.levels[-1] != "commune":
            verdict = chained.get(id(named)) or resolver.alone(named, named.kind)
            found += [verdict.place] if verdict.place else _eras(verdict.options)
    return found


def _eras(options: Sequence[Place]) -> Sequence[Place]:
    """`options` where they are forms of one unit (one name, level), else none."""
    return options if len({(place.level, place.name) for place in options}) == 1 else ()


def _given(fields: Sequence[_Read], resolver: Resolver) -> Given:
    """What may stand without a cue: a text on more than two provinces is about none of them."""
    spoken = [named for named in _names(fields) if named.known and named.levels[-1] != "province"]
    about = [area for area in resolver.areas if len({place.name for place in area}) <= 2]
    areas = frozenset((*resolver.scopes, *(place.id for area in about for place in area)))
    lying, firsts = units_below(resolver.gazetteer, areas, resolver.when and resolver.gazetteer.era_of(resolver.when))
    own = [resolver.gazetteer.get(scope) for scope in resolver.scopes]
    lower = [place for place in own if place.level != "province"]
    return Given(
        frozenset((named.levels[-1], named.key) for named in spoken)
        | {(place.level, name_key(place.name)) for place in lower},
        lying,
        firsts | {named.keys[0] for named in spoken} | {word_key(place.name.split(" ")[0]) for place in lower},
    )


def _judged(
    text: Prepared, group: Group, verdicts: Mapping[int, Verdict], resolver: Resolver
) -> Iterator[tuple[Named, Verdict]]:
    before: Place | None = None
    for named in (*group.members, *group.parents):
        listed = named.kind is None and named in group.members
        kind = group.members[0].kind if listed else named.kind
        verdict = verdicts.get(id(named)) or resolver.alone(named, kind, before if listed else None)
        before = verdict.place
        if verdict.place or _may_stay_open(text.text, named, group, verdict):
            yield named, verdict


def _may_stay_open(text: str, named: Named, group: Group, verdict: Verdict) -> bool:
    """Whether an unresolved name is still one: a known name, or two to four capitalised words after a whole cue that
    are no person ("Chủ tịch UBND huyện Quách Văn …")."""
    if named.known:
        one_syllable = named.known == 1 and named.words[0].isalpha() and not (verdict.options and len(named.words) == 1)
        return bool(named.kind or group.several) and not one_syllable
    if group.several and named.kind is None and named in group.members:
        return True
    written = text[named.name_start : named.ends[verdict.words - 1]]
    return (
        named.full_cue
        and not (verdict.words > 2 and named.words[0] in FAMILIES)
        and named.levels != ("province",)
        and 2 <= verdict.words <= 4
        and not written.isupper()
        and named.keys[0] not in _NO_NAME
    )


def _mention(text: Prepared, named: Named, verdict: Verdict, gazetteer: Gazetteer, when: str | None) -> PlaceMention:
    place = verdict.place
    end = named.ends[verdict.words - 1]
    written = text.text[named.name_start : end]
    told = _told_of(gazetteer, place, when) if place else _NOTHING
    known = place or (verdict.options[0] if verdict.options else None)
    known = gazetteer.as_called(known, when) if known else None
    return PlaceMention(
        span=text.span(named.start, end),
        level=place.level if place else named.levels[0],
        kind=named.kind or (known.kind if known else ""),
        name=_in_title_case(written)
        if known is None or _keeps_its_name(named, verdict, written, known, gazetteer)
        else known.name,
        district=told.district,
        province=told.province,
        place_id=place.id if place else None,
        candidates=() if place else tuple(sorted({option.id for option in verdict.options})),
        now=told.now,
        rule=verdict.rule,
    )


class _Told(NamedTuple):
    """What a mention says of the unit it is resolved to."""

    district: str | None
    province: str | None
    now: tuple[PlaceNow, ...]


_NOTHING = _Told(None, None, ())


@lru_cache(maxsize=2048)
def _told_of(gazetteer: Gazetteer, place: Place, when: str | None) -> _Told:
    _, district, province = gazetteer.chain(place.id, _day_in(place, when))
    now = describe_now(gazetteer, place.id, gazetteer.latest)
    return _Told(district.label if district and place.level != "province" else None, province.label, now)


def _keeps_its_name(named: Named, verdict: Verdict, written: str, place: Place, gazetteer: Gazetteer) -> bool:
    """Whether the mention is called as it is written, not as the gazetteer calls the unit: by a name of its own time
    (Hoành Bồ, which went into Hạ Long; Thừa Thiên Huế), in another spelling (Đak Rong), or by one that is not known.
    An abbreviation ("HCM") is spelt out."""
    key = name_key(place.name)
    if not named.known or verdict.rule == "place.near-name":
        return True
    if named.key == key:
        letters, known = _letters(written), _letters(place.name)
        return letters != known and len(letters) == len(known)
    return named.key.endswith(key) or not gazetteer.also_spelt(place, named.key)


@lru_cache(maxsize=4096)
def _letters(name: str) -> str:
    return "".join(char for char in canonical_tones(name).lower() if char.isalnum())


def _in_title_case(written: str) -> str:
    return written.title() if written.isupper() else written


def _day_in(place: Place, when: str | None) -> date | None:
    """The article's day, or the nearest one on which the unit stood."""
    if when is None:
        return None
    if place.valid_to and place.valid_to < when:
        return date.fromisoformat(place.valid_to)
    if place.valid_from and when < place.valid_from:
        return date.fromisoformat(place.valid_from)
    return date.fromisoformat(when)


def _time_and_scopes(gazetteer: Gazetteer, home: HomeUnit, when: date | None) -> tuple[str | None, tuple[str, ...]]:
    """The day to read names by, and where to look for a name that stands alone: the portal's unit, its district(s),
    its province of that day."""
    day = when.isoformat() if when else None
    if home.place_id is None:
        return day, ()
    unit = gazetteer.get(home.place_id)
    if day is None or (unit.level == "district" and unit.valid_to and unit.valid_to < day):
        day = unit.valid_to or unit.valid_from
    scopes: list[str] = [unit.id] if unit.level != "province" else []
    if unit.level == "commune":
        lives = [unit, *_forerunners(gazetteer, unit)]
        districts = (gazetteer.chain(life.id)[1] for life in lives)
        scopes += sorted({district.id for district in districts if district})
    return day, (*scopes, *_provinces(gazetteer, gazetteer.chain(unit.id)[2], day))


def _forerunners(gazetteer: Gazetteer, unit: Place) -> list[Place]:
    found: list[Place] = []
    for before in gazetteer.predecessors(unit.id):
        found += [before, *_forerunners(gazetteer, before)]
    return found


def _provinces(gazetteer: Gazetteer, province: Place, day: str | None) -> list[str]:
    """Forms of the portal's province: the one of the day, then the merged one that had begun by then or whose own
    portal carries the older article."""
    heirs = [heir.place for heir in gazetteer.successors(province.id, gazetteer.latest)]
    same_name = [p for p in (province, *_forerunners(gazetteer, province), *heirs) if p.name == province.name]
    of_day = [p.id for p in same_name if day and p.stands_on(day)]
    older_than_portal = day is not None and (province.valid_from or "") > day
    begun = [heir.id for heir in heirs if day is None or older_than_portal or (heir.valid_from or "") <= day]
    return list(dict.fromkeys([*(of_day or [province.id]), *begun]))
