"""What `ocop extract --json` prints: the fields that others build on, on every evaluation text, and slices that hold."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from evaluation.halves import unit_of
from evaluation.texts import load_texts
from ocop import main
from operate.extract import extract_text
from pipeline.gazetteer import load_gazetteer

SPAN = {"surface": str, "field": str, "start": int, "end": int}
ITEMS: dict[str, dict[str, Any]] = {
    "cooperatives": {"name": str, **SPAN},
    "coop_groups": {"name": str, **SPAN},
    "communes": {"name": str, "kind": str, "district": str | None, "province": str | None, "place_id": str | None, "now": list, **SPAN},
    "districts": {"name": str, "kind": str, "province": str | None, "place_id": str | None, **SPAN},
    "provinces": {"name": str, "kind": str, "place_id": str | None, **SPAN},
    "documents": {"number": str, "symbol": str, "kind": str, "issuer": str | None, "date": str | None, "norm": str, **SPAN},
    "products": {"name": str, "stars": int | None, "state": str, "producer": str | None, "group": dict | None, **SPAN},
    "producers": {"name": str, **SPAN},
    "figures": {"value": int, "unit": str, "place": str | None, "year": str | None, **SPAN},
}  # fmt: skip
WHOLE = {"title": str, "lead": str, "body": str, "author": str | None, "published": dict, "relevant": bool,
         "images": list, "attachments": list}  # fmt: skip


@pytest.fixture(scope="module")
def records() -> list[dict[str, Any]]:
    gazetteer = load_gazetteer()
    return [extract_text(text.plain, gazetteer, unit_of(text, gazetteer)) for text in load_texts("dev")]


def test_every_field_has_its_type(records: list[dict[str, Any]]) -> None:
    seen = dict.fromkeys(ITEMS, 0)
    for record in records:
        for name, kind in WHOLE.items():
            assert isinstance(record[name], kind), name
        assert {"on", "precision", "basis", "from", "to", "shown", "candidates"} <= record["published"].keys()
        for name, shape in ITEMS.items():
            seen[name] += len(record[name])
            for item in record[name]:
                for key, kind in shape.items():
                    assert isinstance(item[key], kind), (name, key, item)
        for place in (place for commune in record["communes"] for place in commune["now"]):
            assert place.keys() == {"place_id", "name", "kind", "province", "part"}
    assert min(seen.values()) > 10, seen


def test_a_slice_of_the_field_is_the_surface(records: list[dict[str, Any]]) -> None:
    for record in records:
        for item in (item for name in ITEMS for item in record[name]):
            field = record[item["field"]]
            assert field[item["start"] : item["end"]] == item["surface"]


def test_a_name_is_without_its_head_word(records: list[dict[str, Any]]) -> None:
    for record in records:
        for name in ("cooperatives", "coop_groups", "communes", "districts", "provinces", "producers"):
            for item in record[name]:
                assert not item["name"].startswith(
                    ("HTX ", "THT ", "xã ", "huyện ", "tỉnh ", "Công ty ", "hộ kinh doanh ")
                ), item


def test_the_command_prints_one_line_of_json_per_input(tmp_path: Path) -> None:
    texts = load_texts("dev")[:2]
    files = [tmp_path / f"{text.id}.txt" for text in texts]
    for file, text in zip(files, texts, strict=True):
        file.write_text(text.plain, "utf-8")
    words = ["--home", str(tmp_path), "--json", "extract", *map(str, files)]
    told = [json.loads(line) for line in CliRunner().invoke(main, words).output.splitlines()]
    assert [(one["input"], one["url"], one["title"]) for one in told] == [
        (str(file), None, text.lines[0]) for file, text in zip(files, texts, strict=True)
    ]
    assert date.fromisoformat(told[0]["published"]["on"][:10])


def test_the_command_tells_a_person_roles_states_groups_and_sums(tmp_path: Path) -> None:
    text = tmp_path / "bai.txt"
    text.write_text(
        "Huyện công bố sản phẩm OCOP\n\nNgày đăng: 15/12/2023\n"
        "UBND huyện Long Thành công bố Quyết định số 5123/QĐ-UBND ngày 8/12/2023 công nhận 16 sản phẩm, trong đó có 2 sản phẩm "
        "4 sao, 13 sản phẩm 3 sao. Nhóm đồ uống có rượu bưởi Sáu Mận đạt 3 sao. Giấm gấc Năm Thà đủ mức đề nghị hạng 4 sao. "
        "Đã thu hồi giấy chứng nhận của sản phẩm chuối sấy Bảy Lợi.\n",
        encoding="utf-8",
    )
    told = CliRunner().invoke(main, ["extract", str(text), "--unit", "huyện Long Thành, tỉnh Đồng Nai"]).output
    for part in (
        "5123/QĐ-UBND — quyết định, UBND huyện Long Thành, 2023-12-08 (announces)",
        "rượu bưởi Sáu Mận (3 sao, —, nhóm đồ uống)",
        "Giấm gấc Năm Thà (đề nghị 4 sao, —)",
        "chuối sấy Bảy Lợi (thu hồi, —)",
        "; 2 + 13 = 15, không phải 16",
        "huyện Long Thành (tỉnh Đồng Nai) → thành phố Đồng Nai\n",
    ):
        assert part in told
