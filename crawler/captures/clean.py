"""What must not reach a WARC header or a text column is escaped or refused here, before any byte is written (C13)."""

import ipaddress
import re
from dataclasses import replace
from urllib.parse import quote, urlsplit

from crawler.captures.errors import Unstorable
from crawler.captures.records import Discovery, Exchange

HEADERS_ESCAPED = "headers_escaped"
"""Flag of a capture in whose header block control bytes were percent-encoded."""

Headers = tuple[tuple[bytes, bytes], ...]

_TOKEN = rb"A-Za-z0-9!#$&'*+.^_`|~\-"
_NOT_NAME = re.compile(rb"[^" + _TOKEN + rb"]")
_NOT_VALUE = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]")
_METHOD = re.compile(r"[A-Z]+")
_NOT_TEXT = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_SPACE = re.compile(r"[\t\n\r]+")


def storable(exchange: Exchange) -> Exchange:
    """`exchange` as it can be kept: URL percent-encoded, control bytes of HTTP headers percent-encoded (flag
    `headers_escaped`), control characters and lone surrogates of free texts replaced by U+FFFD.
    Raises Unstorable for what has no place in a WARC record; the message says which field."""
    if not 100 <= exchange.status <= 999:
        raise Unstorable(f"status {exchange.status} of {exchange.url!r}: no HTTP answer; note it with event()")
    if not _METHOD.fullmatch(exchange.method):
        raise Unstorable(f"method {exchange.method!r} of {exchange.url!r}")
    check_name("source_id", exchange.source_id)
    check_name("key", exchange.key)
    if exchange.address:
        _check_address(exchange.address)
    request_headers, escaped_request = escape_headers(exchange.request_headers)
    response_headers, escaped_response = escape_headers(exchange.response_headers)
    flags = {clean_text(name): clean_text(value) for name, value in exchange.flags.items()}
    if escaped_request or escaped_response:
        flags[HEADERS_ESCAPED] = "yes"
    return replace(
        exchange,
        url=target_uri(exchange.url),
        request_headers=request_headers,
        response_headers=response_headers,
        discovery=clean_discovery(exchange.discovery),
        flags=flags,
    )


def target_uri(url: str) -> str:
    """`url` as WARC-Target-URI and ledger hold it: every byte outside printable ASCII percent-encoded (UTF-8), nothing
    else touched. Raises Unstorable where it is not an http(s) URL."""
    if not url.lower().startswith(("http://", "https://")):
        raise Unstorable(f"{url!r} is no http(s) URL")
    try:
        if not urlsplit(url).netloc:
            raise Unstorable(f"{url!r} names no host")
    except ValueError as error:
        raise Unstorable(f"{url!r} is no URL: {error}") from error
    try:
        return quote(url, safe="!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
    except UnicodeEncodeError as error:
        raise Unstorable(f"{url!r} holds a lone surrogate; decode the page before taking links from it") from error


def check_name(what: str, text: str) -> None:
    """Raises Unstorable for an empty identifier or one with control characters or lone surrogates."""
    if not text or _NOT_TEXT.search(text):
        raise Unstorable(f"{what} {text!r} is empty or holds control characters")


def clean_text(text: str) -> str:
    """Free text for a column: tabs and line ends become one space, other control characters U+FFFD."""
    return _NOT_TEXT.sub("\ufffd", _SPACE.sub(" ", text))


def clean_discovery(discovery: Discovery) -> Discovery:
    """`discovery` with every text cleaned."""
    return Discovery(
        clean_text(discovery.section),
        clean_text(discovery.found_on),
        clean_text(discovery.link_text),
        clean_text(discovery.listing_date),
    )


def escape_headers(headers: Headers) -> tuple[Headers, bool]:
    """(headers that can stand in a header block, whether anything had to be percent-encoded). Bytes above 0x7F stay.
    A header without a name gets the name `%`."""
    safe = tuple((_NOT_NAME.sub(_percent, name) or b"%", _NOT_VALUE.sub(_percent, value)) for name, value in headers)
    return safe, safe != headers


def _percent(match: re.Match[bytes]) -> bytes:
    return b"%%%02X" % match[0][0]


def _check_address(address: str) -> None:
    try:
        ipaddress.ip_address(address)
    except ValueError as error:
        raise Unstorable(f"address {address!r} is no IP address") from error


def header_text(headers: Headers, name: str) -> str:
    """The first value of a header, cleaned; empty where it is absent. UTF-8, else Latin-1."""
    wanted = name.lower().encode()
    return next((clean_text(decode_header(value)) for key, value in headers if key.lower() == wanted), "")


def decode_header(value: bytes) -> str:
    """A header name or value as text: UTF-8, else Latin-1."""
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")
