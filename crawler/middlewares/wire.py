"""Next to the downloader: every answer is kept as it was sent, labelled, and only then handed on, decoded."""

import asyncio
import logging
from dataclasses import dataclass
from typing import Any, Self

from scrapy import Request
from scrapy.exceptions import CannotResolveHostError
from scrapy.http import HtmlResponse, Response, TextResponse
from scrapy.responsetypes import responsetypes

from crawler.asked import Asked, asked_of
from crawler.blocks import template_of
from crawler.captures.encodings import decode_body
from crawler.captures.errors import BrokenEncoding, DecodedTooLarge
from crawler.captures.records import Exchange, Outcome
from crawler.guard import installed_guard
from crawler.limits import ATTACHMENT_BYTES, BodyWatch, kept_body
from crawler.outcomes import Refused, outcome_of_body, outcome_of_status
from crawler.visit import host_of

logger = logging.getLogger(__name__)

TURNS_FOR_THE_NEXT = 3
"""Turns of the event loop before an answer is written and fsynced: the host's next request, if its delay has passed, is
on its way by then, so that the portal answers while we write (a fifth of a crawl without delay)."""


_TYPE_HEADERS = (b"Content-Type", b"Content-Disposition")


@dataclass(frozen=True)
class _Judged:
    outcome: Outcome
    why: str
    body: bytes
    """Content-encoding undone; empty where that was not possible."""


class WireMiddleware:
    """Keeps every answer (WARC and ledger) before anybody else sees it; turns refused addresses into `egress_refused`.

    Sits at order 950: below everything that unpacks, follows or retries, so that the archived body is what was sent.
    """

    def __init__(self, crawler: Any) -> None:
        self._crawler = crawler
        self._watch = BodyWatch(crawler)

    @classmethod
    def from_crawler(cls, crawler: Any) -> Self:
        return cls(crawler)

    async def process_response(self, request: Request, response: Response) -> Response:
        """Keep the answer; `meta["outcome"]` and `meta["capture"]` tell what became of it."""
        for _ in range(TURNS_FOR_THE_NEXT):
            await asyncio.sleep(0)
        visit = self._crawler.spider.visit
        asked = asked_of(request)
        judged = self._judge(request, response, asked)
        flags = {"why": judged.why} if judged.why else {}
        if "dataloss" in response.flags:
            flags["dataloss"] = "yes"
        if request.meta.get("tls_unverified"):
            flags["tls"] = "not verified"
        if request.meta.get("redirected_from"):
            flags["redirected_from"] = request.meta["redirected_from"]
        exchange = Exchange(
            source_id=asked.source_id,
            role=asked.role,
            url=response.url,
            key=asked.key,
            outcome=judged.outcome,
            status=response.status,
            request_headers=_pairs(request.headers),
            response_headers=_pairs(response.headers),
            body=kept_body(response.body, request),
            method=request.method,
            request_body=request.body,
            discovery=asked.discovery,
            address=str(response.ip_address or ""),
            flags=flags,
        )
        request.meta["capture"] = await visit.keep(exchange, asked)
        request.meta["outcome"] = judged.outcome
        logger.debug("%s %s %s %s", asked.source_id, judged.outcome, asked.role, response.url)
        if asked.role == "probe" and judged.outcome == "soft_404":
            visit.not_found[host_of(request)] = template_of(judged.body)
        return _readable(response, judged.body)

    def process_exception(self, request: Request, exception: Exception) -> None:
        """A name that the guard refused looks like one that does not resolve; the ledger must know better."""
        if isinstance(exception, CannotResolveHostError) and (reason := installed_guard().refused(host_of(request))):
            raise Refused("egress_refused", reason) from exception

    def _judge(self, request: Request, response: Response, asked: Asked) -> _Judged:
        cut = request.meta.get("cut", "")
        if cut == "too_large":
            return _Judged("too_large", "body above its limit", response.body if asked.role == "robots" else b"")
        encodings = b",".join(response.headers.getlist("Content-Encoding")).decode("latin-1")
        try:
            body = decode_body(response.body, encodings, ATTACHMENT_BYTES) if encodings else response.body
        except DecodedTooLarge as error:
            return _Judged("bomb", str(error), b"")
        except BrokenEncoding as error:
            broken: Outcome = "truncated" if cut or "dataloss" in response.flags else "protocol_error"
            return _Judged(broken, str(error), b"")
        names = frozenset(name.decode("latin-1").lower() for name in response.headers)
        if outcome := outcome_of_status(response.status, names):
            return _Judged(outcome, f"status {response.status}" if outcome == "protocol_error" else "", body)
        if cut or "dataloss" in response.flags:
            return _Judged("truncated", "time was up" if cut else "connection closed before the end", body)
        if self._is_elsewhere(request, asked):
            return _Judged("soft_404", "redirected to a page that is not this article", body)
        not_found = self._crawler.spider.visit.not_found.get(host_of(request))
        return _Judged(*outcome_of_body(asked.role, body, not_found), body)

    def _is_elsewhere(self, request: Request, asked: Asked) -> bool:
        """Portals send readers of a lost article to the front page."""
        if asked.role not in ("article", "canary", "sampled") or "hops" not in request.meta:
            return False
        return bool(self._crawler.spider.visit.family.article_key(request.url) != asked.key)


def _pairs(headers: Any) -> tuple[tuple[bytes, bytes], ...]:
    return tuple((name, value) for name, values in headers.items() for value in values)


def _readable(response: Response, body: bytes) -> Response:
    """The response with its content-encoding undone, of the class that can parse it."""
    if body is response.body:
        return response
    plain = [(name, values) for name, values in response.headers.items() if name != b"Content-Encoding"]
    named = {name: value for name in _TYPE_HEADERS if (value := response.headers.get(name))}
    kind = responsetypes.from_args(headers=named, url=response.url, body=body)
    more = {"encoding": None} if issubclass(kind, TextResponse) else {}
    return response.replace(cls=kind, headers=plain, body=body, **more)


def as_html(response: Response) -> HtmlResponse | TextResponse:
    """`response` as a page, whatever type its server claimed."""
    if isinstance(response, TextResponse):
        return response
    return HtmlResponse(response.url, body=response.body, headers=response.headers, request=response.request)
