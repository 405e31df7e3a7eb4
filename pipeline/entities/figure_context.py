"""Where and when a count holds, by the words of its sentence."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

from pipeline.entities.spans import UPPER, Prepared
from pipeline.entities.surroundings import Surroundings
from pipeline.gazetteer import Gazetteer, Level, Place
from pipeline.model import HomeUnit, PlaceMention
from pipeline.scan import starts_of

_YEARS = re.compile(
    r"(?P<day>\d{1,2})[/-](?P<month>\d{1,2})[/-](?P<day_year>20\d\d)"
    r"|quý (?:i{1,3}v?|iv|[1-4])(?:/| năm |/năm )(?P<quarter_year>20\d\d)"
    r"|(?:tháng (?P<only_month>\d{1,2})(?:/| năm )|(?<!lần )(?<!quý )(?<!đợt )(?<![\d/])(?P<bare_month>\d{1,2})/)"
    r"(?P<month_year>20\d\d)(?!\d)"
    r"|(?:năm|giai đoạn|từ năm) (?P<first>20\d\d)(?: ?(?:và|-|đến|đến năm|,) ?(?:năm )?(?P<last>20\d\d))?(?!\d)"
)
_KINDS = {"huyện": "district", "thị xã": "district", "quận": "district", "tỉnh": "province", "xã": "commune",
          "phường": "commune", "thị trấn": "commune", "thành phố": ""}  # fmt: skip
_KIND = "|".join(_KINDS)
_NAMED = re.compile(
    rf"(?:(?i:địa bàn|toàn|riêng|tại|ở|của|cả|cho|từ)\s+)?(?P<unit>(?P<kind>(?i:{_KIND}))\s+"
    rf"(?P<name>(?!UBND|HĐND)[{UPPER}]\w*(?:[ -][{UPPER}]\w*){{0,3}}))"
)
_NAMED_BEGINS = ("địa bàn", "toàn", "riêng", "tại", "ở", "của", "cả", "cho", "từ", *_KINDS)
_OWN_UNIT = re.compile(rf"(?i:địa bàn|toàn)\s+(?P<kind>{_KIND})(?!\s+[{UPPER}])(?!\w)")
_BEHIND = re.compile(
    rf"(?i:[^,.;:\n]{{0,40}}? (?:ocop|sao|sản phẩm|chủ thể|htx|hợp tác xã))(?:\s+(?:của|tại|ở))?\s+"
    rf"(?P<unit>(?P<kind>(?i:tỉnh|huyện|thị xã|thành phố))\s+(?P<name>[{UPPER}]\w*(?:[ -][{UPPER}]\w*){{0,3}}))"
)
"""The unit right behind a count whose sentence names none before: "13 sản phẩm OCOP tỉnh Thanh Hóa"."""
_OF_SEVERAL = re.compile(
    rf"(?i:các|những|hai|ba|bốn) (?:{_KIND})\s+[{UPPER}]\w*(?: [{UPPER}]\w*){{0,3}}"
    rf"(?:, [{UPPER}]\w*(?: [{UPPER}]\w*){{0,3}})*(?:, | và | cùng )$"
)
_COUNTRY = re.compile(r"(?i:cả nước|toàn quốc)")
_BODY_BEFORE = re.compile(
    r"(?i:ubnd|hđnd|ủy ban nhân dân|hội đồng nhân dân|của htx[^,.;]*|hợp tác xã[^,.;]*|htx[^,.;]*)\s*$"
)
_PRODUCER = re.compile(
    rf"(?<!\w)(?<!\d )(?<!các )(?:HTX|THT|(?i:hợp tác xã|tổ hợp tác|công ty|cơ sở|doanh nghiệp|"
    rf"hộ kinh doanh|trang trại))\s[^,.;:\n]*?"
    rf"[{UPPER}](?:(?!tổng số|toàn |địa bàn|huyện|tỉnh|cả nước|hiện nay)[^.;:\n])*$"
)


@dataclass(frozen=True)
class Home:
    """The portal's unit on the article's day, with the gazetteer to look it up."""

    unit: HomeUnit
    gazetteer: Gazetteer | None
    when: date | None = None
    published: str | None = None
    """When the article was published, partial ISO."""
    subject: tuple[str, str | None] | None = None
    """On the portal of a province or of no unit the one commune or district that the title names: what the article
    counts where its sentence names none."""

    def at(self, level: str) -> tuple[str | None, str | None]:
        """Label and id of the portal's unit at `level`, or of the portal itself for an empty level."""
        level = level or self.unit.level
        for place in self.chain:
            if place.level == level:
                return place.label, place.id
        if level == self.unit.level:
            return self.unit.labels.get(level), self.unit.place_id
        return self.unit.labels.get(level), None

    @cached_property
    def chain(self) -> tuple[Place, ...]:
        if not self.gazetteer or not self.unit.place_id:
            return ()
        around = Surroundings(self.gazetteer, self.unit, self.when)
        levels: tuple[Level, ...] = ("commune", "district", "province")
        return tuple(place for level in levels if (place := around.home_unit(level)))


_VERB = re.compile(
    r"[,(]| (?:có|đạt|với|đã|hiện|được|đang|sở hữu|vừa|mang|đưa|đăng ký|giới thiệu|sẽ|nói|kể|cho biết|cho hay|chia sẻ"
    r"|thông tin|dự kiến|phấn đấu|tiếp tục|cũng|còn)(?!\w)"
)
_YEAR_REACH = 120
_SINCE = re.compile(r" ?(?:,|\))? ?đến nay(?!\w)")
_COMPARED = re.compile(r"(?<!\w)so với (?:[^\W\d]+ ){0,4}$")
_THIS_YEAR = re.compile(
    r"(?<!\w)(?:năm nay|từ đầu năm|trong năm(?! \d)|(?:sáng|chiều|tối|ngày) \d{1,2}[/.-]\d{1,2}(?![\d/.-]))(?!\w)"
)
_OF_DOCUMENT = re.compile(r"/[a-zđ&/-]+\s?[,(]?\s?(?:ngày )?$")
"""What stands before the day of a document: "Kế hoạch số 51/KH-UBND ngày 08/6/2020" dates no count."""


def as_of(lower: str, position: int, sentence: tuple[int, int], counting: str, when: date | None = None) -> str | None:
    """The year the count holds for: the last one named before it in the sentence, else the first after it. A total
    after "hai năm 2018 và 2019" is as of the later year, what is new is of both; "từ năm 2019 đến nay" names no year of
    the count. `when`, the article's day, is what "năm nay" means."""
    before = [found for found in _years_in(lower, *sentence) if found.end() <= position]
    clause_ends = min(sentence[1], *(at for at in [lower.find(";", position)] if at >= 0), position + _YEAR_REACH)
    after = [found for found in _years_in(lower, *sentence) if position <= found.start() and found.end() <= clause_ends]
    found = before[-1] if before else after[0] if after else None
    if not found:
        return str(when.year) if when and _THIS_YEAR.search(lower, sentence[0], sentence[1]) else None
    if found["day"]:
        month, day = int(found["month"]), int(found["day"])
        return f"{found['day_year']}-{month:02}-{day:02}" if 1 <= month <= 12 and 1 <= day <= 31 else found["day_year"]
    if found["quarter_year"]:
        return found["quarter_year"]
    if found["month_year"]:
        month = int(found["only_month"] or found["bare_month"])
        return f"{found['month_year']}-{month:02}" if 1 <= month <= 12 else found["month_year"]
    if not found["last"]:
        return found["first"]
    return f"{found['first']}-{found['last']}" if counting == "new" else found["last"]


@lru_cache(maxsize=64)
def _years_in(lower: str, start: int, end: int) -> tuple[re.Match[str], ...]:
    """Years named in one sentence, without the beginnings of "từ năm 2019 đến nay" and what a count is compared with
    ("so với cuối năm 2022"); its figures share them."""
    return tuple(
        found
        for found in (_YEARS.finditer(lower, start, end) if lower.find("20", start, end) >= 0 else ())
        if not _SINCE.match(lower, found.end())
        and not _COMPARED.search(lower, max(start, found.start() - 30), found.start())
        and not _is_of_document(lower, found)
    )


def _is_of_document(lower: str, found: re.Match[str]) -> bool:
    return (
        found["day"] is not None and _OF_DOCUMENT.search(lower[max(0, found.start() - 30) : found.start()]) is not None
    )


def _is_aside(text: str, start: int, position: int) -> bool:
    """Whether a unit at `position` belongs to the name of a body, or in a bracket to a product before it."""
    in_bracket = text.rfind("(", start, position) > text.rfind(")", start, position)
    return in_bracket or _BODY_BEFORE.search(text, start, position) is not None


@lru_cache(maxsize=64)
def _units_in(text: str, lower: str, start: int, end: int) -> tuple[re.Match[str], ...]:
    """Named units, own units and "cả nước" in one sentence, but for those in the name of a body."""
    named: list[re.Match[str]] = []
    done = start
    for at in starts_of(_NAMED_BEGINS, lower, start, end):
        if at >= done and (found := _NAMED.match(text, at, end)):
            done = found.end()
            named += [] if _is_aside(text, start, at) else [found]
    own = _OWN_UNIT.finditer(text, start, end) if starts_of(("địa bàn", "toàn"), lower, start, end) else ()
    country = _COUNTRY.finditer(text, start, end) if starts_of(("nước", "quốc"), lower, start, end) else ()
    return (*named, *own, *country)


def producer_of(text: str, start: int, position: int) -> str | None:
    """The one named producer that the clause before the count is about: "HTX Nông nghiệp Xanh có 3 sản phẩm"."""
    found = _PRODUCER.search(text, start, position)
    return _VERB.split(found[0])[0].strip() if found else None


def place_of(
    field: Prepared, position: int, sentence: tuple[int, int], where: Home, places: Sequence[PlaceMention]
) -> tuple[str | None, str | None]:
    """Label and gazetteer id of the unit counted: the last one named before the count in its sentence, else the
    portal's."""
    text = field.text
    before = [found for found in _units_in(text, field.lower, *sentence) if found.end() <= position]
    last = max(before, key=lambda found: found.start(), default=None)
    best: tuple[int, tuple[str | None, str | None]] = (-1, where.subject or where.at(""))
    if last is not None:
        best = last.start(), _said_unit(field, last, where, places)
    for place in places:
        start = _in_text(field, place.span.start)
        stands = max(best[0], sentence[0] - 1) < start < position and place.level != "commune"
        if stands and not _is_aside(text, sentence[0], start):
            one = (f"{place.kind} {place.name}", place.place_id)
            best = start, (None, None) if _joined_before(text, sentence[0], start) else one
    if best[0] < 0 and (behind := _BEHIND.match(text, position, sentence[1])):
        return _named(field, behind, where, places)
    return best[1]


def _joined_before(text: str, start: int, position: int) -> bool:
    """Whether the unit at `position` is the last of several ("các huyện Trảng Bom, Vĩnh Cửu *và Thống Nhất*")."""
    return _OF_SEVERAL.search(text, start, position) is not None


def _said_unit(
    field: Prepared, found: re.Match[str], where: Home, places: Sequence[PlaceMention]
) -> tuple[str | None, str | None]:
    if found.re is _COUNTRY:
        return "cả nước", None
    if found.re is _OWN_UNIT:
        own = where.at(_KINDS[found["kind"].lower()])
        return own if own != (None, None) else _named_last(field, found, places)
    return _named(field, found, where, places)


def _named_last(field: Prepared, found: re.Match[str], places: Sequence[PlaceMention]) -> tuple[str | None, str | None]:
    """What "toàn huyện" is on the portal of a province: the district named last before it."""
    level = _KINDS[found["kind"].lower()]
    before = [place for place in places if place.level == level and _in_text(field, place.span.start) < found.start()]
    last = max(before, key=lambda place: place.span.start, default=None)
    return (f"{last.kind} {last.name}", last.place_id) if last else (None, None)


def _in_text(field: Prepared, raw: int) -> int:
    """Index into the prepared text of an index into the field."""
    return raw if field.kept is None else bisect_left(field.kept, raw)


def _named(
    field: Prepared, named: re.Match[str], where: Home, places: Sequence[PlaceMention]
) -> tuple[str | None, str | None]:
    span = field.span(*named.span("unit"))
    for place in places:
        if place.span.start < span.end and span.start < place.span.end:
            return f"{place.kind} {place.name}", place.place_id
    kind, name = named["kind"].lower(), named["name"]
    for home in where.chain:
        if (home.kind, home.name) == (kind, name):
            return f"{kind} {name}", home.id
    return f"{kind} {name}", None
