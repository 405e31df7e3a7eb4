"""`media` of ocop.toml over the whole road: what is fetched, what is kept, what is shown; and what a source forbids."""

from collections import Counter

import pytest

from crawler.captures.reader import CaptureReader

from .conftest import Road

pytestmark = pytest.mark.road

PORTALS = ("mau/nhon-trach", "mau/bao-mau")


def _run(road: Road, policy: str, now: str) -> Counter[str]:
    """Run with a policy; how many captures of each role there are then."""
    (road.home / "ocop.toml").write_text(f'media = "{policy}"\n', encoding="utf-8")
    road.ocop("run", *PORTALS, now=now, code=None)
    with CaptureReader(road.home) as reader:
        return Counter(f"{capture.source_id} {capture.role}" for capture in reader.captures())


def _states(road: Road, table: str) -> set[str]:
    return {row["state"] for row in road.rows(f"SELECT DISTINCT state FROM {table}")}


def _thumbnails(road: Road) -> int:
    return len(list((road.home / "media").glob("*.jpg")))


def test_a_policy_holds_from_the_fetch_to_the_archive_and_may_be_widened(road: Road) -> None:
    none = _run(road, "none", "2026-11-02T02:00:00+00:00")
    assert not [key for key in none if key.endswith((" image", " attachment"))]
    assert (_states(road, "article_images"), _states(road, "attachments")) == ({"left out"}, {"left out"})
    assert _thumbnails(road) == 0

    small = _run(road, "thumbnail", "2026-11-03T02:00:00+00:00")
    assert small["mau/nhon-trach image"] == 2 and not small["mau/nhon-trach attachment"]
    assert "ok" in _states(road, "article_images") and _states(road, "attachments") == {"left out"}
    assert _thumbnails(road) == 2
    assert not road.rows("SELECT id FROM captures WHERE role = 'image'"), "the originals are not offered"

    full = _run(road, "full", "2026-11-04T02:00:00+00:00")
    assert full["mau/nhon-trach image"] == small["mau/nhon-trach image"], "no picture is fetched twice"
    assert full["mau/nhon-trach attachment"] >= 1
    assert road.rows("SELECT id FROM captures WHERE role = 'image'")
    assert "left out" not in _states(road, "attachments")

    (road.home / "ocop.toml").write_text('media = "none"\n', encoding="utf-8")
    road.ocop("rebuild")
    assert (_states(road, "article_images"), _thumbnails(road)) == ({"left out"}, 0)

    assert full["mau/bao-mau article"] >= 3 and not full["mau/bao-mau image"], (
        "facts only: no picture is anybody's to keep"
    )
    newspaper = road.server.world.site("bao-mau").portal.host
    asked = [each.path for each in road.server.requests if each.host.startswith(newspaper)]
    assert asked and not [path for path in asked if path.lower().endswith((".jpg", ".png"))]
