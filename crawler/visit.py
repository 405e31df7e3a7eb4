"""A run (one process, one capture store) and the visits of its sources."""

import asyncio
import errno
import logging
import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http import Response
from scrapy.utils.httpobj import urlparse_cached

from crawler.asked import Asked, asked_of
from crawler.blocks import Template
from crawler.captures.errors import CaptureError, DiskFull, Unstorable
from crawler.captures.reader import CaptureReader
from crawler.captures.records import Capture, Exchange, Outcome, Role
from crawler.captures.store import CaptureStore
from crawler.clock import Clock
from crawler.frontier import Frontier
from crawler.guard import installed_guard, networks
from crawler.keeping import Keeper
from crawler.outcomes import Refused
from crawler.politeness import HostGate, Stopping, retry_after
from crawler.portals.families.base import Family
from crawler.portals.media_policy import Media
from crawler.portals.source import Source
from crawler.portals.urls import BadUrl, netloc
from crawler.tally import Tally

logger = logging.getLogger(__name__)

Link = TypeVar("Link")

MOST_REQUESTS = 3_000
"""Requests to one source in one run (reliability.md, stated bounds)."""
BOOKED_TOGETHER = 20
"""Fetched URLs marked as such in one transaction; a crash asks for so many again at most."""
BOOKED_SECONDS = 0.2
"""Longest time between an acknowledged capture and the mark that its URL is done."""
MOST_LINKS = 5_000
"""Links taken of one page (reliability.md C1)."""
BLOCKED_IN_A_ROW = 3
"""Challenges one after the other that end a visit (N16)."""


class CannotCrawl(Exception):
    """The crawl must not begin; the message says what to do next."""


def user_agent(contact: str) -> str:
    """How we introduce ourselves."""
    try:
        number = version("ocop-archive")
    except PackageNotFoundError:
        number = "0"
    return f"ocop-archive/{number}" + (f" (+{contact})" if contact else "")


@dataclass
class Run:
    """One process's crawl. `fatal` is set by the first failure that makes every further capture impossible."""

    home: Path
    store: CaptureStore
    frontier: Frontier
    run_id: int
    clock: Clock
    gate: HostGate = field(default_factory=HostGate)
    contact: str = ""
    media: Media = "full"
    most_requests: int = MOST_REQUESTS
    fatal: BaseException | None = None
    on_fatal: Callable[[], None] = lambda: None

    def __post_init__(self) -> None:
        self.reader = CaptureReader(self.home)
        self.keeper = Keeper(self.store, self.run_id)

    def fail(self, error: BaseException) -> None:
        """Remember the first fatal error and stop everything."""
        if self.fatal is None:
            logger.critical("the crawl stops: %s: %s", type(error).__name__, error)
            self.fatal = error
            self.gate.close()
            self.on_fatal()


def is_fatal(error: BaseException) -> bool:
    """Whether nothing can be kept any more: the store or the disk failed."""
    return (isinstance(error, CaptureError) and not isinstance(error, Unstorable)) or isinstance(
        error, sqlite3.Error | OSError
    )


def is_disk_full(error: BaseException) -> bool:
    """Whether `error` means that there is no space left."""
    return isinstance(error, DiskFull) or getattr(error, "errno", None) in (errno.ENOSPC, errno.EDQUOT)


def check_source(source: Source, contact: str, clock: Clock) -> None:
    """Raises CannotCrawl where nothing may be asked of this source: no contact, or its body is no more."""
    if not contact and not source.sample:
        raise CannotCrawl(
            f'{source.id}: no portal is asked before a contact is set; put `contact = "you@example.org"` into '
            "ocop.toml (or pass --contact)"
        )
    if not source.sample and not source.stands_on(clock().date()):
        successor = f"; its successor is {source.successor}" if source.successor else ""
        why = f" ({source.closed_because})" if source.closed_because else ""
        raise CannotCrawl(f"{source.id} ended on {source.valid_to}{why}{successor}")


class Visit:
    """One source in one run: what may be asked of it, what was asked, what came."""

    def __init__(self, run: Run, source: Source, family: Family) -> None:
        self.run = run
        self.source = source
        self.family = family
        self.gate = run.gate
        self.tally = Tally()
        self.not_found: dict[str, Template] = {}
        """By host: what it shows, with status 200, for a page that cannot exist."""
        self.stop_crawling: Callable[[str], None] = logger.debug
        self._booked: list[tuple[Asked, Capture, bool]] = []
        self._settling: asyncio.TimerHandle | None = None
        self._blocked_in_a_row = 0
        self.is_tls_lenient = source.tls.verify == "lenient"
        self._own_hosts = frozenset(host.lower() for host in source.hosts)
        self._media_hosts = frozenset(host.lower() for host in source.media_hosts)

    def open(self) -> None:
        """Check that the address guard stands, and tell it and the gate about this source's hosts."""
        guard = installed_guard()
        allowed = networks(self.source.allow_addresses)
        for host in (*self.source.hosts, *self.source.media_hosts):
            name = urlsplit(f"//{host}").hostname or host
            self.gate.pace(name, self.source.delay)
            if allowed:
                guard.allow({name: allowed})

    def check_host(self, url: str, role: Role) -> None:
        """Raises Refused where `url` is on no host that this source names for the role."""
        if not url.lower().startswith(("http://", "https://")):
            raise Refused("scheme_refused", f"only http and https are asked for, not {url[:80]!r}")
        try:
            host = netloc(url)
        except BadUrl as error:
            raise Refused("offsite_refused", str(error)) from error
        if "@" in urlsplit(url).netloc:
            raise Refused("offsite_refused", "user name in the URL")
        if host in self._own_hosts or (role in ("image", "attachment", "robots") and host in self._media_hosts):
            return
        raise Refused("offsite_refused", f"{host} is no host of {self.source.id}")

    def admit(self) -> None:
        """Raises Stopping where this visit sends no more requests; ends it at its budget."""
        if self.tally.stopped or self.run.fatal is not None:
            raise Stopping(self.tally.stopped or "fatal error")
        if self.tally.requests >= self.run.most_requests:
            self.stop("page limit")
            self.event(
                self.source.home_url, "listing", "trap_limit", f"more than {self.run.most_requests} requests in one run"
            )
            raise Stopping(self.tally.stopped)

    def sent(self, request: Request) -> None:
        """Count a request that goes out now. Raises Stopping where it must not."""
        self.admit()
        self.tally.requests += 1
        self.tally.roles[asked_of(request).role] += 1

    def heed(self, response: Response) -> None:
        """Leave the host alone for as long as a 429 or 503 asks."""
        header = response.headers.get("Retry-After")
        if header is None or response.status not in (429, 503):
            return
        seconds = retry_after(header.decode("latin-1"), self.run.clock())
        if seconds is not None:
            self.gate.pause(urlsplit(response.url).hostname or "", seconds)

    def stop(self, reason: str) -> None:
        """End the visit; what is pending stays in the frontier."""
        if not self.tally.stopped:
            logger.warning("%s: visit ends: %s", self.source.id, reason)
            self.tally.stopped = reason
            self.stop_crawling(reason)

    def robots_unavailable(self, host: str, reason: str) -> None:
        """A robots.txt could not be had: of the source's own host, that ends the visit."""
        if host in {urlsplit(f"//{own}").hostname for own in self._own_hosts}:
            self.stop(f"robots.txt unavailable: {reason}")

    def pause(self, host: str, seconds: float) -> None:
        """The host wants to be left alone for longer than a run waits."""
        self.tally.paused_seconds = max(self.tally.paused_seconds, seconds)
        if host in {urlsplit(f"//{own}").hostname for own in self._own_hosts}:
            self.stop(f"paused: {host} asked for {seconds:.0f} s")

    async def keep(self, exchange: Exchange, asked: Asked) -> Capture | None:  # noqa: ARG002
        """Keep an exchange; None where no WARC record can hold it (an event row tells it then)."""
        try:
            capture = await self.run.keeper.keep(exchange)
        except Unstorable as error:
            self.event(exchange.url, exchange.role, "protocol_error", str(error))
            return None
        except Exception as error:
            self.run.fail(error)
            raise
        self.tally.captured += 1
        self.tally.bytes += len(exchange.body)
        self.tally.outcomes[exchange.outcome] += 1
        if exchange.role != "robots":
            self.note_block(exchange.outcome)
        return capture

    def book(self, asked: Asked, capture: Capture, changed: bool) -> None:
        """Mark a URL as fetched, with others in one transaction: a commit of its own would cost as much as the capture.
        What a crash leaves unbooked is in the archive all the same, and is asked for once more."""
        self._booked.append((asked, capture, changed))
        if len(self._booked) >= BOOKED_TOGETHER:
            self.settle()
        elif self._settling is None:
            self._settling = asyncio.get_running_loop().call_later(BOOKED_SECONDS, self.settle)

    def settle(self) -> None:
        """Write what was booked; before anything reads from the frontier what is known."""
        booked, self._booked = self._booked, []
        if self._settling is not None:
            self._settling.cancel()
            self._settling = None
        if not booked:
            return
        try:
            with self.run.store.transaction():
                for asked, capture, changed in booked:
                    self.run.frontier.done(self.source.id, asked.key, asked.role, capture, changed)
        except Exception as error:
            self.run.fail(error)
            raise

    def event(self, url: str, role: Role, outcome: Outcome, error: str, attempts: int = 1) -> None:
        """Note what brought nothing worth a record."""
        self.tally.outcomes[outcome] += 1
        logger.info("%s %s %s %s: %s", self.source.id, outcome, role, url, error)
        try:
            self.run.store.event(
                self.run.run_id,
                source_id=self.source.id,
                url=url,
                role=role,
                outcome=outcome,
                error=error,
                attempts=attempts,
            )
        except Exception as failure:
            self.run.fail(failure)
            raise

    def trap(self, url: str, role: Role, pattern: str) -> None:
        """Note an address or page that leads nowhere, and by what pattern; health names it."""
        self.tally.trapped(pattern)
        self.event(url, role, "trap_limit", pattern)

    def first_links(self, links: list[Link], most: int, url: str, role: Role) -> list[Link]:
        """At most `most` of the links of the page `url`; a row tells it where there are more."""
        if len(links) > most:
            self.tally.cut += 1
            self.event(url, role, "trap_limit", f"{len(links)} links on one page, the first {most} taken")
        return links[:most]

    def conditional(self, url: str) -> tuple[dict[str, str], str, int]:
        """Headers of a conditional GET of `url`, with digest and number of the capture they compare with."""
        known = self.run.store.validators(self.source.id, url)
        if known is None:
            return {}, "", 0
        pairs = (("If-None-Match", known.etag), ("If-Modified-Since", known.last_modified))
        return {name: value for name, value in pairs if value}, known.payload_sha256, known.seq

    def note_block(self, outcome: Outcome) -> None:
        """Count answers that refuse us; several one after the other end the visit."""
        if outcome != "blocked":
            self._blocked_in_a_row = 0 if outcome in ("ok", "not_modified") else self._blocked_in_a_row
            return
        self._blocked_in_a_row += 1
        if self._blocked_in_a_row >= BLOCKED_IN_A_ROW:
            self.stop(f"blocked {BLOCKED_IN_A_ROW} times in a row")


def close_visits(visits: Iterable[Visit]) -> dict[str, Any]:
    """The summaries of `visits` by source, written to the ledger too."""
    summaries: dict[str, Any] = {}
    for visit in visits:
        visit.settle()
        summaries[visit.source.id] = visit.tally.summary()
        visit.run.store.close_source(visit.run.run_id, visit.source.id, summaries[visit.source.id])
    return summaries


def host_of(request: Request) -> str:
    """Host name of a request, without port, as slots and the gate know it."""
    return urlparse_cached(request).hostname or ""
