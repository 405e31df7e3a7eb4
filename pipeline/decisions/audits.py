"""What people judged of a random sample of their archive: text files in the home's decisions/audits/."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from pipeline.decisions.values import DecisionError
from pipeline.entities.rules import Rule
from pipeline.precision import Precision

FOLDER = "audits"


@dataclass(frozen=True)
class Judgement:
    """One mention or date that a person judged."""

    id: str
    """Of the evidence: article, field, offset, surface, rule."""
    type: str
    rule: str
    rule_version: int
    """Of the rule that made it; a later version is judged anew."""
    article_id: str
    right: bool
    judged_on: str
    """ISO day."""
    note: str


_COLUMNS = [field.name for field in fields(Judgement)]


def read_judgements(decisions: Path) -> list[Judgement]:
    """All of them, by file and line. Raises DecisionError naming file and line of a broken one."""
    return [judged for file in sorted((decisions / FOLDER).glob("*.csv")) for judged in _read(file)]


def save_judgements(decisions: Path, sample: str, judged: Sequence[Judgement]) -> Path:
    """Keep what was judged of `sample`; a later judgement of the same evidence replaces the earlier. Returns the
    file."""
    file = decisions / FOLDER / f"{sample}.csv"
    kept = {old.id: old for old in (_read(file) if file.exists() else [])} | {new.id: new for new in judged}
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, _COLUMNS)
        writer.writeheader()
        writer.writerows(asdict(row) | {"right": "yes" if row.right else "no"} for row in kept.values())
    return file


def measured_by_rule(judged: Iterable[Judgement], rules: Iterable[Rule]) -> dict[str, Precision]:
    """Precision of every rule that was judged in its present version; evidence judged twice counts once, the last."""
    versions = {rule.id: rule.version for rule in rules}
    last = {row.id: row for row in sorted(judged, key=lambda row: row.judged_on)}
    by_rule: dict[str, list[Judgement]] = {}
    for row in last.values():
        if versions.get(row.rule) == row.rule_version:
            by_rule.setdefault(row.rule, []).append(row)
    return {
        rule: Precision(
            sum(row.right for row in rows), len(rows),
            f"kho này, {max(row.judged_on for row in rows)}: ocop audit · this archive",
        )
        for rule, rows in by_rule.items()
    }  # fmt: skip


def _read(file: Path) -> list[Judgement]:
    with file.open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream)
        if reader.fieldnames != _COLUMNS:
            raise DecisionError(f"{file}: the first line must be {','.join(_COLUMNS)}")
        return [_judgement(row, file, reader.line_num) for row in reader]


def _judgement(row: dict[str, str], file: Path, line: int) -> Judgement:
    if row["right"] not in ("yes", "no") or not row["rule_version"].isdigit() or not row["id"]:
        raise DecisionError(f"{file}, line {line}: id, a whole rule_version, and right as yes or no must be filled")
    return Judgement(
        row["id"], row["type"], row["rule"], int(row["rule_version"]), row["article_id"], row["right"] == "yes",
        row["judged_on"], row["note"],
    )  # fmt: skip
