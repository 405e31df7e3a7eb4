"""Searches that look only where a match can begin find what a search of the whole text finds."""

import re
from collections.abc import Iterable

import pytest

from evaluation.texts import load_texts
from pipeline.dates import text_bounds
from pipeline.entities import (
    cooperatives,
    document_context,
    figures,
    place_lists,
    producers,
    product_context,
    product_groups,
    product_stars,
)
from pipeline.gazetteer.cues import CUE, CUE_BEGINS
from pipeline.scan import WordIndex, matches_at, starts_of
from pipeline.text import fold

PLAIN = [text.plain for text in load_texts("dev")]
LOWER = [text.lower() for text in PLAIN]
FOLDED = [fold(text) for text in PLAIN]


@pytest.mark.parametrize(
    ("pattern", "words", "texts"),
    [
        pytest.param(product_context._OPENS, product_context._OPENING_WORDS, LOWER, id="product-list"),
        pytest.param(product_stars._RECORD, product_stars._RECORD_BEGINS, LOWER, id="stars-of-record"),
        pytest.param(text_bounds._DAY, text_bounds._DAY_BEGINS, FOLDED, id="day"),
        pytest.param(text_bounds._AS_OF, ("den",), FOLDED, id="as-of"),
        pytest.param(text_bounds._YEARS, ("nam",), FOLDED, id="years"),
    ],
)  # fmt: skip
def test_a_search_at_known_words_misses_nothing(pattern: re.Pattern[str], words: Iterable[str], texts: list[str]):
    whole = [[found.span() for found in pattern.finditer(text)] for text in texts]
    assert any(whole), "the texts hold nothing to find"
    assert [[found.span() for found in matches_at(pattern, text, words)] for text in texts] == whole


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        pytest.param(cooperatives._HEAD, cooperatives._HEAD_BEGINS, id="cooperative"),
        pytest.param(producers._HEAD, producers._HEAD_BEGINS, id="producer"),
        pytest.param(figures._QUICK, figures._UNIT_BEGINS, id="figure"),
        pytest.param(place_lists._OPENS, place_lists._OPENING_WORDS, id="place-list"),
        pytest.param(product_groups._pattern(), product_groups._HEADS, id="product-group"),
    ],
)  # fmt: skip
def test_a_search_at_whole_words_misses_nothing(pattern: re.Pattern[str], words: frozenset[str]):
    whole = [[found.span() for found in pattern.finditer(text)] for text in LOWER]
    assert any(whole), "the texts hold nothing to find"
    assert [[found.span() for found in WordIndex(text).matches(pattern, words)] for text in LOWER] == whole


def test_cues_of_units_begin_with_their_first_words():
    whole = [[found.span() for found in CUE.finditer(text)] for text in PLAIN]
    assert any(whole), "the texts hold nothing to find"
    for text, spans in zip(PLAIN, whole, strict=True):
        assert {start for start, _ in spans} <= {
            *WordIndex(text.lower()).starts(CUE_BEGINS), *(at for at, _ in spans if text[at - 1].isalnum())
        }  # fmt: skip


@pytest.mark.parametrize(
    ("before", "start"),
    [("trong các", 6), ("(các", 1), ("trong số 1.200", 9), ("Quyết định 12/1.200", None), ("bác", None), ("", None),
     ("ông phó chủ tịch", None), ("mô hình", 0), ("một_số", None), ("\nhai", 1)],
)  # fmt: skip
def test_a_phrase_is_found_right_before_something(before: str, start: int | None):
    assert cooperatives._PLURAL.start(before) == start


def test_the_longest_phrase_before_is_meant():
    assert cooperatives._PERSON_CUE.start("theo ông phó chủ tịch hđqt") == 9


def test_words_inside_others_and_overlapping_ones_are_found_in_order():
    assert starts_of(("xã", "thị xã"), "thị xã, xã") == [0, 4, 8]
    assert starts_of(("aa",), "aaa", 1) == [1]


def test_sentences_that_rate_are_the_same_looked_up_or_searched():
    for text in LOWER:
        rating = product_context.RatingWords(text)
        at = 0
        for line in text.split("\n"):
            assert rating.between(at, at + len(line)) == product_context.rates(line)
            at += len(line) + 1


def test_states_of_a_rating_are_the_same_looked_up_or_searched():
    lines = [line for text in PLAIN for line in text.split("\n")]
    searched = [
        next((state for state, words in product_context._STATES if words.search(line.lower())), "announced")
        for line in lines
    ]
    assert len(set(searched)) > 2, "the texts tell of no states"
    assert [product_context.state_between(line, 0, len(line)) for line in lines] == searched


def test_brackets_behind_a_count_are_the_same_looked_up_or_searched():
    texts = [*LOWER, "1234 sản phẩm của xã (chả cá, mắm và khô); 2 sản phẩm 3 sản phẩm khác ( trà, cà phê)"]
    whole = [[found.span() for found in product_context._COUNTED_BRACKET.finditer(text)] for text in texts]
    assert any(whole), "the texts hold nothing to find"
    found = [[match.span() for match in product_context._counted_before_brackets(text)] for text in texts]
    assert found == whole


def test_who_issues_is_the_same_looked_up_or_searched():
    seen = 0
    for text in PLAIN:
        for word in re.finditer("kế hoạch|quyết định|nghị quyết|công văn", text, re.IGNORECASE):
            start, end = max(0, word.start() - 200), word.start()
            last = None
            for found in document_context.ISSUER.finditer(text, start, end):
                last = found if document_context._ISSUES.fullmatch(text, found.end(), end) else last
            looked_up = document_context.issuer_before(text, start, end)
            assert (looked_up and looked_up.span()) == (last and last.span())
            seen += last is not None
    assert seen, "the texts hold nothing to find"
