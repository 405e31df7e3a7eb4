"""Since when a check of a portal is not well, and what was told of it: `.ocop/troubles.json`."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from operate.home import Home
from operate.notes import read_note, write_note
from pipeline.archive.health import Check

_LOST = "troubles then count from today, and are told once more."
HOUSE = "*"
"""In place of a portal: the run itself."""
HEALTHY_RUNS = 2
"""Runs in a row in which a check is well again before its trouble is over."""


@dataclass(frozen=True)
class Trouble:
    """A check of a portal that is not well, or was not until lately."""

    source_id: str
    check: str
    level: str
    says: str
    since: str
    """UTC stamp of the run that found it first."""
    last: str
    """Of the newest run that found it."""
    told_at: str | None = None
    """When somebody was told last; None: nobody yet."""
    told_level: str = ""
    times_told: int = 0
    healthy_runs: int = 0
    """Runs in a row since in which it was well."""

    @property
    def over(self) -> bool:
        return self.healthy_runs >= HEALTHY_RUNS


Troubles = dict[tuple[str, str], Trouble]


def read_troubles(home: Home) -> Troubles:
    """What is remembered. Raises HomeError where the note cannot be read."""
    rows: list[dict[str, Any]] = read_note(_file(home), _LOST).get("troubles", [])
    return {(row["source_id"], row["check"]): Trouble(**row) for row in rows}


def write_troubles(home: Home, troubles: Troubles) -> None:
    """Remember them."""
    write_note(_file(home), {"troubles": [asdict(troubles[key]) for key in sorted(troubles)]})


def after_run(known: Troubles, checks: Iterable[Check], visited: set[str], at: str) -> Troubles:
    """Troubles after a run that looked at `visited`: new ones begin, standing ones go on, healed ones count their
    healthy runs. Those of portals that were not looked at stay as they are."""
    bad = {(check.source_id, check.check): check for check in checks if check.level != "ok"}
    troubles: Troubles = {}
    for key, trouble in known.items():
        if trouble.source_id in visited and key not in bad:
            trouble = replace(trouble, healthy_runs=trouble.healthy_runs + 1)
        troubles[key] = _not_later(trouble, at)
    for key, check in bad.items():
        if key in troubles and not troubles[key].over:
            troubles[key] = replace(troubles[key], level=check.level, says=check.says, last=at, healthy_runs=0)
        else:
            troubles[key] = Trouble(check.source_id, check.check, check.level, check.says, at, at)
    return troubles


def _not_later(trouble: Trouble, at: str) -> Trouble:
    """Without moments after this run, noted while the clock was ahead: from now on its age counts, and it is told."""
    told_at = trouble.told_at if trouble.told_at is None or trouble.told_at <= at else at
    return replace(trouble, since=min(trouble.since, at), last=min(trouble.last, at), told_at=told_at)


def note_troubles(home: Home, checks: Sequence[Check], visited: set[str], at: str) -> None:
    """Remember what a run found of the portals it looked at."""
    write_troubles(home, after_run(read_troubles(home), checks, visited, at))


def _file(home: Home) -> Path:
    return home.path / ".ocop" / "troubles.json"
