"""The WARC records of one exchange as bytes (WARC 1.1, ISO 28500:2017); no file is touched here."""

import base64
import hashlib
import json
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from http.client import responses
from urllib.parse import urlsplit
from uuid import UUID

from crawler.captures.clean import Headers
from crawler.captures.records import Exchange

NewId = Callable[[], UUID]

IDENTICAL_PAYLOAD = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"

_WARCINFO = {
    "software": "ocop-archive capture store",
    "format": "WARC File Format 1.1",
    "conformsTo": "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
    "description": "News pages about the OCOP programme (mỗi xã một sản phẩm) from portals of Vietnamese public bodies",
    "http-header-block": "as the HTTP client (Scrapy) reports it, not byte for byte: status line rebuilt as HTTP/1.1, "
    "control bytes percent-encoded; Transfer-Encoding renamed X-Archive-Orig-Transfer-Encoding",
    "http-body": "as sent, content-encoding kept, transfer-encoding undone",
    "digests": "sha256, base32 (RFC 4648) with padding",
    "groups": "response or revisit, request, metadata (application/json: what was asked, why, and what came of it); "
    "one gzip member each",
}

_SMALL = 2048
"""Bytes below which a record gets a small deflate window: to clear a large one takes longer than to pack the record."""

_CONTENT_TYPES = {
    "warcinfo": "application/warc-fields",
    "response": "application/http; msgtype=response",
    "revisit": "application/http; msgtype=response",
    "request": "application/http; msgtype=request",
}


@dataclass(frozen=True)
class Earlier:
    """The capture whose payload a revisit record points at."""

    seq: int
    url: str
    fetched_at: str
    record_id: str
    payload_sha256: str
    payload_bytes: int


@dataclass(frozen=True)
class Group:
    """The gzip members of one capture: response or revisit, request, metadata."""

    data: bytes
    response_length: int
    record_id: str

    @property
    def sha256(self) -> str:
        """Hex digest of the compressed bytes."""
        return hashlib.sha256(self.data).hexdigest()


def warcinfo(name: str, at: str, contact: str, new_id: NewId) -> bytes:
    """The first record of a file."""
    fields = _WARCINFO | {"operator": contact or "see the User-Agent of the request records"}
    block = "".join(f"{field}: {value}\r\n" for field, value in fields.items()).encode()
    headers = {"WARC-Date": at, "WARC-Record-ID": _urn(new_id()), "WARC-Filename": name}
    return member("", "warcinfo", headers, payload=block)


def build_group(
    exchange: Exchange, *, run_id: int, at: str, payload_sha256: str, earlier: Earlier | None, new_id: NewId
) -> Group:
    """The records of a storable exchange (see `clean.storable`). With `earlier` the first is a revisit: of the same
    bytes, or, for a 304, of the capture that the server says still holds."""
    record_id = _urn(new_id())
    common = {"WARC-Date": at} | ({"WARC-IP-Address": exchange.address} if exchange.address else {})
    first = common | {"WARC-Record-ID": record_id} | _truncation(exchange)
    head = _response_head(exchange)
    if earlier:
        response = member(exchange.url, "revisit", first | _refers_to(exchange, earlier), head=head)
    else:
        first["WARC-Payload-Digest"] = _digest(bytes.fromhex(payload_sha256))
        response = member(exchange.url, "response", first, head=head, payload=exchange.body, packed=_is_packed(exchange))
    belongs = common | {"WARC-Concurrent-To": record_id}
    request = member(
        exchange.url, "request", belongs | {"WARC-Record-ID": _urn(new_id())},
        head=_request_head(exchange), payload=exchange.request_body,
    )  # fmt: skip
    about = _metadata(exchange, run_id, payload_sha256)
    metadata = member(
        exchange.url, "metadata", {"WARC-Date": at, "WARC-Concurrent-To": record_id, "WARC-Record-ID": _urn(new_id())},
        payload=about, content_type="application/json",
    )  # fmt: skip
    return Group(response + request + metadata, len(response), record_id)


def member(
    url: str, kind: str, headers: Mapping[str, str], *, head: bytes = b"", payload: bytes = b"", content_type: str = "",
    packed: bool = False,
) -> bytes:
    """One record as a gzip member. Written here and not by warcio's writer, which took half of a capture's time to say
    the same bytes; the tests read every kind of record back with warcio and check its digests. `packed`: the payload
    is compressed already, and no effort makes it smaller."""
    block = head + payload
    fields = dict(headers) | {"WARC-Type": kind} | ({"WARC-Target-URI": url} if url else {})
    if kind != "warcinfo":
        fields.setdefault("WARC-Payload-Digest", _digest(hashlib.sha256(payload).digest()))
    fields["WARC-Block-Digest"] = _digest(hashlib.sha256(block).digest())
    fields["Content-Type"] = content_type or _CONTENT_TYPES[kind]
    fields["Content-Length"] = str(len(block))
    lines = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    record = b"".join((b"WARC/1.1\r\n", lines.encode(), b"\r\n", block, b"\r\n\r\n"))
    window = 15 if len(record) > _SMALL else 12
    packer = zlib.compressobj(level=1 if packed else 6, wbits=16 + window, memLevel=8 if window == 15 else 5)
    return packer.compress(record) + packer.flush()


@lru_cache(256)
def _digest(sha256: bytes) -> str:
    return "sha256:" + base64.b32encode(sha256).decode()


def _is_packed(exchange: Exchange) -> bool:
    return any(name.lower() == b"content-encoding" and value != b"identity" for name, value in exchange.response_headers)


def _refers_to(exchange: Exchange, earlier: Earlier) -> dict[str, str]:
    refers = {
        "WARC-Profile": IDENTICAL_PAYLOAD,
        "WARC-Refers-To": earlier.record_id,
        "WARC-Refers-To-Target-URI": earlier.url,
        "WARC-Refers-To-Date": earlier.fetched_at,
    }
    if exchange.status == 304:
        return refers | {"WARC-Profile": NOT_MODIFIED}
    return refers | {"WARC-Payload-Digest": _digest(bytes.fromhex(earlier.payload_sha256))}


def _truncation(exchange: Exchange) -> dict[str, str]:
    if exchange.outcome == "too_large":
        return {"WARC-Truncated": "length"}
    if exchange.outcome == "truncated":
        return {"WARC-Truncated": "disconnect" if "dataloss" in exchange.flags else "unspecified"}
    return {}


def _response_head(exchange: Exchange) -> bytes:
    headers = tuple(
        (b"X-Archive-Orig-Transfer-Encoding" if name.lower() == b"transfer-encoding" else name, value)
        for name, value in exchange.response_headers
    )
    return _head(f"HTTP/1.1 {exchange.status} {responses.get(exchange.status, '')}".rstrip(), headers)


def _request_head(exchange: Exchange) -> bytes:
    parts = urlsplit(exchange.url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = exchange.request_headers
    if not any(name.lower() == b"host" for name, _ in headers):
        # Twisted adds it when it sends the request, after Scrapy has reported the headers.
        headers = ((b"Host", parts.netloc.rpartition("@")[2].encode()), *headers)
    return _head(f"{exchange.method} {target} HTTP/1.1", headers)


def _head(first_line: str, headers: Headers) -> bytes:
    lines = [first_line.encode(), *(name + b": " + value for name, value in headers)]
    return b"\r\n".join(lines) + b"\r\n\r\n"


def _metadata(exchange: Exchange, run_id: int, payload_sha256: str) -> bytes:
    about = {
        "source": exchange.source_id,
        "run": run_id,
        "role": exchange.role,
        "key": exchange.key,
        "outcome": exchange.outcome,
        "section": exchange.discovery.section,
        "found_on": exchange.discovery.found_on,
        "link_text": exchange.discovery.link_text,
        "listing_date": exchange.discovery.listing_date,
        "payload_sha256": payload_sha256,
        "flags": dict(exchange.flags),
    }
    return json.dumps(about, ensure_ascii=False).encode()


def _urn(identifier: UUID) -> str:
    return f"<urn:uuid:{identifier}>"
