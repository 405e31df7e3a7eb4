"""Tables of products in an article's text: a cell below "Tên sản phẩm" is one name, commas and all."""

import re
from collections.abc import Iterator

from pipeline.entities.spans import Prepared

_ROW = re.compile(r"(?m)^[^\n|]*\|[^\n]*$")
_CELL = re.compile(r"[^|]+")
_HEADING = re.compile(r"(?:tên )?sản phẩm(?: ocop| đạt.{0,20}| được.{0,40}| dự thi| đăng ký| đề nghị.{0,20})?|tên sp")
_NO_NAME = re.compile(r"(?:tổng|cộng|nhóm|ngành|stt|tên)(?!\w)|\W*\d*\W*$")
_MOST = 100
"""Longest name of goods, in characters: a longer cell tells something."""


def product_cells(field: Prepared) -> Iterator[tuple[int, int]]:
    """Start and end in `text` of every cell that is a product's name: those below a heading that says so, in rows of as
    many cells. A heading that stands in two columns names none."""
    column, width = -1, 0
    for row in _ROW.finditer(field.lower) if " | " in field.text else ():
        cells = list(_CELL.finditer(field.lower, row.start(), row.end()))
        headings = [i for i, cell in enumerate(cells) if _HEADING.fullmatch(cell[0].strip())]
        if headings:
            column, width = (headings[0], len(cells)) if len(headings) == 1 else (-1, 0)
        elif column >= 0 and len(cells) == width:
            cell = cells[column]
            name = cell[0].strip()
            start = cell.start() + len(cell[0]) - len(cell[0].lstrip())
            if 2 < len(name) <= _MOST and not _NO_NAME.match(name):
                yield start, start + len(name)
