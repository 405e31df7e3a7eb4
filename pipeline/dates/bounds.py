"""Days between which an article must have been published, by its address and by the documents it names."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from pipeline.article.raw_dates import UPLOAD_EVIDENCE
from pipeline.dates.parse import ImpossibleDate, PartialDate, read_date
from pipeline.model import DateBasis, DocumentMention, RawDate

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
    borrowed: bool = False
    """The day is that of a well-known document of this number, not one the text states; alone it refuses nothing,
    since numbers start anew every year."""

    @property
    def day(self) -> date:
        """The first day allowed (lower) or the last (upper)."""
        return self.value.first_day if self.side == "lower" else self.value.last_day


def stated(year: str, month: str | None = None, day: str | None = None) -> PartialDate | None:
    """The date as far as it is stated; None for one that no calendar has."""
    try:
        return PartialDate(int(year), int(month) if month else None, int(day) if day else None)
    except ImpossibleDate:
        return None


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


def document_bounds(documents: Sequence[DocumentMention], known: DocumentDates | None) -> list[Bound]:
    """The two newest days of documents that the article names, newest first: it cannot be older than that.

    A known date stands above the one the text claims, unless they differ in the year: then it is another document of
    the same number, and the claim counts. A year in the number itself ("07/2021/NQ-HĐND") bounds too."""
    bounds = {bound.day: bound for document in documents if (bound := _of_document(document, known))}
    return [bounds[day] for day in sorted(bounds)[:-3:-1]]


def _of_document(document: DocumentMention, known: DocumentDates | None) -> Bound | None:
    claimed = partial(document.date) if document.date else None
    said = known(document) if known else None
    sure = partial(said) if said else None
    if sure and claimed and sure.year != claimed.year:
        sure = None
    in_number = partial(document.year) if document.year and f"/{document.year}/" in document.norm else None
    value = sure or claimed or in_number
    if value is None:
        return None
    says = f"bài nhắc văn bản {document.norm} ban hành {vietnamese(value)}"
    source = "bảng văn bản đã biết" if sure else "theo lời bài"
    evidence = f"{document.span.surface} ({source})"
    return Bound("lower", value, "document bound", evidence, says, borrowed=claimed is None and in_number is None)


def partial(iso: str) -> PartialDate | None:
    """The day, month or year of a partial ISO date; None for what is none (a Party term like `2015-2020`)."""
    found = re.fullmatch(r"(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T.*)?)?)?", iso)
    return stated(*found.groups()) if found else None


def vietnamese(value: PartialDate) -> str:
    """A partial date in Vietnamese words: `ngày 24/09/2019`, `tháng 09/2019`, `năm 2019`."""
    if value.month is None:
        return f"năm {value.year}"
    if value.day is None:
        return f"tháng {value.month:02d}/{value.year}"
    return f"ngày {value.first_day:%d/%m/%Y}"
