"""Whose a product is where several bodies have the name: pages of the archive as the linking writes it."""

import json
import sqlite3
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from pipeline.archive.compact import insert
from pipeline.archive.schema import prepare
from pipeline.archive.unlinked import note_everything
from pipeline.gazetteer import load_gazetteer
from pipeline.linking import link
from website.bodies import cooperative
from website.products import product

DAY = "2026-11-26"


def archive(path: Path, *articles: tuple[dict[str, Any], ...]) -> sqlite3.Connection:
    gazetteer, db = load_gazetteer(), Database(path)
    prepare(db)
    known = {column.name for column in db["places"].columns}
    db.table("places").insert_all(
        {name: value for name, value in asdict(place).items() if name in known} | {"label": place.label, "articles": 0}
        for place in gazetteer.places()
    )
    for n, mentions in enumerate(articles):
        article = {"id": f"bài-{n}", "n": n, "source_id": "s", "title": f"bài-{n}", "published": "2023-05-08"}
        db.table("articles").insert({**article, "state": "published"})
        rows = [{"article_id": f"bài-{n}", "position": i, "field": "body", **m} for i, m in enumerate(mentions)]
        insert(db, "mentions", rows)
    note_everything(db)
    link(db, gazetteer, {})
    db.conn.commit()
    db.close()
    return sqlite3.connect(path)


def named(kind: str, surface: str, place_id: str | None, **known: Any) -> dict[str, Any]:
    name = surface.removeprefix("HTX ")
    return {"kind": kind, "norm": name, "name": name, "surface": surface, "place_id": place_id,
            "details": json.dumps(known)}  # fmt: skip


def made(name: str) -> dict[str, Any]:
    return named("product", name, None, stars=3, potential=False, producer="HTX Hoa Sen", state="announced")


def test_bodies_of_one_name_have_their_own_products(tmp_path: Path) -> None:
    connection = archive(
        tmp_path / "archive.db",
        (named("cooperative", "HTX Hoa Sen", "26410-0", fields=[]), made("trà lá sen Hoa Sen")),
        (named("cooperative", "HTX Hoa Sen", "26485-0", fields=[]), made("xoài cát Hoa Sen")),
        (named("cooperative", "HTX Xanh", "26392-0", fields=[]),),
    )
    ids = [id for (id,) in connection.execute("SELECT id FROM cooperatives WHERE id LIKE '%hoa-sen%' ORDER BY id")]
    assert len(ids) == 2
    shown = {}
    for entity_id in ids:
        page = cooperative(connection, entity_id, DAY)
        assert page is not None
        shown[entity_id] = [row["name"] for row in page.row["products"]]
    assert sorted(shown.values()) == [["trà lá sen Hoa Sen"], ["xoài cát Hoa Sen"]]
    for (product_id,) in connection.execute("SELECT id FROM products").fetchall():
        page = product(connection, product_id, DAY)
        assert page is not None
        (maker,) = page.row["makers"]
        assert page.row["name"] in shown[maker["id"]]
    connection.close()
