"""A visit that a limit cut short, and the one that goes on from there: no list is taken for an empty one."""

import pytest

from .conftest import Road

pytestmark = pytest.mark.road

FRAMED = "mau/bac-ninh"
"""Its section's page is a frame: Liferay's script asks for the first items itself."""


@pytest.mark.parametrize("requests", [3, 7])
def test_a_list_behind_a_frame_is_seen_when_its_walk_goes_on(road: Road, requests: int) -> None:
    cut = road.ocop("crawl", FRAMED, "--limit-pages", str(requests), code=7)
    assert [check["check"] for check in cut["checks"] if check["level"] != "ok"] == ["stopped"]
    (section,) = road.ocop("crawl", FRAMED)["crawled"]["sources"][FRAMED]["sections"].values()
    assert section["first_page_items"] == 2 and section["ended"] == "last page"
