"""A real pywb on loopback over WARC files of the sample portals, as web archives saw them at several moments."""

import http.client
import io
import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from samples.server import SampleServer
from samples.world import World

ROOT = Path(__file__).parents[2]
PYWB = ROOT / ".venv-pywb" / "bin"
DISTRICT = "huyen-xuan-loc"
ARTICLE = "/Pages/newsdetail.aspx?NewsId={}&CatId={}"
COMMUNE = "/vi/news/kinh-te-moi-truong/xa-xuan-loc-tiep-nhan-ho-so-san-pham-ocop-tu-huyen-cu-12.html"
FIRST, LATER, AFTER = "2021-11-03T04:05:06Z", "2023-05-04T02:00:00Z", "2025-08-01T03:00:00Z"
"""The district's portal twice; then its host answers for the commune."""


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def capture(writer: WARCWriter, url: str, moment: str) -> None:
    """Ask a sample portal and write what it answers as if it had been captured at `moment`."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection("127.0.0.1", parts.port, timeout=20)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    connection.request("GET", path, headers={"Host": parts.netloc, "Accept-Encoding": "gzip"})
    answer = connection.getresponse()
    headers = StatusAndHeaders(f"{answer.status} {answer.reason}", answer.getheaders(), protocol="HTTP/1.1")
    body = io.BytesIO(answer.read())
    connection.close()
    record = writer.create_warc_record(
        url, "response", payload=body, http_headers=headers, warc_headers_dict={"WARC-Date": moment}
    )
    writer.write_record(record)


def write_warc(path: Path, port: int) -> None:
    """What a web archive would hold of the host `xuanloc`: articles, a listing, a picture, a file, a page that was not
    there, a sports report, one article before and after its edit, and what the commune answers there later."""
    host = f"http://xuanloc.localhost:{port}"
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True, warc_version="1.1")
        with SampleServer(World(past=True), port) as server:
            for number, section in ((2201, 24), (2318, 21)):
                capture(writer, host + ARTICLE.format(number, section), FIRST)
            capture(writer, f"{host}/Pages/news.aspx?CatId=21", FIRST)
            server.world.edit_article(DISTRICT, "2318", append="Tháng này thêm hai tổ hợp tác của xã xin học.")
            for number, section in ((2201, 24), (2318, 21), (2460, 24), (2477, 21), (999, 21)):
                capture(writer, host + ARTICLE.format(number, section), LATER)
            capture(writer, f"{host}/SiteAssets/Lists/TnTuc/NewForm/buoi-suoi-cao.jpg", LATER)
            capture(writer, f"{host}/SiteAssets/Lists/TnTuc/NewForm/danh-sach-dat-sao.pdf", LATER)
            capture(writer, f"{host}/SiteAssets/Lists/TnTuc/NewForm/khong-ai-xem.jpg", LATER)
        with SampleServer(World(), port):
            capture(writer, host + ARTICLE.format(2201, 24), AFTER)
            capture(writer, host + COMMUNE, AFTER)


@contextmanager
def pywb(folder: Path, warc: Path) -> Iterator[str]:
    """A pywb with the collection `kho` over `warc`; its address. Skips the test where pywb is not installed."""
    if not (PYWB / "wayback").exists() and os.environ.get("CI") != "true":
        pytest.skip("no pywb here: scripts/install-pywb installs it; in CI these tests must run")
    for words in (("init", "kho"), ("add", "kho", str(warc))):
        subprocess.run([PYWB / "wb-manager", *words], cwd=folder, check=True, capture_output=True)
    port = free_port()
    with (folder / "pywb.log").open("w") as log:
        server = subprocess.Popen(
            [PYWB / "wayback", "-b", "127.0.0.1", "-p", str(port)], cwd=folder, stdout=log, stderr=log
        )
        try:
            _wait(port, server, folder / "pywb.log")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(10)


def _wait(port: int, server: "subprocess.Popen[bytes]", log: Path) -> None:
    for _ in range(240):
        assert server.poll() is None, log.read_text()
        with socket.socket() as asked:
            if asked.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError(log.read_text())
