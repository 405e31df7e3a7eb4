"""The evaluation of page reading: its floors hold, its yardsticks measure, and a re-skin is noticed."""

from dataclasses import replace

import pytest

from evaluation.golden import golden_pages
from evaluation.measure import FIELDS, Measured, below_floors, load_floors, measure, pinned
from evaluation.scoring import score, word_f1
from pipeline.article.html import read_html
from samples.reskin import mutated


@pytest.fixture(scope="module")
def measured() -> Measured:
    return measure()


def test_nothing_is_under_its_floor(measured: Measured) -> None:
    assert below_floors(measured, load_floors()) == []


def test_fields_are_right_on_the_golden_pages_of_every_family(measured: Measured) -> None:
    assert len(measured.families) == 13
    for name, result in measured.families.items():
        assert min(result.values[field] for field in FIELDS) >= 0.99, (name, result.missed)
        assert result.values["body_f1"] >= 0.98, name


def test_a_redesign_costs_little_of_title_and_body(measured: Measured) -> None:
    for name, result in measured.families.items():
        assert result.values["reskinned_title_f1"] >= 0.95, name
        assert result.values["reskinned_body_f1"] >= 0.95, name


def test_a_floor_falls_only_when_told(measured: Measured) -> None:
    worse = replace(
        measured,
        families={
            name: replace(result, values={key: value / 2 for key, value in result.values.items()})
            for name, result in measured.families.items()
        },
    )
    floors = pinned(measured, {}, lower=False)
    assert len(below_floors(worse, floors)) == len(worse.families) * 10
    assert pinned(worse, floors, lower=False) == floors
    assert below_floors(worse, pinned(worse, floors, lower=True)) == []


def test_a_wrong_reading_is_scored_wrong() -> None:
    page = next(page for page in golden_pages() if page.truth.images and page.truth.lead)
    article = read_html(page.html, page.url, page.fields)
    assert score(article, page.truth.published, page.truth).right["title"]
    swapped = replace(article, title=article.lead, body=article.body[: len(article.body) // 3], images=())
    right = score(swapped, "1999-01-01", page.truth).right
    assert not any(right[name] for name in ("title", "body", "images", "date"))
    assert word_f1("một hai ba bốn", "một hai") == pytest.approx(2 / 3)


def test_a_redesign_changes_names_and_keeps_words() -> None:
    page = golden_pages()[0]
    assert len({mutated(page.html, seed) for seed in range(20)}) == 20
    assert mutated(page.html, 7) == mutated(page.html, 7)
    assert 'class="' in page.html
    before, after = (read_html(html, page.url, page.fields) for html in (page.html, mutated(page.html, 7)))
    assert word_f1(f"{after.lead} {after.body}", f"{before.lead} {before.body}") == 1.0
