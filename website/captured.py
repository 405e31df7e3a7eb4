"""The captured original of an article: shown as plain text, handed out as a WARC record, only where that is allowed."""

import re
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from crawler.captures.errors import NoCaptures
from crawler.captures.reader import CaptureReader
from crawler.captures.records import Capture
from pipeline.masks import mask
from website.archive import Row, one
from website.showing import SHOWABLE

MOST_DECODED = 16 << 20
"""Bytes of a page that are decoded to be shown."""
MOST_SHOWN = 500_000
"""Characters of a source that the page shows; the record holds the whole."""


@dataclass(frozen=True)
class Original:
    """A capture that may be shown, and the article it belongs to."""

    capture: Row
    article: Row


@dataclass(frozen=True)
class Withheld:
    """Why a capture is not shown."""

    vi: str
    en: str


NOT_ALLOWED = Withheld(
    "Cổng nguồn chỉ cho phép nêu dữ kiện và trích dẫn ngắn.",
    "The source allows facts and a short quote only.",
)
MASKED = Withheld(
    "Bản gốc này có thông tin cá nhân đã được che trong bài, nên không mở ra ở đây.",
    "This original holds personal data that was masked in the article, so it is not opened here.",
)
NOT_READ = Withheld(
    "Bản lưu này không đọc được thành bài viết, nên không biết có thông tin cá nhân hay không và không mở ra ở đây.",
    "No article was read from this capture: whether it holds personal data is not known, so it is not opened here.",
)

_CAPTURE = """SELECT c.*, a.id AS of_article, a.title, a.url AS article_url, s.name AS source, s.republish,
s.licence AS source_licence FROM captures c JOIN articles a ON a.id = c.article_id
LEFT JOIN sources s ON s.id = a.source_id WHERE c.id = ? AND a.state = 'published'"""


def find_original(connection: sqlite3.Connection, capture_id: int) -> Original | Withheld | None:
    """The capture, or why it stays closed, or None where no published article rests on it. Each capture of an article
    is judged by what was masked in itself, not in the newest one."""
    row = one(connection, _CAPTURE, [capture_id])
    if row is None:
        return None
    if row["republish"] != "full":
        return NOT_ALLOWED
    if row["masked"] != 0:
        return NOT_READ if row["masked"] is None else MASKED
    article = {"id": row["of_article"], "title": row["title"], "url": row["article_url"]}
    return Original(row, article | {"source": row["source"], "licence": row["source_licence"]})


_LONG_RUN = re.compile(r"(?<![\w.+-])[\w.+-]{200,}")


def masked_source(text: str) -> str:
    """`text` with contacts masked as in the published articles. Unbroken runs of 200 characters and more (pictures
    inside the page, session states) hold no contact and are passed over: patterns crawl through them."""
    parts, position = [], 0
    for run in _LONG_RUN.finditer(text):
        parts += [mask(text[position : run.start()]), run[0]]
        position = run.end()
    return "".join(parts) + mask(text[position:])


@dataclass(frozen=True)
class Source:
    """The source of a captured page as text."""

    text: str
    cut: bool


def source_text(home: Path, capture: Row) -> Source:
    """What the server sent, decoded, contacts masked, at most MOST_SHOWN characters.
    Raises the capture reader's errors (`crawler.captures.errors.CaptureError`) where the bytes cannot be had."""
    with CaptureReader(home) as reader:
        body = reader.payload(_held(reader, capture["id"]), MOST_DECODED).body
    try:
        text = body.decode(capture["charset"] or "utf-8", "replace")
    except LookupError:
        text = body.decode("utf-8", "replace")
    return Source(masked_source(text[:MOST_SHOWN]), len(text) > MOST_SHOWN)


def record(home: Path, capture_id: int) -> bytes:
    """The capture's WARC record, as it lies on disk."""
    with CaptureReader(home) as reader:
        return reader.record_bytes(_held(reader, capture_id))


def _held(reader: CaptureReader, capture_id: int) -> Capture:
    """Raises NoCaptures where the home has no such capture: a release holds only those it may hand out."""
    try:
        return reader.capture(capture_id)
    except KeyError as error:
        raise NoCaptures(f"this home does not hold capture {capture_id}") from error


_PICTURE = f"""SELECT i.thumbnail FROM images i WHERE i.sha256 = ? AND i.thumbnail IS NOT NULL AND EXISTS (
SELECT 1 FROM article_images ai JOIN articles a ON a.id = ai.article_id JOIN sources s ON s.id = a.source_id
WHERE ai.sha256 = i.sha256 AND {SHOWABLE})"""


def find_thumbnail(connection: sqlite3.Connection, sha256: str) -> str | None:
    """File name below media/ of a picture that a showable article shows; None for every other."""
    row = one(connection, _PICTURE, [sha256])
    return str(row["thumbnail"]) if row else None
