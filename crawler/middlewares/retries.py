"""Two more attempts where the fault may pass; pauses that hosts ask for."""

from typing import Any, Self

from scrapy import Request
from scrapy.http import Response

from crawler.asked import asked_of
from crawler.outcomes import outcome_of_error
from crawler.visit import host_of

MOST_RETRIES = 2
_PASSING_ERRORS = frozenset({"conn_error", "dns_error", "protocol_error"})
_PASSING_STATUS = frozenset({500, 502, 503, 504, 522, 524, 408, 429})


class RetryMiddleware:
    """Asks again after connection errors, 5xx, 429 and cut bodies, with growing pauses for the whole host.

    A host that names a time (Retry-After) is left alone until then by the gate; where that is more than a run waits,
    nothing more is asked of it.
    """

    def __init__(self, crawler: Any) -> None:
        self._crawler = crawler
        self._backoff = crawler.settings.getfloat("OCOP_BACKOFF")

    @classmethod
    def from_crawler(cls, crawler: Any) -> Self:
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response | Request:
        visit = self._crawler.spider.visit
        if longest := visit.gate.paused_for(host_of(request)):
            visit.pause(host_of(request), longest)
            return response
        if response.status in _PASSING_STATUS or "dataloss" in response.flags:
            return self._again(request) or response
        return response

    def process_exception(self, request: Request, exception: Exception) -> Request | None:
        return self._again(request) if outcome_of_error(exception) in _PASSING_ERRORS else None

    def _again(self, request: Request) -> Request | None:
        attempts = request.meta.get("attempts", 1)
        visit = self._crawler.spider.visit
        if attempts > MOST_RETRIES or asked_of(request).role == "probe" or visit.tally.stopped:
            return None
        visit.gate.pause(host_of(request), self._backoff * 2 ** (attempts - 1))
        visit.tally.retried += 1
        return request.replace(
            dont_filter=True, priority=request.priority + 1, meta=request.meta | {"attempts": attempts + 1}
        )
