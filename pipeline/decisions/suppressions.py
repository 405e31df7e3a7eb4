"""Take-downs: `decisions/suppress.csv`, a line each with its reason; written by `ocop suppress`."""

import csv
from dataclasses import dataclass
from pathlib import Path

from pipeline.decisions.values import DecisionError

SUPPRESS_FILE = "suppress.csv"
_COLUMNS = ["article_id", "url", "since", "why"]


@dataclass(frozen=True)
class Suppression:
    """One take-down: an article that is not published any more."""

    article_id: str
    url: str
    since: str
    """ISO day."""
    why: str


def read_suppressions(folder: Path) -> dict[str, Suppression]:
    """By article id. Raises DecisionError on a line without id, day or reason: no take-down is half applied."""
    file = folder / SUPPRESS_FILE
    if not file.exists():
        return {}
    with file.open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream)
        if reader.fieldnames != _COLUMNS:
            raise DecisionError(f"{file}: the first line must be {','.join(_COLUMNS)}, not {reader.fieldnames}")
        found = {}
        for row in reader:
            if not (row["article_id"] and row["since"] and row["why"]):
                raise DecisionError(f"{file}, line {reader.line_num}: article_id, since and why must be filled")
            found[row["article_id"]] = Suppression(row["article_id"], row["url"], row["since"], row["why"])
    return found


def add_suppression(folder: Path, decision: Suppression) -> bool:
    """Append a take-down; False when the article is taken down already."""
    if decision.article_id in read_suppressions(folder):
        return False
    folder.mkdir(exist_ok=True)
    file = folder / SUPPRESS_FILE
    fresh = not file.exists()
    with file.open("a", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        if fresh:
            writer.writerow(_COLUMNS)
        writer.writerow([decision.article_id, decision.url, decision.since, decision.why])
    return True
