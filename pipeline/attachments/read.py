"""One attachment: its type by magic, then the reader of that type."""

from pipeline.attachments.office import read_docx, read_xlsx
from pipeline.attachments.pdf import read_pdf
from pipeline.attachments.values import FileState, FileText, RawTable
from pipeline.media import file_type

__all__ = ["FILE_SECONDS", "FileState", "FileText", "RawTable", "read_file"]

FILE_SECONDS = 20
"""A child that reads one attachment longer than this is killed (reliability C15)."""

_READERS = {"PDF": read_pdf, "DOCX": read_docx, "XLSX": read_xlsx}


def read_file(body: bytes) -> FileText:
    """Text and tables of an attachment; `state` tells what kept them away. Never raises on what a file holds."""
    kind = file_type(body)
    reader = _READERS.get(kind)
    return reader(body) if reader else FileText(kind, "no reader")
