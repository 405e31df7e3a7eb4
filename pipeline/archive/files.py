"""What attachments say, written beside the articles that show them: text, product rows, the document a file is."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from pipeline.archive.compact import insert
from pipeline.archive.mention_rows import quote_around
from pipeline.archive.search_index import index_article, unindex_article
from pipeline.archive.unlinked import note_article
from pipeline.attachments.heading import OWN_RULE
from pipeline.attachments.reading import PAGE_BREAK, AttachmentReading, row_of
from pipeline.attachments.recognised import recognised_path
from pipeline.children import Lost

_FORGET_OWN = """DELETE FROM mention_spans
WHERE n = (SELECT n FROM articles WHERE id = ?)
AND (SELECT rule FROM mention_names WHERE id = mention_spans.said) = ?"""


def articles_to_recognise_again(db: Database, home: Path) -> set[str]:
    """Articles with an attachment that had no text when it was read, and has been read by OCR since."""
    waiting = db.query("SELECT article_id, sha256 FROM attachments WHERE state = 'needs_ocr'")
    return {row["article_id"] for row in waiting if recognised_path(home, row["sha256"]).is_file()}


def files_to_read(db: Database, article_ids: Iterable[str]) -> list[tuple[str, int]]:
    """(source id, capture) of every attachment held of these articles, each payload of a source once."""
    wanted = set(article_ids)
    held = db.query(
        "SELECT t.article_id, a.source_id, t.sha256, t.capture_id FROM attachments t JOIN articles a "
        "ON a.id = t.article_id WHERE t.sha256 IS NOT NULL ORDER BY t.capture_id"
    )
    first: dict[tuple[str, str], int] = {}
    for row in held:
        if row["article_id"] in wanted:
            first.setdefault((row["source_id"], row["sha256"]), row["capture_id"])
    return sorted((source_id, seq) for (source_id, _), seq in first.items())


def write_files(
    db: Database, article_id: str, facts_only: bool, readings: dict[str, AttachmentReading | str | Lost]
) -> bool:
    """Everything the article's attachments say, in place of what stood there. `readings` by payload digest; a parse
    state stands for a file that cannot be read. False where the machine had no time for one."""
    (n,) = db.execute("SELECT n FROM articles WHERE id = ?", [article_id]).fetchone()
    files = list(db.query("SELECT * FROM attachments WHERE article_id = ? ORDER BY position", [article_id]))
    if files:
        note_article(db, article_id, n)
    db.execute(_FORGET_OWN, [article_id, OWN_RULE])
    db.execute("DELETE FROM product_rows WHERE article_id = ? AND place <> 'body'", [article_id])
    texts = [file["label"] for file in files]
    complete = True
    for file in files:
        reading = readings.get(file["sha256"])
        if reading is None:
            continue
        if isinstance(reading, str | Lost):
            state = reading.state if isinstance(reading, Lost) else reading
            complete = complete and state != "starved"
            db.table("attachments").update((article_id, file["position"]), {"state": state})
            continue
        published = {"text": None if facts_only else reading.text, "read_as": "; ".join(reading.read_as) or None}
        db.table("attachments").update(
            (article_id, file["position"]),
            {"type": reading.type, "pages": reading.pages, "state": reading.state, **published},
        )
        texts.append(reading.text.replace(PAGE_BREAK, "\n"))
        place = f"attachment {file['position']}"
        db.table("product_rows").insert_all(row_of(article_id, place, row, facts_only) for row in reading.rows)
        if reading.document:
            _note_document(db, article_id, file["position"], reading)
    if files:
        note_article(db, article_id, n)
    if not facts_only:
        _index_texts(db, article_id, "\n".join(text for text in texts if text))
    return complete


def _note_document(db: Database, article_id: str, position: int, reading: AttachmentReading) -> None:
    assert reading.document
    mention = reading.document.mention
    quote, begins = quote_around(reading.document.heading, mention.span.start, mention.span.end)
    (after,) = db.execute(
        "SELECT coalesce(max(s.position), -1) FROM mention_spans s JOIN articles a ON a.n = s.n WHERE a.id = ?",
        [article_id],
    ).fetchone()
    details = {
        "issuer": mention.issuer, "year": mention.year, "number": mention.number, "symbol": mention.symbol,
        "system": mention.system, "confidence": mention.confidence, "attachment": position,
        "title": reading.document.title,
    }  # fmt: skip
    mention_row = {
        "article_id": article_id, "position": after + 1, "field": "quote", "start": mention.span.start - begins,
        "end": mention.span.end - begins, "surface": mention.span.surface, "quote": quote, "kind": "document",
        "name": mention.kind, "norm": mention.norm, "rule": OWN_RULE, "place_id": mention.issuer_place_id,
        "date": mention.date, "details": json.dumps(details, ensure_ascii=False),
    }  # fmt: skip
    insert(db, "mentions", [mention_row])


def _index_texts(db: Database, article_id: str, attachments: str) -> None:
    row: dict[str, Any] | None = next(db.query("SELECT * FROM article_texts WHERE article_id = ?", [article_id]), None)
    if row is None or row["attachments"] == attachments:
        return
    unindex_article(db, row["n"], row)
    db.table("article_bodies").update(row["n"], {"attachments": attachments})
    index_article(db, row["n"], row | {"attachments": attachments})
