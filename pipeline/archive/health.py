"""Whether a portal still gives what it should: checks over what its newest visit counted, the same at every build."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, Literal

from sqlite_utils import Database

from crawler.captures.reader import CaptureReader
from crawler.captures.rows import Visit
from crawler.portals.registry import Registry
from crawler.portals.source import Source

Level = Literal["ok", "warn", "fail"]
MOST_FAILED = 0.5
MOST_SOFT_404 = 0.2


@dataclass(frozen=True)
class Check:
    """One question asked of one visit, with its answer."""

    run_id: int
    source_id: str
    check: str
    """Z1 listing rule, Z3 canaries, Z8 media elsewhere, N17 soft 404, N18 robots, `requests`, `stopped`, `layout`."""
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
    yield _check(
        visit, "requests", "fail" if total and failed / total > MOST_FAILED else "ok", f"{failed}/{total}",
        f"{MOST_FAILED:.0%}", f"{failed} trong {total} yêu cầu hỏng / requests failed",
    )  # fmt: skip
    if stopped := summary.get("stopped"):
        level: Level = "warn" if stopped == "page limit" else "fail"
        yield _check(visit, "stopped", level, stopped, "", f"lượt thăm dừng sớm / the visit ended early: {stopped}")
    for host, status in summary.get("robots", {}).items():
        if status >= 500 or status <= 0:
            says = f"robots.txt của {host} không trả lời ({status}); không tải gì / no answer, nothing fetched"
            yield _check(visit, "N18", "fail", str(status), "200/404", says)
    soft = outcomes.get("soft_404", 0)
    if total and soft / total > MOST_SOFT_404:
        yield _check(
            visit, "N17", "fail", f"{soft}/{total}", f"{MOST_SOFT_404:.0%}", "quá nhiều trang rỗng / soft 404s"
        )
    if refused := summary.get("offsite_media", 0):
        says = f"{refused} ảnh hoặc tệp ở máy chủ lạ, không tải / media on hosts the source does not name"
        yield _check(visit, "Z8", "warn", str(refused), "0", says)
    asked, answered = int(summary.get("canaries_asked", 0)), int(summary.get("canaries_ok", 0))
    if asked > answered:
        says = f"{asked - answered} trong {asked} bài đã lưu không còn trả lời / canaries gone"
        yield _check(visit, "Z3", "warn" if answered else "fail", f"{answered}/{asked}", f"{asked}/{asked}", says)


LAYOUT_PAGES = 3
"""Pages of a visit read without the family's selectors from which a change of layout is believed."""
LAYOUT_SHARE = 0.5

_READ_IN_VISIT = """SELECT sum(a.body_basis IN ('trafilatura', 'prose')) AS fallen, count(*) AS pages FROM articles a
JOIN captures c ON c.id = a.capture_id WHERE a.source_id = ? AND c.fetched_at >= ? AND c.fetched_at <= ?"""


def layout_checks(db: Database, reader: CaptureReader, registry: Registry) -> Iterator[Check]:
    """Whether pages of the newest visit had to be read without the family's selectors: the portal looks different now.
    Not asked of a portal whose family has none."""
    spans = {run.run_id: (run.started_at, run.ended_at or "9999") for run in reader.runs()}
    for visit in _newest_visits(reader):
        source = registry.get(visit.source_id)
        if not registry.fields_of(source, None).body:
            continue
        row = next(db.query(_READ_IN_VISIT, [source.id, *spans[visit.run_id]]))
        fallen, pages = row["fallen"] or 0, row["pages"]
        if fallen >= LAYOUT_PAGES and fallen / pages >= LAYOUT_SHARE:
            says = f"giao diện cổng đã đổi: {fallen} trong {pages} bài đọc bằng cách dự phòng / the layout changed"
            yield _check(visit, "layout", "warn", f"{fallen}/{pages}", f"{LAYOUT_SHARE:.0%}", says)


def _newest_visits(reader: CaptureReader) -> list[Visit]:
    newest: dict[str, Visit] = {visit.source_id: visit for visit in reader.visits()}
    return [visit for _, visit in sorted(newest.items())]


_FAILURES = ("timeout", "dns_error", "conn_error", "tls_error", "protocol_error", "egress_refused", "blocked")


def _listing_rule(visit: Visit, source: Source) -> Iterator[Check]:
    """Z1: listings of government portals always show old items, so few items SEEN is a failure, whatever is new."""
    listings = {section.url for section in source.sections if section.kind == "listing"}
    floor = source.assertions.listing_items
    for section, tally in sorted(visit.summary.get("sections", {}).items()):
        seen = tally.get("first_page_items")
        if section not in listings or seen is None:
            continue
        level: Level = "ok" if seen >= floor else "fail"
        says = f"{seen} tin thấy ở trang liệt kê / items seen on {section}"
        yield _check(visit, f"Z1 {section}", level, str(seen), str(floor), says)


def _check(visit: Visit, name: str, level: Level, value: str, limit: str, says: str) -> Check:
    return Check(visit.run_id, visit.source_id, name, level, value, limit, says)
