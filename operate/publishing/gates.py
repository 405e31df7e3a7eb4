"""What a data release must not lose against the one before it. Pure, but for reading the two files."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from crawler.errors import Mendable

MOST_LOST = 0.005
"""Share of all articles that a release may have fewer than the one before (reliability notes 4)."""
MOST_LOST_OF_SOURCE = 0.05


class GateRefused(Mendable):
    """No release was made, the one before is untouched; the message says which gate and what a person may do."""

    kind = "refused"


@dataclass(frozen=True)
class Standing:
    """What a release holds."""

    articles: int
    by_source: Mapping[str, int]
    newest: str
    """The newest date of publication (partial ISO); empty where no article is dated."""


@dataclass(frozen=True)
class Gate:
    """One check and how it came out."""

    name: str
    passed: bool
    says: str


def standing(archive: Path) -> Standing:
    """Read from an archive.db that nobody writes."""
    db = sqlite3.connect(f"{archive.as_uri()}?mode=ro", uri=True)
    try:
        sql = "SELECT source_id, count(*) FROM articles WHERE state = 'published' GROUP BY 1"
        by_source = dict(db.execute(sql).fetchall())
        (newest,) = db.execute("SELECT max(published) FROM articles WHERE state = 'published'").fetchone()
    finally:
        db.close()
    return Standing(sum(by_source.values()), by_source, newest or "")


def gates(new: Standing, old: Standing | None) -> list[Gate]:
    """Every gate, passed or not. Without an earlier release only that there is anything to publish."""
    found = [Gate("articles", new.articles > 0, f"{new.articles} bài / articles")]
    if old is None:
        return found
    kept = new.articles >= old.articles * (1 - MOST_LOST)
    found.append(Gate("articles kept", kept, f"{old.articles} → {new.articles} bài / articles (≤ -{MOST_LOST:.1%})"))
    for source, before in sorted(old.by_source.items()):
        now = new.by_source.get(source, 0)
        # One article of a small portal is more than any share: a single take-down must not hold the whole archive.
        if before - now > max(1, before * MOST_LOST_OF_SOURCE):
            found.append(Gate(f"source {source}", False, f"{before} → {now} bài / articles"))
    found.append(Gate("newest date", new.newest >= old.newest, f"{old.newest or '—'} → {new.newest or '—'}"))
    return found


def refused_lines(failed: list[Gate]) -> str:
    """What a person reads when gates are shut."""
    lines = [f"  {gate.name}: {gate.says}" for gate in failed]
    advice = "Look why (`ocop status`, `ocop rebuild`); what is meant goes out with --accept-loss --why TEXT."
    return "\n".join(["no release was made, the one before stays:", *lines, advice])
