"""Where and when a count holds, by the words of its sentence."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from pipeline.entities.spans import UPPER, Prepared
from pipeline.gazetteer import Gazetteer, Place
from pipeline.model import HomeUnit, PlaceMention

_YEARS = re.compile(
    r"(?P<day>\d{1,2})[/-](?P<month>\d{1,2})[/-](?P<day_year>20\d\d)"
    r"|(?:tháng )?(?P<only_month>\d{1,2})(?:/| năm )(?P<month_year>20\d\d)(?!\d)"
    r"|(?:năm|giai đoạn|từ năm) (?P<first>20\d\d)(?: ?(?:và|-|đến|đến năm|,) ?(?:năm )?(?P<last>20\d\d))?(?!\d)"
)
_KINDS = {"huyện": "district", "thị xã": "district", "quận": "district", "tỉnh": "province", "xã": "commune",
          "phường": "commune", "thị trấn": "commune", "thành phố": ""}  # fmt: skip
_KIND = "|".join(_KINDS)
_NAMED = re.compile(
    rf"(?:(?i:địa bàn|toàn|riêng|tại|ở|của|cả|cho|từ)\s+)?(?P<unit>(?P<kind>{_KIND}|{_KIND.title()})\s+"
    rf"(?P<name>[{UPPER}]\w*(?:[ -][{UPPER}]\w*){{0,3}}))"
)
_OWN_UNIT = re.compile(rf"(?i:địa bàn|toàn)\s+(?P<kind>{_KIND})(?!\s+[{UPPER}])(?!\w)")
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
    """The portal's unit, with the gazetteer to look it up."""

    unit: HomeUnit
    gazetteer: Gazetteer | None

    @cached_property
    def chain(self) -> tuple[Place, ...]:
        if not self.gazetteer or not self.unit.place_id:
            return ()
        return tuple(place for place in self.gazetteer.chain(self.unit.place_id) if place)

    def at(self, level: str) -> tuple[str | None, str | None]:
        """Label and id of the portal's unit at `level`, or of the portal itself for an empty level."""
        level = level or self.unit.level
        for place in self.chain:
            if place.level == level:
                return place.label, place.id
        if level == self.unit.level:
            return self.unit.labels.get(level), self.unit.place_id
        return self.unit.labels.get(level), None


def as_of(lower: str, position: int, sentence: tuple[int, int], counting: str) -> str | None:
    """The year the count holds for: the last one named before it in the sentence, else the first after it. A total
    after "hai năm 2018 và 2019" is as of the later year, what is new is of both."""
    before = list(_YEARS.finditer(lower, sentence[0], position))
    found = before[-1] if before else _YEARS.search(lower, position, sentence[1])
    if not found:
        return None
    if found["day"]:
        month, day = int(found["month"]), int(found["day"])
        return f"{found['day_year']}-{month:02}-{day:02}" if 1 <= month <= 12 and 1 <= day <= 31 else found["day_year"]
    if found["month_year"]:
        month = int(found["only_month"])
        return f"{found['month_year']}-{month:02}" if 1 <= month <= 12 else found["month_year"]
    if not found["last"]:
        return found["first"]
    return f"{found['first']}-{found['last']}" if counting == "new" else found["last"]


def names_producer(text: str, start: int, position: int) -> bool:
    """Whether the clause before the count is about one named producer: "HTX Nông nghiệp Xanh có 3 sản phẩm"."""
    return _PRODUCER.search(text, start, position) is not None


def place_of(
    field: Prepared, position: int, sentence: tuple[int, int], where: Home, places: Sequence[PlaceMention]
) -> tuple[str | None, str | None]:
    """Label and gazetteer id of the unit counted: the last one named before the count in its sentence, else the
    portal's."""
    text = field.text
    best: tuple[int, tuple[str | None, str | None]] = (-1, where.at(""))
    for named in _NAMED.finditer(text, sentence[0], position):
        if not _BODY_BEFORE.search(text, sentence[0], named.start()):
            best = named.start(), _named(field, named, where, places)
    for own in _OWN_UNIT.finditer(text, sentence[0], position):
        if own.start() > best[0]:
            best = own.start(), where.at(_KINDS[own["kind"].lower()])
    for country in _COUNTRY.finditer(text, sentence[0], position):
        if country.start() > best[0]:
            best = country.start(), ("cả nước", None)
    return best[1]


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
