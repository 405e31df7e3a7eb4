"""Counts that an article states of cooperatives, groups, funds, products, producers and jobs (domain.md 4.4, 4.5)."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Literal

from pipeline.entities.figure_context import Home, as_of, place_of, producer_of
from pipeline.entities.figure_counts import is_number_word, tells_of_producers
from pipeline.entities.figure_numbers import DIGIT_WORDS, NUMBER_WORD, number
from pipeline.entities.figure_sums import with_sums
from pipeline.entities.spans import Prepared, prepared_fields
from pipeline.gazetteer import Gazetteer
from pipeline.model import Article, FigureMention, HomeUnit, PlaceMention

UNITS = {
    "hợp tác xã": "hợp tác xã", "htx": "hợp tác xã", "tổ hợp tác": "tổ hợp tác", "tht": "tổ hợp tác",
    "liên hiệp hợp tác xã": "liên hiệp hợp tác xã", "liên hiệp htx": "liên hiệp hợp tác xã",
    "quỹ tín dụng nhân dân": "quỹ tín dụng nhân dân", "qtdnd": "quỹ tín dụng nhân dân", "sản phẩm": "sản phẩm",
    "sp": "sản phẩm",
    "chủ thể": "chủ thể", "lao động": "lao động", "doanh nghiệp": "doanh nghiệp", "công ty": "doanh nghiệp",
    "hộ sản xuất kinh doanh": "hộ", "hộ sản xuất, kinh doanh": "hộ", "hộ kinh doanh": "hộ", "hộ sản xuất": "hộ",
    "hộ gia đình": "hộ", "hộ cá thể": "hộ", "hộ": "hộ", "cơ sở sản xuất": "cơ sở", "cơ sở": "cơ sở",
    "trang trại": "trang trại",
}  # fmt: skip
_BESIDE_OTHERS = frozenset(("doanh nghiệp", "hộ", "cơ sở", "trang trại"))
"""Units that count producers only in a list with cooperatives or "chủ thể"; "200 hộ nghèo" are none."""
_UNIT = "|".join(sorted(UNITS, key=len, reverse=True))
_ABOUT = r"(?:ít nhất|tối thiểu|khoảng|trên|hơn|gần|thêm|hàng) "
_VALUE = r"\d{1,3}(?:\.\d{3})+|\d{1,6}(?:,\d{1,2})?(?= (?:ngàn|nghìn))|\d{1,6}"
_LOW = r"(?:(?P<low>\d{1,4}) ?(?:-|đến|tới) ?)?"
"""The lower end of a range."""
_FIGURE = re.compile(
    rf"(?P<about>{_ABOUT})?(?<![\w/.%-])(?<!\d,)(?:{_LOW}(?P<value>{_VALUE})(?P<of>/\d{{1,4}})?|(?P<words>{NUMBER_WORD}))"
    rf"(?: \([^()]{{1,25}}\))?(?P<scale> (?:ngàn|nghìn))?(?: (?:lượt|dòng|mô hình))?(?: (?P<unit>{_UNIT})(?!\w))"
    rf"(?:(?: (?:ocop|được|đạt|xếp|hạng|công nhận|chuẩn|tiêu chuẩn|chứng nhận|phân hạng|dự kiến|đề nghị|đề xuất|là"
    rf"|sản phẩm|cấp tỉnh|cấp huyện"
    rf"|(?P<potential>(?:có )?tiềm năng))){{0,6}} (?P<stars>[1-5]) sao(?! trở lên)(?!\w)| ocop(?!\w))?"
)
_MORE_STARS = re.compile(
    r"(?:,| và|;| cùng) (?:có )?(?P<value>\d{1,4}) (?:sản phẩm (?:ocop )?)?(?:đạt )?(?:hạng |chuẩn )?"
    r"(?P<potential>tiềm năng )?(?P<stars>[1-5]) sao(?! trở lên)"
)
_UNIT_BEGINS = frozenset(unit.split()[0] for unit in UNITS)
_QUICK = re.compile(rf"(?<!\w)(?:{_UNIT})(?!\w)")
_LAST_WORDS = frozenset((*DIGIT_WORDS, "mươi", "mười", "trăm", "ngàn", "nghìn", "lượt", "dòng", "hình"))
_PER = re.compile(r" ?/ ?(?:năm|tháng|ngày|vụ|ha)| (?:mỗi|một) (?:năm|tháng|ngày|vụ)")
_BEFORE_IS_NAME = re.compile(
    r"(?:(?<!tổng )(?<!trong )số|ngày|tháng|điều|khoản|nghị quyết|top|mỗi xã|mỗi làng|thứ|giai đoạn|lần thứ|khóa)"
    r" ?:? ?$"
)
_PERIOD = len("2021-2025")
_SLOGAN = re.compile(r"mỗi (?:xã|làng|xã, phường|địa phương) ?,? ?$")
_LESS = re.compile(
    r"(?<!chưa )(?<!không )(?:giảm|giải thể|thu hồi|hết hạn|ngừng hoạt động|xóa tên|rút tên)(?: thêm)?"
    r"(?: (?:giấy|quyết định))?(?: chứng nhận| công nhận)?(?: ocop)? ?(?:của |đối với )?$"
)
_LESS_AFTER = re.compile(
    r"(?: ocop)?(?: đã| vừa)?(?: bị thu hồi| giải thể| bị giải thể| hết hạn| bị xóa tên| ngừng hoạt động)(?!\w)"
)
"""Of the count before: "3 sản phẩm bị thu hồi giấy chứng nhận"."""

_NEW = (r"thành lập mới(?: thêm| được)?|thành lập thêm|mới thành lập|thành lập được|thành lập|phát triển mới|"
        r"phát triển thêm|công nhận mới|công nhận thêm|có thêm|tăng thêm|thêm|ra mắt|kết nạp mới|tăng")  # fmt: skip
_TOTAL = (r"nâng tổng số|tổng số|tổng cộng|hiện có|hiện nay có|đến nay,? đã có|đã có|lũy kế|luỹ kế|"
          r"toàn (?:huyện|tỉnh|xã|quốc) có|duy trì|nâng lên|lên|được công nhận|có")  # fmt: skip
_COUNTING = re.compile(rf"(?<!\w)(?:(?P<new>{_NEW})|(?P<total>{_TOTAL}))(?!\w)")
_NEW_AFTER = re.compile(r" (?:được )?(?:thành lập mới|mới thành lập|mới được thành lập|mới|công nhận mới)(?!\w)")
_AIM = re.compile(
    r"(?<!\w)(?:ít nhất|tối thiểu|phấn đấu|mục tiêu|chỉ tiêu|dự kiến|sẽ có|đặt ra|(?:giao|yêu cầu) mỗi"
    r"|kế hoạch(?! số| \d)|định hướng)(?!\w)"
)
_AIMED_AT = re.compile(r"(?:mục tiêu|chỉ tiêu|kế hoạch)(?: \w+){0,3} ?\((?:là )?$")
_DONE = re.compile(
    r"(?<!\w)(?:vượt|đạt \d+(?:,\d+)?%|hoàn thành (?:mục tiêu|chỉ tiêu|kế hoạch)|so với (?:mục tiêu|kế hoạch)|"
    r"đã (?:có|đạt|công nhận|thành lập))(?!\w)"
)
_OPENS_AIM = re.compile(
    r"(?<!\w)(?:phấn đấu|mục tiêu|chỉ tiêu|ít nhất|tối thiểu|kế hoạch đề ra"
    r"|(?:dự kiến|sẽ có)(?=[^.;]*(?:trong đó|gồm)))(?!\w)"
)
_NOW = re.compile(r"(?<!\w)(?:đến nay|hiện|hiện có|hiện nay|tính đến|đã)(?!\w)")
_CLAUSE = re.compile(r";|, (?:đến nay|trong đó|hiện|qua đó|riêng)(?!\w)")
_PASSED = re.compile(
    r"[^.;\n]{0,40}?(?:đạt|đủ điều kiện|được (?:công nhận|đề nghị|xếp|chứng nhận|hội đồng)|tham gia|dự thi)(?!\w)"
)
"""What makes "29/31 sản phẩm" a count of those that passed, not a score."""
_OCOP = re.compile(r"OCOP", re.IGNORECASE)
_GOES_ON = re.compile(r"\s*(?:- )?(?:theo (?:đó|quyết định)|trong (?:đó|số)|cụ thể|kết quả|gồm|đợt này|trong đợt)")
_OF_PRODUCERS = re.compile(r"chủ thể.*?(?:trong đó|gồm).*$")


def find_figures(
    article: Article,
    home: HomeUnit,
    gazetteer: Gazetteer | None = None,
    places: Sequence[PlaceMention] = (),
    when: date | None = None,
    published: str | None = None,
) -> tuple[FigureMention, ...]:
    """Every count with its unit, place, year and kind. The span is the quote: from "trên", "ít nhất" to the unit.

    "29/31 sản phẩm" is 29 where the words say that they passed, else none, like an output per year or a score. Products
    of one rating have the unit `sản phẩm 4 sao` and `stars`; cooperatives counted among producers have the subject
    `chủ thể`. The place is the one named in the sentence ("trên địa bàn huyện Long Thành"), else the unit of the portal
    on the article's day (`when`), and None for what one producer has; `year` is the one of the sentence, or of the one
    that it goes on from ("Trong đó, …"), and for a result the year of publication where none is said (`published`,
    partial ISO; `year_basis` tells). A year after the article's makes a target. A total with its parts says
    whether they add up.
    """
    where = Home(home, gazetteer, when, published, _subject_of(home, places))
    found: list[FigureMention] = []
    for field in prepared_fields(article):
        mine = [place for place in places if place.span.field == field.field]
        found += with_sums(list(_in_field(field, where, mine)), field)
    return tuple(found)


def _subject_of(home: HomeUnit, places: Sequence[PlaceMention]) -> tuple[str, str | None] | None:
    if home.level in ("district", "commune"):
        return None
    titled = {
        (f"{place.kind} {place.name}", place.place_id)
        for place in places
        if place.span.field == "title" and place.level != "province"
    }
    return next(iter(titled)) if len(titled) == 1 else None


def _in_field(field: Prepared, where: Home, places: Sequence[PlaceMention]) -> Iterator[FigureMention]:
    lower = field.lower
    done = 0
    for unit in field.words.matches(_QUICK, _UNIT_BEGINS):
        if unit.start() < done:
            continue
        match = _figure_up_to(lower, max(done, unit.start() - 45), unit.start())
        value = _value(match, lower) if match else None
        if match is None or value is None:
            continue
        done = match.end()
        yield _figure(field, lower, match, value, _unit(match), where, places)
        if match["stars"]:
            for more in _further_stars(lower, match.end()):
                done = more.end()
                yield _figure(field, lower, more, int(more["value"]), _ranked(more), where, places)


def _figure_up_to(lower: str, start: int, unit_start: int) -> re.Match[str] | None:
    """The figure whose unit word begins at `unit_start`."""
    before = lower[max(0, unit_start - 12) : unit_start].split()
    if not before or not (before[-1][-1].isdigit() or before[-1].endswith(")") or before[-1] in _LAST_WORDS):
        return None
    for match in _FIGURE.finditer(lower, start):
        if match.start("unit") == unit_start:
            return match
        if match.start() > unit_start:
            return None
    return None


def _further_stars(lower: str, position: int) -> Iterator[re.Match[str]]:
    while more := _MORE_STARS.match(lower, position):
        yield more
        position = more.end()


def _value(match: re.Match[str], lower: str) -> int | None:
    """The count, None where the number counts something else."""
    before = lower[max(0, match.start() - 25) : match.start()]
    if _PER.match(lower, match.end("unit")):
        return None
    if match["of"] and not _PASSED.match(lower, match.end()):
        return None
    word = match["words"]
    if word and not match["about"] and (_SLOGAN.search(before) or not is_number_word(word, lower, match)):
        return None
    if not match["about"] and _BEFORE_IS_NAME.search(before):
        return None
    if UNITS[match["unit"]] in _BESIDE_OTHERS and not tells_of_producers(UNITS[match["unit"]], lower, match):
        return None
    if word and UNITS[match["unit"]] == "lao động":
        return None
    value = number(match["value"] or word, scale=bool(match["scale"]))
    low = int(match["low"] or 0) if match.re is _FIGURE else 0
    value = low if 0 < low < value else value
    bare_year = match["value"] and "." not in match["value"] and not match["scale"] and 1990 <= value <= 2035
    return None if bare_year else value


def _unit(match: re.Match[str]) -> str:
    unit = UNITS[match["unit"]]
    return _ranked(match) if unit == "sản phẩm" and match["stars"] else unit


def _ranked(match: re.Match[str]) -> str:
    return f"sản phẩm {match['stars']} sao"


def _subject(field: Prepared, lower: str, match: re.Match[str], unit: str, producer: str | None) -> str | None:
    if producer:
        return producer
    before = lower[max(0, match.start() - 160) : match.start()].rsplit(". ", 1)[-1].rsplit("\n", 1)[-1]
    if unit in ("hợp tác xã", "tổ hợp tác") and _OF_PRODUCERS.search(before):
        return "chủ thể"
    return "OCOP" if unit.startswith("sản phẩm") and _OCOP.search(field.text, match.start(), match.end() + 6) else None


def _figure(
    field: Prepared,
    lower: str,
    match: re.Match[str],
    value: int,
    unit: str,
    where: Home,
    places: Sequence[PlaceMention],
) -> FigureMention:
    start, end = match.span()
    if match.re is _MORE_STARS:
        start = match.start("value")
    sentence = field.sentence(start)
    counting = _counting(lower, sentence[0], match)
    may_be_owned = unit.startswith(("sản phẩm", "lao động"))
    producer = producer_of(field.text, sentence[0], start) if may_be_owned else None
    label, place_id = (None, None) if producer else place_of(field, start, sentence, where, places)
    year = as_of(lower, start, sentence, counting, where.when) or _continued(field, lower, sentence, where.when)
    aim = _aim(lower, sentence[0], match)
    if year and aim == "target" and len(year) == _PERIOD:
        year = year[-4:]
    if year and where.when and int(year[-4:] if year[4:5] == "-" and len(year) == 9 else year[:4]) > where.when.year:
        aim = "target"
    dated = where.published[:4] if where.published and not year and aim == "result" else None
    return FigureMention(
        span=field.span(start, end),
        value=value,
        unit=unit,
        place=label,
        place_id=place_id,
        year=year or dated,
        counting=counting,
        aim=aim,
        rule="figure.of-producer" if producer else "figure.stars" if match["stars"] else "figure.count",
        subject=_subject(field, lower, match, unit, producer),
        stars=int(match["stars"]) if match["stars"] else None,
        potential=bool(match["potential"]),
        year_basis="said" if year else "article" if dated else None,
    )


def _continued(field: Prepared, lower: str, sentence: tuple[int, int], when: date | None) -> str | None:
    """The year of the sentence before, where this one goes on from it: "Trong đó, …", "Theo quyết định trên, …"."""
    if not sentence[0] or not _GOES_ON.match(lower, sentence[0]):
        return None
    before = field.sentence(max(0, sentence[0] - 2))
    year = as_of(lower, before[1], before, "total", when)
    return year[:4] if year else None


def _counting(lower: str, start: int, match: re.Match[str]) -> Literal["total", "new", "less"]:
    """The nearest word before decides: "thành lập mới thêm 4 …, nâng tổng số lên 24 …"."""
    if _LESS.search(lower, max(start, match.start() - 60), match.start()) or _LESS_AFTER.match(lower, match.end()):
        return "less"
    if _NEW_AFTER.match(lower, match.end()) or match.groupdict().get("about") == "thêm ":
        return "new"
    cues = list(_COUNTING.finditer(lower, start, match.start()))
    return "new" if cues and cues[-1]["new"] else "total"


def _aim(lower: str, start: int, match: re.Match[str]) -> Literal["result", "target"]:
    """A target holds on through the list that it opens: "Phấn đấu có 80 sản phẩm; củng cố 100 HTX"."""
    before = lower[start : match.end()]
    clause = _CLAUSE.split(before)[-1]
    if _AIMED_AT.search(lower, start, match.start()):
        return "target"
    if _AIM.search(clause):
        return "result" if _DONE.search(clause) else "target"
    opened = _OPENS_AIM.search(before)
    return "target" if opened and not _DONE.search(before, opened.end()) and not _NOW.search(before) else "result"
