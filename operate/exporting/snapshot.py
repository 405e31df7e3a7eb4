"""archive.db read as it is at one moment."""

import sqlite3

from operate.exporting.files import ExportError
from operate.home import Home
from pipeline.archive.schema import APPLICATION_ID


def snapshot(home: Home) -> sqlite3.Connection:
    """A read-only connection inside one transaction: what a build writes meanwhile is not seen.
    Raises ExportError where there is no archive or the file is none."""
    if not home.archive.is_file():
        raise ExportError(f"{home.archive} is not there yet: `ocop build` makes it")
    archive = sqlite3.connect(f"{home.archive.as_uri()}?mode=ro", uri=True, isolation_level=None)
    try:
        (application,) = archive.execute("PRAGMA application_id").fetchone()
    except sqlite3.DatabaseError as error:
        raise ExportError(f"{home.archive} cannot be read ({error}); `ocop rebuild` makes it anew") from error
    if application != APPLICATION_ID:
        raise ExportError(f"{home.archive} is no OCOP archive; choose another --home")
    archive.execute("BEGIN")
    return archive
