"""Before anything else: may this URL be asked for at all?"""

from typing import Any, Self

from scrapy import Request

from crawler.asked import asked_of
from crawler.outcomes import Refused
from crawler.traps import trap_in


class AdmissionMiddleware:
    """Refuses other schemes, other hosts and traps; stands nearest to the engine, so redirects pass it too."""

    def __init__(self, crawler: Any) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Any) -> Self:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Raises Refused or Stopping."""
        visit = self._crawler.spider.visit
        asked = asked_of(request)
        visit.admit()
        visit.check_host(request.url, asked.role)
        if pattern := trap_in(request.url):
            raise Refused("trap_limit", pattern)
