"""Text of a PDF by pdfium, its tables by pdfplumber. No script runs, nothing embedded is unpacked."""

import io
import re
import unicodedata
from collections.abc import Iterator

import pdfplumber
import pypdfium2
from pdfminer.pdfexceptions import PDFException
from pdfplumber.utils.exceptions import PdfminerException

from pipeline.attachments.values import MOST_PAGES, MOST_TEXT, FileState, FileText, RawTable
from pipeline.text import fold

_LETTERS_OF_A_PAGE = 20
"""Fewer on every page: the pages are pictures, whatever stray text a scanner left."""
_MOST_TABLE_PAGES = 60
"""pdfplumber takes 150 ms a page; an annex is rarely longer."""
_HEADER = re.compile(r"san pham|chu the|hang sao|so sao|xep hang")
_BROKEN_WORD = re.compile(r"(?<=\w)\u00ad?-\n(?=[a-zà-ỹ])")
_TABLE_ERRORS = (PDFException, PdfminerException, ValueError, KeyError, TypeError, IndexError, RecursionError)
"""pdfminer raises plain Python errors on broken objects (its issue tracker is full of them)."""


def read_pdf(body: bytes) -> FileText:
    """Text of the first 200 pages, and the tables of those that speak of products."""
    try:
        document = pypdfium2.PdfDocument(body)
    except pypdfium2.PdfiumError as error:
        return FileText("PDF", "encrypted" if "password" in str(error).lower() else "damaged")
    try:
        count = len(document)
        pages, complete = _pages(document, min(count, MOST_PAGES))
    finally:
        document.close()
    if count and all(sum(map(str.isalpha, page)) < _LETTERS_OF_A_PAGE for page in pages):
        return FileText("PDF", "needs_ocr", (), count)
    state: FileState = "ok" if complete and count <= MOST_PAGES else "partial"
    tables = tuple(_tables(body, pages))
    return FileText("PDF", state if count else "damaged", tuple(pages), count, tables)


def _pages(document: pypdfium2.PdfDocument, count: int) -> tuple[list[str], bool]:
    pages: list[str] = []
    room = MOST_TEXT
    for number in range(count):
        try:
            text = document[number].get_textpage().get_text_bounded()
        except pypdfium2.PdfiumError:
            pages.append("")
            continue
        pages.append(_clean(text)[:room])
        room -= len(pages[-1])
        if room <= 0:
            return pages, False
    return pages, True


def _clean(text: str) -> str:
    """pdfium marks a hyphen at a line's end with U+FFFE and ends lines with CRLF."""
    text = text.replace("\r\n", "\n").replace("\ufffe", "-").replace("\x00", "")
    lines = (" ".join(line.split()) for line in unicodedata.normalize("NFC", text).split("\n"))
    return _BROKEN_WORD.sub("", "\n".join(line for line in lines if line))


def _tables(body: bytes, pages: list[str]) -> Iterator[RawTable]:
    """Tables of pages with a product table's header words, and of the pages after them that may carry it on."""
    wanted = [number for number, text in enumerate(pages) if len(set(_HEADER.findall(fold(text)))) >= 2]
    if not wanted:
        return
    last = min(len(pages), wanted[0] + _MOST_TABLE_PAGES)
    try:
        with pdfplumber.open(io.BytesIO(body)) as document:
            for number in range(wanted[0], last):
                page = document.pages[number]
                found = page.extract_tables()
                for rows in found:
                    yield RawTable(number + 1, tuple(tuple(_cell(cell) for cell in row) for row in rows))
                page.close()
                if not found and number >= wanted[-1]:
                    return
    except _TABLE_ERRORS:
        return


def _cell(text: str | None) -> str | None:
    return None if text is None else " ".join(unicodedata.normalize("NFC", text).split())
