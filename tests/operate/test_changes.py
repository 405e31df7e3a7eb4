"""What a rebuild tells of mentions that lead elsewhere."""

from pathlib import Path
from typing import Any

from sqlite_utils import Database

from operate.changes import changes
from pipeline.archive.compact import insert
from pipeline.archive.schema import prepare


def archive(path: Path, **known: Any) -> Database:
    db = Database(path)
    prepare(db)
    article = {"id": "bài", "n": 1, "source_id": "s", "title": "chè Xanh", "state": "published"}
    db.table("articles").insert(article)
    mention = {"article_id": "bài", "position": 0, "field": "title", "start": 0, "end": 8, "surface": "chè Xanh",
               "kind": "product", "name": "chè Xanh"}  # fmt: skip
    insert(db, "mentions", [mention | known])
    db.conn.commit()
    return db


def test_what_moved_is_told_by_what_is_otherwise(tmp_path: Path) -> None:
    live = archive(tmp_path / "live.db", entity_id="che-xanh", place_id="740-0")
    archive(tmp_path / "placed.db", entity_id="che-xanh", place_id="26392-0").close()
    archive(tmp_path / "renamed.db", entity_id="che-xanh_1", place_id="740-0").close()
    told = [
        [(change.kind, change.what, change.examples) for change in changes(live, tmp_path / name).names]
        for name in ("placed.db", "renamed.db")
    ]
    assert told == [
        [("product", "moved", ("bài: “chè Xanh” place 740-0 → 26392-0",))],
        [("product", "moved", ("bài: “chè Xanh” che-xanh → che-xanh_1",))],
    ]
