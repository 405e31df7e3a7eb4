"""What the pipeline reads out of one page or text, outside any home: the JSON contract of `ocop extract`."""

import re
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from crawler.captures.reader import CaptureReader, NoCaptures
from crawler.captures.records import Payload
from crawler.clock import local_day
from crawler.errors import Mendable
from crawler.portals.families import FAMILIES
from crawler.portals.registry import Registry
from crawler.portals.source import Source
from pipeline.article.html import read_html
from pipeline.article.masked import masked
from pipeline.article.page import NotHtml, decode
from pipeline.article.plain_text import read_text
from pipeline.gazetteer import Gazetteer, load_gazetteer
from pipeline.gazetteer.home import guess_home, home_unit
from pipeline.model import (
    Article,
    CooperativeMention,
    DateDecision,
    DocumentMention,
    HomeUnit,
    PlaceMention,
    ProductMention,
    Span,
)
from pipeline.product_groups import edition_of, group_in
from pipeline.reading import Understanding, read_page, understand
from pipeline.relevance import judge_relevance


class ExtractError(Mendable):
    """The input cannot be read; the message says what to give instead."""


@dataclass(frozen=True)
class Page:
    """One page to be read, and whose it is."""

    body: bytes
    content_type: str
    is_text: bool
    source: Source | None
    url: str
    on: date
    listed: tuple[str, ...] = ()
    """What links to it say."""


def extract(
    given: str, registry: Registry, home: Path, *, source_id: str | None, url: str | None, on: date, unit: str = ""
) -> dict[str, Any]:
    """Read `given`: a file (`.txt` as plain article text, anything else as HTML), or the address of a page that the
    home has captured. It is read as a page of `source_id`, or of the source that owns the address, or of no known
    portal; of the last the publishing unit is `unit` (see `publishing_unit`), or what the page's foot names.
    Raises ExtractError for what is neither, and for a unit beside a known source."""
    page = _captured(given, registry, home) if _is_address(given) else _saved(given, registry, source_id, url, on)
    if unit and page.source:
        raise ExtractError(f"{given} is read as a page of {page.source.id}, whose unit is known: leave --unit out.")
    article = _read(page, registry)
    of = publishing_unit(unit, load_gazetteer()) if unit else None
    return {"input": given, "url": article.url or None} | record_of(article, load_gazetteer(), page.source, of, on)


def extract_text(
    text: str, gazetteer: Gazetteer, home: HomeUnit | None = None, today: date | None = None
) -> dict[str, Any]:
    """What `extract` reads out of plain article text from a portal of the unit `home`; a date after `today` is none."""
    return record_of(masked(read_text(text)), gazetteer, None, home, today)


def publishing_unit(written: str, gazetteer: Gazetteer, on: date | None = None) -> HomeUnit:
    """The unit of a gazetteer id or of a chain as written ("huyện Long Thành, tỉnh Đồng Nai"): of the day `on`, or
    the only one of any day, or today's. Raises ExtractError where none, or more than one, is called so."""
    try:
        return home_unit(gazetteer, written)
    except KeyError:
        days = [on] if on else [None, gazetteer.latest]
        found = (guess_home(written, gazetteer, day) for day in days)
        unit = next((unit for unit in found if unit.place_id), HomeUnit())
    if unit.place_id is None:
        raise ExtractError(f"{written!r} is no unit, or several: write the chain up to its province.")
    return unit


def record_of(
    article: Article,
    gazetteer: Gazetteer,
    source: Source | None,
    unit: HomeUnit | None,
    today: date | None = None,
) -> dict[str, Any]:
    """The contract for `article` of `source`; without one, of a portal of `unit` or of the body in the page's foot."""
    home = unit or guess_home(article.publisher or "", gazetteer)
    return extract_record(article, understand(article, gazetteer, source=source, home=home, today=today))


def _is_address(given: str) -> bool:
    return urlsplit(given).scheme in ("http", "https")


def _captured(url: str, registry: Registry, home: Path) -> Page:
    try:
        reader = CaptureReader(home)
        capture = reader.newest_of_url(url, ("article", "canary", "sampled"))
    except NoCaptures:
        capture = None
    if capture is None:
        raise ExtractError(f"{url} is not captured in {home}. Save the page and give the file, with --url {url}.")
    payload = reader.payload(capture)
    source = registry.get(capture.source_id)
    found = (capture.discovery, *reader.discoveries(capture.source_id, capture.key))
    listed = tuple(one.link_text for one in found)
    return Page(payload.body, payload.content_type, False, source, url, local_day(capture.fetched_at), listed)


def _saved(path: str, registry: Registry, source_id: str | None, url: str | None, on: date) -> Page:
    file = Path(path)
    if not file.is_file():
        raise ExtractError(f"{path}: no such file.")
    source = registry.get(source_id) if source_id else registry.owner_of(url, on) if url else None
    return Page(file.read_bytes(), "text/html", file.suffix == ".txt", source, url or "", on)


def _read(page: Page, registry: Registry) -> Article:
    if page.is_text:
        try:
            return masked(read_text(page.body.decode("utf-8-sig"), page.url))
        except UnicodeDecodeError as error:
            raise ExtractError(f"plain text must be UTF-8: {error}") from error
    try:
        html = decode(Payload(page.body, page.content_type, (), 200)).html
    except NotHtml as error:
        raise ExtractError(f"no page of HTML: {error}") from error
    if page.source is None:
        return masked(read_html(html, page.url, FAMILIES["generic"].fields))
    address = page.url or page.source.home_url
    article = read_page(html, address, page.source, registry, page.on, listed=page.listed).article
    if article is None:
        raise ExtractError(f"{page.url}: no article in this page.")
    return article


def extract_record(article: Article, understood: Understanding) -> dict[str, Any]:
    """The contract: names without their head words, offsets into the named field."""
    dates, entities = understood.dates, understood.entities
    places = [place for place in entities.places if not place.part_of_name]
    relevance = judge_relevance(article)
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
        "relevant": relevance.about,
        "relevance": relevance.level,
        "relevant_why": relevance.why,
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
        "products": [_product(m, dates) for m in entities.products],
        "producers": [{"name": m.name, "kind": m.kind, "rule": m.rule, **_span(m.span)} for m in entities.producers],
        "figures": [
            {"value": f.value, "unit": f.unit, "place": f.place, "year": year_of(f.year), "as_of": f.year,
             "year_basis": f.year_basis, "counting": f.counting, "aim": f.aim,
             "subject": f.subject, "stars": f.stars, "potential": f.potential, "sums": f.sums,
             "rule": f.rule, **_span(f.span)}
            for f in entities.figures
        ],
        "licence": article.licence,
        "publisher": article.publisher,
        "problems": list(article.problems),
    }  # fmt: skip


def year_of(as_of: str | None) -> str | None:
    """The year of a partial ISO date; a period (`2018-2019`) stays one."""
    return as_of if as_of is None or len(as_of) == len("2018-2019") else as_of[:4]


def _span(span: Span) -> dict[str, Any]:
    return {"field": span.field, "start": span.start, "end": span.end, "surface": span.surface}


def _cooperative(mention: CooperativeMention) -> dict[str, Any]:
    return {"name": mention.name, "own_name": mention.own_name, "kind": mention.kind, "alias_of": mention.alias_of,
            "place": mention.place_span.surface if mention.place_span else None, "rule": mention.rule,
            **_span(mention.span)}  # fmt: skip


def _product(mention: ProductMention, dates: DateDecision) -> dict[str, Any]:
    edition = edition_of(dates.published or dates.date_from, dates.published or dates.date_to)
    group = group_in(edition, mention.group) if mention.group else None
    known = {"given": mention.group, "code": group.code if group else None, "name": group.name if group else None,
             "edition": edition.label if edition else None}  # fmt: skip
    return {"name": mention.name, "stars": mention.stars, "potential": mention.potential, "state": mention.state,
            "producer": mention.producer, "group": known if mention.group else None,
            "rule": mention.rule, **_span(mention.span)}  # fmt: skip


def _place(mention: PlaceMention) -> dict[str, Any]:
    return {"name": mention.name, "kind": mention.kind, "district": mention.district, "province": mention.province,
            "place_id": mention.place_id, "candidates": list(mention.candidates),
            "now": [asdict(place) for place in mention.now], "rule": mention.rule, **_span(mention.span)}  # fmt: skip


def _document(mention: DocumentMention) -> dict[str, Any]:
    return {"number": mention.number, "symbol": mention.symbol, "kind": mention.kind, "issuer": mention.issuer,
            "issuer_place_id": mention.issuer_place_id, "date": mention.date, "year": mention.year,
            "norm": mention.norm, "confidence": mention.confidence, "role": mention.role, "rule": mention.rule,
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
        f"Liên quan / relevant {'có / yes' if record['relevant'] else 'không / no'}: {record['relevant_why']}",
    ]
    for label, name in (("Văn bản", "documents"), ("HTX", "cooperatives"), ("THT", "coop_groups"),
                        ("Sản phẩm", "products"), ("Chủ thể", "producers"), ("Xã", "communes"), ("Huyện", "districts"),
                        ("Tỉnh", "provinces"), ("Số liệu", "figures")):  # fmt: skip
        lines += [f"{label:<20} {_short(name, item)}" for item in record[name]]
    lines += [f"{'Ảnh':<20} {image['src']}: {image['caption'] or '—'}" for image in record["images"]]
    lines += [f"{'Tệp':<20} {file['text']}: {file['href']}" for file in record["attachments"]]
    return [re.sub(r"[\x00-\x1f\x7f-\x9f]", " ", line) for line in lines]


_STATES = {
    "announced": "", "renewed": "công nhận lại", "potential": "tiềm năng", "proposed": "đề nghị",
    "refused": "không đạt", "withdrawn": "thu hồi", "lapsed": "hết hạn",
}  # fmt: skip


def _now(place: dict[str, Any]) -> str:
    own = f"{place['kind']} {place['name']}"
    return own if own == place["province"] else f"{own}, {place['province']}"


def _short(name: str, item: dict[str, Any]) -> str:
    if name == "documents":
        dated = f", {item['date'] or item['year']}" if item["date"] or item["year"] else ""
        return f"{item['norm']} — {item['kind']}, {item['issuer'] or 'không rõ nơi ban hành'}{dated} ({item['role']})"
    if name == "figures":
        said = (item["counting"], item["aim"], item["year"] or "—", item["place"] or "—")
        sums = f"; {item['sums']}" if item["sums"] else ""
        return f"{item['value']} {item['unit']} ({', '.join(said)}){sums}"
    if name in ("cooperatives", "coop_groups"):
        return f"{item['name']} ({item['place'] or '—'})"
    if name == "producers":
        return f"{item['name']} ({item['kind']})"
    if name == "products":
        told = " ".join((_STATES[item["state"]], f"{item['stars']} sao" if item["stars"] else "")).strip()
        group = f", nhóm {item['group']['given']}" if item["group"] else ""
        return f"{item['name']} ({told or '—'}, {item['producer'] or '—'}{group})"
    now = "; ".join(dict.fromkeys(_now(place) for place in item["now"]))
    own = f"{item['kind']} {item['name']}"
    chain = ", ".join(part for part in (item["district"], item["province"]) if part and part != own)
    known = chain or ("" if item["place_id"] else "chưa rõ / unresolved")
    return f"{own}{f' ({known})' if known else ''}{f' → {now}' if now else ''}"
