"""`ocop check`: does anybody still keep watch? Reads only, so that it can run beside anything, as anybody."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from crawler.clock import Clock, local_day
from operate.clock_check import is_noted_ahead
from operate.fixity.verify import last_findings, unverified
from operate.home import Home, HomeError
from operate.watch.heartbeat import last_end, last_healthy
from operate.watch.memory import HOUSE, read_troubles
from operate.watch.quiet import read_quiets

UNHEALTHY_DAYS = 3
FIXITY_DAYS = 35
_AGE = re.compile(r"(\d+)([hd])")


@dataclass(frozen=True)
class Alarm:
    """One reason why `ocop check` does not end with 0."""

    rule: str
    """`run`, `source`, `fixity`."""
    says: str
    see: str
    """The command that shows more."""


def age_of(text: str) -> timedelta:
    """`26h` or `2d`. Raises HomeError."""
    if not (found := _AGE.fullmatch(text.strip())):
        raise HomeError(f"--max-age {text!r}: hours or days, such as 26h or 2d.")
    return timedelta(**{"hours" if found[2] == "h" else "days": int(found[1])})


def dead_man(home: Home, clock: Clock, max_age: timedelta) -> list[Alarm]:
    """Every reason, gravest first; empty: all is well."""
    now = clock()
    return [*_runs(home, now, max_age), *_fixity(home, now), *_sources(home, now)]


def _runs(home: Home, now: datetime, max_age: timedelta) -> list[Alarm]:
    healthy, end = last_healthy(home), last_end(home)
    if healthy is not None and is_noted_ahead(healthy, now):
        says = (
            f"lượt trọn vẹn cuối ở tương lai, đồng hồ đã sai / the last complete run is noted at "
            f"{healthy:%Y-%m-%d %H:%M} UTC, after now: the clock was or is wrong"
        )
        return [Alarm("run", says, "timedatectl; ocop run")]
    if healthy is not None and now - healthy <= max_age:
        return []
    hours = int(max_age.total_seconds() // 3600)
    since = f"từ / since {healthy:%Y-%m-%d %H:%M} UTC" if healthy else "chưa bao giờ / never"
    last = f"; lần cuối / the last ended {end['ended_at']} with {end['exit_code']} {end['reason']}" if end else ""
    says = f"không có lượt chạy trọn vẹn trong {hours} giờ / no complete run in {hours} hours ({since}){last}"
    return [Alarm("run", says, "ocop status; journalctl -u ocop-run")]


def _fixity(home: Home, now: datetime) -> list[Alarm]:
    alarms = []
    if found := last_findings(home):
        alarms.append(Alarm("fixity", f"lần kiểm cuối thấy {found} lỗi / the last look found {found} faults",
                            "ocop verify --full"))  # fmt: skip
    if old := list(unverified(home, now, FIXITY_DAYS)):
        name, age = max(old, key=lambda pair: pair[1])
        says = f"{len(old)} tệp WARC không được kiểm quá {FIXITY_DAYS} ngày / not verified, {name} for {age} days"
        alarms.append(Alarm("fixity", says, "ocop verify --full"))
    return alarms


def _sources(home: Home, now: datetime) -> list[Alarm]:
    quiets = read_quiets(home)
    day = local_day(now.isoformat())
    alarms = []
    for trouble in read_troubles(home).values():
        age = (now - datetime.fromisoformat(trouble.since)).days
        standing = trouble.level == "fail" and not trouble.over and age > UNHEALTHY_DAYS
        if standing and not quiets.acknowledged(trouble.source_id, trouble.check, day):
            says = f"{trouble.source_id}: hỏng {age} ngày / failing for {age} days: {trouble.says}"
            look = (
                "ocop status" if trouble.source_id == HOUSE else f"ocop report; ocop sources check {trouble.source_id}"
            )
            alarms.append(Alarm("source", says, look))
    return alarms
