"""Days between which an article must have been published, read from what it says and what it names."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from pipeline.article.raw_dates import UPLOAD_EVIDENCE
from pipeline.dates.parse import ImpossibleDate, PartialDate, read_date
from pipeline.model import Article, DateBasis, DocumentMention, RawDate
from pipeline.text import fold

DocumentDates = Callable[[DocumentMention], str | None]
"""Gives the known (partial ISO) date of a well-known document."""


@dataclass(frozen=True)
class Bound:
    """One reason why the article cannot be older (`lower`) or younger (`upper`) than a day."""

    side: Literal["lower", "upper"]
    value: PartialDate
    basis: DateBasis
    evidence: str
    says: str
    """Vietnamese, continues a sentence: "bài nhắc năm 2019 như việc đã qua"."""

    @property
    def day(self) -> date:
        """The first day allowed (lower) or the last (upper)."""
        return self.value.first_day if self.side == "lower" else self.value.last_day


_YEAR = r"(?:19|20)\d{2}"
_YEARS = re.compile(rf"\bnam\s+(?P<all>{_YEAR}(?:\s*(?:,|va|den|-|–)\s*(?:nam\s+)?{_YEAR})*)(?![\d/])")
_DAY = re.compile(
    rf"\bngay\s+(?P<d>\d{{1,2}})\s?(?:[/.-]|thang)\s?(?P<m>\d{{1,2}})\s?(?:[/.-]|nam)\s?(?P<y>{_YEAR})(?!\d)"
)
_FROM_NOW = re.compile(
    rf"\btu\s+(?:nay|bay gio|gio)\s+(?:cho\s+)?(?:toi|den)\s+(?:het\s+|cuoi\s+)?(?:"
    rf"(?:ngay\s+)?(?P<d>\d{{1,2}})[/.-](?P<m>\d{{1,2}})[/.-](?P<y>{_YEAR})"
    rf"|(?:thang\s+)(?P<m2>\d{{1,2}})\s*(?:/|nam)\s*(?P<y2>{_YEAR})|(?:nam\s+)?(?P<y3>{_YEAR}))(?!\d)"
)
_PAST = re.compile(r"\b(?:da|vua)\s+(?!duoc giao|duoc phe duyet ke hoach)\w|\bdat duoc\b|\bdien ra\b|\bto chuc\b")
_PAST_YEAR = re.compile(r"\bda\s+(?!duoc giao|dang ky|xay dung ke hoach|ban hanh ke hoach|de ra|dat ra)\w")
_PLAN = re.compile(
    r"\b(?:se|du kien|phan dau|muc tieu|ke hoach|chi tieu|dinh huong|tam nhin|giai doan|nhiem ky|du toan"
    r"|den nam|toi nam|het nam|cuoi nam|dang ky|lo trinh|truoc ngay|cham nhat|thoi han|han chot|hieu luc|ke tu ngay"
    r"|khai mac vao|tu nay|phuong huong|giao|chuong trinh|de an|hoan thanh truoc)\b"
)
_ASIDE = re.compile(r"\b(?:giai doan|nhiem ky|den|toi|het|cuoi|truoc|vao|tu|khoa|so|tam nhin)\s*$")
_CLAUSE_END = re.compile(r"[.;!?\n](?:\s|$)")
_AFTER = 60
_BEFORE = 60
_QUOTE = 140


def text_bounds(article: Article) -> list[Bound]:
    """Bounds that the words of the article set.

    Lower: the newest year or day that it reports as past ("trong hai năm 2018 và 2019 đã …"). Years of targets, plans
    and periods ("đến năm 2025", "giai đoạn 2021-2025") are none. Upper: what it speaks of as still to come ("từ nay tới
    năm 2020"). Only the tightest of each side is returned."""
    lower: Bound | None = None
    upper: Bound | None = None
    for text in (article.title, article.lead, article.captions, article.body):
        for bound in _bounds_in(text):
            if bound.side == "lower" and (lower is None or bound.day > lower.day):
                lower = bound
            if bound.side == "upper" and (upper is None or bound.day < upper.day):
                upper = bound
    return [bound for bound in (lower, upper) if bound]


def _bounds_in(text: str) -> Iterator[Bound]:
    folded = fold(text)
    for found in _FROM_NOW.finditer(folded):
        if value := _ahead(found):
            quote = text[found.start() : found.end()]
            yield Bound(
                "upper", value, "text bound", _quote(text, found), f"bài nói “{quote}” như việc còn ở phía trước"
            )
    for found in _YEARS.finditer(folded):
        years = [int(year) for year in re.findall(_YEAR, found["all"])]
        is_period = "-" in found["all"] or "–" in found["all"] or "den" in found["all"]
        if not is_period and _is_past(folded, found, _PAST_YEAR):
            says = f"bài nhắc năm {max(years)} như việc đã qua"
            yield Bound("lower", PartialDate(max(years)), "text bound", _quote(text, found), says)
    for found in _DAY.finditer(folded):
        day = _stated(found["y"], found["m"], found["d"])
        if day and _is_past(folded, found, _PAST):
            says = f"bài kể việc ngày {day.first_day:%d/%m/%Y} như việc đã qua"
            yield Bound("lower", day, "text bound", _quote(text, found), says)


def _ahead(found: re.Match[str]) -> PartialDate | None:
    if found["y"]:
        return _stated(found["y"], found["m"], found["d"])
    return _stated(found["y2"], found["m2"]) if found["y2"] else _stated(found["y3"])


def _stated(year: str, month: str | None = None, day: str | None = None) -> PartialDate | None:
    """The date as far as it is stated; None for one that no calendar has."""
    try:
        return PartialDate(int(year), int(month) if month else None, int(day) if day else None)
    except ImpossibleDate:
        return None


def _is_past(folded: str, found: re.Match[str], past: re.Pattern[str]) -> bool:
    """Whether the clause around a mention reports and does not plan. Narrow on purpose: a missed bound costs
    sharpness, a wrong one costs a true date."""
    before = _CLAUSE_END.split(folded[max(0, found.start() - _BEFORE) : found.start()])[-1]
    after = _CLAUSE_END.split(folded[found.end() : found.end() + _AFTER])[0]
    if _ASIDE.search(before) or _PLAN.search(before) or _PLAN.search(after):
        return False
    return past.search(after) is not None


def _quote(text: str, found: re.Match[str]) -> str:
    start = text.rfind(" ", 0, max(0, found.start() - 30)) + 1
    start = max(start, text.rfind("\n", 0, found.start()) + 1)
    return text[start : start + _QUOTE].split("\n")[0].rsplit(" ", 1)[0]


def url_bounds(raws: Sequence[RawDate]) -> list[Bound]:
    """First and last day of a month that the article's own address carries (`/202305/`: newspapers file by month of
    publication). They narrow an undated page and refuse nothing: a draft may be older than its publication."""
    bounds: list[Bound] = []
    for raw in raws:
        if raw.basis != "url" or raw.evidence.startswith(UPLOAD_EVIDENCE):
            continue
        value = _of_address(raw)
        if value and value.day is None:
            says = f"địa chỉ bài nằm trong thư mục {vietnamese(value)}"
            bounds += [
                Bound("lower", value, "url", raw.evidence, says),
                Bound("upper", value, "url", raw.evidence, says),
            ]
    return bounds


def _of_address(raw: RawDate) -> PartialDate | None:
    try:
        return read_date(raw.text)
    except ImpossibleDate:
        return None


def document_bound(documents: Sequence[DocumentMention], known: DocumentDates | None) -> Bound | None:
    """The newest dated document that the article names: it cannot be older than that.

    A known date stands above the one the text claims, unless they differ in the year: then it is another document of
    the same number, and the claim counts."""
    bounds = [bound for document in documents if (bound := _of_document(document, known))]
    return max(bounds, key=lambda bound: bound.day, default=None)


def _of_document(document: DocumentMention, known: DocumentDates | None) -> Bound | None:
    claimed = partial(document.date) if document.date else None
    stated = known(document) if known else None
    sure = partial(stated) if stated else None
    if sure and claimed and sure.year != claimed.year:
        sure = None
    value = sure or claimed
    if value is None:
        return None
    says = f"bài nhắc văn bản {document.norm} ban hành {vietnamese(value)}"
    source = "bảng văn bản đã biết" if sure else "theo lời bài"
    return Bound("lower", value, "document bound", f"{document.span.surface} ({source})", says)


def partial(iso: str) -> PartialDate | None:
    """The day, month or year of a partial ISO date; None for what is none (a Party term like `2015-2020`)."""
    found = re.fullmatch(r"(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T.*)?)?)?", iso)
    return _stated(*found.groups()) if found else None


def vietnamese(value: PartialDate) -> str:
    """A partial date in Vietnamese words: `ngày 24/09/2019`, `tháng 09/2019`, `năm 2019`."""
    if value.month is None:
        return f"năm {value.year}"
    if value.day is None:
        return f"tháng {value.month:02d}/{value.year}"
    return f"ngày {value.first_day:%d/%m/%Y}"
