"""Sources that a person accepted although their pages name another body: `decisions/accept.csv`, written by
`ocop build --accept SOURCE --why …`."""

import csv
from pathlib import Path

from pipeline.decisions.values import DecisionError

ACCEPT_FILE = "accept.csv"
_COLUMNS = ["source_id", "since", "why"]


def read_accepted(folder: Path) -> frozenset[str]:
    """Ids of the accepted sources. Raises DecisionError on a line without id, day or reason."""
    file = folder / ACCEPT_FILE
    if not file.exists():
        return frozenset()
    with file.open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream)
        if reader.fieldnames != _COLUMNS:
            raise DecisionError(f"{file}: the first line must be {','.join(_COLUMNS)}, not {reader.fieldnames}")
        rows = list(reader)
    if any(not (row["source_id"] and row["since"] and row["why"]) for row in rows):
        raise DecisionError(f"{file}: source_id, since and why must be filled on every line")
    return frozenset(row["source_id"] for row in rows)


def accept(folder: Path, source_id: str, since: str, why: str) -> bool:
    """Append a decision; False where the source is accepted already. `since`: ISO day."""
    if source_id in read_accepted(folder):
        return False
    folder.mkdir(exist_ok=True)
    file = folder / ACCEPT_FILE
    fresh = not file.exists()
    with file.open("a", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        if fresh:
            writer.writerow(_COLUMNS)
        writer.writerow([source_id, since, why])
    return True
