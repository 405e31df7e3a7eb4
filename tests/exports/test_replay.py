"""A WACZ export in a real pywb: every page comes back with the bytes that were captured."""

import gzip
import http.client
import json
import os
import socket
import subprocess
import time
import zipfile
from pathlib import Path

import pytest

from crawler.captures.reader import CaptureReader

from .desk import ROOT, Desk

PYWB = ROOT / ".venv-pywb" / "bin"


@pytest.mark.skipif(not (PYWB / "wayback").exists() and not os.environ.get("CI"), reason="scripts/install-pywb")
def test_pywb_replays_every_page_as_it_was_captured(live: Desk, tmp_path: Path) -> None:
    live.ocop("export", "--wacz", tmp_path / "kho.wacz")
    for words in (["init", "kho"], ["add", "--unpack-wacz", "kho", str(tmp_path / "kho.wacz")]):
        subprocess.run([PYWB / "wb-manager", *words], cwd=tmp_path, check=True, capture_output=True)
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    with zipfile.ZipFile(tmp_path / "kho.wacz") as packed:
        pages = [json.loads(line) for line in packed.read("pages/pages.jsonl").decode().splitlines()[1:]]
    server = subprocess.Popen(
        [PYWB / "wayback", "-b", "127.0.0.1", "-p", str(port)], cwd=tmp_path, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _wait_for(port)
        with CaptureReader(live.home) as reader:
            for page in pages:
                moment = "".join(c for c in page["ts"] if c.isdigit())
                assert (
                    _get(port, f"/kho/{moment}id_/{page['url']}") == reader.payload(reader.of_url(page["url"])[-1]).body
                )
    finally:
        server.terminate()
        server.wait(10)
    assert len(pages) > 15


def _wait_for(port: int) -> None:
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("pywb does not answer")


def _get(port: int, path: str) -> bytes:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return gzip.decompress(body) if answer.getheader("Content-Encoding") == "gzip" else body
