"""What a home holds and how its portals are, for a person or a machine."""

import json
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from crawler.captures.reader import CaptureReader, NoCaptures
from crawler.clock import Clock, local_day, stamp
from crawler.portals.registry import Registry
from operate.choose import holds, holds_samples
from operate.due import last_visits
from operate.home import Home
from operate.verified import status_of, verified
from operate.watch.heartbeat import COMPLETE, last_end
from operate.watch.missing import overdue
from operate.watch.quiet import read_quiets
from pipeline.archive.health import (
    Check,
    checks_of_last_visits,
    flood_checks,
    handed_on_checks,
    layout_checks,
    unread_checks,
)
from pipeline.archive.past_checks import past_checks
from pipeline.archive.schema import OlderArchive
from pipeline.archive.store import get_state, read_archive

WHAT_TO_DO = "việc cần làm / what to do: ocop report"


def check_line(check: Mapping[str, Any]) -> str:
    """A check with the name that `ocop ack` takes."""
    name = str(check["check"]).split(" http", 1)[0]
    return f"{check['level']:<5} {check['source_id']} {name}: {check['says']}"


@dataclass(frozen=True)
class SourceStatus:
    """One portal as `ocop status` and `ocop sources list` show it."""

    id: str
    name: str
    family: str
    level: str
    host: str
    status: str
    enabled: bool
    valid_to: str | None
    successor: str | None
    last_visit: str | None
    articles: int
    health: str


def source_statuses(home: Home, registry: Registry) -> list[SourceStatus]:
    """Every source of the registry, with what the home knows of it."""
    visits = last_visits(home)
    worst = {
        check.source_id: check.level for check in sorted(last_checks(home, registry), key=lambda c: c.level == "fail")
    }
    counts, days = _article_counts(home), verified(home)
    return [
        SourceStatus(
            id=source.id,
            name=source.name,
            family=source.family,
            level=source.level,
            host=source.host,
            status=status_of(source, days),
            enabled=source.enabled,
            valid_to=source.valid_to.isoformat() if source.valid_to else None,
            successor=source.successor,
            last_visit=visits.get(source.id),
            articles=counts.get(source.id, 0),
            health=worst.get(source.id, "—" if source.id not in visits else "ok"),
        )
        for source in registry.all()
    ]


def last_checks(home: Home, registry: Registry) -> list[Check]:
    """The checks of the newest visit of every portal; without those that ask an archive.db of an earlier version."""
    try:
        with CaptureReader(home.path) as reader:
            found = checks_of_last_visits(reader, registry)
            if home.archive.exists():
                with closing(read_archive(home.archive)) as db:
                    found += [
                        *layout_checks(db, reader, registry),
                        *past_checks(db, reader, registry),
                        *flood_checks(db, reader),
                        *unread_checks(db, reader),
                        *handed_on_checks(db, reader, registry),
                    ]
            return found
    except OlderArchive:
        return found
    except NoCaptures:
        return []


def last_run_note(home: Home) -> str:
    """How the last run ended, in a sentence; empty where it did its work, or there was none."""
    try:
        with CaptureReader(home.path) as reader:
            runs = reader.runs()
    except NoCaptures:
        runs = []
    if runs and runs[-1].ended_at is None:
        return (
            f"lượt bắt đầu {runs[-1].started_at} chưa kết thúc: đang chạy, hay bị ngắt và lượt sau làm tiếp / the run "
            "of then has not ended: at work, or cut off and gone on with by the next"
        )
    end = last_end(home)
    if not end or end["exit_code"] in COMPLETE:
        return ""
    return f"lượt cuối / last run {end['ended_at']}: mã / code {end['exit_code']}: {end['reason']}"


def archive_note(home: Home) -> str:
    """What there is to know of archive.db after an upgrade, in a sentence; empty where it is up to date."""
    if not home.archive.exists():
        return ""
    try:
        with closing(read_archive(home.archive)) as db:
            after, until = json.loads(get_state(db, "read_again", "[0, 0]"))
    except OlderArchive as error:
        return str(error)
    if after >= until:
        return ""
    return (
        f"{until - after} bản lưu cũ chờ đọc lại theo quy tắc mới, mỗi lượt {home.config.read_again_per_run} / old "
        f"captures wait to be read again by new rules, {home.config.read_again_per_run} in each run (`ocop build`: all)"
    )


def _article_counts(home: Home) -> dict[str, int]:
    if not home.archive.exists():
        return {}
    by_source = "SELECT source_id, count(*) AS n FROM articles WHERE state = 'published' GROUP BY source_id"
    with closing(read_archive(home.archive, any_version=True)) as db:
        return {row["source_id"]: row["n"] for row in db.query(by_source)}


def home_status(home: Home, clock: Clock) -> dict[str, Any]:
    """Captures, articles, portals and their checks, as one value. `failing`: portals with a failed check that nobody
    has acknowledged."""
    registry = home.registry(samples=holds_samples(home))
    counts = _article_counts(home)
    try:
        captures = CaptureReader(home.path).last_seq()
    except NoCaptures:
        captures = 0
    checks = [*last_checks(home, registry), *overdue(home, registry, clock())]
    quiets, today = read_quiets(home), local_day(stamp(clock()))
    known = {
        (c.source_id, c.check): quiet.until.isoformat()
        for c in checks
        if (quiet := quiets.acknowledged(c.source_id, c.check, today))
    }
    return {
        "home": str(home.path),
        "holds": holds(home) or "nothing yet",
        "captures": captures,
        "articles": sum(counts.values()),
        "archive": archive_note(home),
        "last_run": last_run_note(home),
        "failing": sorted({c.source_id for c in checks if c.level == "fail" and (c.source_id, c.check) not in known}),
        "warned": sorted({check.source_id for check in checks if check.level == "warn"}),
        "checks": [c.as_row() | {"acknowledged": known.get((c.source_id, c.check))} for c in checks],
        "paused": [
            {"source": one.source, "until": one.until.isoformat(), "why": one.why}
            for one in quiets.entries
            if one.pauses and today <= one.until
        ],
        "last_visit": max(last_visits(home).values(), default=None),
    }
