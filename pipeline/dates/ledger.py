"""The ledger of dates: every date that was considered, one accepted or none, and why not the others.

Order of trust: the label on the page, the feed, the listing, machine-readable meta data, a day in the address. A page's
clock, an edit time and the day of crawling are never a publication date. docs/dates.md says the same to a reader.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from pipeline.article.raw_dates import UPLOAD_EVIDENCE
from pipeline.dates.bounds import Bound, DocumentDates, document_bounds, url_bounds
from pipeline.dates.parse import ImpossibleDate, PartialDate, read_date
from pipeline.dates.slips import slip_of, year_between
from pipeline.dates.text_bounds import dateline_bound, text_bounds
from pipeline.model import Article, DateBasis, DateCandidate, DateDecision, DocumentMention, RawDate

TRUST: tuple[DateBasis, ...] = ("label", "feed", "listing", "meta", "url")
"""Bases that may give the publication date, most trusted first."""
WITNESSES: frozenset[DateBasis] = frozenset(("label", "feed", "listing"))
"""Bases that print what the CMS holds as publication time; two of them that agree outweigh a bound read from text."""
OLDEST_YEAR = 2000
"""A portal page of before 2000 is a default date (1970) or a slip (reliability fault C18)."""

_NEVER: dict[DateBasis, str] = {
    "page clock": "Đây là đồng hồ ở đầu trang, không phải ngày đăng bài.",
    "modified": "Đây là giờ sửa bài, không phải giờ đăng.",
    "sitemap": "Sơ đồ trang ghi lần sửa cuối, không phải ngày đăng.",
}
_BASIS_NAMES: dict[DateBasis, str] = {
    "label": "dòng ngày trên trang", "feed": "bản tin RSS", "listing": "trang danh sách", "meta": "dữ liệu meta",
    "url": "địa chỉ bài",
}  # fmt: skip


@dataclass(frozen=True)
class _Considered:
    """A date string with its reading and, once judged, the reason against it."""

    raw: RawDate
    value: PartialDate | None
    against: str | None = None
    note: str = ""

    def entry(self, accepted: bool = False) -> DateCandidate:
        text = f"{self.raw.evidence}: “{self.raw.text}”{self.note}"
        value = self.value
        why_not = None if accepted else self.against
        if value is None:
            return DateCandidate("", "day", self.raw.basis, text, accepted, why_not)
        return DateCandidate(value.iso, value.precision, self.raw.basis, text, accepted, why_not)


def decide(
    article: Article,
    *,
    hints: tuple[RawDate, ...] = (),
    documents: Sequence[DocumentMention] = (),
    captured: date | None = None,
    valid_from: date | None = None,
    valid_to: date | None = None,
    document_dates: DocumentDates | None = None,
    today: date | None = None,
) -> DateDecision:
    """When `article` was published, as far as it can be known; at most one candidate is accepted.

    `hints` are dates of listings, feeds and sitemaps; `captured` is the day (Vietnam) of the first capture and bounds
    the date from above, it never becomes the date; `valid_from`, `valid_to` are the portal's own days: a date outside
    them is accepted with a note, because old articles are moved to new portals and hosts are handed on; `valid_to`
    bounds an undated page. `today` refuses what lies ahead of it and bounds nothing, for a page that nobody captured.
    An unreadable or impossible string stands in the ledger with an empty value."""
    considered = [_read(raw) for raw in _distinct((*article.raw_dates, *hints))]
    bounds = [*text_bounds(article), *document_bounds(documents, document_dates)]
    bounds = [bound for bound in bounds if captured is None or bound.side == "upper" or bound.day <= captured]
    judged = [_judged(item, considered, bounds, captured or today) for item in considered]
    bounds += url_bounds(article.raw_dates)
    judged = _with_years(judged, *_range(bounds, captured, valid_to))
    chosen = _best(judged)
    entries = [
        (_noted(item, valid_from, valid_to) if item is chosen else _outranked(item, chosen)).entry(item is chosen)
        for item in judged
    ]
    lower, upper = _range(bounds, captured, valid_to)
    if chosen is None and (opening := dateline_bound(article, lower.day if lower else None, upper)):
        bounds.append(opening)
        lower, upper = _range(bounds, captured, valid_to)
    entries += _bound_entries(bounds, lower, upper, captured, valid_to)
    shown = _shown(considered)
    if chosen is None or chosen.value is None:
        from_day = lower.day.isoformat() if lower else None
        return DateDecision(None, None, None, from_day, _iso(upper), shown, tuple(entries))
    value = chosen.value
    first, last = value.first_day.isoformat(), value.last_day.isoformat()
    return DateDecision(value.iso, value.precision, chosen.raw.basis, first, last, shown, tuple(entries))


def _distinct(raws: Iterable[RawDate]) -> list[RawDate]:
    """A listing prints the same date on every visit: the first of each basis and text stands."""
    return list({(raw.basis, raw.text): raw for raw in reversed(list(raws))}.values())[::-1]


def _read(raw: RawDate) -> _Considered:
    try:
        value = read_date(raw.text)
    except ImpossibleDate:
        return _Considered(raw, None, "Ngày này không có trên lịch.")
    if value is None:
        return _Considered(raw, None, "Không đọc được ngày có năm trong chuỗi này.")
    return _Considered(raw, value)


def _with_years(items: list[_Considered], lower: Bound | None, last: date | None) -> list[_Considered]:
    """`items`, where the label says day and month without year ("14:03 | 10/05") with the one year that the bounds
    leave; two possible years leave it unread."""
    if lower is None or last is None or _best(items) is not None:
        return items
    return [_with_year(item, lower.day, last) if item.raw.basis == "label" else item for item in items]


def _with_year(item: _Considered, first: date, last: date) -> _Considered:
    value = year_between(item.raw.text, first, last) if item.value is None else None
    if value is None:
        return item
    return replace(item, value=value, against=None, note=f" (năm {value.year} là năm duy nhất hợp giới hạn)")


def _judged(
    item: _Considered, all_items: Sequence[_Considered], bounds: Sequence[Bound], captured: date | None
) -> _Considered:
    value = item.value
    if value is None or item.against:
        return item
    against = _why_not(item.raw, value, captured)
    if against is None and _agreeing(value, all_items) < 2:
        against, note = _contradicted(value, bounds)
        return replace(item, against=against, note=note) if against or note else item
    return replace(item, against=against) if against else item


def _why_not(raw: RawDate, value: PartialDate, captured: date | None) -> str | None:
    if raw.basis in _NEVER:
        return _NEVER[raw.basis]
    if raw.evidence.startswith(UPLOAD_EVIDENCE):
        return "Tháng tải ảnh lên không phải ngày đăng: khi dời trang, ảnh cũ được tải lên lại."
    if raw.basis == "url" and value.day is None:
        return "Địa chỉ chỉ cho biết tháng hoặc năm; dùng làm khoảng, không làm ngày đăng."
    if value.year < OLDEST_YEAR:
        return f"Năm {value.year} có trước mọi cổng thông tin; đây là ngày mặc định hoặc gõ nhầm."
    if captured and value.first_day > captured + timedelta(days=1):
        return f"Ngày này ở sau ngày lưu trang ({captured:%d/%m/%Y})."
    return None


def _contradicted(value: PartialDate, bounds: Sequence[Bound]) -> tuple[str | None, str]:
    """Why the article itself speaks against `value`, or a note where only a slip of its text does."""
    later = [bound for bound in bounds if bound.side == "lower" and value.last_day < bound.day]
    meant = {bound.day: slip_of(bound.value, value) for bound in later}
    if any(not bound.borrowed and meant[bound.day] is None for bound in later):
        return f"Sớm hơn điều bài biết: {max(later, key=lambda bound: bound.day).says}.", ""
    for bound in bounds:
        if bound.side == "upper" and value.first_day > bound.day:
            return f"Muộn hơn điều bài biết: {bound.says}.", ""
    return None, "".join(
        f" ({bound.says}; có lẽ bài gõ nhầm, ý là {slip:%d/%m/%Y})" for bound in later if (slip := meant[bound.day])
    )


def _agreeing(value: PartialDate, items: Sequence[_Considered]) -> int:
    days = {
        item.raw.basis
        for item in items
        if item.raw.basis in WITNESSES and item.value and item.value.day and item.value.first_day == value.first_day
    }
    return len(days)


def _best(items: Sequence[_Considered]) -> _Considered | None:
    open_items = [item for item in items if item.value and item.against is None and item.raw.basis in TRUST]
    return min(open_items, key=lambda item: TRUST.index(item.raw.basis), default=None)


def _outranked(item: _Considered, chosen: _Considered | None) -> _Considered:
    if item.against or chosen is None or item.value is None or chosen.value is None:
        return item
    name = _BASIS_NAMES[chosen.raw.basis]
    if item.value.first_day == chosen.value.first_day:
        return replace(item, against=f"Cùng ngày với {name}, nơi được tin hơn.")
    return replace(item, against=f"Khác ngày với {name}, nơi được tin hơn.")


def _noted(item: _Considered, valid_from: date | None, valid_to: date | None) -> _Considered:
    if item.value is None:
        return item
    if valid_to and item.value.first_day > valid_to:
        return replace(
            item, note=f"{item.note} (sau ngày {valid_to:%d/%m/%Y}, khi cơ quan chủ quản chấm dứt: cần xem lại)"
        )
    if valid_from and item.value.last_day < valid_from:
        return replace(
            item, note=f"{item.note} (trước ngày {valid_from:%d/%m/%Y}, khi cổng này mở: bài được dời từ cổng cũ)"
        )
    return item


def _range(bounds: Sequence[Bound], captured: date | None, valid_to: date | None) -> tuple[Bound | None, date | None]:
    """The tightest bounds that do not contradict each other. Days that are certain stand; then what the article
    reports as past outweighs what it calls future, because plans are quoted for years."""
    certain = min(filter(None, (captured, valid_to)), default=None)
    if captured and valid_to and valid_to < captured and any(b.side == "lower" and b.day > valid_to for b in bounds):
        certain = captured
    lowers = [bound for bound in bounds if bound.side == "lower" and (certain is None or bound.day <= certain)]
    lower = max(lowers, key=lambda bound: bound.day, default=None)
    uppers = [bound.day for bound in bounds if bound.side == "upper" and (lower is None or bound.day >= lower.day)]
    return lower, min((*uppers, *((certain,) if certain else ())), default=None)


def _bound_entries(
    bounds: Sequence[Bound], lower: Bound | None, upper: date | None, captured: date | None, valid_to: date | None
) -> list[DateCandidate]:
    entries = []
    for bound in bounds:
        used = bound is lower if bound.side == "lower" else bound.day == upper
        why_not = _bound_sentence(bound, used)
        entries.append(
            DateCandidate(bound.value.iso, bound.value.precision, bound.basis, bound.evidence, False, why_not)
        )
    known: tuple[tuple[date | None, DateBasis, str], ...] = (
        (valid_to, "validity bound", "cơ quan chủ quản của cổng chấm dứt"),
        (captured, "capture bound", "trang đã được lưu"),
    )
    for day, basis, says in known:
        if day:
            why_not = f"Là giới hạn trên, không phải ngày đăng: {says} ngày {day:%d/%m/%Y}."
            entries.append(DateCandidate(day.isoformat(), "day", basis, says, False, why_not))
    return entries


def _bound_sentence(bound: Bound, used: bool) -> str:
    name = "dưới" if bound.side == "lower" else "trên"
    if used:
        return f"Là giới hạn {name}, không phải ngày đăng: {bound.says}."
    return f"Không dùng làm giới hạn {name}, vì có giới hạn chặt hơn hoặc chắc hơn: {bound.says}."


def _shown(items: Sequence[_Considered]) -> str | None:
    """What a careless reader would take: the clock above the article, else the label."""
    for basis in ("page clock", "label", "modified"):
        for item in items:
            if item.raw.basis == basis and item.value and item.value.day:
                return item.value.first_day.isoformat()
    return None


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
