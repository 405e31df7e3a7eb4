"""E: a migration of archive.db killed at every step, from every earlier version of its tables."""

import contextlib
import itertools
import json
import sqlite3
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path

from sqlite_utils import Database

from pipeline.archive.schema import APPLICATION_ID, migrations
from pipeline.archive.store import open_archive
from rigs import shim
from rigs.folders import scratch
from rigs.result import Mutant, Result, Tier
from rigs.shim import Action, Call, Shim, in_child

STRIKES = (Action.KILL_BEFORE, Action.KILL_HALFWAY, Action.KILL_AFTER)


@dataclass
class Tally:
    """What a series of kills came to."""

    versions: int = 0
    kills: int = 0
    faults: list[str] = field(default_factory=list)


def run(tier: Tier) -> Result:
    """From every version (merge: three of them), at every call (merge: every 41st; full: every second)."""
    result = Result(
        "E migrations killed",
        "a migration of archive.db killed at any step leaves the old tables or the new ones; the next opening ends it",
        "archive.db as each earlier version made it, with rows in it, is opened by today's software, which is killed "
        "before, halfway through and after the n-th call that changes a file; opened again it must have today's "
        "tables, its rows and a clean integrity_check",
    )
    if reason := shim.missing():
        result.skipped = reason
        return result
    with shim.compiled() as library:
        sound, planted = (Tally(**part) for part in json.loads(shim.carrying(library, "rigs.migrations", tier)))
    result.cases = {"kills": sound.kills, "earlier versions": sound.versions}
    result.failures = sound.faults
    seen = f"{len(planted.faults)} faults in {planted.kills} kills"
    result.mutants = [Mutant("migrations without a transaction", bool(planted.faults), seen)]
    return result


def _earlier(path: Path, before: str) -> None:
    """archive.db with the migrations before that name, and a row that must stay."""
    db = Database(sqlite3.connect(path, isolation_level=None))
    db.execute("PRAGMA journal_mode=WAL")
    migrations.apply(db, stop_before=before)
    db.execute(f"PRAGMA application_id={APPLICATION_ID}")
    db.execute("INSERT INTO archive_state VALUES ('rig', 'stays')")
    db.execute("INSERT INTO articles (id, n, title) VALUES ('mau/1', 1, 'Sản phẩm OCOP')")
    db.close()


def _tables(db: Database) -> dict[str, str]:
    return {
        name: " ".join(sql.split())
        for name, sql in db.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    }


def _in_pieces(_: Database) -> contextlib.AbstractContextManager[None]:
    return contextlib.nullcontext()


def _series(folder: Path, names: list[str], every: int, today: dict[str, str], unsafe: bool = False) -> Tally:
    tally, device = Tally(), Shim()
    for name in names:
        tally.versions += 1
        for action in STRIKES:
            for n in itertools.count(1, every):
                home = folder / f"{name}-{action.name}-{n}"
                home.mkdir(parents=True)
                _earlier(home / "archive.db", name)

                def killed(_: Callable[[str], None], home: Path = home, n: int = n, action: Action = action) -> None:
                    if unsafe:
                        Database.atomic = _in_pieces  # type: ignore[assignment, method-assign]
                    device.watch(home)
                    device.arm(action, n, calls=Call.CHANGES)
                    open_archive(home / "archive.db").close()

                if in_child(killed).wait()[0] == 0:
                    break
                tally.kills += 1
                tally.faults += [f"{home.name}: {fault}" for fault in _faults(home / "archive.db", today)]
    return tally


def _faults(path: Path, today: dict[str, str]) -> list[str]:
    try:
        db = open_archive(path)
    except sqlite3.Error as error:
        return [f"cannot be opened again: {error}"]
    found = []
    tables = _tables(db)
    if tables != today:
        found.append(f"other tables than today's: {sorted(set(tables.items()) ^ set(today.items()))[:2]}")
    if not db.execute("SELECT 1 FROM archive_state WHERE key = 'rig' AND value = 'stays'").fetchone():
        found.append("a row of archive_state is gone")
    if [row[0] for row in db.execute("SELECT title FROM articles")] != ["Sản phẩm OCOP"]:
        found.append("the article is gone")
    if (verdict := db.execute("PRAGMA integrity_check").fetchone()[0]) != "ok":
        found.append(verdict)
    db.close()
    return found


def main() -> int:
    """Inside the process that carries the shim: two tallies as JSON."""
    names = [migration.name for migration in migrations._migrations][1:]
    is_merge = sys.argv[1] == "merge"
    with scratch("migrations") as folder:
        fresh = open_archive(folder / "fresh.db")
        today = _tables(fresh)
        fresh.close()
        some = [names[0], names[len(names) // 2], names[-1]]
        sound = _series(folder / "sound", some if is_merge else names, 41 if is_merge else 2, today)
        planted = _series(folder / "planted", names[-1:], 9, today, unsafe=True)
    print(json.dumps([asdict(sound), asdict(planted)]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
