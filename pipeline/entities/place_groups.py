"""Which written units belong together: lists under one cue, and chains from commune to province."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pipeline.entities.spans import UPPER, Prepared
from pipeline.gazetteer import Gazetteer, Level
from pipeline.gazetteer.cues import (
    CUE,
    CUE_BEGINS,
    Named,
    after,
    candidates,
    is_cue,
    read_bare,
    read_cued,
    read_unknown,
)

_ORDER: dict[Level, int] = {"commune": 0, "district": 1, "province": 2}
_ABOVE: dict[int, tuple[Level, ...]] = {0: ("district", "province"), 1: ("province",), 2: ()}
_LINK = re.compile(
    r"\)? ?(?:(?P<chain>,? ?\(|- ?|/|,? ?thuộc |của )|(?P<comma>,)|(?P<both>và |& |cùng )) ?|(?P<next>\)? )"
)
"""What may stand between two units; `next`: nothing, which only a cue of a higher level may follow."""
_GOES_ON = re.compile(rf" ?(?:,(?: |(?=[{UPPER}]))|và |& |cùng )")
_TWO_WORDS = re.compile(rf"(?!UBND|HĐND|Công ty|Hợp tác|Hội |Sở |Phòng )[{UPPER}]\w+ [{UPPER}]\w+(?! ?[{UPPER}]| tác)")
_SEVERAL = re.compile(r"(?:các|những|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|\d+) $", re.IGNORECASE)


@dataclass
class Group:
    """Units of one level, and the chain of units that the text puts above them."""

    members: list[Named]
    parents: list[Named] = field(default_factory=list)
    several: bool = False
    """"các xã …": one cue for a list; or the text around says that bare names are units."""

    @property
    def extent(self) -> tuple[int, int]:
        """Start and end of all its names in the text."""
        return self.members[0].start, (self.parents or self.members)[-1].end


def find_groups(field: Prepared, gazetteer: Gazetteer, read: Sequence[tuple[int, int]] = ()) -> Iterator[Group]:
    """Every group of `field` that a cue word outside the stretches `read` opens, in order; none overlap."""
    text = field.text
    done = 0
    for at in field.words.starts(CUE_BEGINS):
        match = CUE.match(text, at) if at >= done else None
        if match is None:
            continue
        done = match.end()
        if not is_cue(text, match) or any(start <= at < end for start, end in read):
            continue
        first = read_cued(text, match, gazetteer)
        if first is None:
            continue
        group = Group([first], several=bool(_SEVERAL.search(text, max(0, first.start - 8), first.start)))
        done = read_on(text, group, gazetteer)
        yield group


def read_on(text: str, group: Group, gazetteer: Gazetteer) -> int:
    """Add to `group` what follows; the end of its last unit."""
    while True:
        top = (group.parents or group.members)[-1]
        link = _LINK.match(text, after(text, top))
        if link is None:
            return top.end
        cue = CUE.match(text, link.end())
        if cue and is_cue(text, cue):
            following = read_cued(text, cue, gazetteer)
            if following is None or not _join_cued(group, top, following, link, gazetteer):
                return top.end
        elif link["next"] or not _join_bare(text, group, top, link, gazetteer):
            return top.end


def _join_cued(group: Group, top: Named, following: Named, link: re.Match[str], gazetteer: Gazetteer) -> bool:
    step = _ORDER[following.levels[-1]] - _ORDER[top.levels[0]]
    if step > 0 and not link["both"] and following.kind != top.kind:
        if link["next"] and not lies_in(top, following, gazetteer):
            return False
        group.parents.append(following)
        return True
    same = following.levels == top.levels and not link["next"]
    if same and not group.parents and not link["chain"] and top.kind != "tỉnh":
        group.members.append(following)
        return True
    return False


def _join_bare(text: str, group: Group, top: Named, link: re.Match[str], gazetteer: Gazetteer) -> bool:
    rank = _ORDER[top.levels[0]]
    parent = None if link["both"] else read_bare(text, link.end(), _ABOVE[rank], gazetteer)
    if parent and lies_in(top, parent, gazetteer):
        listed = group.several and not group.parents and link["comma"] and _GOES_ON.match(text, parent.end)
        if not (listed and read_bare(text, link.end(), top.levels, gazetteer)):
            group.parents.append(parent)
            return True
    if group.parents or link["chain"]:
        return False
    sibling = read_bare(text, link.end(), top.levels, gazetteer)
    if sibling is None and group.several and len(group.members) > 1:
        sibling = _unknown_last(text, link, top, gazetteer)
    if sibling is None:
        return False
    group.members.append(sibling)
    return True


def _unknown_last(text: str, link: re.Match[str], top: Named, gazetteer: Gazetteer) -> Named | None:
    """The last of "các xã A, B và C" where the gazetteer does not know it: two capitalised words and no more."""
    if not (link["both"] or link["comma"]) or not top.known or not _TWO_WORDS.match(text, link.end()):
        return None
    return read_unknown(text, link.end(), top.levels, gazetteer)


def lies_in(unit: Named, above: Named, gazetteer: Gazetteer) -> bool:
    """Whether a unit of that name lies in a unit of the other's name, in any era."""
    units = candidates(unit, gazetteer, any_kind=True)
    return any(gazetteer.inside_across(u.id, a.id) for u in units for a in candidates(above, gazetteer))
