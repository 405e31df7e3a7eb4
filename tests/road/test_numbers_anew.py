"""A host whose article numbers begin anew, under the same title and body: captured, held, said, released by a person."""

from typing import Any

import pytest

from .conftest import Road

pytestmark = pytest.mark.road

CITY = "mau/dong-nai"
LATER, THEN, AT_LAST = (f"2026-11-{day}T02:00:00+00:00" for day in (20, 22, 24))


def anew(number: int, title: str) -> dict[str, Any]:
    section = "kinh-te-nong-thon"
    return {"id": str(number), "title": title, "published": f"2026-11-1{number}T08:00", "sections": [section],
            "lead": f"{title}, theo tin của phường.", "body": "Bà con tới xem và mua sản phẩm ba sao của phường."}  # fmt: skip


FRESH = [
    anew(1, "Phường mới khai trương điểm bán sản phẩm OCOP"),
    anew(2, "Hợp tác xã của phường nhận sao"),
    anew(3, "Kế hoạch OCOP năm 2027 của phường"),
    anew(4, "Bánh tráng phường lên kệ siêu thị"),
]


def checks(road: Road) -> list[dict[str, Any]]:
    return [c for c in road.ocop("status", code=None)["checks"] if c["check"] == "handed on"]


def test_a_portal_whose_numbers_begin_anew_is_held(road: Road) -> None:
    road.ocop("run", CITY, code=None)
    before = road.rows("SELECT article_id, title, body FROM article_texts ORDER BY 1")
    assert len(before) > 5 and not checks(road)
    road.server.world.start_anew("dong-nai", FRESH)
    done = road.ocop("run", CITY, now=LATER, code=6)
    check = next(c for c in done["checks"] if c["check"] == "handed on")
    assert check["level"] == "fail" and "numbers begin anew" in check["says"] and f"--accept {CITY}" in check["says"]
    states = road.rows("SELECT DISTINCT parse_state FROM captures WHERE fetched_at > '2026-11-19' AND outcome = 'ok'")
    assert states == [{"parse_state": "held: numbers"}], "captured"
    assert road.rows("SELECT article_id, title, body FROM article_texts ORDER BY 1") == before, "not built"
    assert road.ocop("rebuild")["same"] is True

    road.ocop("run", CITY, now=THEN, code=6)
    assert road.rows("SELECT count(*) AS n FROM articles") == [{"n": len(before)}], "still held by the next visit"

    why = "phường xác nhận: vẫn là cổng của thành phố, mới thay phần mềm"
    road.ocop("build", "--accept", CITY, "--why", why, now=THEN, code=None)
    assert {f"{CITY}/{n}" for n in (1, 3)} <= {row["id"] for row in road.rows("SELECT id FROM articles")}
    assert not checks(road) and CITY in (road.home / "decisions" / "release.csv").read_text(encoding="utf-8")
    assert not (road.home / "decisions" / "accept.csv").exists(), "its pages may still name no other body"
    assert road.ocop("rebuild", now=THEN)["same"] is True
    road.server.world.add_article("dong-nai", **anew(5, "Phường có thêm một sản phẩm OCOP bốn sao"))
    road.ocop("run", CITY, now=AT_LAST, code=None)
    assert f"{CITY}/5" in {row["id"] for row in road.rows("SELECT id FROM articles")}
    assert not checks(road)


def test_an_archive_of_old_numbers_beside_the_known_lists_is_built(road: Road) -> None:
    road.ocop("run", CITY, code=None)
    for data in FRESH:
        road.server.world.add_article("dong-nai", **data)
    road.ocop("run", CITY, now=LATER, code=None)
    assert not checks(road)
    assert f"{CITY}/1" in {row["id"] for row in road.rows("SELECT id FROM articles")}
