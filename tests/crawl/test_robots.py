"""robots.txt is obeyed from the first burst on, and its silence is not a yes."""

from itertools import pairwise

import pytest

from .portal import SECTION, Portal
from .runs import Home


def test_a_burst_of_disallowed_urls_is_refused_whole(home: Home) -> None:
    """Scrapy 2.14-2.19 lets ten of twelve through (ecosystem.md P1)."""
    with Portal(articles=20, robots=f"User-agent: *\nDisallow: {SECTION}san-pham-ocop-1\n") as portal:
        host = f"cam.localhost:{portal.port}"
        source = home.source("cam", host)
        home.visit(source)
        portal.log.clear()
        tally = home.visit(source)

    forbidden = {portal.article_path(n) for n in (1, *range(10, 20))}
    refused = [event.url for event in home.events() if event.outcome == "robots_refused"]
    assert {url.removeprefix(f"http://{host}") for url in refused} == forbidden
    assert not forbidden & set(portal.paths())
    assert tally["outcomes"]["robots_refused"] == len(forbidden)
    assert not forbidden & {c.url.removeprefix(f"http://{host}") for c in home.captures()}
    assert [c.outcome for c in home.captures() if c.role == "robots"] == ["ok", "ok"]


def test_a_burst_to_a_host_whose_robots_txt_is_not_there_yet(home: Home) -> None:
    """Twelve pictures of one article, all asked for before the picture host has answered."""
    with Portal(articles=1) as portal:
        cdn = f"cdn.localhost:{portal.port}"
        portal.routes["//cdn.localhost/robots.txt"] = lambda h: h.answer("User-agent: *\nDisallow: /kin/\n")
        portal.bodies[1] = "".join(f'<p><img src="http://{cdn}/kin/anh-{n}.jpg"></p>' for n in range(12))
        home.visit(home.source("dam", f"dam.localhost:{portal.port}", more=f'media_hosts: ["{cdn}"]\n'))
    assert portal.paths("/kin/") == []
    assert [(event.role, event.outcome) for event in home.events()] == [("image", "robots_refused")] * 12


def test_every_url_of_the_first_burst_waits_for_robots(home: Home) -> None:
    with Portal(robots="\ufeffUser-agent: ocop-archive\nDisallow: /\n") as portal:
        host = f"het.localhost:{portal.port}"
        sections = [f'{{url: "http://{host}/vi/news/muc-{n}/", label: Mục {n}}}' for n in range(12)]
        home.visit(home.source("het", host, sections=sections))
    assert portal.paths() == ["/robots.txt"]
    assert len([event for event in home.events() if event.outcome == "robots_refused"]) == 13, "12 sections and a probe"


@pytest.mark.parametrize("status", [500, 503, 429])
def test_a_robots_txt_that_cannot_be_had_forbids_everything(home: Home, status: int) -> None:
    with Portal(articles=5) as portal:
        portal.routes["/robots.txt"] = lambda h: h.answer("User-agent: *\nAllow: /\n", status=status)
        tally = home.visit(home.source("loi", f"loi.localhost:{portal.port}"))
    assert set(portal.paths()) == {"/robots.txt"}
    assert len(portal.log) == 3, "asked twice more"
    assert tally["stopped"].startswith("robots.txt unavailable")
    assert tally["outcomes"]["robots_refused"] >= 1


def test_a_missing_robots_txt_forbids_nothing_and_one_elsewhere_neither(home: Home) -> None:
    with Portal(articles=2) as portal:
        portal.routes["//xa.localhost/robots.txt"] = lambda h: h.redirect("http://khac.localhost/robots.txt")
        sources = [home.source(name, f"{name}.localhost:{portal.port}") for name in ("khong", "xa")]
        summary = home.crawl(*sources)
    assert [summary["sources"][source]["new"] for source in sources] == [2, 2]
    assert not [asked for asked in portal.log if asked.host == "khac.localhost"]
    assert [event.outcome for event in home.events()] == ["offsite_refused"]


def test_crawl_delay_is_kept_between_all_requests(home: Home) -> None:
    with Portal(articles=3, robots="User-agent: *\nCrawl-delay: 0.4\n") as portal:
        tally = home.visit(home.source("cham", f"cham.localhost:{portal.port}"))
    gaps = [later.at - earlier.at for earlier, later in pairwise(portal.log)]
    assert tally["crawl_delay"] == 0.4
    assert min(gaps[1:]) >= 0.38, gaps
    assert len(portal.log) == 6


def test_only_the_first_half_megabyte_of_a_robots_txt_is_read(home: Home) -> None:
    long = "User-agent: *\nDisallow: /vi/news/muc-0/\n" + "# đệm\n" * 120_000 + "Disallow: /\n"
    with Portal(articles=1, robots=long) as portal:
        host = f"dai.localhost:{portal.port}"
        home.visit(home.source("dai", host))
    assert portal.article_path(1) in portal.paths()
    robots = next(c for c in home.captures() if c.role == "robots")
    assert robots.outcome == "too_large" and robots.payload_bytes <= 640 * 1024
