"""Tables of rated products as rows: from article pages, DOCX, XLSX and PDF annexes."""

from pipeline.tables.products import ProductRow, product_rows

__all__ = ["ProductRow", "product_rows"]
