"""Hostile answers: headers, bodies, encodings and connections that would hurt a careless crawler."""

import gzip
import socket
import zlib
from time import monotonic

import pytest

from crawler.captures.reader import CaptureReader
from crawler.portals.registry import load_registry
from crawler.shape import shape_fault
from pipeline.archive.health import checks_of_last_visits

from .portal import SECTION, Handler, Portal
from .runs import Home

OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


def _endless_headers(handler: Handler) -> None:
    handler.raw(OK, *(b"X-%d: %s\r\n" % (n, b"a" * 200) for n in range(400_000)))


def _endless_continue(handler: Handler) -> None:
    handler.raw(*(b"HTTP/1.1 100 Continue\r\n\r\n" for _ in range(400_000)))


def _one_long_line(handler: Handler) -> None:
    handler.raw(OK, b"X-Long: ", *(b"a" * 65_536 for _ in range(400)))


def _cut_short(handler: Handler) -> None:
    handler.raw(OK, b"Content-Length: 5000\r\n\r\n<html><body><p>nua bai")


def _reset(handler: Handler) -> None:
    handler.raw(OK, b"Content-Length: 5000\r\n\r\n<p>")
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")


def _banner(handler: Handler) -> None:
    handler.raw(b"SSH-2.0-OpenSSH_9.2\r\n\r\n")


def _bomb(handler: Handler) -> None:
    handler.answer(zlib.compress(b"\0" * (80 << 20), 9), headers={"Content-Encoding": "deflate"})


def _nested_bomb(handler: Handler) -> None:
    body = gzip.compress(gzip.compress(gzip.compress(b"\0" * (100 << 20), 9), 9), 9)
    handler.answer(body, headers={"Content-Encoding": "gzip, gzip, gzip"})


def _broken_gzip(handler: Handler) -> None:
    handler.answer(b"\x1f\x8bkhong phai", headers={"Content-Encoding": "gzip"})


def _gzip(handler: Handler) -> None:
    handler.answer(
        gzip.compress("<h1>Bài nén</h1><p>Nội dung.</p>".encode(), mtime=0), headers={"Content-Encoding": "gzip"}
    )


def _announced_too_large(handler: Handler) -> None:
    handler.raw(OK, b"Content-Length: 999999999\r\n\r\n", *(b"<p>x</p>" * 4096 for _ in range(64)))


def _endless_body(handler: Handler) -> None:
    handler.raw(OK, b"Connection: close\r\n\r\n", *(b"<p>x</p>" * 8192 for _ in range(400)))


def _binary(handler: Handler) -> None:
    handler.answer(b"%PDF-1.7 gia lam trang")


def _stub(handler: Handler) -> None:
    handler.answer('<html><body><script>document.cookie="D1N=abc";window.location.reload(true);</script></body></html>')


def _status_000(handler: Handler) -> None:
    handler.raw(b"HTTP/1.1 000 Nothing\r\nContent-Length: 0\r\n\r\n")


def _forbidden(handler: Handler) -> None:
    handler.answer("<p>Cấm</p>", status=403)


BEHAVIOURS = {
    _endless_headers: ("header_limit", False), _endless_continue: ("header_limit", False),
    _one_long_line: ("header_limit", False), _cut_short: ("truncated", True), _reset: ("truncated", True),
    _banner: ("protocol_error", False), _bomb: ("bomb", True), _nested_bomb: ("bomb", True),
    _broken_gzip: ("protocol_error", True), _gzip: ("ok", True), _announced_too_large: ("too_large", True),
    _endless_body: ("too_large", True), _binary: ("wrong_type", True), _stub: ("blocked", True),
    _status_000: ("protocol_error", False), _forbidden: ("blocked", True),
}  # fmt: skip
"""What a server does to: the outcome, and whether it is a capture."""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, bool, int, bytes]]:
    """By behaviour: outcome, whether a capture tells it, bytes kept, body. One crawl over all, two healthy articles
    between, so that three blocks do not stand in a row."""
    home = Home(tmp_path_factory.mktemp("du"))
    names = dict(enumerate(BEHAVIOURS, start=1))
    with Portal(articles=len(names) * 2) as portal:
        for number, behaviour in names.items():
            portal.routes[portal.article_path(number * 2)] = behaviour
        started = monotonic()
        tally = home.visit(home.source("du", f"du.localhost:{portal.port}"))
        assert monotonic() - started < 40
    assert tally["new"] == len(names) + 1, "the healthy half and the gzipped page"
    found: dict[str, tuple[str, bool, int, bytes]] = {}
    for event in home.events():
        number = int(event.url.rpartition("-")[2].removesuffix(".html"))
        found[names[number // 2].__name__] = (event.outcome, False, 0, b"")
    for capture in home.captures():
        if capture.role == "article" and int(capture.key) % 2 == 0:
            body = home.body(capture) if capture.outcome == "ok" else b""
            found[names[int(capture.key) // 2].__name__] = (capture.outcome, True, capture.payload_bytes, body)
    return found


@pytest.mark.parametrize("behaviour", BEHAVIOURS, ids=lambda behaviour: behaviour.__name__.strip("_"))
def test_the_ledger_says_what_the_server_did(told: dict[str, tuple[str, bool, int, bytes]], behaviour: object) -> None:
    assert told[behaviour.__name__][:2] == BEHAVIOURS[behaviour]  # type: ignore[attr-defined, index]


def test_what_is_kept_is_bounded_and_as_sent(told: dict[str, tuple[str, bool, int, bytes]]) -> None:
    assert told["_announced_too_large"][2] == told["_endless_body"][2] == 64 * 1024
    assert told["_bomb"][2] < 200_000
    assert told["_cut_short"][2] == len(b"<html><body><p>nua bai")
    assert told["_gzip"][2] < 80 and "Bài nén" in told["_gzip"][3].decode()


SHAPES = {
    "attributes": b"<p " + b" ".join(b"a%d" % n for n in range(50_000)) + b">",
    "attributes by slashes": b"<p " + b"/".join(b"a%d" % n for n in range(50_000)) + b">",
    "attributes by quotes": b"<p " + b"".join(b'a%d="1"' % n for n in range(50_000)) + b">",
    "attributes behind a quoted bracket": b'<p b=c" d=" >"' + b" ".join(b"a%d" % n for n in range(50_000)) + b">",
    "depth": b"<div>" * 5_000,
    "tags": b"<p>x" * 700_000,
}


@pytest.mark.parametrize("shape", SHAPES)
def test_shapes_that_freeze_a_parser_are_seen_before(shape: str) -> None:
    started = monotonic()
    assert shape_fault(SHAPES[shape])
    assert monotonic() - started < 2


def test_honest_pages_have_no_fault() -> None:
    page = b"<html><body>" + b"<div><ul><li>a<li>b</ul><p>x<p>y<br><img src=a></div>" * 400 + b"</body></html>"
    assert shape_fault(page) is None
    assert shape_fault(b"<table>" + b"<tr><td>1<td>2" * 3_000 + b"</table>") is None
    assert shape_fault(b'<img src="data:image/png;base64,' + b"ab/+" * 100_000 + b'">') is None
    assert shape_fault(b"<script>" + b"if (a<b) x('<div>');" * 5_000 + b"</script><p>x") is None


def test_a_hostile_listing_is_not_parsed(home: Home) -> None:
    with Portal(articles=1) as portal:
        host = f"hinh.localhost:{portal.port}"
        portal.routes["/vi/news/nong-thon-moi/"] = lambda h: h.answer(SHAPES["attributes"])
        tally = home.visit(home.source("hinh", host))
    assert next(iter(tally["sections"].values()))["ended"] == "trap_limit"
    assert "rejected shape" in home.events()[0].error


def test_a_listing_of_too_many_links_is_cut_and_says_so(home: Home) -> None:
    rows = "".join(f"<h3><a href='/vi/news/khac/tin-{n}.html'>Thể thao số {n}</a></h3>" for n in range(1, 5_003))
    with Portal() as portal:
        host = f"nhieu.localhost:{portal.port}"
        portal.routes[SECTION] = lambda h: h.answer(f"<html><body><div>{rows}</div></body></html>")
        section = f'{{url: "http://{host}{SECTION}", label: Tin tức}}'
        tally = home.visit(home.source("nhieu", host, sections=[section]))
    (event,) = [event for event in home.events() if event.outcome == "trap_limit"]
    assert (event.url, event.role) == (f"http://{host}{SECTION}", "listing")
    assert event.error == "5002 links on one page, the first 5000 taken"
    assert (tally["cut"], tally["considered"]) == (1, 5_000)
    with CaptureReader(home.path) as reader:
        checks = checks_of_last_visits(reader, load_registry(home.path / "sources"))
    assert [(check.level, check.value) for check in checks if check.check == "C1"] == [("warn", "1")]


def test_endless_addresses_are_stopped_and_health_names_their_pattern(home: Home) -> None:
    """A calendar behind the pager, a menu that grows the path: nothing of them is asked for. A session id is taken off."""
    own = '<h3><a href="/vi/news/nong-thon-moi/san-pham-ocop-{n}.html">Sản phẩm OCOP số {n} của hợp tác xã</a></h3>'
    rows = "".join(own.format(n=n) for n in range(1, 5))
    traps = [f"/vi/news/a/vi/news/a/vi/news/san-pham-ocop-{n}.html" for n in range(20, 30)]
    traps += [f"{SECTION}san-pham-ocop-5.html?sid=3a8f5b1c9d2e4f60{n}" for n in range(30, 33)]
    rows += "".join(f'<h3><a href="{path}">Sản phẩm OCOP khác của hợp tác xã</a></h3>' for path in traps)
    with Portal(articles=5) as portal:
        host = f"bay.localhost:{portal.port}"
        calendar = f'<a rel="next" href="{SECTION}?thang=12&amp;nam=2026">»</a>'
        portal.routes[SECTION] = lambda h: h.answer(f"<html><body><div>{rows}</div>{calendar}</body></html>")
        tally = home.visit(home.source("bay", host))
    assert tally["new"] == 5
    assert len(portal.paths(SECTION)) == 1 + 5 and not [path for path in portal.paths() if "?" in path]
    with CaptureReader(home.path) as reader:
        checks = checks_of_last_visits(reader, load_registry(home.path / "sources"))
    (check,) = [check for check in checks if check.check == "C5"]
    assert (check.level, check.value) == ("warn", str(sum(tally["traps"].values())))
    assert "calendar in parameters 'thang' and 'nam' (1)" in check.says


def test_three_blocks_in_a_row_end_the_visit(home: Home) -> None:
    with Portal(articles=12) as portal:
        for number in range(1, 13):
            portal.routes[portal.article_path(number)] = _stub
        tally = home.visit(home.source("chan", f"chan.localhost:{portal.port}"))
    assert tally["stopped"] == "blocked 3 times in a row"
    assert len(portal.paths("/vi/news/nong-thon-moi/san-pham")) <= 4, "one may be on its way while the third is judged"
