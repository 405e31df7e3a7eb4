"""A mention that a person added, made like those of the rules."""

import re

from pipeline.decisions.values import Add
from pipeline.gazetteer import Gazetteer, describe_now
from pipeline.model import CooperativeMention, DocumentMention, PlaceMention, ProducerMention, ProductMention, Span

RULE = "decision"
_NUMBER = re.compile(r"(\d+\w?)[/-](.+)")
Mention = PlaceMention | DocumentMention | CooperativeMention | ProducerMention | ProductMention


def added(decision: Add, span: Span, gazetteer: Gazetteer) -> Mention:
    """The mention that `decision` says stands at `span`."""
    name = decision.name or span.surface
    match decision.kind:
        case "commune" | "district" | "province":
            return _place(decision, span, gazetteer)
        case "document":
            return _document(name, decision, span)
        case "cooperative" | "union" | "group" | "credit_fund":
            return CooperativeMention(
                span=span, kind=decision.kind, name=name, own_name=name, field_words=(), place_span=None,
                alias_of=None, rule=RULE,
            )  # fmt: skip
        case "producer":
            return ProducerMention(span=span, kind="company", name=name, rule=RULE)
        case "product":
            return ProductMention(
                span=span, name=name, stars=decision.stars or None, potential=False, producer=None, rule=RULE
            )


def _place(decision: Add, span: Span, gazetteer: Gazetteer) -> PlaceMention:
    place = gazetteer.get(decision.place)
    _, district, province = gazetteer.chain(place.id)
    return PlaceMention(
        span=span, level=place.level, kind=place.kind, name=place.name,
        district=district.label if district and district.id != place.id else None, province=province.label,
        place_id=place.id, candidates=(), now=describe_now(gazetteer, place.id, gazetteer.latest), rule=RULE,
    )  # fmt: skip


def _document(name: str, decision: Add, span: Span) -> DocumentMention:
    found = _NUMBER.fullmatch(name)
    number, symbol = (found[1], found[2]) if found else (name, "")
    return DocumentMention(
        span=span, number=number, symbol=symbol, kind="văn bản", system="state", norm=name, issuer=None,
        issuer_place_id=decision.place or None, date=None, year=None, confidence="exact", rule=RULE,
    )  # fmt: skip
