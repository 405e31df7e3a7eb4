"""One article as rows of archive.db: everything the store writes about it, ready and checked."""

import difflib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import unquote, urlsplit

from crawler.captures.records import Capture, Discovery
from crawler.clock import local_day
from crawler.portals.source import Source
from pipeline.archive.article_record import ArticleRecord, CaptureState, Row
from pipeline.archive.mention_rows import QUOTE_LENGTH, figure_rows, mention_rows
from pipeline.article.html import block_offsets
from pipeline.attachments.reading import row_of
from pipeline.gazetteer import Gazetteer, chain_labels
from pipeline.model import Article, DateDecision, Entities
from pipeline.reading import PageReading, Understanding
from pipeline.relevance import judge_relevance
from pipeline.sketch import sketch
from pipeline.tables import ProductRow, product_rows


@dataclass(frozen=True)
class History:
    """The captures of one article, oldest first, with what each payload says."""

    source: Source
    key: str
    captures: Sequence[Capture]
    readings: Mapping[str, PageReading]
    """By payload digest."""
    discoveries: Sequence[Discovery]
    announced: Sequence[tuple[str, str]] = ()
    """(address, ledger stamp of the first time) of every announcement."""

    @property
    def article_id(self) -> str:
        """`<source id>/<key>`."""
        return f"{self.source.id}/{self.key}"

    def readable(self) -> list[tuple[Capture, PageReading]]:
        """Captures that carry (or revisit) a page that could be read."""
        pairs = ((capture, self.readings.get(capture.payload_sha256)) for capture in self.captures)
        return [
            (capture, reading)
            for capture, reading in pairs
            if reading and reading.article and capture.outcome in ("ok", "not_modified")
        ]


def parse_states(history: History) -> tuple[CaptureState, ...]:
    """How every capture of the article could be read."""
    states = []
    for capture in history.captures:
        reading = history.readings.get(capture.payload_sha256)
        if capture.outcome not in ("ok", "not_modified") or reading is None:
            states.append(CaptureState(capture.seq, "not_attempted"))
        else:
            basis, is_masked = (reading.article.body_basis, reading.masked) if reading.article else (None, None)
            states.append(CaptureState(capture.seq, reading.state, reading.charset, basis, is_masked))
    return tuple(states)


def suppressed_record(history: History, since: str, reason: str) -> ArticleRecord:
    """An article that was taken down: its id, the day and the reason, nothing else."""
    return ArticleRecord(
        article={
            "id": history.article_id,
            "source_id": history.source.id,
            "title": "đã gỡ",
            "state": "suppressed",
            "sample": int(history.source.sample),
        },
        body=None,
        rows={
            "suppressed": [
                {"article_id": history.article_id, "source_id": history.source.id, "since": since, "reason": reason}
            ]
        },
        capture_states=parse_states(history),
    )


def article_record(history: History, understood: Understanding, gazetteer: Gazetteer) -> ArticleRecord:
    """The rows of a readable article. Raises ValueError when no capture of it can be read."""
    readable = history.readable()
    if not readable:
        raise ValueError(f"{history.article_id}: no readable capture")
    capture, reading = readable[-1]
    article = reading.article
    assert article is not None
    dates, entities = understood.dates, understood.entities
    facts_only = history.source.republish == "facts"
    article_id = history.article_id
    rows = {
        "article_versions": _versions(article_id, readable, facts_only),
        "article_urls": _urls(article_id, history),
        "dates": [
            {
                "article_id": article_id,
                "position": i,
                "value": c.value,
                "precision": c.precision,
                "basis": c.basis,
                "evidence": c.evidence,
                "accepted": int(c.accepted),
                "why_not": c.why_not,
            }
            for i, c in enumerate(dates.candidates)
        ],
        "article_images": [] if facts_only else _images(article_id, article),
        "attachments": [
            {"article_id": article_id, "position": i, "href": file.href, "label": file.text, "state": "not fetched"}
            for i, file in enumerate(article.attachments)
        ],
        "mentions": mention_rows(article_id, article, entities, facts_only),
        "figures": figure_rows(article_id, article, entities, facts_only),
        "product_rows": [row_of(article_id, "body", row, facts_only) for row in _product_rows(article)],
    }
    return ArticleRecord(
        article=_article_row(history, capture, reading, article, dates, entities, gazetteer),
        body=_body(article, facts_only),
        day=dates.published or dates.date_to or dates.date_from,
        sketch=sketch(article.body),
        rows=rows,
        capture_states=parse_states(history),
    )


def _product_rows(article: Article) -> list[ProductRow]:
    tables = (block.text for block in article.blocks if block.kind == "table")
    return product_rows((1, [line.split(" | ") for line in text.split("\n")]) for text in tables)


def _article_row(
    history: History, capture: Capture, reading: PageReading, article: Article, dates: DateDecision,
    entities: Entities, gazetteer: Gazetteer,
) -> Row:  # fmt: skip
    source = history.source
    gone = _gone_since(history.captures)
    relevance = judge_relevance(article)
    places = [mention for mention in entities.places if not mention.part_of_name]
    then = _labels(gazetteer, [m.place_id for m in places if m.place_id], dates.anchor())
    now = _labels(gazetteer, [p.place_id for m in places for p in m.now], gazetteer.latest)
    answered = [c for c in history.captures if c.outcome in ("ok", "not_modified")]
    return {
        "id": history.article_id,
        "source_id": source.id,
        "url": capture.url,
        "title": article.title,
        "lead": article.lead if source.republish == "full" else article.lead[:QUOTE_LENGTH],
        "section": article.section or _section_label(source, history.discoveries),
        "author": article.author,
        "published": dates.published,
        "published_basis": dates.basis,
        "date_from": dates.date_from,
        "date_to": dates.date_to,
        "date_shown": dates.shown,
        "year": dates.published[:4] if dates.published else None,
        "first_seen": answered[0].fetched_at,
        "last_seen": answered[-1].fetched_at,
        "checked": history.captures[-1].fetched_at,
        "gone_since": gone,
        "relevance": relevance.level,
        "relevance_why": relevance.why,
        "story_id": None,
        "capture_id": next(c.seq for c in reversed(answered) if c.payload_sha256 == capture.payload_sha256),
        "licence": source.licence,
        "places_then": json.dumps(then, ensure_ascii=False),
        "places_now": json.dumps(now, ensure_ascii=False),
        "cooperatives": json.dumps(_cooperative_names(entities), ensure_ascii=False),
        "documents": json.dumps(sorted({m.norm for m in entities.documents}), ensure_ascii=False),
        "products": json.dumps(sorted({m.name for m in entities.products}), ensure_ascii=False),
        "images": len(article.images),
        "attachments": len(article.attachments),
        "body_basis": article.body_basis,
        "cross_check": article.cross_check,
        "read_as": "; ".join(article.read_as) or None,
        "problems": "; ".join([*article.problems, *(["masked"] if reading.masked else [])]) or None,
        "sample": int(source.sample),
        "origin": "live" if any(c.origin == "live" for c in answered) else answered[0].origin,
        "state": "published",
    }


def _cooperative_names(entities: Entities) -> list[str]:
    return sorted({m.name for m in entities.cooperatives if m.alias_of is None})


def _labels(gazetteer: Gazetteer, place_ids: Iterable[str], on: date | None) -> list[str]:
    """The places with their ancestors, as they were called on that day, as full labels in order."""
    return sorted({label for place_id in place_ids for _, label in chain_labels(gazetteer, place_id, on)})


def _section_label(source: Source, discoveries: Sequence[Discovery]) -> str | None:
    """The first listing that announced it; feeds and sitemaps are no sections."""
    labels = {section.url: section.label for section in source.sections if section.kind == "listing"}
    return next((labels[found.section] for found in discoveries if found.section in labels), None)


def _gone_since(captures: Sequence[Capture]) -> str | None:
    """When the portal first said "no such page", if it has said nothing else since and said it on another day too."""
    gone: list[str] = []
    for capture in reversed(captures):
        if capture.outcome != "http_error" or capture.status not in (404, 410):
            break
        gone.append(capture.fetched_at)
    return gone[-1] if len({local_day(moment) for moment in gone}) > 1 else None


def _versions(article_id: str, readable: Sequence[tuple[Capture, PageReading]], facts_only: bool) -> list[Row]:
    versions: list[Row] = []
    before: Article | None = None
    for capture, reading in readable:
        article = reading.article
        assert article is not None
        if versions and versions[-1]["content_hash"] == reading.content_hash:
            versions[-1]["seen_to"] = capture.fetched_at
            continue
        diff = "" if before is None or facts_only else _diff(before, article)
        versions.append(
            {"article_id": article_id, "version": len(versions) + 1, "content_hash": reading.content_hash,
             "title": article.title, "seen_from": capture.fetched_at, "seen_to": capture.fetched_at,
             "capture_id": capture.seq, "diff": diff}
        )  # fmt: skip
        before = article
    return versions


def _diff(old: Article, new: Article) -> str:
    def lines(article: Article) -> list[str]:
        pictures = [f"[ảnh] {unquote(urlsplit(image.src).path.rpartition('/')[2])}" for image in article.images]
        files = [f"[tệp] {file.text or file.href}" for file in article.attachments]
        captions = article.captions.split("\n")
        return [article.title, article.lead, *article.body.split("\n"), *captions, *pictures, *files]

    return "\n".join(line for line in difflib.ndiff(lines(old), lines(new)) if line[:2] in ("+ ", "- ") and line[2:])


def _urls(article_id: str, history: History) -> list[Row]:
    """Addresses under which it was fetched or only announced (other categories)."""
    urls: dict[str, Row] = {}
    for capture in history.captures:
        role = "redirected" if capture.outcome == "redirect" else "fetched"
        row = urls.setdefault(
            capture.url,
            {"article_id": article_id, "url": capture.url, "role": role, "first_seen": capture.fetched_at},
        )
        row["last_seen"] = capture.fetched_at
    for url, found_at in history.announced:
        row = {"article_id": article_id, "url": url, "role": "announced", "first_seen": found_at, "last_seen": found_at}
        urls.setdefault(url, row)
    return list(urls.values())


def _images(article_id: str, article: Article) -> list[Row]:
    return [
        {"article_id": article_id, "position": i, "src": image.src, "caption": image.caption,
         "caption_basis": image.caption_basis, "credit": image.credit, "state": "not fetched"}
        for i, image in enumerate(article.images)
    ]  # fmt: skip


def _body(article: Article, facts_only: bool) -> Row:
    if facts_only:
        return {"captions": "", "attachments": "", "body": "", "blocks": "[]"}
    return {"captions": article.captions, "attachments": article.attachments_text, "body": article.body,
            "blocks": json.dumps(_blocks(article), ensure_ascii=False, separators=(",", ":"))}  # fmt: skip


def _blocks(article: Article) -> list[Row]:
    """What the page is made of, in its order: under the name of a field where in it the text of a block stands, and
    `text` only where it stands in none. What is empty is left out, and so is the kind of a paragraph."""
    placed: dict[int, Row] = {index: {name: [start, end]} for index, name, start, end in block_offsets(article)}
    return [
        {**({} if block.kind == "paragraph" else {"kind": block.kind}),
         **{name: value for name, value in (("src", block.src), ("level", block.level)) if value},
         **placed.get(index, {"text": block.text} if block.text else {})}
        for index, block in enumerate(article.blocks)
    ]  # fmt: skip
