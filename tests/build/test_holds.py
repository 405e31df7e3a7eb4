"""When the numbers of a portal begin anew, and when small numbers are nothing to wonder at."""

from datetime import UTC, datetime, timedelta

from crawler.captures.rows import Visit
from crawler.clock import local_day, stamp
from pipeline.holds import Hold, numbers_anew

OLD = {4_000 + 10 * n: 1 for n in range(30)}
"""Announced by the first run."""
ANEW = OLD | {1: 2, 2: 2, 3: 2}

_FIRST = datetime(2026, 11, 2, 2, tzinfo=UTC)


def listed(run: int, familiar: int = 0, retitled: int = 0, counted: bool = True) -> Visit:
    """The visit of a run, a day after the one before; `counted`: by a crawler that knows familiar items."""
    section = {"familiar": familiar, "retitled": retitled} if counted else {}
    return Visit(run, "s", stamp(_FIRST + timedelta(days=run)), {"sections": {"/tin": section}})


def day_of(run: int) -> str:
    """The ISO day of a run's visit."""
    return local_day(stamp(_FIRST + timedelta(days=run))).isoformat()


def test_a_fresh_cms_counts_from_one_again() -> None:
    hold = numbers_anew("s", [listed(1), listed(2)], ANEW)
    assert hold and hold.from_run == 2 and "(1–3" in hold.says and "4245" in hold.says
    later = numbers_anew("s", [listed(1), listed(2), listed(3, familiar=3)], ANEW | {4: 3})
    assert later == hold, "what comes after is held too, until a person decides"


def test_known_numbers_under_other_titles_count_as_new_ones() -> None:
    low = dict.fromkeys(range(1, 3000), 1)
    assert numbers_anew("s", [listed(1), listed(2, retitled=8)], low)
    assert numbers_anew("s", [listed(1), listed(2, retitled=8, familiar=1)], low), "two titles are alike by chance"
    assert not numbers_anew("s", [listed(1), listed(2, retitled=2)], low), "titles are corrected now and then"
    assert not numbers_anew("s", [listed(1), listed(2, retitled=3, familiar=9)], low)


def test_old_articles_found_late_are_no_new_body() -> None:
    assert not numbers_anew("s", [listed(1), listed(2, familiar=10)], ANEW), "an archive beside the lists known"
    assert not numbers_anew("s", [listed(1), listed(2)], ANEW | {4_400: 2}), "the numbers go on as well"
    assert not numbers_anew("s", [listed(1), listed(2)], OLD | {2_500: 2, 2_501: 2, 2_502: 2}), "not near the start"
    assert not numbers_anew("s", [listed(1), listed(2)], OLD | {1: 2, 2: 2}), "two are no list"
    assert not numbers_anew("s", [listed(1)], ANEW | dict.fromkeys((1, 2, 3), 1)), "a first walk"
    young = dict.fromkeys(range(1, 60), 1)
    assert not numbers_anew("s", [listed(1), listed(2)], young | {61: 2, 62: 2, 63: 2}), "a portal that began itself"
    assert not numbers_anew("s", [listed(1), listed(2)], {n * 10: 1 for n in range(400, 408)} | {1: 2, 2: 2, 3: 2})


def test_a_visit_counted_by_an_older_crawler_is_not_judged() -> None:
    assert not numbers_anew("s", [listed(1), listed(2, counted=False)], ANEW)


def test_a_visit_that_is_not_through_is_held_until_it_is() -> None:
    assert numbers_anew("s", [listed(1)], ANEW), "no page of another body shows while its visit lasts"
    assert not numbers_anew("s", [listed(1), listed(2, familiar=10)], ANEW)


def test_a_person_releases_what_came_up_to_a_day() -> None:
    visits = [listed(1), listed(2), listed(3, familiar=3)]
    assert numbers_anew("s", visits, ANEW, day_of(1)) is not None
    assert numbers_anew("s", visits, ANEW, day_of(2)) is None
    grown = ANEW | dict.fromkeys(range(5, 700), 3)
    again = numbers_anew("s", [*visits, listed(4)], grown | {1_000_001: 3} | {9_001: 2}, day_of(2))
    assert again is None, "after a release the new numbers are the ones to compare with"
    retitled = numbers_anew("s", [*visits, listed(4, retitled=12)], grown, day_of(2))
    assert isinstance(retitled, Hold) and retitled.from_run == 4, "and they may begin anew once more"
