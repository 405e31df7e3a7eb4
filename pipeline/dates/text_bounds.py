"""What the sentences of an article say of its time: days it reports as past, days it still looks ahead to.

Narrow on purpose: a missed bound costs sharpness, a wrong one costs a true date.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from pipeline.dates.bounds import Bound, stated, vietnamese
from pipeline.dates.parse import PartialDate
from pipeline.model import Article
from pipeline.scan import matches_at
from pipeline.text import fold

_YEAR = r"(?:19|20)\d{2}"
_DATE = rf"(?P<d>\d{{1,2}})\s?(?:[/.-]|thang)\s?(?P<m>\d{{1,2}})\s?(?:[/.-]|,?\s?nam)\s?(?P<y>{_YEAR})(?!\d)"
_MONTH = rf"thang\s+(?P<m2>\d{{1,2}})\s*(?:[/.-]|,?\s?nam)\s*(?P<y2>{_YEAR})(?!\d)"
_ONLY_YEAR = rf"nam\s+(?P<y3>{_YEAR})(?![\d/])"
_YEARS = re.compile(rf"\bnam\s+(?P<all>{_YEAR}(?:\s*(?:,|va|den|-|–)\s*(?:nam\s+)?{_YEAR})*)(?![\d/])")
_AS_OF = re.compile(
    rf"\bden\s+(?:(?:het|cuoi|thoi diem|giua|dau)\s+)*(?:ngay\s+)?"
    rf"(?:{_DATE}|{_MONTH}|{_ONLY_YEAR})"
)
_COUNT = re.compile(r"\b(?:tinh|thong ke|so lieu)\s+$")
_ANY_YEAR = re.compile(_YEAR)
_DAY = re.compile(
    rf"(?:\b(?P<part>(?:sang|chieu|toi|trua|dem)(?:\s+(?:nay|qua))?,?\s*\(?(?:ngay\s+)?"
    rf"|(?:vua qua|moi day|truoc do|hom nay|hom qua),?\s+ngay\s+)|\bngay\s+){_DATE}"
)
_DAY_BEGINS = (
    "sang", "chieu", "toi", "trua", "dem", "vua qua", "moi day", "truoc do", "hom nay", "hom qua", "ngay",
)  # fmt: skip
_FROM_NOW = re.compile(
    rf"\btu\s+(?:nay|bay gio|gio)\s+(?:cho\s+)?(?:toi|den)\s+(?:het\s+|cuoi\s+)?(?:"
    rf"(?:ngay\s+)?{_DATE}|{_MONTH}|(?:nam\s+)?(?P<y3>{_YEAR})(?!\d))"
)
_DONE = re.compile(r"\b(?:da|vua)\s+(?!duoc giao|duoc phe duyet ke hoach|dang ky|xay dung ke hoach|de ra|dat ra)\w")
_REPORTED = re.compile(
    r"\b(?:to chuc|ban hanh|phoi hop|trao|khai mac|be mac|ky|phe duyet|cong bo|lam viec|kiem tra|hop|tien hanh|tham"
    r"|du|chu tri|khai giang|ra mat|cong nhan|thong qua)\b"
)
_PLAN = re.compile(
    r"\b(?:se|du kien|phan dau|muc tieu|ke hoach|chi tieu|dinh huong|tam nhin|giai doan|nhiem ky|du toan"
    r"|dang ky|lo trinh|truoc ngay|cham nhat|thoi han|han chot|hieu luc|gia tri|ke tu ngay"
    r"|khai mac vao|tu nay|phuong huong|giao|chuong trinh|de an|hoan thanh truoc|han nop)\b"
)
_AHEAD = re.compile(r"\b(?:se|du kien|phan dau|chuan bi|sap)\b")
"""Words after a day that open a report all the same: "Ngày 9/5/2019, Ban chỉ đạo các chương trình mục tiêu … họp"."""
_ASIDE = re.compile(
    r"\b(?:giai doan|nhiem ky|den|toi|het|cuoi|truoc|vao|tu|khoa|so|tam nhin|truoc ngay|ke tu|den ngay|tu ngay)\s*$"
)
_OPENS_CLAUSE = re.compile(
    r"(?:^|[.,;:!?(\"“\n–-]\s*|\b(?:trong|rieng|qua|hai|ba|bon|cac|nhung|dau|giua|suot|rong|tu|ngay|nhat la)\s+)$"
)
_SINCE = re.compile(r"\s*(?:,\s*)?(?:den|toi) nay\b")
_CLAUSE_END = re.compile(r"[.;!?\n](?:\s|$)")
_ANNOUNCEMENT = re.compile(r"\s*(?:ke hoach|thong bao|lich|giay moi|moi |chuong trinh)\b")
_BYLINE = re.compile(r"^[\s\-–(]*(?:[\w.]{2,12}\s?\)?\s?[-–:]\s*|[\w. ]{2,40}\)\s?[-–:]?\s*)?$")
"""What stands before the first words of a report: "(ĐN) - ", "BTNO - "."""
_AFTER = 60
_REPORT = 160
_BEFORE = 60
_QUOTE = 140
_KEPT = 2

_DATELINE = re.compile(
    r"(?:\b(?:sang|chieu|toi|trua)(?:\s+ngay)?|\bngay)\s+(?P<d>\d{1,2})\s?[/.-]\s?(?P<m>\d{1,2})(?![\d/.-]|\s?nam)"
)
_DATELINE_REACH = 120
_PREVIOUS_YEAR = timedelta(days=60)
"""How old a day without year may be for its report: an older one would carry its year."""


def text_bounds(article: Article) -> list[Bound]:
    """Bounds that the words of the article set, at most two of each side, the tightest first.

    Lower: days, months and years that it reports as past ("trong hai năm 2018 và 2019 đã …", "Sáng 12/3/2025, …",
    "tính đến ngày 31/10/2022"). Targets, plans, periods and terms of validity are none. Upper: what it speaks of as
    still to come ("từ nay tới năm 2020")."""
    found: list[Bound] = []
    announces = _ANNOUNCEMENT.match(fold(article.title)) is not None
    for text in (article.title, article.lead, article.captions, article.body):
        found += _bounds_in(text, reports=not announces)
    lower = {bound.day: bound for bound in reversed(found) if bound.side == "lower"}
    upper = {bound.day: bound for bound in reversed(found) if bound.side == "upper"}
    return [lower[day] for day in sorted(lower)[: -_KEPT - 1 : -1]] + [upper[day] for day in sorted(upper)[:_KEPT]]


def _bounds_in(text: str, *, reports: bool) -> Iterator[Bound]:
    if not _ANY_YEAR.search(text):
        return
    folded = fold(text)
    for found in matches_at(_FROM_NOW, folded, ("tu",)):
        if value := _value(found):
            quote = text[found.start() : found.end()]
            yield Bound(
                "upper", value, "text bound", _quote(text, found), f"bài nói “{quote}” như việc còn ở phía trước"
            )
    for found in matches_at(_AS_OF, folded, ("den",)):
        value = _value(found)
        clause = _clause(folded, found)
        if value and (_COUNT.search(clause.before) or clause.done) and not clause.plans:
            says = f"bài nêu số liệu tính đến {vietnamese(value)}"
            yield Bound("lower", value, "text bound", _quote(text, found), says)
    for found in matches_at(_YEARS, folded, ("nam",)):
        years = [int(year) for year in re.findall(_YEAR, found["all"])]
        is_period = "-" in found["all"] or "–" in found["all"] or "den" in found["all"]
        clause = _clause(folded, found)
        if not is_period and _OPENS_CLAUSE.search(clause.before) and not clause.plans and clause.done:
            since = _SINCE.match(folded, found.end()) is not None
            if since or not _ASIDE.search(clause.before):
                says = f"bài nhắc năm {max(years)} như việc đã qua"
                yield Bound("lower", PartialDate(max(years)), "text bound", _quote(text, found), says)
    for found in matches_at(_DAY, folded, _DAY_BEGINS):
        value = _value(found)
        if value and _is_reported(folded, found, reports):
            says = f"bài kể việc {vietnamese(value)} như việc đã qua"
            yield Bound("lower", value, "text bound", _quote(text, found), says)


class _Clause(NamedTuple):
    before: str
    after: str

    @property
    def plans(self) -> bool:
        return _PLAN.search(self.before) is not None or _PLAN.search(self.after) is not None

    @property
    def done(self) -> bool:
        return _DONE.search(self.after) is not None


def _clause(folded: str, found: re.Match[str]) -> _Clause:
    before = _CLAUSE_END.split(folded[max(0, found.start() - _BEFORE) : found.start()])[-1]
    return _Clause(before, _CLAUSE_END.split(folded[found.end() : found.end() + _AFTER])[0])


def _is_reported(folded: str, found: re.Match[str], reports: bool) -> bool:
    """Whether the clause around a day reports and does not plan."""
    clause = _clause(folded, found)
    if _PLAN.search(clause.before) or (_ASIDE.search(clause.before) and not found["part"]):
        return False
    if clause.done and not clause.plans:
        return True
    after = _CLAUSE_END.split(folded[found.end() : found.end() + _REPORT])[0]
    if not reports or _AHEAD.search(after):
        return False
    line = folded[folded.rfind("\n", 0, found.start()) + 1 : found.start()]
    opens = _BYLINE.match(line) is not None and after.lstrip(")").startswith(",")
    return found["part"] is not None or (opens and _REPORTED.search(after) is not None)


def _value(found: re.Match[str]) -> PartialDate | None:
    groups = found.groupdict()
    if groups.get("y"):
        return stated(found["y"], found["m"], found["d"])
    if groups.get("y2"):
        return stated(found["y2"], found["m2"])
    return stated(found["y3"]) if groups.get("y3") else None


def _quote(text: str, found: re.Match[str]) -> str:
    start = text.rfind(" ", 0, max(0, found.start() - 30)) + 1
    start = max(start, text.rfind("\n", 0, found.start()) + 1)
    return text[start : start + _QUOTE].split("\n")[0].rsplit(" ", 1)[0]


def dateline_bound(article: Article, first: date | None, last: date | None) -> Bound | None:
    """The day of "Sáng 17-9, …" at the start of the report, where the article's own bounds leave one year for it.

    `first`, `last`: bounds of the publication. A year is possible where the day is not after `last` and not more than
    two months before `first`; with two possible years, or without a first day, nothing is said."""
    if first is None or last is None or _ANNOUNCEMENT.match(fold(article.title)):
        return None
    for text in (article.lead, article.body):
        folded = fold(text[: _DATELINE_REACH + _AFTER])
        found = _DATELINE.search(folded)
        if not found or found.start() > _DATELINE_REACH or _clause(folded, found).plans:
            continue
        days = [stated(str(year), found["m"], found["d"]) for year in range(first.year - 1, last.year + 1)]
        possible = [day for day in days if day and first - _PREVIOUS_YEAR <= day.first_day <= last]
        if len(possible) == 1:
            words = text[found.start() : found.end()]
            says = f"bài mở đầu bằng “{words}”, chỉ có thể là {vietnamese(possible[0])}"
            return Bound("lower", possible[0], "text bound", _quote(text, found), says)
    return None
