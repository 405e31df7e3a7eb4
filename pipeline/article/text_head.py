"""Above the first paragraph of a page known only as lines: its title, its date lines, and what is neither."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from pipeline.article.chrome import is_no_title
from pipeline.article.date_lines import (
    ANY_DATE,
    LABEL_WORDS,
    has_posting_word,
    is_clock_line,
    is_date_line,
    names_author,
)
from pipeline.article.links import is_picture_name
from pipeline.model import RawDate
from pipeline.text import fold

PARAGRAPH = 200
"""Characters from which a line is a paragraph and no title."""
_WRAPPED = 50
"""Characters from which a line that begins in lower case goes on with the line above it."""
_FURNITURE = re.compile(
    r"\d+\s?%|\W*|\d+ (?:phut|gio|ngay|tuan|thang) truoc|hom qua\W.{0,12}"
    r"|.*\b(?:luot (?:xem|doc|truy cap)|da xem|binh luan|chia se|co chu|mau chu|doc bai viet"
    r"|in bai(?: viet)?|nghe doc bai|dang online|truy cap|tweet|facebook|zalo|print|email|ban in"
    r"|do tuong phan|trang chu|font size)\b.*"
)
_NAME = re.compile(r"[A-ZĐÀ-Ỹ][\wÀ-ỹ.]*(?: [A-ZĐÀ-Ỹ][\wÀ-ỹ.]*){1,4}")
_PLACE_AND_DAY = re.compile(r"[^\d,.:|]{3,30},\s*(?:(?:thứ \w+|chủ nhật),?\s*)?(?:ngày\s*)?", re.IGNORECASE)
_SIGNED = re.compile(r"[^\d,.:|]{3,30},\s*ngày\s+\d{1,2}\s+tháng\s", re.IGNORECASE)
"""Place and day in words: the heading of a document, wherever it stands."""
_TIME = re.compile(r"\d{1,2}\s?[:h]\s?\d{1,2}")
_BYLINE = 80
_BYLINE_WORDS = 7
_LETTERS = 3
_NO_BYLINE = re.compile(r"\b(?:anh|hinh|ky niem|tu ngay|den ngay|ngay \d+ thang \d+ nam)\b")
_NUMBER = re.compile(r"\bS[ốỐ]\s*:?\s*\d{1,5}\s?/|\b\d{1,5}\s?[/-]\s?(?:\d{4}\s?/\s?)?[A-ZĐ]{2}")
"""A document's number: its line is of the article, also where it holds a day ("Kèm theo Thông báo số 45/TB-HĐ …")."""


@dataclass(frozen=True)
class Head:
    """What the lines above the first paragraph say."""

    title: str
    dates: tuple[RawDate, ...]
    kept: tuple[str, ...]
    """Lines of the heading of an official document ("Số: 12/KH-UBND"), which belong to the text."""


def head_length(lines: Sequence[str]) -> int:
    """How many lines stand above the first paragraph; text that was wrapped to short lines begins with the line
    before the first that goes on in lower case."""
    for number, line in enumerate(lines):
        if len(line) >= PARAGRAPH or line.endswith((".", ";", ":")) or is_picture_name(line):
            return number
        if number and line[0].islower() and len(line) >= _WRAPPED:
            return number - 1
    return len(lines)


def set_off(text: str) -> int:
    """How many lines the head of a text has whose first line is its title with an empty line below: the title, date
    lines, counters; 0 for any other text, also where a date line further down has a title over it."""
    title, _, below = text.partition("\n\n")
    lines = [line for line in below.split("\n") if line]
    if "\n" in title or head_length([title]) == 0 or _is_furniture(title) or _is_dated(title):
        return 0
    more = list(takewhile(lambda line: _is_dated(line) or _is_furniture(line), lines))
    rest = lines[len(more) : head_length(lines)]
    if not more and any(map(_is_dated, rest)):
        return 0
    return 1 + len(more)


def read_head(lines: Sequence[str], below: Sequence[str]) -> Head:
    """Title and dates of the lines above the first paragraph; `below` are the lines from it on.

    The title is the last line that may be one, or, above a date line that is no clock, the longer of the lines around
    it. A date below the title is the article's label; above it, it is one only right over the title and without the
    weekday or town that a portal's clock has, or where a clock stands over it and it is the older of the two."""
    dated = [number for number, line in enumerate(lines) if _is_dated(line)]
    named = [number for number, line in enumerate(lines) if number not in dated and not _is_furniture(line)]
    at = _title_at(lines, named, dated)
    dates = [_raw(lines, number, at, dated, named) for number in dated if number != at]
    if not any(raw.basis == "label" for raw in dates):
        dates += _below(below, len(lines))
    kept = tuple(line for number, line in enumerate(lines) if number != at and _NUMBER.search(line))
    return Head(lines[at] if at is not None else "", tuple(dates), kept)


def _is_dated(line: str) -> bool:
    return is_date_line(line) or _is_byline(line)


def _is_byline(line: str) -> bool:
    """A section or an author beside a full day: "Kinh tế 03-05-2023", "Tác giả: Minh Mừng - 14/07/2022 15:53"."""
    day = ANY_DATE.search(line)
    if not day or len(line) > _BYLINE or _NUMBER.search(line):
        return False
    before, after = fold(line[: day.start()]), _TIME.sub("", fold(line[day.end() :]))
    own, own_after = LABEL_WORDS.sub("", before), LABEL_WORDS.sub("", after)
    if _NO_BYLINE.search(before) and not has_posting_word(line):
        return False
    parted = sum(map(str.isalpha, own)) <= _LETTERS and own_after.lstrip()[:1] in tuple("|-–(")
    closes = parted or sum(map(str.isalpha, own_after)) <= _LETTERS
    return closes and len(f"{own} {own_after}".split()) <= _BYLINE_WORDS


def _is_furniture(line: str) -> bool:
    return is_no_title(line) or (len(line) <= _BYLINE and _FURNITURE.fullmatch(fold(line)) is not None)


def _title_at(lines: Sequence[str], named: Sequence[int], dated: Sequence[int]) -> int | None:
    titles = [number for number in named if not _NAME.fullmatch(lines[number])] or list(named)
    labels = [number for number in dated if not _is_clock(lines[number])]
    above = [number for number in titles if labels and number < labels[-1]]
    under = [number for number in titles if labels and number > labels[-1]]
    if above and (not under or len(lines[above[-1]]) >= len(lines[under[-1]])):
        return above[-1]
    if titles:
        return titles[-1]
    return next((number for number in dated if not is_date_line(lines[number])), None)


def _is_clock(line: str) -> bool:
    """Whether a date line looks like the clock of a portal's banner: weekday or town before the day."""
    place = _PLACE_AND_DAY.match(line)
    town = place is not None and ANY_DATE.match(line, place.end()) is not None
    town = town and not has_posting_word(line) and not names_author(line)
    return is_clock_line(line) or town


def _is_signed(line: str) -> bool:
    """Whether a line is place and day as in the heading of a document."""
    if _SIGNED.match(line) is None or _TIME.search(line):
        return False
    return not (is_clock_line(line) or has_posting_word(line) or names_author(line))


def _raw(lines: Sequence[str], number: int, title: int | None, dated: Sequence[int], named: Sequence[int]) -> RawDate:
    line, where = lines[number], f"dòng {number + 1}"
    if title is None or number > title:
        town = _is_signed(line)
        return RawDate(line, "page clock" if town or (title is None and _is_clock(line)) else "label", where)
    between = [other for other in named if number < other < title]
    over = [other for other in dated if other < number]
    if between or (number == 0 and _is_clock(line)):
        return RawDate(line, "page clock", where)
    second = over and _is_clock(lines[over[-1]]) and _TIME.search(line)
    return RawDate(line, "label" if second or not _is_clock(line) else "page clock", where)


def _below(lines: Sequence[str], offset: int) -> list[RawDate]:
    """A date line right below the lead, or anywhere with the word "đăng"."""
    for number, line in enumerate(lines):
        if is_date_line(line) and (number <= 2 or has_posting_word(line)):
            return [RawDate(line, "label", f"dòng {offset + number + 1}")]
    return []
