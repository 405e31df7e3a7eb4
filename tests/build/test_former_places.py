"""The two canned queries on places in time, over the real gazetteer: what is now a ward, what was a district."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlite_utils import Database

from pipeline.archive.compact import insert
from pipeline.archive.schema import prepare
from pipeline.archive.unlinked import note_everything
from pipeline.gazetteer import load_gazetteer
from pipeline.linking import link

ROOT = Path(__file__).parents[2]
NAMED = {
    "lộc-an-2019": ("26392-0", "2019-11-01"), "ward-2026": ("26368-20260430", "2026-06-01"),
    "commune-2025": ("26368-20250701", "2025-09-01"), "district-2020": ("740-0", "2020-03-01"),
    "long-phước-2025": ("26413-20250701", "2025-09-01"), "biên-hòa-2019": ("731-0", "2019-11-01"),
    "bình-an-2019": ("26386-0", "2019-11-01"),
}  # fmt: skip


@pytest.fixture(scope="module")
def db() -> Database:
    gazetteer = load_gazetteer()
    db = Database(memory=True)
    prepare(db)
    fields = ("id", "label", "level", "parent_id", "valid_to")
    db.table("places").insert_all({name: getattr(place, name) for name in fields} for place in gazetteer.places())
    db.table("place_changes").insert_all(gazetteer.change_rows())
    for n, (article_id, (place_id, day)) in enumerate(NAMED.items()):
        db.table("articles").insert(
            {"id": article_id, "n": n, "source_id": "s", "title": article_id, "published": day, "state": "published"}
        )
        insert(
            db,
            "mentions",
            [
                {
                    "article_id": article_id,
                    "position": 0,
                    "field": "body",
                    "kind": gazetteer.get(place_id).level,
                    "place_id": place_id,
                }
            ],
        )
    note_everything(db)
    link(db, gazetteer, {})
    return db


def articles(db: Database, query: str, **given: str) -> dict[str, Any]:
    queries = yaml.safe_load((ROOT / "metadata.yml").read_text("utf-8"))["databases"]["archive"]["queries"]
    return {row["article_id"]: row for row in db.query(queries[query]["sql"], given)}


def test_everything_from_what_is_now_phuong_long_thanh(db: Database) -> None:
    found = articles(db, "bai_noi_ve_dia_phuong_nay", noi="phường Long Thành")
    assert set(found) == {"lộc-an-2019", "ward-2026", "commune-2025"}


def test_everything_from_the_former_huyen_long_thanh(db: Database) -> None:
    found = articles(db, "bai_thuoc_huyen_cu", huyen="huyện Long Thành")
    assert set(found) == set(NAMED) - {"biên-hòa-2019"}
    assert "xã Lộc An" in json.dumps(found["lộc-an-2019"], ensure_ascii=False)
