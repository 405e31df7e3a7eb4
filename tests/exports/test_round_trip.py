"""A portal crawled live, handed on as WACZ and as saved pages, and taken over again: the same articles, field by field."""

import csv
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from crawler.captures.reader import CaptureReader

from .desk import LATER, Desk

TABLES = {
    "articles": "id", "article_texts": "article_id", "dates": "article_id", "mentions": "article_id",
    "article_entities": "article_id", "article_images": "article_id", "attachments": "article_id",
    "figures": "article_id", "citations": "article_id", "product_rows": "article_id", "article_urls": "article_id",
    "article_versions": "article_id", "cooperatives": "id", "documents": "id", "products": "id", "producers": "id",
    "images": "sha256", "stories": "id",
}  # fmt: skip
PAGES = ("article",)
LATER_ONES = ("image", "attachment", "listing", "feed")
OTHERWISE = {"capture_id", "origin"}
"""Whose capture it is and its number in this home's ledger: the only values that may differ."""


def rows(desk: Desk, table: str) -> list[dict[str, Any]]:
    found = [{k: v for k, v in row.items() if k not in OTHERWISE} for row in desk.db.query(f"SELECT * FROM [{table}]")]
    return sorted(found, key=lambda row: [str(value) for value in row.values()])


def differences(one: Desk, other: Desk) -> dict[str, list[Any]]:
    """Table to rows that only one of the two has."""
    found = {}
    for table in TABLES:
        ours, theirs = rows(one, table), rows(other, table)
        if only := [row for row in [*ours, *theirs] if (row in ours) != (row in theirs)]:
            found[table] = only
    return found


def test_the_whole_captures_as_wacz_give_the_same_articles(live: Desk, tmp_path: Path) -> None:
    live.ocop("export", "--wacz", tmp_path / "all.wacz", "--with-restricted")
    other = Desk(tmp_path / "home", live.sources)
    told = other.ocop("import", tmp_path / "all.wacz", now=LATER)
    assert (told["ignored"], told["broken"]) == ({}, []) and told["listings"] > 10
    assert differences(live, other) == {}
    assert other.rows("SELECT DISTINCT origin FROM articles") == [{"origin": "wacz: all.wacz"}]
    dated = other.rows("SELECT count(*) AS n FROM articles WHERE published_basis = 'listing'")
    assert dated[0]["n"] >= 5, "dates that only a listing printed came along"


def save(desk: Desk, folder: Path, name: str, roles: tuple[str, ...], portal: str = "mau/") -> list[Path | str]:
    """Captures as files with a list of their addresses; the words of an import of them. What was posted for has no
    address of its own and cannot be saved so."""
    folder.mkdir(exist_ok=True)
    words: list[Path | str] = ["--urls", folder / f"{name}.csv"]
    posted = Database(desk.home / "captures" / "ledger.db").query("SELECT seq FROM captures WHERE method = 'POST'")
    left_out = {row["seq"] for row in posted}
    with CaptureReader(desk.home) as reader, (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["file", "url", "saved_at"])
        for capture in reader.captures():
            wanted = capture.role in roles and capture.outcome == "ok" and capture.seq not in left_out
            if wanted and capture.source_id.startswith(portal):
                path = folder / f"{capture.seq}.bin"
                path.write_bytes(reader.payload(capture).body)
                writer.writerow([path.name, capture.url, capture.fetched_at])
                words.append(path)
    return words


def test_saved_pages_give_the_same_but_for_what_was_posted_for(live: Desk, tmp_path: Path) -> None:
    """Pages, listings, feeds, pictures and attachments as files. Later pages of one portal's listings were posted for: of
    its articles the section, one more address and the listing's date in the ledger of dates are not known here."""
    other = Desk(tmp_path / "home", live.sources)
    other.ocop("import", *save(live, tmp_path / "saved", "list", (*PAGES, *LATER_ONES)), now=LATER)
    found = differences(live, other)
    assert set(found) <= {"articles", "article_urls", "dates"}
    assert {row.get("article_id", row.get("id")).rpartition("/")[0] for only in found.values() for row in only} <= {
        "mau/ninh-binh"
    }
    assert {row["role"] for row in found.get("article_urls", [])} <= {"announced"}
    considered = [{(r["article_id"], r["value"], r["basis"]) for r in rows(desk, "dates")} for desk in (live, other)]
    assert {basis for _, _, basis in considered[0] ^ considered[1]} <= {"listing"}
    without = {"section"}
    ours, theirs = (
        [{k: v for k, v in row.items() if k not in without} for row in rows(desk, "articles")] for desk in (live, other)
    )
    assert sorted(ours, key=str) == sorted(theirs, key=str)


def test_an_import_in_parts_is_that_of_the_whole(live: Desk, tmp_path: Path) -> None:
    """Articles first, their pictures and listings by a second import: a rebuild changes nothing."""
    other = Desk(tmp_path / "home", live.sources)
    for name, roles in (("first", PAGES), ("then", LATER_ONES)):
        other.ocop("import", *save(live, tmp_path / "saved", name, roles, "mau/bac-ninh"), now=LATER)
    assert other.rows("SELECT count(*) AS n FROM article_images WHERE state = 'ok'")[0]["n"] > 0
    assert other.rows("SELECT count(*) AS n FROM articles WHERE published_basis = 'listing'")[0]["n"] >= 5
    assert other.ocop("rebuild", now=LATER)["same"] is True
