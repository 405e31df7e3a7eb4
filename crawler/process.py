"""One Scrapy process, one capture store, the sources of a run: `python -m crawler.process --home DIR SOURCE…`."""

import argparse
import asyncio
import json
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from pydantic import TypeAdapter
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings

from crawler import logs
from crawler import settings as crawler_settings
from crawler.captures.errors import CaptureError, IntegrityError, MixedHome, StoreFailed, WriterBusy
from crawler.captures.store import CaptureStore
from crawler.clock import Clock, fixed_clock, system_clock
from crawler.frontier import Frontier
from crawler.memory import LIMIT_REACHED
from crawler.portals.media_policy import Media
from crawler.portals.registry import Registry, SourceFileError, UnknownSource, load_registry
from crawler.portals.source import Source
from crawler.spiders.backfill import BackfillSpider
from crawler.spiders.base import VisitSpider, source_folders
from crawler.spiders.depth import DepthSpider
from crawler.spiders.listing import ListingSpider
from crawler.spiders.probe import ProbeSpider
from crawler.visit import (
    MOST_REQUESTS,
    CannotCrawl,
    Run,
    Visit,
    close_visits,
    is_disk_full,
    user_agent,
)
from crawler.web_archives import BackfillOrder

GRACE_SECONDS = 28.0
"""From the first SIGTERM or SIGINT to the forced end (reliability.md P6: 30 s)."""
SECOND_GRACE_SECONDS = 1.5
RETRY_PAUSE: float = crawler_settings.OCOP_BACKOFF

EXIT_OK, EXIT_BUG, EXIT_USAGE, EXIT_DISK, EXIT_INTEGRITY, EXIT_BUSY, EXIT_LIMIT = 0, 1, 2, 3, 4, 5, 7


@dataclass(frozen=True)
class Order:
    """What a process is asked to crawl."""

    home: Path
    sources: tuple[str, ...]
    source_folders: tuple[Path, ...] = ()
    """Later ones stand above earlier ones; empty: the shipped registry and <home>/sources."""
    contact: str = ""
    clock: Clock = system_clock
    most_requests: int = MOST_REQUESTS
    media: Media = "full"
    retry_pause: float = RETRY_PAUSE
    """Seconds a host is left alone before the first retry; doubled for the second."""
    log_level: str = "INFO"
    backfill: BackfillOrder | None = None
    """Ask a web archive, not the portals."""
    run_id: int | None = None
    """The run that was begun elsewhere and of which this is a part; None: a run of its own."""


@dataclass(frozen=True)
class Result:
    """What came of it. `summary` is what the process prints: JSON values."""

    exit_code: int
    summary: dict[str, Any]


def _reactor() -> Any:
    """Only now: Scrapy installs the reactor it wants when the process object is made."""
    from twisted.internet import reactor

    return reactor


class _Stopper:
    """Ends the process on signals: gently, then at once."""

    def __init__(self, process: AsyncCrawlerProcess, run: Run) -> None:
        self._process = process
        self._run = run
        self.signal = 0

    def install(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._received)

    def _received(self, number: int, _frame: object) -> None:
        reactor: Any = _reactor()
        reactor.callFromThread(self._asked, number)

    def _asked(self, number: int) -> None:
        reactor: Any = _reactor()
        grace = SECOND_GRACE_SECONDS if self.signal else GRACE_SECONDS
        first, self.signal = not self.signal, number
        reactor.callLater(grace, self._process._stop_reactor)
        if first:
            self.stop()

    def stop(self) -> None:
        """Send nothing more; what is on its way may still arrive."""
        self._run.gate.close()
        asyncio.ensure_future(self._process.stop())  # noqa: RUF006


def crawl(order: Order, spider: type[VisitSpider] = ListingSpider) -> Result:
    """Visit the sources of `order` in this process, once (Twisted's reactor does not start twice).

    Raises CannotCrawl, UnknownSource, SourceFileError or a CaptureError before the first request.
    """
    settings = _settings(order)
    registry = load_registry(*(order.source_folders or source_folders(settings.get("OCOP_SOURCES"), order.home)))
    sources = [registry.get(name) for name in dict.fromkeys(order.sources)]
    more = {"order": order.backfill} if order.backfill else {}
    for source in sources:
        spider.check(source, order.contact, order.clock, **more)
    if len({source.sample for source in sources}) > 1:
        raise CannotCrawl("samples and live portals need homes of their own: `ocop init DIR`, then `ocop --home DIR …`")
    with CaptureStore(order.home, order.clock, contact=order.contact) as store:
        store.declare_holds("samples" if sources[0].sample else "live")
        names = [s.id for s in sources if spider.is_visit]
        run_id = store.open_run(names, user_agent(order.contact), order.run_id)
        run = Run(
            order.home,
            store,
            Frontier(store),
            run_id,
            order.clock,
            contact=order.contact,
            media=order.media,
            most_requests=order.most_requests,
        )
        process = AsyncCrawlerProcess(settings)
        # Again: making the process object has reset the levels of Scrapy's loggers.
        logs.install(order.log_level)
        stopper = _Stopper(process, run)
        run.on_fatal = stopper.stop
        visits = _run(process, stopper, run, sources, registry, spider, more)
        close = close_visits if spider.is_visit else _told
        return _closed(run, visits, stopper.signal, process.bootstrap_failed, close)


def _settings(order: Order) -> Settings:
    settings = Settings()
    settings.setmodule(crawler_settings, priority="project")
    settings.set("OCOP_HOME", str(order.home), priority="cmdline")
    settings.set("OCOP_CONTACT", order.contact, priority="cmdline")
    settings.set("OCOP_BACKOFF", order.retry_pause, priority="cmdline")
    settings.set("LOG_LEVEL", order.log_level, priority="cmdline")
    logs.install(order.log_level)
    return settings


def _run(
    process: AsyncCrawlerProcess,
    stopper: _Stopper,
    run: Run,
    sources: Sequence[Source],
    registry: Registry,
    spider: type[VisitSpider],
    more: dict[str, Any],
) -> list[Visit]:
    crawlers = [process.create_crawler(spider) for _ in sources]
    for crawler, source in zip(crawlers, sources, strict=True):
        process.crawl(crawler, source=source.id, run=run, registry=registry, **more)
    stopper.install()
    process.start(install_signal_handlers=False)
    return [cast(VisitSpider, crawler.spider).visit for crawler in crawlers if crawler.spider is not None]


def _told(visits: Iterable[Visit]) -> dict[str, Any]:
    """The summaries by source of a run that visits no portal; the ledger's visits stay as they are."""
    return {visit.source.id: visit.tally.summary() for visit in visits}


def _closed(
    run: Run,
    visits: Sequence[Visit],
    signalled: int,
    broken: bool,
    close: Callable[[Iterable[Visit]], dict[str, Any]],
) -> Result:
    state, code, reason = _verdict(run, visits, signalled, broken)
    summary: dict[str, Any] = {"run_id": run.run_id, "state": state, "exit_code": code, "reason": reason}
    run.reader.close()
    try:
        summary["sources"] = close(visits)
        run.store.close_run(run.run_id, state, code, reason)
    except CaptureError as error:
        # A ledger that cannot be written cannot be told so either: the next start finds the run interrupted.
        summary |= {
            "sources": _told(visits),
            "reason": f"{reason}; {error}",
        }
    return Result(code, summary)


def _verdict(run: Run, visits: Sequence[Visit], signalled: int, broken: bool) -> tuple[str, int, str]:
    """State, exit code and reason of a run (reliability.md 2.1); whether a source is healthy is not decided here."""
    if run.fatal is not None:
        code = EXIT_DISK if is_disk_full(run.fatal) else EXIT_INTEGRITY
        return "failed", code, f"{type(run.fatal).__name__}: {run.fatal}"
    errors = sum(visit.tally.internal_errors for visit in visits)
    if broken or errors:
        return "failed", EXIT_BUG, f"{errors} internal errors; see the log"
    if signalled:
        return "interrupted", 128 + signalled, signal.Signals(signalled).name
    for limit in (LIMIT_REACHED, "page limit"):
        limited = [visit.source.id for visit in visits if visit.tally.stopped == limit]
        if limited:
            return "limited", EXIT_LIMIT, f"{limit} reached: {', '.join(limited)}"
    return "done", EXIT_OK, ""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m crawler.process", description=__doc__)
    parser.add_argument("sources", nargs="+", metavar="SOURCE")
    parser.add_argument("--home", type=Path, default=Path(), help="folder of captures/ (default: here)")
    parser.add_argument(
        "--sources",
        dest="folders",
        type=Path,
        action="append",
        default=[],
        metavar="DIR",
        help="folder of source files; repeated, a later one stands above an earlier one",
    )
    parser.add_argument(
        "--now", type=datetime.fromisoformat, metavar="ISO", help="a clock that stands still, for rehearsals"
    )
    parser.add_argument("--contact", default="", help="e-mail or web address sent in the user agent")
    parser.add_argument("--limit-pages", type=int, default=MOST_REQUESTS, metavar="N", help="requests per source")
    parser.add_argument("--media", choices=("full", "thumbnail", "none"), default="full")
    parser.add_argument("--retry-pause", type=float, default=RETRY_PAUSE, metavar="S", help="seconds before a retry")
    parser.add_argument("--log-level", default="INFO")
    parser.add_argument("--probe", action="store_true", help="a first look in about ten requests, nothing queued")
    parser.add_argument("--depth", action="store_true", help="first and last pages of the sections, nothing queued")
    parser.add_argument("--backfill", type=TypeAdapter(BackfillOrder).validate_json, metavar="JSON",
                        help="a BackfillOrder: ask a web archive, not the portals")  # fmt: skip
    parser.add_argument("--run", type=int, metavar="N", help="number of the run of which this is a part")
    parser.add_argument("--tied", action="store_true", help="end when standard input closes: with whoever started it")
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Crawl and print the summary as one JSON line, also where nothing was asked; returns the exit code."""
    given = _parser().parse_intermixed_args(arguments)
    try:
        order = Order(
            home=given.home.resolve(),
            sources=tuple(given.sources),
            source_folders=tuple(given.folders),
            contact=given.contact.strip(),
            clock=fixed_clock(given.now) if given.now else system_clock,
            most_requests=given.limit_pages,
            media=given.media,
            retry_pause=given.retry_pause,
            log_level=given.log_level,
            backfill=given.backfill,
            run_id=given.run,
        )
        if given.tied:
            threading.Thread(target=_end_with_input, daemon=True).start()
        result = crawl(order, _spider(given))
    except (CannotCrawl, UnknownSource, SourceFileError, MixedHome, ValueError) as error:
        return _refused(EXIT_USAGE, error)
    except WriterBusy as error:
        return _refused(EXIT_BUSY, error)
    except (IntegrityError, StoreFailed) as error:
        return _refused(EXIT_DISK if is_disk_full(error) else EXIT_INTEGRITY, error)
    sys.stdout.write(json.dumps(result.summary, ensure_ascii=False) + "\n")
    return result.exit_code


def _end_with_input() -> None:
    """Whoever started us holds the other end of standard input; it closes when they die, however they die."""
    # Not through sys.stdin: a thread that waits in it is in the way of an orderly end.
    while os.read(0, 4096):
        continue
    os.kill(os.getpid(), signal.SIGTERM)


def _spider(given: argparse.Namespace) -> type[VisitSpider]:
    if given.backfill:
        return BackfillSpider
    return DepthSpider if given.depth else ProbeSpider if given.probe else ListingSpider


def _refused(code: int, error: Exception) -> int:
    """Nothing was asked: the reason to standard error for people, as a summary for the caller."""
    reason = logs.printable(str(error))
    summary: dict[str, Any] = {"run_id": None, "state": "refused", "exit_code": code, "reason": reason, "sources": {}}
    sys.stderr.write(f"{reason}\n")
    sys.stdout.write(json.dumps(summary, ensure_ascii=False) + "\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
