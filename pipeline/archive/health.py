"""Whether a portal still gives what it should: checks over what its newest visit counted, the same at every build."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, Literal

from sqlite_utils import Database

from crawler.captures.reader import CaptureReader
from crawler.captures.rows import Visit
from crawler.portals.registry import Registry
from crawler.portals.source import Source
from pipeline.archive.store import STARVED, get_state
from pipeline.holds import kept_holds
from pipeline.publisher import HANDED_ON

Level = Literal["ok", "warn", "fail"]
MOST_FAILED = 0.5
MOST_SOFT_404 = 0.2
PATTERNS_TOLD = 5


@dataclass(frozen=True)
class Check:
    """One question asked of one visit, with its answer."""

    run_id: int
    source_id: str
    check: str
    """Z1 listing rule, Z2 fields, Z3 canaries, Z4 wrong block, Z5 silence, Z6 next page, Z8 media, Z9 flood, C1 too
    many links, C5 traps, N17 soft 404, N18 robots, `requests`, `stopped`, `layout`, `unread`, `handed on`."""
    level: Level
    value: str
    limit: str
    says: str
    """One sentence, Vietnamese first."""

    def as_row(self) -> dict[str, Any]:
        """The check as a row of `health`."""
        return asdict(self)


def checks_of_last_visits(reader: CaptureReader, registry: Registry) -> list[Check]:
    """Checks of the newest visit of every source, in the order of source ids."""
    return [check for visit in _newest_visits(reader) for check in checks_of(visit, registry.get(visit.source_id))]


def health_rows(reader: CaptureReader, registry: Registry) -> Iterator[dict[str, Any]]:
    """Rows of `health`: every visit's checks."""
    for visit in reader.visits():
        for check in checks_of(visit, registry.get(visit.source_id)):
            yield check.as_row()


def checks_of(visit: Visit, source: Source) -> Iterator[Check]:
    """All checks of one visit."""
    summary = visit.summary
    yield from _listing_rule(visit, source)
    outcomes = summary.get("outcomes", {})
    total = sum(outcomes.values())
    failed = sum(outcomes.get(name, 0) for name in _FAILURES)
    yield make_check(
        visit, "requests", "fail" if total and failed / total > MOST_FAILED else "ok", f"{failed}/{total}",
        f"{MOST_FAILED:.0%}", f"{failed} trong {total} yêu cầu hỏng / requests failed",
    )  # fmt: skip
    if stopped := summary.get("stopped"):
        level: Level = "warn" if stopped == "page limit" else "fail"
        yield make_check(visit, "stopped", level, stopped, "", f"lượt thăm dừng sớm / the visit ended early: {stopped}")
    for host, status in summary.get("robots", {}).items():
        if status >= 500 or status <= 0:
            says = f"robots.txt của {host} không trả lời ({status}); không tải gì / no answer, nothing fetched"
            yield make_check(visit, "N18", "fail", str(status), "200/404", says)
    soft = outcomes.get("soft_404", 0)
    if total and soft / total > MOST_SOFT_404:
        yield make_check(
            visit, "N17", "fail", f"{soft}/{total}", f"{MOST_SOFT_404:.0%}", "quá nhiều trang rỗng / soft 404s"
        )
    if refused := summary.get("offsite_media", 0):
        says = f"{refused} ảnh hoặc tệp ở máy chủ lạ, không tải / media on hosts the source does not name"
        yield make_check(visit, "Z8", "warn", str(refused), "0", says)
    if cut := summary.get("cut", 0):
        says = f"{cut} trang có quá nhiều liên kết, phần sau bị bỏ / pages with more links than are taken of one"
        yield make_check(visit, "C1", "warn", str(cut), "0", says)
    if traps := summary.get("traps", {}):
        first = sorted(traps, key=lambda pattern: (-traps[pattern], pattern))[:PATTERNS_TOLD]
        told = "; ".join(f"{pattern} ({traps[pattern]})" for pattern in first)
        says = f"địa chỉ không dẫn tới đâu, không tải / addresses that lead nowhere, not fetched: {told}"
        yield make_check(visit, "C5", "warn", str(sum(traps.values())), "0", says)
    asked, answered = int(summary.get("canaries_asked", 0)), int(summary.get("canaries_ok", 0))
    if asked > answered:
        says = f"{asked - answered} trong {asked} bài đã lưu không còn trả lời / canaries gone"
        yield make_check(visit, "Z3", "warn" if answered else "fail", f"{answered}/{asked}", f"{asked}/{asked}", says)


def handed_on_checks(db: Database, reader: CaptureReader, registry: Registry) -> Iterator[Check]:
    """Whether the host of a source answers for another body: its first listing of the newest visit names one, and its
    own nowhere, or half of that visit's article pages do, or its article numbers began anew. Such pages are captured
    and not built."""
    seen = json.loads(get_state(db, "handed_on", "{}"))
    anew = {hold.source_id: hold for hold in kept_holds(db) if hold.kind == "numbers"}
    runs = {run.run_id: (run.started_at, run.ended_at or "9999") for run in reader.runs()}
    for visit in _newest_visits(reader):
        listing = seen.get(visit.source_id, {})
        body = listing.get("body") if listing.get("run_id") == visit.run_id else None
        start, end = runs[visit.run_id]
        hold = anew.get(visit.source_id)
        state = hold.parse_state if hold else HANDED_ON
        held, pages = next(db.query(_HELD_BACK, [state, visit.source_id, start, end + "~"])).values()
        if not hold and not body and not (held and held * 2 >= pages):
            continue
        source = registry.get(visit.source_id)
        named = f" ({body})" if body else f": {hold.says}" if hold else ""
        says = (
            f"cổng trả lời cho cơ quan khác{named}, không còn của {source.name}; {held} trang được lưu, không dựng / "
            f"answers for another body; held: set valid_to and successor in its source file, or `ocop build --accept "
            f"{source.id} --why …`"
        )
        yield make_check(visit, "handed on", "fail", f"{held}/{pages}", "0", says)


def flood_checks(db: Database, reader: CaptureReader) -> Iterator[Check]:
    """Z9: much more at once than a portal ever brought, in its newest visit or in one before that no other has shown to
    be over. What came with it is captured and not built."""
    floods = {hold.source_id: hold for hold in kept_holds(db) if hold.kind == "flood"}
    for visit in _newest_visits(reader):
        if hold := floods.get(visit.source_id):
            held = db.table("captures").count_where(
                "source_id = ? AND parse_state = ?", [hold.source_id, hold.parse_state]
            )
            says = (
                f"{hold.says}; {held} trang được lưu, chưa dựng, tới khi một lượt thăm lại bình thường / pages held "
                f"until a visit without a flood, or `ocop build --accept {hold.source_id} --why …`"
            )
            yield make_check(visit, "Z9", "warn", str(hold.value), str(hold.limit), says)


def unread_checks(db: Database, reader: CaptureReader) -> Iterator[Check]:
    """Articles of a source that the machine had no time to read: nothing is said of the portal by that, and nothing is
    lost, but where it stays so the machine is too small."""
    articles = (reader.article_of(article_id) for article_id in json.loads(get_state(db, STARVED, "[]")))
    unread = Counter(article[0] for article in articles if article)
    for visit in _newest_visits(reader):
        if mine := unread[visit.source_id]:
            says = (
                f"máy không kịp đọc {mine} bài, lần dựng sau đọc lại; không phải lỗi của cổng / articles that the "
                "machine had no time to read, the next build reads them: no fault of the portal"
            )
            yield make_check(visit, "unread", "warn", str(mine), "0", says)


_HELD_BACK = """SELECT coalesce(sum(parse_state = ?), 0) AS held, count(*) AS pages FROM captures WHERE source_id = ?
AND role = 'article' AND outcome = 'ok' AND origin = 'live' AND fetched_at >= ? AND fetched_at < ?"""
LAYOUT_PAGES = 3
"""Pages of a visit read without the family's selectors from which a change of layout is believed."""
LAYOUT_RISE = 0.3
"""By how much the share of such pages must be above the past's."""
LAYOUT_SHARE = 0.5
"""The share that is told even where the past was no better."""

_READ = """SELECT coalesce(sum(coalesce(body_basis, 'none') <> 'family'), 0) AS fallen, count(*) AS pages FROM captures
WHERE role IN ('article', 'canary') AND outcome = 'ok' AND origin = 'live'
AND parse_state IN ('parsed', 'partial', 'no_match')
AND source_id IN (SELECT value FROM json_each(?)) AND fetched_at >= ? AND fetched_at < ?"""


def layout_checks(db: Database, reader: CaptureReader, registry: Registry) -> Iterator[Check]:
    """Whether pages of the newest visit had to be read without the family's selectors, against the portal's own past
    or, on a first visit, against the family's other portals. Not asked of a portal whose family has no selectors."""
    runs = {run.run_id: (run.started_at, run.ended_at or "9999") for run in reader.runs()}
    for visit in _newest_visits(reader):
        source = registry.get(visit.source_id)
        start, end = runs[visit.run_id]
        if registry.fields_of(source, None).body:
            now = _pages_read(db, [source.id], start, end + "~")
            own = _pages_read(db, [source.id], "", start)
            past = own if own.pages >= LAYOUT_PAGES else _pages_read(db, _kin(source, registry), "", end + "~")
            yield from _layout_check(visit, now, past, is_first=past is not own)


@dataclass(frozen=True)
class _PagesRead:
    fallen: int
    """Read without the family's selectors, or not at all."""
    pages: int

    @property
    def share(self) -> float:
        return self.fallen / self.pages if self.pages else 0.0


def _pages_read(db: Database, sources: list[str], since: str, before: str) -> _PagesRead:
    row = next(db.query(_READ, [json.dumps(sources), since, before]))
    return _PagesRead(row["fallen"], row["pages"])


def _kin(source: Source, registry: Registry) -> list[str]:
    """The other portals of the source's family."""
    family = registry.family_of(source, None).name
    return [
        other.id for other in registry.all() if other.id != source.id and registry.family_of(other, None).name == family
    ]


def _layout_check(visit: Visit, now: _PagesRead, past: _PagesRead, is_first: bool) -> Iterator[Check]:
    rose = now.share - past.share >= LAYOUT_RISE
    if now.fallen < LAYOUT_PAGES or not (rose or now.share >= LAYOUT_SHARE):
        return
    fallen = f"{now.fallen} trong {now.pages} bài đọc bằng cách dự phòng"
    before = f"{past.fallen} trong {past.pages}"
    if rose and is_first:
        says = f"giao diện khác các cổng cùng họ: {fallen}, ở các cổng kia {before} / unlike its family's other portals"
    elif rose:
        says = f"giao diện cổng đã đổi: {fallen}, trước đây {before} / the layout changed"
    else:
        says = f"giao diện cổng vẫn lạ: {fallen}, trước đây {before} / the layout is still unknown"
    limit = f"{min(past.share + LAYOUT_RISE, LAYOUT_SHARE):.0%}"
    yield make_check(visit, "layout", "warn", f"{now.fallen}/{now.pages}", limit, says)


def _newest_visits(reader: CaptureReader) -> list[Visit]:
    newest: dict[str, Visit] = {visit.source_id: visit for visit in reader.visits()}
    return [visit for _, visit in sorted(newest.items())]


_FAILURES = ("timeout", "dns_error", "conn_error", "tls_error", "protocol_error", "egress_refused", "blocked")


def _listing_rule(visit: Visit, source: Source) -> Iterator[Check]:
    """Z1: listings of government portals always show old items, so few items SEEN is a failure, whatever is new."""
    listings = {section.url for section in source.sections if section.kind == "listing"}
    announced = {section.url for section in source.sections}
    floor = source.assertions.listing_items
    for section, tally in sorted(visit.summary.get("sections", {}).items()):
        seen = tally.get("first_page_items")
        if seen is None and section in announced and not visit.summary.get("stopped"):
            ended = tally.get("ended") or "không trả lời / no answer"
            says = f"mục không đọc được / the section could not be read ({ended}): {section}"
            yield make_check(visit, f"Z1 {section}", "fail", "0", str(floor), says)
        if section not in listings or seen is None:
            continue
        if seen < floor and visit.summary.get("stopped") and not tally.get("ended"):
            continue  # What stands behind the section's frame was not asked for; `stopped` tells.
        level: Level = "ok" if seen >= floor else "fail"
        says = f"{seen} tin thấy ở trang liệt kê / items seen on {section}"
        yield make_check(visit, f"Z1 {section}", level, str(seen), str(floor), says)


def make_check(visit: Visit, name: str, level: Level, value: str, limit: str, says: str) -> Check:
    """A check of a visit."""
    return Check(visit.run_id, visit.source_id, name, level, value, limit, says)
