"""Bounds on what a server may send: header lines and bytes, body bytes, time; and the handler that keeps them.

`DOWNLOAD_MAXSIZE` bounds the body only: an endless header section took a Scrapy process to 2 GB in six seconds
(reliability.md 0.2). So lines and bytes are counted in the HTTP/1.1 parser itself.
"""

from time import monotonic
from typing import Any

from OpenSSL import SSL
from scrapy import Request, signals
from scrapy.core.downloader.contextfactory import _ScrapyClientContextFactory
from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
    _LenientHTTPClientParser,
)
from scrapy.exceptions import DownloadFailedError, StopDownload
from scrapy.http import Response
from scrapy.utils.httpobj import urlparse_cached
from twisted.internet.defer import Deferred
from twisted.web._newclient import ParseError
from twisted.web.client import ResponseFailed

HEADER_LINES = 300
HEADER_BYTES = 256 * 1024
BODY_BYTES = 16 * 1024 * 1024
ATTACHMENT_BYTES = 64 * 1024 * 1024
ROBOTS_BYTES = 512 * 1024
KEPT_OF_TOO_LARGE = 64 * 1024
"""Bytes archived of a body above its bound (reliability.md N2)."""

REQUEST_SECONDS = 60.0
"""For one request, headers and body together."""

_SECONDS_TO_SPARE = 2.0

_BOUNDS = {"attachment": ATTACHMENT_BYTES, "image": ATTACHMENT_BYTES, "robots": ROBOTS_BYTES}


class HeaderLimit(ParseError):
    """The header section is longer than any honest one."""

    def __init__(self, message: str) -> None:
        super().__init__(message, b"")  # type: ignore[no-untyped-call]


class CountingParser(_LenientHTTPClientParser):
    """Scrapy's response parser that gives up at 300 header lines or 256 KiB, 1xx responses counted in."""

    lines_seen = 0
    bytes_seen = 0

    def lineReceived(self, line: bytes) -> None:
        self.lines_seen += 1
        self.bytes_seen += len(line) + 1
        if self.lines_seen > HEADER_LINES or self.bytes_seen > HEADER_BYTES:
            raise HeaderLimit(f"more than {HEADER_LINES} lines or {HEADER_BYTES} bytes of headers")
        super().lineReceived(line)

    def lineLengthExceeded(self, line: bytes) -> None:  # noqa: ARG002
        raise HeaderLimit(f"a header line of more than {self.MAX_LENGTH} bytes")


class CountingProtocol(_LenientHTTP11ClientProtocol):
    """Parses responses with CountingParser."""

    def request(self, request: Any) -> Deferred[Any]:
        answer: Deferred[Any] = super().request(request)
        # Twisted names the parser class inside request(); Scrapy replaces it in the same way one class above.
        self._parser.__class__ = CountingParser
        return answer


class CountingFactory(_LenientHTTP11ClientFactory):
    """Builds CountingProtocol."""

    def buildProtocol(self, addr: Any) -> CountingProtocol:  # noqa: ARG002
        return CountingProtocol(self._quiescentCallback)  # type: ignore[no-untyped-call]


class GuardedHandler(HTTP11DownloadHandler):
    """Scrapy's HTTP/1.1 handler with bounded headers, the host's turn before each request, and TLS as the source says.

    Expects `crawler.spider.visit` to carry the process's gate and the source.
    """

    def __init__(self, crawler: Any) -> None:
        super().__init__(crawler)
        self._pool._factory = CountingFactory
        self._unverified: HTTP11DownloadHandler | None = None
        if crawler.spider.visit.is_tls_lenient:
            # Its own pool: a connection whose certificate failed must not serve a request that asked for verification.
            self._unverified = HTTP11DownloadHandler(crawler)
            self._unverified._pool._factory = CountingFactory
            factory: Any = _ScrapyClientContextFactory(verify_certificates=False)
            self._unverified._contextFactory = factory

    async def download_request(self, request: Request) -> Response:
        spider: Any = self._crawler.spider
        visit = spider.visit
        # A proxy would connect in our place, past the address guard.
        request.meta.pop("proxy", None)
        async with visit.gate.turn(urlparse_cached(request).hostname or ""):
            visit.sent(request)
            response = await self._download(request)
            # Still inside the turn: nobody may be sent between the answer and the pause it asks for.
            visit.heed(response)
            return response

    async def _download(self, request: Request) -> Response:
        try:
            return await super().download_request(request)
        except DownloadFailedError as error:
            if self._unverified is None or not is_tls_failure(error):
                raise
        request.meta["tls_unverified"] = True
        return await self._unverified.download_request(request)

    async def close(self) -> None:
        await super().close()
        if self._unverified is not None:
            await self._unverified.close()


def _reasons(error: BaseException) -> list[BaseException]:
    """`error`, its cause, and what Twisted collected below them."""
    found: list[BaseException] = []
    waiting: list[BaseException | None] = [error]
    while waiting:
        current = waiting.pop()
        if current is None or current in found:
            continue
        found.append(current)
        waiting.append(current.__cause__)
        if isinstance(current, ResponseFailed):
            waiting.extend(failure.value for failure in current.reasons)
    return found


def is_tls_failure(error: BaseException) -> bool:
    """Whether the TLS handshake or the certificate failed."""
    return any(
        isinstance(reason, SSL.Error) or type(reason).__module__.partition(".")[0] == "service_identity"
        for reason in _reasons(error)
    )


def is_header_limit(error: BaseException) -> bool:
    """Whether CountingParser gave up."""
    return any(isinstance(reason, HeaderLimit) for reason in _reasons(error))


def is_protocol_error(error: BaseException) -> bool:
    """Whether what came was not HTTP as Twisted reads it."""
    return any(isinstance(reason, ParseError | ValueError | KeyError) for reason in _reasons(error))


class BodyWatch:
    """Stops a download at its role's bound or just before its time is up, and keeps what has come.

    Scrapy's own limits throw the body away; evidence that was cut is still evidence.
    """

    def __init__(self, crawler: Any) -> None:
        crawler.signals.connect(self.headers_received, signals.headers_received)
        crawler.signals.connect(self.bytes_received, signals.bytes_received)

    def headers_received(self, body_length: int | None, request: Request) -> None:
        bound = bound_of(request)
        announced = body_length if isinstance(body_length, int) else 0
        request.meta["cut"] = "too_large" if announced > bound else ""
        if announced > bound:
            # Scrapy would hang up at the announcement; the first 64 KiB are wanted as evidence.
            request.meta["download_maxsize"] = 0
        request.meta["received"] = 0
        request.meta["bound"] = min(bound, KEPT_OF_TOO_LARGE) if announced > bound else bound
        request.meta["deadline"] = monotonic() + REQUEST_SECONDS - _SECONDS_TO_SPARE

    def bytes_received(self, data: bytes, request: Request) -> None:
        meta = request.meta
        meta["received"] = meta.get("received", 0) + len(data)
        if meta["received"] > meta.get("bound", BODY_BYTES):
            meta["cut"] = "too_large"
            raise StopDownload(fail=False)
        if monotonic() > meta.get("deadline", float("inf")):
            meta["cut"] = "truncated"
            raise StopDownload(fail=False)


def bound_of(request: Request) -> int:
    """Body bytes that `request` may bring, by the role it is sent in."""
    asked = request.meta.get("asked")
    return _BOUNDS.get(asked.role if asked is not None else "", BODY_BYTES)


def kept_body(body: bytes, request: Request) -> bytes:
    """What is archived of `body`: the first 64 KiB where it was too large, all of it otherwise."""
    if request.meta.get("cut") == "too_large" and bound_of(request) != ROBOTS_BYTES:
        return body[:KEPT_OF_TOO_LARGE]
    return body
