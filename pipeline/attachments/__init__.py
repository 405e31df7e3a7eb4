"""Attachments by their bytes: text and tables of PDF, DOCX and XLSX files, read in children."""

from pipeline.attachments.read import FILE_SECONDS, FileText, RawTable, read_file

__all__ = ["FILE_SECONDS", "FileText", "RawTable", "read_file"]
