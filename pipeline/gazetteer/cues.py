"""How units are written: a cue word and a name ("xã Lộc An", "H.Long Thành", "TP HCM", "các xã Lộc An, Bình An")."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from pipeline.gazetteer.gazetteer import Gazetteer
from pipeline.gazetteer.keys import name_key, word_key
from pipeline.gazetteer.units import Level, Place

LEVELS: dict[str, tuple[Level, ...]] = {
    "xã": ("commune",), "phường": ("commune",), "thị trấn": ("commune",), "đặc khu": ("commune",),
    "huyện": ("district",), "quận": ("district",), "thị xã": ("district",), "thành phố": ("district", "province"),
    "tỉnh": ("province",),
}  # fmt: skip
_SHORT = {"X": "xã", "P": "phường", "TT": "thị trấn", "H": "huyện", "Q": "quận", "TX": "thị xã", "TP": "thành phố",
          "T": "tỉnh"}  # fmt: skip
_LETTERS = [chr(code) for code in (*range(0x41, 0x1B1), *range(0x1EA0, 0x1EFA))]
_UPPER = "".join(char for char in _LETTERS if char.isupper())


def _written(kind: str) -> str:
    return "|".join((kind, kind.capitalize(), kind.title(), kind.upper()))


_LYING = (
    "miền núi|vùng cao|vùng sâu|vùng biên|vùng ven|biên giới|ven biển|ven đô|bãi ngang|hải đảo|đảo|miền biển|anh hùng"
)
_BODIES = {
    "Tỉnh": "tỉnh", "TỈNH": "tỉnh", "Huyện": "huyện", "HUYỆN": "huyện", "Quận": "quận", "Thị": "thị xã",
    "Thành": "thành phố", "THÀNH": "thành phố",
}  # fmt: skip
CUE = re.compile(
    rf"(?=[xXpPtTđĐhHqQ])(?:(?P<full>{'|'.join(_written(kind) for kind in sorted(LEVELS, key=len, reverse=True))})"
    rf"(?: (?P<lying>{_LYING}))? +"
    rf"|(?P<body>{'|'.join(_BODIES)}) (?:ủy|uỷ|Ủy|Uỷ|ỦY|UỶ|đoàn|Đoàn|ĐOÀN) "
    r"|(?P<dot>[XPHQT]|T[TXP]|T[txp]|t[txp])\. ?|(?P<bare>T[TXP]|Tp) +|(?P<farm>TTNT) +|(?P<glued>TP)(?=HCM))"
    rf"(?=[{_UPPER}\d])"
)
"""Matches up to where the name begins; see `is_cue` for what may stand before it. The committee of a party ("Huyện ủy
Long Thành") names its unit, its own words are not of the mention."""
CUE_BEGINS = frozenset((*(kind.split()[0] for kind in LEVELS), *(short.lower() for short in _SHORT), "ttnt", "tphcm"))
"""First words of what `CUE` finds, in lower case."""
_WORD = re.compile(rf"Nông trường|N\.T|[{_UPPER}]\w*(?:['’‘ʼ`]\w+)*")
_PARTS = re.compile("[ .]")
_NUMBER = re.compile(r"\d{1,2}(?![\d%]|[.,/]\d|\w)")
_JOINT = re.compile(r" ?- ?| ")
_AGE = re.compile(r" ?\(?(?:(?P<former>cũ|trước đây)|(?P<newer>mới))\)?(?!\w)")
_BEFORE = re.compile(r"(\w+) $")
_NOT_AFTER = frozenset(
    ("liên", "tác", "ông", "bà", "công", "làng", "Ông", "Bà", "Công", "Tác", "TÁC", "ÔNG", "BÀ", "CÔNG")
)
"""hợp tác xã, công xã; Bà Huyện Thanh Quan; đường liên xã Phước Bình - Tân Hiệp names a road."""
_EACH = frozenset(("từng", "mỗi", "nhiều"))
"""từng xã miền núi Tân Phú: every upland commune of the district, no commune of that name."""
_FARM = name_key("Nông trường")
"""A town that was a state farm carries it in its name: "TTNT Trần Phú" is thị trấn Nông trường Trần Phú."""
_MOST_WORDS = 8


class Named(NamedTuple):
    """A unit as written, before anyone says which it is."""

    start: int
    """Where the cue begins, or the name where it has none."""
    name_start: int
    ends: tuple[int, ...]
    """End of each written word of the name, as far as it may run."""
    words: tuple[str, ...]
    keys: tuple[str, ...]
    """`word_key` of each word."""
    kind: str | None
    """By its cue; None without one."""
    levels: tuple[Level, ...]
    known: int
    """Words of the longest beginning that is the name of a unit of these levels; 0: none is."""
    full_cue: bool
    key: str
    """`name_key` of the known name, or of all words."""
    former: bool = False
    """"cũ" or "trước đây" follows."""
    newer: bool = False
    """"mới" follows."""

    @property
    def end(self) -> int:
        return self.ends[(self.known or len(self.ends)) - 1]


def is_cue(text: str, match: re.Match[str]) -> bool:
    """Whether what stands before a match of `CUE` lets it be one."""
    start = match.start()
    if start and (text[start - 1].isalnum() or (match["full"] is None and text[start - 1] in ".-/&")):
        return False
    before = text[max(0, start - 12) : start]
    if not before.endswith(" "):
        return True
    word = before[:-1].rpartition(" ")[2]
    if not word.isalpha():
        word = said[1] if (said := _BEFORE.search(before)) else ""
    return word not in _NOT_AFTER and not (match["lying"] and word.lower() in _EACH)


def read_cued(text: str, match: re.Match[str], gazetteer: Gazetteer) -> Named | None:
    """The unit that a match of `CUE` begins."""
    kind = _kind_of(match)
    start = match.end() if match["body"] else match.start()
    named = _read(text, start, match.end(), kind, LEVELS[kind], gazetteer, full_cue=bool(match["full"]),
                  farm=bool(match["farm"]))  # fmt: skip
    if named is None or len(named.levels) == 1:
        return named
    level: Level = "province" if any(p.level == "province" for p in candidates(named, gazetteer)) else "district"
    return named._replace(levels=(level,))


def _kind_of(match: re.Match[str]) -> str:
    if match["full"]:
        return match["full"].lower()
    if match["body"]:
        return _BODIES[match["body"]]
    if match["farm"]:
        return "thị trấn"
    return _SHORT[(match["dot"] or match["bare"] or match["glued"]).upper()]


def read_bare(text: str, start: int, levels: Sequence[Level], gazetteer: Gazetteer) -> Named | None:
    """A name without a cue at `start`; None unless a unit of `levels` is called so."""
    named = _read(text, start, start, None, tuple(levels), gazetteer, full_cue=False)
    return named if named and named.known else None


def read_unknown(text: str, start: int, levels: Sequence[Level], gazetteer: Gazetteer) -> Named | None:
    """A name without a cue that no unit of `levels` need bear."""
    return _read(text, start, start, None, tuple(levels), gazetteer, full_cue=False)


def after(text: str, named: Named) -> int:
    """Where the text goes on behind the name and its "(cũ)"."""
    age = _AGE.match(text, named.end)
    return age.end() if age else named.end


def candidates(named: Named, gazetteer: Gazetteer, *, any_kind: bool = False, on: str | None = None) -> Sequence[Place]:
    """Units of every era with that name, of the written kind; `on` as in `Gazetteer.named`."""
    return gazetteer.called(named.key, named.levels, None if any_kind else named.kind, on)


def _read(
    text: str, start: int, name_start: int, kind: str | None, levels: tuple[Level, ...], gazetteer: Gazetteer, *,
    full_cue: bool, farm: bool = False,
) -> Named | None:  # fmt: skip
    numbered = kind in ("phường", "quận")
    ends, words = _words(text, name_start, numbered=numbered)
    if not ends:
        return None
    keys = tuple(word_key(word) if word.isalpha() else _key_of_parts(word) for word in words)
    if farm:
        keys = (_FARM + keys[0], *keys[1:])
    known = next((n for n in range(len(keys), 0, -1) if gazetteer.is_named("".join(keys[:n]), levels)), 0)
    if known == 1 and len(words) > 1 and words[0].lower() == "nông trường":
        known = 0  # "thị trấn Nông trường Mộc Châu" is not xã Nông Trường
    age = _AGE.match(text, ends[(known or len(ends)) - 1])
    former, newer = (bool(age["former"]), bool(age["newer"])) if age else (False, False)
    key = "".join(keys[: known or None])
    return Named(start, name_start, ends, words, keys, kind, levels, known, full_cue, key, former, newer)


def _key_of_parts(word: str) -> str:
    return "".join(map(word_key, _PARTS.split(word)))


def _words(text: str, start: int, *, numbered: bool) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """Ends and texts of the capitalised words from `start` on; a number only as first word of a ward or after words."""
    ends: list[int] = []
    words: list[str] = []
    position = start
    while len(ends) < _MOST_WORDS:
        match = _WORD.match(text, position) or (_NUMBER.match(text, position) if ends or numbered else None)
        if match is None:
            break
        ends.append(match.end())
        words.append(match[0])
        joint = _JOINT.match(text, match.end())
        if joint is None or (match[0].isdigit() and len(ends) == 1):
            break
        position = joint.end()
    return tuple(ends), tuple(words)
