"""One run: lock, pre-flight, crawl in a process of its own, read while it fetches, finish, judge."""

import sqlite3
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import Any

from crawler.captures.errors import IntegrityError
from crawler.clock import Clock, stamp
from crawler.portals.source import Source
from operate.alerts import FILE, Told, read_saved_searches, tell_news
from operate.choose import DiskLow, Refused, check_disk, choose_sources, holds_samples
from operate.clock_check import believed, clock_fault
from operate.crawl_process import CrawlEnd, CrawlProcess
from operate.disk_faults import disk_fault
from operate.exits import Exit, gravest
from operate.home import Home, HomeError
from operate.lock import Locked, run_lock
from operate.progress import Count, Display, crawl_counts
from operate.signals import SAYS, Signals, Stopped, exit_of
from operate.status import last_checks
from operate.watch.after import anything_new, watch_over
from operate.watch.missing import not_visited
from pipeline.archive.health import Check
from pipeline.build import Builder
from pipeline.progress import Progress

FOLLOW_SECONDS = 1.0


@dataclass(frozen=True)
class Order:
    """What a run is asked to do."""

    wanted: Sequence[str] = ()
    """Source ids; empty: what is due."""
    crawl: bool = True
    build: bool = True
    samples: bool = False
    """Fill the home with samples."""
    now: str | None = None
    """The pretended moment, passed on to the crawler."""
    limit_pages: int | None = None
    cluster: str = ""
    """Address of a Dask scheduler whose workers crawl; empty: this machine does."""
    read_again: str = ""
    """A source whose every article is read again from its captures."""


@dataclass
class RunResult:
    """How a run ended."""

    exit_code: Exit
    reason: str = ""
    crawled: dict[str, Any] = field(default_factory=dict)
    built: Progress | None = None
    checks: list[Check] = field(default_factory=list)
    told: Told = field(default_factory=Told)
    """What went out to people who follow a search."""
    visited: set[str] = field(default_factory=set)
    """Portals that were judged."""
    alarms: int = 0
    """Troubles of portals that were told."""
    undelivered: list[str] = field(default_factory=list)
    """Why some were not."""


def run(home: Home, order: Order, clock: Clock, display: Display) -> RunResult:
    """Do what `order` says; whatever a scheduler should see comes back as an exit code with its reason. How it ended is
    noted in the home, so that `ocop check` sees when nothing ends well any more."""
    try:
        with Signals(home.config.stop_seconds) as signals, run_lock(home.path, stamp(clock())):
            result = _run_noted(home, order, clock, display, signals)
            if order.crawl:
                result = _watched(home, result, clock if order.now else believed(home, clock))
            if signals.number:
                result.exit_code = gravest(result.exit_code, exit_of(signals.number))
            return result
    except Locked as error:
        return RunResult(Exit.LOCKED, str(error))
    except HomeError as error:
        return RunResult(Exit.USAGE, str(error))


def _watched(home: Home, result: RunResult, clock: Clock) -> RunResult:
    try:
        watched = watch_over(home, clock, result.exit_code, result.reason, result.checks, result.visited)
    except OSError as error:
        # The disk that ended the run is still full: what it noted before stands, the next run notes again.
        fault = disk_fault(error)
        if fault is None:
            raise
        result.exit_code, result.reason = gravest(result.exit_code, fault[0]), result.reason or fault[1]
        return result
    result.exit_code, result.reason = watched.exit_code, watched.reason
    result.alarms, result.undelivered = watched.told, watched.failures
    return result


def _run_noted(home: Home, order: Order, clock: Clock, display: Display, signals: Signals) -> RunResult:
    try:
        if order.now is None and (fault := clock_fault(home, clock())):
            return RunResult(Exit.INTEGRITY, fault)
        check_disk(home)
        return _run_locked(home, order, clock, display, signals)
    except (Refused, HomeError) as error:
        return RunResult(Exit.USAGE, str(error))
    except DiskLow as error:
        return RunResult(Exit.DISK, str(error))


def _run_locked(home: Home, order: Order, clock: Clock, display: Display, signals: Signals) -> RunResult:
    samples = order.samples or holds_samples(home)
    read_saved_searches(home.path / FILE)
    sources = choose_sources(home, order.wanted, clock, samples=samples) if order.crawl else []
    if order.crawl and not sources:
        display.say("Không có cổng nào đến hạn. / No portal is due.")
    process = _crawl_process(home, order, sources, samples) if sources else None
    if process:
        signals.pass_on_to(process.pass_on, process.kill)
        process.start()
    built, fault = None, None
    try:
        if order.build:
            with signals.end_work():
                built = build_along(
                    home, process, samples, clock, display, [source.id for source in sources],
                    read_again=order.read_again, most_again=home.config.read_again_per_run if order.crawl else None,
                )  # fmt: skip
    except (OSError, sqlite3.Error) as error:
        fault = disk_fault(error)
        if fault is None:
            raise
        if process:
            process.stop()
    except IntegrityError as error:
        fault = Exit.INTEGRITY, str(error)
        if process:
            process.stop()
    except Stopped as stopped:
        fault = stopped.exit_code, SAYS
    except Refused:
        # Where the crawler could not even begin a ledger, its own end says more.
        if process is None or process.wait().exit_code not in (Exit.DISK, Exit.INTEGRITY):
            raise
    finally:
        end = process.wait() if process else None
    result = RunResult(Exit.OK, built=built)
    if (fault and (end is None or fault[0] not in _STOPPED)) or (end and end.exit_code in (Exit.DISK, Exit.INTEGRITY)):
        return _cut_short(result, fault, end)
    if end:
        registry = home.registry(samples=samples)
        result.crawled, result.reason = end.summary, end.reason
        # A run that was stopped looked at no portal to the end: nothing is judged by it, nothing is over.
        result.visited = set() if end.exit_code in _STOPPED else {source.id for source in sources}
        result.checks = [c for c in last_checks(home, registry) if c.source_id in result.visited]
        if end.exit_code in (Exit.OK, Exit.LIMIT):
            result.checks += not_visited(sources, end.summary.get("sources", {}))
        failed = anything_new(home, clock, result.checks)
        network = Exit.OK
        if nobody_answered(end.summary):
            network, result.reason = Exit.NETWORK, NO_NETWORK
        result.exit_code = gravest(end.exit_code, network, Exit.SOURCE_FAILED if failed else Exit.OK)
    if built is not None:
        result.told = tell_news(home)
        result.exit_code = gravest(result.exit_code, Exit.ALERT if result.told.failures else Exit.OK)
    return result


def _crawl_process(home: Home, order: Order, sources: Sequence[Source], samples: bool) -> CrawlProcess:
    """Raises Refused where a cluster is asked for and what speaks to it is not installed."""
    if not order.cluster:
        return CrawlProcess(home, sources, samples, order.now, order.limit_pages)
    need_cluster()
    more = ("--cluster", order.cluster)
    return CrawlProcess(
        home, sources, samples, order.now, order.limit_pages, more, module="operate.cluster.coordinator"
    )


def need_cluster() -> None:
    """Raises Refused without Dask."""
    if find_spec("distributed") is None:
        raise Refused(
            "--cluster cần Dask distributed / "
            "--cluster needs Dask distributed: pip install --require-hashes -r requirements-cluster.txt"
        )


def _cut_short(result: RunResult, fault: tuple[Exit, str] | None, end: CrawlEnd | None) -> RunResult:
    """Nothing is judged: what a portal gave is not known to the end."""
    told = [fault] if fault else []
    if end:
        result.crawled = end.summary
        told += [(end.exit_code, end.reason)] if end.exit_code in (Exit.DISK, Exit.INTEGRITY) else []
    result.exit_code = gravest(*(code for code, _ in told))
    result.reason = "; ".join(reason for _, reason in told)
    return result


_STOPPED = (Exit.TERMINATED, Exit.INTERRUPTED)
NO_NETWORK = (
    "không cổng nào trả lời: xem mạng của máy này trước / no portal answered: look at this machine's network first"
)
_NO_ANSWER = ("dns_error", "conn_error", "timeout")


def nobody_answered(summary: dict[str, Any]) -> bool:
    """Whether every portal of a run failed to resolve or connect: our network, not theirs."""
    portals = summary.get("sources", {}).values()
    return bool(portals) and all(
        not portal.get("captured") and any(portal.get("outcomes", {}).get(name) for name in _NO_ANSWER)
        for portal in portals
    )


def build_along(
    home: Home, process: CrawlProcess | None, samples: bool, clock: Clock, display: Display, names: list[str],
    count: Count = crawl_counts, read_again: str = "", most_again: int | None = None,
) -> Progress:  # fmt: skip
    """Read while the crawler fetches, so that a long crawl is searchable before it ends and both cores work."""
    _wait_for_ledger(home, process)
    setup = home.setup(samples=samples)

    with (
        display.run_bars(names, count) as bars,
        Builder(setup, home.archive, clock=clock, on_progress=bars.built, most_again=most_again) as builder,
    ):
        if read_again:
            builder.read_again(read_again)
        while process and process.running():
            builder.step()
            bars.crawled(builder.reader)
            time.sleep(FOLLOW_SECONDS)
        builder.step()
        bars.crawled(builder.reader)
        bars.finishing()
        builder.finish()
        return builder.progress


def _wait_for_ledger(home: Home, process: CrawlProcess | None) -> None:
    while not (home.captures / "ledger.db").exists():
        if process is None or not process.running():
            raise Refused(
                f"{home.path} chưa có bản lưu / holds no captures yet: `ocop run` fetches portals, "
                "`ocop sample --crawl` makes samples."
            )
        time.sleep(0.1)
