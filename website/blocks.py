"""The body of an article as a reader sees it: blocks of the archive turned into parts of a page."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from website import links
from website.marking import Mark, Piece, marks_of, pieces

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Part:
    """One part of the page. `kind`: heading, paragraph, list, table, figure, signature, attachment."""

    kind: str
    lines: list[list[Piece]] = field(default_factory=list)
    """Marked text: one line for a paragraph, one for every item of a list, one for every caption of a figure."""
    rows: list[list[list[Piece]]] = field(default_factory=list)
    """Cells of a table."""
    level: int = 3
    picture: Row | None = None
    """The picture of a figure: `sha256` where it may be shown, `src`, `state`, `width`, `height`."""
    file: Row | None = None


def parts(texts: Row, mentions: Sequence[Row], images: Sequence[Row], files: Sequence[Row]) -> list[Part]:
    """The parts of an article in page order, title and lead left out (they stand above). `texts`: its row of
    article_texts, whose `blocks` say which slice of which column they are."""
    marks = {name: marks_of(mentions, name) for name in ("body", "captions", "attachments")}
    pictures = {image["src"]: image for image in images}
    attached = {file["href"]: file for file in files}
    page: list[Part] = []
    for block in json.loads(texts.get("blocks") or "[]"):
        if "title" in block or "lead" in block:
            continue
        field = next((name for name in marks if name in block), "")
        if field:
            start, end = block[field]
            block |= {"start": start, "text": texts[field][start:end]}
        _add(page, block, marks.get(field, ()), pictures, attached)
    return page


def _add(
    page: list[Part], block: Row, marks: Sequence[Mark], pictures: Mapping[str, Row], attached: Mapping[str, Row]
) -> None:
    start, src, written = block.get("start", 0), block.get("src", ""), block.get("text", "")
    text = pieces(written, marks, start)
    last = page[-1] if page else None
    match block.get("kind", "paragraph"):
        case "image":
            page.append(Part("figure", picture=pictures.get(src, {"src": src, "state": "not kept"})))
        case "caption" if last and last.kind == "figure":
            last.lines.append(text)
        case "caption":
            page.append(Part("figure", [text]))
        case "list_item" if last and last.kind == "list":
            last.lines.append(text)
        case "list_item":
            page.append(Part("list", [text]))
        case "table":
            page.append(Part("table", rows=_cells(written, marks, start)))
        case "attachment":
            page.append(Part("attachment", [text], file=attached.get(src, {"href": src})))
        case "heading":
            page.append(Part("heading", [text], level=min(6, max(2, block.get("level") or 3))))
        case kind:
            page.append(Part(kind, [text]))


def _cells(text: str, marks: Sequence[Mark], start: int) -> list[list[list[Piece]]]:
    """Rows of a table: lines of the text, cells joined by ` | `."""
    table = []
    at = start
    for line in text.split("\n"):
        row = []
        inside = at
        for cell in line.split(" | "):
            row.append(pieces(cell, marks, inside))
            inside += len(cell) + len(" | ")
        table.append(row)
        at += len(line) + 1
    return table


def web_links(files: Sequence[Row]) -> list[dict[str, Any]]:
    """Attachments with `web`, their address where a browser may be sent there."""
    return [{**file, "web": links.web(file["href"])} for file in files]
