"""One half of tests/eval read by the public road of `ocop extract`, and how well: by type, by rule, date, relevance."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml

from evaluation import floors
from evaluation.entities import Counts, Miss, TypeScore, score_type, total
from evaluation.texts import ROOT, TYPES, EvalText, load_texts
from operate.extract import extract_text, publishing_unit
from pipeline.gazetteer import Gazetteer, load_gazetteer
from pipeline.model import HomeUnit

COMMAND = "python -m evaluation entities"


@dataclass(frozen=True)
class TypeResult:
    """One type over a half."""

    names: Counts
    exact: Counts
    overlapping: Counts
    misses: tuple[Miss, ...]
    values: Mapping[str, tuple[int, int]]


@dataclass(frozen=True)
class HalfResult:
    """One half of the texts."""

    half: str
    corpus: str
    """Digest over every text as annotated, so that floors are held against the same texts."""
    texts: int
    types: Mapping[str, TypeResult]
    """By `texts.TYPES`, those that are annotated or read at all."""
    rules: Mapping[str, Counts]
    """By rule: mentions that are right in place and name, and others."""
    dates: tuple[int, int]
    """Texts whose publication is exact or rightly null, of all."""
    relevance: tuple[int, int]
    misses: tuple[Miss, ...]
    """Wrong dates and wrong relevance."""

    @property
    def floored(self) -> floors.Values:
        """What has a floor: F1, so that a rule may trade a little precision for recall, or the other way round."""
        types = {name: {"f1": r.names.f1, "span_f1": r.overlapping.f1} for name, r in self.types.items()}
        return types | {"date": {"right": share(self.dates)}, "relevance": {"right": share(self.relevance)}}


def share(tally: tuple[int, int]) -> float:
    """Right of all; 1.0 of nothing."""
    right, asked = tally
    return right / asked if asked else 1.0


READ_ON = date(2026, 11, 30)
"""The day on which the texts are read: a label after November 2026 dates nothing (tests/eval/GUIDELINE.md)."""


def measure_half(
    half: str, root: Path = ROOT, on_text: Callable[[int, int], None] = lambda _done, _all: None
) -> HalfResult:
    """Read and score every text of `half`; `on_text(done, all)` is told of each. Raises TextError, ExtractError."""
    texts, gazetteer = load_texts(half, root), load_gazetteer()
    scores: dict[str, list[TypeScore]] = {kind: [] for kind in TYPES}
    wrong: list[Miss] = []
    dated = relevant = 0
    for number, text in enumerate(texts, 1):
        record = extract_text(text.plain, gazetteer, unit_of(text, gazetteer), READ_ON)
        for kind in TYPES:
            scores[kind].append(score_type(kind, text, record))
        on = (record["published"]["on"] or "")[:10] or None
        dated += on == text.published
        relevant += record["relevant"] == text.relevant
        if on != text.published:
            wrong.append(Miss("date", "date", text.id, f"{on} ({record['published']['basis']}), not {text.published}"))
        if record["relevant"] != text.relevant:
            wrong.append(Miss("relevance", "relevance", text.id, f"{record['relevant_why']}: {text.lines[0]}"))
        on_text(number, len(texts))
    results = {kind: _result(found) for kind, found in scores.items()}
    return HalfResult(
        half=half, corpus=corpus_digest(texts), texts=len(texts),
        types={kind: result for kind, result in results.items() if _speaks(result.names)},
        rules=_rules(score for found in scores.values() for score in found),
        dates=(dated, len(texts)), relevance=(relevant, len(texts)), misses=tuple(wrong),
    )  # fmt: skip


def unit_of(text: EvalText, gazetteer: Gazetteer) -> HomeUnit:
    """The publishing unit that the text's header gives. Raises ExtractError for one that does not exist."""
    on = date.fromisoformat(text.published) if text.published and len(text.published) == len("2024-05-12") else None
    return publishing_unit(text.unit, gazetteer, on)


def corpus_digest(texts: Iterable[EvalText]) -> str:
    """First 16 hex digits of a digest over every text with its truth."""
    return hashlib.sha256("\n".join(map(repr, texts)).encode()).hexdigest()[:16]


def _result(scores: list[TypeScore]) -> TypeResult:
    values: dict[str, tuple[int, int]] = {}
    for score in scores:
        for name, (right, asked) in score.values.items():
            before = values.get(name, (0, 0))
            values[name] = before[0] + right, before[1] + asked
    return TypeResult(
        total(score.names for score in scores), total(score.exact for score in scores),
        total(score.overlapping for score in scores), tuple(miss for score in scores for miss in score.misses), values,
    )  # fmt: skip


def _rules(scores: Iterable[TypeScore]) -> dict[str, Counts]:
    rules: dict[str, Counts] = {}
    for score in scores:
        for rule, counts in score.rules.items():
            rules[rule] = rules.get(rule, Counts()) + counts
    return dict(sorted(rules.items()))


def rules_file(half: HalfResult) -> str:
    """The shipped precision of rules (`pipeline.precision.SHIPPED`) as YAML. The frozen half is the one to give: what
    rules do on texts that they were made for says little."""
    told = {
        "where": f"{half.texts} bài đánh giá đóng băng · frozen evaluation texts",
        "rules": {rule: {"right": c.right, "n": c.right + c.invented} for rule, c in half.rules.items()},
    }
    head = "# Written by `python -m evaluation rules`: right in place and name, of all mentions of a rule.\n"
    return head + yaml.safe_dump(told, sort_keys=True, allow_unicode=True)


def _speaks(counts: Counts) -> bool:
    return bool(counts.right or counts.invented or counts.missed)
