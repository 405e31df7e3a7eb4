"""Text and tables of DOCX and XLSX, after a look at the ZIP around them: bounds first, entity-free XML only."""

import io
import unicodedata
import zipfile
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import ParseError

import docx
import openpyxl
from docx.document import Document
from docx.oxml.exceptions import InvalidXmlError
from docx.table import Table
from lxml.etree import XMLSyntaxError
from openpyxl.utils.exceptions import InvalidFileException

from pipeline.attachments.values import MOST_TEXT, FileState, FileText, RawTable

MOST_ENTRIES = 2_000
MOST_RATIO = 100
MOST_UNPACKED = 200 << 20
"""reliability C16."""
_MOST_ROWS = 5_000
_MOST_COLUMNS = 60
_ENCRYPTED = 0x1
_ERRORS = (
    zipfile.BadZipFile, KeyError, ValueError, TypeError, IndexError, AttributeError, OSError, ParseError,
    XMLSyntaxError, InvalidXmlError, InvalidFileException, NotImplementedError,
)  # fmt: skip
"""What python-docx and openpyxl raise on parts that are missing, broken or of another kind than announced."""


def read_docx(body: bytes) -> FileText:
    """Paragraphs and tables in their order as one page."""
    if refused := _refused(body):
        return FileText("DOCX", refused)
    try:
        document = docx.Document(io.BytesIO(body))
        tables: list[RawTable] = []
        lines = list(_docx_lines(document, tables))
    except _ERRORS:
        return FileText("DOCX", "damaged")
    return _file_text("DOCX", ["\n".join(lines)], tables)


def _docx_lines(document: Document, tables: list[RawTable]) -> Iterator[str]:
    for item in document.iter_inner_content():
        if isinstance(item, Table):
            rows = tuple(tuple(_row_cells(row)) for row in item.rows[:_MOST_ROWS])
            tables.append(RawTable(1, rows))
            yield from (" | ".join(cell or "" for cell in row) for row in rows)
        elif text := _line(item.text):
            yield text


def _row_cells(row: Any) -> Iterator[str | None]:
    """python-docx repeats a merged cell in every place it covers; from the second on it is None here."""
    before = None
    for cell in row.cells:
        yield None if cell._tc is before else _line(cell.text)
        before = cell._tc


def read_xlsx(body: bytes) -> FileText:
    """A page and a table per sheet; values as last computed, no formula runs."""
    if refused := _refused(body):
        return FileText("XLSX", refused)
    try:
        book = openpyxl.load_workbook(io.BytesIO(body), read_only=True, data_only=True, keep_links=False)
        tables = [RawTable(number, tuple(_sheet_rows(sheet))) for number, sheet in enumerate(book.worksheets, 1)]
        book.close()
    except _ERRORS:
        return FileText("XLSX", "damaged")
    pages = ["\n".join(" | ".join(cell or "" for cell in row) for row in table.rows) for table in tables]
    return _file_text("XLSX", pages, tables)


def _sheet_rows(sheet: Any) -> Iterator[tuple[str | None, ...]]:
    for row in sheet.iter_rows(max_row=_MOST_ROWS, max_col=_MOST_COLUMNS, values_only=True):
        cells = tuple(_line(_shown(value)) for value in row)
        while cells and not cells[-1]:
            cells = cells[:-1]
        if any(cells):
            yield cells


def _shown(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def _file_text(kind: str, pages: list[str], tables: list[RawTable]) -> FileText:
    if not any(pages):
        return FileText(kind, "no text", (), len(pages))
    kept, room = [], MOST_TEXT
    for page in pages:
        kept.append(page[:room])
        room -= len(kept[-1])
    state: FileState = "ok" if kept == pages else "partial"
    return FileText(kind, state, tuple(kept), len(pages), tuple(tables))


def _line(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def _refused(body: bytes) -> FileState | None:
    """Why the ZIP must not be unpacked, from its directory alone."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            entries = packed.infolist()
            if any(entry.flag_bits & _ENCRYPTED for entry in entries):
                return "encrypted"
            unpacked = sum(entry.file_size for entry in entries)
            if len(entries) > MOST_ENTRIES or unpacked > min(MOST_UNPACKED, max(1, len(body)) * MOST_RATIO):
                return "too large"
            if any(_has_entities(packed, entry) for entry in entries):
                return "damaged"
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError):
        return "damaged"
    return None


def _has_entities(packed: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bool:
    """Office never writes a DOCTYPE; who does wants entities expanded."""
    if not entry.filename.endswith((".xml", ".rels")):
        return False
    with packed.open(entry) as part:
        return b"<!DOCTYPE" in part.read(1024)
