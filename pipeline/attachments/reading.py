"""One captured attachment as what the archive keeps of it: masked text, product rows, the document it is."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from crawler.portals.source import Source
from pipeline.attachments.heading import document_title, heading_date, own_document
from pipeline.attachments.read import FileText, read_file
from pipeline.gazetteer import Gazetteer
from pipeline.gazetteer.home import home_unit
from pipeline.households import is_household, without_fine_address
from pipeline.masks import mask
from pipeline.model import DocumentMention
from pipeline.tables import ProductRow, product_rows

PAGE_BREAK = "\f"


@dataclass(frozen=True)
class OwnDocument:
    """The document that an attachment is."""

    mention: DocumentMention
    """Its span indexes `heading`."""
    heading: str
    title: str | None


@dataclass(frozen=True)
class AttachmentReading:
    """What one attachment says; everything masked as bodies are."""

    type: str
    state: str
    """A `FileState`, or `ocr` where the text was read from pictures of pages."""
    pages: int | None
    text: str
    """Pages joined by a form feed."""
    rows: tuple[ProductRow, ...] = ()
    document: OwnDocument | None = None
    read_as: tuple[str, ...] = ()


def read_attachment(
    body: bytes, source: Source, gazetteer: Gazetteer, on: date, recognised: Callable[[], tuple[str, ...] | None]
) -> AttachmentReading:
    """Read `body` as an attachment of `source` captured on day `on`. `recognised` gives the pages that OCR has read of
    it, None where it has not; it is asked only for a file without text."""
    file = read_file(body)
    state: str = file.state
    if file.state == "needs_ocr" and (pages := recognised()) is not None:
        file, state = replace(file, pages=pages), "ocr"
    return AttachmentReading(
        type=file.type,
        state=state,
        pages=file.page_count,
        text=mask(PAGE_BREAK.join(file.pages)),
        rows=tuple(_masked(row) for row in product_rows((table.page, table.rows) for table in file.tables)),
        document=_document(file, source, gazetteer, on),
        read_as=file.read_as,
    )


def _document(file: FileText, source: Source, gazetteer: Gazetteer, on: date) -> OwnDocument | None:
    if not file.pages:
        return None
    page = mask(file.pages[0])
    dated = heading_date(page)
    found = own_document(page, gazetteer, home_unit(gazetteer, source.unit), date.fromisoformat(dated) if dated else on)
    if found is None:
        return None
    mention, heading = found
    if mention.system != "party" and dated:
        mention = mention._replace(year=mention.year or dated[:4])
    return OwnDocument(mention._replace(date=mention.date or dated), heading, document_title(page))


def _masked(row: ProductRow) -> ProductRow:
    return replace(
        row,
        product=mask(row.product),
        producer=mask(row.producer),
        address=mask(row.address),
        cells=tuple(mask(cell) for cell in row.cells),
    )


def _without_home(row: ProductRow) -> ProductRow:
    names = {row.producer, row.address} - {""}
    return replace(
        row,
        producer=without_fine_address(row.producer),
        address=without_fine_address(row.address),
        cells=tuple(without_fine_address(cell) if cell in names else cell for cell in row.cells),
    )


def row_of(article_id: str, place: str, row: ProductRow, facts_only: bool) -> dict[str, object]:
    """A row of `product_rows`; `place`: `body`, or `attachment N` by the attachment's position. Of a household no
    address finer than its commune is kept."""
    if is_household(row.producer):
        row = _without_home(row)
    return {
        "article_id": article_id, "place": place, "table_no": row.table, "row_no": row.row, "page": row.page,
        "product": row.product, "producer": row.producer, "address": row.address, "score": row.score,
        "group_given": row.group or None, "stars": row.stars, "potential": int(row.potential),
        "cells": json.dumps([] if facts_only else row.cells, ensure_ascii=False),
    }  # fmt: skip
