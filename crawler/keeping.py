"""Exchanges on their way into the capture store, several at a time: one fsync and one commit acknowledge them all."""

import asyncio

from crawler.captures.clean import storable
from crawler.captures.records import Capture, Exchange, Outcome, Role
from crawler.captures.store import MOST_TOGETHER, CaptureStore

LONGEST_WAIT = 0.05
"""Seconds that an exchange waits for others, at most."""
MOST_BYTES = 4 * 1024 * 1024
"""Body bytes that wait, but for the exchange that makes them too many."""

_LEADS_ON: frozenset[Role] = frozenset({"listing", "feed", "sitemap", "robots", "probe"})
_AS_EXPECTED: frozenset[Outcome] = frozenset({"ok", "not_modified"})


class Keeper:
    """Lives in the reactor's thread. Written one by one, the disk would be waited for twice per page. Nobody sees an
    answer before it is acknowledged; one that tells the visit where to go, or that it is not welcome, does not wait."""

    def __init__(self, store: CaptureStore, run_id: int) -> None:
        self._store = store
        self._run_id = run_id
        self._waiting: list[tuple[Exchange, asyncio.Future[Capture]]] = []
        self._bytes = 0
        self._timer: asyncio.TimerHandle | None = None

    async def keep(self, exchange: Exchange) -> Capture:
        """The exchange as a capture, once it is acknowledged. Raises Unstorable, for this exchange alone, or what
        `CaptureStore.append_all` raises, for all that were to be written with it."""
        loop = asyncio.get_running_loop()
        kept: asyncio.Future[Capture] = loop.create_future()
        self._waiting.append((storable(exchange), kept))
        self._bytes += len(exchange.body)
        is_urgent = exchange.role in _LEADS_ON or exchange.outcome not in _AS_EXPECTED
        if is_urgent or len(self._waiting) == MOST_TOGETHER or self._bytes > MOST_BYTES:
            self._write()
        elif self._timer is None:
            self._timer = loop.call_later(LONGEST_WAIT, self._write)
        return await kept

    def _write(self) -> None:
        waiting, self._waiting, self._bytes = self._waiting, [], 0
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        try:
            captures = self._store.append_all(self._run_id, [exchange for exchange, _ in waiting])
        except Exception as error:
            for _, kept in waiting:
                if not kept.cancelled():
                    kept.set_exception(error)
            return
        for (_, kept), capture in zip(waiting, captures, strict=True):
            if not kept.cancelled():
                kept.set_result(capture)
