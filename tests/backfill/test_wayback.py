"""`ocop backfill` against a server that speaks as the Wayback Machine does."""

from datetime import UTC, datetime

import pytest
from backfill_desk import Desk
from wayback import Wayback

from crawler.web_archives import NoIndex, WebArchive, index_url, read_index

SOURCE = "mau/huyen-xuan-loc"


def test_its_index_is_read_page_by_page_and_its_headers_are_mapped_back(wayback_desk: Desk, archive: Wayback) -> None:
    archive.too_fast = 1
    done = wayback_desk.ocop("backfill", SOURCE)
    assert (done["counts"]["retried"], done["counts"]["failed"], done["waiting"]) == (1, 0, 0)
    assert len([path for path in archive.asked if "resumeKey=" in path]) == 3, "ten rows, three a page"
    assert {row["id"] for row in wayback_desk.rows("SELECT id FROM articles")} == {
        f"{SOURCE}/{number}" for number in (2201, 2318, 2460)
    }
    kept = wayback_desk.ledger("SELECT etag, content_type FROM captures WHERE key = '2460'")[0]
    assert kept["etag"].startswith('"') and kept["content_type"] == "text/html; charset=utf-8"
    assert all(agent.startswith("ocop-archive/") for agent in archive.agents)


def test_what_it_lists_and_does_not_give_is_told_and_not_asked_for_ever(wayback_desk: Desk, archive: Wayback) -> None:
    archive.pages = {path: page for path, page in archive.pages.items() if "NewsId=2460" not in path}
    done = wayback_desk.ocop("backfill", SOURCE)
    assert (done["counts"]["failed"], done["waiting"]) == (1, 0)
    assert wayback_desk.ledger("SELECT reason FROM backfill WHERE state = 'failed'") == [{"reason": "http_error 404"}]
    assert not wayback_desk.ledger("SELECT 1 FROM captures WHERE key = '2460'"), (
        "its error page is no page of the portal"
    )
    asked = len(archive.asked)
    wayback_desk.ocop("backfill", SOURCE)
    assert not any("NewsId" in path for path in archive.asked[asked:])


def test_its_robots_txt_is_obeyed(wayback_desk: Desk, archive: Wayback) -> None:
    archive.robots = "User-agent: *\nDisallow: /cdx/\n"
    done = wayback_desk.ocop("backfill", SOURCE, code=6)
    assert "disallowed by" in done["reason"]
    assert [path for path in archive.asked if path != "/robots.txt"] == []


def test_an_answer_that_is_no_index_is_told(wayback_desk: Desk, archive: Wayback) -> None:
    archive.index = b"org.archive.util.io.RuntimeIOException: Blocked Site Error"
    assert "Blocked Site Error" in wayback_desk.ocop("backfill", SOURCE, code=6)["reason"]


def test_an_archive_that_is_not_there(wayback_desk: Desk) -> None:
    wayback_desk.configure(cdx="http://127.0.0.1:9/cdx", replay="http://127.0.0.1:9/{timestamp}id_/{url}")
    assert wayback_desk.ocop("backfill", SOURCE, code=8)["reason"]


@pytest.mark.parametrize("body", [b"<html>", b"\xff", b'["timestamp"]', b'{"message": "no"}'])
def test_no_index(body: bytes) -> None:
    with pytest.raises(NoIndex):
        read_index(WebArchive(), body)


def test_rows_without_moment_or_address_are_counted() -> None:
    lines = ('{"url": "http://a.vn/", "timestamp": "20210101000000", "mime": "text/html", "digest": "X"}',
             '{"url": "urn:x", "timestamp": "20210101000000"}', '{"url": "http://a.vn/b", "timestamp": "20211341000000"}')  # fmt: skip
    page = read_index(WebArchive(api="pywb"), "\n".join(lines).encode())
    assert ([row.url for row in page.rows], page.unreadable) == (["http://a.vn/"], 2)
    assert read_index(WebArchive(), b"").rows == read_index(WebArchive(), b"[]").rows == ()


def test_what_an_index_is_asked() -> None:
    since, until = datetime(2018, 1, 1, tzinfo=UTC), datetime(2025, 6, 30, 16, 59, 59, tzinfo=UTC)
    url = index_url(WebArchive(), "longthanh.dongnai.gov.vn", since, until, "vn%2Cgov%29%2F+2019%21")
    assert "url=longthanh.dongnai.gov.vn&matchType=host" in url
    assert "collapse=digest" in url and "filter=statuscode%3A200" in url
    assert url.endswith(
        "&from=20180101000000&to=20250630165959&limit=5000&showResumeKey=true&resumeKey=vn%2Cgov%29%2F+2019%21"
    )
