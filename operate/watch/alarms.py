"""Who is told what of the health of portals, when: once, again after days, and when it is over."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from crawler.clock import Clock, local_day, stamp
from operate.choose import holds_samples
from operate.delivery import Message, Receiver, deliver
from operate.home import Home
from operate.watch.memory import HOUSE, Trouble, Troubles, read_troubles, write_troubles
from operate.watch.mends import mend_of
from operate.watch.quiet import Quiets, read_quiets

AGAIN_AFTER = (1, 3, 7)
"""Days after which a trouble that stands is told again; from then on every last of them."""
STORM = 0.3
"""More of the portals visited in a run than this failing anew is one trouble: our network, or a fault of ours."""
STORM_PORTALS = 3
LONGEST_TEXT = 200
"""Characters of a sentence that leaves the house; it is ours, but may hold a portal's words."""


@dataclass(frozen=True)
class Telling:
    """What is to be said after a run."""

    new: tuple[Trouble, ...] = ()
    again: tuple[Trouble, ...] = ()
    over: tuple[Trouble, ...] = ()
    storm: tuple[Trouble, ...] = ()
    """New failures of many portals at once, told as one."""

    @property
    def empty(self) -> bool:
        return not (self.new or self.again or self.over or self.storm)


@dataclass(frozen=True)
class Alarmed:
    """What became of it."""

    told: int = 0
    failures: list[str] = field(default_factory=list)


def telling(troubles: Troubles, quiets: Quiets, visited: int, now: datetime) -> Telling:
    """What is due: pure. What is acknowledged, or of a paused portal, is not told."""
    day = local_day(stamp(now))
    new: list[Trouble] = []
    again: list[Trouble] = []
    over: list[Trouble] = []
    for trouble in troubles.values():
        if trouble.over:
            over += [trouble] if trouble.told_at else []
        elif (
            trouble.healthy_runs
            or quiets.acknowledged(trouble.source_id, trouble.check, day)
            or quiets.paused(trouble.source_id, day)
        ):
            continue
        elif trouble.told_at is None or (trouble.level == "fail" and trouble.told_level == "warn"):
            new.append(trouble)
        elif now - datetime.fromisoformat(trouble.told_at) >= timedelta(days=_wait(trouble)):
            again.append(trouble)
    failing = {trouble.source_id for trouble in new if trouble.level == "fail" and trouble.source_id != HOUSE}
    storm: list[Trouble] = []
    if len(failing) >= STORM_PORTALS and len(failing) > STORM * visited:
        storm = [trouble for trouble in new if trouble.source_id in failing]
        new = [trouble for trouble in new if trouble.source_id not in failing]
    return Telling(tuple(new), tuple(again), tuple(over), tuple(storm))


def _wait(trouble: Trouble) -> int:
    return AGAIN_AFTER[min(trouble.times_told, len(AGAIN_AFTER)) - 1]


def raise_alarms(home: Home, clock: Clock, visited: int) -> Alarmed:
    """Tell whom ocop.toml names; what did not arrive is told by the next run. What is over is forgotten then."""
    troubles, now = read_troubles(home), clock()
    due = telling(troubles, read_quiets(home), visited, now)
    alerts = home.config.alerts
    receiver = Receiver(alerts.command, alerts.email, alerts.webhook)
    failures: list[str] = []
    if not due.empty and receiver.named():
        failures = deliver(receiver, message(due, home.config.site, samples=holds_samples(home)), home.config.mail)
    told = 0
    if not failures and receiver.named():
        told = len(due.new) + len(due.again) + len(due.over) + len(due.storm)
        for trouble in (*due.new, *due.again, *due.storm):
            troubles[trouble.source_id, trouble.check] = replace(
                trouble, told_at=stamp(now), told_level=trouble.level, times_told=trouble.times_told + 1
            )
    if not failures:
        troubles = {key: trouble for key, trouble in troubles.items() if not trouble.over}
    write_troubles(home, troubles)
    return Alarmed(told, failures)


def message(due: Telling, site: str, *, samples: bool) -> Message:
    """The message: plain text for people, the same as values for programs."""
    parts = []
    if due.storm:
        parts.append(f"{len({one.source_id for one in due.storm})} cổng cùng hỏng / portals failing at once")
    for word, troubles in (("mới / new", due.new), ("vẫn còn / still", due.again), ("đã hết / over", due.over)):
        parts += [f"{len(troubles)} {word}"] if troubles else []
    lines: list[str] = []
    if due.storm:
        names = ", ".join(sorted({one.source_id for one in due.storm}))
        lines += [
            "Nhiều cổng cùng hỏng: mạng hoặc lỗi của ta? / Many at once: our network or a fault of ours?",
            names,
            "",
        ]
    for word, troubles in (("MỚI / NEW", due.new), ("VẪN CÒN / STILL", due.again), ("ĐÃ HẾT / OVER", due.over)):
        for one in troubles:
            lines += [f"{word} {one.level} {one.source_id} {one.check}: {one.says[:LONGEST_TEXT]}"]
            if word != "ĐÃ HẾT / OVER" and one.source_id != HOUSE:
                lines += [f"    {mend_of(one.source_id, one.check).see}"]
    if site:
        lines += ["", site]
    data: dict[str, Any] = {
        "kind": "health",
        "storm": sorted({one.source_id for one in due.storm}),
        "alerts": [
            *_values("new", (*due.storm, *due.new)), *_values("still", due.again), *_values("resolved", due.over)
        ],
    }  # fmt: skip
    mark = "[DỮ LIỆU MẪU] " if samples else ""
    return Message(f"{mark}Kho OCOP: {'; '.join(parts)}", "\n".join(lines), data)


def _values(state: str, troubles: Sequence[Trouble]) -> list[dict[str, Any]]:
    return [
        {
            "state": state, "key": f"{one.source_id}|{one.check}", "source": one.source_id, "check": one.check,
            "level": one.level, "since": one.since, "says": one.says[:LONGEST_TEXT],
        }
        for one in troubles
    ]  # fmt: skip
