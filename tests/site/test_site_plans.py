"""No page of one thing walks a table that grows with the archive: what SQLite means to do, statement by statement."""

import re
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from site_drafts import LONG_THANH, TP_DONG_NAI

from website import bodies, entities, events, photos, places, portals, products, stories
from website.limits import prepare

GROWING = {"articles", "article_bodies", "article_images", "attachments", "captures", "citations",
           "considered", "coverage", "date_values", "entity_labels", "entity_links", "figure_spans", "health", "images", "mention_names",
           "mention_spans", "product_rows", "rating_events"}  # fmt: skip
ONCE_A_BUILD = (
    "SELECT year, count(*) AS articles FROM articles",
    "FROM health\nWHERE run_id >",
    "FROM coverage WHERE listed > 0",
)
"""Counted over everything, kept until the next build (`archive.remembered`)."""
ON = "2026-01-01"

PAGES: dict[str, Callable[[sqlite3.Connection], Any]] = {
    "cooperative": lambda db: bodies.cooperative(db, "cooperative-xanh_740-0", ON),
    "producer": lambda db: bodies.producer(db, "nong-san-cam-my", ON),
    "product": lambda db: products.product(db, "nhan-tuoi-xuan-dong", ON),
    "document": lambda db: entities.document(db, "10946.KH-UBND_2019_75-0"),
    "district": lambda db: places.place(db, LONG_THANH),
    "province": lambda db: places.place(db, TP_DONG_NAI),
    "portal": lambda db: portals.portal(db, "dong-nai/tinh"),
    "story": lambda db: stories.story(db, "x") or True,
    "timeline of a place": lambda db: events.timeline(db, LONG_THANH, "2024", 1),
    "wall": lambda db: photos.wall(db, ""),
    "wall, searched": lambda db: photos.wall(db, "hop tac xa"),
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_walks_no_table_that_grows(home: Path, tmp_path: Path, name: str) -> None:
    copy = shutil.copy(home / "archive.db", tmp_path / "archive.db")
    with sqlite3.connect(copy) as db:
        db.execute("UPDATE articles SET story_id = NULL")
        asked: list[str] = []
        prepare(db, "archive")
        db.set_trace_callback(asked.append)
        assert PAGES[name](db) is not None
        db.set_trace_callback(None)
        walked = [(sql, step) for sql in dict.fromkeys(asked) for step in _walks(db, sql)]
    db.close()
    assert asked and not walked, walked


def _walks(db: sqlite3.Connection, sql: str) -> list[str]:
    """Steps that read a whole growing table, without even an index that gives its order."""
    if not sql.lstrip().upper().startswith(("SELECT", "WITH")) or any(known in sql for known in ONCE_A_BUILD):
        return []
    tables = {
        alias or table: table for table, alias in re.findall(r"(?:FROM|JOIN)\s+(\w+)(?:\s+(?:AS\s+)?([a-z]\w*))?", sql)
    }
    tables |= {name: name for name in GROWING}  # behind a view
    steps = [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {sql}")]
    return [step for step in steps if (found := re.fullmatch(r"SCAN (\w+)", step)) and tables.get(found[1]) in GROWING]


def test_a_walk_is_noticed(home: Path) -> None:
    with sqlite3.connect(home / "archive.db") as db:
        assert _walks(db, "SELECT * FROM figures f WHERE f.unit = 'x'") == ["SCAN articles"]
        assert _walks(db, "SELECT * FROM mentions m WHERE m.entity_id = 'x'") == []
    db.close()
