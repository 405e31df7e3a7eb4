"""Decisions about one article, applied to what was read of it; where their evidence is gone, they say so."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pipeline.decisions.added import added
from pipeline.decisions.values import Add, Irrelevant, OnArticle, OnWords, Reject, Relink, SetDate
from pipeline.gazetteer import Gazetteer, describe_now
from pipeline.model import FIELDS, Article, Entities, PlaceMention, Span

APPLIED, AGREES, GONE = "applied", "no change", "evidence gone"
"""States of a decision: it changed something; what is read says so anyway; the words that it names are not there."""
_GROUPS = {
    "commune": "places", "district": "places", "province": "places", "document": "documents",
    "cooperative": "cooperatives", "union": "cooperatives", "group": "cooperatives", "credit_fund": "cooperatives",
    "producer": "producers", "product": "products",
}  # fmt: skip
"""Kind of mention -> field of Entities."""


@dataclass(frozen=True)
class Outcome:
    """What became of a decision in this build."""

    decision: OnArticle
    state: str


def date_decision(decisions: Sequence[OnArticle]) -> tuple[str, str] | None:
    """(published, why) of the last decision about the date, or None."""
    dates = [decision for decision in decisions if isinstance(decision, SetDate)]
    return (dates[-1].published, dates[-1].why) if dates else None


def is_irrelevant(decisions: Sequence[OnArticle]) -> bool:
    """Whether a person said that the article is not about the programme."""
    return any(isinstance(decision, Irrelevant) for decision in decisions)


def apply(
    article: Article, entities: Entities, decisions: Sequence[OnArticle], gazetteer: Gazetteer
) -> tuple[Entities, list[Outcome]]:
    """`entities` as people corrected them, decisions in order; and what became of each."""
    outcomes = []
    for decision in decisions:
        state = APPLIED
        if isinstance(decision, OnWords):
            spans = list(_evidence(article, decision))
            changed = _changed(entities, decision, spans, gazetteer) if spans else entities
            state = GONE if not spans else AGREES if changed == entities else APPLIED
            entities = changed
        outcomes.append(Outcome(decision, state))
    return entities, outcomes


def _evidence(article: Article, decision: OnWords) -> Iterator[Span]:
    """Where the words of the decision stand: everywhere, or inside its quote only."""
    for name in FIELDS:
        text = article.text_of(name)
        for quote in re.finditer(_loosely(decision.quote or decision.surface), text):
            for found in re.finditer(_loosely(decision.surface), quote[0]):
                start = quote.start() + found.start()
                yield Span(name, start, start + len(found[0]), found[0])


def _loosely(words: str) -> str:
    """People copy a passage from a page: line breaks and runs of spaces do not count."""
    return r"\s+".join(map(re.escape, words.split()))


def _changed(entities: Entities, decision: OnWords, spans: Sequence[Span], gazetteer: Gazetteer) -> Entities:
    group = _GROUPS[decision.kind]
    mentions: tuple[Any, ...] = getattr(entities, group)
    match decision:
        case Reject():
            kept = tuple(m for m in mentions if not (m.span in spans and kind_of(m, group) == decision.kind))
        case Relink():
            kept = tuple(_relinked(m, decision, gazetteer) if m.span in spans else m for m in mentions)
        case Add():
            there = {m.span for m in mentions}
            new = (added(decision, span, gazetteer) for span in spans if span not in there)
            kept = (*mentions, *new)
    return replace(entities, **{group: kept})


def kind_of(mention: Any, group: str) -> str:
    """The kind under which a mention stands in the tables."""
    if group == "places":
        return str(mention.level)
    return str(mention.kind) if group == "cooperatives" else group.removesuffix("s")


def _relinked(mention: PlaceMention, decision: Relink, gazetteer: Gazetteer) -> PlaceMention:
    _, district, province = gazetteer.chain(decision.to)
    return mention._replace(
        place_id=decision.to, candidates=(), district=district.label if district else None,
        province=province.label, now=describe_now(gazetteer, decision.to, gazetteer.latest), rule="decision",
    )  # fmt: skip
