"""Mentions and figures as rows: where something stands in an article, with the quote that shows it."""

import json
from collections.abc import Sequence

from pipeline.archive.article_record import Row
from pipeline.archive.product_facts import commune_of, decision_of, place_in
from pipeline.model import (
    FIELDS,
    Article,
    CooperativeMention,
    DocumentMention,
    Entities,
    PlaceMention,
    ProducerMention,
    ProductMention,
    Span,
)

QUOTE_LENGTH = 200
"""Characters of a newspaper that may be shown: a short quote beside the facts."""


def quote_around(text: str, start: int, end: int, length: int = QUOTE_LENGTH) -> tuple[str, int]:
    """The sentence-sized piece of `text` around [start, end), at most `length` characters or the span itself, and
    where it begins."""
    room = max(0, length - (end - start)) // 2
    left = max(0, start - room)
    right = min(len(text), end + room)
    while left > 0 and left < start and not text[left - 1].isspace():
        left += 1
    while right < len(text) and right > end and not text[right].isspace():
        right -= 1
    return text[left:right], left


def _span_row(article: Article, span: Span, facts_only: bool) -> Row:
    text = article.text_of(span.field)
    quote, begins = quote_around(text, span.start, span.end)
    if facts_only:
        start, end = span.start - begins, span.end - begins
        return {"field": "quote", "start": start, "end": end, "surface": span.surface, "quote": quote}
    return {"field": span.field, "start": span.start, "end": span.end, "surface": span.surface,
            "quote_start": begins, "quote_end": begins + len(quote)}  # fmt: skip


def mention_rows(article_id: str, article: Article, entities: Entities, facts_only: bool) -> list[Row]:
    """Rows of table `mentions`, by field, then offset. Where only facts may be published the field is `quote`."""
    found = [(m.span, _place_row(m)) for m in entities.places if not m.part_of_name]
    found += [(m.span, _document_row(m)) for m in entities.documents]
    found += [(m.span, _cooperative_row(m, entities.places)) for m in entities.cooperatives]
    found += [(m.span, _producer_row(m)) for m in entities.producers]
    found += [(m.span, _product_row(m, article, entities)) for m in entities.products]
    found.sort(key=lambda pair: (FIELDS.index(pair[0].field), pair[0].start, pair[0].end, pair[1]["kind"]))
    return [
        {"article_id": article_id, "position": i, **_span_row(article, span, facts_only), **row}
        for i, (span, row) in enumerate(found)
    ]


def _document_row(mention: DocumentMention) -> Row:
    details = {
        "issuer": mention.issuer,
        "year": mention.year,
        "number": mention.number,
        "symbol": mention.symbol,
        "system": mention.system,
        "confidence": mention.confidence,
        "role": mention.role,
    }
    return {
        "kind": "document",
        "name": mention.kind,
        "norm": mention.norm,
        "rule": mention.rule,
        "place_id": mention.issuer_place_id,
        "date": mention.date,
        "details": json.dumps(details, ensure_ascii=False),
    }


def _cooperative_row(mention: CooperativeMention, places: Sequence[PlaceMention]) -> Row:
    near = place_in(mention.place_span, places)
    return {
        "kind": mention.kind,
        "name": mention.name,
        "norm": mention.own_name,
        "rule": mention.rule,
        "place_id": near.place_id if near else None,
        "details": json.dumps({"fields": mention.field_words, "alias_of": mention.alias_of}, ensure_ascii=False),
    }


def _producer_row(mention: ProducerMention) -> Row:
    return {"kind": "producer", "name": mention.name, "norm": mention.kind, "rule": mention.rule,
            "details": json.dumps({"kind": mention.kind}, ensure_ascii=False)}  # fmt: skip


def _product_row(mention: ProductMention, article: Article, entities: Entities) -> Row:
    place = commune_of(mention, article, entities.places, entities.cooperatives)
    decision = decision_of(mention, entities.documents)
    known = {
        "stars": mention.stars, "potential": mention.potential, "producer": mention.producer, "state": mention.state,
        "group": mention.group,
        "decision": decision.norm if decision else None, "decided": decision.date if decision else None,
    }  # fmt: skip
    return {"kind": "product", "name": mention.name, "norm": mention.name.lower(), "rule": mention.rule,
            "place_id": place.place_id if place else None,
            "details": json.dumps(known, ensure_ascii=False)}  # fmt: skip


def _place_row(place: PlaceMention) -> Row:
    return {
        "kind": place.level,
        "name": place.name,
        "norm": f"{place.kind} {place.name}",
        "rule": place.rule,
        "entity_id": place.place_id,
        "place_id": place.place_id,
        "candidates": json.dumps(list(place.candidates)) if place.candidates else None,
    }


def figure_rows(article_id: str, article: Article, entities: Entities, facts_only: bool) -> list[Row]:
    """Rows of table `figures`, in the order of the text."""
    return [
        {"article_id": article_id, "position": i, "value": f.value, "unit": f.unit, "place": f.place,
         "place_id": f.place_id, "as_of": f.year, "as_of_basis": f.year_basis, "counting": f.counting, "aim": f.aim,
         "subject": f.subject, "stars": f.stars, "potential": int(f.potential), "sums": f.sums,
         "field": f.span.field, "start": f.span.start, "end": f.span.end, "rule": f.rule,
         **_figure_quote(article, f.span, facts_only)}
        for i, f in enumerate(entities.figures)
    ]  # fmt: skip


def _figure_quote(article: Article, span: Span, facts_only: bool) -> Row:
    quote, begins = quote_around(article.text_of(span.field), span.start, span.end)
    return {"quote": quote} if facts_only else {"quote_start": begins, "quote_end": begins + len(quote)}
