"""Lists of units under words that only say their kind: "6/11 xã (Phú Túc, La Ngà)", "các tỉnh như Bến Tre, Cà Mau"."""

import re
from collections.abc import Iterator

from pipeline.entities.place_groups import Group, read_on
from pipeline.entities.spans import UPPER, Prepared
from pipeline.gazetteer import Gazetteer, Level
from pipeline.gazetteer.cues import Named, read_bare

_KIND = r"(?:xã|phường|thị trấn|đặc khu|huyện|quận|thị xã|thành phố|tỉnh|địa phương)"
_OPENS = re.compile(
    rf"(?<!\w)(?<!hợp tác )(?P<kinds>{_KIND}(?:(?:,| và| hoặc|,? cùng) (?:các )?(?:\d+ )?{_KIND})*)"
    r"(?:(?: (?:mới|bạn|khác|lân cận|trọng điểm))?(?: ?\(| ?:)"
    r"| [^.;:()\n]{0,60}?(?:như|gồm(?: có)?|là|có các xã)(?: các)? ?:"
    r"| [^.;:()\n,]{0,40}?(?:như|gồm|bao gồm)) ?(?=[^\W\d_])"
)
_NEXT = re.compile(r" ?(?:[,;] ?(?:và )?|và |& |cùng |- )")
_GOES_ON = re.compile(rf" ?[{UPPER}]")
_LEVELS: dict[str, tuple[Level, ...]] = {
    "xã": ("commune",), "phường": ("commune",), "thị trấn": ("commune",), "đặc khu": ("commune",),
    "huyện": ("district",), "quận": ("district",), "thị xã": ("district",), "thành phố": ("district",),
    "tỉnh": ("province",), "địa phương": ("district", "commune", "province"),
}  # fmt: skip
_OPENING_WORDS = frozenset(kind.split()[0] for kind in _LEVELS)


def find_lists(field: Prepared, gazetteer: Gazetteer) -> Iterator[Group]:
    """Every list of at least two known names, or of one that fills its brackets."""
    text = field.text
    for match in field.words.matches(_OPENS, _OPENING_WORDS):
        levels = _levels(match["kinds"])
        members = _members(text, match.end(), levels, gazetteer)
        alone = members and text[match.end() - 1] == "(" and text[members[-1].end : members[-1].end + 1] == ")"
        if len(members) > 1 or alone:
            group = Group(members, several=True)
            read_on(text, group, gazetteer)
            yield group


def _levels(kinds: str) -> tuple[Level, ...]:
    """Levels of the last kind of a row; "tỉnh, thành phố" are provinces."""
    if "tỉnh" in kinds:
        return ("province",)
    return _LEVELS[re.findall(_KIND, kinds)[-1]]


def _members(text: str, start: int, levels: tuple[Level, ...], gazetteer: Gazetteer) -> list[Named]:
    found: list[Named] = []
    position = start
    while named := read_bare(text, position, levels, gazetteer):
        if _GOES_ON.match(text, named.end):
            break
        found.append(named)
        joint = _NEXT.match(text, named.end)
        if joint is None:
            break
        position = joint.end()
    return found
