"""The archive again from its captures: built beside the live file, compared, then copied into it in one transaction."""

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from crawler.captures.seal import remove_seal, seal, seal_of
from crawler.clock import Clock, stamp
from operate.changes import Changes, changes
from operate.choose import holds_samples
from operate.home import Home
from operate.lock import run_lock
from operate.progress import Display
from operate.runner import need_cluster
from operate.signals import Signals
from pipeline.archive.schema import NewerArchive
from pipeline.archive.store import digest, open_archive
from pipeline.build import Builder
from pipeline.children import Hands
from pipeline.setup import Setup

_DAMAGED = ""
"""The digest of an archive that cannot be read: the same as no other's."""


@dataclass(frozen=True)
class Rebuilt:
    """What a rebuild gave."""

    articles: int
    digest: str
    same: bool
    changes: Changes


def rebuild(home: Home, clock: Clock, display: Display, cluster: str = "") -> Rebuilt:
    """Read every capture again; with `cluster`, the address of a Dask scheduler, on its workers. The live file is never
    renamed or replaced: an old -wal would be applied to a new file; SQLite's backup API copies the pages in one
    transaction, readers keep working. Raises Refused where the cluster cannot be used, Locked while a run is at work,
    Stopped on a signal."""
    with Signals(home.config.stop_seconds) as signals, run_lock(home.path, stamp(clock())), signals.end_work():
        return _rebuilt(home, clock, display, cluster)


def _rebuilt(home: Home, clock: Clock, display: Display, cluster: str) -> Rebuilt:
    building = home.path / "archive.db.building"
    _remove(building)
    setup = home.setup(samples=holds_samples(home))
    remove_seal(home.path, home.archive.name)
    with ThreadPoolExecutor(1) as beside:
        # While the children read: the writer of the new archive has time for it, and nothing writes the live file now.
        live_digest = beside.submit(_digest_of, home.archive)
        with (
            reading_hands(setup, cluster) as hands,
            display.run_bars() as bars,
            Builder(setup, building, clock=clock, on_progress=bars.built, hands=hands) as builder,
        ):
            builder.step()
            if builder.progress.starved:
                builder.read_starved()
                builder.step()
            bars.finishing()
            builder.finish()
            new_digest = digest(builder.db)
            articles = builder.db.execute("SELECT count(*) FROM articles").fetchone()[0]
        old_digest = live_digest.result()
    changed = Changes() if old_digest in (_DAMAGED, new_digest) else _changes(home.archive, building)
    # Opened as it is: a damaged one has no tables to prepare, and every page of it is written over.
    live = sqlite3.connect(home.archive, timeout=30, isolation_level=None)
    source = sqlite3.connect(building)
    source.backup(live)
    source.close()
    live.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    live.close()
    seal(home.path, home.archive.name)
    _remove(building)
    return Rebuilt(articles, new_digest, old_digest == new_digest, changed)


@contextmanager
def reading_hands(setup: Setup, cluster: str) -> Iterator[Hands | None]:
    """Who reads: the workers of a cluster, or None for this machine's own children."""
    if not cluster:
        yield None
        return
    need_cluster()
    # Only now: a machine without Dask rebuilds alone.
    from operate.cluster.reading import connected

    with connected(cluster, setup) as hands:
        yield hands


def _digest_of(archive: Path) -> str:
    """`_DAMAGED` where SQLite cannot read the rows, or a newer version of this software wrote them. Raises ForeignFile
    where it cannot even open the file."""
    try:
        with closing(open_archive(archive)) as db:
            return digest(db)
    except (sqlite3.DatabaseError, NewerArchive):
        return _DAMAGED


def _changes(archive: Path, building: Path) -> Changes:
    with closing(open_archive(archive)) as live:
        return changes(live, building)


def _remove(path: Path) -> None:
    for file in (path, Path(f"{path}-wal"), Path(f"{path}-shm"), seal_of(path)):
        file.unlink(missing_ok=True)
