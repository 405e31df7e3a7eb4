"""What a crash left behind is put in order at the start: nothing is deleted, nothing acknowledged is touched."""

import os
import shutil
import sqlite3
import zlib
from dataclasses import dataclass
from pathlib import Path

from crawler.captures.disk import failure, sync_folder
from crawler.captures.errors import IntegrityError
from crawler.captures.ledger import transaction
from crawler.captures.segments import file_sha256

RECOVERED = "recovered"
INCOMING = "incoming"
"""Marks of segments that are being taken over from another home's parcel (see `acknowledge`)."""
MOST_TOGETHER = 8
"""Captures that one write, one fsync and one commit may acknowledge together."""
RECORDS_PER_CAPTURE = 3
"""Response or revisit, request, metadata; a gzip member each."""
MEMBERS_PER_CRASH = 1 + MOST_TOGETHER * RECORDS_PER_CAPTURE
"""With a file's warcinfo: a crash leaves no more whole gzip members than these unacknowledged."""


@dataclass(frozen=True)
class MovedTail:
    """Bytes of a WARC file that no ledger row acknowledged."""

    warc_file: str
    offset: int
    length: int
    moved_to: str
    """Name below captures/."""


@dataclass(frozen=True)
class Recovery:
    """What a start found and did."""

    moved_tails: tuple[MovedTail, ...] = ()
    interrupted_runs: tuple[int, ...] = ()
    closed_files: tuple[str, ...] = ()
    """WARC files that an earlier session left open."""

    @property
    def clean(self) -> bool:
        """Whether the last session ended in order."""
        return not (self.moved_tails or self.interrupted_runs or self.closed_files)


def survey(db: sqlite3.Connection, folder: Path) -> Recovery:
    """What `recover` would do now; changes nothing. Raises IntegrityError as it does."""
    left = _left_behind(db, folder)
    tails = tuple(
        MovedTail(name, left.acknowledged(name), size - left.acknowledged(name), f"{RECOVERED}/")
        for name, size in left.excess.items()
    )
    running = tuple(row[0] for row in db.execute("SELECT run_id FROM runs WHERE state = 'running'"))
    return Recovery(tails, running, tuple(name for name, row in left.rows.items() if row["state"] == "open"))


@dataclass(frozen=True)
class _LeftBehind:
    rows: dict[str, sqlite3.Row]
    found: dict[str, Path]
    excess: dict[str, int]
    """Sizes of files that are longer than acknowledged."""

    def acknowledged(self, name: str) -> int:
        return int(self.rows[name]["bytes"]) if name in self.rows else 0


def _left_behind(db: sqlite3.Connection, folder: Path) -> _LeftBehind:
    rows = {row["name"]: row for row in db.execute("SELECT * FROM warc_files ORDER BY id")}
    settle_incoming(db, folder)
    found = {path.name: path for path in sorted(folder.glob("*.warc.gz"))}
    sizes = {name: path.stat().st_size for name, path in found.items()}
    _check_known(rows, sizes)
    excess = {name: size for name, size in sizes.items() if size > (rows[name]["bytes"] if name in rows else 0)}
    _check_excess(rows, found, excess, sizes)
    return _LeftBehind(rows, found, excess)


def recover(db: sqlite3.Connection, folder: Path, now: str) -> Recovery:
    """Move unacknowledged bytes to recovered/, close files left open, mark runs left running as interrupted.
    Raises IntegrityError, before anything is changed, where files are missing, shorter than acknowledged, or longer
    than one crash explains: then the ledger is older than the files, or somebody changed them."""
    left = _left_behind(db, folder)
    rows, found = left.rows, left.found
    moved = tuple(_move_tail(found[name], left.acknowledged(name)) for name in left.excess)
    for name in set(found) - set(rows):
        # Only what was emptied just now, or was empty before: the name is free again.
        found[name].unlink()
    sync_folder(folder)
    left_open = tuple(name for name, row in rows.items() if row["state"] == "open")
    digests = {name: file_sha256(found[name]) for name in left_open}
    with transaction(db):
        for name in left_open:
            close_row(db, name, digests[name], now)
        interrupted = tuple(row[0] for row in db.execute("SELECT run_id FROM runs WHERE state = 'running'"))
        db.execute(
            "UPDATE runs SET state = 'interrupted', reason = 'the process ended without closing its run' "
            "WHERE state = 'running'"
        )
    return Recovery(moved, interrupted, left_open)


def settle_incoming(db: sqlite3.Connection, folder: Path) -> None:
    """A copy that was not acknowledged goes: its parcel still has the bytes, and brings them again."""
    for mark in sorted((folder / INCOMING).glob("*.warc.gz")):
        if not db.execute("SELECT 1 FROM warc_files WHERE name = ?", (mark.name,)).fetchone():
            (folder / mark.name).unlink(missing_ok=True)
            sync_folder(folder)
        mark.unlink()


def close_row(db: sqlite3.Connection, name: str, sha256: str, now: str) -> None:
    """Say in the ledger that a WARC file is complete."""
    db.execute("UPDATE warc_files SET state = 'closed', sha256 = ?, closed_at = ? WHERE name = ?", (sha256, now, name))


def _check_known(rows: dict[str, sqlite3.Row], sizes: dict[str, int]) -> None:
    for name, row in rows.items():
        if name not in sizes:
            raise IntegrityError(f"captures/{name} is missing; the ledger has {row['bytes']} bytes of it. Restore it.")
        if sizes[name] < row["bytes"] or (row["state"] == "closed" and sizes[name] != row["bytes"]):
            raise IntegrityError(
                f"captures/{name} has {sizes[name]} bytes, the ledger acknowledged {row['bytes']}. "
                "Restore the file from a copy; nothing was changed."
            )


def _check_excess(
    rows: dict[str, sqlite3.Row], found: dict[str, Path], excess: dict[str, int], sizes: dict[str, int]
) -> None:
    unknown = set(sizes) - set(rows)
    too_much = [
        name
        for name in excess
        if _members_from(found[name], rows[name]["bytes"] if name in rows else 0) > MEMBERS_PER_CRASH
    ]
    if len(unknown) > 1 or too_much:
        names = ", ".join(sorted(too_much) or sorted(unknown))
        raise IntegrityError(
            f"captures/ holds more than the ledger knows: {names}. The ledger seems older than the WARC files: restore "
            "the newer ledger.db, or move these files out of captures/. Nothing was changed."
        )


def _members_from(path: Path, offset: int) -> int:
    """Whole gzip members behind `offset`, counted up to one more than a crash explains."""
    members = 0
    with path.open("rb") as file:
        file.seek(offset)
        data = file.read(1 << 20)
        inflate = zlib.decompressobj(zlib.MAX_WBITS + 16)
        while data and members <= MEMBERS_PER_CRASH:
            try:
                inflate.decompress(data, 1 << 20)
            except zlib.error:
                return members
            data = inflate.unused_data if inflate.eof else inflate.unconsumed_tail
            if inflate.eof:
                members += 1
                inflate = zlib.decompressobj(zlib.MAX_WBITS + 16)
            data = data or file.read(1 << 20)
    return members


def _move_tail(path: Path, offset: int) -> MovedTail:
    """Copy and fsync first, cut afterwards: a crash between leaves the tail twice, never not at all."""
    target_folder = path.parent / RECOVERED
    try:
        target_folder.mkdir(exist_ok=True)
        target = _free_name(target_folder, f"{path.name}.{offset}")
        with path.open("rb+") as source, target.open("xb") as copy:
            source.seek(offset)
            shutil.copyfileobj(source, copy)
            copy.flush()
            os.fsync(copy.fileno())
            length = copy.tell()
            sync_folder(target_folder)
            sync_folder(path.parent)
            source.truncate(offset)
            os.fsync(source.fileno())
    except OSError as error:
        raise failure(f"moving the tail of {path.name} to {RECOVERED}/", error) from error
    return MovedTail(path.name, offset, length, f"{RECOVERED}/{target.name}")


def _free_name(folder: Path, stem: str) -> Path:
    number = 1
    while True:
        name = folder / (f"{stem}.tail" if number == 1 else f"{stem}.{number}.tail")
        if not name.exists():
            return name
        number += 1
