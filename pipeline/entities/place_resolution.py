"""Which unit a written one is: by its chain, else by the article, else by the portal's own unit; never by guess."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import NamedTuple

from pipeline.entities.place_groups import Group
from pipeline.gazetteer import Gazetteer, Place
from pipeline.gazetteer.cues import Named, candidates

_AHEAD = timedelta(days=200)

Way = tuple[Place, ...]
"""One reading of a chain: a unit for each of its names, lowest first."""


class Verdict(NamedTuple):
    """What became of one written unit."""

    place: Place | None
    options: tuple[Place, ...]
    """What remains possible where `place` is None."""
    rule: str
    words: int
    """How many of the written words are the name."""


@dataclass
class Resolver:
    """Resolves the units of one article."""

    gazetteer: Gazetteer
    when: str | None
    """ISO day of the article; None: unknown."""
    scopes: tuple[str, ...]
    """Units to look in for a name that stands alone, nearest first."""
    spoken: dict[tuple[str, str | None, str], Place] = field(default_factory=dict)
    """(level, kind, key) of units that a chain of this article has named."""
    areas: tuple[Way, ...] = ()
    """Districts, then provinces that the article names: where to look for what neither chain nor portal places."""

    def chained(self, group: Group) -> dict[int, Verdict]:
        """Verdicts, by `id` of the name, on the units of a group whose text says where they lie, and those above."""
        options: dict[int, tuple[Named, list[Place], int]] = {}
        for member in group.members:
            words, ways = self._ways(member, group.parents)
            for named, column in zip([member, *group.parents], zip(*ways, strict=True), strict=False):
                count = words if named is member else named.known
                known = options.setdefault(id(named), (named, [], count))[1]
                known += [place for place in column if place not in known]
        return {key: self._verdict(named, found, count) for key, (named, found, count) in options.items()}

    def alone(self, named: Named, kind: str | None, beside: Place | None = None) -> Verdict:
        """The verdict on a unit whose text does not say where it lies; `kind` is its own or its list's cue, `beside`
        the unit before it in that list, whose district (else province) is looked in first."""
        above = (beside.parent_id,) if beside and beside.parent_id else ()
        scopes = (*above, *self.scopes)
        strict = self.gazetteer.called(named.key, named.levels, kind, self.when) if named.known else ()
        alike = self.gazetteer.called(named.key, named.levels, None, self.when) if named.known else ()
        if named.levels == ("province",):
            return _one_of(self._of_era(named, strict or alike), "place.province", named.known)
        spoken = self._spoken_as(named, kind)
        if spoken and not (named.former or named.newer or self._better_at_home(spoken, strict)):
            return Verdict(spoken, (), "place.same-article", named.known)
        for options, rule in (
            (self._not_later(strict), "place.home"),
            (self._not_later(alike), "place.other-kind"),
            (strict if named.kind else (), "place.home"),
        ):
            for scope in scopes:
                if inside := [place for place in options if self.gazetteer.inside_across(place.id, scope)]:
                    found = self._of_era(named, inside)
                    if len(found) > 1 and (spoken_of := self._in_spoken_districts(found)):
                        return _one_of(spoken_of, "place.same-article", named.known)
                    return _one_of(found, rule, named.known)
        words, near = self._near(named, kind, scopes)
        if near:
            return _one_of(near, "place.near-name", words)
        for area in self.areas:
            lying = [p for p in self._not_later(strict) if any(self._below(p, a) for a in area)]
            if lying:
                return _one_of(self._of_era(named, lying), "place.named-area", named.known)
        return Verdict(None, tuple(self._of_era(named, strict or alike)), "place.open", named.known or len(named.words))

    def _spoken_as(self, named: Named, kind: str | None) -> Place | None:
        """The unit that a chain of this article has named so; without a kind the one of any kind."""
        level, key = named.levels[0], named.key
        if kind is not None:
            return self.spoken.get((level, kind, key))
        return next((p for (lv, _, k), p in self.spoken.items() if (lv, k) == (level, key)), None)

    def _below(self, place: Place, area: Place) -> bool:
        return place.level != area.level and self.gazetteer.inside_across(place.id, area.id)

    def name_areas(self, places: Sequence[Place]) -> None:
        """Take `places`, which the article names, as areas to look in: districts, else provinces."""
        distinct = {place.id: place for place in places}
        levels = [tuple(p for p in distinct.values() if p.level == level) for level in ("district", "province")]
        self.areas = tuple(area for area in levels if area)

    def _verdict(self, named: Named, found: list[Place], words: int) -> Verdict:
        verdict = _one_of(found, "place.chain", words)
        if verdict.place:
            self.spoken.setdefault((verdict.place.level, named.kind, named.key), verdict.place)
        return verdict

    def _ways(self, member: Named, parents: Sequence[Named]) -> tuple[int, list[Way]]:
        """How many words of `member` are its name, and every way to read it with what stands above it: units that lie
        in each other, of the article's time, nearest to the portal."""
        uppers = [_by_kind(parent, self.gazetteer, self.when) for parent in parents]
        words = member.known
        ways: list[Way] = []
        if member.known:
            ways = self._nested(candidates(member, self.gazetteer, on=self.when), uppers)
            ways = ways or self._nested(candidates(member, self.gazetteer, any_kind=True, on=self.when), uppers)
        if not ways:
            words, near = self._near(member, member.kind, [place.id for place in uppers[0]])
            ways = self._nested(near, uppers)
        ways = self._best_era([member, *parents], ways)
        for scope in self.scopes if len(ways) > 1 else ():
            if at_home := [way for way in ways if self.gazetteer.inside_across(way[0].id, scope)]:
                return words, at_home
        return words, ways

    def _nested(self, lowest: Sequence[Place], uppers: Sequence[Sequence[Place]]) -> list[Way]:
        """Readings in which each unit lies in the next; in its forerunner or heir only where none lies in it itself."""
        for inside in (self.gazetteer.inside, self.gazetteer.inside_across):
            ways: list[Way] = [(place,) for place in lowest]
            for options in uppers:
                ways = [
                    (*way, upper)
                    for way in ways for upper in options
                    if way[-1].level != upper.level and inside(way[-1].id, upper.id)
                ]  # fmt: skip
            if ways:
                return ways
        return []

    def _near(self, named: Named, kind: str | None, scopes: Sequence[str]) -> tuple[int, list[Place]]:
        """Units of nearly this spelling, or that took up one of this name, and how many words it has: communes in the
        districts, districts in the provinces of `scopes`. With a name that is known elsewhere only that one is tried.
        """
        above = {"commune": "district", "district": "province"}.get(named.levels[0])
        least = 1 if named.words[0].isdigit() else 2
        for words in (named.known,) if named.known else range(min(len(named.words), 5), least - 1, -1):
            name = " ".join(named.words[:words])
            for scope in scopes:
                if self.gazetteer.get(scope).level == above:
                    found = self.gazetteer.loosely_named(name, kind, scope)
                    if found := [place for place in found if place.level == named.levels[0]]:
                        return words, found
        return 0, []

    def _in_spoken_districts(self, places: Sequence[Place]) -> list[Place]:
        """Those that lie in a district which a chain of this article has named ("huyện Đồng Phú, tỉnh Bình Phước")."""
        districts = {place.id for place in self.spoken.values() if place.level == "district"}
        return [place for place in places if place.parent_id in districts]

    def _better_at_home(self, spoken: Place, options: Sequence[Place]) -> bool:
        """Whether a chain named a unit that had ended while one of that name stands in the portal's area."""
        if self.when is None or spoken.stands_on(self.when):
            return False
        standing = [place for place in options if place.stands_on(self.when)]
        return any(self.gazetteer.inside_across(place.id, scope) for place in standing for scope in self.scopes)

    def _not_later(self, places: Sequence[Place]) -> Sequence[Place]:
        """Without units that were made long after the article; new units are spoken of some months ahead."""
        if self.when is None:
            return places
        return [place for place in places if not place.valid_from or place.valid_from <= self._horizon]

    @cached_property
    def _horizon(self) -> str:
        return (date.fromisoformat(self.when) + _AHEAD).isoformat() if self.when else ""

    def _best_era(self, row: Sequence[Named], ways: list[Way]) -> list[Way]:
        if self.when is None or len(ways) < 2:
            return ways
        distances = [sum(self._distance(n, p) for n, p in zip(row, way, strict=True)) for way in ways]
        return [way for way, distance in zip(ways, distances, strict=True) if distance == min(distances)]

    def _of_era(self, named: Named, places: Sequence[Place]) -> Sequence[Place]:
        if self.when is None or len(places) < 2:
            return places
        return [way[0] for way in self._best_era([named], [(place,) for place in places])]

    def _distance(self, named: Named, place: Place) -> int:
        """Eras from the article to the unit, 0 on its day; "(cũ)" asks for one that has ended, "mới" for one that a
        decree made."""
        day = self.when or ""
        if named.newer:
            return 0 if place.valid_from else 100
        if place.stands_on(day):
            return 100 if named.former else 0
        if place.valid_to and place.valid_to < day:
            return 1 + sum(place.valid_to < start <= day for start in self.gazetteer.turning_days)
        return 50


def _by_kind(named: Named, gazetteer: Gazetteer, on: str | None) -> Sequence[Place]:
    return candidates(named, gazetteer, on=on) or candidates(named, gazetteer, any_kind=True, on=on)


def _one_of(places: Sequence[Place], rule: str, words: int) -> Verdict:
    if len(places) == 1:
        return Verdict(places[0], (), rule, words)
    return Verdict(None, tuple(places), "place.open", words)
