"""The evaluation of page reading: its floors hold, its yardsticks measure, and a re-skin is noticed."""

from collections import Counter
from dataclasses import replace

import pytest
from click.testing import CliRunner
from lxml import html as lxml_html

from evaluation.__main__ import main
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


def test_a_family_whose_pages_went_away_keeps_its_floors(measured: Measured) -> None:
    floors = pinned(measured, {}, lower=False)
    fewer = replace(measured, families={name: r for name, r in measured.families.items() if name != "liferay"})
    assert below_floors(fewer, pinned(fewer, floors, lower=False)) == ["liferay: has floors and no pages any more"]
    assert below_floors(fewer, pinned(fewer, floors, lower=True)) == []


def test_lowering_is_part_of_pinning() -> None:
    refused = CliRunner().invoke(main, ["fields", "--lower"])
    assert refused.exit_code == 2
    assert "--pin" in refused.output


def test_a_redesign_changes_names_and_order_and_keeps_words() -> None:
    pages = {page.family: page for page in golden_pages()}
    assert len(pages) == 13
    for page in pages.values():
        skins = [mutated(page.html, seed) for seed in range(20)]
        assert len(set(skins)) == 20
        assert skins[7] == mutated(page.html, 7)
        assert all(_words(skin) == _words(page.html) for skin in skins), page.url


def test_nothing_of_a_family_s_selectors_holds_after_a_redesign(measured: Measured) -> None:
    pages = {page.family: page for page in golden_pages() if page.fields.body and page.truth.lead}
    assert set(measured.families) - set(pages) == {"generic"}
    for page in pages.values():
        bases = {read_html(mutated(page.html, seed), page.url, page.fields).body_basis for seed in range(20)}
        assert bases <= {"prose", "trafilatura"}, page.url


def _words(page: str) -> Counter[str]:
    body = lxml_html.document_fromstring(page).find("body")
    assert body is not None
    return Counter(" ".join(body.itertext()).split())
