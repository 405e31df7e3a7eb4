"""Counts that an article states of cooperatives, groups, funds, products, producers and jobs (domain.md 4.4, 4.5)."""

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from pipeline.entities.figure_context import Home, as_of, names_producer, place_of
from pipeline.entities.figure_numbers import DIGIT_WORDS, NUMBER_WORD, number
from pipeline.entities.spans import Prepared, prepared_fields
from pipeline.gazetteer import Gazetteer
from pipeline.model import Article, FigureMention, HomeUnit, PlaceMention

UNITS = {
    "hợp tác xã": "hợp tác xã", "htx": "hợp tác xã", "tổ hợp tác": "tổ hợp tác", "tht": "tổ hợp tác",
    "liên hiệp hợp tác xã": "liên hiệp hợp tác xã", "liên hiệp htx": "liên hiệp hợp tác xã",
    "quỹ tín dụng nhân dân": "quỹ tín dụng nhân dân", "qtdnd": "quỹ tín dụng nhân dân", "sản phẩm": "sản phẩm",
    "chủ thể": "chủ thể", "lao động": "lao động",
}  # fmt: skip
_UNIT = "|".join(sorted(UNITS, key=len, reverse=True))
_ABOUT = r"(?:ít nhất|tối thiểu|khoảng|trên|hơn|gần|thêm|hàng) "
_VALUE = r"\d{1,3}(?:\.\d{3})+|\d{1,6}(?:,\d{1,2})?(?= (?:ngàn|nghìn))|\d{1,6}"
_FIGURE = re.compile(
    rf"(?P<about>{_ABOUT})?(?<![\w/.,%-])(?:(?P<value>{_VALUE})|(?P<words>{NUMBER_WORD}))"
    rf"(?: \([^()]{{1,25}}\))?(?P<scale> (?:ngàn|nghìn))?(?: (?:lượt|dòng|mô hình))?(?: (?P<unit>{_UNIT})(?!\w))"
    rf"(?:(?: (?:ocop|được|đạt|xếp|hạng|công nhận|chuẩn|tiêu chuẩn)){{0,5}} "
    rf"(?P<stars>[1-5]) sao(?! trở lên)(?!\w)| ocop(?!\w))?"
)
_MORE_STARS = re.compile(
    r"(?:,| và|;| cùng) (?:có )?(?P<value>\d{1,4}) (?:sản phẩm (?:ocop )?)?(?:đạt )?(?:hạng )?(?P<stars>[1-5]) sao"
)
_QUICK = re.compile(rf"(?:{_UNIT})(?!\w)")
_LAST_WORDS = frozenset((*DIGIT_WORDS, "mươi", "mười", "ngàn", "nghìn", "lượt", "dòng", "hình"))
_PER = re.compile(r" ?/ ?(?:năm|tháng|ngày|vụ|ha)| (?:mỗi|một) (?:năm|tháng|ngày|vụ)")
_BEFORE_IS_NAME = re.compile(
    r"(?:số|năm|ngày|tháng|điều|khoản|nghị quyết|top|cấp|mỗi xã|mỗi làng|thứ|giai đoạn|lần thứ|khóa) ?:? ?$"
)
_SLOGAN = re.compile(r"mỗi (?:xã|làng|xã, phường|địa phương) ?,? ?$")
_LESS = re.compile(r"(?:giảm|giải thể|thu hồi|còn thiếu|ngừng hoạt động)(?: thêm)? ?$")

_NEW = (r"thành lập mới(?: thêm| được)?|thành lập thêm|mới thành lập|thành lập được|thành lập|phát triển mới|"
        r"phát triển thêm|công nhận mới|công nhận thêm|có thêm|tăng thêm|thêm|ra mắt|kết nạp mới|tăng")  # fmt: skip
_TOTAL = (r"nâng tổng số|tổng số|tổng cộng|hiện có|hiện nay có|đến nay,? đã có|đã có|lũy kế|luỹ kế|"
          r"toàn (?:huyện|tỉnh|xã|quốc) có|duy trì|nâng lên|lên|được công nhận|có")  # fmt: skip
_COUNTING = re.compile(rf"(?<!\w)(?:(?P<new>{_NEW})|(?P<total>{_TOTAL}))(?!\w)")
_NEW_AFTER = re.compile(r" (?:được )?(?:thành lập mới|mới thành lập|mới được thành lập|mới|công nhận mới)(?!\w)")
_AIM = re.compile(
    r"(?<!\w)(?:ít nhất|tối thiểu|phấn đấu|mục tiêu|chỉ tiêu|dự kiến|sẽ có|đặt ra|kế hoạch|định hướng)(?!\w)"
)
_DONE = re.compile(
    r"(?<!\w)(?:vượt|đạt \d+(?:,\d+)?%|hoàn thành (?:mục tiêu|chỉ tiêu|kế hoạch)|so với (?:mục tiêu|kế hoạch)|"
    r"đã (?:có|đạt|công nhận|thành lập))(?!\w)"
)
_CLAUSE = re.compile(r";|, (?:đến nay|trong đó|hiện|qua đó|riêng)(?!\w)")
_OF_PRODUCERS = re.compile(r"chủ thể.*?(?:trong đó|gồm).*$")


def find_figures(
    article: Article, home: HomeUnit, gazetteer: Gazetteer | None = None, places: Sequence[PlaceMention] = ()
) -> tuple[FigureMention, ...]:
    """Every count with its unit, place, year and kind. The span is the quote: from "trên", "ít nhất" to the unit.

    A count "29/31 sản phẩm", an output per year or a number of a document is none. Products of one rating have the unit
    `sản phẩm 4 sao`; cooperatives counted among producers have `chủ thể là hợp tác xã`. The place is the one named in
    the sentence ("trên địa bàn huyện Long Thành"), else the unit of the portal, and None for what one producer has;
    `year` is the one of the sentence.
    """
    where = Home(home, gazetteer)
    found: list[FigureMention] = []
    for field in prepared_fields(article):
        mine = [place for place in places if place.span.field == field.field]
        found += _in_field(field, where, mine)
    return tuple(found)


def _in_field(field: Prepared, where: Home, places: Sequence[PlaceMention]) -> Iterator[FigureMention]:
    lower = field.text.lower()
    if len(lower) != len(field.text):
        lower = "".join(c.lower() if len(c.lower()) == 1 else c for c in field.text)
    done = 0
    for unit in _QUICK.finditer(lower):
        if unit.start() < done:
            continue
        match = _figure_up_to(lower, max(done, unit.start() - 45), unit.start())
        value = _value(match, lower) if match else None
        if match is None or value is None:
            continue
        done = match.end()
        yield _figure(field, lower, match, value, _unit(lower, match), where, places)
        if match["stars"]:
            for more in _further_stars(lower, match.end()):
                done = more.end()
                yield _figure(field, lower, more, int(more["value"]), f"sản phẩm {more['stars']} sao", where, places)


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
    if _PER.match(lower, match.end("unit")) or _LESS.search(before):
        return None
    word = match["words"]
    if (word in ("một", "năm") and not match["about"]) or (word and _SLOGAN.search(before)):
        return None
    if not match["about"] and _BEFORE_IS_NAME.search(before):
        return None
    value = number(match["value"] or word, scale=bool(match["scale"]))
    bare_year = match["value"] and "." not in match["value"] and not match["scale"] and 1990 <= value <= 2035
    return None if bare_year else value


def _unit(lower: str, match: re.Match[str]) -> str:
    unit = UNITS[match["unit"]]
    if unit == "sản phẩm" and match["stars"]:
        return f"sản phẩm {match['stars']} sao"
    sentence = lower[max(0, match.start() - 160) : match.start()].rsplit(". ", 1)[-1].rsplit("\n", 1)[-1]
    if unit in ("hợp tác xã", "tổ hợp tác") and _OF_PRODUCERS.search(sentence):
        return f"chủ thể là {unit}"
    return unit


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
    of_producer = unit.startswith(("sản phẩm", "lao động")) and names_producer(field.text, sentence[0], start)
    label, place_id = (None, None) if of_producer else place_of(field, start, sentence, where, places)
    return FigureMention(
        span=field.span(start, end),
        value=value,
        unit=unit,
        place=label,
        place_id=place_id,
        year=as_of(lower, start, sentence, counting),
        counting=counting,
        aim=_aim(lower, sentence[0], match),
        rule="figure.of-producer" if of_producer else "figure.stars" if match["stars"] else "figure.count",
    )


def _counting(lower: str, start: int, match: re.Match[str]) -> Literal["total", "new"]:
    """The nearest word before decides: "thành lập mới thêm 4 …, nâng tổng số lên 24 …"."""
    if _NEW_AFTER.match(lower, match.end()) or match.groupdict().get("about") == "thêm ":
        return "new"
    cues = list(_COUNTING.finditer(lower, start, match.start()))
    return "new" if cues and cues[-1]["new"] else "total"


def _aim(lower: str, start: int, match: re.Match[str]) -> Literal["result", "target"]:
    before = lower[start : match.end()]
    clause = _CLAUSE.split(before)[-1]
    return "target" if _AIM.search(clause) and not _DONE.search(clause) else "result"
