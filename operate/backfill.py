"""`ocop backfill`: what a web archive holds of a source becomes captures with their origin, then articles."""

import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from crawler.captures.errors import NoCaptures
from crawler.captures.reader import CaptureReader
from crawler.clock import Clock, stamp
from crawler.portals.source import Source
from crawler.web_archives import BackfillOrder
from operate.choose import DiskLow, Refused, check_disk, holds_samples
from operate.crawl_process import CrawlEnd, CrawlProcess
from operate.exits import Exit, gravest
from operate.home import Home
from operate.lock import Locked, run_lock
from operate.progress import Display, backfill_counts
from operate.runner import build_along, nobody_answered
from operate.signals import Signals, Stopped
from pipeline.progress import Progress


@dataclass(frozen=True)
class Order:
    """What a backfill is asked to do."""

    source_id: str
    since: date | None = None
    until: date | None = None
    dry_run: bool = False
    """Ask the index only; the home is left as it is."""
    limit_pages: int | None = None
    now: str | None = None
    """The pretended moment, passed on to the crawler."""


@dataclass(frozen=True)
class Offer:
    """What the index of a web archive offers for one year."""

    year: str
    articles: int
    captures: int
    """Distinct ones of articles and listings."""
    media: int
    """Pictures and attachments; fetched only where an article shows them."""


@dataclass
class Backfilled:
    """How a backfill ended."""

    exit_code: Exit
    reason: str = ""
    archive: str = ""
    counts: dict[str, Any] = field(default_factory=dict)
    """What the crawler counted (crawler/tally.py)."""
    offers: list[Offer] = field(default_factory=list)
    """Of a dry run."""
    waiting: int = 0
    """Captures that are still to be fetched; the next call goes on with them."""
    built: Progress | None = None


def backfill(home: Home, order: Order, clock: Clock, display: Display) -> Backfilled:
    """Ask the web archive of ocop.toml for the captures of a source and build what came; whatever a scheduler should
    see comes back as an exit code with its reason. Raises UnknownSource and SourceFileError."""
    samples = holds_samples(home)
    source = home.registry(samples=samples).get(order.source_id)
    try:
        if order.dry_run:
            return _look(home, source, order)
        with Signals(home.config.stop_seconds) as signals, run_lock(home.path, stamp(clock())):
            check_disk(home)
            return _fetch(home, source, order, clock, display, signals)
    except Locked as error:
        return Backfilled(Exit.LOCKED, str(error))
    except Refused as error:
        return Backfilled(Exit.USAGE, str(error))
    except DiskLow as error:
        return Backfilled(Exit.DISK, str(error))


def _fetch(home: Home, source: Source, order: Order, clock: Clock, display: Display, signals: Signals) -> Backfilled:
    process = _process(home, home, source, order)
    signals.pass_on_to(process.pass_on, process.kill)
    process.start()
    built = None
    try:
        # How the crawler ends, to which a signal is passed on, tells of it.
        with suppress(Stopped), signals.end_work():
            _wait_for_ledger(home, process)
            if (home.captures / "ledger.db").exists():
                built = build_along(home, process, source.sample, clock, display, [source.id], backfill_counts)
    finally:
        end = process.wait()
    waiting = 0
    if built is not None:
        with CaptureReader(home.path) as reader:
            waiting = reader.backfill_counts().get("pending", 0)
    return _ended(home, source, end, waiting=waiting, built=built)


def _wait_for_ledger(home: Home, process: CrawlProcess) -> None:
    while process.running() and not (home.captures / "ledger.db").exists():
        time.sleep(0.1)


def _look(home: Home, source: Source, order: Order) -> Backfilled:
    """Into a scratch home, so that a question leaves no trace in this one."""
    with tempfile.TemporaryDirectory(prefix="ocop-backfill-") as folder:
        scratch = replace(home, path=Path(folder))
        (scratch.path / ".ocop").mkdir()
        process = _process(scratch, home, source, order)
        process.start()
        end = process.wait()
        try:
            with CaptureReader(scratch.path) as reader:
                offers = [Offer(**row) for row in reader.backfill_offers()]
        except NoCaptures:
            offers = []
    return _ended(home, source, end, offers=offers)


def _process(where: Home, home: Home, source: Source, order: Order) -> CrawlProcess:
    asked = BackfillOrder(home.config.web_archive, order.since, order.until, order.dry_run)
    text = TypeAdapter(BackfillOrder).dump_json(asked).decode()
    folders = home.source_folders(samples=source.sample)
    return CrawlProcess(where, [source], source.sample, order.now, order.limit_pages, ["--backfill", text], folders)


def _ended(home: Home, source: Source, end: CrawlEnd, **more: Any) -> Backfilled:
    counts = end.summary.get("sources", {}).get(source.id, {})
    unlisted, stopped = counts.get("unlisted", []), counts.get("stopped", "")
    failed = Exit.SOURCE_FAILED if unlisted or (stopped and stopped != "page limit") else Exit.OK
    network = Exit.NETWORK if nobody_answered(end.summary) else Exit.OK
    reason = "; ".join(filter(None, (end.reason, *unlisted, stopped if failed else "")))
    archive = home.config.web_archive.name
    return Backfilled(gravest(end.exit_code, failed, network), reason, archive, counts, **more)
