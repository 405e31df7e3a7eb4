"""Who keeps watch: what is told when, what is silenced, what a portal's own past allows. Pure functions."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from crawler.captures.rows import Visit
from crawler.portals.source import Source
from operate.clock_check import clock_fault
from operate.due import interval_hours
from operate.exits import Exit
from operate.home import Config, Home, HomeError, open_home
from operate.progress import Display
from operate.runner import Order, run
from operate.watch.alarms import message, telling
from operate.watch.dead_man import dead_man
from operate.watch.drill import fire_drill
from operate.watch.heartbeat import beat
from operate.watch.memory import Trouble, Troubles, after_run, read_troubles
from operate.watch.quiet import PAUSE, Quiet, Quiets, quieten, read_quiets
from pipeline.archive.calendar import working_days
from pipeline.archive.health import Check
from pipeline.archive.learned import floor_of, longest_usual, usual

NOTHING_QUIET = Quiets()
DAY = datetime(2026, 3, 2, 2, tzinfo=UTC)


def bad(source: str = "mau/a", check: str = "Z1 /tin", level: str = "fail") -> Check:
    return Check(7, source, check, level, "0", "5", "0 tin thấy")  # type: ignore[arg-type]


def at(days: float) -> str:
    return f"{DAY + timedelta(days=days):%Y-%m-%dT%H:%M:%SZ}"


def told(troubles: Troubles, when: str) -> Troubles:
    return {
        key: replace(one, told_at=when, told_level=one.level, times_told=one.times_told + 1)
        for key, one in troubles.items()
    }


def kinds(
    troubles: Troubles, days: float, visited: int = 40, quiets: Quiets = NOTHING_QUIET
) -> tuple[int, int, int, int]:
    due = telling(troubles, quiets, visited, DAY + timedelta(days=days))
    return len(due.new), len(due.again), len(due.over), len(due.storm)


def test_a_trouble_is_told_once_again_after_1_3_7_days_and_when_it_is_over() -> None:
    troubles = after_run({}, [bad()], {"mau/a"}, at(0))
    assert kinds(troubles, 0) == (1, 0, 0, 0)
    troubles = told(troubles, at(0))
    assert kinds(troubles, 0.9) == (0, 0, 0, 0)
    days = 0.0
    for wait in (1, 3, 7, 7):
        assert kinds(troubles, days + wait - 0.1) == (0, 0, 0, 0)
        days += wait
        assert kinds(troubles, days) == (0, 1, 0, 0)
        troubles = told(troubles, at(days))
    troubles = after_run(troubles, [], {"mau/a"}, at(days + 1))
    assert kinds(troubles, days + 9) == (0, 0, 0, 0), "one healthy run is no proof, and nothing to repeat"
    troubles = after_run(troubles, [], {"mau/a"}, at(days + 2))
    assert kinds(troubles, days + 2) == (0, 0, 1, 0)


def test_what_was_not_delivered_is_told_again_and_what_was_not_visited_stays() -> None:
    troubles = after_run({}, [bad()], {"mau/a"}, at(0))
    troubles = after_run(troubles, [], {"mau/b"}, at(1))
    assert kinds(troubles, 1) == (1, 0, 0, 0)
    assert troubles["mau/a", "Z1 /tin"].since == at(0)


def test_a_warning_that_becomes_a_failure_is_told_at_once() -> None:
    troubles = told(after_run({}, [bad(level="warn")], {"mau/a"}, at(0)), at(0))
    troubles = after_run(troubles, [bad()], {"mau/a"}, at(0.5))
    assert kinds(troubles, 0.5) == (1, 0, 0, 0)


def test_many_portals_failing_at_once_are_one_message() -> None:
    checks = [bad(f"mau/{name}") for name in "abcd"] + [bad("mau/e", "layout", "warn")]
    troubles = after_run({}, checks, {check.source_id for check in checks}, at(0))
    assert kinds(troubles, 0, visited=12) == (1, 0, 0, 4)
    assert kinds(troubles, 0, visited=40) == (5, 0, 0, 0)
    said = message(telling(troubles, Quiets(), 12, DAY), "", samples=False)
    assert "4 cổng cùng hỏng" in said.subject and said.data["storm"] == ["mau/a", "mau/b", "mau/c", "mau/d"]


def test_what_is_acknowledged_or_paused_is_not_told_until_its_day_is_over() -> None:
    troubles = after_run({}, [bad()], {"mau/a"}, at(0))
    for check in ("Z1", "Z1 /tin", PAUSE):
        quiets = Quiets((Quiet("mau/a", check, date(2026, 3, 9), "biết rồi", date(2026, 3, 2)),))
        assert kinds(troubles, 7, quiets=quiets) == (0, 0, 0, 0)
        assert kinds(troubles, 8, quiets=quiets) == (1, 0, 0, 0)


def test_an_acknowledged_failure_no_longer_counts_as_new() -> None:
    quiets = Quiets((Quiet("mau/a", "Z1", date(2026, 3, 9), "biết rồi", date(2026, 3, 2)),))
    assert not quiets.anything_new([bad()], date(2026, 3, 9))
    assert quiets.anything_new([bad()], date(2026, 3, 10))
    assert quiets.anything_new([bad(), bad(check="requests")], date(2026, 3, 9))


def test_silence_has_an_end_and_a_reason(tmp_path: Path) -> None:
    home = open_home(tmp_path)
    entry = Quiet("mau/a", "Z1", date(2026, 4, 1), "cổng đang nâng cấp", date(2026, 3, 2))
    quieten(home, entry)
    quieten(home, replace(entry, why="vẫn đang nâng cấp"))
    assert [one.why for one in read_quiets(home).entries] == ["vẫn đang nâng cấp"]
    with pytest.raises(HomeError, match="more than 30 days"):
        quieten(home, replace(entry, until=date(2026, 4, 2)))
    with pytest.raises(HomeError, match="reason"):
        quieten(home, replace(entry, why=" "))
    quieten(home, replace(entry, check=PAUSE, until=date(2026, 8, 29)))
    assert len(read_quiets(home).entries) == 2


def test_the_fire_drill_cries_out() -> None:
    assert fire_drill() == ""


def visits(new: list[int], every_days: float = 1.0) -> list[Visit]:
    return [
        Visit(number, "mau/a", at(number * every_days), {"sections": {"/tin": {"new": count, "considered": 0}}})
        for number, count in enumerate(new)
    ]


@pytest.mark.parametrize(
    ("new", "hours"),
    [
        ([200], 20),
        ([200, 0, 0], 20),
        ([200] + [0] * 40, 60),
        ([200] + [12] * 40, 10),
        ([200] + [3] * 40, 20),
        ([200] + [0] * 20 + [1] + [0] * 20, 20),
    ],
)
def test_a_portal_is_visited_as_often_as_it_writes(new: list[int], hours: float) -> None:
    source = Source(id="mau/a", name="", name_en="", level="commune", unit="", hosts=("a.vn",), family="generic",
                    home_url="https://a.vn")  # fmt: skip
    assert interval_hours(Config(), source, visits(new)) == hours
    assert interval_hours(Config(every_hours={"mau/a": 3}), source, visits(new)) == 3
    assert interval_hours(Config(adaptive=False), source, visits(new)) == 20


def test_weekends_and_tet_are_no_working_days() -> None:
    assert working_days(date(2026, 3, 6), date(2026, 3, 9)) == 1, "Friday to Monday"
    assert working_days(date(2026, 2, 13), date(2026, 2, 24)) == 1, "the ten days of Tết 2026 and a weekend"


def test_a_limit_tightens_at_once_and_loosens_a_tenth_a_month() -> None:
    begun = date(2026, 1, 1)
    weak = [(begun + timedelta(days=number), 0.5) for number in range(200)]
    assert floor_of(0.9, weak[:9], weak[9][0]) == 0.9, "too short a past"
    assert floor_of(0.9, weak[:30], begun + timedelta(days=29)) == 0.9
    assert floor_of(0.9, weak[:31], begun + timedelta(days=30)) == pytest.approx(0.81)
    assert floor_of(0.9, weak[:61], begun + timedelta(days=60)) == pytest.approx(0.729)
    assert floor_of(0.9, weak, begun + timedelta(days=199)) == pytest.approx(0.5, abs=0.04), "never below the usual"
    mended = weak + [(begun + timedelta(days=200 + number), 1.0) for number in range(40)]
    assert floor_of(0.9, mended, begun + timedelta(days=240)) == 0.9


def test_the_usual_needs_ten_visits() -> None:
    assert usual([(date(2026, 1, 1), 1.0)] * 9) is None
    assert usual([(date(2026, 1, 1), 9.0)] * 5 + [(date(2026, 1, 2), 2.0)] * 10) == 2.0
    assert longest_usual([1] * 19 + [30]) == 30 and longest_usual([1] * 40 + [30]) == 1


def test_a_trouble_of_another_year_begins_anew() -> None:
    over = Trouble("mau/a", "Z1 /tin", "fail", "", at(-300), at(-299), healthy_runs=2)
    assert after_run({("mau/a", "Z1 /tin"): over}, [bad()], {"mau/a"}, at(0))["mau/a", "Z1 /tin"].since == at(0)


def test_moments_noted_while_the_clock_was_ahead_do_not_count(tmp_path: Path) -> None:
    troubles = told(after_run({}, [bad()], {"mau/a"}, at(700)), at(700))
    (trouble,) = after_run(troubles, [bad()], {"mau/a"}, at(0)).values()
    assert (trouble.since, trouble.told_at) == (at(0), at(0))
    home = Home(tmp_path, Config())
    (tmp_path / ".ocop").mkdir()
    beat(home, Exit.OK, "", at(700))
    (alarm,) = dead_man(home, lambda: DAY, timedelta(hours=26))
    assert alarm.rule == "run" and "the clock was or is wrong" in alarm.says
    beat(home, Exit.OK, "", at(0))
    assert dead_man(home, lambda: DAY, timedelta(hours=26)) == []


def test_a_run_under_a_clock_that_is_not_believed_gives_its_alarm_no_age_of_years(tmp_path: Path) -> None:
    home = Home(tmp_path, Config())
    result = run(home, Order(), lambda: datetime(2001, 1, 1, tzinfo=UTC), Display())
    assert result.exit_code == 4
    (trouble,) = read_troubles(home).values()
    assert trouble.check == "run 4" and trouble.since == "2025-07-01T00:00:00Z"


def test_clock(tmp_path: Path) -> None:
    home: Home = open_home(tmp_path)
    assert clock_fault(home, DAY) == ""
    assert "before this software" in clock_fault(home, datetime(2001, 1, 1, tzinfo=UTC))
