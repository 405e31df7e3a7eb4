"""The rules that readers meet in the column `rule`, said in words."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipeline.shipped import read_yaml

_DATA = Path(__file__).with_name("rules.yml")


@dataclass(frozen=True)
class Rule:
    """What one rule does, in both languages of the site."""

    id: str
    version: int
    makes: str
    """Kind of mention: document, cooperative, figure, place, date."""
    does: str
    does_en: str


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule, by id. Raises `ValueError` naming an id that is listed twice."""
    rules = tuple(Rule(**entry) for entry in read_yaml(_DATA))
    ids = [rule.id for rule in rules]
    if twice := sorted({name for name in ids if ids.count(name) > 1}):
        raise ValueError(f"{_DATA.name}: rule ids listed twice: {', '.join(twice)}; keep one entry for each")
    return tuple(sorted(rules, key=lambda rule: rule.id))
