"""Whose units an article speaks of that nobody can date."""

from datetime import date

import pytest

from pipeline.gazetteer import load_gazetteer
from pipeline.gazetteer.home import home_unit
from pipeline.reading import understand
from tests.entities.plain_article import plain

FAIR = "Gian hàng của Công ty TNHH Yến Xanh (X.Phước An) có yến sào."


@pytest.mark.parametrize(
    ("text", "captured", "place_id"),
    [
        (f"UBND H.Nhơn Trạch trao giấy chứng nhận OCOP. {FAIR}", date(2026, 10, 1), "26503-0"),
        (f"UBND H.Nhơn Trạch trao giấy chứng nhận OCOP. {FAIR}", None, "26503-0"),
        (f"UBND huyện Nhơn Trạch cũ từng trao giấy chứng nhận OCOP. {FAIR}", date(2026, 10, 1), "26503-20250701"),
        (f"UBND xã trao giấy chứng nhận OCOP. {FAIR}", date(2026, 10, 1), "26503-20250701"),
    ],
)
def test_where_a_districts_body_acts_the_districts_still_stand(text: str, captured: date | None, place_id: str) -> None:
    gazetteer = load_gazetteer()
    home = home_unit(gazetteer, "75-20260430")
    read = understand(plain(text), gazetteer, home=home, captured=captured)
    assert read.dates.published is None
    (commune,) = [place for place in read.entities.places if place.level == "commune"]
    assert commune.place_id == place_id
