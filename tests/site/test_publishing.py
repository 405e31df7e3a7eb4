"""`ocop publish`: a release a public server can be given, and gates that keep the one before."""

import hashlib
import json
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, Site
from sqlite_utils import Database

from operate.publishing.gates import Standing, gates
from pipeline.archive.store import open_archive, remove_article

DAY, LATER = "2026-11-02T02:00:00+00:00", "2026-11-09T20:00:00+00:00"


def publish(home: Path, folder: Path, *words: str, now: str = DAY, code: int = 0) -> Any:
    command = [
        sys.executable,
        "-m",
        "ocop",
        "--home",
        str(home),
        "--json",
        "--now",
        now,
        "publish",
        str(folder),
        *words,
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, cwd=ROOT)
    assert done.returncode == code, f"exit {done.returncode}\n{done.stdout}\n{done.stderr}"
    return json.loads(done.stdout) if code == 0 else done.stderr


@pytest.fixture(scope="module")
def work(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home of its own, with an article in it whose words were taken down again."""
    copy = tmp_path_factory.mktemp("publishing") / "home"
    shutil.copytree(home, copy)
    db = open_archive(copy / "archive.db")
    db.execute("UPDATE archive_state SET value = 'keeper@kho.example' WHERE key = 'contact'")
    db.execute("INSERT OR REPLACE INTO archive_state VALUES ('built_seq', '123456789')")
    db.execute("INSERT INTO sketch_keys VALUES (987654321, 123456789)")
    db.close()
    return copy


@pytest.fixture(scope="module")
def first(work: Path) -> tuple[Path, dict[str, Any]]:
    """The first release, and what the command said of it."""
    folder = work.parent / "releases"
    return folder, publish(work, folder, "--with-captures")


def test_a_release_is_a_fresh_sound_file(first: tuple[Path, dict[str, Any]], work: Path) -> None:
    folder, said = first
    release = folder / "current"
    assert said["id"] == "2026-11-02-0001" and release.resolve() == folder / said["id"]
    db = sqlite3.connect(f"file:{release / 'archive.db'}?mode=ro", uri=True)
    assert db.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    assert db.execute("PRAGMA application_id").fetchone() == (0x0C0B2018,)
    assert db.execute("PRAGMA user_version").fetchone()[0] >= 8
    assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert db.execute("PRAGMA freelist_count").fetchone() == (0,)
    tables = {row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")}
    assert {"articles", "mentions", "search"} <= tables and not {"sketch_keys", "_sqlite_migrations"} & tables
    state = dict(db.execute("SELECT key, value FROM archive_state"))
    assert state["release"] == said["id"] and state["digest"] == said["digest"] and "built_seq" not in state
    held = Database(work / "archive.db").execute("SELECT count(*) FROM articles WHERE state = 'published'").fetchone()
    assert said["articles"] == held[0]
    db.close()


def test_every_file_of_a_release_has_its_sum_and_nobody_writes_it(first: tuple[Path, dict[str, Any]]) -> None:
    release = (first[0] / "current").resolve()
    sums = dict(line.split("  ")[::-1] for line in (release / "SHA256SUMS").read_text("utf-8").splitlines())
    files = {str(file.relative_to(release)): file for file in release.rglob("*") if file.is_file()}
    assert set(sums) == set(files) - {"SHA256SUMS"}
    assert all(hashlib.sha256(files[name].read_bytes()).hexdigest() == digest for name, digest in sums.items())
    assert {"tables/articles.csv", "tables/articles.parquet", "RELEASE.json", "NOTES.md"} <= set(sums)
    assert (release / "archive.db").stat().st_mode & 0o222 == 0
    about = json.loads((release / "RELEASE.json").read_text("utf-8"))
    assert about["archive_sha256"] == sums["archive.db"] and about["commit"] and about["previous"] is None


def test_pages_and_files_of_a_release_say_which_one_they_are(first: tuple[Path, dict[str, Any]]) -> None:
    folder, said = first
    site = Site((folder / "current").resolve() / "archive.db")
    try:
        assert all(said["id"] in site.text(path) for path in ("/", "/tim-kiem?q=htx", "/phat-hanh", "/archive"))
        assert f"bản phát hành {said['id']}" in site.text("/bai/dong-nai/long-thanh/3903")
        found = site.get("/tim-kiem.json", q="htx").json()
        assert found["release"] == said["id"] and found["data_sha256"] == said["digest"] and found["code_commit"]
        page = site.get("/phat-hanh").text
        assert said["archive_sha256"] in page and "/tai-ve/tables/articles.csv" in page
        file = site.get("/tai-ve/archive.db")
        assert hashlib.sha256(file.content).hexdigest() == said["archive_sha256"]
        assert (
            "attachment" in file.headers["content-disposition"] and "sandbox" in file.headers["content-security-policy"]
        )
        assert site.get("/tai-ve/captures/ledger.db").status_code == 404
        assert site.get("/tai-ve/../home/archive.db").status_code in (400, 404)
    finally:
        site.close()


def test_captures_of_a_release_are_those_that_may_be_seen(first: tuple[Path, dict[str, Any]]) -> None:
    folder, said = first
    release = (folder / "current").resolve()
    ledger = sqlite3.connect(f"file:{release / 'captures/ledger.db'}?mode=ro", uri=True)
    assert ledger.execute("SELECT count(*) FROM captures").fetchone() == (said["captures"],)
    ledger.close()
    site = Site(release / "archive.db")
    try:
        db = sqlite3.connect(f"file:{release / 'archive.db'}?mode=ro", uri=True)
        (held,) = db.execute("SELECT id FROM captures WHERE warc_file NOT NULL AND masked = 0").fetchone()
        db.close()
        assert "không kèm bản lưu này" not in site.text(f"/ban-luu/{held}")
        assert site.get(f"/ban-luu/{held}.warc.gz").content.startswith(b"\x1f\x8b")
    finally:
        site.close()


def test_a_loss_is_refused_until_a_person_accepts_it(first: tuple[Path, dict[str, Any]], work: Path) -> None:
    folder, said = first
    before = {path.name for path in folder.iterdir()}
    shrunk = work.parent / "shrunk"
    shutil.copytree(work, shrunk)
    db = open_archive(shrunk / "archive.db")
    with db.atomic():
        for (article,) in db.execute("SELECT id FROM articles WHERE state = 'published' LIMIT 3").fetchall():
            remove_article(db, article)
    db.close()
    refused = publish(shrunk, folder, "--no-tables", now=LATER, code=9)
    assert "articles kept" in refused and "--accept-loss" in refused
    assert {path.name for path in folder.iterdir()} == before
    assert (folder / "current").resolve().name == said["id"]
    publish(shrunk, folder, "--accept-loss", code=2)
    accepted = publish(
        shrunk, folder, "--no-tables", "--accept-loss", "--why", "gỡ theo yêu cầu", "--keep", "1", now=LATER
    )
    assert accepted["id"] == "2026-11-10-0002" and accepted["removed"] == [said["id"]]
    release = (folder / "current").resolve()
    notes = (release / "NOTES.md").read_text("utf-8")
    assert "gỡ theo yêu cầu" in notes and "articles: -3 +0" in notes and "sqlite_" not in notes
    assert json.loads((release / "RELEASE.json").read_text("utf-8"))["accepted"]["by"]


def test_gates() -> None:
    old = Standing(1000, {"a": 900, "b": 100}, "2026-05-01")

    def shut(new: Standing, before: Standing | None = old) -> list[str]:
        return [gate.name for gate in gates(new, before) if not gate.passed]

    assert shut(Standing(0, {}, ""), None) == ["articles"]
    assert shut(Standing(995, {"a": 896, "b": 99}, "2026-05-01")) == []
    assert shut(Standing(994, {"a": 895, "b": 99}, "2026-05-01")) == ["articles kept"]
    assert shut(Standing(1050, {"a": 960, "b": 90}, "2026-06")) == ["source b"]
    assert shut(Standing(1050, {"a": 1050}, "2026-06")) == ["source b"]
    assert shut(Standing(1050, {"a": 950, "b": 100}, "2026-04-30")) == ["newest date"]


def test_an_archive_of_another_version_is_not_published(work: Path, tmp_path: Path) -> None:
    copy = tmp_path / "home"
    shutil.copytree(work, copy)
    db = sqlite3.connect(copy / "archive.db")
    db.execute("DELETE FROM _sqlite_migrations WHERE name = 'm007_decisions'")
    db.commit()
    db.close()
    assert "ocop build" in publish(copy, tmp_path / "releases", code=9)
    assert list((tmp_path / "releases").iterdir()) == []
