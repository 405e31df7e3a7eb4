"""Which articles carry the same text, and which was first: over sketches of real-looking texts."""

import itertools

from pipeline.linking.stories import Member, connected, earliest, member_rows, story_id, story_row
from pipeline.sketch import bands, similarity, sketch
from samples.world import World

DONG_NAI = World().sites["dong-nai"].articles
MERGER, BULLETIN = DONG_NAI["5811"].body, DONG_NAI["6270"].body


def member(article_id: str, text: str, published: str | None = None, **more: str | None) -> Member:
    sketched = sketch(text)
    assert sketched
    values = {"date_from": published, "date_to": published, "first_seen": "2026-11-02T02:00:00Z", **more}
    number = sum(map(ord, article_id))
    return Member(article_id, number, article_id.rpartition("/")[0], article_id, published, sketch=sketched, **values)  # type: ignore[arg-type]


def groups(*members: Member) -> list[list[str]]:
    by_n = {m.n: m for m in members}
    found = connected(by_n, itertools.combinations(by_n, 2))
    return [[m.article_id for m in group] for group in found]


def test_a_reprint_with_its_own_lead_and_signature_is_the_same_text() -> None:
    reprint = f"Trang của xã xin đăng lại bài sau.\n{MERGER}\nTheo Cổng thông tin điện tử tỉnh"
    one, other = sketch(MERGER), sketch(reprint)
    assert one and other
    assert similarity(one, other) >= 0.8
    assert set(bands(one)) & set(bands(other))


def test_accents_case_and_spaces_make_no_other_text() -> None:
    assert sketch(MERGER) == sketch(MERGER.upper().replace(" ", "\u00a0")) == sketch(f"  {MERGER}\n\n")


def test_two_reports_of_one_programme_are_two_texts() -> None:
    texts = {a.id: a.body for a in DONG_NAI.values() if sketch(a.body)}
    sketches = {number: sketch(text) for number, text in texts.items()}
    assert len(sketches) >= 10
    for one, other in itertools.combinations(sketches.values(), 2):
        assert one and other
        assert similarity(one, other) < 0.3


def test_a_notice_of_two_lines_has_no_sketch() -> None:
    assert sketch("Hộ dân để rác trước nhà sau 18 giờ, phân loại rác tái chế riêng.") is None


def test_the_earliest_dated_portal_is_named() -> None:
    first = member("dong-nai/tinh/1", MERGER, "2025-07-03T09:05")
    later = member("dong-nai/xuan-loc/9", MERGER, "2025-07-04")
    other = member("dong-nai/tinh/2", BULLETIN, "2025-10-22")
    assert groups(later, other, first) == [["dong-nai/tinh/1", "dong-nai/xuan-loc/9"]]
    assert earliest([later, first]) == (first, None)
    row = story_row([first, later])
    assert row["portals"] == row["articles"] == 2
    assert (row["earliest_source_id"], row["last_published"]) == ("dong-nai/tinh", "2025-07-04")
    assert [m["similarity"] for m in member_rows([first, later])] == [1.0, 1.0]


def test_where_bounds_overlap_nobody_is_the_earliest() -> None:
    dated = member("a/a/1", MERGER, "2025-07-03")
    unknown = member("b/b/1", MERGER, None, date_from=None, date_to="2026-01-01")
    after = member("c/c/1", MERGER, None, date_from="2025-08-01", date_to=None)
    assert earliest([dated, after]) == (dated, None)
    assert earliest([dated, unknown])[0] is None
    assert "b/b/1" in str(earliest([dated, unknown])[1])


def test_of_one_day_without_a_clock_nobody_is_the_earliest() -> None:
    morning, day = member("a/a/1", MERGER, "2025-07-03T09:05"), member("b/b/1", MERGER, "2025-07-03")
    evening = member("c/c/1", MERGER, "2025-07-03T19:00")
    assert earliest([morning, day])[0] is None
    assert earliest([evening, morning]) == (morning, None)


def test_a_later_reprint_leaves_the_storys_id() -> None:
    old = member("z/z/1", MERGER, "2025-07-03")
    new = member("a/a/1", MERGER, "2025-07-01", first_seen="2026-12-01T00:00:00Z")
    group = connected({m.n: m for m in (old, new)}, [(old.n, new.n)])[0]
    assert story_id(group) == "z/z/1"
