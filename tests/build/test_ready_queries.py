"""Ready-made queries of metadata.yml over rows as the linking writes them: what may be one body, what holds on a day."""

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


def ask(db: Database, query: str, **given: str) -> list[dict[str, Any]]:
    queries = yaml.safe_load((ROOT / "metadata.yml").read_text("utf-8"))["databases"]["archive"]["queries"]
    return list(db.query(queries[query]["sql"], given))


def archive(*mentions: dict[str, Any]) -> Database:
    """An archive of one article for each of the mentions, linked."""
    gazetteer = load_gazetteer()
    db = Database(memory=True)
    prepare(db)
    fields = ("id", "label", "level", "parent_id", "valid_to")
    db.table("places").insert_all(
        {name: getattr(place, name) for name in fields} | {"province": gazetteer.lineage(place.id)[-1].label}
        for place in gazetteer.places()
    )
    db.table("place_changes").insert_all(gazetteer.change_rows())
    for n, mention in enumerate(mentions):
        day = mention.pop("published", "2023-05-08")
        article = {"id": f"bài-{n}", "n": n, "source_id": "s", "title": f"bài-{n}", "published": day}
        db.table("articles").insert({**article, "state": "published"})
        insert(db, "mentions", [{"article_id": f"bài-{n}", "position": 0, "field": "body", **mention}])
    note_everything(db)
    link(db, gazetteer, {})
    return db


def body(own_name: str, fields: list[str], place_id: str) -> dict[str, Any]:
    name = " ".join([*fields, own_name])
    return {"kind": "cooperative", "norm": own_name, "name": name, "surface": f"HTX {name}", "place_id": place_id,
            "details": json.dumps({"fields": fields})}  # fmt: skip


def rating(name: str, stars: int | None, state: str, published: str) -> dict[str, Any]:
    known = {"stars": stars, "potential": state == "potential", "producer": None, "state": state, "decision": None,
             "decided": None}  # fmt: skip
    return {"kind": "product", "name": name, "norm": name.lower(), "surface": name, "quote": name,
            "published": published, "details": json.dumps(known)}  # fmt: skip


def test_bodies_of_one_own_name_kept_apart_are_listed_for_a_person() -> None:
    db = archive(
        body("Hoa Sen", ["nông nghiệp"], "26410-0"),
        body("Hoa Sen", ["vận tải"], "26422-0"),
        body("Hoa Sen", [], "26485-0"),
        body("Xanh", [], "26392-0"),
    )
    found = ask(db, "htx_co_the_la_mot", ten="")
    assert [row["cung_huyen"] for row in found] == [1, 0, 0]
    assert {found[0]["noi_mot"], found[0]["noi_hai"]} == {
        "xã Bàu Cạn, huyện Long Thành, tỉnh Đồng Nai", "xã Phước Thái, huyện Long Thành, tỉnh Đồng Nai",
    }  # fmt: skip


def test_what_holds_on_a_day_is_the_newest_announcement_that_was_not_taken_back() -> None:
    db = archive(
        rating("trà sen Hoa Sen", 3, "announced", "2023-05-05"),
        rating("trà sen Hoa Sen", 4, "renewed", "2024-05-05"),
        rating("trà sen Hoa Sen", 5, "potential", "2024-06-05"),
        rating("chuối sấy Đồi Gió", 3, "announced", "2023-05-05"),
        rating("chuối sấy Đồi Gió", 3, "announced", "2023-05-06"),
        rating("chuối sấy Đồi Gió", None, "withdrawn", "2025-02-12"),
    )
    for day, expected in (
        ("2023-06-01", {"trà sen Hoa Sen": 3, "chuối sấy Đồi Gió": 3}),
        ("2025-01-01", {"trà sen Hoa Sen": 4, "chuối sấy Đồi Gió": 3}),
        ("2025-03-01", {"trà sen Hoa Sen": 4}),
        ("2027-06-01", {}),
    ):
        found = ask(db, "san_pham_chua_het_han", ngay=day, noi="")
        assert sorted((row["san_pham"], row["sao"]) for row in found) == sorted(expected.items()), day


@pytest.mark.parametrize(
    ("query", "given", "expected"),
    [
        ("bai_thuoc_huyen_cu", {"huyen": "huyện Tam Nông"}, {"bài-0", "bài-1"}),
        ("bai_thuoc_huyen_cu", {"huyen": "huyện Tam Nông, tỉnh Đồng Tháp"}, {"bài-0"}),
        ("bai_thuoc_huyen_cu", {"huyen": "huyện Mộc Châu"}, {"bài-2", "bài-3"}),
        ("bai_thuoc_huyen_cu", {"huyen": "thị xã Mộc Châu"}, {"bài-2", "bài-3"}),
        ("bai_noi_ve_dia_phuong_nay", {"noi": "xã Châu Thành"}, {"bài-4", "bài-5"}),
        ("bai_noi_ve_dia_phuong_nay", {"noi": "xã Châu Thành, tỉnh Đồng Tháp"}, {"bài-4"}),
    ],
)
def test_a_name_that_several_provinces_have_is_narrowed_by_its_province(
    query: str, given: dict[str, str], expected: set[str]
) -> None:
    gazetteer = load_gazetteer()
    of_two = [p for p in gazetteer.places() if p.label == "xã Châu Thành" and not p.valid_to]
    of_two.sort(key=lambda place: gazetteer.lineage(place.id)[-1].label != "tỉnh Đồng Tháp")
    communes = [{"kind": "commune", "place_id": place.id, "published": "2026-06-01"} for place in of_two[:2]]
    places = [{"kind": "district", "place_id": place} for place in ("871-0", "236-0")]
    days = [{"kind": "district", "place_id": "123-0", "published": day} for day in ("2020-05-01", "2025-03-01")]
    assert {row["article_id"] for row in ask(archive(*places, *days, *communes), query, **given)} == expected
