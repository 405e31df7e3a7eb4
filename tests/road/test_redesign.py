"""A portal is re-skinned between two runs: its articles are read all the same, and the run says what happened."""

import json

from .conftest import Road

LATER = "2026-12-20T02:00:00+00:00"


def test_a_redesign_is_read_by_the_fallback_and_told(road: Road) -> None:
    road.ocop("run", "mau/xuan-loc", code=None)
    before = {row["id"]: row["title"] for row in road.rows("SELECT id, title FROM articles")}
    assert before
    assert not _told(road)
    assert not _died(road), "nothing has changed yet"
    road.server.world.reskin("xuan-loc", seed=3)
    died = _died(road)
    assert any(finding["check"] == "fields.body" and "none of the" in finding["says"] for finding in died)
    _add_articles(road, "xuan-loc")
    road.ocop("run", "mau/xuan-loc", now=LATER, code=None)
    after = {row["id"]: row["title"] for row in road.rows("SELECT id, title FROM articles")}
    assert {key: after[key] for key in before} == before
    assert len(after) == len(before) + 4
    [(level, says)] = _told(road)
    assert level == "warn"
    assert f"giao diện cổng đã đổi: {len(after)} trong {len(after)} bài" in says, "old pages are looked at again too"
    assert f"trước đây 0 trong {len(before)}" in says
    assert road.rows("SELECT level FROM health WHERE \"check\" = 'layout'") == [{"level": "warn"}]


def test_a_portal_that_was_always_read_so_has_not_changed(road: Road) -> None:
    road.ocop("run", "mau/long-thanh", "mau/dinh-quan", code=None)
    [(_, first)] = _told(road)
    assert "giao diện khác các cổng cùng họ" in first
    _add_articles(road, "dinh-quan")
    road.ocop("run", "mau/dinh-quan", now=LATER, code=None)
    [(_, later)] = _told(road)
    assert "giao diện cổng vẫn lạ" in later
    assert "đã đổi" not in later


def _died(road: Road) -> list[dict[str, str]]:
    (verdict,) = json.loads(road.ocop("sources", "check", "mau/xuan-loc", "--diff", code=None).splitlines()[0])
    return [finding for finding in verdict["findings"] if finding["check"].startswith(("fields.", "listing."))]


def _told(road: Road) -> list[tuple[str, str]]:
    checks = road.ocop("status", now=LATER)["checks"]
    return [(check["level"], check["says"]) for check in checks if check["check"] == "layout"]


def _add_articles(road: Road, portal: str) -> None:
    sections = next(iter(road.server.world.site(portal).articles.values())).sections
    for number in range(4):
        road.server.world.add_article(
            portal, id=9100 + number, title=f"Xã Xuân Lộc thêm {number + 2} sản phẩm OCOP ba sao",
            published=f"2026-12-1{number}T08:00", sections=sections,
            lead=f"Xã vừa chấm xong đợt {number + 1}, các chủ thể chờ giấy chứng nhận.",
            body=f"Hội đồng chấm {number + 2} hồ sơ trong hai ngày, hồ sơ nào thiếu phiếu kiểm nghiệm phải bổ sung trước ngày "
            f"{number + 20} tháng sau.\n\nSản phẩm mới gồm trái cây sấy và mật ong, bán tại điểm giới thiệu ở trung tâm xã; "
            "hợp tác xã mời bà con đến xem cách làm và góp ý về bao bì trong tuần này.",
        )  # fmt: skip
