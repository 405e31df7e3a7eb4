"""A portal is re-skinned between two runs: its articles are read all the same, and the run says what happened."""

from .conftest import Road

LATER = "2026-12-20T02:00:00+00:00"


def test_a_redesign_is_read_by_the_fallback_and_told(road: Road) -> None:
    road.ocop("run", "mau/xuan-loc", code=None)
    before = {row["id"]: row["title"] for row in road.rows("SELECT id, title FROM articles")}
    assert not [check for check in road.ocop("status")["checks"] if check["check"] == "layout"]
    road.server.world.reskin("xuan-loc", seed=3)
    for number in range(4):
        road.server.world.add_article(
            "xuan-loc", id=9100 + number, title=f"Xã Xuân Lộc thêm {number + 2} sản phẩm OCOP ba sao",
            published=f"2026-12-1{number}T08:00", sections=_sections(road),
            lead=f"Xã vừa chấm xong đợt {number + 1}, các chủ thể chờ giấy chứng nhận.",
            body="Hội đồng chấm trong hai ngày, hồ sơ nào thiếu phiếu kiểm nghiệm phải bổ sung.\n\n"
            "Sản phẩm mới gồm trái cây sấy và mật ong, bán tại điểm giới thiệu ở trung tâm xã.",
        )  # fmt: skip
    road.ocop("run", "mau/xuan-loc", now=LATER, code=None)
    after = {row["id"]: row["title"] for row in road.rows("SELECT id, title FROM articles")}
    assert {key: after[key] for key in before} == before
    assert len(after) == len(before) + 4
    told = [check for check in road.ocop("status", now=LATER)["checks"] if check["check"] == "layout"]
    assert [check["level"] for check in told] == ["warn"]
    assert "giao diện cổng đã đổi" in told[0]["says"]
    assert road.rows("SELECT level FROM health WHERE \"check\" = 'layout'") == [{"level": "warn"}]


def _sections(road: Road) -> tuple[str, ...]:
    return next(iter(road.server.world.site("xuan-loc").articles.values())).sections
