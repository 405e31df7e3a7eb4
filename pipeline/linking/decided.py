"""Merges and splits that people decided, over entities as the rules gathered them; and where old ids lead."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from pipeline.decisions.apply import APPLIED, GONE
from pipeline.decisions.values import Decided, EntityKind, Merge, Split
from pipeline.linking.common import Gathered, Row


@dataclass
class Settled:
    """Entities of one kind after decisions."""

    entities: list[Gathered]
    states: list[tuple[Decided, str]] = field(default_factory=list)


def settle(kind: EntityKind, gathered: Sequence[Gathered], decisions: Iterable[Merge | Split]) -> Settled:
    """Merges and splits of that kind, in the order of the files."""
    settled = Settled(list(gathered))
    for decision in decisions:
        if decision.kind == kind:
            _merge(settled, decision) if isinstance(decision, Merge) else _split(settled, decision)
    settled.entities.sort(key=lambda found: found.id)
    return settled


def _split(settled: Settled, decision: Split) -> None:
    whole = next((found for found in settled.entities if found.id == decision.id), None)
    parted = [m for m in whole.mentions if m["article_id"] in decision.articles] if whole else []
    settled.states.append((decision, APPLIED if parted else GONE))
    if whole is None or not parted:
        return
    settled.entities.remove(whole)
    kept = [m for m in whole.mentions if m["article_id"] not in decision.articles]
    settled.entities += [Gathered(whole.id, kept)] if kept else []
    settled.entities.append(Gathered(f"{decision.id}~{decision.label}", parted))


def _merge(settled: Settled, decision: Merge) -> None:
    wanted = {*decision.ids, decision.into}
    members = [found for found in settled.entities if found.id in wanted]
    others = [found for found in members if found.id != decision.into]
    settled.states.append((decision, APPLIED if others else GONE))
    if others:
        mentions = [m for found in members for m in found.mentions]
        mentions.sort(key=lambda m: (m["article_id"], m["position"]))
        settled.entities = [found for found in settled.entities if found not in members]
        settled.entities.append(Gathered(decision.into, mentions))


def redirects(decisions: Iterable[Merge | Split]) -> Iterator[Row]:
    """Rows of `entity_redirects`: where the ids lead that people merged into others."""
    for decision in decisions:
        if isinstance(decision, Merge):
            for old in sorted({*decision.ids} - {decision.into}):
                yield {"old_id": old, "kind": decision.kind, "new_id": decision.into, "why": decision.why}
