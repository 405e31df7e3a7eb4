"""The ledger row of a capture, and what an earlier capture lends it. Reads the ledger, writes nothing."""

import json
import sqlite3
from typing import Any

from crawler.captures.clean import clean_text, header_text
from crawler.captures.ledger import discovery_values
from crawler.captures.records import Exchange
from crawler.captures.warc import Earlier, Group

_HEADERS = ("content_type", "etag", "last_modified")
_DISCOVERY = ("section", "found_on", "link_text", "listing_date")


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


def capture_row(db: sqlite3.Connection, exchange: Exchange, group: Group, run_id: int, at: str) -> dict[str, Any]:
    """Columns of `captures` but for the payload's and where in which file the group stands."""
    return {
        "run_id": run_id, "source_id": exchange.source_id, "role": exchange.role, "method": exchange.method,
        "url": exchange.url, "key": exchange.key, "fetched_at": at, "outcome": exchange.outcome,
        "status": exchange.status, **_headers(db, exchange), "warc_length": group.response_length,
        "record_id": group.record_id, "member_sha256": group.sha256,
        **dict(zip(_DISCOVERY, discovery_values(exchange.discovery), strict=True)),
        "flags": json.dumps(dict(exchange.flags), ensure_ascii=False), "origin": clean_text(exchange.origin),
    }  # fmt: skip


def _headers(db: sqlite3.Connection, exchange: Exchange) -> dict[str, str]:
    """A 304 says little of itself: what it leaves out still holds from the capture before."""
    headers = {name: header_text(exchange.response_headers, name.replace("_", "-")) for name in _HEADERS}
    if exchange.status == 304 and not all(headers.values()):
        before = newest_payload(db, exchange.source_id, exchange.url)
        headers = {name: value or (before[name] if before else "") for name, value in headers.items()}
    return headers
