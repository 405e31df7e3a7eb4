"""The queue: what is new, what is known, what is due, and that a killed crawl goes on where it was."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawler.captures.reader import CaptureReader
from crawler.captures.records import Discovery, Outcome
from crawler.captures.store import CaptureStore, Unstorable
from crawler.frontier import MAX_TRIES, RECHECK_DAYS, RECHECK_DAYS_LATER, RETRY_FAILED_DAYS, Frontier

from .conftest import HOST, SOURCE, an_exchange

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
SECTION = f"{HOST}/vi/news/"


class House:
    """A home whose clock we turn, with one run open at a time."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.now = START
        self.open()

    def open(self) -> None:
        self.store = CaptureStore(self.home, clock=lambda: self.now)
        self.frontier = Frontier(self.store)
        self.run = self.store.open_run([SOURCE])

    def next_run(self, days: float = 1) -> None:
        self.store.close_run(self.run, "ok", 0, "")
        self.store.close()
        self.now += timedelta(days=days)
        self.open()

    def add(self, number: int, date: str = "01/03/2026", section: str = SECTION) -> bool:
        discovery = Discovery(section, f"{section}page-1/", f"Bài {number}", date)
        return self.frontier.add(
            SOURCE, key=str(number), url=f"{HOST}/bai-{number}", discovery=discovery, run_id=self.run
        )

    def fetch(self, number: int, outcome: Outcome = "ok", changed: bool = False) -> None:
        status, body = (304, b"") if outcome == "not_modified" else (200, b"<h1>%d</h1>" % number)
        capture = self.store.append(self.run, an_exchange(number, outcome=outcome, status=status, body=body))
        self.frontier.done(SOURCE, str(number), "article", capture, changed)

    def consider(self, number: int, sampled: bool = False, title: str = "Lịch công tác tuần") -> bool:
        return self.frontier.consider(
            SOURCE, key=str(number), url=f"{HOST}/bai-{number}", title=title, reason="no word of the programme",
            discovery=Discovery(SECTION, SECTION, title, "02/03/2026"), run_id=self.run, sampled=sampled,
        )  # fmt: skip

    def due(self) -> list[str]:
        return [item.key for item in self.frontier.due(SOURCE, self.now)]

    def pending(self) -> list[str]:
        return [item.key for item in self.frontier.pending(SOURCE)]

    def known(self, number: int) -> bool:
        return self.frontier.known(SOURCE, str(number))


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def test_new_once_pending_until_fetched(house: House) -> None:
    assert house.add(1) and house.add(2)
    assert not house.add(1)
    assert house.pending() == ["1", "2"]
    house.fetch(1)
    assert house.pending() == ["2"]


def test_a_killed_crawl_goes_on_from_the_queue(house: House) -> None:
    for number in range(5):
        house.add(number)
    house.fetch(0)
    house.frontier.save_walk(
        SOURCE,
        SECTION,
        complete=False,
        depth=3,
        next_request={"url": SECTION, "page": 4},
        items_seen=30,
        run_id=house.run,
    )
    house.store.close()
    house.open()
    assert house.store.recovery.interrupted_runs == (1,)
    assert house.pending() == ["1", "2", "3", "4"]
    walk = house.frontier.walk(SOURCE, SECTION)
    assert (walk.complete, walk.depth, walk.items_seen) == (False, 3, 30)
    assert walk.next_request == {"url": SECTION, "page": 4}


def test_the_stop_rule_counts_what_was_fetched_or_considered_not_what_is_queued(house: House) -> None:
    house.add(1)
    assert not house.known(1)
    house.fetch(1)
    assert house.known(1)
    house.consider(2)
    assert house.known(2)
    house.add(3)
    house.frontier.failed(SOURCE, "3", "article", "timeout", permanent=False)
    assert house.known(3), "tried; the queue brings it back"
    assert not house.known(4)


def test_rechecks_come_after_1_3_7_30_90_days_then_twice_a_year(house: House) -> None:
    house.add(1)
    house.fetch(1)
    for number, days in enumerate((*RECHECK_DAYS, RECHECK_DAYS_LATER, RECHECK_DAYS_LATER)):
        house.next_run(days - 0.5)
        assert house.due() == [], f"check {number} is not due half a day early"
        house.next_run(0.5)
        assert house.due() == ["1"]
        house.fetch(1, "not_modified")
    assert house.frontier.due(SOURCE, house.now + timedelta(days=RECHECK_DAYS_LATER))[0].checks == 7
    assert (*RECHECK_DAYS, RECHECK_DAYS_LATER) == (1, 3, 7, 30, 90, 182)


def test_a_counter_in_the_page_does_not_make_it_due_every_day(house: House) -> None:
    house.add(1)
    house.fetch(1)
    house.next_run(1)
    house.fetch(1, changed=True)
    house.next_run(2.9)
    assert house.due() == []


def test_the_longest_waiting_is_due_first(house: House) -> None:
    for number in (1, 2):
        house.add(number)
    house.fetch(2)
    house.now += timedelta(hours=1)
    house.fetch(1)
    house.next_run(2)
    assert house.due() == ["2", "1"]


def test_a_failing_url_is_tried_in_three_runs_then_a_month_later(house: House) -> None:
    house.add(1)
    for tries in range(1, MAX_TRIES + 1):
        assert house.pending() == ["1"]
        for _ in range(2):
            house.frontier.failed(SOURCE, "1", "article", "timeout", permanent=False)
        item = (house.frontier.pending(SOURCE) or CaptureReader(house.home).frontier_articles())[0]
        assert (item.tries, item.last_outcome) == (tries, "timeout"), "twice in one run is one try"
        house.next_run(1)
    assert house.pending() == []
    assert CaptureReader(house.home).frontier_counts() == {"failed": 1}
    assert house.due() == []
    house.next_run(RETRY_FAILED_DAYS)
    assert house.due() == ["1"]
    house.fetch(1)
    assert CaptureReader(house.home).frontier_counts() == {"done": 1}


def test_what_the_portal_does_not_have_is_gone(house: House) -> None:
    house.add(1)
    house.frontier.failed(SOURCE, "1", "article", "http_error", permanent=True)
    assert house.pending() == []
    house.next_run(400)
    assert house.due() == []
    assert CaptureReader(house.home).frontier_counts() == {"gone": 1}


def test_an_article_that_vanishes_stays_done_and_is_looked_for_at_its_next_check(house: House) -> None:
    house.add(1)
    house.fetch(1)
    house.next_run(1)
    house.frontier.failed(SOURCE, "1", "article", "http_error", permanent=True)
    (item,) = CaptureReader(house.home).frontier_articles()
    assert (item.state, item.last_outcome, item.checks) == ("done", "http_error", 1)
    assert house.due() == []
    house.next_run(3)
    assert house.due() == ["1"]


def test_a_recheck_that_times_out_is_tried_in_the_next_runs_then_at_its_next_check(house: House) -> None:
    house.add(1)
    house.fetch(1)
    house.next_run(1)
    for _ in range(MAX_TRIES):
        assert house.due() == ["1"]
        house.frontier.failed(SOURCE, "1", "article", "timeout", permanent=False)
        house.next_run(0.1)
    assert house.due() == []
    house.next_run(3)
    assert house.due() == ["1"]


def test_canaries_are_the_same_for_a_seed_and_change_no_schedule(house: House) -> None:
    for number in range(20):
        house.add(number)
        if number < 15:
            house.fetch(number)
    house.frontier.failed(SOURCE, "0", "article", "http_error", permanent=True)
    chosen = [item.key for item in house.frontier.canaries(SOURCE, 3, "2026-03-02")]
    assert chosen == [item.key for item in house.frontier.canaries(SOURCE, 3, "2026-03-02")]
    assert len(set(chosen)) == 3
    assert {item.key for item in house.frontier.canaries(SOURCE, 99, "x")} == {str(n) for n in range(1, 15)}
    others = [[item.key for item in house.frontier.canaries(SOURCE, 3, str(seed))] for seed in range(10)]
    assert len({tuple(other) for other in others}) > 5
    before = house.frontier.canaries(SOURCE, 1, "a")[0]
    capture = house.store.append(house.run, an_exchange(int(before.key), role="canary"))
    house.frontier.done(SOURCE, before.key, "canary", capture, changed=False)
    after = house.frontier.canaries(SOURCE, 1, "a")[0]
    assert (after.due_at, after.checks) == (before.due_at, before.checks)
    assert after.last_capture == capture.seq
    house.frontier.failed(SOURCE, before.key, "canary", "timeout", permanent=False)
    assert house.frontier.canaries(SOURCE, 1, "a")[0].key != before.key


def test_considered_once_with_its_reason(house: House) -> None:
    assert house.consider(1, sampled=True)
    assert not house.consider(1)
    (item,) = CaptureReader(house.home).considered()
    assert (item.key, item.reason, item.sampled) == ("1", "no word of the programme", True)
    assert item.discovery.listing_date == "02/03/2026"


def test_an_article_refused_in_one_section_and_kept_by_another_is_kept(house: House) -> None:
    house.consider(1)
    assert house.add(1, section=f"{HOST}/ocop/")
    assert CaptureReader(house.home).considered() == []
    assert not house.consider(1)
    dates = [discovery.listing_date for discovery in CaptureReader(house.home).discoveries(SOURCE, "1")]
    assert dates == ["02/03/2026", "01/03/2026"]


def test_every_announcement_of_an_article_is_kept_once(house: House) -> None:
    house.add(1)
    house.add(1)
    house.add(1, section=f"{HOST}/rss/", date="Sun, 01 Mar 2026 08:00:00 +0700")
    house.fetch(1)
    reader = CaptureReader(house.home)
    found = reader.discoveries(SOURCE, "1")
    assert [(d.section, d.listing_date) for d in found] == [
        (SECTION, "01/03/2026"),
        (f"{HOST}/rss/", "Sun, 01 Mar 2026 08:00:00 +0700"),
        (SECTION, "26/02/2019"),
    ]
    assert reader.last_discovery() == 2


def test_a_new_announcement_of_a_captured_article_is_seen_by_who_follows(house: House) -> None:
    house.add(1)
    house.add(2)
    house.fetch(1)
    reader = CaptureReader(house.home)
    before = reader.last_discovery()
    assert reader.articles_discovered(0, before) == {(SOURCE, "1")}
    house.add(1, section=f"{HOST}/ocop/")
    house.add(2, section=f"{HOST}/ocop/")
    assert reader.articles_discovered(before, reader.last_discovery()) == {(SOURCE, "1")}
    assert reader.articles_discovered(before, before) == set()


def test_a_picture_shared_by_articles_is_fetched_once_and_knows_them(house: House) -> None:
    url = f"{HOST}/uploads/ảnh.jpg"
    kept = f"{HOST}/uploads/%E1%BA%A3nh.jpg"
    assert house.frontier.add_media(SOURCE, url=url, role="image", parent_key="1", run_id=house.run)
    assert not house.frontier.add_media(SOURCE, url=kept, role="image", parent_key="2", run_id=house.run)
    (item,) = house.frontier.pending(SOURCE)
    assert (item.key, item.url, item.role) == (kept, kept, "image")
    assert CaptureReader(house.home).parents_of(SOURCE, kept) == ["1", "2"]
    capture = house.store.append(house.run, an_exchange(1, role="image", url=kept, key=kept, body=b"\xff\xd8"))
    house.frontier.done(SOURCE, kept, "image", capture, changed=False)
    house.next_run(400)
    assert house.due() == [] and house.pending() == []
    assert CaptureReader(house.home).frontier_counts() == {}
    assert CaptureReader(house.home).frontier_counts("image") == {"done": 1}


def test_sources_do_not_mix(house: House) -> None:
    house.add(1)
    house.fetch(1)
    house.next_run(2)
    assert house.frontier.pending("mau/la") == house.frontier.due("mau/la", house.now) == []
    assert not house.frontier.known("mau/la", "1")
    assert house.frontier.canaries("mau/la", 3, "x") == []


def test_an_unwalked_section_begins_at_the_top(house: House) -> None:
    walk = house.frontier.walk(SOURCE, SECTION)
    assert (walk.complete, walk.depth, walk.next_request) == (False, 0, None)
    house.frontier.save_walk(
        SOURCE, SECTION, complete=True, depth=9, next_request=None, items_seen=90, run_id=house.run
    )
    assert house.frontier.walk(SOURCE, SECTION).complete
    assert [walk.depth for walk in CaptureReader(house.home).walks()] == [9]


def test_several_calls_become_one_transaction(house: House) -> None:
    with pytest.raises(ZeroDivisionError), house.store.transaction():
        house.add(1)
        house.consider(2)
        raise ZeroDivisionError
    assert house.pending() == []
    assert not house.known(2)


def test_what_was_never_added_cannot_be_done(house: House) -> None:
    capture = house.store.append(house.run, an_exchange(1))
    with pytest.raises(LookupError, match="add it first"):
        house.frontier.done(SOURCE, "1", "article", capture, changed=False)
    with pytest.raises(LookupError, match="add it first"):
        house.frontier.failed(SOURCE, "1", "image", "timeout", permanent=False)


def test_what_no_capture_could_hold_leaves_no_trace_in_the_queue(house: House) -> None:
    found = Discovery(SECTION, SECTION, "Bài", "01/03/2026")
    with house.store.transaction():
        with pytest.raises(Unstorable):
            house.frontier.add(SOURCE, key="1", url="javascript:alert(1)", discovery=found, run_id=house.run)
        with pytest.raises(Unstorable):
            house.frontier.add(SOURCE, key="", url=HOST, discovery=found, run_id=house.run)
        house.add(2)
    assert house.pending() == ["2"]
    assert CaptureReader(house.home).last_discovery() == 1


def test_a_given_up_url_that_fails_again_waits_another_month(house: House) -> None:
    house.add(1)
    for _ in range(MAX_TRIES):
        house.frontier.failed(SOURCE, "1", "article", "conn_error", permanent=False)
        house.next_run(1)
    house.next_run(RETRY_FAILED_DAYS)
    house.frontier.failed(SOURCE, "1", "article", "conn_error", permanent=False)
    house.next_run(RETRY_FAILED_DAYS - 1)
    assert house.due() == []
    house.next_run(1)
    assert house.due() == ["1"]
