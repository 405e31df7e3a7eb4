"""What a child process does: read one article or one picture, return rows. It can be killed at any time."""

import resource
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from crawler.captures.reader import NO_RUN, CaptureReader
from crawler.captures.records import Capture, Discovery, Payload
from crawler.clock import local_day
from crawler.portals.registry import Registry, load_registry
from crawler.portals.source import Section, Source
from crawler.relevance import judge
from pipeline.archive.article_record import ArticleRecord, CaptureState, Unread
from pipeline.archive.decision_rows import with_decisions
from pipeline.archive.records import History, article_record, parse_states, suppressed_record
from pipeline.article.page import NotHtml, decode
from pipeline.article.prescan import prescan
from pipeline.attachments.reading import AttachmentReading, read_attachment
from pipeline.attachments.recognised import load_recognised
from pipeline.decisions.apply import apply, date_decision
from pipeline.decisions.suppressions import Suppression
from pipeline.decisions.values import OnArticle
from pipeline.gazetteer import Gazetteer, load_gazetteer
from pipeline.holds import Hold
from pipeline.media import Picture, make_picture
from pipeline.model import Article
from pipeline.publisher import HANDED_ON, OwnNames, other_body, own_names
from pipeline.reading import READ_ERRORS, PageReading, read_capture, understand
from pipeline.relevance import judge_relevance
from pipeline.setup import Setup

NOT_RELEVANT = "not relevant"
"""Parse state of a page that was read and does not belong into the archive."""
MEMORY_LIMIT = 2 << 30
"""Address space of a child, bytes: a page that needs more is a hostile one (reliability C1)."""


@dataclass(frozen=True)
class ArticleTask:
    """One article to be read from its captures up to `until`."""

    source_id: str
    key: str
    until: int
    suppression: Suppression | None = None
    decisions: tuple[OnArticle, ...] = ()
    accepted: bool = False
    """A person said that the source's host still answers for its own body, whatever its pages say."""
    holds: tuple[Hold, ...] = ()
    """Of the source."""


@dataclass(frozen=True)
class Bench:
    """What a child keeps between tasks: the reader and the tables of knowledge."""

    reader: CaptureReader
    registry: Registry
    gazetteer: Gazetteer
    home: Path
    names: dict[str, OwnNames] = field(default_factory=dict)
    """What the body of each source is called."""


def open_bench(setup: Setup) -> Bench:
    """Open everything a task reads."""
    return Bench(
        CaptureReader(setup.home),
        load_registry(*setup.source_folders),
        load_gazetteer(),
        setup.home,
    )


_bench: list[Bench] = []


def start_child(setup: Setup) -> None:
    """Runs once in a fresh child: limits, then the bench."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    _bench.append(open_bench(setup))


def article_in_child(task: ArticleTask) -> ArticleRecord | Unread:
    """`read_article` on the child's own bench."""
    return read_article(_bench[0], task)


def picture_in_child(seq: int) -> Picture:
    """`read_picture` on the child's own bench."""
    return read_picture(_bench[0], seq)


def sample_in_child(seq: int) -> bool:
    """`read_sample` on the child's own bench."""
    return read_sample(_bench[0], seq)


def read_article(bench: Bench, task: ArticleTask) -> ArticleRecord | Unread:
    """Rows of one article, or why none of its captures could be read."""
    source = bench.registry.get(task.source_id)
    every = [c for c in bench.reader.of_article(task.source_id, task.key) if c.seq <= task.until]
    kept_back = _kept_back(bench, task, every)
    held = {state.seq for state in kept_back}
    captures = [c for c in every if c.seq not in held]
    # Another body announced what is held of it too, perhaps under the number of an article of ours.
    before = min((hold.from_run for hold in task.holds if hold.kind == "numbers"), default=NO_RUN)
    discoveries = bench.reader.discoveries(task.source_id, task.key, before)
    readings: dict[str, PageReading] = {}
    for capture in captures:
        if capture.outcome in ("ok", "not_modified") and capture.payload_sha256 not in readings:
            readings[capture.payload_sha256] = _read(bench, capture, task.accepted, discoveries)
    announced = bench.reader.announced_urls(task.source_id, task.key, before)
    history = History(source, task.key, captures, readings, discoveries, announced)
    if task.suppression:
        record = suppressed_record(history, task.suppression.since, task.suppression.why)
        return replace(record, capture_states=(*record.capture_states, *kept_back))
    readable = history.readable()
    if not readable:
        return Unread(history.article_id, (*parse_states(history), *kept_back))
    article = readable[-1][1].article
    assert article is not None
    if _is_nobodys_choice(history, article):
        states = tuple(s._replace(parse_state=NOT_RELEVANT) for s in parse_states(history))
        return Unread(history.article_id, (*states, *kept_back))
    understood = understand(
        article,
        bench.gazetteer,
        source=source,
        discoveries=discoveries,
        captured=local_day(readable[0][0].fetched_at),
        settled=date_decision(task.decisions),
    )
    entities, outcomes = apply(article, understood.entities, task.decisions, bench.gazetteer)
    record = article_record(history, replace(understood, entities=entities), bench.gazetteer)
    record = replace(record, capture_states=(*record.capture_states, *kept_back))
    return with_decisions(record, outcomes)


def _kept_back(bench: Bench, task: ArticleTask, captures: Sequence[Capture]) -> tuple[CaptureState, ...]:
    """Captures of the article that are held, each with what holds it."""
    queued_in = bench.reader.queued_in(task.source_id, task.key) if task.holds else None
    holding = ((c, next((hold for hold in task.holds if hold.keeps_back(c, queued_in)), None)) for c in captures)
    return tuple(CaptureState(c.seq, hold.parse_state) for c, hold in holding if hold)


def _is_nobodys_choice(history: History, article: Article) -> bool:
    """Whether the article came out of others' captures alone, where no listing's filter chose it, and neither its text
    nor its title speaks of the programme or of what it is about."""
    if any(capture.origin == "live" for capture in history.captures) or judge_relevance(article).level != "none":
        return False
    return not judge(article.title, Section(history.source.home_url, ""), history.source).kept


def _read(bench: Bench, capture: Capture, accepted: bool = False, discoveries: Sequence[Discovery] = ()) -> PageReading:
    source = bench.registry.get(capture.source_id)
    try:
        payload = bench.reader.payload(capture)
        if not accepted and _another(bench, source, payload):
            return PageReading(None, HANDED_ON)
        return read_capture(capture, payload, source, bench.registry, discoveries)
    except tuple(READ_ERRORS) as error:
        return PageReading(None, READ_ERRORS[type(error)])


def _another(bench: Bench, source: Source, payload: Payload) -> str | None:
    """The body other than the source's own that publishes a page, as the page itself says."""
    if not source.unit or source.level in ("national", "newspaper") or prescan(payload.body):
        return None
    if source.id not in bench.names:
        bench.names[source.id] = own_names(bench.gazetteer, source.unit)
    try:
        return other_body(decode(payload).html, bench.names[source.id])
    except NotHtml:
        return None


def publisher_in_child(seq: int) -> str | None:
    """`_another` for a captured listing, on the child's own bench."""
    bench = _bench[0]
    capture = bench.reader.capture(seq)
    try:
        return _another(bench, bench.registry.get(capture.source_id), bench.reader.payload(capture))
    except tuple(READ_ERRORS):
        return None


def read_sample(bench: Bench, seq: int) -> bool:
    """Whether a page that the relevance filter refused speaks of the programme after all."""
    article = _read(bench, bench.reader.capture(seq)).article
    return article is not None and judge_relevance(article).about


def file_in_child(task: tuple[str, int]) -> AttachmentReading | str:
    """`read_file_of` on the child's own bench."""
    return read_file_of(_bench[0], *task)


def read_file_of(bench: Bench, source_id: str, seq: int) -> AttachmentReading | str:
    """What a captured attachment says, or the parse state of a payload that cannot be had."""
    capture = bench.reader.capture(seq)
    try:
        body = bench.reader.payload(capture).body
    except tuple(READ_ERRORS) as error:
        return READ_ERRORS[type(error)]

    def recognised() -> tuple[str, ...] | None:
        reading = load_recognised(bench.home, capture.payload_sha256)
        return reading.pages if reading else None

    return read_attachment(
        body, bench.registry.get(source_id), bench.gazetteer, local_day(capture.fetched_at), recognised
    )


def read_picture(bench: Bench, seq: int) -> Picture:
    """Measure a captured picture and re-encode its thumbnail into the home's media/."""
    capture = bench.reader.capture(seq)
    return make_picture(bench.reader.payload(capture).body, capture.payload_sha256, bench.home / "media")
