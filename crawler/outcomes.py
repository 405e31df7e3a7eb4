"""What became of a request, in the ledger's words (reliability.md 2.1). Pure functions."""

from collections.abc import Set as AbstractSet

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from twisted.internet.error import ConnectError, ConnectionClosed, DNSLookupError
from twisted.internet.error import TimeoutError as TxTimeoutError

from crawler import blocks
from crawler.captures.records import Outcome, Role
from crawler.limits import is_header_limit, is_protocol_error, is_tls_failure

REDIRECTS = frozenset({301, 302, 303, 307, 308})
_BLOCKED = frozenset({401, 403, 407, 429, 451})

_BINARY = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"Rar!", b"RIFF")
_PAGES: frozenset[Role] = frozenset({"article", "sampled", "canary", "listing"})


class Refused(Exception):
    """We did not ask, or did not go on: an event row with this outcome tells it."""

    def __init__(self, outcome: Outcome, reason: str) -> None:
        super().__init__(reason)
        self.outcome: Outcome = outcome


def outcome_of_error(error: BaseException) -> Outcome | None:
    """The outcome of a request that brought no response; None for an exception that is a bug of ours."""
    if isinstance(error, Refused):
        return error.outcome
    if is_header_limit(error):
        return "header_limit"
    if is_tls_failure(error):
        return "tls_error"
    if isinstance(error, DownloadTimeoutError | TxTimeoutError):
        return "timeout"
    if isinstance(error, CannotResolveHostError | DNSLookupError):
        return "dns_error"
    if isinstance(error, UnsupportedURLSchemeError):
        return "scheme_refused"
    if isinstance(error, DownloadConnectionRefusedError | ConnectError | ConnectionClosed | ResponseDataLossError):
        return "conn_error"
    if isinstance(error, DownloadFailedError):
        return "protocol_error" if is_protocol_error(error) else "conn_error"
    return "conn_error" if isinstance(error, DownloadCancelledError) else None


def outcome_of_status(status: int, headers: AbstractSet[str]) -> Outcome | None:
    """The outcome that the status alone decides; None where the body must be looked at. `headers`: lower-case names."""
    if status == 304:
        return "not_modified"
    if status in REDIRECTS and "location" in headers:
        return "redirect"
    if status in _BLOCKED or (status == 503 and "retry-after" in headers):
        return "blocked"
    if 200 <= status < 300:
        return None
    return "http_error" if 300 <= status < 600 else "protocol_error"


def outcome_of_body(role: Role, body: bytes, not_found: blocks.Template | None) -> tuple[Outcome, str]:
    """The outcome of a 2xx answer by its body (content-encoding undone), and why. `not_found` is what the host shows
    for a page that cannot exist, where it shows that with status 200."""
    head = body[:512].lstrip()
    if role in _PAGES:
        if head.startswith(_BINARY):
            return "wrong_type", "a binary file where a page was asked for"
        if reason := blocks.challenge(body):
            return "blocked", reason
        if role != "listing" and not_found and blocks.same_page(not_found, blocks.template_of(body)):
            return "soft_404", "the page this host shows for what does not exist"
    elif role in ("image", "attachment") and _looks_like_html(head):
        if reason := blocks.challenge(body):
            return "blocked", reason
        return "wrong_type", "a page where a file was asked for"
    elif role == "probe":
        return "soft_404", "a page that cannot exist was answered with status 200"
    elif role in ("feed", "sitemap") and (reason := blocks.challenge(body)):
        return "blocked", reason
    return "ok", ""


def _looks_like_html(head: bytes) -> bool:
    start = head.lower()
    return start.startswith((b"<!doctype html", b"<html", b"<script", b"<head", b"<body"))
