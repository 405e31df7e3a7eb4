"""What reading an attachment gives."""

from dataclasses import dataclass, field
from typing import Literal

FileState = Literal["ok", "partial", "needs_ocr", "no text", "no reader", "encrypted", "damaged", "too large"]
"""`partial`: read up to a bound; `needs_ocr`: pages that are pictures; `no reader`: a type whose text we do not read
(old Word and Excel, archives, pictures)."""

MOST_PAGES = 200
MOST_TEXT = 5_000_000
"""Characters (reliability C15: 200 pages or 5 MB of text, then `partial`)."""


@dataclass(frozen=True)
class RawTable:
    """A table as it stands in a file; a cell that a merged one covers is None."""

    page: int
    """From 1; the sheet's number in a workbook; 1 in a Word file, which has no pages."""
    rows: tuple[tuple[str | None, ...], ...]


@dataclass(frozen=True)
class FileText:
    """Text of a file by page, NFC, as the file says it (not masked)."""

    type: str
    state: FileState
    pages: tuple[str, ...] = ()
    page_count: int | None = None
    """Pages the file has, also those not read."""
    tables: tuple[RawTable, ...] = field(default=())
    read_as: tuple[str, ...] = ()
    """Rules by which text of an older font was put into Unicode."""
