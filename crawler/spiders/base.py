"""What all spiders share: a visit, requests that know their purpose, what becomes of articles, files and faults."""

import asyncio
import hashlib
import logging
import os
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar, Self
from urllib.parse import urlsplit

from scrapy import FormRequest, Request, Spider, signals
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler import logs
from crawler.asked import Asked, asked_of
from crawler.captures.records import Outcome, Role
from crawler.captures.rows import FrontierItem
from crawler.captures.store import CaptureStore
from crawler.clock import Clock, system_clock
from crawler.frontier import Frontier
from crawler.memory import LIMIT_REACHED
from crawler.middlewares.wire import as_html
from crawler.outcomes import outcome_of_error
from crawler.page_media import PageMedia
from crawler.politeness import HostPaused, Stopping
from crawler.portals.families.base import PageRequest
from crawler.portals.media_policy import keeps
from crawler.portals.registry import Registry, load_registry
from crawler.portals.source import Source
from crawler.robots import RobotsUnavailable
from crawler.visit import Run, Visit, check_source, close_visits, is_fatal, user_agent

logger = logging.getLogger(__name__)

CANARIES = 3
_PRIORITY: dict[Role, int] = {"probe": 100, "canary": 30, "sampled": 20, "article": 20, "image": 10, "attachment": 10}
"""Articles before the next listing page: the queue stays short, and a walk cut off has fetched what it passed."""

_NEVER_THERE: frozenset[Outcome] = frozenset({"scheme_refused", "trap_limit", "wrong_type", "redirect"})
_GONE = frozenset({404, 410})


def source_folders(setting: str, home: Path) -> tuple[Path, ...]:
    """The folders that OCOP_SOURCES names; relative ones below `home`."""
    return tuple(home / folder for folder in setting.split(os.pathsep) if folder)


class VisitSpider(Spider):
    """One visit to one source. Subclasses say in `opening` which parts of a visit they make."""

    is_visit: ClassVar[bool] = True
    """Whether a portal is visited, and not only others asked about it: what health and due dates count."""
    visit: Visit
    media: PageMedia
    known_in_a_row: int
    owns_run: bool
    _probes_out: int
    _probed: asyncio.Event

    @classmethod
    def from_crawler(
        cls, crawler: Any, source: str = "", run: Run | None = None, registry: Registry | None = None, **kwargs: Any
    ) -> Self:
        """Prepare a visit to the source with the id `source`. Without `run`, one of its own is opened in OCOP_HOME.

        Raises UnknownSource, SourceFileError, CannotCrawl, or what CaptureStore raises.
        """
        settings = crawler.settings
        logs.install(settings.get("LOG_LEVEL"))
        home = Path(settings.get("OCOP_HOME"))
        registry = registry or load_registry(*source_folders(settings.get("OCOP_SOURCES"), home))
        clock = run.clock if run else system_clock
        found = registry.get(source)
        cls.check(found, run.contact if run else settings.get("OCOP_CONTACT"), clock, **kwargs)
        owns_run = run is None
        run = run or own_run(settings, home, found.id, "samples" if found.sample else "live")
        settings.set("USER_AGENT", user_agent(run.contact), priority="cmdline")
        spider = super().from_crawler(crawler, **kwargs)
        spider.visit = cls.make_visit(run, found, registry, **kwargs)
        spider.media = PageMedia(spider.visit)
        spider.visit.stop_crawling = spider.close_soon
        spider.known_in_a_row = settings.getint("OCOP_KNOWN_IN_A_ROW")
        spider.owns_run = owns_run
        crawler.signals.connect(spider.on_error, signals.spider_error)
        crawler.signals.connect(spider.on_closed, signals.spider_closed)
        return spider

    @classmethod
    def check(cls, source: Source, contact: str, clock: Clock, **_: Any) -> None:
        """Raises CannotCrawl where nothing may be asked."""
        check_source(source, contact, clock)

    @classmethod
    def make_visit(cls, run: Run, source: Source, registry: Registry, **_: Any) -> Visit:
        """The visit of one source in a run."""
        return Visit(run, source, registry.family_of(source, run.clock().date()))

    async def start(self) -> AsyncIterator[Any]:
        """The visit's first requests; the address guard is checked before any, and no page is judged before the host
        has shown what "not found" looks like."""
        self.visit.open()
        self.media.open(self.visit.run.store.folder.parent)
        probes = list(self.ask_probes())
        self._probes_out, self._probed = len(probes), asyncio.Event()
        for request in probes:
            yield request
        await self._probed.wait()
        # As a list: what the first listing page queues must not be met again among what was pending before.
        for request in list(self.opening()):
            yield request

    def opening(self) -> Iterator[Request]:
        """The first requests of the parts this spider makes."""
        raise NotImplementedError

    # -- requests

    def ask(self, asked: Asked, url: str, *, conditional: bool = False) -> Request:
        """A request for `url` that knows its purpose; conditional where the ledger holds validators."""
        form = asked.page.form if asked.page else None
        headers: dict[str, str] = {}
        if conditional and form is None:
            headers, before, seq = self.visit.conditional(url)
            asked = replace(asked, before=before, before_seq=seq)
        if asked.page and asked.page.referer:
            headers = {**headers, "Referer": asked.page.referer}
        common: dict[str, Any] = {
            "callback": self.callback_of(asked.role),
            "errback": self.failed,
            "headers": headers,
            "dont_filter": True,
            "priority": _PRIORITY.get(asked.role, 0),
            "meta": {"asked": asked},
        }
        if form is None:
            return Request(url, **common)
        return FormRequest(url, formdata=list(form), **common)

    def callback_of(self, role: Role) -> Any:
        """Which method reads the answer to a request of this role."""
        if role in ("image", "attachment"):
            return self.read_file
        return self.read_probe if role == "probe" else self.read_article

    def ask_item(self, item: FrontierItem, *, recheck: bool) -> Request | None:
        """A request for an item of the frontier; None where the media policy leaves it out."""
        if not self.wants(item.role):
            return None
        asked = Asked(self.visit.source.id, item.role, item.key, item.discovery, recheck=recheck)
        return self.ask(asked, item.url, conditional=recheck)

    def wants(self, role: str) -> bool:
        """Whether the home's media policy and the source's terms let a role be fetched."""
        return keeps(role, self.visit.run.media, self.visit.source)

    def ask_probes(self) -> Iterator[Request]:
        """One URL per host that cannot exist: what the host shows for it is what "not found" looks like there."""
        origins = {urlsplit(url)[:2] for url in (section.url for section in self.visit.source.sections)}
        for scheme, host in sorted(origins or {urlsplit(self.visit.source.home_url)[:2]}):
            seed = hashlib.sha256(f"{self.visit.source.id}\n{self.visit.run.run_id}\n{host}".encode()).hexdigest()[:12]
            url = self.visit.family.absent_article(f"{scheme}://{host}", seed)
            yield self.ask(Asked(self.visit.source.id, "probe", url), url)

    def ask_pending(self) -> Iterator[Request]:
        """What an earlier run queued and did not come to fetch."""
        items = self.visit.run.frontier.pending(self.visit.source.id)
        yield from filter(None, (self.ask_item(item, recheck=False) for item in items))

    def ask_due(self) -> Iterator[Request]:
        """Rechecks that are due, then canaries among the articles that are not."""
        frontier, source_id = self.visit.run.frontier, self.visit.source.id
        items = frontier.due(source_id, self.visit.run.clock())
        yield from filter(None, (self.ask_item(item, recheck=item.state == "done") for item in items))
        due = {item.key for item in items}
        for item in frontier.canaries(source_id, CANARIES, str(self.visit.run.run_id)):
            if item.key not in due:
                self.visit.tally.canaries_asked += 1
                asked = Asked(source_id, "canary", item.key, item.discovery, recheck=True)
                yield self.ask(asked, item.url, conditional=True)

    # -- answers

    def read_probe(self, response: Response) -> None:  # noqa: ARG002
        """The wire middleware has kept what "not found" looks like; the visit goes on."""
        self._probe_is_back()

    def _probe_is_back(self) -> None:
        self._probes_out -= 1
        if self._probes_out == 0:
            self._probed.set()

    def read_article(self, response: Response) -> Iterator[Request]:
        """Book an article, and queue its pictures and attachments where it is new or changed."""
        asked, outcome, capture = asked_of(response), response.meta["outcome"], response.meta["capture"]
        if capture is None or outcome not in ("ok", "not_modified"):
            self.gave_nothing(asked, outcome, response.status)
            return
        changed = outcome == "ok" and bool(asked.before) and capture.payload_sha256 != asked.before
        wants_media = asked.role == "article" and outcome == "ok" and (changed or not asked.recheck)
        self._count(asked, changed)
        media = self.media.of(as_html(response)) if wants_media else []
        with self.visit.run.store.transaction():
            new = self.media.queue(media, asked.key)
            self.visit.book(asked, capture, changed)
        for url, role in new:
            if self.wants(role):
                yield self.ask(Asked(self.visit.source.id, role, url), url)

    def read_file(self, response: Response) -> None:
        """Book a picture or an attachment."""
        asked, capture = asked_of(response), response.meta["capture"]
        if capture is None or response.meta["outcome"] != "ok":
            self.gave_nothing(asked, response.meta["outcome"], response.status)
            return
        self.visit.book(asked, capture, False)

    def _count(self, asked: Asked, changed: bool) -> None:
        tally = self.visit.tally
        if asked.role == "canary":
            tally.canaries_ok += 1
        elif asked.role == "article":
            tally.new += not asked.recheck
            tally.changed += changed
            tally.unchanged += asked.recheck and not changed

    # -- faults

    def failed(self, failure: Failure) -> Iterator[Request]:
        """Book a request that brought no answer; what is asked instead."""
        self.book_failure(failure)
        return iter(())

    def book_failure(self, failure: Failure) -> None:
        """Say in tally, ledger and frontier that a request brought no answer."""
        request: Request = failure.request  # type: ignore[attr-defined]
        error: BaseException = failure.value  # type: ignore[assignment]
        asked = asked_of(request)
        if asked.role == "probe":
            self._probe_is_back()
        if isinstance(error, Stopping):
            return
        if isinstance(error, HostPaused):
            self.visit.pause(error.host, error.seconds)
            return
        outcome = outcome_of_error(error)
        if outcome is None:
            self.on_error(failure)
            return
        if outcome == "trap_limit":
            self.visit.trap(request.url, asked.role, str(error))
        else:
            self.visit.event(request.url, asked.role, outcome, str(error), attempts=request.meta.get("attempts", 1))
        if not isinstance(error, RobotsUnavailable):
            self.gave_nothing(asked, outcome)

    def gave_nothing(self, asked: Asked, outcome: Outcome, status: int = 0) -> None:
        """Book that a URL brought nothing to keep as its content."""
        self.visit.tally.failed += 1
        if asked.role in ("article", "sampled", "canary", "image", "attachment"):
            permanent = status in _GONE or outcome in _NEVER_THERE
            self.visit.run.frontier.failed(self.visit.source.id, asked.key, asked.role, outcome, permanent)
        elif asked.section is not None:
            self.visit.tally.section(asked.section.url).ended = outcome

    def on_error(self, failure: Failure) -> None:
        """A bug of ours or a failing disk; the latter ends the run."""
        error: BaseException = failure.value  # type: ignore[assignment]
        if is_fatal(error):
            self.visit.run.fail(error)
            return
        self.visit.tally.internal_errors += 1
        logger.error("%s: %s", self.visit.source.id, failure.getTraceback())

    def close_soon(self, reason: str) -> None:
        """End this spider; requests that were not sent stay in the frontier."""
        asyncio.ensure_future(self.crawler.engine.close_spider_async(reason=reason))  # noqa: RUF006

    def on_closed(self, reason: str) -> None:
        """Note what cut the visit short; close a run that this spider opened for itself (`scrapy crawl`)."""
        if reason not in ("finished", "shutdown") and not self.visit.tally.stopped:
            self.visit.tally.stopped = LIMIT_REACHED if reason == "memusage_exceeded" else reason
        if self.owns_run:
            run = self.visit.run
            logger.info("%s: %s", self.visit.source.id, close_visits([self.visit])[self.visit.source.id])
            run.store.close_run(run.run_id, "done" if reason == "finished" else "stopped", None, reason)
            run.reader.close()
            run.store.close()


def own_run(settings: Any, home: Path, source_id: str, kind: str) -> Run:
    """A run of a single spider. Raises MixedHome, WriterBusy or IntegrityError."""
    contact = settings.get("OCOP_CONTACT")
    store = CaptureStore(home, contact=contact)
    store.declare_holds(kind)
    run_id = store.open_run([source_id], user_agent(contact))
    return Run(home, store, Frontier(store), run_id, system_clock, contact=contact, media=settings.get("OCOP_MEDIA"))


def page_of(fields: dict[str, Any]) -> PageRequest:
    """A listing page as the ledger keeps it."""
    form = tuple((name, value) for name, value in fields["form"]) if fields.get("form") else None
    return PageRequest(fields["url"], form, fields["page"], fields.get("referer", ""))
