"""Far more new articles at once than a portal ever brought: captured, held, said, published when a person says that they
are the portal's own (reliability Z9; when a flood is over: tests/build/test_floods.py, rigs/year.py)."""

from typing import Any

import pytest

from .conftest import Road

pytestmark = pytest.mark.road

PORTAL = "mau/vinh-cuu"
DAYS = [f"2026-11-{day:02}T02:00:00+00:00" for day in range(3, 6)]


def announce(road: Road, numbers: range) -> None:
    sections = next(iter(road.server.world.site("vinh-cuu").articles.values())).sections
    for number in numbers:
        road.server.world.add_article(
            "vinh-cuu", id=str(90_000 + number), title=f"Xã Mẫu có thêm sản phẩm OCOP ba sao, đợt {number}",
            published="2026-11-04T08:00", sections=sections, lead=f"Hội đồng của xã vừa chấm xong đợt thứ {number}.",
            body=f"Hội đồng chấm {number} hồ sơ; hồ sơ nào thiếu phiếu kiểm nghiệm phải bổ sung.",
        )  # fmt: skip


def articles(road: Road) -> set[str]:
    return {row["id"] for row in road.rows("SELECT id FROM articles")}


def flood_checks(done: dict[str, Any]) -> list[dict[str, Any]]:
    return [check for check in done["checks"] if check["check"] == "Z9"]


def test_a_flood_is_held_until_a_person_says_that_it_is_the_portals_own(road: Road) -> None:
    road.ocop("run", PORTAL, code=None)
    road.ocop("run", PORTAL, now=DAYS[0], code=None)
    announce(road, range(1, 3))
    road.ocop("run", PORTAL, now=DAYS[1], code=None)
    before = articles(road)
    announce(road, range(10, 65))
    done = road.ocop("run", PORTAL, now=DAYS[2], code=None)

    (check,) = flood_checks(done)
    assert (check["level"], check["value"], check["limit"]) == ("warn", "55", "50")
    assert "55 trang được lưu, chưa dựng" in check["says"] and f"--accept {PORTAL}" in check["says"]
    assert articles(road) == before, "what was published before stays, nothing of the flood is"
    states = road.rows("SELECT parse_state, count(*) AS n FROM captures WHERE parse_state LIKE 'held%' GROUP BY 1")
    assert states == [{"parse_state": "held: flood", "n": 55}], "captured"
    (held,) = road.rows("SELECT url FROM captures WHERE parse_state = 'held: flood' LIMIT 1")
    assert "held: flood" in road.ocop("explain", held["url"])["state"]
    assert road.rows("SELECT level FROM health WHERE \"check\" = 'Z9'") == [{"level": "warn"}]
    assert f"ocop build --accept {PORTAL}" in str(road.ocop("report", now=DAYS[2], code=None))
    assert road.ocop("rebuild", now=DAYS[2])["same"] is True

    road.ocop("build", "--accept", PORTAL, "--why", "cổng đăng bù kết quả chấm cả năm", now=DAYS[2], code=None)
    assert len(articles(road) - before) == 55 and not road.rows("SELECT 1 FROM health WHERE \"check\" = 'Z9'")
