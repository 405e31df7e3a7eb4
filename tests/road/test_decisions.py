"""What people decide holds over builds and rebuilds, and leaves nothing behind when it is taken back."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.archive.store import digest
from samples.server import SampleServer

from .conftest import Road, road_to

pytestmark = pytest.mark.road

SEED = "mau/long-thanh/3903"
GREEN = "cooperative-xanh_740-0"


@pytest.fixture(scope="module")
def decided(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Road]:
    """A home with two portals of Long Thành, built."""
    with SampleServer() as server:
        road = road_to(tmp_path_factory.mktemp("decided"), server)
        road.ocop("run", "mau/long-thanh", "mau/phuong-long-thanh", code=None)
        yield road


def decide(road: Road, *words: str) -> dict[str, str | None]:
    return dict(road.ocop("decide", *words))


def state_of(road: Road, article: str) -> dict[str, str]:
    return {row["do"]: row["state"] for row in road.rows("SELECT * FROM decisions WHERE article_id = ?", article)}


def test_decisions_are_applied_survive_a_rebuild_and_can_be_taken_back(decided: Road) -> None:
    road, before = decided, digest(decided.db)
    named = "SELECT count(*) AS n FROM mentions WHERE article_id = ? AND kind = 'cooperative'"
    assert road.rows(named, SEED)[0]["n"] >= 1

    why = ("--why", "đã xem bản in của huyện")
    decide(road, "reject", "--article", SEED, "--kind", "cooperative", "--surface", "HTX Nông nghiệp Xanh", *why)
    decide(road, "date", "--article", SEED, "--published", "2019-11", *why)
    decide(
        road,
        "add",
        "--article",
        SEED,
        "--kind",
        "group",
        "--surface",
        "Vườn rau an toàn",
        "--name",
        "Rau an toàn",
        *why,
    )
    decide(road, "reject", "--article", SEED, "--kind", "document", "--surface", "999/KH-UBND", *why)
    road.ocop("build", code=None)

    assert road.rows(named, SEED)[0]["n"] == 0
    article = road.rows("SELECT * FROM articles WHERE id = ?", SEED)[0]
    assert (article["published"], article["published_basis"], article["year"]) == ("2019-11", "decision", "2019")
    accepted = road.rows("SELECT * FROM dates WHERE article_id = ? AND accepted", SEED)
    assert [(row["basis"], row["evidence"]) for row in accepted] == [("decision", "đã xem bản in của huyện")]
    added = road.rows("SELECT * FROM mentions WHERE article_id = ? AND rule = 'decision'", SEED)
    assert [(row["kind"], row["name"], row["field"]) for row in added] == [("group", "Rau an toàn", "captions")]
    states = road.rows("SELECT do, kind, state FROM decisions WHERE article_id = ? ORDER BY do, kind", SEED)
    assert [tuple(row.values()) for row in states] == [
        ("add", "group", "applied"), ("date", None, "applied"), ("reject", "cooperative", "applied"),
        ("reject", "document", "evidence gone"),
    ]  # fmt: skip
    said = "".join(Path(road.home / "decisions" / "decisions.yml").read_text(encoding="utf-8"))
    assert "HTX Nông nghiệp Xanh" in said

    assert road.ocop("rebuild")["same"] is True
    (road.home / "decisions" / "decisions.yml").unlink()
    road.ocop("build", code=None)
    assert digest(road.db) == before


def test_a_rebuild_says_what_is_read_otherwise(decided: Road) -> None:
    """A decision stands for a changed rule: the archive as built before it, then a rebuild with it."""
    road = decided
    why = ("--why", "thử")
    decide(road, "reject", "--article", SEED, "--kind", "cooperative", "--surface", "HTX Nông nghiệp Xanh", *why)
    decide(road, "date", "--article", SEED, "--published", "2019-11", *why)
    changes = road.ocop("rebuild")["changes"]
    names = {(change["kind"], change["what"]): change for change in changes["names"]}
    assert names["cooperative", "removed"]["number"] >= 1
    assert names["cooperative", "removed"]["examples"][0].startswith(f"{SEED}: “HTX Nông nghiệp Xanh”")
    assert names["published", "moved"]["examples"] == [f"{SEED}: — → 2019-11"]
    assert names["figure", "changed"]["examples"] == [f"{SEED}: 2000 lao động as_of — → 2019"]
    assert {change["table"] for change in changes["tables"]} >= {"mentions", "articles", "dates", "decisions"}
    (road.home / "decisions" / "decisions.yml").unlink()
    assert road.ocop("rebuild")["same"] is False
    assert road.ocop("rebuild")["same"] is True


def test_an_article_that_is_none_of_the_archives_leaves_it(decided: Road) -> None:
    road, before = decided, digest(decided.db)
    decide(road, "irrelevant", "--article", "mau/phuong-long-thanh/34", "--why", "chỉ là lịch chợ")
    road.ocop("build", code=None)
    row = road.rows("SELECT state, title FROM articles WHERE id = 'mau/phuong-long-thanh/34'")[0]
    assert row["state"] == "irrelevant"
    for table in ("mentions", "article_texts", "article_entities", "dates"):
        assert not road.rows(f"SELECT 1 FROM {table} WHERE article_id = 'mau/phuong-long-thanh/34'"), table
    (road.home / "decisions" / "decisions.yml").unlink()
    road.ocop("build", code=None)
    assert digest(road.db) == before


def test_merged_and_split_ids_lead_on(decided: Road) -> None:
    road = decided
    others = [r["id"] for r in road.rows("SELECT id FROM cooperatives WHERE kind = 'cooperative' AND id <> ?", GREEN)]
    other = others[0]
    articles = road.rows("SELECT articles FROM cooperatives WHERE id = ?", GREEN)[0]["articles"]
    decide(
        road,
        "merge",
        "--kind",
        "cooperative",
        "--id",
        other,
        "--id",
        GREEN,
        "--into",
        GREEN,
        "--why",
        "đổi tên năm 2022",
    )
    road.ocop("build", code=None)
    assert not road.rows("SELECT 1 FROM cooperatives WHERE id = ?", other)
    assert road.rows("SELECT articles FROM cooperatives WHERE id = ?", GREEN)[0]["articles"] >= articles
    assert road.rows("SELECT new_id FROM entity_redirects WHERE old_id = ?", other) == [{"new_id": GREEN}]

    first = road.rows("SELECT article_id FROM mentions WHERE entity_id = ? ORDER BY 1 LIMIT 1", GREEN)[0]["article_id"]
    decide(
        road, "split", "--kind", "cooperative", "--id", GREEN, "--article", first, "--label", "moi", "--why", "khác chủ"
    )
    road.ocop("build", code=None)
    ids = {row["entity_id"] for row in road.rows("SELECT DISTINCT entity_id FROM mentions WHERE article_id = ?", first)}
    assert f"{GREEN}~moi" in ids and GREEN not in ids
    assert road.ocop("rebuild")["same"] is True
    (road.home / "decisions" / "decisions.yml").unlink()
    road.ocop("build", code=None)
    assert road.rows("SELECT new_id FROM entity_redirects WHERE old_id = ?", f"{GREEN}~moi") == [{"new_id": GREEN}]


def test_what_cannot_be_is_not_written(decided: Road) -> None:
    said = decided.ocop(
        "decide",
        "relink",
        "--article",
        SEED,
        "--kind",
        "commune",
        "--surface",
        "xã Lộc An",
        "--to",
        "1-0",
        "--why",
        "x",
        code=2,
    )
    assert "no place '1-0'" in said
    file = decided.home / "decisions" / "decisions.yml"
    assert not file.exists() or "1-0" not in file.read_text(encoding="utf-8")
    noted = decide(decided, "date", "--article", "mau/la/khong-co", "--published", "2020", "--why", "x")
    assert "holds no article" in str(noted["warning"])
    file.unlink()
