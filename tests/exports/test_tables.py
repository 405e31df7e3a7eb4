"""`ocop export --csv`, `--parquet`, `--xlsx`: every public table, typed and explained, as the archive holds it."""

import csv
import json
import subprocess
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml
from frictionless import Package
from openpyxl import load_workbook

from .desk import ROOT, Desk

FORMATS = ("csv", "parquet", "xlsx")


@pytest.fixture(scope="module")
def folder(live: Desk, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tables") / "bang"
    words = [word for kind in FORMATS for word in (f"--{kind}", path)]
    told = live.ocop("export", *words)["tables"]
    assert [folder["formats"] for folder in told] == [list(FORMATS)] and told[0]["cut"] == []
    return path


def package(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "datapackage.json").read_text("utf-8"))


def csv_rows(path: Path) -> list[list[str]]:
    csv.field_size_limit(1 << 28)
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_every_public_table_is_there_and_nothing_internal(live: Desk, folder: Path) -> None:
    described = yaml.safe_load((ROOT / "metadata.yml").read_text("utf-8"))["databases"]["archive"]["tables"]
    tables = {name for name, said in described.items() if not said.get("hidden")}
    assert (
        {"articles", "mentions", "dates", "coverage", "places"}
        <= tables
        <= {*live.db.table_names(), *live.db.view_names()}
    )
    for kind in FORMATS:
        assert {path.stem for path in folder.glob(f"*.{kind}")} == tables
    assert {resource["path"].partition(".")[0] for resource in package(folder)["resources"]} == tables


def test_parquet_holds_what_the_archive_holds_with_types(live: Desk, folder: Path) -> None:
    for path in sorted(folder.glob("*.parquet")):
        columns = [row[0] for row in duckdb.sql(f"DESCRIBE SELECT * FROM '{path}'").fetchall()]
        theirs = duckdb.sql(f"SELECT * FROM '{path}'").fetchall()
        ours = [tuple(row[name] for name in columns) for row in live.rows(f"SELECT * FROM [{path.stem}]")]
        assert sorted(map(_plain, theirs)) == sorted(map(_plain, ours)), path.stem
    types = dict(duckdb.sql(f"DESCRIBE SELECT * FROM '{folder / 'articles.parquet'}'").project("#1, #2").fetchall())
    wanted = {"n": "BIGINT", "sample": "BOOLEAN", "first_seen": "TIMESTAMP WITH TIME ZONE", "places_now": "VARCHAR[]",
              "published": "VARCHAR", "cross_check": "DOUBLE"}  # fmt: skip
    assert {name: types[name] for name in wanted} == wanted


def _plain(row: tuple[Any, ...]) -> str:
    def plain(value: Any) -> Any:
        if isinstance(value, datetime):
            return value.strftime("%Y-%m-%dT%H:%M:%SZ")
        if isinstance(value, list):
            return json.dumps(value, ensure_ascii=False)
        return int(value) if isinstance(value, bool) else value

    return json.dumps([plain(value) for value in row], ensure_ascii=False)


def test_csv_opens_in_a_spreadsheet_and_runs_nothing(live: Desk, folder: Path) -> None:
    for path in sorted(folder.glob("*.csv")):
        assert path.read_bytes().startswith(b"\xef\xbb\xbf")
        heading, *rows = csv_rows(path)
        assert len(rows) == live.db[path.stem].count
        assert all(len(row) == len(heading) for row in rows)
        assert not [cell for row in rows for cell in row if cell[:1] in ("=", "@", "\t", "\r", "＝")]
    heading, *rows = csv_rows(folder / "articles.csv")
    titles = {row[heading.index("id")]: row[heading.index("title")] for row in rows}
    assert titles == {row["id"]: row["title"] for row in live.rows("SELECT id, title FROM articles")}


def test_a_reader_of_data_packages_finds_csv_and_dictionary_in_step(folder: Path) -> None:
    said = package(folder)
    said["resources"] = [r for r in said["resources"] if r["path"] in ("articles.csv", "mentions.csv", "dates.csv")]
    report = Package.from_descriptor(said, basepath=str(folder)).validate()
    assert report.valid, report.flatten(["rowNumber", "fieldName", "note"])[:5]
    dictionary = (folder / "data-dictionary.md").read_text("utf-8")
    assert "| `date_shown` | text | Ngày mà trang in ra" in dictionary and "right or wrong." in dictionary


def test_sheets_hold_text_as_text_and_explain_their_columns(live: Desk, folder: Path) -> None:
    book = load_workbook(folder / "articles.xlsx", read_only=True)
    assert book.sheetnames == ["articles", "columns"]
    rows = list(book["articles"].iter_rows(values_only=True))
    assert rows[0][:3] == ("id", "n", "source_id") and len(rows) == live.db.table("articles").count + 1
    assert next(book["columns"].iter_rows(values_only=True))[0].startswith("[DỮ LIỆU MẪU]")


def test_digests_and_the_mark_of_samples(folder: Path) -> None:
    checked = subprocess.run(["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=folder, capture_output=True)
    assert checked.returncode == 0
    listed = {line.split("  ")[1] for line in (folder / "SHA256SUMS").read_text("utf-8").splitlines()}
    assert listed == {path.name for path in folder.iterdir()} - {"SHA256SUMS"}
    assert "DỮ LIỆU MẪU" in (folder / "DU-LIEU-MAU.txt").read_text("utf-8")
    assert package(folder)["title"].startswith("[DỮ LIỆU MẪU]")
    assert (folder / "data-dictionary.md").read_text("utf-8").startswith("# [DỮ LIỆU MẪU]")


def test_only_an_earlier_export_is_ever_replaced(live: Desk, tmp_path: Path) -> None:
    live.ocop("export", "--csv", tmp_path / "bang")
    (tmp_path / "bang" / "articles.csv").write_text("old")
    assert "--force" in live.ocop("export", "--csv", tmp_path / "bang", code=2)
    live.ocop("export", "--csv", tmp_path / "bang", "--force")
    assert (tmp_path / "bang" / "articles.csv").read_text("utf-8") != "old"
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("mine")
    assert "no earlier export" in live.ocop("export", "--csv", tmp_path / "mine", "--force", code=2)
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["letter.txt"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bang", "mine"]


def test_questions_that_make_no_sense_are_answered(live: Desk, tmp_path: Path) -> None:
    assert "say what to write" in live.ocop("export", code=2)
    assert "name a --wacz" in live.ocop("export", "--csv", tmp_path / "t", "--source", "mau/bac-ninh", code=2)
    assert "did you mean" in live.ocop("export", "--wacz", tmp_path / "w", "--source", "mau/bac-ning", code=2)
    assert "ocop build" in Desk(tmp_path / "empty", live.sources).ocop("export", "--csv", tmp_path / "t", code=2)


def test_a_full_disk_is_told_and_leaves_nothing(live: Desk, tmp_path: Path) -> None:
    """A file system of 400 kB, where this user may mount one."""
    small = tmp_path / "small"
    small.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", str(small)], capture_output=True).returncode:
        pytest.skip("this user may not mount a small file system")
    try:
        for option in ("--csv", "--parquet", "--wacz"):
            assert "no space left" in live.ocop("export", option, small / "out", code=3)
            assert list(small.iterdir()) == []
    finally:
        subprocess.run(["umount", str(small)], check=True)
