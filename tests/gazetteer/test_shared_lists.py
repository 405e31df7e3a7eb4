"""Agreement with two independent lists that lie beside the checkout; they are no part of the product."""

import csv
from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest

from pipeline.gazetteer import load_gazetteer
from pipeline.gazetteer.keys import name_key

LISTS = Path(__file__).resolve().parents[3] / "shared" / "gazetteer"
pytestmark = pytest.mark.skipif(not LISTS.is_dir(), reason="the lists to check against are not here")


def rows(name: str) -> list[dict[str, str]]:
    with (LISTS / name).open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def test_units_of_july_2026() -> None:
    ours = {p.code: p for p in load_gazetteer().places() if p.valid_to is None}
    listed = {row["code"]: row for row in rows("units-2026-07.csv")}
    # Ba Chẽ stands there under 06978, a slip that its makers corrected to 06970 in August 2026
    assert set(listed) ^ set(ours) == {"06970", "06978"}
    for code in set(listed) & set(ours):
        assert ours[code].kind == listed[code]["kind"].lower()
        assert name_key(ours[code].name) == name_key(listed[code]["name"])
        if ours[code].level == "commune":
            assert (ours[code].province_id or "").startswith(f"{listed[code]['province_code']}-")


def test_successors_of_july_2025() -> None:
    gazetteer = load_gazetteer()
    listed: dict[str, set[str]] = defaultdict(set)
    for row in rows("successors-2025-07.csv"):
        listed[row["old_code"]].add(row["new_code"])
    ours = {
        p.code: {s.place.code for s in gazetteer.successors(p.id, date(2025, 7, 1))}
        for p in gazetteer.places()
        if p.level == "commune" and p.valid_to == "2025-06-30"
    }
    # 12 abolished communes were left in that list; about 25 of its rows are known to be wrong
    assert len(set(listed) - set(ours)) == 12
    assert not set(ours) - set(listed)
    assert 0 < sum(ours[code] != listed[code] for code in ours) <= 30
