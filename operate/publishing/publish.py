"""`ocop publish`: from a home to a numbered, gated, read-only release; `current` is switched last."""

import errno
import getpass
import json
import os
import shutil
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from crawler.captures.copying import copy_captures
from crawler.captures.errors import NoCaptures
from crawler.captures.reader import CaptureReader
from crawler.captures.segments import file_sha256
from crawler.clock import Clock, local_day, stamp
from operate.changes import Changes, changes
from operate.code_version import code_commit
from operate.exporting.dictionary import read_tables
from operate.exporting.files import SUMS, whole_folder
from operate.exporting.snapshot import snapshot
from operate.exporting.tables import METADATA, export_tables
from operate.home import Home
from operate.lock import run_lock
from operate.publishing.gates import Gate, GateRefused, gates, refused_lines, standing
from operate.publishing.notes import notes
from operate.publishing.probing import probe
from operate.publishing.releases import ABOUT, Release, current, prune, releases, switch
from pipeline.archive.release import UnsoundRelease, copy_rows, finish, schema_number
from pipeline.archive.schema import NewerArchive, OlderArchive, check_schema
from pipeline.republish.selection import Wanted, select
from pipeline.republish.shown import SHOWABLE

_THUMBNAILS = f"""SELECT DISTINCT i.thumbnail FROM images i JOIN article_images ai ON ai.sha256 = i.sha256
JOIN articles a ON a.id = ai.article_id JOIN sources s ON s.id = a.source_id
WHERE i.thumbnail NOT NULL AND {SHOWABLE} ORDER BY 1"""


@dataclass(frozen=True)
class Order:
    """What a person asked for."""

    with_captures: bool = False
    with_tables: bool = True
    accept_loss: bool = False
    why: str = ""
    """The reason for accepting a loss; stands in the release."""
    keep: int = 3


@dataclass(frozen=True)
class Published:
    """A release that was made."""

    id: str
    path: str
    articles: int
    pictures: int
    captures: int | None
    """None where captures were not asked for."""
    digest: str
    archive_sha256: str
    changes: Changes = field(default_factory=Changes)
    removed: tuple[str, ...] = ()
    """Older releases that went."""


def publish(home: Home, folder: Path, order: Order, clock: Clock, say: Callable[[str], None]) -> Published:
    """Make the next release of `home` in `folder`. Raises GateRefused where it would lose what it must not, and
    whatever keeps it from being whole (Locked, ExportError, NoSpace, …); then `folder` is as it was."""
    folder.mkdir(parents=True, exist_ok=True)
    folder = folder.resolve()
    now = stamp(clock())
    with run_lock(home.path, now):
        columns = _allowed(home)
        standing_ones, before = releases(folder), current(folder)
        number = max((release.number for release in standing_ones), default=0) + 1
        release_id = f"{local_day(now).isoformat()}-{number:04}"
        with whole_folder(folder / release_id, force=False) as unfinished:
            made = _fill(home, unfinished, release_id, before, columns, order, now, say)
        switch(folder, release_id)
        removed = tuple(prune(folder, order.keep))
        return replace(made, path=str(folder / release_id), removed=removed)


def _allowed(home: Home) -> Mapping[str, list[str]]:
    """Tables and columns that go out: those that metadata.yml explains to readers. Raises GateRefused where archive.db
    is of another version, ExportError where its columns are not those of metadata.yml."""
    live = snapshot(home)
    try:
        check_schema(Database(live))
        return {table.name: [column.name for column in table.columns] for table in read_tables(live, METADATA)}
    except (OlderArchive, NewerArchive) as error:
        raise GateRefused(f"schema: {error}") from error
    finally:
        live.close()


def _fill(
    home: Home, unfinished: Path, release_id: str, before: Release | None, columns: Mapping[str, list[str]],
    order: Order, now: str, say: Callable[[str], None],
) -> Published:  # fmt: skip
    say(f"{release_id}: chép bảng / copying {len(columns)} tables")
    archive, commit = unfinished / "archive.db", code_commit()
    db = copy_rows(archive, home.archive, columns)
    captures = _add_captures(home, unfinished, db, now) if order.with_captures else None
    pictures = _add_pictures(home, unfinished, db)
    state = {"release": release_id, "released_at": now, "commit": commit, "captures": str(captures or 0)}
    try:
        digest = finish(db, state)
    except UnsoundRelease as error:
        raise GateRefused(
            f"chưa tạo bản phát hành, bản trước giữ nguyên / no release was made, the one before stays: {error}"
        ) from error
    new = standing(archive)
    checked = gates(new, standing(before.archive) if before else None)
    _judge(checked, order)
    changed = _changes(before, archive)
    if order.with_tables:
        say("ghi CSV, Parquet / writing CSV, Parquet")
        _add_tables(home, unfinished)
    archive_sha256 = file_sha256(archive)
    about = {
        "id": release_id, "released_at": now, "commit": commit, "previous": before.id if before else None,
        "schema": schema_number(), "articles": new.articles, "by_source": new.by_source, "newest": new.newest,
        "pictures": pictures, "captures": captures, "data_sha256": digest, "archive_sha256": archive_sha256,
        "gates": [asdict(gate) for gate in checked], "accepted": _accepted(checked, order, now),
    }  # fmt: skip
    _write_about(unfinished, about, changed, before)
    say("thử phục vụ / serving it once")
    probe(unfinished)
    for file in unfinished.rglob("*"):
        if file.is_file() and file.stat().st_nlink == 1:
            file.chmod(0o444)
    return Published(release_id, "", new.articles, pictures, captures, digest, archive_sha256, changed)


def _judge(checked: list[Gate], order: Order) -> None:
    failed = [gate for gate in checked if not gate.passed]
    if failed and not (order.accept_loss and checked[0].passed):
        raise GateRefused(refused_lines(failed))


def _accepted(checked: list[Gate], order: Order, now: str) -> dict[str, str] | None:
    lost = [gate.name for gate in checked if not gate.passed]
    return {"gates": ", ".join(lost), "why": order.why, "by": getpass.getuser(), "at": now} if lost else None


def _changes(before: Release | None, archive: Path) -> Changes:
    if before is None:
        return Changes()
    old = sqlite3.connect(f"{before.archive.as_uri()}?mode=ro", uri=True)
    try:
        return changes(Database(old), archive)
    finally:
        old.close()


def _add_captures(home: Home, unfinished: Path, db: Database, now: str) -> int:
    """Captures that the public may see, as a store beside the archive; returns how many."""
    try:
        reader = CaptureReader(home.path)
    except NoCaptures as error:
        raise GateRefused(f"--with-captures: {error}") from error
    with reader:
        rows = db.conn.row_factory
        chosen = select(db.conn, reader, Wanted())
        db.conn.row_factory = rows
        offsets = copy_captures(reader, chosen.captures.values(), unfinished, now)
    # What the store of a release does not hold has no place in a file.
    db.execute("UPDATE captures SET warc_file = NULL, warc_offset = NULL, warc_length = NULL")
    for seq, offset in offsets.items():
        length = chosen.captures[seq].warc_length
        values = ["release.warc.gz", offset, length, seq]
        db.execute("UPDATE captures SET warc_file = ?, warc_offset = ?, warc_length = ? WHERE id = ?", values)
    return len(offsets)


def _add_pictures(home: Home, unfinished: Path, db: Database) -> int:
    """Thumbnails that may be shown, into media/; returns how many. One that the home has lost is not in the release."""
    media = unfinished / "media"
    media.mkdir()
    found = 0
    for (name,) in db.execute(_THUMBNAILS).fetchall():
        file = home.media / Path(name).name
        if file.is_file():
            _same_bytes(file, media / file.name)
            found += 1
    return found


def _same_bytes(file: Path, target: Path) -> None:
    """A copy that takes no space where it can: thumbnails are replaced whole, never written into."""
    try:
        os.link(file, target)
    except OSError as error:
        if error.errno not in (errno.EXDEV, errno.EPERM, errno.EMLINK):
            raise
        shutil.copyfile(file, target)


def _add_tables(home: Home, unfinished: Path) -> None:
    whole = Home(unfinished, home.config)
    export_tables(whole, {"csv": unfinished / "tables", "parquet": unfinished / "tables"}, force=False,
                  told=lambda _done, _of, _table: None)  # fmt: skip
    # The release has one list of digests, over the tables too.
    (unfinished / "tables" / SUMS).unlink()


def _write_about(unfinished: Path, about: Mapping[str, Any], changed: Changes, before: Release | None) -> None:
    text = notes(about, changed, before.id if before else None)
    (unfinished / "NOTES.md").write_text(text, encoding="utf-8")
    (unfinished / ABOUT).write_text(json.dumps(about, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
