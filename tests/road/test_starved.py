"""A machine that has no time for reading: nothing is held against the portal, nothing is lost, the next build reads."""

import time
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest

from crawler.clock import fixed_clock
from operate.home import open_home
from pipeline.build import Builder
from pipeline.children import Children, T

from .conftest import Road

pytestmark = pytest.mark.road

NAME = "mau/vinh-cuu"
DAYS = [f"2026-11-{day:02d}T02:00:00+00:00" for day in (2, 3)]


def sleep(_: object) -> None:
    time.sleep(60)


class NoTime:
    """Hands whose children get no processor time."""

    def __init__(self) -> None:
        self._children = Children(4, time.time, patience=1)

    def run(self, work: Callable[[T], Any], tasks: list[T], seconds: float) -> Iterator[tuple[T, Any]]:
        """Nothing comes of it."""
        return self._children.run(sleep, tasks, 0.05)

    def close(self, *, at_once: bool = False) -> None:
        """As Children does."""
        self._children.close(at_once=at_once)


def build_without_time(road: Road, now: str) -> int:
    """A build on the busy machine; how many articles it could not read."""
    home = open_home(road.home, road.sources)
    clock = fixed_clock(datetime.fromisoformat(now))
    with Builder(home.setup(samples=True), home.archive, clock=clock, hands=NoTime()) as builder:
        builder.step()
        builder.finish()
        return builder.progress.starved


def troubles(road: Road) -> set[tuple[str, str]]:
    return {(row["check"], row["level"]) for row in road.rows("SELECT * FROM health WHERE level <> 'ok'")}


def test_a_page_that_was_given_up_for_time_is_not_a_page_without_text(road: Road) -> None:
    road.ocop("run", NAME, now=DAYS[0])
    first = road.rows("SELECT id, title FROM articles ORDER BY id")
    sections = next(iter(road.server.world.site("vinh-cuu").articles.values())).sections
    for number in range(3):
        road.server.world.add_article(
            "vinh-cuu", id=str(90_000 + number), title=f"Xã Mẫu có thêm sản phẩm OCOP ba sao, đợt {number}",
            published="2026-11-03T08:00", sections=sections, lead="", body=f"Hội đồng của xã chấm {number} hồ sơ; hồ sơ nào thiếu phiếu kiểm nghiệm phải bổ sung. " * 3,
        )  # fmt: skip
    road.ocop("crawl", NAME, now=DAYS[1])
    assert build_without_time(road, DAYS[1]) >= 3 + 3, "new articles, and known ones that were looked at again"
    assert road.rows("SELECT id, title FROM articles ORDER BY id") == first
    assert troubles(road) == {("unread", "warn")}
    assert road.ocop("build", now=DAYS[1])["built"]["starved"] == 0
    assert len(road.rows("SELECT id FROM articles")) == len(first) + 3
    assert troubles(road) == set()
    assert road.ocop("rebuild", now=DAYS[1])["same"] is True
