"""Pages captured by others: WARC, WACZ and saved HTML of a sample portal give the articles that a live crawl gave."""

import csv
import gzip
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from crawler.captures.reader import CaptureReader
from samples.server import SampleServer
from samples.sources import sources_for

NOW = "2026-11-02T02:00:00+00:00"
ROOT = Path(__file__).parents[2]
SAME = "SELECT id, title, published, documents, cooperatives, places_then, places_now FROM articles ORDER BY id"
TEXTS = "SELECT article_id, title, lead, captions, body FROM article_texts ORDER BY article_id"


class Desk:
    """A home of its own over shared source files."""

    def __init__(self, folder: Path, sources: Path) -> None:
        self.home, self.sources = folder, sources
        folder.mkdir(parents=True)

    def ocop(self, *words: str, code: int = 0) -> Any:
        command = [sys.executable, "-m", "ocop", "--home", str(self.home), "--sources", str(self.sources), "--json",
                   "--now", NOW, *words]  # fmt: skip
        done = subprocess.run(command, capture_output=True, text=True, timeout=240, cwd=ROOT)
        assert done.returncode == code, f"exit {done.returncode}\n{done.stdout}\n{done.stderr}"
        return json.loads(done.stdout) if done.stdout.startswith("{") else done.stdout + done.stderr

    def rows(self, sql: str) -> list[dict[str, Any]]:
        return list(Database(self.home / "archive.db").query(sql))


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("live")
    with SampleServer() as server:
        sources_for(server.port, folder / "sources")
        desk = Desk(folder / "home", folder / "sources")
        desk.ocop("run", "mau/dong-nai")
        yield desk


@pytest.fixture(scope="module")
def warcs(live: Desk) -> list[Path]:
    return sorted((live.home / "captures").glob("*.warc.gz"))


def test_a_warc_gives_the_same_articles_with_their_origin(live: Desk, warcs: list[Path], tmp_path: Path) -> None:
    desk = Desk(tmp_path / "home", live.sources)
    done = desk.ocop("import", *map(str, warcs))
    assert done["articles"] == len(live.rows("SELECT id FROM articles"))
    assert done["broken"] == []
    assert desk.rows(TEXTS) == live.rows(TEXTS)
    assert [row["origin"] for row in desk.rows("SELECT DISTINCT origin FROM articles")] == [f"warc: {warcs[0].name}"]
    assert desk.rows(SAME) == live.rows(SAME)
    again = desk.ocop("import", *map(str, warcs))
    assert (again["stored"], again["known"]) == (0, done["stored"])
    assert desk.ocop("rebuild")["same"] is True


def test_a_wacz_is_read_without_unpacking(live: Desk, warcs: list[Path], tmp_path: Path) -> None:
    packed = tmp_path / "portal.wacz"
    with zipfile.ZipFile(packed, "w") as file:
        for path in warcs:
            file.write(path, f"archive/{path.name}")
        file.writestr("datapackage.json", "{}")
    desk = Desk(tmp_path / "home", live.sources)
    desk.ocop("import", str(packed))
    assert desk.rows(TEXTS) == live.rows(TEXTS)
    assert desk.rows("SELECT DISTINCT origin FROM articles") == [{"origin": "wacz: portal.wacz"}]


def test_saved_pages_with_a_list_of_their_addresses(live: Desk, tmp_path: Path) -> None:
    pages, listed = [], tmp_path / "list.csv"
    with CaptureReader(live.home) as reader, listed.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["file", "url", "saved_at"])
        for capture in reader.captures():
            if capture.role == "article" and capture.outcome == "ok":
                page = tmp_path / f"{capture.seq}.html"
                page.write_bytes(reader.payload(capture).body)
                writer.writerow([page.name, capture.url, "2023-05-04"])
                pages.append(str(page))
    desk = Desk(tmp_path / "home", live.sources)
    desk.ocop("import", *pages, "--urls", str(listed))
    assert desk.rows(TEXTS) == live.rows(TEXTS)
    late = desk.rows("SELECT id FROM articles WHERE published > '2023-05-04T23:59'")
    assert late == [], "nothing was published after the day on which it was saved"
    assert "--urls" in Desk(tmp_path / "other", live.sources).ocop("import", pages[0], code=2)


def test_what_is_no_archive_is_told(live: Desk, warcs: list[Path], tmp_path: Path) -> None:
    cut = tmp_path / "cut.warc.gz"
    cut.write_bytes(warcs[0].read_bytes()[: warcs[0].stat().st_size // 2])
    none = tmp_path / "none.warc.gz"
    none.write_bytes(gzip.compress(b"<html>no WARC</html>"))
    desk = Desk(tmp_path / "home", live.sources)
    assert desk.ocop("import", str(none), code=4)["broken"]
    half = desk.ocop("import", str(cut), code=4)
    assert half["stored"] > 0
    assert "before it was read" in half["broken"][0]
    assert "no such file" in desk.ocop("import", str(tmp_path / "missing.wacz"), code=2)


def test_an_older_page_does_not_replace_a_newer_one(live: Desk, tmp_path: Path) -> None:
    """The article's present text stays the one captured last, whichever was stored first."""
    with CaptureReader(live.home) as reader:
        capture = next(c for c in reader.captures() if c.role == "article" and c.outcome == "ok")
        body = reader.payload(capture).body
    page, listed = tmp_path / "old.html", tmp_path / "list.csv"
    page.write_bytes(body.replace(b"</h1>", " (bản cũ)</h1>".encode()))
    listed.write_text(f"file,url,saved_at\nold.html,{capture.url},2024-01-01\n", encoding="utf-8")
    before = live.rows("SELECT id, title, origin FROM articles ORDER BY id")
    live.ocop("import", str(page), "--urls", str(listed))
    assert live.rows("SELECT id, title, origin FROM articles ORDER BY id") == before
    versions = live.rows(f"SELECT version FROM article_versions WHERE article_id LIKE '%/{capture.key}'")
    assert len(versions) >= 1
