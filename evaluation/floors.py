"""Pinned floors: values by group that a measure must not fall under, and that fall only when told."""

from collections.abc import Mapping
from pathlib import Path

import yaml

Values = Mapping[str, Mapping[str, float]]
"""Group (a CMS family, a type of entity) to measure to value between 0 and 1."""


def below(corpus: str, groups: Values, floors: Mapping[str, object], command: str) -> list[str]:
    """One line for everything that is under its pinned floor, that has none, or that was pinned on another corpus.
    `command`: what a person types to pin."""
    before = _groups(floors)
    found = []
    if floors.get("corpus") != corpus:
        found.append(f"the corpus changed since the floors were pinned: `{command} --pin`")
    found += [f"{name}: has floors and no pages any more" for name in sorted(set(before) - set(groups))]
    for name, values in groups.items():
        own = before.get(name, {})
        if missing := [measure for measure in values if measure not in own]:
            found.append(f"{name}: no floor for {', '.join(missing)}: `{command} --pin`")
        found += [
            f"{name}: {measure} {value:.4f} is under its floor {own[measure]}"
            for measure, value in values.items()
            if measure in own and round(value, 4) < own[measure]
        ]
    return found


def pinned(corpus: str, groups: Values, floors: Mapping[str, object], lower: bool) -> dict[str, object]:
    """New floors: today's values, never under the old ones and none left out unless `lower`."""
    before = {} if lower else _groups(floors)
    new = {
        name: {key: max(round(value, 4), before.get(name, {}).get(key, 0.0)) for key, value in values.items()}
        for name, values in groups.items()
    }
    return {"corpus": corpus, "groups": {**before, **new}}


def _groups(floors: Mapping[str, object]) -> Values:
    groups = floors.get("groups")
    return groups if isinstance(groups, dict) else {}


def load(file: Path) -> dict[str, object]:
    """What is pinned; empty before the first pin."""
    loaded = yaml.safe_load(file.read_text(encoding="utf-8")) if file.exists() else {}
    return loaded if isinstance(loaded, dict) else {}


def save(file: Path, floors: Mapping[str, object], command: str) -> None:
    """Write the file anew."""
    head = f"# Pinned by `{command} --pin`; falls only with --lower. See docs/evaluation.md.\n"
    file.write_text(head + yaml.safe_dump(dict(floors), sort_keys=True, allow_unicode=True), encoding="utf-8")
