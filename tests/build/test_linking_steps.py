"""Links and stories made step by step, of what changed only, are those that one look at everything gives."""

import json
import random
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from pipeline.archive.article_record import ArticleRecord
from pipeline.archive.compact import forget_unsaid
from pipeline.archive.store import digest, open_archive, remove_article, write_article
from pipeline.archive.unlinked import anything, note_everything
from pipeline.decisions.read import NO_DECISIONS, Decisions, read_decisions
from pipeline.gazetteer import load_gazetteer
from pipeline.linking import link
from pipeline.linking.stories import link_stories
from pipeline.sketch import sketch
from samples.world import World

TEXTS = [article.body for article in World().sites["dong-nai"].articles.values() if sketch(article.body)][:3]
UNITS = {"mau/a": "740-0", "mau/b": "75-20260430"}
PLACES = ("26392-0", "26368-20260430", "26398-0", None)
MERGE = """
- {do: merge, kind: cooperative, ids: [cooperative-suoi-lon_740-0], into: cooperative-xanh_740-0, why: mẫu}
- {do: split, kind: product, id: mat-ong-rung, articles: [mau/a/1, mau/a/2], label: khac, why: mẫu}
"""


def mention(draw: random.Random, article_id: str, position: int) -> dict[str, Any]:
    kind = draw.choice(["cooperative", "group", "product", "producer", "document", "commune"])
    place = draw.choice(PLACES)
    said: dict[str, Any] = {
        "article_id": article_id, "position": position, "field": "body", "start": 10 * position,
        "end": 10 * position + 5, "kind": kind, "place_id": place, "rule": "mẫu", "surface": f"tên {position}",
    }  # fmt: skip
    if kind == "document":
        norm, year = (
            draw.choice(["5/KH-UBND", "05/KH-UBND", "5-NQ/TU", "7/KH-UBND"]),
            draw.choice(["2020", "2021", None]),
        )
        known = {"year": year, "number": 5, "symbol": norm.split("/")[-1], "issuer": None}
        return said | {"name": "kế hoạch", "norm": norm, "date": f"{year}-03-01" if year else None,
                       "details": json.dumps(known)}  # fmt: skip
    if kind == "commune":
        chosen = place or PLACES[0]
        return said | {"name": "x", "norm": "x", "place_id": chosen, "entity_id": chosen}
    name = draw.choice(["Xanh", "XANH", "Suối Lớn", "Mật ong rừng", "Bưởi Tân Triều"])
    details = {"fields": draw.choice([[], ["nông nghiệp"]]), "kind": "company", "producer": draw.choice(["Xanh", None]),
               "stars": draw.choice([3, 4, None]), "potential": False, "state": "announced"}  # fmt: skip
    return said | {"name": name, "norm": name, "details": json.dumps(details, ensure_ascii=False)}


def record(draw: random.Random, article_id: str, crowd: bool) -> ArticleRecord:
    day = f"2020-0{draw.randrange(1, 10)}-1{draw.randrange(10)}"
    text = TEXTS[draw.randrange(len(TEXTS))]
    if draw.random() < 0.5:
        words = text.split()
        del words[: draw.randrange(len(words) // 2)]
        text = " ".join(words)
    rows: dict[str, list[dict[str, Any]]] = {
        "mentions": [mention(draw, article_id, position) for position in range(draw.randrange(5))],
        "product_rows": [
            {"article_id": article_id, "place": "body", "table_no": 1, "row_no": row, "stars": 3, "potential": 0,
             "product": draw.choice(["Mật ong rừng", "mật ong rừng", "Bưởi Tân Triều"]), "cells": "[]"}
            for row in range(draw.randrange(3))
        ],
    }  # fmt: skip
    source = article_id.rpartition("/")[0]
    article = {"id": article_id, "source_id": source, "title": article_id, "lead": "", "published": day,
               "first_seen": f"{day}T00:00:00Z", "state": "published"}  # fmt: skip
    body = {"captions": "", "attachments": "", "body": text, "blocks": "[]"}
    sketched = of_a_form(draw) if crowd else sketch(text)
    return ArticleRecord(article, body, day, None if draw.random() < 0.1 else sketched, rows)


def of_a_form(draw: random.Random) -> bytes:
    """The sketch of one of three notices filled into one form: all meet under its key only, of each five numbers one is
    the paper's own and one the notice's."""
    notice = draw.randrange(3)
    return struct.pack(">80H", *bytes(5), *(n for _ in range(15) for n in (draw.getrandbits(16), notice, 0, 0, 0)))


def brought_up(db: Database, decisions: Decisions) -> None:
    link(db, load_gazetteer(), UNITS, decisions)
    link_stories(db)
    forget_unsaid(db)
    assert not anything(db)


def from_scratch(file: Path, records: Mapping[str, ArticleRecord], decisions: Decisions) -> str:
    db = open_archive(file)
    for one in records.values():
        write_article(db, one)
    brought_up(db, decisions)
    found = digest(db)
    db.close()
    return found


@pytest.mark.parametrize(("seed", "crowd"), [(1, False), (2, False), (3, False), (4, True), (5, True)])
def test_steps_and_one_look_at_everything_give_the_same(tmp_path: Path, seed: int, crowd: bool) -> None:
    draw = random.Random(seed)
    folder = tmp_path / "decisions"
    folder.mkdir()
    (folder / "gop.yml").write_text(MERGE, encoding="utf-8")
    decided = read_decisions(folder)
    db, held = open_archive(tmp_path / "archive.db"), dict[str, ArticleRecord]()
    for step in range(8):
        for _ in range(30 if crowd else 5):
            article_id = f"mau/{draw.choice('ab')}/{draw.randrange(70 if crowd else 20)}"
            if article_id in held and draw.random() < 0.3:
                remove_article(db, article_id)
                del held[article_id]
            else:
                held[article_id] = record(draw, article_id, crowd)
                write_article(db, held[article_id])
        decisions = decided if step in (2, 3, 4, 7) else NO_DECISIONS
        brought_up(db, decisions)
        assert digest(db) == from_scratch(tmp_path / f"{step}.db", held, decisions), f"step {step}"
    for article_id in sorted(held)[2:12:3]:
        remove_article(db, article_id)
        del held[article_id]
        brought_up(db, decisions)
        assert digest(db) == from_scratch(tmp_path / f"without-{len(held)}.db", held, decisions), article_id
    db.table("products").insert({"id": "cua-phien-ban-truoc", "name": "của phiên bản trước"})
    db.table("rating_events").insert(
        {"product_id": "cua-phien-ban-truoc", "article_id": "mau/a/1", "stars": 3, "potential": 0}
    )
    note_everything(db)
    brought_up(db, decisions)
    assert digest(db) == from_scratch(tmp_path / "all.db", held, decisions)
    db.close()
