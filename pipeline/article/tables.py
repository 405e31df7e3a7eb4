"""Tables: which carry data and which only lay out a page, and the rows of the first as lines."""

from bs4.element import NavigableString, Tag

from pipeline.article.tree import BLOCK_TAGS
from pipeline.text import one_line

_LONG_CELL = 600
"""Characters: a longer cell is a piece of prose in a layout table."""


def _own_rows(table: Tag) -> list[list[Tag]]:
    rows = [row for row in table.find_all("tr") if row.find_parent("table") is table]
    return [list(row.find_all(["td", "th"], recursive=False)) for row in rows]


def is_data_table(table: Tag) -> bool:
    """Whether a table carries data: two columns and two rows with words, no table inside, no cell of prose.

    A picture above its caption, a text beside a picture and a page in one cell are layout."""
    if table.find("table") is not None:
        return False
    filled = 0
    for row in _own_rows(table):
        lengths = [len(cell.get_text().strip()) for cell in row]
        if any(length > _LONG_CELL for length in lengths):
            return False
        filled += sum(length > 0 for length in lengths) >= 2
    return filled >= 2


def rows_of(table: Tag) -> list[str]:
    """A line per row that has words, cells joined by ` | `, empty cells kept so that columns hold."""
    lines = ([_words_of(cell) for cell in row] for row in _own_rows(table))
    return [" | ".join(cells) for cells in lines if any(cells)]


def _words_of(cell: Tag) -> str:
    parts: list[str] = []
    for node in cell.descendants:
        if isinstance(node, NavigableString):
            parts.append(str(node))
        elif isinstance(node, Tag) and (node.name == "br" or node.name in BLOCK_TAGS):
            parts.append(" ")
    return one_line("".join(parts))
