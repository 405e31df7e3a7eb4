"""A portal that nobody had seen, by the YAML of somebody who had read docs/adding-a-portal.md alone: every field right."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(HERE))
import portal  # noqa: E402 - the portal stands beside its test

DAY = "2026-11-02T02:00:00+00:00"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home of the stranger's, crawled and built once."""
    folder = tmp_path_factory.mktemp("stranger")
    with portal.served() as server:
        sources = folder / "sources" / "mau"
        sources.mkdir(parents=True)
        text = (HERE / "sources" / "mau" / "xuan-duong.yml").read_text(encoding="utf-8")
        (sources / "xuan-duong.yml").write_text(text.replace(f":{portal.PORT}", f":{server.port}"), encoding="utf-8")
        (folder / "home").mkdir()
        (folder / "home" / "ocop.toml").write_text('contact = "nguoi-la@example.org"\n', encoding="utf-8")
        command = [sys.executable, "-m", "ocop", "--home", str(folder / "home"), "--sources", str(folder / "sources")]
        words = ("--json", "--now", DAY, "run", "mau/xuan-duong")
        done = subprocess.run([*command, *words], capture_output=True, text=True, timeout=300, cwd=ROOT)
        assert done.returncode == 0, done.stdout + done.stderr
        assert json.loads(done.stdout)["checks"]
    yield folder / "home"


@pytest.fixture(scope="module")
def rows(home: Path) -> dict[str, dict[str, Any]]:
    """Articles of the archive with their texts, by title."""
    db = Database(home / "archive.db")
    sql = "SELECT a.*, t.body, t.captions FROM articles a JOIN article_texts t ON t.n = a.n"
    return {row["title"]: row for row in db.query(sql)}


def test_every_article_of_both_sections_is_there(rows: dict[str, dict[str, Any]]) -> None:
    assert sorted(rows) == sorted(article["title"] for article in portal.ARTICLES)


@pytest.mark.parametrize("article", portal.ARTICLES, ids=lambda article: article["title"][:30])
def test_an_article_is_read_as_its_page_shows_it(
    article: dict[str, Any], rows: dict[str, dict[str, Any]], home: Path
) -> None:
    row = rows[article["title"]]
    day, _, clock = article["shown"].partition(" - ")
    assert row["published"] == f"{'-'.join(reversed(day.split('/')))}T{clock}"
    assert (row["lead"], row["author"]) == (article["lead"], article["author"])
    parts = article["parts"]
    assert row["body"].split("\n") == [
        *(line for part in parts for line in _lines(part) if line),
    ]
    assert [line for line in row["captions"].split("\n") if line] == [p["caption"] for p in parts if "picture" in p]
    db = Database(home / "archive.db")
    shown = db.query("SELECT src, state FROM article_images WHERE article_id = ? ORDER BY position", [row["id"]])
    assert [(picture["src"].rpartition("/")[2], picture["state"]) for picture in shown] == [
        (part["picture"], "ok") for part in parts if "picture" in part
    ]
    files = db.query("SELECT label, state FROM attachments WHERE article_id = ? ORDER BY position", [row["id"]])
    assert [file["label"] for file in files] == [part["text"] for part in parts if "file" in part]


def _lines(part: dict[str, Any]) -> list[str]:
    """What a part adds to the body: a caption, a file and a box of links add nothing."""
    if "rows" in part:
        return [" | ".join(cells) for cells in part["rows"]]
    return [part["text"]] if set(part) == {"text"} else []
