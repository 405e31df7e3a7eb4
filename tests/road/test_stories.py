"""One text on two portals is one story in the archive of the samples, with the portal that was first."""

import pytest

from .conftest import Road

pytestmark = pytest.mark.road


def test_a_reprint_is_one_story_and_its_first_portal_is_named(built: Road) -> None:
    (story,) = built.rows("SELECT * FROM stories WHERE portals > 1")
    assert story["earliest_article_id"] == "mau/dong-nai/5811"
    assert (story["articles"], story["portals"], story["why_unknown"]) == (2, 2, None)
    members = built.rows(
        "SELECT article_id, similarity FROM story_members WHERE story_id = ? ORDER BY article_id", story["id"]
    )
    assert [row["article_id"] for row in members] == ["mau/dong-nai/5811", "mau/xuan-loc/9"]
    assert all(row["similarity"] >= 0.8 for row in members)
    marked = built.rows("SELECT id FROM articles WHERE story_id = ? ORDER BY id", story["id"])
    assert [row["id"] for row in marked] == ["mau/dong-nai/5811", "mau/xuan-loc/9"]
