"""Names of units without a cue word, where what stands around them leaves no doubt: provinces by their own name, a unit
whose district or province stands right behind it ("Cao Bồ (Vị Xuyên)"), a unit that the article or its portal gives."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from pipeline.entities.place_groups import Group, lies_in
from pipeline.entities.product_words import product_vocabulary
from pipeline.entities.spans import UPPER, Prepared
from pipeline.gazetteer import Gazetteer, Level
from pipeline.gazetteer.cues import Named, read_bare
from pipeline.gazetteer.keys import name_key, word_key
from pipeline.scan import Before

Taken = Sequence[tuple[int, int]]
"""Stretches of a field that names of other kinds fill."""

_CAP = rf"[{UPPER}]\w*(?:['’]\w+)?"
_CAPITAL_BEFORE = re.compile(rf"({_CAP}) $")
_RUN_BEFORE = re.compile(rf"(?<!\w)(?P<run>{_CAP}(?: {_CAP}){{0,4}}) ?(?:\(|, ?(?:thuộc )?|- )$")
_BODY = re.compile(
    r"(?<!\w)(?:UBND|HĐND|Ủy ban nhân dân|Uỷ ban nhân dân|Hội đồng nhân dân|UBMTTQ|MTTQ|Mặt trận Tổ quốc|Sở|Chi cục|Cục"
    r"|Hội|Liên minh|Đoàn|Ban|Văn phòng|Trung tâm|Phòng|Công an|Liên đoàn)(?: [^,;.:()\n]{1,60})? $"
)
_NO_UNIT_BEFORE = Before(
    "sông|suối|đường|phố|chợ|cầu|hồ|núi|đèo|biển|vịnh|bến|cảng|ga|sân bay|khu công nghiệp|kcn|khu|ấp|thôn|xóm|bản|buôn"
    "|làng|khóm|tổ|báo|tạp chí|đài|đại học|cao đẳng|thpt|thcs|tiểu học|bệnh viện|ngân hàng|công ty|cty|khách sạn"
    "|nhà hàng|siêu thị|chùa|đền|đình|làng nghề|thương hiệu|nhãn hiệu|quốc lộ|ông|bà|anh|chị|htx|tổ hợp tác|tht"
    "|vườn quốc gia|cao nguyên|đồng chí|tnhh|cp|viện|nhà máy|xí nghiệp|festival|lễ hội|hội chợ|cao tốc|chi nhánh"
    "|bưu điện|cơ sở|hội nghị|hợp tác xã|dinh|lăng|mũi|đảo|hòn|thác|rừng|miếu|trường"
)
_OPENING = frozenset(
    ("Tại", "Ở", "Về", "Từ", "Đến", "Theo", "Và", "Hiện", "Nay", "Riêng", "Với", "Tỉnh", "Trong", "Còn", "Là", "Khi",
     "Như", "Cùng", "Do", "Qua", "Trên", "Sau", "Của", "Nhiều", "Toàn", "Đưa", "Cho", "Vùng", "OCOP", "Người", "Ngoài",
     "Vì", "Nhờ", "Tới", "UBND", "HĐND", "Huyện")
)  # fmt: skip
"""Words with a capital only because a sentence begins with them."""
_NAME_GOES_ON = re.compile(rf"(?: | ?- ?)?(?:[{UPPER}]|\d{{1,2}}(?![\d/.]| [^\W\d_{UPPER}]))")
_PROVINCE_GOES_ON = re.compile(rf"[ -][{UPPER}]")
_STRONG = re.compile(r"(?<!\w)(?:tại|ở|về|đến|tới|từ|(?<!sầu )riêng|Tại|Ở|Về|Từ|Đến|Riêng) $|\($")
_SENSE = re.compile(
    r"(?:(?<!\w)(?i:tại|ở|về|đến|tới|từ|của|trên địa bàn|vùng đất|mảnh đất|đất|quê|người|nông dân|người dân|nhân dân"
    r"|hộ dân|xứ|giữa|sau|đặc sản|cho|với|và|cùng|khắp|lên|vào|qua|thăm|thuộc|lãnh đạo|hiện|nay|riêng|ubnd|hđnd|là|gồm"
    r"|như|trong đó) "
    r"|, |; |\(|\| |^|[.!?…:] |[\n“\"])$"
)
"""What stands right before a name that means the unit."""
_SENSE_ENDS = (
    *(f"{word} " for word in ("tại", "ở", "về", "đến", "tới", "từ", "của", "bàn", "đất", "quê", "người", "dân", "xứ")),
    *(f"{word} " for word in ("giữa", "sau", "sản", "cho", "với", "và", "cùng", "khắp", "lên", "vào", "qua", "thăm")),
    *(f"{word} " for word in ("đạo", "hiện", "nay", "riêng", "ubnd", "hđnd", "là", "gồm", "như", "đó", "vùng")),
    "thuộc ",
    ", ", "; ", "(", "| ", ". ", "! ", "? ", "… ", ": ", "\n", "“", '"',
)  # fmt: skip
"""A cheap look before `_SENSE`: how what it finds ends, in lower case."""
_TITLE_COLON = re.compile(r" ?[:|]")
_NEXT = re.compile(r"(?:, ?| và | cùng )(?=\S)")
_LIES_LOWER = re.compile(r" (?:cũ )?(?:thuộc|của|ở) (?:huyện|thị xã|thành phố|TP|TX|tỉnh)")
_FIRST_WORD = re.compile(r"\w+")
_LOWER: tuple[Level, ...] = ("district", "commune")
_OTHER_SPELLINGS = (
    "Bà Rịa-Vũng Tàu", "Thừa Thiên Huế", "Thừa Thiên - Huế", "Đắc Lắc", "Đăk Lăk", "Đắk Lăk", "Đăk Nông", "Đắc Nông",
)  # fmt: skip


@cache
def _written_provinces(names: tuple[str, ...]) -> tuple[re.Pattern[str], frozenset[str]]:
    """What the provinces `names` are written like, and the first words of that."""
    written = {*names, *_OTHER_SPELLINGS, *(_tone_at_end(name) for name in names)}
    known = sorted({*written, *map(str.upper, written)}, key=lambda name: (-len(name), name))
    firsts = frozenset(re.split(r"\W", name)[0] for name in known)
    return re.compile(rf"(?<![\w.-])(?:{'|'.join(map(re.escape, known))})(?![\w-])"), firsts


def _tone_at_end(name: str) -> str:
    for old, new in {"óa": "oá", "òa": "oà"}.items():
        name = name.replace(old, new)
    return name


def find_provinces(field: Prepared, gazetteer: Gazetteer, taken: Taken, other_units: frozenset[str]) -> Iterator[Group]:
    """Provinces called by their name alone. `other_units`: keys of lower units that the article calls so."""
    text = field.text
    written, firsts = _written_provinces(gazetteer.province_names)
    done = 0
    for start in [at for at, word in field.capitalised if word in firsts]:
        match = written.match(text, start) if start >= done else None
        if match is None:
            continue
        end = done = match.end()
        if _is_taken(start, end, taken) or (_PROVINCE_GOES_ON.match(text, end) and not match[0].isupper()):
            continue
        if _LIES_LOWER.match(text, end):
            continue
        named = read_bare(text, start, ("province",), gazetteer)
        if named is None or named.key in other_units or not _denotes_unit(text, start, match[0]):
            continue
        yield Group([named], several=True)


def _denotes_unit(text: str, start: int, name: str) -> bool:
    before = text[max(0, start - 90) : start]
    if _is_of_another(before):
        return False
    word = _CAPITAL_BEFORE.search(before)
    return word is None or name.isupper() or word[1] in _OPENING or _BODY.search(before) is not None


def with_unit_before(text: str, groups: Sequence[Group], gazetteer: Gazetteer, taken: Taken) -> list[Group]:
    """`groups`, each with the bare unit right before it that lies in its first one: "Cao Bồ (huyện Vị Xuyên)"."""
    found: list[Group] = []
    end = 0
    for group in groups:
        first = group.members[0]
        while len(group.members) == 1 and first.levels[-1] != "commune":
            opened = _RUN_BEFORE.search(text, max(end, first.start - 60), first.start)
            below = _unit_before(text, *opened.span("run"), first, gazetteer, taken) if opened else None
            if below is None:
                break
            group, first = Group([below], [first, *group.parents], several=True), below
        found.append(group)
        end = max(named.end for named in (*group.members, *group.parents))
    return found


def _unit_before(text: str, start: int, end: int, above: Named, gazetteer: Gazetteer, taken: Taken) -> Named | None:
    """The unit that fills `text[start:end]` but for words that only begin a sentence."""
    levels = _LOWER if above.levels[-1] == "province" else _LOWER[1:]
    while start < end and not _is_taken(start, end, taken):
        for level in levels:
            named = read_bare(text, start, (level,), gazetteer)
            if named and named.end == end and lies_in(named, above, gazetteer):
                before = text[max(0, start - 30) : start]
                return None if _is_of_another(before) else named
        word = text[start:end].split(" ")[0]
        if word not in _OPENING:
            return None
        start += len(word) + 1
    return None


def _is_of_another(before: str) -> bool:
    """Whether a word before makes it the name of something else: of a river, a school, a person, of goods."""
    said = before[:-1].lower() if before.endswith(" ") else ""
    named = _NO_UNIT_BEFORE.start(said) is not None and not said.endswith("thị trường")
    return named or _are_goods(before)


def _are_goods(before: str) -> bool:
    """Whether a kind of goods stands right before ("Dầu *dừa* Bồng Sơn (thị xã Hoài Nhơn)", "*tôm* Cà Mau")."""
    if not before.endswith(" "):
        return False
    words = _FIRST_WORD.findall(before.lower())[-2:]
    begins = product_vocabulary().begins
    if words[-1:] == ["cao"] and words[0] in ("vùng", "nâng", "tăng", "lượng"):
        return False  # "vùng cao Yên Bái": high, not the extract
    return any(begins.fullmatch(" ".join(words[i:])) for i in range(len(words)))


Unit = tuple[Level, str]
"""Level and `Named.key`."""


@dataclass(frozen=True)
class Given:
    """Units that the article or its portal gives, so that their names need no cue."""

    spoken: frozenset[Unit]
    """Named with their cue somewhere in the article."""
    lying: frozenset[Unit]
    """Right below the portal's district or province, or the province that the article is about: they may stand alone
    after "tại", "ở", in brackets, or before the colon of a title."""
    firsts: frozenset[str]
    """`word_key` of the first word of each."""

    def holds(self, unit: Unit, *, strong: bool) -> bool:
        """Whether the unit may stand alone; a commune that only lies in the area needs a `strong` sign."""
        return unit in self.spoken or (unit in self.lying and (strong or unit[0] == "district"))


def units_below(gazetteer: Gazetteer, areas: Iterable[str], when: str | None) -> tuple[frozenset[Unit], frozenset[str]]:
    """Districts and communes right below `areas` that stand on the day `when` (None: of any day) and their first words;
    names of one short word are left out, they are words of other things too."""
    below = [_units_below(gazetteer, area, when) for area in areas]
    return frozenset().union(*(units for units, _ in below)), frozenset().union(*(firsts for _, firsts in below))


@lru_cache(maxsize=2048)
def _units_below(gazetteer: Gazetteer, area: str, when: str | None) -> tuple[frozenset[Unit], frozenset[str]]:
    found: set[Unit] = set()
    firsts: set[str] = set()
    for place in gazetteer.children(area):
        words = re.split(r"[ -]+", place.name)
        if (when is None or place.stands_on(when)) and (len(words) > 1 or len(place.name) > 4):
            found.add((place.level, name_key(place.name)))
            firsts.add(word_key(words[0]))
    return frozenset(found), frozenset(firsts)


def find_again(field: Prepared, gazetteer: Gazetteer, given: Given, taken: Taken) -> Iterator[Group]:
    """Communes and districts of `given` alone after "tại", "của", in brackets, or where a sentence begins, and those
    listed behind one."""
    text = field.text
    firsts = given.firsts
    for start in [at for at, word in field.capitalised if word_key(word) in firsts]:
        before = text[max(0, start - 20) : start]
        sense = _SENSE.search(before) if not start or before.lower().endswith(_SENSE_ENDS) else None
        if sense is None or (not sense[0] and start):
            continue
        strong = _STRONG.search(text, max(0, start - 12), start) is not None
        heads_line = sense[0] in ("", "\n", "| ")
        while named := _given_at(text, start, gazetteer, given, taken, strong=strong, heads_line=heads_line):
            yield Group([named], several=True)
            joint = _NEXT.match(text, named.end) if strong else None
            if joint is None:
                break
            start = joint.end()


def _given_at(
    text: str, start: int, gazetteer: Gazetteer, given: Given, taken: Taken, *, strong: bool, heads_line: bool
) -> Named | None:
    first = _FIRST_WORD.match(text, start)
    if first is None or word_key(first[0]) not in given.firsts:
        return None
    before = text[max(0, start - 30) : start]
    if _is_of_another(before):
        return None
    for level in _LOWER:
        named = read_bare(text, start, (level,), gazetteer)
        if named is None or _NAME_GOES_ON.match(text, named.end) or _is_taken(start, named.end, taken):
            continue
        sure = strong or (heads_line and _TITLE_COLON.match(text, named.end) is not None)
        if given.holds((level, named.key), strong=sure):
            return named
    return None


def _is_taken(start: int, end: int, taken: Taken) -> bool:
    return any(begin < end and start < stop for begin, stop in taken)
