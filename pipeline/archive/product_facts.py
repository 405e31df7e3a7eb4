"""What an article says of a product beside its name: its commune, and the decision that rated it."""

import re
from collections.abc import Sequence

from pipeline.model import Article, DocumentMention, PlaceMention, ProductMention, Span
from pipeline.product_groups import RATING_BODIES

_FAR = 160
"""Characters behind a product within which its producer's commune stands."""


def commune_of(mention: ProductMention, article: Article, places: Sequence[PlaceMention]) -> PlaceMention | None:
    """The commune (else district) named behind the product in its part of the sentence, before the next product."""
    text = article.text_of(mention.span.field)
    stop = re.compile(r"[;\n]|\. |(?<=\)),").search(text, mention.span.end)
    end = min(mention.span.end + _FAR, stop.start() if stop else len(text))
    near = [place for place in places if _between(place.span, mention.span.field, mention.span.end, end)]
    near.sort(key=lambda place: (("commune", "district", "province").index(place.level), place.span.start))
    return near[0] if near and near[0].level != "province" else None


def decision_of(mention: ProductMention, documents: Sequence[DocumentMention]) -> DocumentMention | None:
    """The decision of a committee or ministry that the article names for the rating: its only one, else the last before
    the product in the same field. Decrees of the programme (148/QĐ-TTg) rate nothing."""
    rating = [d for d in documents if RATING_BODIES.match(d.symbol)]
    if len({d.norm for d in rating}) == 1:
        return rating[0]
    before = [d for d in rating if d.span.field == mention.span.field and d.span.end <= mention.span.start]
    return before[-1] if before else None


def _between(span: Span, field: str, start: int, end: int) -> bool:
    return span.field == field and start <= span.start < end
