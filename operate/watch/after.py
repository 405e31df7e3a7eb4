"""What the watch does at the end of every run: drill, memory, alarms, sign of life."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from crawler.clock import Clock, local_day, stamp
from operate.exits import Exit, gravest
from operate.home import Home
from operate.watch.alarms import raise_alarms
from operate.watch.drill import fire_drill
from operate.watch.heartbeat import beat, send_heartbeat
from operate.watch.memory import HOUSE, note_troubles
from operate.watch.quiet import read_quiets
from pipeline.archive.health import Check

OURS = (Exit.DISK, Exit.INTEGRITY, Exit.INTERNAL, Exit.USAGE, Exit.NETWORK)
"""Ends of a run that are no portal's business and that somebody must hear of."""


@dataclass(frozen=True)
class Watched:
    """How a run ends after the watch looked at it."""

    exit_code: Exit
    reason: str
    told: int = 0
    failures: list[str] = field(default_factory=list)
    """What could not be delivered; the next run tells it."""


def watch_over(
    home: Home, clock: Clock, code: Exit, reason: str, checks: Sequence[Check], visited: set[str]
) -> Watched:  # fmt: skip
    """`checks` of the portals `visited`. Raises HomeError for an unreadable note or quiet.yml."""
    if fault := fire_drill():
        code, reason = gravest(code, Exit.INTERNAL), f"{reason}; {fault}".lstrip("; ")
    at = stamp(clock())
    found = list(checks)
    if code in OURS:
        found.append(Check(0, HOUSE, f"run {int(code)}", "fail", str(int(code)), "0", reason))
    note_troubles(home, found, visited | {HOUSE}, at)
    alarmed = raise_alarms(home, clock, len(visited))
    complete = beat(home, code, reason, at)
    failures = alarmed.failures + (send_heartbeat(home.config.alerts.heartbeat) if complete else [])
    return Watched(gravest(code, Exit.ALERT if failures else Exit.OK), reason, alarmed.told, failures)


def anything_new(home: Home, clock: Clock, checks: Sequence[Check]) -> bool:
    """Whether a check failed that nobody has acknowledged."""
    return read_quiets(home).anything_new(checks, local_day(stamp(clock())))
