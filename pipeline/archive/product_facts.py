"""What an article says of a product beside its name: its commune, and the decision that rated it."""

import re
from collections.abc import Sequence

from pipeline.model import Article, CooperativeMention, DocumentMention, PlaceMention, ProductMention, Span
from pipeline.product_groups import RATING_BODIES

_FAR = 160
"""Characters behind a product within which its producer's commune stands."""
_PART_ENDS = re.compile(r"[;\n]|\. |(?<=\)),|,? theo [Qq]uyết định|,? tại [Qq]uyết định")
_LEVELS = ("commune", "district", "province")
_BODY_BEFORE = re.compile(
    r"(?:UBND|HĐND|ủy ban nhân dân|hội đồng nhân dân|hội đồng (?:\w+ ){0,6}|chủ tịch|(?:sở|phòng|ban) (?:\w+ ){1,6}"
    r"|hội nông dân|huyện ủy|tỉnh ủy|đảng ủy) ?$",
    re.IGNORECASE,
)
"""The unit behind it is whose body acts, not where a product is made."""


def commune_of(
    mention: ProductMention, article: Article, places: Sequence[PlaceMention], makers: Sequence[CooperativeMention] = ()
) -> PlaceMention | None:
    """The commune named behind the product in its part of the sentence, before the next product; else the one that the
    article gives its producer; else the district behind it."""
    text = article.text_of(mention.span.field)
    stop = _PART_ENDS.search(text, mention.span.end)
    end = min(mention.span.end + _FAR, stop.start() if stop else len(text))
    near = [
        place
        for place in places
        if _between(place.span, mention.span.field, mention.span.end, end)
        and not _BODY_BEFORE.search(text, max(0, place.span.start - 60), place.span.start)
    ]
    near.sort(key=lambda place: (_LEVELS.index(place.level), place.span.start))
    if near and near[0].level == "commune":
        return near[0]
    of_maker = _of_maker(mention, places, makers)
    if of_maker:
        return of_maker
    return near[0] if near and near[0].level != "province" else None


def _of_maker(
    mention: ProductMention, places: Sequence[PlaceMention], makers: Sequence[CooperativeMention]
) -> PlaceMention | None:
    """The one commune that the article gives the cooperative or group whose product it is."""
    own = {maker.own_name.lower() for maker in makers if maker.span.surface == mention.producer}
    found = [place_in(maker.place_span, places) for maker in makers if maker.own_name.lower() in own]
    communes = {place.place_id: place for place in found if place and place.level == "commune"}
    return next(iter(communes.values())) if len(communes) == 1 else None


def place_in(span: Span | None, places: Sequence[PlaceMention]) -> PlaceMention | None:
    """The commune (else district) that stands in the location written after a name."""
    if span is None:
        return None
    inside = [place for place in places if _between(place.span, span.field, span.start, span.end)]
    inside.sort(key=lambda place: (_LEVELS.index(place.level), place.span.start))
    return inside[0] if inside else None


def decision_of(mention: ProductMention, documents: Sequence[DocumentMention]) -> DocumentMention | None:
    """The decision of a committee or ministry that the article names for the rating: its only one, else the last before
    the product in the same field. Decrees of the programme (148/QĐ-TTg) rate nothing, and what lapsed did so
    without one."""
    if mention.state == "lapsed":
        return None
    rating = [d for d in documents if RATING_BODIES.match(d.symbol)]
    if len({d.norm for d in rating}) == 1:
        return rating[0]
    before = [d for d in rating if d.span.field == mention.span.field and d.span.end <= mention.span.start]
    return before[-1] if before else None


def _between(span: Span, field: str, start: int, end: int) -> bool:
    return span.field == field and start <= span.start < end
