"""The shipped gazetteer: counts, codes, successors, points, areas."""

import csv
import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from pipeline.gazetteer import Gazetteer, describe_now, load_gazetteer

DATA = Path(__file__).resolve().parents[2] / "pipeline" / "gazetteer" / "data"
OLD, NEW, NOW = date(2025, 6, 30), date(2025, 7, 1), date(2026, 6, 1)


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return load_gazetteer()


def kinds(gazetteer: Gazetteer, on: date, level: str) -> Counter[str]:
    return Counter(p.kind for p in gazetteer.places() if p.level == level and p.stands_on(on.isoformat()))


def test_counts_of_every_era(gazetteer: Gazetteer) -> None:
    assert kinds(gazetteer, OLD, "commune") == {"xã": 7692, "phường": 1726, "thị trấn": 617}
    assert kinds(gazetteer, OLD, "district") == {"huyện": 508, "thành phố": 87, "thị xã": 52, "quận": 49}
    assert kinds(gazetteer, OLD, "province").total() == 63
    assert kinds(gazetteer, NEW, "commune") == {"xã": 2621, "phường": 687, "đặc khu": 13}
    assert kinds(gazetteer, NEW, "province") == {"tỉnh": 28, "thành phố": 6}
    assert kinds(gazetteer, NOW, "commune") == {"xã": 2611, "phường": 697, "đặc khu": 13}
    assert kinds(gazetteer, NOW, "province") == {"tỉnh": 27, "thành phố": 7}
    assert not kinds(gazetteer, NOW, "district")


@pytest.mark.parametrize(
    ("old", "today"),
    [
        ("26368-0", "phường Long Thành"), ("26392-0", "phường Long Thành"), ("26395-0", "phường Long Thành"),
        ("26404-0", "phường Long Thành"), ("26383-0", "xã An Phước"), ("26398-0", "xã An Phước"),
        ("26386-0", "xã Bình An"), ("26389-0", "xã Bình An"), ("26410-0", "xã Long Phước"),
        ("26413-0", "xã Long Phước"), ("26416-0", "xã Phước Thái"), ("26419-0", "xã Phước Thái"),
        ("26422-0", "xã Phước Thái"), ("26401-0", "xã Xuân Đường"),
    ],
)  # fmt: skip
def test_long_thanh_today(gazetteer: Gazetteer, old: str, today: str) -> None:
    (now,) = describe_now(gazetteer, old, NOW)
    assert (f"{now.kind} {now.name}", now.province, now.part) == (today, "thành phố Đồng Nai", "whole")


def test_each_step_of_a_history(gazetteer: Gazetteer) -> None:
    assert [s.place.id for s in gazetteer.successors("26392-0", date(2019, 5, 1))] == ["26392-0"]
    assert [s.place.label for s in gazetteer.successors("26392-0", NEW)] == ["xã Long Thành"]
    (last,) = gazetteer.successors("26392-0", NOW)
    assert (last.place.id, last.on_date, last.decree) == ("26368-20260430", "2026-04-30", "237/NQ-UBTVQH16")
    assert gazetteer.successors("26368-20260430", NEW) == []
    assert [p.id for p in gazetteer.predecessors("26389-20250701")] == ["26386-0", "26389-0"]
    assert gazetteer.get("26386-0").name == gazetteer.get("26389-20250701").name == "Bình An"


def test_a_unit_keeps_its_id_when_its_province_changes_form(gazetteer: Gazetteer) -> None:
    assert gazetteer.chain("26389-20250701", date(2025, 9, 1))[2].label == "tỉnh Đồng Nai"
    assert gazetteer.chain("26389-20250701", NOW)[2].label == "thành phố Đồng Nai"
    assert gazetteer.get("26389-20250701").full_label == "xã Bình An, thành phố Đồng Nai"
    commune, district, province = gazetteer.chain("26392-0")
    assert commune and district
    assert (commune.label, district.id, province.id) == ("xã Lộc An", "740-0", "75-0")


def test_a_divided_commune_keeps_all_heirs(gazetteer: Gazetteer) -> None:
    heirs = gazetteer.successors("09013-0", NOW)
    assert {s.place.code: s.part for s in heirs} == dict.fromkeys(("08980", "08995", "09022", "09817"), "part")


def test_provinces_and_districts(gazetteer: Gazetteer) -> None:
    assert gazetteer.get("01-0").valid_to is None
    assert [s.place.id for s in gazetteer.successors("70-0", NEW)] == ["75-20250701"]
    assert [s.place.id for s in gazetteer.successors("740-0", NOW)] == ["75-20260430"]
    assert [s.place.label for s in gazetteer.successors("536-0", NOW)] == ["đặc khu Lý Sơn"]
    assert [s.place.label for s in gazetteer.successors("21541-0", NOW)] == ["đặc khu Lý Sơn"]


def test_the_loc_an_trap(gazetteer: Gazetteer) -> None:
    """Two in today's Đồng Nai, one in each of the provinces it was merged from."""
    assert gazetteer.resolve("Lộc An", on=NOW, within="75-20260430") == []
    both = gazetteer.resolve("Lộc An", within="75-20260430", across=True)
    assert [p.id for p in both] == ["25276-0", "26392-0"]
    assert [p.id for p in gazetteer.resolve("LỘC AN", kind="xã", within="75-0")] == ["26392-0"]
    assert len(gazetteer.resolve("Lộc An", level="commune", on=OLD)) == 4


@pytest.mark.parametrize(
    ("written", "within", "found"),
    [
        ("Hoà Thành", None, "709-0"), ("Bà Rịa-Vũng Tàu", None, "77-0"), ("M’Drắk", "652-0", "24412-0"),
        ("Quí Quân", "045-0", "01432-0"), ("Xà Phìn", "026-0", "00736-0"), ("Đắk Hà", "615-0", "23500-0"),
        ("Cẩm Đình", "272-0", "09727-0"), ("Hòa Tú II", "947-0", "31729-0"), ("04", "770-0", "27148-0"),
    ],
)  # fmt: skip
def test_spellings(gazetteer: Gazetteer, written: str, within: str | None, found: str) -> None:
    options = gazetteer.resolve(written, on=OLD, within=within)
    assert found in {p.id for p in options}


def test_areas_are_comparable_over_all_changes(gazetteer: Gazetteer) -> None:
    for change in gazetteer.changes():
        if gazetteer.get(change.old_id).level == gazetteer.get(change.new_id).level:
            assert gazetteer.area_id(change.old_id) == gazetteer.area_id(change.new_id)
    assert gazetteer.area_id("26392-0") == gazetteer.area_id("26368-20260430") == "commune:26368-0"
    assert gazetteer.area_id("26392-0") != gazetteer.area_id("26386-0")
    assert gazetteer.area_id("740-0") != gazetteer.area_id("731-0")


def test_all_overrides_are_in_the_tables(gazetteer: Gazetteer) -> None:
    with (DATA / "overrides.csv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    assert Counter(row["what"] for row in rows)["successors"] == 32
    for row in rows:
        code, value = row["code"], row["value"]
        if row["what"] == "successors":
            heirs = gazetteer.successors(f"{code}-0", NEW)
            assert [s.place.code for s in heirs] == sorted(value.split("+"))
        elif row["what"] == "point":
            place = gazetteer.get(f"{code}-20250701")
            assert (f"{place.lat:.4f},{place.lon:.4f}" if place.lat else "") == value
        else:
            key = re.sub("^(xã|tỉnh|huyện|thành phố) ", "", value)
            assert f"{code}-0" in {p.id for p in gazetteer.resolve(key)}


def test_old_communes_stand_at_the_point_of_a_successor(gazetteer: Gazetteer) -> None:
    for place in gazetteer.places():
        if place.level == "commune" and place.valid_from is None and place.lat is not None:
            heir = gazetteer.get((place.coord_source or "").removeprefix("successor "))
            assert (place.lat, place.lon) == (heir.lat, heir.lon)
        if place.level == "district":
            assert place.lat is None


def test_names_carry_no_artefacts(gazetteer: Gazetteer) -> None:
    for place in gazetteer.places():
        assert "  " not in place.name and "(" not in place.name and place.kind == place.kind.lower()
        assert all(not word[0].islower() or word == "trường" for word in place.name.split()), place.name


def test_rows_of_both_tables_hang_together(gazetteer: Gazetteer) -> None:
    ids = {place.id for place in gazetteer.places()}
    rows = list(gazetteer.change_rows())
    assert {r["old_id"] for r in rows} | {r["new_id"] for r in rows} <= ids
    assert len({(r["old_id"], r["new_id"]) for r in rows}) == len(rows)
    without_heir = {p.id for p in gazetteer.places() if p.valid_to} - {r["old_id"] for r in rows}
    assert without_heir == {"26407-0", "23758-0"}
