"""Checks of a portal's newest visit against its own past: a redesign that answers 200, a list that stands still."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import pairwise
from statistics import median

from sqlite_utils import Database

from crawler.captures.reader import CaptureReader
from crawler.captures.rows import Visit
from crawler.clock import local_day
from crawler.portals.registry import Registry
from crawler.portals.source import Source
from pipeline.archive.calendar import working_days
from pipeline.archive.health import Check, Level, make_check
from pipeline.archive.learned import Series, floor_of, longest_usual, usual
from pipeline.archive.visit_pages import PageRead, VisitPages, visits_with_pages
from pipeline.holds import is_held

FEW = 3
"""Pages of a visit from which its shares mean something."""
SHORT_BODY, MOST_SHORT = 200, 0.3
MOST_ALIKE = 0.2
"""Share of pages whose whole body stands on another page too."""
LEAST_ALIKE = 0.6
"""Of a known article looked at again: how much of its text is still there."""
FEWEST_MEDIA = 0.5
"""Of the usual number of pictures or files per article."""
SILENT_DAYS = 10
"""Working days without anything new on any list before that is told."""
SILENT_UNKNOWN = 45
"""The same for a portal of which fewer than `KNOWN_GAPS` gaps are known."""
SILENT_AT_MOST = 120
"""And however quiet such a portal seems: half a year."""
KNOWN_GAPS = 5


def past_checks(db: Database, reader: CaptureReader, registry: Registry) -> Iterator[Check]:
    """All of them, of the newest visit of every source. A function of ledger and archive alone: time is the visit's."""
    for source_id, visits in sorted(visits_with_pages(db, reader).items()):
        source, pace = registry.get(source_id), _pace(db, source_id)
        yield from against_past(source, visits, lambda page: _similarity(db, page), pace)


def _pace(db: Database, source_id: str) -> int:
    """Working days between the days on which a source published what the archive holds of it, as `longest_usual`."""
    rows = db.execute(
        "SELECT DISTINCT substr(published, 1, 10) FROM articles WHERE source_id = ? AND length(published) >= 10 "
        "ORDER BY 1", [source_id],
    )  # fmt: skip
    gaps = [working_days(one, other) for one, other in pairwise(date.fromisoformat(day) for (day,) in rows)]
    return longest_usual(gaps) if gaps else 0


def against_past(
    source: Source, visits: Sequence[VisitPages], similarity: Callable[[PageRead], float], pace: int = 0
) -> Iterator[Check]:
    """Checks of the last of `visits`, oldest first. `similarity`: how much of a known article's text a page looked at
    again still has, from 0 to 1. `pace`: the long gaps, in working days, between what the archive holds of it."""
    *earlier, newest = visits
    yield from _filled(source, newest, earlier)
    yield from _alike(newest)
    yield from _canaries(newest, similarity)
    yield from _media(newest, earlier)
    before = [one.visit for one in earlier]
    yield from _silent(newest.visit, before, pace)
    yield from _next_page_lost(newest.visit, before)


def _day(visit: Visit) -> date:
    return local_day(visit.ended_at)


# -- Z2: fields of the articles read


def _filled(source: Source, newest: VisitPages, earlier: Sequence[VisitPages]) -> Iterator[Check]:
    pages = newest.new
    if len(pages) < FEW:
        return
    assertions = source.assertions
    fields: list[tuple[str, str, float, Callable[[PageRead], bool]]] = [
        ("title", "tiêu đề / title", assertions.title, lambda page: bool(page.title)),
        ("body", "nội dung / body", assertions.body, lambda page: page.has_body),
        ("date", "ngày / date", assertions.date, lambda page: page.dated),
    ]
    for name, called, default, has in fields:
        if name == "body" and source.republish == "facts":
            continue
        filled = sum(map(has, pages))
        past = _shares(earlier, has)
        floor = floor_of(default, past, _day(newest.visit))
        bad = filled / len(pages) < floor and len(pages) - filled > 1
        was_good = bool(past) and median(share for _, share in past) >= floor
        level: Level = "ok" if not bad else "fail" if was_good or (name != "date" and not past) else "warn"
        says = f"{filled} trong {len(pages)} bài có {called}"
        yield make_check(newest.visit, f"Z2 {name}", level, f"{filled}/{len(pages)}", f"{floor:.0%}", says)
    yield from _short(source, newest, earlier)


def _shares(earlier: Sequence[VisitPages], has: Callable[[PageRead], bool]) -> Series:
    return [
        (_day(one.visit), sum(map(has, one.new)) / len(one.new)) for one in earlier if len(one.new) >= FEW
    ]  # fmt: skip


def _short(source: Source, newest: VisitPages, earlier: Sequence[VisitPages]) -> Iterator[Check]:
    def is_short(page: PageRead) -> bool:
        return page.body_length < SHORT_BODY

    pages = newest.new
    short = sum(map(is_short, pages))
    before = [page for one in earlier for page in one.new]
    was = sum(map(is_short, before)) / len(before) if before else 0.0
    if source.republish == "facts" or short < FEW or short / len(pages) <= MOST_SHORT + was:
        return
    says = f"{short} trong {len(pages)} bài ngắn dưới {SHORT_BODY} chữ / bodies shorter than {SHORT_BODY} characters"
    limit = f"{MOST_SHORT + was:.0%}"
    level: Level = "fail" if len(before) >= FEW else "warn"
    yield make_check(newest.visit, "Z2 short", level, f"{short}/{len(pages)}", limit, says)


# -- Z3, Z4: what stands on pages looked at again, and on several


def _alike(newest: VisitPages) -> Iterator[Check]:
    pages = {page.article_id: page for page in newest.pages if page.has_body and page.article_id}
    counted = Counter(page.body_digest for page in pages.values())
    alike = sum(number for number in counted.values() if number > 1)
    if alike >= FEW and alike / len(pages) > MOST_ALIKE:
        says = (
            f"{alike} trong {len(pages)} trang có cùng một nội dung: sai khối? / pages with the same body: wrong block"
        )
        yield make_check(newest.visit, "Z4", "fail", f"{alike}/{len(pages)}", f"{MOST_ALIKE:.0%}", says)


_VERSION = """SELECT v.diff, length(t.title) + length(t.lead) + length(t.body) AS length FROM article_versions v
JOIN article_texts t ON t.article_id = v.article_id WHERE v.capture_id = ? AND v.version > 1"""


def _canaries(newest: VisitPages, similarity: Callable[[PageRead], float]) -> Iterator[Check]:
    """Known articles looked at again that answered: are they still read, and as the same text?"""
    looked = newest.canaries
    changed = [page for page in looked if _unreadable(page) or similarity(page) < LEAST_ALIKE]
    if changed:
        says = f"{len(changed)} trong {len(looked)} bài cũ đọc ra khác hẳn / known articles read quite otherwise now"
        level: Level = "fail" if len(changed) * 2 > len(looked) else "warn"
        yield make_check(newest.visit, "Z3 text", level, f"{len(changed)}/{len(looked)}", f"{LEAST_ALIKE:.0%}", says)


def _unreadable(page: PageRead) -> bool:
    return page.parse_state not in ("parsed", "partial") and not is_held(page.parse_state)


def _similarity(db: Database, page: PageRead) -> float:
    """Twice the characters kept over those of both texts, by the recorded difference; 1 where nothing changed."""
    row = next(db.query(_VERSION, [page.capture_id]), None)
    if row is None or not row["diff"]:
        return 1.0
    lines = row["diff"].split("\n")
    added, gone = (sum(len(line) - 2 for line in lines if line[:2] == mark) for mark in ("+ ", "- "))
    kept = max(0, (row["length"] or 0) - added)
    return 2 * kept / (2 * kept + added + gone) if kept + added + gone else 1.0


# -- Z8: pictures and files


def _media(newest: VisitPages, earlier: Sequence[VisitPages]) -> Iterator[Check]:
    pages = newest.new
    if len(pages) < FEW:
        return
    kinds: list[tuple[str, str, Callable[[PageRead], int]]] = [
        ("images", "ảnh / pictures", lambda page: page.images),
        ("attachments", "tệp / files", lambda page: page.attachments),
    ]
    for name, called, count in kinds:
        past: Series = [
            (_day(one.visit), sum(map(count, one.new)) / len(one.new)) for one in earlier if len(one.new) >= FEW
        ]
        now, was = sum(map(count, pages)) / len(pages), usual(past)
        if was is not None and was * len(pages) >= FEW and now < FEWEST_MEDIA * was:
            says = f"{now:.1f} {called} mỗi bài, thường là / per article, usually {was:.1f}"
            yield make_check(newest.visit, f"Z8 {name}", "warn", f"{now:.1f}", f"{FEWEST_MEDIA * was:.1f}", says)


# -- Z5, Z6: lists


def _listed(visit: Visit) -> int:
    """Items that stood on a list for the first time, kept or not: a quiet commune that writes of other things lives."""
    return sum(int(t.get("new", 0)) + int(t.get("considered", 0)) for t in visit.summary.get("sections", {}).values())


def _silent(newest: Visit, earlier: Sequence[Visit], pace: int) -> Iterator[Check]:
    """Working days since anything new was listed, against three times the portal's own long gaps. Of a portal that is
    not known yet the gaps seen so far and those between its kept articles count, up to SILENT_AT_MOST."""
    days = [_day(visit) for visit in (*earlier, newest) if _listed(visit)]
    if not days:
        return
    gaps = [gap for one, other in pairwise(days) if (gap := working_days(one, other)) > 1]
    patience = min(SILENT_AT_MOST, max(SILENT_UNKNOWN, pace, 3 * max(gaps, default=0)))
    limit = max(SILENT_DAYS, 3 * longest_usual(gaps)) if len(gaps) >= KNOWN_GAPS else patience
    silent = working_days(days[-1], _day(newest))
    if silent <= limit:
        return
    level: Level = "fail" if silent > 2 * limit and len(gaps) >= KNOWN_GAPS else "warn"
    says = (
        f"{silent} ngày làm việc không có tin mới nào trong danh sách, từ {days[-1]:%d/%m/%Y} / working days without "
        "anything new on its lists"
    )
    yield make_check(newest, "Z5", level, str(silent), str(limit), says)


def _next_page_lost(newest: Visit, earlier: Sequence[Visit]) -> Iterator[Check]:
    for section, tally in sorted(newest.summary.get("sections", {}).items()):
        if tally.get("first_page_next") is not False or not tally.get("first_page_items"):
            continue
        past = [visit.summary.get("sections", {}).get(section, {}).get("first_page_next") for visit in earlier[-10:]]
        if sum(had is True for had in past) > len(past) / 2:
            says = f"trang liệt kê không còn trang sau / the list has lost its next page: {section}"
            yield make_check(newest, f"Z6 {section}", "warn", "1", ">1", says)
