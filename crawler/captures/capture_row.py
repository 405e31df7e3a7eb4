"""The ledger row of a capture, and what an earlier capture lends it. Reads the ledger, writes nothing."""

import json
import sqlite3
from dataclasses import dataclass, replace

from crawler.captures.clean import clean_text, header_text
from crawler.captures.records import Capture, Exchange
from crawler.captures.warc import Earlier, Group

_HEADERS = ("content_type", "etag", "last_modified")
_COLUMNS = (
    "run_id", "source_id", "role", "url", "key", "fetched_at", "outcome", "status", *_HEADERS, "warc_file",
    "warc_offset", "warc_length", "warc_end", "member_sha256", "payload_sha256", "payload_bytes", "revisit_of",
    "method", "record_id", "section", "found_on", "link_text", "listing_date", "flags", "origin",
)  # fmt: skip
_INSERT = f"INSERT INTO captures ({', '.join(_COLUMNS)}) VALUES ({', '.join(f':{name}' for name in _COLUMNS)})"


def newest_payload(db: sqlite3.Connection, source_id: str, url: str) -> sqlite3.Row | None:
    """The newest GET of `url` that was ok or not modified and has a payload; `holder` is the capture that holds it."""
    row: sqlite3.Row | None = db.execute(
        "SELECT *, coalesce(revisit_of, seq) AS holder FROM captures WHERE url = ? AND source_id = ? "
        "AND method = 'GET' AND payload_bytes > 0 AND outcome IN ('ok', 'not_modified') "
        "AND origin = 'live' ORDER BY seq DESC LIMIT 1",
        (url, source_id),
    ).fetchone()
    return row


def earlier_payload(db: sqlite3.Connection, exchange: Exchange, payload_sha256: str) -> Earlier | None:
    """The capture that holds what this exchange brings: for a 304 the one it confirms, else one with the same bytes,
    whatever its URL. None where there is none, and for an empty body."""
    columns = "SELECT seq, url, fetched_at, record_id, payload_sha256, payload_bytes FROM captures "
    row = None
    if exchange.status == 304:
        newest = newest_payload(db, exchange.source_id, exchange.url)
        row = newest and db.execute(columns + "WHERE seq = ?", (newest["holder"],)).fetchone()
    elif exchange.body:
        row = db.execute(
            columns + "WHERE payload_sha256 = ? AND revisit_of IS NULL LIMIT 1", (payload_sha256,)
        ).fetchone()
    return Earlier(*row) if row else None


@dataclass(frozen=True)
class Place:
    """Where the records of a capture stand, and whose payload it has."""

    warc_file: str
    offset: int
    payload_sha256: str
    payload_bytes: int
    revisit_of: int | None


def insert_capture(
    db: sqlite3.Connection, exchange: Exchange, group: Group, place: Place, run_id: int, at: str
) -> Capture:
    """Write the row of a capture (in the transaction that is open) and give it as a value."""
    content_type, etag, last_modified = _headers(db, exchange)
    capture = Capture(
        seq=0, run_id=run_id, source_id=exchange.source_id, role=exchange.role, url=exchange.url, key=exchange.key,
        fetched_at=at, outcome=exchange.outcome, status=exchange.status, content_type=content_type, etag=etag,
        last_modified=last_modified, warc_file=place.warc_file, warc_offset=place.offset,
        warc_length=group.response_length, warc_end=place.offset + len(group.data), member_sha256=group.sha256,
        payload_sha256=place.payload_sha256, payload_bytes=place.payload_bytes, revisit_of=place.revisit_of,
        discovery=exchange.discovery, flags=exchange.flags, origin=clean_text(exchange.origin),
    )  # fmt: skip
    row = vars(capture) | vars(exchange.discovery) | {
        "method": exchange.method, "record_id": group.record_id,
        "flags": json.dumps(dict(exchange.flags), ensure_ascii=False),
    }  # fmt: skip
    seq = db.execute(_INSERT, row).lastrowid
    assert seq is not None
    return replace(capture, seq=seq)


def _headers(db: sqlite3.Connection, exchange: Exchange) -> list[str]:
    """A 304 says little of itself: what it leaves out still holds from the capture before."""
    headers = [header_text(exchange.response_headers, name.replace("_", "-")) for name in _HEADERS]
    if exchange.status == 304 and not all(headers):
        before = newest_payload(db, exchange.source_id, exchange.url)
        headers = [value or (before[name] if before else "") for name, value in zip(_HEADERS, headers, strict=True)]
    return headers
