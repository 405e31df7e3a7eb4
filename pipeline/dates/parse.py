"""Date strings as Vietnamese portals print them, read as partial dates. Always day before month; nothing is guessed.

Formats: portals.md 2.3 and domain.md 2.4 of the project's notes, RFC 2822 for feeds, ISO 8601 for meta data.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

from pipeline.model import Precision
from pipeline.text import one_line

VIETNAM = timezone(timedelta(hours=7))
"""No daylight saving since 1975, so a fixed offset is exact for every page of the web."""


class ImpossibleDate(ValueError):
    """The string states a day, month or hour that no calendar has; it is never mended by swapping day and month."""


@dataclass(frozen=True)
class PartialDate:
    """A date as sharp as it was stated; times are Vietnam's. Raises `ImpossibleDate` for what no calendar has."""

    year: int
    month: int | None = None
    day: int | None = None
    hour: int | None = None
    minute: int = 0

    def __post_init__(self) -> None:
        month = 1 if self.month is None else self.month
        hour = 0 if self.hour is None else self.hour
        try:
            datetime(self.year, month, 1 if self.day is None else self.day, hour, self.minute)
        except ValueError as error:
            raise ImpossibleDate(f"{self.day}/{self.month}/{self.year} {hour}:{self.minute}") from error

    @property
    def precision(self) -> Precision:
        """How sharp it is."""
        if self.month is None:
            return "year"
        if self.day is None:
            return "month"
        return "day" if self.hour is None else "minute"

    @property
    def iso(self) -> str:
        """Partial ISO 8601: `2019`, `2019-11`, `2019-11-15`, `2019-11-15T09:05`."""
        text = f"{self.year:04d}"
        if self.month is not None:
            text += f"-{self.month:02d}"
        if self.day is not None:
            text += f"-{self.day:02d}"
        if self.hour is not None:
            text += f"T{self.hour:02d}:{self.minute:02d}"
        return text

    @property
    def first_day(self) -> date:
        """The earliest day it may mean."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def last_day(self) -> date:
        """The latest day it may mean."""
        month = self.month or 12
        return date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])


_MONTH_WORDS = {
    "giêng": 1, "một": 1, "hai": 2, "ba": 3, "tư": 4, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "bẩy": 7, "tám": 8,
    "chín": 9, "mười": 10, "mười một": 11, "mười hai": 12, "chạp": 12,
}  # fmt: skip
_MONTH = "|".join(sorted(_MONTH_WORDS, key=len, reverse=True))

_ISO = re.compile(
    r"(?<!\d)(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})(?!\d)"
    r"(?:[T ]\s*(?P<H>\d{1,2}):(?P<M>\d{1,2})(?::\d{1,2}(?:[.,]\d+)?)?\s*(?P<z>Z|[+-]\d{2}:?\d{2})?)?"
)
_WORDS = re.compile(
    rf"(?:ngày|mùng|mồng|(?<!\d))\s*(?P<d>\d{{1,2}})\s*[,]?\s*tháng\s*(?P<m>\d{{1,2}}|{_MONTH})\s*[,/-]?\s*(?:năm\s*)?(?P<y>\d{{4}})(?!\d)",
    re.IGNORECASE,
)
_MONTH_FIRST = re.compile(rf"tháng\s+(?P<m>{_MONTH})\s+(?P<d>\d{{1,2}}),\s*(?P<y>\d{{4}})(?!\d)", re.IGNORECASE)
_DMY = re.compile(
    r"(?<!\d)(?<!\d[/.,-])(?P<d>\d{1,2})\s?(?P<s>[/.-])\s?(?P<m>\d{1,2})\s?(?P=s)\s?(?P<y>\d{4}|\d{2})(?![\d/]|[.-]\d|,\d{3})"
)
_YMD = re.compile(r"(?<![\d/.-])(?P<y>(?:19|20)\d{2})(?P<s>[/.])(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})(?![\d/])")
_MONTH_YEAR = re.compile(
    rf"(?:tháng\s*(?P<w>\d{{1,2}}|{_MONTH})\s*(?:[/.-]|,?\s*năm)\s*(?P<y>\d{{4}})|(?<![\d/.,-])(?P<m>\d{{2}})\s?[/-]\s?(?P<y2>(?:19|20)\d{{2}}))(?![\d/])",
    re.IGNORECASE,
)
_YEAR_ONLY = re.compile(r"(?:năm\s*)?(?P<y>(?:19|20)\d{2})", re.IGNORECASE)
_TIME = re.compile(
    r"(?<![\d:/.-])(?P<H>\d{1,2})\s?(?::|h|giờ)\s?(?P<M>\d{1,2})?(?::\d{1,2})?(?:\s*phút)?\s*(?P<half>(?:AM|PM|SA|CH)\b)?(?![\d/])",
    re.IGNORECASE,
)
_ENGLISH = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAME = rf"(?P<m>{'|'.join(_ENGLISH)})[a-z]*"
_MDY_NAMED = re.compile(rf"\b{_NAME}\.?\s+(?P<d>\d{{1,2}}),\s*(?P<y>\d{{4}})(?!\d)", re.IGNORECASE)
_DMY_NAMED = re.compile(rf"(?<!\d)(?P<d>\d{{1,2}})\s+{_NAME}\.?,?\s+(?P<y>\d{{4}})(?!\d)", re.IGNORECASE)
"""WordPress themes that were never translated: "Jul 14, 2022", "14 July 2022"."""
_RFC = re.compile(r"(?:[A-Z][a-z]{2},?\s+)?\d{1,2}\s+[A-Z][a-z]{2}[a-z]*\s+\d{4}\s+\d{1,2}:\d{2}")
_PUBLISHED_WORDS = ("đăng", "xuất bản", "phát hành", "đưa tin")
_PUBLISHED_CUE = re.compile(
    r"(?:ngày|giờ)?\s*(?:đăng|xuất bản|phát hành|đưa tin)(?:\s*(?:ngày|lúc|tin|bài))?", re.IGNORECASE
)
_TIME_GAP = 16
"""Characters between a date and its time of day ("20/11/2023 - cập nhật 4:09")."""
_LUNAR = "âm lịch"


def read_date(text: str) -> PartialDate | None:
    """The date that `text` states, with its time of day in Vietnam where one stands beside it; None when it states
    none. Where several stand, the one after "đăng"/"xuất bản", else the first. Raises `ImpossibleDate`."""
    text = one_line(text)
    lower = text.lower()
    if _LUNAR in lower:
        return None
    cue = _PUBLISHED_CUE.search(text) if any(word in lower for word in _PUBLISHED_WORDS) else None
    if cue and (found := _read(text[cue.end() :])):
        return found
    return _read(text)


def _read(text: str) -> PartialDate | None:
    if found := _RFC.search(text):
        return _rfc(text[found.start() :])
    day = min(
        (found for pattern in _patterns_for(text) if (found := pattern.search(text))),
        key=lambda found: found.start(),
        default=None,
    )
    if day is None:
        return _month_or_year(text)
    if day.re is _ISO:
        return _iso(day)
    return _with_time(PartialDate(_year(day["y"]), _month(day["m"]), int(day["d"])), text, day)


def _patterns_for(text: str) -> list[re.Pattern[str]]:
    """Patterns of days that may stand in `text`: those with words only where it has the words."""
    lower = text.lower()
    in_words = [_WORDS, _MONTH_FIRST] if "tháng" in lower else []
    in_english = [_MDY_NAMED, _DMY_NAMED] if any(month in lower for month in _ENGLISH) else []
    return [_ISO, *in_words, _DMY, _YMD, *in_english]


def _rfc(text: str) -> PartialDate:
    try:
        moment = parsedate_to_datetime(text)
    except ValueError as error:
        raise ImpossibleDate(text) from error
    return _local(moment if moment.tzinfo else moment.replace(tzinfo=UTC))


def _iso(found: re.Match[str]) -> PartialDate:
    when = PartialDate(int(found["y"]), int(found["m"]), int(found["d"]))
    if found["H"] is None:
        return when
    zone = (found["z"] or "+07:00").replace("Z", "+00:00")
    try:
        moment = datetime(when.year, when.month or 1, when.day or 1, int(found["H"]), int(found["M"]))
    except ValueError as error:
        raise ImpossibleDate(found[0]) from error
    sign = -1 if zone[0] == "-" else 1
    hours, minutes = int(zone[1:3]), int(zone[-2:])
    if hours > 14 or minutes > 59:
        raise ImpossibleDate(found[0])
    return _local(moment.replace(tzinfo=timezone(sign * timedelta(hours=hours, minutes=minutes))))


def _local(moment: datetime) -> PartialDate:
    try:
        here = moment.astimezone(VIETNAM)
    except (OverflowError, ValueError) as error:
        raise ImpossibleDate(str(moment)) from error
    return PartialDate(here.year, here.month, here.day, here.hour, here.minute)


def _month_or_year(text: str) -> PartialDate | None:
    if found := _MONTH_YEAR.search(text):
        return PartialDate(int(found["y"] or found["y2"]), _month(found["w"] or found["m"]))
    bare = _YEAR_ONLY.fullmatch(text.strip(" .:()-"))
    return PartialDate(int(bare["y"])) if bare else None


def _with_time(when: PartialDate, text: str, day: re.Match[str]) -> PartialDate:
    before = next(iter(list(_TIME.finditer(text, 0, day.start()))[-1:]), None)
    after = _TIME.search(text, day.end())
    gaps = [(day.start() - before.end(), before)] if before else []
    gaps += [(after.start() - day.end(), after)] if after else []
    gap, found = min(gaps, key=lambda pair: pair[0], default=(0, None))
    if found is None or gap > _TIME_GAP or (found["M"] is None and ":" in found[0]):
        return when
    hour, minute = int(found["H"]), int(found["M"] or 0)
    half = (found["half"] or "").upper()
    if half in ("PM", "CH") and hour < 12:
        hour += 12
    if half in ("AM", "SA") and hour == 12:
        hour = 0
    if hour > 23 or minute > 59:
        return when
    if found is before and not half and minute == when.month:
        # Báo Đồng Nai prints the month where the minutes belong (09:05, 08/05/2023): such a time says nothing.
        return when
    return PartialDate(when.year, when.month, when.day, hour, minute)


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def _month(text: str) -> int:
    if text.isdecimal():
        return int(text)
    word = text.lower()
    return _ENGLISH.index(word) + 1 if word in _ENGLISH else _MONTH_WORDS[word]
