"""Turns, delays and pauses of hosts."""

import asyncio
from datetime import UTC, datetime
from itertools import pairwise
from time import monotonic

import pytest

from crawler.politeness import LONGEST_PAUSE, HostGate, HostPaused, Stopping, retry_after

from .portal import SECTION, Handler, Portal
from .runs import Home

NOW = datetime(2026, 3, 5, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120), (" 7 ", 7), ("0", 0), ("+5", 5), ("-30", 0), ("9" * 400, LONGEST_PAUSE),
        ("99999999", LONGEST_PAUSE),
        ("Thu, 05 Mar 2026 08:01:00 GMT", 60), ("Thu, 05 Mar 2020 08:01:00 GMT", 0),
        ("Thu, 05 Mar 2099 08:01:00 GMT", LONGEST_PAUSE), ("soon", None), ("", None), ("1.5", None), ("--5", None),
        ("Thu, 99 Foo 2026", None), ("٣", None),
    ],
)  # fmt: skip
def test_retry_after(value: str, seconds: float | None) -> None:
    assert retry_after(value, NOW) == seconds


def test_the_gate_gives_one_turn_at_a_time_and_keeps_the_delay() -> None:
    async def scene() -> tuple[list[float], int]:
        gate, starts, inside, most = HostGate(), [], 0, 0
        gate.pace("xa.vn", 0.05)

        async def one() -> None:
            nonlocal inside, most
            async with gate.turn("XA.vn"):
                starts.append(monotonic())
                inside += 1
                most = max(most, inside)
                await asyncio.sleep(0.01)
                inside -= 1

        await asyncio.gather(*(one() for _ in range(5)))
        return starts, most

    starts, most = asyncio.run(scene())
    assert most == 1
    assert min(later - earlier for earlier, later in pairwise(starts)) >= 0.049


def test_a_closed_gate_lets_nobody_wait() -> None:
    async def scene() -> list[BaseException | None]:
        gate = HostGate()
        gate.pause("xa.vn", 600)

        async def one() -> None:
            async with gate.turn("xa.vn"):
                raise AssertionError("no turn was due")

        waiting = [asyncio.create_task(one()) for _ in range(3)]
        await asyncio.sleep(0.01)
        gate.close()
        return await asyncio.gather(*waiting, return_exceptions=True)

    assert [type(error) for error in asyncio.run(scene())] == [Stopping] * 3


def test_a_pause_longer_than_a_run_waits_is_said_at_once() -> None:
    async def scene() -> None:
        gate = HostGate(longest_wait=1)
        gate.pause("xa.vn", 2)
        async with gate.turn("xa.vn"):
            raise AssertionError("no turn was due")

    with pytest.raises(HostPaused):
        asyncio.run(scene())


def test_retry_after_is_waited_for_and_the_host_left_alone(home: Home) -> None:
    with Portal(articles=4) as portal:
        refusals = iter([True])

        def once(handler: Handler) -> None:
            if next(refusals, False):
                handler.answer("chờ", status=503, headers={"Retry-After": "1"})
            else:
                handler.answer(portal.article(4))

        portal.routes[portal.article_path(4)] = once
        tally = home.visit(home.source("cho", f"cho.localhost:{portal.port}"))
    times = [asked.at for asked in portal.log]
    refused = next(n for n, asked in enumerate(portal.log) if asked.path == portal.article_path(4))
    assert times[refused + 1] - times[refused] >= 0.95
    assert tally["new"] == 4 and tally["failed"] == 0
    assert [c.outcome for c in home.captures() if c.key == "4"] == ["blocked", "ok"]


def test_an_absurd_retry_after_pauses_the_source(home: Home) -> None:
    with Portal(articles=9) as portal:
        portal.routes[portal.article_path(9)] = lambda h: h.answer("", status=429, headers={"Retry-After": "999999"})
        source = home.source("nghi", f"nghi.localhost:{portal.port}")
        tally = home.visit(source)
    assert portal.log[-1].path == portal.article_path(9), "nothing was asked afterwards"
    assert tally["stopped"].startswith("paused: ") and tally["paused_seconds"] == LONGEST_PAUSE
    assert tally["new"] == 0


def test_faults_that_may_pass_are_tried_twice_more(home: Home) -> None:
    with Portal(articles=2) as portal:
        portal.routes[portal.article_path(1)] = lambda h: h.answer("lỗi", status=500)
        portal.routes[portal.article_path(2)] = lambda h: h.raw()
        tally = home.visit(home.source("lai", f"lai.localhost:{portal.port}"))
    assert len(portal.paths(portal.article_path(1))) == 3
    assert [c.status for c in home.captures() if c.key == "1"] == [500, 500, 500]
    assert [(e.outcome, e.attempts) for e in home.events()] == [("conn_error", 3)]
    assert tally["failed"] == 2 and tally["retried"] >= 4


def test_sources_of_one_run_share_the_turn_of_a_host(home: Home) -> None:
    busy, most = 0, 0

    with Portal(articles=0) as portal:
        cdn = f"cdn.localhost:{portal.port}"

        def picture(handler: Handler) -> None:
            nonlocal busy, most
            busy += 1
            most = max(most, busy)
            asyncio.run(asyncio.sleep(0.02))
            busy -= 1
            handler.answer(b"\xff\xd8\xff" + handler.path.encode(), kind="image/jpeg")

        portal.articles = 6
        for number in range(1, 7):
            portal.routes[f"/anh-{number}.jpg"] = picture
            portal.bodies[number] = f'<img src="http://{cdn}/anh-{number}.jpg">'
        names = ["mot", "hai", "ba"]
        sources = [
            home.source(name, f"{name}.localhost:{portal.port}", more=f'media_hosts: ["{cdn}"]\n') for name in names
        ]
        home.crawl(*sources)
    assert len(portal.paths("/anh-")) == 18
    assert most == 1


def test_we_say_who_we_are_and_nothing_else(home: Home) -> None:
    with Portal(articles=2, robots="User-agent: *\nAllow: /\n") as portal:
        portal.routes["/robots.txt"] = lambda h: h.answer("", status=404, headers={"Set-Cookie": "a=b; Path=/"})
        home.visit(home.source("ai", f"ai.localhost:{portal.port}"), "--contact", "luu-tru@example.org")
    for asked in portal.log:
        assert asked.headers["User-Agent"].startswith("ocop-archive/")
        assert "(+luu-tru@example.org)" in asked.headers["User-Agent"]
        assert asked.headers["Cookie"] is asked.headers["Referer"] is None
    assert SECTION in portal.paths()
