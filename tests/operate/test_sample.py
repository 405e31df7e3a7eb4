"""`ocop sample`: the portals on another port than the fixed one, as when that one is taken."""

import json
import socket
import subprocess
import sys
from pathlib import Path

import sqlite_utils

ROOT = Path(__file__).resolve().parents[2]


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def test_samples_are_crawled_from_whichever_port_they_are_served_on(tmp_path: Path) -> None:
    port = _free_port()
    words = [sys.executable, "-m", "ocop", "--home", str(tmp_path), "--json", "sample", "--crawl", "--port", str(port)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=180)
    crawled = json.loads(done.stdout)["crawled"]["sources"]
    assert all(visit["new"] for visit in crawled.values()), done.stdout
    urls = [row["url"] for row in sqlite_utils.Database(tmp_path / "archive.db").query("SELECT url FROM articles")]
    assert len(urls) > 100 and all(f".localhost:{port}/" in url for url in urls)
