"""A simulated year of one home by a clock it is given. Does the watch cry out when it must, and only then? Twelve
sample portals, two redesigns, a flood, a vanished host, a challenge wall, a host handed to another body, Tết."""

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import yaml
from sqlite_utils import Database

from crawler.clock import fixed_clock
from operate.home import open_home
from operate.progress import Display
from operate.runner import Order
from operate.runner import run as run_home
from pipeline.archive import health
from pipeline.archive.calendar import TET
from rigs.folders import scratch
from rigs.result import Mutant, Result, Tier
from samples.server import SampleServer
from samples.sources import sources_for
from samples.world import World

FIRST = datetime(2026, 11, 2, 2, tzinfo=UTC)
EVERY = {
    "bac-ninh": 4, "bao-mau": 2, "dien-bien": 5, "dong-nai": 2, "nhon-trach": 5, "ninh-binh": 3, "phuong-long-thanh": 5,
    "tam-nong": 6, "tan-phu": 7, "thong-nhat": 7, "trang-bom": 40, "vinh-cuu": 5,
}  # fmt: skip
"""Portals and the days between two articles of theirs; `trang-bom` is the quiet commune that must not alarm."""
WITHOUT_DATES = ("dong-nai", "phuong-long-thanh")
"""Portals of whose sample articles too few print a day; their operator has said so (`assertions`)."""
TET_DAY = next(day for day in TET if day > FIRST.date())
RUN_EVERY = 3
"""Days between two runs."""
FLOOD, FLOOD_DAY = 60, 120
"""Articles that a portal announces at once, on a day of the year."""
FLOOD_TITLE = "Bài đăng lại hàng loạt"
KEEP = "import sys; open(sys.argv[1], 'a').write(sys.stdin.read() + '\\n')"


@dataclass(frozen=True)
class Event:
    """Something that happens to a portal on a day of the year, and how long it lasts."""

    day: int
    portal: str
    alarms: frozenset[str]
    """First words of the checks that must be told at the next run; one of them at least."""
    happen: Callable[[World], None]
    mend: Callable[[World], None] | None = None
    mended: int | None = None


def _reskin(world: World, portal: str, seed: int | None) -> None:
    world.site(portal).reskinned = seed
    world.version += 1


def _lift(world: World, portal: str) -> None:
    world.site(portal).challenged.discard("*")
    world.version += 1


EVENTS = (
    Event(60, "vinh-cuu", frozenset({"layout", "Z3", "Z2"}), lambda w: _reskin(w, "vinh-cuu", 3),
          lambda w: _reskin(w, "vinh-cuu", None), 90),
    Event(FLOOD_DAY, "ninh-binh", frozenset({"Z9"}), lambda w: _flood(w, "ninh-binh"), lambda _: None, FLOOD_DAY + 1),
    Event(150, "tam-nong", frozenset({"Z1"}), lambda w: w.empty_listing("tam-nong"),
          lambda w: w.empty_listing("tam-nong", emptied=False), 170),
    Event(200, "thong-nhat", frozenset({"Z1", "Z3", "requests"}), lambda w: _vanish(w, "thong-nhat")),
    Event(240, "bac-ninh", frozenset({"stopped", "requests", "Z1", "Z3"}), lambda w: w.challenge("bac-ninh"),
          lambda w: _lift(w, "bac-ninh"), 260),
    Event(280, "tan-phu", frozenset({"handed"}),
          lambda w: w.hand_over("tan-phu", "[MẪU] Trang thông tin điện tử xã Bình An", "UBND xã Bình An")),
)  # fmt: skip


def _vanish(world: World, portal: str) -> None:
    """The host is gone: whoever has its address now knows no such site."""
    del world.sites[portal]
    world.version += 1


def _flood(world: World, portal: str) -> None:
    when = FIRST.date() + timedelta(days=FLOOD_DAY)
    for number in range(FLOOD):
        _publish(world, portal, 5_000 + number, when, f"{FLOOD_TITLE} số {number}")


@dataclass
class Year:
    """What was told in a year."""

    runs: int = 0
    articles: int = 0
    flooded: dict[int, int] = field(default_factory=dict)
    """By day of a run, how many articles of the flood were published after it."""
    told: list[tuple[int, str, str, str]] = field(default_factory=list)
    """Day, portal, check, state (`new`, `still`, `resolved`)."""

    def first(self, portal: str, after: int) -> tuple[int, set[str]] | None:
        """The first day from `after` on which something new of a portal was told, and which checks."""
        days = [day for day, of, _, state in self.told if of == portal and state == "new" and day >= after]
        if not days:
            return None
        return min(days), {check for day, of, check, state in self.told
                           if of == portal and state == "new" and day == min(days)}  # fmt: skip


def year(folder: Path, days: Sequence[int], said: Callable[[str], None]) -> Year:
    """Run a home on these days of the year, in order."""
    today = [FIRST.date()]
    found = Year()
    with SampleServer(World(today=lambda: today[0])) as server:
        home, sources, hook = _set_up(folder, server.port)
        last = -1
        for day in days:
            now = FIRST + timedelta(days=day)
            today[0] = now.date()
            for past in range(last + 1, day + 1):
                _one_day(server.world, past)
            last = day
            before = len(_lines(hook))
            order = Order([f"mau/{name}" for name in EVERY], samples=True, now=now.isoformat())
            done = run_home(open_home(home, sources), order, fixed_clock(now), Display())
            found.runs += 1
            archive = Database(home / "archive.db").table("articles")
            found.articles = archive.count
            found.flooded[day] = archive.count_where("title LIKE ?", [f"{FLOOD_TITLE}%"])
            new = [alert for line in _lines(hook)[before:] for alert in line["alerts"]]
            found.told += [
                (day, a["source"].removeprefix("mau/"), a["check"].split(" ")[0], a["state"]) for a in new
            ]  # fmt: skip
            alerts = ", ".join(f"{a['state']} {a['source']} {a['check'][:30]}" for a in new)
            said(f"ngày / day {day} ({now:%Y-%m-%d}): {int(done.exit_code)} {done.reason} {alerts}")
    return found


def _set_up(folder: Path, port: int) -> tuple[Path, Path, Path]:
    home, sources, hook = folder / "home", folder / "sources", folder / "told.jsonl"
    home.mkdir()
    sources_for(port, sources)
    for name in WITHOUT_DATES:
        file = sources / "mau" / f"{name}.yml"
        data = yaml.safe_load(file.read_text(encoding="utf-8"))
        data["assertions"] = data.get("assertions", {}) | {"date": 0.0}
        file.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    command = json.dumps([sys.executable, "-c", KEEP, str(hook)])
    (home / "ocop.toml").write_text(f"[alerts]\ncommand = {command}\n", encoding="utf-8")
    return home, sources, hook


def _lines(hook: Path) -> list[dict[str, list[dict[str, str]]]]:
    return [json.loads(line) for line in hook.read_text(encoding="utf-8").splitlines()] if hook.exists() else []


def _one_day(world: World, day: int) -> None:
    when = FIRST.date() + timedelta(days=day)
    for event in EVENTS:
        if event.day == day:
            event.happen(world)
        if event.mend and event.mended == day:
            event.mend(world)
    if day and not _rests(when):
        for portal, every in EVERY.items():
            if day % every == 0 and portal in world.sites:
                _publish(world, portal, day, when)


def _rests(day: date) -> bool:
    return day.weekday() >= 5 or timedelta(days=-3) <= day - TET_DAY <= timedelta(days=6)


def _number(day: int, _: date) -> str:
    return str(90000 + day)


_NUMBER: dict[str, Callable[[int, date], str]] = {
    "bao-mau": lambda day, _: f"{day:07x}",
    "dien-bien": lambda day, when: f"{when}/xa-mau-co-them-san-pham-dot-{7300 + day}",
}
"""Portals whose CMS numbers its articles otherwise."""


def _publish(world: World, portal: str, day: int, when: date, title: str = "") -> None:
    sections = next(iter(world.site(portal).articles.values())).sections
    world.add_article(
        portal, id=_NUMBER.get(portal, _number)(day, when), published=f"{when}T08:00", sections=sections,
        title=title or f"Xã Mẫu có thêm sản phẩm OCOP ba sao, đợt {day}",
        lead=f"Hội đồng của xã vừa chấm xong đợt thứ {day}, các chủ thể chờ giấy chứng nhận.",
        body=f"Ngày {when.day}/{when.month}/{when.year}, hội đồng chấm {day % 7 + 2} hồ sơ; hồ sơ nào thiếu phiếu kiểm "
        "nghiệm phải bổ sung.\n\nSản phẩm mới gồm trái cây sấy và mật ong, bán tại điểm giới thiệu ở trung tâm xã; "
        f"hợp tác xã mời bà con đến xem trong tuần thứ {day // 7 + 1} của đợt này.",
    )  # fmt: skip


def faults(found: Year, days: Sequence[int]) -> Iterator[str]:
    """What the watch missed, and what it told without cause: alarms outside an event and the two runs after its end."""
    windows: list[tuple[str, int, int]] = []
    for event in EVENTS:
        yield from _missed(event, found, days)
        end = event.mended if event.mended is not None else 10_000
        healthy = [day for day in days if day >= end]
        windows.append((event.portal, event.day, healthy[1] if len(healthy) > 1 else 10_000))
        over = [day for day, portal, _, state in found.told if portal == event.portal and state == "resolved"]
        if len(healthy) > 1 and healthy[1] not in over:
            yield f"{event.portal}: well again from day {end}, never told so on day {healthy[1]}"
    for day, portal, check, state in found.told:
        if not any(portal == of and begin <= day <= end for of, begin, end in windows):
            yield f"false alarm: day {day}, {portal} {check} {state}"
    for day, published in found.flooded.items():
        due = FLOOD if day > FLOOD_DAY else 0
        if published != due:
            yield f"day {day}: {published} articles of the flood are published, {due} must be"


def _missed(event: Event, found: Year, days: Sequence[int]) -> Iterator[str]:
    first = min(day for day in days if day >= event.day)
    seen = found.first(event.portal, event.day)
    if seen is None or seen[0] != first or not seen[1] & event.alarms:
        must = ", ".join(sorted(event.alarms))
        yield f"day {event.day}, {event.portal}: told {seen}, must be on day {first} one of {must}"


def days_of_year(every: int) -> list[int]:
    """Run days: one in `every`, and the days of what happens with the run after it."""
    wanted = set(range(0, 365, every))
    for event in EVENTS:
        wanted |= {event.day, event.day + 1}
        wanted |= {event.mended, event.mended + 1} if event.mended is not None else set()
    return sorted(wanted)


def run(tier: Tier) -> Result:  # noqa: ARG001
    """The whole year; there is no shorter one."""
    days = days_of_year(RUN_EVERY)
    result = Result(
        "S simulated year",
        "in a year of runs every alarm comes that must come, at the first run, and no other",
        f"{len(EVERY)} sample portals publish at their own pace, at weekends and around Tết nothing; `ocop run` visits "
        f"them every {RUN_EVERY} days by a clock it is given, through redesigns, a flood, a vanished host, a challenge "
        "wall and a host handed to another body; what the alarm command is told is compared with what happened",
        not_shown=["real portals; an hour or a day that no run fell on: runs are some days apart"],
    )
    with scratch("year") as folder:
        found = year(folder, days, lambda text: print(text, flush=True))
    states = Counter(state for *_, state in found.told)
    result.cases |= {
        "runs": found.runs, "portals": len(EVERY), "articles at the end": found.articles, "events": len(EVENTS),
        "of these told at the first run": sum(not list(_missed(event, found, days)) for event in EVENTS),
        "alarms told anew": states["new"], "told again while they stood": states["still"],
        "told as over": states["resolved"], "articles of the flood, held for one run": FLOOD,
    }  # fmt: skip
    result.failures += faults(found, days)
    result.mutants += _misjudged(found, days)
    result.mutants.append(_no_listing_rule())
    return result


def _misjudged(found: Year, days: Sequence[int]) -> Iterator[Mutant]:
    """Alarms that are lost or made up, put into what was told."""
    for event in EVENTS:
        quiet = replace(found, told=[one for one in found.told if one[1] != event.portal])
        seen = list(faults(quiet, days))
        yield Mutant(f"day {event.day}, {event.portal}: nobody is told", bool(seen), f"{len(seen)} faults")
    loud = replace(found, told=[*found.told, (100, "trang-bom", "Z5", "new")])
    seen = list(faults(loud, days))
    yield Mutant("the quiet commune is said to be silent", bool(seen), f"{len(seen)} faults")


def _no_listing_rule() -> Mutant:
    """A watch to which a list without articles is nothing new, in the days around one."""
    event = next(event for event in EVENTS if "Z1" in event.alarms and event.mend)
    days, whole = [0, event.day, event.day + 1], health._listing_rule
    health._listing_rule = lambda *_: iter(())
    try:
        with scratch("year") as folder:
            found = year(folder, days, lambda _: None)
    finally:
        health._listing_rule = whole
    seen = list(_missed(event, found, days))
    return Mutant("nothing new on an empty list is fine", bool(seen), "; ".join(seen))
