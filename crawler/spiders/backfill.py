"""What is gone from its portal, out of a web archive: its index first, then each capture once, then its pictures."""

from collections import deque
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.asked import Asked, asked_of
from crawler.backfill_queue import Held
from crawler.backfill_visit import KNOWN, BackfillVisit, check_archive
from crawler.captures.errors import Unstorable
from crawler.captures.records import Discovery, Outcome, Role
from crawler.clock import VIETNAM, Clock, local_day, stamp
from crawler.middlewares.wire import as_html
from crawler.portals.families.base import as_page
from crawler.portals.registry import Registry
from crawler.portals.source import Section, Source
from crawler.portals.urls import BadUrl, canonical, netloc
from crawler.relevance import judge
from crawler.shape import shape_fault
from crawler.spiders.base import VisitSpider
from crawler.traps import trap_in
from crawler.visit import CannotCrawl, Run
from crawler.web_archives import BackfillOrder, IndexRow, NoIndex, index_url, memento_url, read_index

FIRST_DAY = date(1997, 11, 19)
"""Vietnam went on line; no portal is older."""
SHORTEST = timedelta(days=1)
"""An index that is cut is asked again for halves of its time, down to this."""
_GIVEN_UP: frozenset[Outcome] = frozenset({"redirect", "wrong_type", "too_large", "bomb", "trap_limit"})


@dataclass(frozen=True)
class Question:
    """What is asked of the index at once."""

    host: str
    since: datetime
    until: datetime


class BackfillSpider(VisitSpider):
    """What `ocop backfill` sends to a web archive."""

    name = "backfill"
    is_visit = False
    visit: BackfillVisit
    order: BackfillOrder

    @classmethod
    def check(cls, source: Source, contact: str, clock: Clock, **more: Any) -> None:
        """Raises CannotCrawl where the archive must not be asked for this source."""
        check_archive(source, more.get("order", BackfillOrder()).archive, contact)
        span(source, more.get("order", BackfillOrder()), clock)

    @classmethod
    def make_visit(cls, run: Run, source: Source, registry: Registry, **more: Any) -> BackfillVisit:
        """The visit to the archive."""
        return BackfillVisit(run, source, registry, more.get("order", BackfillOrder()).archive)

    async def start(self) -> AsyncIterator[Any]:
        """The first question to the index; every answer brings the next."""
        self.visit.open()
        source = self.visit.source
        self.order = getattr(self, "order", BackfillOrder())
        self._span = span(source, self.order, self.visit.run.clock)
        self._sections = {canonical(s.url): s for s in source.sections if s.kind == "listing"}
        hosts = dict.fromkeys((*source.hosts, *source.media_hosts))
        self._questions = deque(Question(host, *self._span) for host in hosts)
        for request in self._go_on():
            yield request

    # -- the index

    def _go_on(self) -> Iterator[Request]:
        """The next question; when all are answered, everything that is to be fetched."""
        if self.visit.tally.stopped:
            return
        if self._questions:
            yield self._ask_index(self._questions.popleft())
        elif not self.order.index_only:
            yield from map(self._ask_held, self.visit.queue.pending(*self._span))

    def _ask_index(self, question: Question, resume_key: str = "") -> Request:
        url = index_url(self.visit.archive, question.host, question.since, question.until, resume_key)
        request = self.ask(Asked(self.visit.source.id, "listing", url), url)
        request.meta["question"] = question
        return request.replace(callback=self.read_index)

    def read_index(self, response: Response) -> Iterator[Request]:
        """Note what the archive holds; ask on where there is more."""
        question: Question = response.meta["question"]
        if response.meta["outcome"] != "ok":
            self._unanswered(question, f"{response.meta['outcome']}, status {response.status}")
        else:
            try:
                page = read_index(self.visit.archive, response.body)
            except NoIndex as error:
                self._unanswered(question, str(error))
            else:
                self.visit.queue.note(self._wanted(page.rows))
                if page.resume_key:
                    yield self._ask_index(question, page.resume_key)
                    return
                if page.is_cut:
                    self._halve(question)
        yield from self._go_on()

    def _halve(self, question: Question) -> None:
        length = question.until - question.since
        if length <= SHORTEST:
            self._unanswered(question, "more captures on one day than the index gives")
            return
        middle = question.since + length // 2
        self._questions.appendleft(replace(question, since=middle + timedelta(seconds=1)))
        self._questions.appendleft(replace(question, until=middle))

    def _unanswered(self, question: Question, why: str) -> None:
        self.visit.tally.unlisted.append(f"{question.host}: {why}")

    def _wanted(self, rows: Iterable[IndexRow]) -> Iterator[tuple[Role, str, IndexRow]]:
        """Captures of this body's articles and listings of its time, and of what its articles may show."""
        visit, source = self.visit, self.visit.source
        media_hosts = {host.lower() for host in source.media_hosts}
        for row in rows:
            visit.tally.index_rows += 1
            try:
                address = canonical(row.url)
                host = netloc(address)
            except BadUrl:
                continue
            day = local_day(stamp(row.moment))
            owner = visit.registry.owner_of(address, day)
            if trap_in(address) or (owner != source and not (owner is None and host in media_hosts)):
                visit.tally.foreign_rows += owner not in (None, source)
                continue
            key = visit.registry.family_of(source, day).article_key(address) if owner else None
            if key:
                yield "article", key, row
            elif address in self._sections:
                yield "listing", address, row
            elif role := _media_role(row.mime):
                yield role, _bare(address), row

    # -- captures

    def _ask_held(self, held: Held) -> Request:
        url = memento_url(self.visit.archive, held.row)
        asked = Asked(self.visit.source.id, held.role, held.key, held=held)
        return self.ask(asked, url).replace(callback=self.read_capture)

    def read_capture(self, response: Response) -> Iterator[Request]:
        """Book a capture; queue what a page that is about the programme shows, and note what a listing says."""
        asked, outcome = asked_of(response), response.meta["outcome"]
        held = asked.held
        assert held is not None
        left = self.visit.left.pop(held.id, "")
        if outcome != "ok" or (response.meta["capture"] is None and not left):
            self.gave_nothing(asked, outcome, response.status)
            return
        if left and left != KNOWN:
            self.visit.tally.left_out += 1
            self.visit.queue.done(held, left)
            return
        self.visit.tally.new += held.role == "article" and left != KNOWN
        self.visit.tally.unchanged += left == KNOWN
        shown: list[Held] = []
        with self.visit.run.store.transaction():
            if held.role == "article":
                shown = self._shown(held, response)
            elif held.role == "listing":
                self._note_listing(held, response)
            self.visit.queue.done(held, left)
        for item in shown:
            yield self._ask_held(item)

    def _shown(self, held: Held, response: Response) -> list[Held]:
        """Pictures and attachments of a page, as far as the archive holds them and they are wanted."""
        if shape_fault(response.body):
            return []
        page = as_html(response).selector
        words = " ".join(page.xpath("//h1//text() | //title//text() | //p//text()").getall())
        if not judge(words, Section(held.row.url, ""), self.visit.source).kept:
            return []
        found: list[Held] = []
        family = self.visit.registry.family_of(self.visit.source, local_day(stamp(held.row.moment)))
        for link in family.media_links(page, held.row.url):
            role: Role = "image" if link.role == "image" else "attachment"
            if not self.wants(role):
                continue
            try:
                self.visit.queue.note_parent(link.url, role, held.key)
                item = self.visit.queue.show(role, _bare(canonical(link.url)), link.url, held.row.moment)
            except (BadUrl, Unstorable):
                continue
            if item:
                found.append(item)
        return found

    def _note_listing(self, held: Held, response: Response) -> None:
        """A listing often is the only witness of a date."""
        if shape_fault(response.body):
            return
        family = self.visit.registry.family_of(self.visit.source, local_day(stamp(held.row.moment)))
        section = self._sections[held.key]
        for item in family.listing_items(as_page(as_html(response).text), held.row.url):
            key = family.article_key(item.url)
            if key and item.date_shown:
                found = Discovery(section.url, held.row.url, item.title, item.date_shown)
                url = family.canonical_url(item.url)
                self.visit.run.frontier.note_discovery(self.visit.source.id, key, url, found, self.visit.run.run_id)

    # -- faults

    def failed(self, failure: Failure) -> Iterator[Request]:
        """Book a request that brought no answer, and go on asking."""
        self.book_failure(failure)
        request: Request = failure.request  # type: ignore[attr-defined]
        if question := request.meta.get("question"):
            self._unanswered(question, f"{type(failure.value).__name__}: {failure.value}")
            yield from self._go_on()

    def gave_nothing(self, asked: Asked, outcome: Outcome, status: int = 0) -> None:
        """Book that the archive did not give what it lists."""
        self.visit.tally.failed += 1
        if asked.held is not None:
            given_up = status in (404, 410) or outcome in _GIVEN_UP
            self.visit.queue.failed(asked.held, self.visit.run.run_id, f"{outcome} {status or ''}".strip(), given_up)


def span(source: Source, order: BackfillOrder, clock: Clock) -> tuple[datetime, datetime]:
    """The time whose captures are wanted: days asked for, within the body's life. Raises CannotCrawl for none."""
    first = max(filter(None, (order.since, source.valid_from)), default=FIRST_DAY)
    last = min(filter(None, (order.until, source.valid_to)), default=clock().astimezone(VIETNAM).date())
    if first > last:
        raise CannotCrawl(
            f"{source.id} stood from {source.valid_from or '…'} to {source.valid_to or 'today'}: "
            f"no capture of it can be from {first} to {last}"
        )
    begin, end = (datetime.combine(day, time(), VIETNAM).astimezone(UTC) for day in (first, last + timedelta(days=1)))
    return begin, end - timedelta(seconds=1)


def _media_role(mime: str) -> Role | None:
    kind = mime.lower()
    if kind.startswith("image/"):
        return "image"
    is_page = "html" in kind or "javascript" in kind or kind.endswith("json")
    return "attachment" if kind.startswith("application/") and not is_page else None


def _bare(address: str) -> str:
    """An address without its scheme: archives hold one page under http and https."""
    return address.partition("://")[2]
