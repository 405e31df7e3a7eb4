"""One request at a time to a host, its delay between two, over all sources of a process; pauses that hosts ask for.

Scrapy's slots do this per crawler; two sources of one run may share a host (a CDN, a mother portal), so the gate is
per process and stands inside the download handler.
"""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime
from time import monotonic

LONGEST_WAIT = 900.0
"""Seconds a run waits for a host that asked for a pause (reliability.md N15)."""

LONGEST_PAUSE = 86_400.0
"""Seconds after which a host is asked again, whatever it said."""

LONGEST_CRAWL_DELAY = 30.0
"""Seconds of a robots.txt Crawl-delay that are honoured (N18)."""


_SECONDS = re.compile(r"(?P<sign>[+-]?)(?P<digits>[0-9]+)")


class HostPaused(Exception):
    """The host asked for a longer pause than this run waits; nothing more is asked of it now."""

    def __init__(self, host: str, seconds: float) -> None:
        super().__init__(f"{host} asked for a pause of {seconds:.0f} s")
        self.host = host
        self.seconds = seconds


class Stopping(Exception):
    """The run is being stopped; the request was not sent."""


def retry_after(value: str, now: datetime) -> float | None:
    """Seconds from `now` that a Retry-After header asks for, within 0 and `LONGEST_PAUSE`; None where it says nothing.

    Seconds or an HTTP date; a negative or past value means at once, an absurd one is capped.
    """
    text = value.strip()
    if number := _SECONDS.fullmatch(text):
        if number["sign"] == "-":
            return 0.0
        # A thousand digits are an attack on int(), not a number of seconds.
        return LONGEST_PAUSE if len(text) > 12 else min(float(number["digits"]), LONGEST_PAUSE)
    try:
        moment = parsedate_to_datetime(text)
        if moment.tzinfo is None:
            return None
        return min(max((moment - now).total_seconds(), 0.0), LONGEST_PAUSE)
    except (ValueError, TypeError, OverflowError):
        return None


@dataclass
class _Host:
    delay: float = 0.0
    not_before: float = 0.0
    paused_for: float = 0.0
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)


class HostGate:
    """Turns of hosts, by host name without port. Lives in the reactor's thread."""

    def __init__(self, longest_wait: float = LONGEST_WAIT) -> None:
        self._longest_wait = longest_wait
        self._hosts: dict[str, _Host] = {}
        self._closed = asyncio.Event()

    def pace(self, host: str, delay: float) -> None:
        """At least `delay` seconds between the starts of two requests to `host`; a longer one stays."""
        entry = self._host(host)
        entry.delay = max(entry.delay, delay)

    def delay_of(self, host: str) -> float:
        """Seconds between two requests to `host`."""
        return self._host(host).delay

    def pause(self, host: str, seconds: float) -> None:
        """No request to `host` for `seconds`; more than the longest wait ends the run for it."""
        entry = self._host(host)
        if seconds > self._longest_wait:
            entry.paused_for = seconds
        entry.not_before = max(entry.not_before, monotonic() + min(seconds, self._longest_wait))

    def paused_for(self, host: str) -> float:
        """Seconds that `host` asked for when that was more than this run waits; 0 otherwise."""
        return self._host(host).paused_for

    def close(self) -> None:
        """Every request that waits, now or later, raises Stopping."""
        self._closed.set()

    @asynccontextmanager
    async def turn(self, host: str) -> AsyncIterator[None]:
        """Wait for the turn of `host`. Raises HostPaused or Stopping where no request may be sent."""
        entry = self._host(host)
        async with entry.turn:
            await self._until_due(host, entry)
            entry.not_before = max(entry.not_before, monotonic() + entry.delay)
            yield

    async def _until_due(self, host: str, entry: _Host) -> None:
        while True:
            if self._closed.is_set():
                raise Stopping(host)
            if entry.paused_for:
                raise HostPaused(host, entry.paused_for)
            wait = entry.not_before - monotonic()
            if wait <= 0:
                return
            try:
                await asyncio.wait_for(self._closed.wait(), wait)
            except TimeoutError:
                continue

    def _host(self, host: str) -> _Host:
        return self._hosts.setdefault(host.lower(), _Host())
