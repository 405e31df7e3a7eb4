"""The annotated texts: how a file is read, how a reading is scored, and that neither half falls under its floors."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from evaluation import __main__ as command
from evaluation import floors
from evaluation.entities import Counts, score_type
from evaluation.halves import COMMAND, HalfResult, measure_half, rules_file, unit_of
from evaluation.report import PAGE, with_table
from evaluation.texts import HALVES, TextError, load_texts, parse_text
from operate.extract import extract_text, publishing_unit
from pipeline.gazetteer import load_gazetteer
from pipeline.precision import SHIPPED

HEAD = "home: mẫu\nlevel: district\nunit: huyện Long Thành, tỉnh Đồng Nai\nshown: 12/5/2024\npublished: 2024-05-12\nrelevant: yes\n---\n"
TEXT = (
    HEAD
    + """⟦district|Huyện Long Thành|huyện Long Thành⟧ có thêm ⟦fig|3 sản phẩm OCOP||value=3;unit=sản phẩm;kind=new⟧

-

UBND ⟦district|huyện Long Thành⟧ ban hành Quyết  định số ⟦doc|123/QÐ-UBND|123/QĐ-UBND⟧; ⟦coop|HTX Nông nghiệp Xanh⟧ (⟦commune|xã Lộc An⟧, ⟦?province|Đồng Nai|tỉnh Đồng Nai⟧) có tên trong danh sách.

[ảnh] Gian hàng của ⟦coop|HTX Nông nghiệp Xanh⟧. Ảnh: N.V
"""
)


@pytest.fixture(scope="module")
def measured() -> dict[str, HalfResult]:
    return {half: measure_half(half) for half in HALVES}


@pytest.mark.parametrize("half", HALVES)
def test_nothing_is_under_its_floor(measured: dict[str, HalfResult], half: str) -> None:
    result = measured[half]
    pinned = floors.load(Path(command.__file__).with_name(f"floors-{half}.yml"))
    assert floors.below(result.corpus, result.floored, pinned, COMMAND) == []


def test_the_shipped_precision_of_rules_is_what_they_do(measured: dict[str, HalfResult]) -> None:
    now = rules_file(measured["test"])
    assert SHIPPED.read_text(encoding="utf-8") == now, "rules or texts changed: `python -m evaluation rules`"


@pytest.mark.parametrize("half", HALVES)
def test_every_text_can_be_read(half: str) -> None:
    texts, gazetteer = load_texts(half), load_gazetteer()
    for text in texts:
        unit_of(text, gazetteer)
        for gold in text.gold:
            assert text.lines[gold.line][gold.start : gold.end] == gold.surface, (text.id, gold)
    titles = [text.lines[0] for text in texts]
    assert len(titles) == len(set(titles))


def test_marks_are_taken_off_and_index_the_printed_line() -> None:
    text = parse_text(TEXT, "a")
    assert text.lines[0] == "Huyện Long Thành có thêm 3 sản phẩm OCOP"
    assert text.lines[2].startswith("UBND huyện Long Thành ban hành Quyết định số 123/QĐ-UBND; HTX Nông nghiệp Xanh (")
    assert [(g.type, g.surface, g.optional) for g in text.gold if g.line == 2] == [
        ("district", "huyện Long Thành", False),
        ("doc", "123/QĐ-UBND", False),
        ("coop", "HTX Nông nghiệp Xanh", False),
        ("commune", "xã Lộc An", False),
        ("province", "Đồng Nai", True),
    ]
    assert text.captions == (3,)
    assert text.plain.split("\n")[:3] == ["Huyện Long Thành có thêm 3 sản phẩm OCOP", "", "12/5/2024"]


def test_marks_nest() -> None:
    text = parse_text(HEAD + "Tiêu đề\n\n-\n\nCó ⟦product|Gạo ⟦commune|Lộc An|xã Lộc An⟧|Gạo Lộc An|stars=4⟧.\n", "a")
    product, commune = text.gold
    assert (product.surface, product.values, commune.surface) == ("Gạo Lộc An", {"stars": "4"}, "Lộc An")


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        ("home: x\n---\nA\n\n-\n", "header without level"),
        (HEAD + "A\n\n⟦coop|HTX B.\n", "not closed"),
        (HEAD + "A\n\n⟦hợp tác xã|HTX B⟧.\n", "is no type"),
        (HEAD + "A\n\n⟦fig|3 sản phẩm⟧.\n", "fig needs value="),
        (HEAD.replace("yes", "có") + "A\n\n-\n", "relevant is yes or no"),
        (HEAD.replace("2024-05-12", "12/5/2024") + "A\n\n-\n", "published is an ISO day"),
    ],
)
def test_a_text_that_breaks_the_format_is_refused_by_name(broken: str, says: str) -> None:
    with pytest.raises(TextError, match=says) as refused:
        parse_text(broken, "bai-01")
    assert "bai-01" in str(refused.value)


def test_a_reading_is_scored_by_name_and_by_span() -> None:
    text = parse_text(TEXT, "a")
    gazetteer = load_gazetteer()
    record = extract_text(text.plain, gazetteer, publishing_unit(text.unit, gazetteer))
    assert record["published"]["on"] == "2024-05-12"
    assert record["relevant"] is True
    assert score_type("fig", text, record).names == Counts(right=1)
    for kind in ("doc", "coop", "commune", "district"):
        score = score_type(kind, text, record)
        assert (score.names.f1, score.exact.f1, score.misses) == (1.0, 1.0, ()), kind
    assert score_type("coop", text, record).names == Counts(right=1)
    assert score_type("coop", text, record).exact == Counts(right=2)
    assert score_type("province", text, record).names == Counts(), "an optional mark counts neither way"

    without = replace(text, gold=tuple(g for g in text.gold if g.type != "coop"))
    invented = score_type("coop", without, record)
    assert (invented.names, invented.exact) == (Counts(invented=1), Counts(invented=2))
    assert invented.misses[0].told.startswith("'nông nghiệp xanh' (cooperative.")
    missed = score_type("coop", text, record | {"cooperatives": []})
    assert (missed.names.recall, missed.names.precision, missed.names.f1) == (0.0, 1.0, 0.0)


def test_a_bare_number_is_the_document_that_the_text_names_in_full() -> None:
    line = "Quyết định số ⟦doc|148/QĐ-TTg⟧; theo Quyết định ⟦doc|148⟧ và Quyết định ⟦doc|05|5⟧."
    text = parse_text(HEAD + f"Tiêu đề\n\n-\n\n{line}\n", "a")
    record = {"title": "Tiêu đề", "lead": "", "body": text.lines[2], "captions": "", "documents": []}

    def read(*norms: str) -> Counts:
        spans = {"field": "body", "start": 0, "end": 4, "surface": "Quyế", "rule": "document.state"}
        return score_type("doc", text, record | {"documents": [{"norm": norm} | spans for norm in norms]}).names

    assert read("148/QĐ-TTg", "5/QĐ-UBND") == Counts(right=2)
    assert read("148/QĐ-TTg", "148", "5") == Counts(right=2)
    assert read("148/QĐ-UBND") == Counts(invented=1, missed=2)


def test_misses_of_the_test_half_are_shown_only_when_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "test").mkdir()
    (tmp_path / "test" / "bai.txt").write_text(TEXT.replace("⟦doc|123/QÐ-UBND|123/QĐ-UBND⟧", "123/QĐ-UBND"), "utf-8")
    monkeypatch.setattr(command, "FLOORS", tmp_path)
    monkeypatch.setattr(command, "measure_half", lambda half: measure_half(half, tmp_path))
    quiet = CliRunner().invoke(command.main, ["entities", "test", "--pin"])
    assert quiet.exit_code == 0, quiet.output
    assert "bai" not in quiet.output
    told = CliRunner().invoke(command.main, ["entities", "test", "--show-test-misses"])
    assert "invented doc bai: '123/qđ-ubnd'" in told.output


def test_the_page_takes_its_table_from_what_was_measured(measured: dict[str, HalfResult]) -> None:
    page = PAGE.read_text(encoding="utf-8")
    told = with_table(page, measured["dev"], measured["test"], date(2026, 11, 26))
    assert f"({measured['dev'].texts} development texts, {measured['test'].texts} frozen ones)" in told
    assert with_table(told, measured["dev"], measured["test"], date(2026, 11, 26)) == told
    with pytest.raises(ValueError, match="no table"):
        with_table("# Trang khác", measured["dev"], measured["test"], date(2026, 11, 26))
