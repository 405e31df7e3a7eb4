"""A host that starts to answer for another body: captured, held, said; released by a person or by a green run."""

import pytest

from pipeline.gazetteer import load_gazetteer
from pipeline.publisher import other_body, own_names

from .conftest import Road

pytestmark = pytest.mark.road

DISTRICT = "mau/long-thanh"
LATER = "2026-11-20T02:00:00+00:00"
COMMUNE = ("[MẪU] Trang thông tin điện tử xã Bình An", "UBND xã Bình An")


def test_a_portal_that_answers_for_another_body_is_held(road: Road) -> None:
    road.ocop("run", DISTRICT, code=None)
    before = {row["id"] for row in road.rows("SELECT id FROM articles")}
    assert before and not [c for c in road.ocop("status", code=None)["checks"] if c["check"] == "handed on"]
    texts = road.rows("SELECT article_id, title, body FROM article_texts ORDER BY 1")
    road.server.world.hand_over("long-thanh", *COMMUNE)
    road.server.world.add_article(
        "long-thanh", id="7", title="Xã Bình An có sản phẩm OCOP đầu tiên", published="2026-11-18T08:00",
        sections=["108"], lead="Nhãn xuồng của xã Bình An được ba sao.", body="Xã Bình An mời bà con tới xem."
    )  # fmt: skip
    done = road.ocop("run", DISTRICT, now=LATER, code=6)
    check = next(c for c in done["checks"] if c["check"] == "handed on")
    assert check["level"] == "fail" and "xa binh an" in check["says"] and f"--accept {DISTRICT}" in check["says"]
    assert road.rows("SELECT parse_state FROM captures WHERE url LIKE '%NewsId=7&%'") == [{"parse_state": "held"}]
    assert {row["id"] for row in road.rows("SELECT id FROM articles")} == before, "captured, not built"
    assert road.rows("SELECT article_id, title, body FROM article_texts ORDER BY 1") == texts
    assert road.ocop("rebuild")["same"] is True
    assert "needs its reason" in road.ocop("build", "--accept", DISTRICT, code=2)
    road.ocop("build", "--accept", DISTRICT, "--why", "cổng đổi tên trên trang, vẫn của huyện", code=None)
    assert f"{DISTRICT}/7" in {row["id"] for row in road.rows("SELECT id FROM articles")}
    assert not [c for c in road.ocop("status", code=None)["checks"] if c["check"] == "handed on"]


def test_only_title_header_and_footer_name_a_publisher() -> None:
    gazetteer = load_gazetteer()
    assert (
        other_body("<title>Trang thông tin điện tử xã Xuân Lộc</title>", own_names(gazetteer, "741-0")) == "xa xuan loc"
    )
    assert other_body("<title>Trang thông tin điện tử huyện Xuân Lộc</title>", own_names(gazetteer, "741-0")) is None
    ward = own_names(gazetteer, "26425-20250701")
    assert other_body("<title>Trang thông tin điện tử phường Xuân Lộc</title>", ward) is None, (
        "the commune became a ward"
    )
    said = "<title>UBND xã Bình An họp</title><p>UBND huyện Cẩm Mỹ</p><footer>Tỉnh Đồng Nai</footer>"
    assert other_body(said, ward) is None, "what an article speaks of is no publisher"
    assert other_body('{"totalPageNum": 2, "items": []}', ward) is None, "a list in JSON names nobody"
