"""A small table of documents whose day of signing is known: an article that names one cannot be older."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from pipeline.model import DocumentMention
from pipeline.shipped import read_yaml
from pipeline.text import fold

_DATA = Path(__file__).with_name("data") / "known_documents.yml"


@dataclass(frozen=True)
class KnownDocument:
    """One document of the table."""

    norm: str
    date: date
    issuer: str
    title: str
    """What it is about, in Vietnamese; empty where not known."""
    place: str = ""
    """Province of a provincial issuer as it was called then, empty for the centre."""


@cache
def _table() -> Mapping[str, tuple[KnownDocument, ...]]:
    table: dict[str, tuple[KnownDocument, ...]] = {}
    for entry in read_yaml(_DATA):
        known = KnownDocument(**entry)
        table[_key(known.norm)] = (*table.get(_key(known.norm), ()), known)
    return table


def _key(norm: str) -> str:
    """Numbers compare as integers: 07/2021 is 7/2021."""
    return norm.lstrip("0")


def known_document(norm: str, issuer_hint: str | None) -> KnownDocument | None:
    """The document of this normal form. One of a province is found only where the issuer in words names the province
    ("UBND tỉnh Đồng Nai", "Tỉnh ủy Đồng Nai"): 10946/KH-UBND may belong to any committee of the country."""
    words = fold(issuer_hint or "")
    for known in _table().get(_key(norm), ()):
        if not known.place or (fold(known.place) in words and "tinh" in words.split()):
            return known
    return None


def known_date(mention: DocumentMention) -> str | None:
    """The day of signing (ISO) of the document that `mention` names, None where the table lacks it or the text claims
    another year (numbers restart every year, and the mention may be of that year's document)."""
    known = known_document(mention.norm, mention.issuer)
    if known is None or (mention.date and mention.date[:4] != str(known.date.year)):
        return None
    year = mention.year or ""
    return known.date.isoformat() if not year or mention.system == "party" or year == str(known.date.year) else None
