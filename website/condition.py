"""How every portal fares: whether its newest visit was sound, whether it fell silent, and since when."""

import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from website.archive import Row, remembered, rows, state
from website.coverage import CoverageRow, Strips, coverage_table, strips
from website.words import Bilingual, day, moment, two_sided

FEWEST_MONTHS = 3
"""Months with items from which a portal has a rhythm of its own."""
SILENT_AFTER = 3
"""Months without an item, and as many times the usual pause, after which a portal is called silent."""
SILENT_AFTER_YEAR = 12
"""Months after which one without a rhythm is."""
RUNS_LOOKED_AT = 400

STATES: Mapping[str, Bilingual] = {
    "fail": Bilingual("hỏng", "failing"),
    "silent": Bilingual("im lặng", "silent"),
    "warn": Bilingual("cần xem", "to be looked at"),
    "ok": Bilingual("tốt", "well"),
    "ended": Bilingual("cơ quan đã chấm dứt", "body ended"),
    "waiting": Bilingual("chưa thu thập", "not collected yet"),
}
"""Worst first."""


@dataclass(frozen=True)
class Condition:
    """One portal as it stands."""

    source: Row
    state: str
    """A key of STATES."""
    says: Bilingual
    since: str | None
    """Partial ISO date or UTC stamp: since when it is so; None where it always was or nobody knows."""
    checks: list[Row]
    """Checks of its newest visit, with `since` where one is not ok."""
    last_item: str | None
    """`YYYY-MM` of the newest item that it listed."""

    @property
    def named(self) -> Bilingual:
        return STATES[self.state]

    @property
    def in_trouble(self) -> bool:
        return self.state in ("fail", "silent")


def conditions(connection: sqlite3.Connection) -> list[Condition]:
    """Every portal, worst first."""
    return remembered(connection, "conditions", lambda: _conditions(connection))


_CHECKS = """SELECT run_id, source_id, "check", level, value, "limit", says FROM health
WHERE run_id > (SELECT coalesce(max(run_id), 0) FROM health) - ? ORDER BY source_id, run_id DESC, "check" """

_MONTHS = """SELECT source_id, month FROM coverage WHERE listed > 0 AND month GLOB '[12][0-9][0-9][0-9]-*'
ORDER BY source_id, month"""


def _conditions(connection: sqlite3.Connection) -> list[Condition]:
    now = state(connection).built_at
    started = {row["id"]: row["started_at"] for row in rows(connection, "SELECT id, started_at FROM runs")}
    visits: dict[str, list[Row]] = {}
    for row in rows(connection, _CHECKS, [RUNS_LOOKED_AT]):
        visits.setdefault(row["source_id"], []).append(row)
    months: dict[str, list[str]] = {}
    for row in rows(connection, _MONTHS):
        months.setdefault(row["source_id"], []).append(row["month"])
    found = [
        _judged(source, newest_checks(visits.get(source["id"], []), started), months.get(source["id"], []), now)
        for source in rows(connection, "SELECT * FROM sources ORDER BY id")
    ]
    order = list(STATES)
    return sorted(found, key=lambda one: (order.index(one.state), one.since or "9999", one.source["id"]))


def newest_checks(checks: Sequence[Row], started: Mapping[int, str]) -> list[Row]:
    """The checks of the newest visit. `checks`: of one portal, newest visit first; one that is not ok has `since`, the
    start of the first visit in the unbroken row of visits that ended so."""
    if not checks:
        return []
    levels: dict[int, dict[str, str]] = {}
    for row in checks:
        levels.setdefault(row["run_id"], {})[row["check"]] = row["level"]
    newest = checks[0]["run_id"]
    told = []
    for row in (row for row in checks if row["run_id"] == newest):
        since = newest
        for run_id, found in levels.items():
            if found.get(row["check"], "ok") == "ok":
                break
            since = run_id
        told.append({**row, "since": started.get(since) if row["level"] != "ok" else None})
    return told


def silent_since(months: Sequence[str], now: str) -> str | None:
    """The first month in which nothing came any more, where that is longer than the portal's own rhythm explains.
    `months`: `YYYY-MM` of its items, in order; `now`: a date or stamp."""
    if not months or not now:
        return None
    numbers = sorted({_number(month) for month in months})
    pauses = [after - before for before, after in pairwise(numbers)]
    limit = max(SILENT_AFTER, SILENT_AFTER * median(pauses)) if len(numbers) >= FEWEST_MONTHS else SILENT_AFTER_YEAR
    if _number(now) - numbers[-1] <= limit:
        return None
    first = numbers[-1] + 1
    return f"{first // 12}-{first % 12 + 1:02}"


def _number(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:7]) - 1


def _judged(source: Row, checks: list[Row], months: list[str], now: str) -> Condition:
    last = months[-1] if months else None

    def told(name: str, says: Bilingual, since: str | None = None) -> Condition:
        return Condition(source, name, says, since, checks, last)

    ended = source["valid_to"]
    if ended and ended < now[:10]:
        says = Bilingual(f"cơ quan chấm dứt ngày {day(ended)}", f"the body ended on {ended}")
        return told("ended", says, ended)
    worst = {check["level"]: check for check in reversed(checks)}
    if wrong := worst.get("fail"):
        return told("fail", two_sided(wrong["says"]), wrong["since"])
    if not source["last_success"]:
        if checks:
            return told("fail", Bilingual("chưa tải được lần nào", "never fetched"))
        return told("waiting", Bilingual("chưa thu thập lần nào", "no visit yet"))
    if since := silent_since(months, now):
        says = Bilingual(f"im lặng từ {day(since)}: danh sách tin không có mục nào mới", f"silent since {since}")
        return told("silent", says, since)
    if wrong := worst.get("warn"):
        return told("warn", two_sided(wrong["says"]), wrong["since"])
    success = moment(source["last_success"])
    return told("ok", Bilingual(f"tải được lần cuối {success}", f"last fetched {source['last_success']}"))


@dataclass(frozen=True)
class HealthPage:
    """Every portal with its state, and what is held of each year."""

    portals: list[Condition]
    tally: list[tuple[str, int]]
    """(state, how many portals), worst first."""
    runs: list[Row]
    waiting: int
    """Attachments that are pictures of pages and were not read."""
    years: list[str]
    coverage: list[CoverageRow]
    months: Strips | None
    """The months of the portals with most articles, at most STRIPS_SHOWN."""


STRIPS_SHOWN = 150


def health_page(connection: sqlite3.Connection) -> HealthPage:
    """The state of all portals."""
    return remembered(connection, "health page", lambda: _health_page(connection))


def _health_page(connection: sqlite3.Connection) -> HealthPage:
    portals = conditions(connection)
    counts = Counter(one.state for one in portals)
    seen = [one.source for one in portals if one.source["articles"] or one.checks]
    years, coverage = coverage_table(connection, sorted(seen, key=lambda source: source["id"]))
    most = sorted(seen, key=lambda source: -(source["articles"] or 0))[:STRIPS_SHOWN]
    (waiting,) = connection.execute("SELECT count(*) FROM attachments WHERE state = 'needs_ocr'").fetchone()
    runs = rows(connection, "SELECT * FROM runs ORDER BY id DESC LIMIT 10")
    tally = [(name, counts[name]) for name in STATES if counts[name]]
    return HealthPage(portals, tally, runs, waiting, years, coverage, strips(connection, most))
