"""`ocop estimate` against the crawl that follows it: what it says must hold what the crawl then finds."""

import sqlite3
from collections.abc import Iterator
from typing import Any

import pytest
from desk import Desk

from samples.server import SampleServer

PORTALS = ("dong-nai", "ninh-binh", "bac-ninh", "tam-nong", "nhon-trach", "la")
"""Pagers by link, by POST of a script, by JSON, in a window with a second portlet, by postback; one with a sitemap."""


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Desk, dict[str, Any]]]:
    with SampleServer() as server:
        desk = Desk(tmp_path_factory.mktemp("estimate"), server)
        yield desk, desk.ocop("crawl", *(f"mau/{portal}" for portal in PORTALS))["crawled"]["sources"]


@pytest.mark.parametrize("portal", PORTALS)
def test_the_crawl_stays_within_the_estimate(crawled: tuple[Desk, dict[str, Any]], portal: str) -> None:
    desk, visits = crawled
    source_id, visit = f"mau/{portal}", visits[f"mau/{portal}"]
    desk.server.requests.clear()
    found = desk.ocop("estimate", source_id)
    pages = sum(section["pages"] for section in visit["sections"].values())
    ledger = sqlite3.connect(desk.home / "captures" / "ledger.db")
    (articles,) = ledger.execute(
        "SELECT count(*) FROM frontier WHERE role = 'article' AND source_id = ?", (source_id,)
    ).fetchone()
    for name, true in (("listing_pages", pages), ("articles", articles), ("requests", visit["requests"])):
        low, high = found[name]
        assert low <= true <= high, (name, true, found)
    assert found["megabytes"][0] <= found["megabytes"][1] >= visit["bytes"] / 1e6 - 0.05, "rounded to 0.1 MB"
    assert found["asked"] == len(desk.server.requests) <= 16
    assert f"{found['asked']} requests were sent" in found["basis"][0]


def test_hours_follow_the_delay_and_the_media_policy_counts(crawled: tuple[Desk, dict[str, Any]]) -> None:
    desk, _ = crawled
    path = desk.sources / "mau" / "dong-nai.yml"
    before = path.read_text("utf-8")
    full = desk.ocop("estimate", "mau/dong-nai")
    path.write_text(before.replace("delay: 0.0", "delay: 0.1"), encoding="utf-8")
    (desk.home / "ocop.toml").write_text('media = "none"\n', encoding="utf-8")
    slow = desk.ocop("estimate", "mau/dong-nai")
    path.write_text(before, encoding="utf-8")
    (desk.home / "ocop.toml").unlink()
    assert full["hours"] == [0, 0]
    assert slow["hours"] == [round(number * 0.1 / 3600, 2) for number in slow["requests"]]
    assert slow["requests"][1] < full["requests"][1]
    assert slow["megabytes"][1] < full["megabytes"][1]


def test_a_portal_without_any_page_cannot_be_estimated(crawled: tuple[Desk, dict[str, Any]]) -> None:
    desk, _ = crawled
    desk.server.world.robots("vinh-cuu", 503)
    said = desk.ocop("estimate", "mau/vinh-cuu", code=2)
    assert "`ocop sources check mau/vinh-cuu` says why" in said
