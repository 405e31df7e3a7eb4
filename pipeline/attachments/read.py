"""One attachment: its type by magic, then the reader of that type."""

from collections.abc import Callable
from dataclasses import replace
from importlib import import_module

from pipeline.attachments.values import FileState, FileText, RawTable
from pipeline.charsets.reread import TCVN3, in_order, may_be_foreign, reread, rules_for, with_horns
from pipeline.media import file_type

__all__ = ["FILE_SECONDS", "FileState", "FileText", "RawTable", "read_file"]

FILE_SECONDS = 20
"""A child that reads one attachment longer than this is killed (reliability C15)."""

_READERS = {"PDF": ("pdf", "read_pdf"), "DOCX": ("office", "read_docx"), "XLSX": ("office", "read_xlsx")}
"""Module of this package and function."""


def read_file(body: bytes) -> FileText:
    """Text and tables of an attachment; `state` tells what kept them away. Never raises on what a file holds."""
    kind = file_type(body)
    return _in_unicode(_reader(kind)(body)) if kind in _READERS else FileText(kind, "no reader")


def _reader(kind: str) -> Callable[[bytes], FileText]:
    """Loaded with the first file of its type: PDF and office libraries take a third of a second to start, and most
    processes meet no attachment."""
    module, function = _READERS[kind]
    reader: Callable[[bytes], FileText] = getattr(import_module(f"pipeline.attachments.{module}"), function)
    return reader


def _in_unicode(file: FileText) -> FileText:
    """The file with what was typed in a font of before Unicode put right, line by line and cell by cell."""
    lines = [line for page in file.pages for line in page.split("\n")]
    cells = [cell or "" for table in file.tables for row in table.rows for cell in row]
    texts = [*lines, *cells]
    if not any(map(may_be_foreign, texts)):
        return file
    read = [reread(text, rule) for text, rule in zip(texts, rules_for(texts), strict=True)]
    told = iter(with_horns(text) if by == TCVN3 and file.type == "PDF" else text for text, by in read)
    pages = tuple("\n".join(next(told) for _ in page.split("\n")) for page in file.pages)
    tables = tuple(
        replace(table, rows=tuple(tuple(_cell(cell, next(told)) for cell in row) for row in table.rows))
        for table in file.tables
    )
    return replace(file, pages=pages, tables=tables, read_as=in_order(rule for _, rule in read))


def _cell(before: str | None, after: str) -> str | None:
    return None if before is None else after
