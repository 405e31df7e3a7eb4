"""A new decree is one data file."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from pipeline.gazetteer import Gazetteer, GazetteerDataError, build_gazetteer, load_gazetteer

DATA = Path(__file__).resolve().parents[2] / "pipeline" / "gazetteer" / "data"
DAY = date(2027, 1, 1)


def with_decree(folder: Path, text: str) -> Gazetteer:
    (folder / "invented.yml").write_text(text, "utf-8")
    return build_gazetteer(DATA, DATA / "decrees", folder)


def test_without_its_file_the_change_of_2026_is_not_there(tmp_path: Path) -> None:
    gazetteer = build_gazetteer(DATA, tmp_path)
    assert [s.place.label for s in gazetteer.successors("26392-0", DAY)] == ["xã Long Thành"]
    shutil.copy(DATA / "decrees" / "2026-04-30-dong-nai.yml", tmp_path)
    again = build_gazetteer(DATA, tmp_path)
    assert [s.place.label for s in again.successors("26392-0", DAY)] == ["phường Long Thành"]
    assert again.version != gazetteer.version
    assert again.version == load_gazetteer().version


def test_an_invented_decree(tmp_path: Path) -> None:
    gazetteer = with_decree(
        tmp_path,
        """
decree: 999/NQ-UBTVQH16
valid_from: 2027-01-01
units:
  - {code: "26383", kind: phường, name: An Phước, whole: ["26383"], part: ["26389"]}
  - {code: "26389", kind: xã, name: Bình An, part: ["26389"], lat: 10.9, lon: 107.0}
  - {code: "26404", kind: xã, name: Hội Tân, whole: ["26413", "26422"]}
""",
    )
    assert {s.place.id: s.part for s in gazetteer.successors("26386-0", DAY)} == {
        "26383-20270101": "part",
        "26389-20270101": "part",
    }
    assert gazetteer.get("26389-20250701").valid_to == "2026-12-31"
    assert gazetteer.get("26383-20270101").parent_id == "75-20260430"
    assert gazetteer.get("26389-20270101").lat == 10.9
    (united,) = gazetteer.successors("26410-0", DAY)
    assert (united.place.full_label, united.decree) == ("xã Hội Tân, thành phố Đồng Nai", "999/NQ-UBTVQH16")
    assert gazetteer.latest == DAY
    assert gazetteer.area_id("26416-0") == gazetteer.area_id("26410-0")


def test_provinces_can_be_merged(tmp_path: Path) -> None:
    gazetteer = with_decree(
        tmp_path,
        """
decree: 998/2026/QH16
valid_from: 2027-01-01
units: [{code: "79", kind: thành phố, name: Hồ Chí Minh, whole: ["79", "75"]}]
""",
    )
    commune = gazetteer.get("26389-20250701")
    assert commune.province_id == "79-20270101"
    assert gazetteer.chain(commune.id, date(2026, 12, 31))[2].id == "75-20260430"
    assert gazetteer.chain(commune.id, date(2026, 1, 1))[2].id == "75-20250701"
    assert gazetteer.inside(commune.id, "75-20260430")


@pytest.mark.parametrize(
    ("units", "says"),
    [
        ('[{code: "99999", kind: xã, name: A, whole: ["99999"]}]', "no unit with code 99999"),
        ('[{code: "26389", kind: xã, name: A, part: ["26389"]}]', "26389 is divided but has 1 heir"),
        ('[{code: "26389", kind: xã, name: A, whole: ["26383"]}]', "26389 is still in use"),
        ('[{code: "26390", kind: xã, name: A}]', "26390 comes from nowhere"),
        ('[{code: "26389", kind: xã, name: A, whole: ["26389"], parent: x}]', "parent"),
        ('[{code: "26389", kind: xã, name: A, whole: ["26389"], province: "70"}]', "province 70"),
        ('[{code: "2638", kind: xã, name: A, whole: ["26389"]}]', "2 digits"),
        ('[{code: "26389", kind: xã, name: A, whole: ["26389"]}, {code: "26383", kind: xã, name: B, '
         'whole: ["26383", "26389"]}]', "more than one unit"),
    ],
)  # fmt: skip
def test_a_wrong_file_names_itself_and_the_code(tmp_path: Path, units: str, says: str) -> None:
    with pytest.raises(GazetteerDataError, match=says):
        with_decree(tmp_path, f"decree: 1/NQ\nvalid_from: 2027-01-01\nunits: {units}\n")
