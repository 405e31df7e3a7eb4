"""Datasette's own CSV of tables and queries, made safe for spreadsheets on its way out; its JSON stays exact.

Datasette has no hook for its CSV renderer, but writes it row by row: one message of the answer is one row.
"""

import csv
import io
import re
from collections.abc import MutableMapping
from typing import Any

from pipeline.spreadsheet import FORMULA_STARTS, safe_cell
from website.headers import DATASETTE_PATHS, App, Receive, Scope, Send

LONGEST_CELL = 8_000_000
"""Characters; above what a cell may have (SQLITE_LIMIT_LENGTH of website/limits.py)."""

_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")
_SUSPECT = re.compile(rf'(?:^|,)"?(?:{"|".join(map(re.escape, FORMULA_STARTS))})')


def safe_row(line: str) -> str:
    """A row of a CSV file (one record, as `csv.writer` writes it) in which no cell is run as a formula. Numbers stay:
    in CSV nobody can tell -5 from the text "-5", and neither is a formula."""
    if not _SUSPECT.search(line):
        return line
    csv.field_size_limit(LONGEST_CELL)
    written = io.StringIO(newline="")
    for cells in csv.reader(io.StringIO(line, newline="")):
        csv.writer(written).writerow([cell if _NUMBER.fullmatch(cell) else safe_cell(cell) for cell in cells])
    return written.getvalue()


def formula_safe(app: App) -> App:
    """`app` with every row of Datasette's CSV made safe; nothing is held back, rows go out as they come."""

    async def with_safe_rows(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not _is_csv(scope):
            await app(scope, receive, send)
            return
        is_csv = False

        async def send_safely(message: MutableMapping[str, Any]) -> None:
            nonlocal is_csv
            if message["type"] == "http.response.start":
                is_csv = any(
                    name.lower() == b"content-type" and value.startswith((b"text/plain", b"text/csv"))
                    for name, value in message.get("headers", ())
                )
            elif is_csv and message.get("body"):
                message["body"] = safe_row(message["body"].decode("utf-8")).encode("utf-8")
            await send(message)

        await app(scope, receive, send_safely)

    return with_safe_rows


def _is_csv(scope: Scope) -> bool:
    path: str = scope["path"]
    return path.endswith(".csv") and path.startswith(DATASETTE_PATHS)
