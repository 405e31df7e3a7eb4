"""One WARC record as what somebody was answered: transfer-encoding undone, content-encoding kept where it is true."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from warcio.bufferedreaders import ChunkedDataReader

from crawler.captures.encodings import decode_body
from crawler.captures.errors import BrokenEncoding, DecodedTooLarge
from crawler.taken_over import Foreign, LeftOut

LARGEST_BODY = 64 << 20
_CHUNK = 1 << 16
Headers = tuple[tuple[bytes, bytes], ...]


def moment_of(text: str) -> datetime | None:
    """An ISO day or moment, UTC where it names no zone; None for anything else."""
    try:
        moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return None
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def url_of(record: Any) -> str:
    """The record's address; wget writes it between angle brackets."""
    return str(record.rec_headers.get_header("WARC-Target-URI") or "").strip("<>")


def read_answer(record: Any, origin: str, posted: bytes | None) -> Foreign:
    """A `response` or `resource` record; `posted` is what its request sent, None for a GET. Raises LeftOut for what is
    no answer over HTTP, EOFError for a record that breaks off."""
    url, moment = url_of(record), moment_of(record.rec_headers.get_header("WARC-Date") or "")
    if moment is None or not url.startswith(("http://", "https://")):
        raise LeftOut("no http address or date")
    if record.rec_headers.get_header("WARC-Truncated"):
        raise LeftOut("its capturer cut the body")
    status, headers = 200, headers_of(record)
    if record.http_headers is None:
        kind = record.rec_headers.get_header("Content-Type") or "application/octet-stream"
        headers = ((b"Content-Type", kind.encode("utf-8", "surrogateescape")),)
    else:
        code = str(record.http_headers.get_statuscode())
        status = int(code) if code.isdecimal() else 0
    body, headers = true_encoding(_body_of(record, headers), headers)
    method = "GET" if posted is None else "POST"
    return Foreign(url, moment, status, headers, body, origin, method, posted or b"")


def headers_of(record: Any) -> Headers:
    """The HTTP headers as bytes; none for a record without them."""
    pairs: Iterable[tuple[str, str]] = record.http_headers.headers if record.http_headers else ()
    return tuple((name.encode("latin-1", "replace"), value.encode("utf-8", "surrogateescape")) for name, value in pairs)


def header(headers: Headers, name: bytes) -> bytes:
    """All values of a header, joined by a comma."""
    return b", ".join(value for key, value in headers if key.lower() == name)


def _body_of(record: Any, headers: Headers) -> bytes:
    chunked = b"chunked" in header(headers, b"transfer-encoding").lower()
    # Without chunks in it the reader gives the bytes as they are: some tools undo them and keep the header.
    source = ChunkedDataReader(record.raw_stream, decomp_type=None) if chunked else record.raw_stream
    parts, size = [], 0
    while part := source.read(_CHUNK):
        parts.append(part)
        size += len(part)
        if size > LARGEST_BODY:
            raise LeftOut("body above 64 MiB")
    while record.raw_stream.read(_CHUNK):
        continue
    if getattr(record.raw_stream, "limit", 0) > 0:
        raise EOFError(f"the record of {url_of(record)} breaks off")
    return b"".join(parts)


def true_encoding(body: bytes, headers: Headers) -> tuple[bytes, Headers]:
    """The body with the headers that are true of it: no transfer-encoding, a content-encoding only where the body has
    it (browsers hand bodies on decoded and keep the header), a length only where it is the body's."""
    untrue = {b"transfer-encoding"}
    encodings = header(headers, b"content-encoding").decode("latin-1")
    if encodings:
        try:
            decode_body(body, encodings, LARGEST_BODY)
        except BrokenEncoding:
            untrue.add(b"content-encoding")
        except DecodedTooLarge as error:
            raise LeftOut("body above 64 MiB when decoded") from error
    if header(headers, b"content-length") != str(len(body)).encode():
        untrue.add(b"content-length")
    return body, tuple((name, value) for name, value in headers if name.lower() not in untrue)
