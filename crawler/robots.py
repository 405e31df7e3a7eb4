"""robots.txt, obeyed. Scrapy's own middleware lets the first burst through (ecosystem.md P1), takes a 503 for "allow
all" (P2) and ignores Crawl-delay."""

import asyncio
import codecs
from typing import Any
from urllib.parse import urlsplit

from protego import Protego
from scrapy import Request, Spider
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from crawler.asked import Asked, asked_of
from crawler.limits import ROBOTS_BYTES
from crawler.outcomes import Refused, outcome_of_error
from crawler.politeness import LONGEST_CRAWL_DELAY, HostPaused, Stopping
from crawler.visit import Visit

USER_AGENT = "ocop-archive"
"""The name by which a robots.txt addresses us."""


class RobotsUnavailable(Refused):
    """The host did not say what may be asked; nothing is asked of it in this run (RFC 9309, 2.3.1.4)."""

    def __init__(self, reason: str) -> None:
        super().__init__("robots_refused", reason)


class RobotsMiddleware(RobotsTxtMiddleware):
    """Waits for the host's robots.txt with a future of its own per request, and refuses what it disallows."""

    def __init__(self, crawler: Any) -> None:
        super().__init__(crawler)
        self._rules: dict[str, asyncio.Task[Protego]] = {}

    async def process_request(self, request: Request, spider: Spider | None = None) -> None:  # noqa: ARG002
        if asked_of(request).role == "robots":
            return
        parts = urlsplit(request.url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._rules:
            self._rules[origin] = asyncio.ensure_future(self._fetch(origin))
        # Awaiting a task gives each waiter its own result; shielded, because one cancelled waiter must not cancel it.
        try:
            rules = await asyncio.shield(self._rules[origin])
        except RobotsUnavailable as error:
            self._visit.robots_unavailable(parts.hostname or "", str(error))
            raise
        if not rules.can_fetch(request.url, USER_AGENT):
            raise Refused("robots_refused", f"disallowed by {origin}/robots.txt")

    @property
    def _visit(self) -> Visit:
        spider: Any = self.crawler.spider
        visit: Visit = spider.visit
        return visit

    async def _fetch(self, origin: str) -> Protego:
        visit = self._visit
        url = f"{origin}/robots.txt"
        request = Request(
            url,
            priority=self.DOWNLOAD_PRIORITY,
            callback=NO_CALLBACK,
            dont_filter=True,
            meta={"asked": Asked(visit.source.id, "robots", url)},
        )
        try:
            response = await self.crawler.engine.download_async(request)
        except (Stopping, HostPaused):
            raise
        except Refused as error:
            visit.event(url, "robots", error.outcome, str(error))
            if error.outcome in ("offsite_refused", "redirect_limit", "scheme_refused"):
                # A redirect that leads nowhere says "unavailable", like a 404 (RFC 9309, 2.3.1.2).
                return Protego.parse("")
            raise RobotsUnavailable(f"{url}: {error}") from error
        except Exception as error:
            outcome = outcome_of_error(error)
            if outcome is None:
                raise
            visit.event(url, "robots", outcome, str(error), attempts=request.meta.get("attempts", 1))
            raise RobotsUnavailable(f"{url}: {outcome}") from error
        return self._read(response, urlsplit(origin).hostname or "")

    def _read(self, response: Response, host: str) -> Protego:
        visit = self._visit
        visit.tally.robots[host] = response.status
        if response.status >= 500 or response.status == 429:
            raise RobotsUnavailable(f"{response.url}: status {response.status}")
        if response.status >= 300:
            return Protego.parse("")
        text = response.body[:ROBOTS_BYTES].removeprefix(codecs.BOM_UTF8).decode("utf-8", "replace")
        rules = Protego.parse(text)
        delay = rules.crawl_delay(USER_AGENT)
        if delay:
            visit.gate.pace(host, min(float(delay), LONGEST_CRAWL_DELAY))
            visit.tally.crawl_delay = min(float(delay), LONGEST_CRAWL_DELAY)
        return rules
