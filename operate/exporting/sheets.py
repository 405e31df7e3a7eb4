"""A table as an XLSX file, within what a sheet can hold."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from operate.exporting.dictionary import Archive, Table

XLSX_ROWS = 1_048_575
"""Rows below the heading that a sheet holds."""
XLSX_CHARACTERS = 32_767
_CUT = "… [cắt · cut]"


def write_xlsx(path: Path, table: Table, rows: Iterable[tuple[Any, ...]], about: Archive) -> list[str]:
    """One sheet with the rows, one with what the columns mean; returns what a sheet cannot hold, in words."""
    book = Workbook(write_only=True)
    book.properties.title = f"{about.title}: {table.title}"
    sheet = book.create_sheet(table.name[:31])
    sheet.freeze_panes = "A2"
    sheet.append([column.name for column in table.columns])
    long, lost = 0, 0
    for number, row in enumerate(rows):
        if number >= XLSX_ROWS:
            lost += 1
            continue
        cells = [_sheet_value(value) for value in row]
        long += sum(isinstance(value, str) and len(value) > XLSX_CHARACTERS for value in row)
        sheet.append([_text_cell(sheet, value) if isinstance(value, str) else value for value in cells])
    _explain(book, table, about)
    book.save(path)
    told = [f"{path.name}: {long} ô dài hơn {XLSX_CHARACTERS} ký tự bị cắt · longer cells were cut"] if long else []
    return told + ([f"{path.name}: {lost} dòng không vừa một trang tính · rows did not fit a sheet"] if lost else [])


def _sheet_value(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    text = ILLEGAL_CHARACTERS_RE.sub(" ", value)
    return text if len(text) <= XLSX_CHARACTERS else text[: XLSX_CHARACTERS - len(_CUT)] + _CUT


def _text_cell(sheet: Any, text: str) -> Any:
    """Text as text: openpyxl takes what begins with = for a formula."""
    cell = WriteOnlyCell(sheet, value=text)
    cell.data_type = "s"
    return cell


def _explain(book: Any, table: Table, about: Archive) -> None:
    sheet = book.create_sheet("columns")
    sheet.append([about.title])
    sheet.append(["column", "type", "nghĩa", "meaning"])
    for column in table.columns:
        sheet.append([column.name, column.kind, column.vi, column.en])
