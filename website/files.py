"""Files of a search: CSV and XLSX for spreadsheets, JSON and Parquet for programs. What was asked stands in each."""

import csv
import io
import json
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from pipeline.spreadsheet import safe_cell
from website.archive import SAMPLE_MARK, Row, State
from website.exports import COLUMNS, LISTS


@dataclass(frozen=True)
class Told:
    """What a file says of itself."""

    asked: str
    """Address of the search."""
    state: State
    cut: bool
    """More was found than the file holds."""

    def lines(self) -> list[tuple[str, str]]:
        """Name and value, for a reader."""
        told = [("search", self.asked), ("archive_built", self.state.built_at), ("version", self.state.version)]
        if self.state.release:
            told += [("release", self.state.release), ("released_at", self.state.released_at),
                     ("code_commit", self.state.commit), ("data_sha256", self.state.digest)]  # fmt: skip
        if self.state.samples:
            told.insert(0, ("note", SAMPLE_MARK))
        if self.cut:
            told.append(("cut", "chỉ gồm những bài đầu / only the first articles found"))
        return told


@dataclass(frozen=True)
class Pieces:
    """A kind of file that is written piece by piece, so that it may be of any length: `head`, then `lines` of some
    articles at a time with `between` them, then `end`."""

    head: Callable[[Told], str]
    lines: Callable[[Sequence[Row]], str]
    between: str = ""
    end: str = ""

    def whole(self, lines: Sequence[Row], told: Told) -> bytes:
        """All at once."""
        return (self.head(told) + self.lines(lines) + self.end).encode("utf-8", "replace")


@dataclass(frozen=True)
class File:
    """A kind of file."""

    name: str
    content_type: str
    make: Callable[[Sequence[Row], Told], bytes]
    pieces: Pieces | None = None
    """Where it may hold every article found; a file without holds at most CAP."""


def _flat(value: object) -> object:
    return "; ".join(value) if isinstance(value, list) else value


def _csv_head(told: Told) -> str:  # noqa: ARG001 - a CSV file has no place for it
    """The byte order mark (spreadsheets need it) and the names of the columns."""
    return "\ufeff" + ",".join(COLUMNS) + "\r\n"


def _csv_lines(lines: Sequence[Row]) -> str:
    """One line per article; lists are joined by `; `."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([safe_cell(_flat(line[name])) for name in COLUMNS] for line in lines)
    return text.getvalue()


def xlsx_file(lines: Sequence[Row], told: Told) -> bytes:
    """A sheet `articles` with a frozen head, a sheet `about` with what was asked; every cell is text or a number."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("articles")
    sheet.freeze_panes = "A2"
    sheet.append(list(COLUMNS))
    for line in lines:
        sheet.append([_cell(_flat(line[name])) for name in COLUMNS])
    about = book.create_sheet("about")
    for name, value in told.lines():
        about.append([name, _cell(value)])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _cell(value: object) -> Any:
    return ILLEGAL_CHARACTERS_RE.sub("", str(safe_cell(value)))[:32767] if isinstance(value, str) else value


def _json_head(told: Told) -> str:
    """`{"search": …, "articles": [`"""
    said = ",\n".join(f" {json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}" for name, value in told.lines())
    return f'{{\n{said},\n "articles": [\n'


def _json_lines(lines: Sequence[Row]) -> str:
    """`{column: value}, …`, one article a line; lists are lists."""
    return ",\n".join(json.dumps(line, ensure_ascii=False) for line in lines)


def parquet_file(lines: Sequence[Row], told: Told) -> bytes:
    """Columns of text, lists as lists, zstd; what was asked stands in the file's key-value metadata."""
    # Only who asks for Parquet pays for DuckDB: 40 MB of memory that the other pages do not need.
    import duckdb

    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as database:
        source, made = Path(folder, "lines.jsonl"), Path(folder, "made.parquet")
        source.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), "utf-8", "replace")
        database.execute("SET memory_limit = '256MB'; SET threads = 1")
        columns = ", ".join(f"{name}: '{'VARCHAR[]' if name in LISTS else 'VARCHAR'}'" for name in COLUMNS)
        told_by = ", ".join(f"{name}: {_literal(value)}" for name, value in told.lines())
        read = f"read_json({_literal(str(source))}, format = 'newline_delimited', columns = {{{columns}}})"
        how = f"(FORMAT parquet, COMPRESSION zstd, KV_METADATA {{{told_by}}})"
        database.execute(f"COPY (SELECT * FROM {read}) TO {_literal(str(made))} {how}")
        return made.read_bytes()


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


_CSV = Pieces(_csv_head, _csv_lines)
_JSON = Pieces(_json_head, _json_lines, between=",\n", end="\n]}\n")
FILES: Mapping[str, File] = {
    "csv": File("CSV", "text/csv; charset=utf-8", _CSV.whole, _CSV),
    "xlsx": File("XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", xlsx_file),
    "json": File("JSON", "application/json; charset=utf-8", _JSON.whole, _JSON),
    "parquet": File("Parquet", "application/vnd.apache.parquet", parquet_file),
}
"""By ending."""
