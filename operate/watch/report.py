"""`ocop report`: what needs a person, worst first, each with the command that shows it and the one that mends it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from crawler.captures.reader import CaptureReader, NoCaptures
from crawler.clock import Clock, local_day
from operate.choose import holds_samples
from operate.home import Home, HomeError
from operate.status import archive_note, last_checks
from operate.watch.dead_man import age_of, dead_man
from operate.watch.memory import read_troubles
from operate.watch.mends import mend_of
from operate.watch.missing import overdue
from operate.watch.quiet import Quiets, read_quiets
from pipeline.archive.health import Check
from pipeline.archive.schema import OlderArchive
from pipeline.archive.store import read_archive

WATCH = "26h"


@dataclass(frozen=True)
class Need:
    """One thing that needs a person."""

    rank: int
    """1 is worst: evidence in danger; 2 a portal fails; 3 a portal warns; 4 something ends soon; 5 pages to look at."""
    source_id: str | None
    says: str
    see: str
    """The command that shows it."""
    do: str
    """What mends it."""
    then: str = ""
    since: str | None = None


@dataclass(frozen=True)
class Month:
    """What happened in a calendar month (UTC)."""

    month: str
    runs: int
    by_exit: dict[str, int]
    new: int
    changed: int
    failing: dict[str, int]
    """Visits that failed a check, by portal."""


@dataclass(frozen=True)
class Report:
    """A month, and what needs a person now."""

    month: Month
    needs: tuple[Need, ...]


def report(home: Home, clock: Clock, month: str | None) -> Report:
    """`month`: YYYY-MM, default the current one. Raises HomeError."""
    now = clock()
    wanted = month or f"{now:%Y-%m}"
    try:
        datetime.strptime(wanted, "%Y-%m")
    except ValueError:
        raise HomeError(f"--month {wanted!r}: YYYY-MM, such as {now:%Y-%m}.") from None
    needs = [*_watch(home, clock), *_upgrade(home), *_portals(home, clock), *_endings(home, clock), *_pages(home)]
    return Report(_month(home, wanted), tuple(sorted(needs, key=lambda need: (need.rank, need.since or "9999"))))


def _watch(home: Home, clock: Clock) -> Iterator[Need]:
    """What `ocop check` would alarm of, portals aside: they follow by check."""
    todo = {"run": "ocop run", "fixity": "lấy lại từ bản sao / restore from a copy, ocop verify --full"}
    for alarm in dead_man(home, clock, age_of(WATCH)):
        if alarm.rule in todo:
            yield Need(1, None, alarm.says, alarm.see, todo[alarm.rule])


def _portals(home: Home, clock: Clock) -> Iterator[Need]:
    registry = home.registry(samples=holds_samples(home))
    troubles, quiets, today = read_troubles(home), read_quiets(home), local_day(clock().isoformat())
    for check in (*last_checks(home, registry), *overdue(home, registry, clock())):
        if check.level == "ok":
            continue
        known = troubles.get((check.source_id, check.check))
        quiet = quiets.acknowledged(check.source_id, check.check, today)
        mend = mend_of(check.source_id, check.check)
        rank = 4 if quiet else 2 if check.level == "fail" else 3
        says = _says(check, quiets, today)
        yield Need(rank, check.source_id, says, mend.see, mend.do, mend.then, known.since if known else None)


def _says(check: Check, quiets: Quiets, today: date) -> str:
    quiet = quiets.acknowledged(check.source_id, check.check, today)
    known = f" (đã biết đến / acknowledged until {quiet.until}: {quiet.why})" if quiet else ""
    return f"{check.level} {check.check}: {check.says}{known}"


def _endings(home: Home, clock: Clock) -> Iterator[Need]:
    """Silences and pauses that end within 31 days."""
    today = local_day(clock().isoformat())
    for entry in read_quiets(home).entries:
        if today <= entry.until <= today + timedelta(days=31):
            what = "tạm dừng / pause" if entry.pauses else f"im lặng / silence of {entry.check}"
            says = f"{what} hết / ends {entry.until}: {entry.why}"
            see = f"ocop sources check {entry.source}"
            again = "pause" if entry.pauses else "ack"
            check = "" if entry.pauses else f" {entry.check!r}"
            yield Need(4, entry.source, says, see, f"ocop {again} {entry.source}{check} --until … --why …")


_UNREADABLE = """SELECT source_id, parse_state, count(*) AS pages FROM captures WHERE role IN ('article', 'canary')
AND outcome = 'ok' AND parse_state NOT IN ('parsed', 'not relevant') AND parse_state NOT LIKE 'held%'
GROUP BY 1, 2 ORDER BY 3 DESC"""
_LOST = "SELECT count(*) FROM decisions WHERE state = 'evidence gone'"
_SCANNED = "SELECT count(*) FROM attachments WHERE state = 'needs_ocr'"


def _upgrade(home: Home) -> Iterator[Need]:
    if note := archive_note(home):
        yield Need(3, None, note, "ocop status", "ocop build")


def _pages(home: Home) -> Iterator[Need]:
    """Pages and files that nobody could read, decisions that rest on nothing any more."""
    if not home.archive.exists():
        return
    try:
        connection = read_archive(home.archive)
    except OlderArchive:
        return
    try:
        for source_id, state, pages in connection.execute(_UNREADABLE):
            says = f"{pages} trang không đọc trọn / pages not read in full: {state}"
            yield Need(5, source_id, says, f"ocop sources check {source_id}", f"ocop build --reread {source_id}")
        (lost,) = connection.execute(_LOST).fetchone()
        if lost:
            says = f"{lost} quyết định mất chỗ dựa / decisions whose evidence is gone"
            yield Need(
                5, None, says, "ocop serve, /archive/decisions?state=evidence+gone", "sửa / edit decisions/*.yml"
            )
        (scanned,) = connection.execute(_SCANNED).fetchone()
        if scanned:
            says = f"{scanned} tệp quét chưa đọc / scanned attachments nobody has read"
            yield Need(5, None, says, "ocop serve, /archive/attachments?state=needs_ocr", "ocop ocr")
    finally:
        connection.close()


def _month(home: Home, month: str) -> Month:
    try:
        with CaptureReader(home.path) as reader:
            runs = [run for run in reader.runs() if run.started_at.startswith(month)]
            ids = {run.run_id for run in runs}
            visits = [visit for visit in reader.visits() if visit.run_id in ids]
    except NoCaptures:
        return Month(month, 0, {}, 0, 0, {})
    codes = Counter(str(run.exit_code) if run.exit_code is not None else run.state for run in runs)
    counts = [(int(v.summary.get("new", 0)), int(v.summary.get("changed", 0))) for v in visits]
    return Month(
        month, len(runs), dict(sorted(codes.items())), sum(new for new, _ in counts),
        sum(changed for _, changed in counts), _failing(home, ids),
    )  # fmt: skip


def _failing(home: Home, runs: set[int]) -> dict[str, int]:
    if not home.archive.exists():
        return {}
    connection = read_archive(home.archive, any_version=True)
    try:
        rows = connection.execute("SELECT DISTINCT run_id, source_id FROM health WHERE level = 'fail'").fetchall()
    finally:
        connection.close()
    return dict(sorted(Counter(source_id for run_id, source_id in rows if run_id in runs).items()))


def needs_lines(found: Report) -> list[str]:
    """For a person to read."""
    month = found.month
    codes = ", ".join(f"{count}× {code}" for code, count in month.by_exit.items()) or "—"
    lines = [
        f"{month.month}: {month.runs} lần thu thập / crawls ({codes}), {month.new} bài mới / new, "
        f"{month.changed} đổi / changed"
    ]
    lines += [f"  {source_id}: {visits} lượt hỏng / failing visits" for source_id, visits in month.failing.items()]
    if not found.needs:
        return [*lines, "Không có gì cần người. / Nothing needs a person."]
    for number, need in enumerate(found.needs, start=1):
        since = f" (từ / since {need.since[:10]})" if need.since else ""
        lines.append(f"{number}. {f'{need.source_id}: ' if need.source_id else ''}{need.says}{since}")
        lines.append(f"     xem / see:  {need.see}")
        lines.append(f"     sửa / mend: {need.do}{f'; rồi / then: {need.then}' if need.then else ''}")
    return lines
