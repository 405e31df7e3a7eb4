"""What the pipeline reads out of one page or text, outside any home: the JSON contract of `ocop extract`."""

import re
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from crawler.captures.records import Payload
from crawler.portals.families import FAMILIES
from crawler.portals.registry import Registry
from crawler.portals.source import Source
from pipeline.article.html import read_html
from pipeline.article.masked import masked
from pipeline.article.page import decode
from pipeline.article.plain_text import read_text
from pipeline.gazetteer import load_gazetteer
from pipeline.gazetteer.home import guess_home
from pipeline.model import Article, CooperativeMention, DocumentMention, PlaceMention, Span
from pipeline.reading import Understanding, read_page, understand
from pipeline.relevance import why_relevant


class ExtractError(Exception):
    """The input cannot be read; the message says what to give instead."""


def extract(path: str, registry: Registry, *, source_id: str | None, url: str | None, on: date) -> dict[str, Any]:
    """Read the file at `path` (`.txt` as plain article text, anything else as HTML) as a page of `source_id`, or of the
    source that owns `url`, or of no known portal. Raises ExtractError for what is no file."""
    file = Path(path)
    if urlsplit(path).scheme in ("http", "https"):
        raise ExtractError(f"{path}: nothing is fetched here. Save the page and give the file, with --url {path}.")
    if not file.is_file():
        raise ExtractError(f"{path}: no such file.")
    source = registry.get(source_id) if source_id else registry.owner_of(url, on) if url else None
    article = _read(file, source, url or "", registry, on)
    gazetteer = load_gazetteer()
    home = guess_home(article.publisher or "", gazetteer) if source is None else None
    understood = understand(article, gazetteer, source=source, home=home)
    return {"input": path, "url": article.url or None} | extract_record(article, understood)


def _read(file: Path, source: Source | None, url: str, registry: Registry, on: date) -> Article:
    body = file.read_bytes()
    if file.suffix == ".txt":
        return masked(read_text(body.decode("utf-8-sig"), url))
    html = decode(Payload(body, "text/html", (), 200)).html
    if source is None:
        return masked(read_html(html, url, FAMILIES["generic"].fields))
    article = read_page(html, url or source.home_url, source, registry, on).article
    if article is None:
        raise ExtractError(f"{file}: no article in this page.")
    return article


def extract_record(article: Article, understood: Understanding) -> dict[str, Any]:
    """The contract: names without their head words, offsets into the named field."""
    dates, entities = understood.dates, understood.entities
    places = entities.places
    return {
        "title": article.title,
        "lead": article.lead,
        "body": article.body,
        "captions": article.captions,
        "author": article.author,
        "published": {
            "on": dates.published,
            "precision": dates.precision,
            "basis": dates.basis,
            "from": dates.date_from,
            "to": dates.date_to,
            "shown": dates.shown,
            "candidates": [asdict(candidate) for candidate in dates.candidates],
        },
        "relevant": why_relevant(article),
        "images": [asdict(image) for image in article.images],
        "attachments": [asdict(file) for file in article.attachments],
        "cooperatives": [
            _cooperative(m) for m in entities.cooperatives if m.kind in ("cooperative", "union", "credit_fund")
        ],
        "coop_groups": [_cooperative(m) for m in entities.cooperatives if m.kind == "group"],
        "communes": [_place(m) for m in places if m.level == "commune"],
        "districts": [_place(m) for m in places if m.level == "district"],
        "provinces": [_place(m) for m in places if m.level == "province"],
        "documents": [_document(m) for m in entities.documents],
        "products": [],
        "producers": [],
        "figures": [
            {"value": f.value, "unit": f.unit, "place": f.place, "year": f.year, "counting": f.counting, "aim": f.aim,
             "rule": f.rule, **_span(f.span)}
            for f in entities.figures
        ],
        "licence": article.licence,
        "publisher": article.publisher,
        "problems": list(article.problems),
    }  # fmt: skip


def _span(span: Span) -> dict[str, Any]:
    return {"field": span.field, "start": span.start, "end": span.end, "surface": span.surface}


def _cooperative(mention: CooperativeMention) -> dict[str, Any]:
    return {"name": mention.name, "own_name": mention.own_name, "kind": mention.kind, "alias_of": mention.alias_of,
            "place": mention.place_span.surface if mention.place_span else None, "rule": mention.rule,
            **_span(mention.span)}  # fmt: skip


def _place(mention: PlaceMention) -> dict[str, Any]:
    return {"name": mention.name, "kind": mention.kind, "district": mention.district, "province": mention.province,
            "place_id": mention.place_id, "candidates": list(mention.candidates),
            "now": [asdict(place) for place in mention.now], "rule": mention.rule, **_span(mention.span)}  # fmt: skip


def _document(mention: DocumentMention) -> dict[str, Any]:
    return {"number": mention.number, "symbol": mention.symbol, "kind": mention.kind, "issuer": mention.issuer,
            "issuer_place_id": mention.issuer_place_id, "date": mention.date, "year": mention.year,
            "norm": mention.norm, "confidence": mention.confidence, "rule": mention.rule,
            **_span(mention.span)}  # fmt: skip


def readable(record: dict[str, Any]) -> list[str]:
    """The record as lines for a person."""
    published = record["published"]
    bounds = f"{published['from'] or '…'} – {published['to'] or '…'}"
    lines = [
        f"Tiêu đề / title      {record['title']}",
        f"Ngày đăng / date     {published['on'] or 'không rõ / unknown'} ({published['basis'] or bounds})",
        f"Trang in / shown     {published['shown'] or '—'}",
        f"Tác giả / author     {record['author'] or '—'}",
        f"Liên quan / relevant {record['relevant'] or 'không / no'}",
    ]
    for label, name in (("Văn bản", "documents"), ("HTX", "cooperatives"), ("THT", "coop_groups"), ("Xã", "communes"),
                        ("Huyện", "districts"), ("Tỉnh", "provinces"), ("Số liệu", "figures")):  # fmt: skip
        lines += [f"{label:<20} {_short(name, item)}" for item in record[name]]
    lines += [f"{'Ảnh':<20} {image['src']}: {image['caption'] or '—'}" for image in record["images"]]
    lines += [f"{'Tệp':<20} {file['text']}: {file['href']}" for file in record["attachments"]]
    return [re.sub(r"[\x00-\x1f\x7f-\x9f]", " ", line) for line in lines]


def _short(name: str, item: dict[str, Any]) -> str:
    if name == "documents":
        return f"{item['norm']} — {item['kind']}, {item['issuer'] or 'không rõ nơi ban hành'}"
    if name == "figures":
        said = (item["counting"], item["aim"], item["year"] or "—", item["place"] or "—")
        return f"{item['value']} {item['unit']} ({', '.join(said)})"
    if name in ("cooperatives", "coop_groups"):
        return f"{item['name']} ({item['place'] or '—'})"
    now = "; ".join(dict.fromkeys(f"{p['kind']} {p['name']}, {p['province']}" for p in item["now"]))
    own = f"{item['kind']} {item['name']}"
    chain = ", ".join(part for part in (item["district"], item["province"]) if part and part != own)
    known = chain or ("" if item["place_id"] else "chưa rõ / unresolved")
    return f"{own}{f' ({known})' if known else ''}{f' → {now}' if now else ''}"
