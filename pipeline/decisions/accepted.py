"""What a person released of what was held, by `ocop build --accept SOURCE --why …`: `decisions/accept.csv`, sources
whose pages may name another body for ever; `decisions/release.csv`, sources of which all that was held up to a day is
their own."""

import csv
from pathlib import Path

from pipeline.decisions.values import DecisionError

ACCEPT_FILE, RELEASE_FILE = "accept.csv", "release.csv"
_COLUMNS = ["source_id", "since", "why"]


def read_accepted(folder: Path) -> frozenset[str]:
    """Ids of the accepted sources. Raises DecisionError on a line without id, day or reason."""
    return frozenset(_days(folder / ACCEPT_FILE))


def read_released(folder: Path) -> dict[str, str]:
    """By source, the ISO day until which what was held of it is released. Raises DecisionError as `read_accepted`."""
    return _days(folder / RELEASE_FILE)


def _days(file: Path) -> dict[str, str]:
    if not file.exists():
        return {}
    with file.open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream)
        if reader.fieldnames != _COLUMNS:
            raise DecisionError(f"{file}: the first line must be {','.join(_COLUMNS)}, not {reader.fieldnames}")
        rows = list(reader)
    if any(not (row["source_id"] and row["since"] and row["why"]) for row in rows):
        raise DecisionError(f"{file}: source_id, since and why must be filled on every line")
    return {row["source_id"]: row["since"] for row in sorted(rows, key=lambda row: row["since"])}


def accept(folder: Path, source_id: str, since: str, why: str) -> bool:
    """Append a decision; False where the source is accepted already. `since`: ISO day."""
    return source_id not in read_accepted(folder) and _append(folder / ACCEPT_FILE, source_id, since, why)


def release(folder: Path, source_id: str, until: str, why: str) -> bool:
    """Append a decision; False where the source is released up to that day already. `until`: ISO day."""
    done = read_released(folder).get(source_id, "")
    return done < until and _append(folder / RELEASE_FILE, source_id, until, why)


def _append(file: Path, source_id: str, since: str, why: str) -> bool:
    file.parent.mkdir(exist_ok=True)
    fresh = not file.exists()
    with file.open("a", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        if fresh:
            writer.writerow(_COLUMNS)
        writer.writerow([source_id, since, why])
    return True
