"""Reading archive.db from a page: one function over one connection in one thread, with a time limit."""

import sqlite3
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

from datasette.utils import sqlite_timelimit

DATABASE = "archive"
"""Name under which Datasette serves the archive: the file is archive.db."""

SAMPLE_MARK = "DỮ LIỆU MẪU"

Row = dict[str, Any]
T = TypeVar("T")


class NoArchive(Exception):
    """There is no archive.db to read; the pages say `make run`."""


class TooSlow(Exception):
    """A question took longer than the site allows."""


@dataclass(frozen=True)
class State:
    """What the archive says of itself (table `archive_state`)."""

    holds: str = ""
    """`samples` or `live`; empty before the first build."""
    built_at: str = ""
    """UTC, `YYYY-MM-DDTHH:MM:SSZ`."""
    version: str = ""
    digest: str = ""
    """SHA-256 over every row of the release, whatever the file; empty in an archive that was not published."""
    contact: str = ""
    """E-mail or web address of the archive's keeper; empty where none is set."""
    release: str = ""
    """Id of the data release (`YYYY-MM-DD-NNNN`); empty in an archive that was not published."""
    released_at: str = ""
    """When the release was made, UTC."""
    commit: str = ""
    """Git commit of the code that made it; `+` behind it where files were changed."""

    @property
    def samples(self) -> bool:
        """Whether every page and export must say DỮ LIỆU MẪU."""
        return self.holds == "samples"


def database_of(datasette: Any) -> Any:
    """Datasette's database object of the archive. Raises NoArchive."""
    database = datasette.databases.get(DATABASE)
    if database is None or database.path is None:
        raise NoArchive("archive.db does not exist yet; `make run` builds it.")
    return database


def home_of(datasette: Any) -> Path:
    """The folder that holds archive.db, captures/ and media/. Raises NoArchive."""
    return Path(database_of(datasette).path).resolve().parent


async def read(datasette: Any, question: Callable[[sqlite3.Connection], T]) -> T:
    """Run `question` on a read connection of the archive; raises TooSlow after Datasette's `sql_time_limit_ms`."""
    limit = datasette.sql_time_limit_ms

    def ask(connection: sqlite3.Connection) -> T:
        with sqlite_timelimit(connection, limit):
            try:
                return question(connection)
            except sqlite3.OperationalError as error:
                if error.args == ("interrupted",):
                    raise TooSlow(f"longer than {limit} ms") from error
                raise

    answer: T = await database_of(datasette).execute_fn(ask)
    return answer


def rows(connection: sqlite3.Connection, sql: str, params: Mapping[str, object] | Sequence[object] = ()) -> list[Row]:
    """All rows of a query as dicts."""
    cursor = connection.execute(sql, params)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]


def one(connection: sqlite3.Connection, sql: str, params: Mapping[str, object] | Sequence[object] = ()) -> Row | None:
    """The first row of a query, or None."""
    return next(iter(rows(connection, sql, params)), None)


_MOST_REMEMBERED = 1000
"""Answers kept, the longest unused goes first: a robot that opens every page must not push out what all pages need."""
_remembering = Lock()
_remembered: OrderedDict[Hashable, tuple[Any]] = OrderedDict()
_being_made: dict[Hashable, Lock] = {}


def remembered(connection: sqlite3.Connection, key: Hashable, make: Callable[[], T]) -> T:
    """`make()`, kept for as long as the archive is of one build: counts over thousands of hits cost more than all else
    of a page. While a build runs they are those of the build before (or the first asked since)."""
    file = _file_of(connection)
    built = connection.execute("SELECT value FROM archive_state WHERE key = 'built_at'").fetchone()
    return _kept((file, built[0], key), make) if file and built else make()


def remembered_as_written(connection: sqlite3.Connection, key: Hashable, make: Callable[[], T]) -> T:
    """`make()`, kept until anything is written: for what lists articles, which must not show one that was taken down
    since, nor miss one that a running build just added."""
    file = _file_of(connection)
    return _kept((file, _written(file), key), make) if file else make()


def _file_of(connection: sqlite3.Connection) -> str:
    return str(connection.execute("PRAGMA database_list").fetchone()[2])


def _written(file: str) -> tuple[tuple[int, int], ...]:
    """Changes with every commit: size and time of the file and of its write-ahead log. Read before the question is
    asked, so an answer may be newer than its stamp, never older."""
    stamps = []
    for part in (Path(file), Path(f"{file}-wal")):
        try:
            about = part.stat()
        except FileNotFoundError:
            continue
        stamps.append((about.st_mtime_ns, about.st_size))
    return tuple(stamps)


def _kept(full_key: Hashable, make: Callable[[], T]) -> T:
    """The remembered answer, or `make()`; who asks the same while it is made waits for it."""
    with _remembering:
        turn = _being_made.setdefault(full_key, Lock())
    try:
        with turn:
            with _remembering:
                known = _remembered.get(full_key) or ()
            found: T = known[0] if known else make()
            with _remembering:
                _remembered[full_key] = (found,)
                _remembered.move_to_end(full_key)
                if len(_remembered) > _MOST_REMEMBERED:
                    _remembered.popitem(last=False)
    finally:
        with _remembering:
            _being_made.pop(full_key, None)
    return found


def state(connection: sqlite3.Connection) -> State:
    """What the archive says of itself."""
    found = dict(connection.execute("SELECT key, value FROM archive_state").fetchall())
    return State(**{field.name: found.get(field.name, "") for field in fields(State)})
