"""Decision files: every `*.yml` of a home's decisions/ is a list of decisions. Every fault is named with its line."""

import difflib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path

import yaml
from pydantic import TypeAdapter, ValidationError

from pipeline.decisions.values import (
    KINDS,
    PLACE_KINDS,
    Add,
    Decided,
    DecisionError,
    Merge,
    OnArticle,
    Placed,
    Relink,
    Split,
)
from pipeline.gazetteer import Gazetteer


@dataclass(frozen=True)
class Decisions:
    """Every decision of a home, with where it stands."""

    placed: tuple[tuple[Placed, Decided], ...] = ()

    @cached_property
    def on_entities(self) -> tuple[Merge | Split, ...]:
        """Merges and splits, in the order of the files."""
        return tuple(decision for _, decision in self.placed if isinstance(decision, Merge | Split))

    @cached_property
    def by_article(self) -> Mapping[str, tuple[OnArticle, ...]]:
        """Decisions about articles, in the order of the files, by article id."""
        found: dict[str, list[OnArticle]] = defaultdict(list)
        for _, decision in self.placed:
            if isinstance(decision, OnArticle):
                found[decision.article].append(decision)
        return {article: tuple(decisions) for article, decisions in found.items()}


NO_DECISIONS = Decisions()


def read_decisions(folder: Path) -> Decisions:
    """All decisions of a folder, files by name. Raises DecisionError: no decision is half applied."""
    files = sorted(folder.glob("*.yml")) if folder.is_dir() else []
    placed = [pair for file in files for pair in _of_file(file)]
    seen: dict[str, Placed] = {}
    for place, decision in placed:
        if before := seen.get(decision.key):
            raise DecisionError(f"{place}: the same decision stands at {before}")
        seen[decision.key] = place
    return Decisions(tuple(placed))


def check_places(decisions: Decisions, gazetteer: Gazetteer) -> None:
    """Raises DecisionError where a decision names a place that the gazetteer does not know, or one of another level."""
    for place, decision in decisions.placed:
        if not isinstance(decision, Add | Relink):
            continue
        wanted = decision.to if isinstance(decision, Relink) else decision.place
        if not wanted and decision.kind not in PLACE_KINDS:
            continue
        try:
            level = gazetteer.get(wanted).level
        except KeyError as error:
            raise DecisionError(
                f"{place}: no place {wanted!r}; ids stand in table places (26392-0 is xã Lộc An to 2025-06-30)"
            ) from error
        if decision.kind in PLACE_KINDS and level != decision.kind:
            raise DecisionError(f"{place}: {wanted} is a {level}, not a {decision.kind}")
        if isinstance(decision, Relink) and decision.kind not in PLACE_KINDS:
            raise DecisionError(f"{place}: relink is for communes, districts, provinces; reject and add the others")


def _of_file(file: Path) -> Iterator[tuple[Placed, Decided]]:
    try:
        text = file.read_text(encoding="utf-8-sig")
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        data = yaml.load(text, Loader=yaml.BaseLoader)
    except UnicodeDecodeError as error:
        raise DecisionError(f"{file}: not UTF-8 (byte {error.start})") from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise DecisionError(f"{file}:{mark.line + 1 if mark else 1}: not YAML: {error.problem or error}") from error
    if node is None:
        return
    if not isinstance(node, yaml.SequenceNode):
        raise DecisionError(f"{file}:1: a decision file is a list: each decision begins with `- do: …`")
    for item, value in zip(node.value, data, strict=True):
        place = Placed(file.name, item.start_mark.line + 1)
        yield place, _decision(f"{file}:{place.line}", value)


def _decision(where: str, value: object) -> Decided:
    """BaseLoader leaves every scalar a string: an id `26392-0` or a date is never taken for something else."""
    if not isinstance(value, dict) or "do" not in value:
        raise DecisionError(f"{where}: no `do:`; one of {', '.join(KINDS)}")
    word = value["do"]
    kind = KINDS.get(word)
    if kind is None:
        raise DecisionError(f"{where}: do: {word!r}{_nearest(word, list(KINDS))}")
    try:
        decision: Decided = TypeAdapter(kind).validate_python({k: v for k, v in value.items() if k != "do"})
    except ValidationError as error:
        fault = error.errors()[0]
        key = ".".join(map(str, fault["loc"])) or word
        known = [one.name for one in fields(kind)]
        hint = _nearest(key, known) if fault["type"] == "unexpected_keyword_argument" else ""
        raise DecisionError(f"{where}: {key}: {fault['msg']}{hint}") from error
    return decision


def _nearest(word: object, known: list[str]) -> str:
    near = difflib.get_close_matches(str(word), known, n=1)
    return f"; did you mean {near[0]!r}?" if near else f"; there are {', '.join(known)}"
