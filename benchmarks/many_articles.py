"""An archive of very many articles: varied text, places, portals, years, entities, as rows of archive.db."""

import json
import random
import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from pipeline.archive.compact import COMPACT, insert
from pipeline.archive.numbers import block_of
from pipeline.archive.search_index import rebuild
from pipeline.archive.store import open_archive
from pipeline.archive.texts import write_body

ROOT = Path(__file__).resolve().parent.parent
VERSION = 4
"""Of what is generated: an archive of another one is made anew."""
PORTALS = 60
COOPERATIVES, DOCUMENTS = 3000, 2000
BATCH = 2000

_COMMON, _ONSETS, _RHYMES = (
    line.split() for line in Path(__file__).with_name("words.txt").read_text("utf-8").splitlines()
)
"""Common words of OCOP news; onsets and rhymes of which rarer words are put together."""


def archive_of(articles: int) -> Path:
    """A home with that many articles below `.ocop/`, made once (a minute for 100,000)."""
    home = ROOT / ".ocop" / f"many-{VERSION}-{articles}"
    if not (home / "archive.db").exists():
        unfinished = home.with_suffix(".new")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(parents=True)
        _write(unfinished / "archive.db", articles)
        unfinished.rename(home)
    return home


def _write(path: Path, articles: int) -> None:
    chance = random.Random(7)
    db = open_archive(path)
    db.execute("PRAGMA synchronous=OFF")
    with db.atomic():
        places = _world(db)
        rare = [onset + rhyme for onset in _ONSETS for rhyme in _RHYMES]
        made = _articles(articles, chance, places, rare)
        while batch := list(islice(made, BATCH)):
            for table in batch[0]:
                rows = (row for article in batch for row in article[table])
                if table in COMPACT:
                    insert(db, table, rows)
                elif table == "article_bodies":
                    for row in rows:
                        write_body(db, row["n"], row)
                else:
                    db.table(table).insert_all(rows)
        for table, kinds in (("cooperatives", "'cooperative'"), ("documents", "'document'"),
                             ("places", "'place_then', 'place_now'")):  # fmt: skip
            db.execute(f"UPDATE {table} SET articles = (SELECT count(DISTINCT article_id) FROM article_entities e "
                       f"WHERE e.kind IN ({kinds}) AND e.entity_id = {table}.id)")  # fmt: skip
        db.execute("UPDATE sources SET (articles, first_published, last_published) = (SELECT count(*), min(published), "
                   "max(published) FROM articles a WHERE a.source_id = sources.id)")  # fmt: skip
        db.execute("INSERT INTO coverage SELECT source_id, coalesce(substr(published, 1, 7), 'không rõ'), count(*), "
                   "count(*), count(*), 0, 0 FROM articles GROUP BY 1, 2")  # fmt: skip
        state = {"holds": "samples", "version": "0", "built_at": "2026-06-01T03:00:00Z", "contact": ""}
        db.table("archive_state").upsert_all(({"key": k, "value": v} for k, v in state.items()), pk="key")
    rebuild(db)
    db.execute("ANALYZE")
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()


def _world(db: Database) -> list[tuple[str, str]]:
    """Portals, places, cooperatives, documents; returns (id, label) of the places."""
    units = _units()
    db.table("places").insert_all(units)
    db.table("sources").insert_all(
        {"id": f"tai/cong-{i:02}", "name": f"Cổng mẫu {i}", "republish": "full", "sample": 1, "status": "active",
         "licence": "mẫu", "articles": 0, "place": "tỉnh Đồng Nai"} for i in range(PORTALS)
    )  # fmt: skip
    db.table("cooperatives").insert_all(
        {"id": f"htx-{i}", "kind": "cooperative", "name": f"HTX mẫu {i}", "articles": 0} for i in range(COOPERATIVES)
    )
    db.table("documents").insert_all(
        {"id": f"vb-{i}", "number": str(i), "norm": f"{i}/KH-UBND", "articles": 0} for i in range(DOCUMENTS)
    )
    return [(unit["id"], unit["label"]) for unit in units]


def _units() -> list[dict[str, Any]]:
    names = [("740-0", "huyện Long Thành", "district")]
    names += [(f"{26000 + i}-0", f"xã Mẫu {i}", "commune") for i in range(600)]
    return [{"id": i, "label": label, "level": level, "name": label.split(" ", 1)[1], "kind": label.split()[0],
             "province": "tỉnh Đồng Nai", "articles": 0} for i, label, level in names]  # fmt: skip


def _articles(
    count: int, chance: random.Random, places: list[tuple[str, str]], rare: list[str]
) -> Iterator[dict[str, list[dict[str, Any]]]]:
    given: Counter[int] = Counter()
    for i in range(count):
        article = _article(i, chance, places, rare)
        (row,) = article["articles"]
        block = block_of(row["published"])
        n = block.start + given[block.start]
        given[block.start] += 1
        row["n"] = article["article_bodies"][0]["n"] = n
        yield article


def _article(
    i: int, chance: random.Random, places: list[tuple[str, str]], rare: list[str]
) -> dict[str, list[dict[str, Any]]]:
    source = f"tai/cong-{min(int(chance.expovariate(0.08)), PORTALS - 1):02}"
    article_id = f"{source}/{i}"
    day = None if i % 10 == 0 else (date(2018, 5, 7) + timedelta(days=chance.randrange(3000))).isoformat()
    title = " ".join(chance.choices(_COMMON, k=8) + chance.choices(rare, k=3)).capitalize()
    number = chance.randrange(20000)
    told = [" ".join((*chance.choices(_COMMON, k=22), *chance.choices(rare, k=14))) for _ in range(6)]
    told.append(f"Kế hoạch {number}/KH-UBND. Chương trình OCOP.")
    if i % 400 == 0:
        told.append("Hợp tác xã nông nghiệp xanh.")
    body = "\n".join(told)
    blocks = json.dumps(_paragraphs(told), separators=(",", ":"))
    then = chance.sample(places, 2)
    then += [("740-0", "huyện Long Thành")] if i % 25 == 0 and ("740-0", "huyện Long Thành") not in then else []
    cooperatives = {chance.randrange(COOPERATIVES) for _ in range(2)}
    document = min(int(chance.expovariate(0.004)), DOCUMENTS - 1)
    named = [(kind, *place) for place in then for kind in ("place_then", "place_now")]
    named += [("cooperative", f"htx-{k}", f"HTX mẫu {k}") for k in cooperatives] + [
        ("document", f"vb-{document}", "văn bản")
    ]
    labels = json.dumps([label for _, label in then], ensure_ascii=False)
    return {
        "articles": [{
            "id": article_id, "source_id": source, "url": f"https://{source[4:]}.example/{i}", "title": title,
            "lead": body[:140], "published": day, "published_basis": "label" if day else None,
            "date_from": None if day else "2020-01-01", "date_to": None if day else "2024-12-31",
            "year": day[:4] if day else None, "first_seen": "2026-05-01T00:00:00Z", "last_seen": "2026-05-01T00:00:00Z",
            "relevance": "topic", "licence": "mẫu", "places_then": labels, "places_now": labels, "cooperatives": "[]",
            "documents": "[]", "products": "[]", "images": 0, "attachments": 0, "sample": 1, "state": "published",
            "story_id": f"chuyen-{i // 7}" if i % 7 < 2 else None, "origin": "live",
        }],
        "article_bodies": [{"captions": "", "attachments": "", "body": body, "blocks": blocks}],
        "article_entities": [
            {"article_id": article_id, "kind": kind, "entity_id": entity, "label": label}
            for kind, entity, label in dict.fromkeys(named)
        ],
        "dates": [{"article_id": article_id, "position": 0, "value": day, "precision": "day", "basis": "label",
                   "evidence": "mẫu", "accepted": 1, "why_not": None}] if day else [],
    }  # fmt: skip


def _paragraphs(told: list[str]) -> list[dict[str, Any]]:
    """Blocks of the body, with their places in it."""
    made, start = [], 0
    for text in told:
        made.append({"body": [start, start + len(text)]})
        start += len(text) + 1
    return made
