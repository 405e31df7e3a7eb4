"""Write pipeline/gazetteer/data/places.csv and place_successors.csv. Run rarely; the output is committed.

    python scripts/build_gazetteer.py [--wheel FILE]

Reads the data (no code) of vietnamadminunits 1.0.4 (MIT), then overrides.csv and former_units.csv of that folder.
Later changes are not made here: they are one file each under data/decrees (see docs/gazetteer.md).
"""

import argparse
import csv
import hashlib
import json
import sqlite3
import subprocess
import sys
import tempfile
import unicodedata
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PACKAGE = "vietnamadminunits==1.0.4"
SHA256 = "737ee3662e877290386c1c45ed4d71f2e5fae34ab6fb9c64bfb4cb74b216ea35"
DATA = Path(__file__).resolve().parent.parent / "pipeline" / "gazetteer" / "data"
LAST_OLD_DAY = "2025-06-30"
FIRST_NEW_DAY = "2025-07-01"
PROVINCE_DECREE = "202/2025/QH15"
COMMUNE_DECREES = {"75": "1662/NQ-UBTVQH15", "68": "1671/NQ-UBTVQH15"}
ANY_COMMUNE_DECREE = "1654–1687/NQ-UBTVQH15"
"""One resolution for each province; which is whose is only verified for those above."""
WHEEL_POINT = "vietnamadminunits 1.0.4"
OVERRIDE_POINT = "overrides.csv"
KINDS = ("thị trấn", "thị xã", "thành phố", "đặc khu", "phường", "xã", "huyện", "quận", "tỉnh")

Row = dict[str, Any]


@dataclass
class Overrides:
    """What data/overrides.csv corrects, by code."""

    successors: dict[str, list[str]] = field(default_factory=dict)
    points: dict[str, tuple[str, str]] = field(default_factory=dict)
    also: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


@dataclass(frozen=True)
class Wheel:
    """The tables of the wheel that are used."""

    old: list[Row]
    new: list[Row]
    converter: dict[str, Any]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--wheel", type=Path, help=f"{PACKAGE} as a file; without it pip downloads it")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        wheel = read_wheel(options.wheel or download(Path(folder)), Path(folder))
    overrides = read_overrides(DATA / "overrides.csv")
    former = list(_read_csv(DATA / "former_units.csv"))
    changes = successor_rows(wheel, overrides, former)
    places = [*new_places(wheel, overrides), *old_places(wheel, overrides, former)]
    _give_points(places, changes)
    _write_csv(DATA / "places.csv", places)
    _write_csv(DATA / "place_successors.csv", changes)
    sys.stdout.write(f"{len(places)} places, {len(changes)} changes\n")


def download(folder: Path) -> Path:
    """The wheel, fetched by pip without its dependencies."""
    subprocess.run([sys.executable, "-m", "pip", "download", "--no-deps", "--dest", folder, PACKAGE], check=True)
    return next(folder.glob("*.whl"))


def read_wheel(path: Path, folder: Path) -> Wheel:
    """The tables; raises SystemExit where the file is not the one all corrections were made against."""
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != SHA256:
        raise SystemExit(f"{path} has sha256 {found}, expected {SHA256}: take {PACKAGE} itself, or redo overrides.csv")
    with zipfile.ZipFile(path) as archive:
        database = archive.extract("vietnamadminunits/data/dataset.db", folder)
        converter = json.loads(archive.read("vietnamadminunits/data/converter_2025.json"))
    with sqlite3.connect(database) as db:
        db.row_factory = sqlite3.Row
        old, new = (
            [dict(row) for row in db.execute(f"SELECT * FROM {table}")]
            for table in ("admin_units_legacy", "admin_units")
        )
    return Wheel(old, new, converter)


def read_overrides(path: Path) -> Overrides:
    """overrides.csv; raises SystemExit on a row of an unknown sort."""
    overrides = Overrides()
    for row in _read_csv(path):
        if row["what"] == "successors":
            overrides.successors[row["code"]] = row["value"].split("+")
        elif row["what"] == "point":
            lat, _, lon = row["value"].partition(",")
            overrides.points[row["code"]] = (lat, lon)
        elif row["what"] == "also":
            overrides.also[row["code"]].append(row["value"])
        else:
            raise SystemExit(f"{path.name}: {row['what']!r} is none of successors, point, also")
    return overrides


def split_kind(full: str) -> tuple[str, str]:
    """("xã", "Lộc An") of "Xã Lộc An"; the kind in lower case, every word of the name with a capital."""
    full = " ".join(unicodedata.normalize("NFC", full).split())
    kind = next(kind for kind in KINDS if full.lower().startswith(f"{kind} "))
    words = full[len(kind) + 1 :].split()
    return kind, " ".join(w if w == "trường" else w[0].upper() + w[1:] for w in words)


def merged_provinces(wheel: Wheel) -> set[str]:
    """Codes (of 2025) of provinces whose extent changed on 2025-07-01; the others go on as they were."""
    new = {row["provinceKey"]: row["provinceCode"] for row in wheel.new}
    return {new[key] for key, olds in wheel.converter["DICT_PROVINCE"].items() if len(olds) > 1}


def new_places(wheel: Wheel, overrides: Overrides) -> Iterator[Row]:
    """Units since 2025-07-01."""
    merged = merged_provinces(wheel)
    seen: set[str] = set()
    for row in wheel.new:
        province = row["provinceCode"]
        if province in merged and province not in seen:
            seen.add(province)
            yield _place(f"{province}-20250701", row["province"], "", lat=row["provinceLat"], lon=row["provinceLon"],
                         coord_source=WHEEL_POINT, valid_from=FIRST_NEW_DAY, decree=PROVINCE_DECREE,
                         also=overrides.also.get(province, []))  # fmt: skip
        code = row["wardCode"]
        moved = code in overrides.points
        lat, lon = overrides.points[code] if moved else (row["wardLat"], row["wardLon"])
        yield _place(f"{code}-20250701", row["ward"], _new_province_id(province, merged), lat=lat, lon=lon,
                     coord_source=(OVERRIDE_POINT if moved else WHEEL_POINT) if lat else "", valid_from=FIRST_NEW_DAY,
                     decree=COMMUNE_DECREES.get(province, ANY_COMMUNE_DECREE))  # fmt: skip


def old_places(wheel: Wheel, overrides: Overrides, former: list[Row]) -> Iterator[Row]:
    """Units until 2025-06-30, and provinces that went on."""
    merged, new_codes = merged_provinces(wheel), {row["provinceCode"] for row in wheel.new}
    seen: set[str] = set()
    for row in wheel.old:
        province, district, ward = row["provinceCode"], row["districtCode"], row["wardCode"]
        if province not in seen:
            seen.add(province)
            goes_on = province in new_codes - merged
            yield _place(f"{province}-0", row["province"], "", valid_to="" if goes_on else LAST_OLD_DAY,
                         also=overrides.also.get(province, []))  # fmt: skip
        if district not in seen:
            seen.add(district)
            yield _place(f"{district}-0", row["district"], f"{province}-0", valid_to=LAST_OLD_DAY,
                         former=_former_names(row["districtAlias"]), also=overrides.also.get(district, []))  # fmt: skip
        if ward:
            yield _place(f"{ward}-0", row["ward"], f"{district}-0", valid_to=LAST_OLD_DAY,
                         former=_former_names(row["wardAlias"]), also=overrides.also.get(ward, []))  # fmt: skip
    for row in former:
        yield _place(f"{row['code']}-0", f"{row['kind']} {row['name']}", f"{row['district']}-0",
                     valid_to=row["valid_to"])  # fmt: skip


def successor_rows(wheel: Wheel, overrides: Overrides, former: list[Row]) -> list[Row]:
    """What took over on 2025-07-01: communes and provinces. Districts have no successor of their own level."""
    merged = merged_provinces(wheel)
    code_of = {(row["provinceKey"], row["wardKey"]): row["wardCode"] for row in wheel.new}
    old_id = {_old_key(row): f"{row['wardCode'] or row['districtCode']}-0" for row in wheel.old}
    targets: dict[str, list[str]] = defaultdict(list)
    for key, province, ward in _conversions(wheel):
        targets[old_id[key]].append(code_of[province, ward])
    targets |= {f"{code}-0": codes for code, codes in overrides.successors.items()}
    rows = [_change(old, f"{code}-20250701", len(codes)) for old, codes in targets.items() for code in codes]
    new_code = {row["provinceKey"]: row["provinceCode"] for row in wheel.new}
    old_code = {row["provinceKey"]: row["provinceCode"] for row in wheel.old}
    for key, olds in wheel.converter["DICT_PROVINCE"].items():
        if new_code[key] in merged:
            rows += [_change(f"{old_code[old]}-0", f"{new_code[key]}-20250701", 1) for old in olds]
    for row in former:
        for code in filter(None, row["successors"].split("+")):
            rows.append(_change(f"{row['code']}-0", f"{code}-0", 1, decree=row["decree"]))
    return rows


def _conversions(wheel: Wheel) -> Iterator[tuple[str, str, str]]:
    for province, wards in wheel.converter["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for ward, olds in wards.items():
            yield from ((old, province, ward) for old in olds)
    for province, olds in wheel.converter["DICT_PROVINCE_WARD_DIVIDED"].items():
        for old, wards in olds.items():
            yield from ((old, province, ward["newWardKey"]) for ward in wards)


def _give_points(places: list[Row], changes: list[Row]) -> None:
    """Old communes stand at their successor's point: the wheel's own came from a geocoder that forbids passing on."""
    points = {row["id"]: (row["lat"], row["lon"]) for row in places}
    heirs: dict[str, list[str]] = defaultdict(list)
    for change in changes:
        heirs[change["old_id"]].append(change["new_id"])
    for row in places:
        if len(row["id"].partition("-")[0]) == 5 and not row["valid_from"] and row["id"] in heirs:
            heir = min(heirs[row["id"]])
            lat, lon = points[heir]
            row.update(lat=lat, lon=lon, coord_source=f"successor {heir}" if lat else "")


def _old_key(row: Row) -> str:
    return f"{row['provinceKey']}_{row['districtKey']}_{row['wardKey'] or ''}"


def _new_province_id(code: str, merged: set[str]) -> str:
    return f"{code}-20250701" if code in merged else f"{code}-0"


def _former_names(alias: str | None) -> list[str]:
    """Folded names with their kind ("xabinhphu") of units that were merged into this one before 2025."""
    kinds = ("xa", "phuong", "thitran", "huyen", "quan", "thixa", "thanhpho")
    return sorted({name for name in json.loads(alias or "[]") if name.startswith(kinds)})


def _place(
    place_id: str, full: str, parent_id: str, *, lat: object = "", lon: object = "", coord_source: str = "",
    valid_from: str = "", valid_to: str = "", decree: str = "", also: Iterable[str] = (), former: Iterable[str] = (),
) -> Row:  # fmt: skip
    kind, name = split_kind(full)
    return {
        "id": place_id, "kind": kind, "name": name, "parent_id": parent_id, "valid_from": valid_from,
        "valid_to": valid_to, "lat": lat, "lon": lon, "coord_source": coord_source, "decree": decree,
        "also": "|".join(also), "former": "|".join(former),
    }  # fmt: skip


def _change(old: str, new: str, heirs: int, decree: str = "") -> Row:
    """The day after `valid_to` of the old unit is the day; an empty decree means the new unit's own."""
    return {"old_id": old, "new_id": new, "part": "whole" if heirs == 1 else "part", "decree": decree}


def _read_csv(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def _write_csv(path: Path, rows: list[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(sorted(rows, key=lambda row: tuple(row.values())[:2]))


if __name__ == "__main__":
    main()
