"""Districts and provinces that bore another name or kind between 2018 and 2025, or went into another one."""

import csv
from datetime import date
from pathlib import Path

import pytest

from pipeline.article.plain_text import read_text
from pipeline.entities.places import find_places
from pipeline.gazetteer import chain_labels, load_gazetteer
from pipeline.gazetteer.home import home_unit
from pipeline.model import PlaceMention

SON_LA, QUANG_NINH, HUE = "14-0", "22-0", "46-0"


def places(sentence: str, home: str, on: date) -> list[PlaceMention]:
    article = read_text(f"Tin của Ban biên tập\n\n{sentence}")
    gazetteer = load_gazetteer()
    return list(find_places(article, gazetteer, home_unit(gazetteer, home), on))


@pytest.mark.parametrize(("on", "kind"), [(date(2020, 5, 1), "huyện"), (date(2025, 3, 1), "thị xã")])
def test_a_district_has_the_kind_of_the_day(on: date, kind: str) -> None:
    (found,) = places("Đoàn về Mộc Châu, ở Mộc Châu có nhiều chè.", SON_LA, on)[:1]
    assert (found.kind, found.name, found.place_id) == (kind, "Mộc Châu", "123-0")
    assert chain_labels(load_gazetteer(), "123-0", on)[0] == ("123-0", f"{kind} Mộc Châu, tỉnh Sơn La")


def test_both_kinds_are_the_one_district_on_every_day() -> None:
    for kind in ("huyện", "thị xã"):
        assert [p.place_id for p in places(f"Tại {kind} Mộc Châu.", SON_LA, date(2025, 3, 1))] == ["123-0"]


def test_a_district_that_went_into_another_keeps_its_name_and_leads_there() -> None:
    (found,) = places("Tại huyện Hoành Bồ có 3 sản phẩm.", QUANG_NINH, date(2019, 6, 1))
    assert (found.kind, found.name, found.place_id) == ("huyện", "Hoành Bồ", "193-0")
    assert (found.district, found.province) == ("thành phố Hạ Long", "tỉnh Quảng Ninh")


@pytest.mark.parametrize(
    ("on", "level", "place_id", "candidates"),
    [(date(2019, 6, 1), "district", None, ("474-0", "475-0")), (date(2026, 6, 1), "province", "46-0", ())],
)
def test_hue_was_a_city_of_its_province_until_2024(
    on: date, level: str, place_id: str | None, candidates: tuple[str, ...]
) -> None:
    (found,) = places("Hội chợ ở TP Huế khai mạc.", HUE, on)
    assert (found.level, found.kind, found.name) == (level, "thành phố", "Huế")
    assert (found.place_id, found.candidates) == (place_id, candidates)


def test_a_name_is_told_as_it_is_written_an_abbreviation_spelt_out() -> None:
    (spelt, short) = places("Ở huyện Đak Hà và TP.HCM có bán.", "62-0", date(2023, 6, 1))
    assert (spelt.name, short.name) == ("Đak Hà", "Hồ Chí Minh")


def test_every_row_names_its_heir_and_says_what_of_it_was_checked() -> None:
    gazetteer = load_gazetteer()
    file = Path(__file__).parents[2] / "pipeline" / "gazetteer" / "data" / "former_names.csv"
    with file.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) == 63
    for row in rows:
        heir = gazetteer.get(f"{row['code']}-0")
        assert heir.label != row["full"]
        assert (heir.level, heir.valid_to) in (("district", "2025-06-30"), ("province", None))
        assert row["until"] < "2025-07-01"
        assert row["checked"] == "from memory" or {"day", "decree"} & set(row["checked"].replace(":", ",").split(", "))
