"""A portal against its own past: redesigns that answer 200, lists that stand still, quiet portals that must not alarm."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from crawler.captures.rows import Visit
from crawler.portals.source import Assertions, Source
from pipeline.archive.past_checks import against_past
from pipeline.archive.visit_pages import PageRead, VisitPages

BEGUN = datetime(2026, 3, 2, 2, tzinfo=UTC)
SOURCE = Source(id="mau/a", name="", name_en="", level="commune", unit="", hosts=("a.vn",), family="generic",
                home_url="https://a.vn")  # fmt: skip


def page(number: int, **more: object) -> PageRead:
    values: dict[str, object] = {
        "article_id": f"mau/a/{number}", "role": "article", "parse_state": "parsed", "title": f"Tin {number}",
        "body_length": 900, "body_digest": number, "dated": True, "images": 2, "attachments": 0, "capture_id": number,
    } | more  # fmt: skip
    return PageRead(**values)  # type: ignore[arg-type]


def visit(day: float, pages: Sequence[PageRead] = (), listed: int = 0, has_next: bool | None = True) -> VisitPages:
    tally = {"new": listed, "considered": 0, "first_page_items": 20, "first_page_next": has_next}
    at = BEGUN + timedelta(days=day)
    return VisitPages(Visit(int(day), "mau/a", f"{at:%Y-%m-%dT%H:%M:%SZ}", {"sections": {"/tin": tally}}), list(pages))


def found(*visits: VisitPages, source: Source = SOURCE, alike: float = 1.0, pace: int = 0) -> dict[str, str]:
    checks = against_past(source, visits, lambda _: alike, pace)
    return {check.check: check.level for check in checks if check.level != "ok"}


GOOD = [visit(day, [page(10 * day + n) for n in range(4)], listed=4) for day in range(12)]


def test_a_healthy_portal_is_silent() -> None:
    assert found(*GOOD) == {} and found(GOOD[0]) == {}


def test_fields_that_die_fail_at_the_first_visit_after() -> None:
    for name, change in (("title", {"title": ""}), ("body", {"body_length": 10}), ("date", {"dated": False})):
        assert found(*GOOD, visit(12, [page(n, **change) for n in range(3)], listed=3))[f"Z2 {name}"] == "fail"


def test_one_odd_article_fails_nothing() -> None:
    assert found(*GOOD, visit(12, [page(1), page(2), page(3, dated=False)], listed=3)) == {}


def test_a_portal_that_never_printed_days_warns_until_its_operator_says_so() -> None:
    undated = [visit(day, [page(10 * day + n, dated=False) for n in range(4)], listed=4) for day in range(3)]
    assert found(*undated) == {"Z2 date": "warn"}
    said = Source(**{**SOURCE.__dict__, "assertions": Assertions(date=0)})
    assert found(*undated, source=said) == {}


def test_one_body_on_many_pages_is_the_wrong_block() -> None:
    assert found(*GOOD, visit(12, [page(n, body_digest=7) for n in range(3)], listed=3)) == {"Z4": "fail"}


def test_known_articles_that_read_otherwise_fail_without_a_new_one() -> None:
    canaries = [page(n, role="canary") for n in range(3)]
    assert found(*GOOD, visit(12, canaries, listed=1), alike=0.5) == {"Z3 text": "fail"}
    assert found(*GOOD, visit(12, canaries, listed=1), alike=0.9) == {}
    gone = [page(1, role="canary", parse_state="no_match"), *canaries[1:]]
    assert found(*GOOD, visit(12, gone, listed=1)) == {"Z3 text": "warn"}


def test_pictures_that_stop_warn() -> None:
    assert found(*GOOD, visit(12, [page(n, images=0) for n in range(3)], listed=3)) == {"Z8 images": "warn"}


def test_a_list_that_stands_still_warns_then_fails_by_its_own_pace() -> None:
    weekly = [visit(day, listed=1 if day % 7 == 0 else 0) for day in range(64)]
    still = [visit(64 + day) for day in range(60)]
    assert found(*weekly, *still[:10]) == {}
    assert found(*weekly, *still[:35]) == {"Z5": "warn"}
    assert found(*weekly, *still) == {"Z5": "fail"}


def test_a_quiet_commune_does_not_alarm() -> None:
    quiet = [visit(day, listed=1 if day % 40 == 0 else 0) for day in range(0, 321, 2)]
    assert found(*quiet, *[visit(321 + day) for day in range(70)]) == {}
    assert found(*quiet[:20], *[visit(40 + day) for day in range(20)]) == {}, "few gaps known: patience"


def test_a_new_portal_of_few_articles_is_given_the_time_that_its_articles_took() -> None:
    still = [visit(day, listed=1 if day == 0 else 0) for day in range(80)]
    assert found(*still) == {"Z5": "warn"}
    assert found(*still, pace=60) == {}
    assert found(*still, *[visit(80 + day) for day in range(120)], pace=400) == {"Z5": "warn"}, "half a year at most"
    once = [visit(day, listed=1 if day in (0, 80) else 0) for day in range(160)]
    assert found(*once) == {}, "one long gap was seen"


def test_a_lost_next_page_is_told() -> None:
    assert found(*GOOD, visit(12, has_next=False, listed=1)) == {"Z6 /tin": "warn"}
