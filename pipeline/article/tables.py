"""Tables: which carry data and which only lay out a page, and the rows of the first as lines."""

from collections.abc import Iterator

from lxml import etree

from pipeline.article.tree import BLOCK_TAGS, whole_text
from pipeline.text import one_line

_LONG_CELL = 600
"""Characters: a longer cell is a piece of prose in a layout table."""


def _own_rows(table: etree._Element) -> list[list[etree._Element]]:
    rows = [row for row in table.iter("tr") if next(row.iterancestors("table")) is table]
    return [[cell for cell in row if cell.tag in ("td", "th")] for row in rows]


def is_data_table(table: etree._Element) -> bool:
    """Whether a table carries data: two columns and two rows with words, no table inside, no cell of prose.

    A picture above its caption, a text beside a picture and a page in one cell are layout."""
    if table.find(".//table") is not None:
        return False
    filled = 0
    for row in _own_rows(table):
        lengths = [len(whole_text(cell).strip()) for cell in row]
        if any(length > _LONG_CELL for length in lengths):
            return False
        filled += sum(length > 0 for length in lengths) >= 2
    return filled >= 2


def rows_of(table: etree._Element) -> list[str]:
    """A line per row that has words, cells joined by ` | `, empty cells kept so that columns hold."""
    lines = ([one_line("".join(_words_of(cell))) for cell in row] for row in _own_rows(table))
    return [" | ".join(cells) for cells in lines if any(cells)]


def _words_of(cell: etree._Element) -> Iterator[str]:
    """Texts of a cell, apart where a block or a new line begins."""
    for event, node in etree.iterwalk(cell, events=("start", "end")):
        if event == "start":
            if node is not cell and (node.tag == "br" or node.tag in BLOCK_TAGS):
                yield " "
            yield node.text or ""
        elif node is not cell:
            yield node.tail or ""
