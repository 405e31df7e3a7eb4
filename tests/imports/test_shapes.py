"""WARC files as different tools write them, and pages as people save them. wget, warcio and py-wacz are the tools
themselves; Heritrix and browsertrix-crawler cannot be installed here: their files are built in the shape they document."""

import base64
import gzip
import hashlib
import http.client
import io
import json
import shutil
import subprocess
import sys
import threading
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import brotli
import pytest
import requests
from test_imports import Desk
from warcio.capture_http import capture_http
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler.captures.reader import CaptureReader
from crawler.clock import fixed_clock
from crawler.portals.registry import load_registry
from operate.home import HomeError, open_home
from operate.imports.run import import_files
from operate.imports.told import Imported
from samples.server import SampleServer
from samples.sources import sources_for

PORTAL = "http://dongnai.localhost:{}/vi/news/"
PAGE = """<html><head><title>Bài {n}</title></head><body><div id="news-bodyhtml"></div><div class="news_column">
<h1 class="title">Sản phẩm OCOP số {n} của thành phố được công nhận</h1>
<div class="hometext">Hội đồng đánh giá họp phiên thứ {n} về sản phẩm của các xã.</div>
<div class="bodytext" id="news-bodyhtml"><p>Chương trình mỗi xã một sản phẩm có thêm {n} hồ sơ được chấm điểm trong
tháng, theo biên bản của hội đồng.</p><p><img src="/uploads/anh-{n}.png" alt=""></p></div></div></body></html>"""
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
SEEN = "2026-06-01T03:04:05Z"
NOW = datetime(2026, 11, 2, 2, tzinfo=UTC)


@pytest.fixture(scope="module")
def portals(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[SampleServer, Path]]:
    """Running sample portals, and source files that name them."""
    folder = tmp_path_factory.mktemp("portals")
    with SampleServer() as server:
        sources_for(server.port, folder)
        yield server, folder


@pytest.fixture
def desk(portals: tuple[SampleServer, Path], tmp_path: Path) -> Desk:
    return Desk(tmp_path / "home", portals[1])


@pytest.fixture
def front(portals: tuple[SampleServer, Path]) -> str:
    """Where the portal's articles stand."""
    return PORTAL.format(portals[0].port)


def article_urls(front: str, proxy: str) -> list[str]:
    """Addresses of two articles, from the first listing page."""
    page = requests.get(f"{front}nong-thon-moi/", timeout=10, proxies={"http": proxy}).text
    paths = dict.fromkeys(part.split('"')[0] for part in page.split('href="')[1:])
    host = front.rpartition("/vi/")[0]
    return [path if path.startswith("http") else host + path for path in paths if path.endswith(".html")][:2]


class _Relay(BaseHTTPRequestHandler):
    """A proxy before the sample portals, whose names only our own crawler resolves; it answers in chunks."""

    protocol_version = "HTTP/1.1"
    port = 0

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        asked = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        asked.request(
            "GET", f"{parts.path}?{parts.query}" if parts.query else parts.path, headers={"Host": parts.netloc}
        )
        answer = asked.getresponse()
        body = answer.read()
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.getheader("Content-Type", "text/html"))
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self.wfile.write(b"%x\r\n%s\r\n" % (len(body), body) * bool(body) + b"0\r\n\r\n")

    def log_message(self, *_: object) -> None:
        """Tests are quiet."""


@pytest.fixture(scope="module")
def proxy(portals: tuple[SampleServer, Path]) -> Iterator[str]:
    handler = type("Relay", (_Relay,), {"port": portals[0].port})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


class Writer:
    """A WARC file in the making."""

    def __init__(self, path: Path, version: str = "1.0", packed: bool = True) -> None:
        self.path, self.file = path, path.open("wb")
        self.warc = WARCWriter(self.file, gzip=packed, warc_version=version)

    def add(
        self, url: str, body: bytes, kind: str = "response", headers: tuple[tuple[str, str], ...] = (),
        status: str = "200 OK", **warc: str,
    ) -> str:  # fmt: skip
        """Write a record; returns its id."""
        http = None
        if kind in ("response", "revisit"):
            given = headers or (("Content-Type", "text/html; charset=utf-8"),)
            http = StatusAndHeaders(status, list(given), protocol="HTTP/1.1")
        if kind == "request":
            http = StatusAndHeaders("POST / HTTP/1.1", list(headers), is_http_request=True)
        named = {"WARC-Date": SEEN} | {name.replace("_", "-"): value for name, value in warc.items()}
        record = self.warc.create_warc_record(
            url, kind, payload=io.BytesIO(body), http_headers=http, warc_headers_dict=named
        )
        self.warc.write_record(record)
        return str(record.rec_headers.get_header("WARC-Record-ID"))

    def close(self) -> Path:
        self.file.close()
        return self.path


def page(n: int) -> bytes:
    return PAGE.format(n=n).encode()


def url(front: str, n: int) -> str:
    return f"{front}nong-thon-moi/san-pham-ocop-so-{n}-990{n}.html"


def take(desk: Desk, *paths: Path, listed: Path | None = None) -> Imported:
    """An import without the build that the command adds."""
    home = open_home(desk.home)
    return import_files(home, load_registry(desk.sources), paths, None, listed, fixed_clock(NOW))


def titles(desk: Desk) -> list[str]:
    """Of the newest capture of every article, in the order of their addresses."""
    with CaptureReader(desk.home) as reader:
        pages = {c.url: reader.payload(c).body.decode() for c in reader.captures() if c.role == "article"}
    return [pages[url].partition('<h1 class="title">')[2].partition("</h1>")[0] for url in sorted(pages)]


def expected(*numbers: int) -> list[str]:
    return [f"Sản phẩm OCOP số {n} của thành phố được công nhận" for n in numbers]


@pytest.mark.skipif(shutil.which("wget") is None, reason="wget is not installed")
def test_wget_with_warc_file(desk: Desk, front: str, proxy: str, tmp_path: Path) -> None:
    """WARC/1.0, SHA-1, addresses between angle brackets, chunked bodies, the page's pictures."""
    urls = article_urls(front, proxy)
    subprocess.run(
        ["wget", "-q", "-e", f"http_proxy={proxy}", "-p", "-H", "--warc-file", str(tmp_path / "w"), "-P", str(tmp_path / "files"),
         f"{front}nong-thon-moi/", *urls], timeout=60, check=False,
    )  # fmt: skip
    done = take(desk, tmp_path / "w.warc.gz")
    assert (len(done.articles), done.listings, done.broken) == (2, 1, [])
    with CaptureReader(desk.home) as reader:
        for article in done.articles:
            found = reader.discoveries("mau/dong-nai", article.rpartition("/")[2])
            assert any(one.listing_date and one.found_on == f"{front}nong-thon-moi/" for one in found)


@pytest.mark.skipif(shutil.which("wget") is None, reason="wget is not installed")
def test_whole_pages_saved_by_wget(desk: Desk, front: str, proxy: str, tmp_path: Path) -> None:
    """`wget -p -k`: a tree of files with links made relative; the list names files by their paths."""
    urls = article_urls(front, proxy)
    subprocess.run(
        ["wget", "-q", "-e", f"http_proxy={proxy}", "-p", "-k", "-P", str(tmp_path / "saved"), *urls],
        timeout=60,
        check=False,
    )
    lines = ["file,url,saved_at"]
    for file in sorted((tmp_path / "saved").rglob("*")):
        if file.is_file():
            path = file.relative_to(tmp_path / "saved").as_posix()
            lines.append(f'"{path}","http://{path}",2026-06-01')
    (tmp_path / "saved" / "list.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    done = take(desk, tmp_path / "saved", listed=tmp_path / "saved" / "list.csv")
    assert len(done.articles) == 2 and done.broken == []


def test_the_recorder_of_warcio(desk: Desk, front: str, proxy: str, tmp_path: Path) -> None:
    with capture_http(str(tmp_path / "recorded.warc.gz"), warc_version="1.1"):
        for address in article_urls(front, proxy):
            for _ in range(2):
                asking = http.client.HTTPConnection(urlsplit(proxy).netloc, timeout=10)
                asking.request("GET", address, headers={"Host": urlsplit(address).netloc})
                asking.getresponse().read()
    done = take(desk, tmp_path / "recorded.warc.gz")
    assert len(done.articles) == 2 and done.broken == []


def test_what_py_wacz_packs(desk: Desk, front: str, tmp_path: Path) -> None:
    made = Writer(tmp_path / "crawl.warc.gz")
    made.add(url(front, 1), page(1))
    made.close()
    subprocess.run(
        [sys.executable, "-m", "wacz", "create", "-o", str(tmp_path / "x.wacz"), str(made.path), "--detect-pages"],
        check=True, capture_output=True,
    )  # fmt: skip
    assert len(take(desk, tmp_path / "x.wacz").articles) == 1
    assert titles(desk) == expected(1)


def test_heritrix_and_browsertrix_shapes(desk: Desk, front: str, tmp_path: Path) -> None:
    """Heritrix: WARC/1.0, warcinfo, metadata, dns: records, a file still called .open. Browsertrix: WARC/1.1, `urn:`
    resources, bodies decoded while their header still says br."""
    heritrix = Writer(tmp_path / "WEB-20260601-00000.warc.gz.open")
    heritrix.add("", b"software: Heritrix/3.4\r\n", "warcinfo")
    heritrix.add("dns:dongnai.localhost", b"20260601030405\ndongnai.localhost. 60 IN A 127.0.0.1\n", "resource")
    heritrix.add(url(front, 1), page(1))
    heritrix.add(url(front, 1), b"via: http://x/\r\n", "metadata", **{"Content_Type": "application/warc-fields"})
    heritrix.close()
    browsertrix = Writer(tmp_path / "rec-0.warc.gz", "1.1")
    browsertrix.add("urn:pageinfo:" + url(front, 2), b"{}", "resource")
    browsertrix.add(url(front, 2), page(2), headers=(("Content-Type", "text/html"), ("Content-Encoding", "br")))
    browsertrix.close()
    done = take(desk, heritrix.path, browsertrix.path)
    assert titles(desk) == expected(1, 2)
    assert done.ignored == {"no http address or date": 2} and done.broken == []


def test_one_gzip_member_over_all_no_gzip_and_a_cut_tail(desk: Desk, front: str, tmp_path: Path) -> None:
    plain = Writer(tmp_path / "plain.warc", packed=False)
    for n in (1, 2, 3):
        plain.add(url(front, n), page(n))
    whole = plain.close().read_bytes()
    (tmp_path / "one.warc.gz").write_bytes(gzip.compress(whole))
    (tmp_path / "cut.warc").write_bytes(whole[:-900])
    assert take(desk, tmp_path / "one.warc.gz").stored == 3
    assert take(desk, plain.path).known == 3
    cut = take(desk, tmp_path / "cut.warc")
    assert cut.known == 2 and "before it was read" in cut.broken[0]
    (tmp_path / "cut.warc.gz").write_bytes(gzip.compress(whole)[:-40])
    assert "before it was read" in take(desk, tmp_path / "cut.warc.gz").broken[0]
    assert titles(desk) == expected(1, 2, 3)


def test_encodings_of_bodies(desk: Desk, front: str, tmp_path: Path) -> None:
    """Kept as sent where the header is true; the header dropped where the body is decoded already."""
    html = ("Content-Type", "text/html; charset=utf-8")
    made = Writer(tmp_path / "e.warc.gz")
    bodies = {
        1: (gzip.compress(page(1)), (html, ("Content-Encoding", "gzip"))),
        2: (brotli.compress(page(2)), (html, ("Content-Encoding", "br"))),
        3: (b"%x\r\n%s\r\n0\r\n\r\n" % (len(page(3)), page(3)), (html, ("Transfer-Encoding", "chunked"))),
        4: (page(4), (html, ("Transfer-Encoding", "chunked"), ("Content-Encoding", "gzip"))),
        5: (zlib.compress(page(5)), (html, ("Content-Encoding", "deflate"))),
    }
    for n, (body, headers) in bodies.items():
        made.add(url(front, n), body, headers=headers)
    done = take(desk, made.close())
    assert titles(desk) == expected(1, 2, 3, 4, 5) and done.broken == []
    with CaptureReader(desk.home) as reader:
        digests = {c.url: c.payload_sha256 for c in reader.captures()}
    assert digests[url(front, 1)] == hashlib.sha256(bodies[1][0]).hexdigest(), "the bytes that were sent"
    assert digests[url(front, 3)] == hashlib.sha256(page(3)).hexdigest()


def test_revisits_are_resolved_within_the_set(desk: Desk, front: str, tmp_path: Path) -> None:
    """By record id, by address and date, by digest, and a 304 by its address; whichever file comes first."""
    first, second = Writer(tmp_path / "b.warc.gz"), Writer(tmp_path / "a.warc.gz")
    record_id = first.add(url(front, 1), page(1))
    first.add(url(front, 3), page(3))
    first.add(url(front, 4), page(4))
    digest = "sha1:" + base64.b32encode(hashlib.sha1(page(3)).digest()).decode()
    later = {"WARC_Date": "2026-08-01T00:00:00Z"}
    second.add(url(front, 1), b"", "revisit", WARC_Refers_To=record_id, **later)
    second.add(
        url(front, 2), b"", "revisit", WARC_Refers_To_Target_URI=url(front, 1), WARC_Refers_To_Date=SEEN, **later
    )
    second.add(url(front, 3), b"", "revisit", WARC_Payload_Digest=digest, **later)
    profile = "http://netpreserve.org/warc/1.0/revisit/server-not-modified"
    second.add(url(front, 4), b"", "revisit", status="304 Not Modified", WARC_Profile=profile, **later)
    second.add(url(front, 5), b"", "revisit", WARC_Refers_To="<urn:uuid:none>", **later)
    done = take(desk, second.close(), first.close())
    assert done.stored == 7
    assert done.ignored == {"revisit record: its payload is in none of these files": 1}
    assert titles(desk) == expected(1, 1, 3, 4)
    with CaptureReader(desk.home) as reader:
        for n in (1, 2, 3, 4):
            newest = reader.of_url(url(front, n))[-1]
            assert (newest.fetched_at, newest.outcome) == ("2026-08-01T00:00:00Z", "ok")


def test_pictures_come_along_and_everything_left_out_is_counted(desk: Desk, front: str, tmp_path: Path) -> None:
    made = Writer(tmp_path / "m.warc.gz")
    host = front.rpartition("/vi/")[0]
    made.add(url(front, 1), page(1))
    made.add(f"{host}/uploads/anh-1.png", PNG, headers=(("Content-Type", "image/png"),))
    made.add(f"{host}/style.css", b"p{}", headers=(("Content-Type", "text/css"),))
    made.add("http://example.org/a.html", page(2))
    made.add(url(front, 7), b"<h1>404</h1>", status="404 Not Found")
    made.add(url(front, 8), page(8), WARC_Truncated="length")
    posted = made.add(url(front, 9), page(9))
    made.add(url(front, 9), b"a=1", "request", WARC_Concurrent_To=posted)
    done = take(desk, made.close())
    assert titles(desk) == expected(1)
    with CaptureReader(desk.home) as reader:
        assert [c.url for c in reader.of_roles(["image"])] == [f"{host}/uploads/anh-1.png"]
    assert done.ignored == {
        "answer to a POST": 1, "host of no source on that day": 1, "its capturer cut the body": 1,
        "no article, listing, picture or attachment": 1, "outcome http_error": 1,
    }  # fmt: skip


def test_what_browsers_write_into_saved_pages(desk: Desk, front: str, tmp_path: Path) -> None:
    """SingleFile's words give address and moment; "saved from url" only the address; MHTML both, for its pictures too."""
    single = f"<!--\n Page saved with SingleFile\n url: {url(front, 1)}\n saved date: Mon Jun 01 2026 10:04:05 GMT+0700 (Giờ Đông Dương)\n-->"
    (tmp_path / "single.html").write_bytes(single.encode() + page(1))
    (tmp_path / "chrome.html").write_bytes(f"<!-- saved from url=(0041){url(front, 2)} -->".encode() + page(2))
    with pytest.raises(HomeError, match="its day"):
        take(desk, tmp_path / "chrome.html")
    (tmp_path / "list.csv").write_text("file,url,saved_at\nchrome.html,,2026-06-01\n", encoding="utf-8")
    host = front.rpartition("/vi/")[0]
    mhtml = (
        f"From: <Saved by Blink>\r\nSnapshot-Content-Location: {url(front, 3)}\r\nSubject: x\r\n"
        "Date: Mon, 1 Jun 2026 03:04:05 -0000\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related; type="text/html"; boundary="b"\r\n\r\n'
        f"--b\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: base64\r\nContent-Location: {url(front, 3)}\r\n\r\n"
        f"{base64.encodebytes(page(3)).decode()}\r\n--b\r\nContent-Type: text/html\r\nContent-Location: cid:frame@x\r\n\r\n<p>khung</p>\r\n"
        f"--b\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\nContent-Location: {host}/uploads/anh-3.png\r\n\r\n"
        f"{base64.encodebytes(PNG).decode()}\r\n--b--\r\n"
    )
    (tmp_path / "page.mhtml").write_bytes(mhtml.encode())
    done = take(desk, *(tmp_path / name for name in ("single.html", "chrome.html", "page.mhtml")), listed=tmp_path / "list.csv")  # fmt: skip
    assert titles(desk) == expected(1, 2, 3)
    assert done.ignored == {"part of a saved page without http address": 1}
    with CaptureReader(desk.home) as reader:
        assert {capture.fetched_at for capture in reader.captures()} == {SEEN, "2026-06-01T00:00:00Z"}
        assert [c.url for c in reader.of_roles(["image"])] == [f"{host}/uploads/anh-3.png"]


@pytest.mark.browser
def test_the_snapshot_of_a_real_browser(desk: Desk, front: str, proxy: str, tmp_path: Path) -> None:
    playwright = pytest.importorskip("playwright.sync_api")
    address = article_urls(front, proxy)[0]
    with playwright.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        tab = browser.new_page()
        tab.goto(address)
        snapshot = tab.context.new_cdp_session(tab).send("Page.captureSnapshot", {"format": "mhtml"})
        browser.close()
    (tmp_path / "snapshot.mhtml").write_text(snapshot["data"], encoding="utf-8", newline="")
    now = datetime.now(UTC)
    done = take(desk, tmp_path / "snapshot.mhtml")
    assert len(done.articles) == 1 and done.broken == []
    with CaptureReader(desk.home) as reader:
        kept = reader.of_roles(["article"])[0]
    assert kept.origin == "saved page" and kept.fetched_at[:4] == str(now.year) and kept.url == address


def test_a_folder_is_searched_and_a_wrong_list_is_told(desk: Desk, front: str, tmp_path: Path) -> None:
    snapshot = tmp_path / "archive" / "1780283045.0"
    (snapshot / "warc").mkdir(parents=True)
    made = Writer(snapshot / "warc" / "1780283045.warc.gz")
    made.add(url(front, 1), page(1))
    made.close()
    (snapshot / "index.json").write_text(json.dumps({"url": url(front, 1)}))
    done = take(desk, tmp_path / "archive")
    assert len(done.articles) == 1 and done.ignored == {"file in a folder that no import reads": 1}
    (tmp_path / "list.csv").write_text("file,url,saved_at\na.html,http://x/,hôm qua\n", encoding="utf-8")
    assert "list.csv:2" in desk.ocop("import", str(tmp_path / "archive"), "--urls", str(tmp_path / "list.csv"), code=2)
    (tmp_path / "x.txt").write_text("x")
    assert "is imported" in desk.ocop("import", str(tmp_path / "x.txt"), code=2)
