"""When much at once is a flood, and what ends it."""

from datetime import UTC, datetime, timedelta

from crawler.captures.rows import Visit
from crawler.clock import local_day, stamp
from pipeline.floods import Flood, standing_flood

_FIRST = datetime(2026, 11, 2, 2, tzinfo=UTC)


def seen(run: int, ended: str = "known items", stopped: str = "", items: int = 20, section: str = "/tin") -> Visit:
    """The visit of a run, a day after the one before."""
    tally = {"ended": ended, "items_seen": items}
    return Visit(run, "s", stamp(_FIRST + timedelta(days=run)), {"sections": {section: tally}, "stopped": stopped})


def day_of(run: int) -> str:
    """The ISO day of a run's visit."""
    return local_day(stamp(_FIRST + timedelta(days=run))).isoformat()


def queue(*numbers: int, section: str = "/tin") -> dict[tuple[int, str], int]:
    """Articles announced first by runs 1, 2, …"""
    return {(run, section): number for run, number in enumerate(numbers, start=1)}


WALKED = [seen(1, "last page"), seen(2), seen(3)]


def test_more_than_fifty_and_five_times_the_median_is_a_flood() -> None:
    assert standing_flood([*WALKED, seen(4)], queue(400, 3, 2, 51)) == Flood(4, 51, 50)
    assert standing_flood([*WALKED, seen(4)], queue(400, 3, 2, 50)) is None
    assert standing_flood([*WALKED, seen(4)], queue(400, 30, 30, 150)) is None
    assert standing_flood([*WALKED, seen(4)], queue(400, 30, 30, 151)) == Flood(4, 151, 150)


def test_a_first_walk_is_no_flood() -> None:
    assert standing_flood(WALKED[:2], queue(400, 90)) is None, "one visit tells no pace"
    long_walk = [seen(run, "", "page limit") for run in range(1, 5)]
    assert standing_flood([*long_walk, seen(5, "last page")], queue(900, 900, 900, 900, 300)) is None
    added = queue(400, 3, 2, 1) | {(4, "/moi"): 300}
    assert standing_flood([*WALKED, seen(4)], added) is None, "a section that the operator added"


def test_the_next_visit_that_gets_through_without_a_flood_ends_it() -> None:
    flood = Flood(4, 600, 50)
    visits = [*WALKED, seen(4)]
    assert standing_flood([*visits, seen(5)], queue(400, 3, 2, 600, 4)) is None
    assert standing_flood([*visits, seen(5, stopped="challenges")], queue(400, 3, 2, 600)) == flood, "turned away"
    assert standing_flood([*visits, seen(5, items=0)], queue(400, 3, 2, 600)) == flood, "an empty list"
    again = queue(400, 3, 2, 600, 700)
    assert standing_flood([*visits, seen(5)], again) == Flood(4, 700, 50), "a flood is no past for the next"
    assert standing_flood([*visits, seen(5), seen(6)], again) is None


def test_a_person_releases_what_came_up_to_a_day() -> None:
    visits = [*WALKED, seen(4)]
    assert standing_flood(visits, queue(400, 3, 2, 600), day_of(3)) == Flood(4, 600, 50)
    assert standing_flood(visits, queue(400, 3, 2, 600), day_of(4)) is None
    assert standing_flood([*visits, seen(5)], queue(400, 3, 2, 600, 700), day_of(4)) == Flood(5, 700, 50)
    turned_away = [*visits, seen(5, stopped="challenges")]
    assert standing_flood(turned_away, queue(400, 3, 2, 600), day_of(5)) is None


def test_what_a_running_or_broken_off_visit_announced_counts() -> None:
    assert standing_flood(WALKED, queue(400, 3, 2, 60)) == Flood(4, 60, 50), "while it lasts"
    broken = queue(400, 3, 2, 60, 1)
    assert standing_flood([*WALKED, seen(5)], broken) == Flood(4, 61, 50), "run 4 was killed, run 5 went on with it"
