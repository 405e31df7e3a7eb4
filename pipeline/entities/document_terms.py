"""What issuers and symbols say of each other, and the terms by which the Party numbers its documents."""

import re

from pipeline.entities.document_context import body_class
from pipeline.entities.document_grammar import TYPES, Symbol

_PARTY_LEVELS = {"tỉnh": ("TU",), "thành": ("TU", "ThU"), "thị": ("ThU", "TU"), "huyện": ("HU",), "quận": ("QU",),
                 "đảng": ("ĐU", "ĐUK")}  # fmt: skip
_PARTY_WORD = {"TU": "tỉnh", "ThU": "thị", "HU": "huyện", "QU": "quận", "ĐU": "đảng"}


def names_body(symbol: Symbol, issuer: re.Match[str]) -> bool:
    """Whether the body in words can be the one that `symbol` abbreviates."""
    head, sort = symbol.issuers[0] if symbol.issuers else "", body_class(issuer)
    if not head:
        return True
    if symbol.system == "party":
        parts = "-".join(symbol.issuers)
        if sort == "centre":
            return "TW" in parts
        return sort == "party" and parts.endswith(_PARTY_LEVELS[issuer["party_level"].lower()])
    if head in ("CP", "TTg", "VPCP"):
        return sort == "government"
    if head.startswith(("QH", "UBTVQH")):
        return sort == "assembly"
    if head in ("UBND", "CTUBND"):
        return sort == "committee"
    if head == "HĐND":
        return sort == "council"
    if head.startswith("S"):
        return sort == "department"
    return sort == "ministry" if head.startswith("B") and head[:3] not in ("BCĐ", "BTV", "BTG") else sort == "committee"


def body_symbol(kind: str, issuer: re.Match[str] | None) -> Symbol | None:
    """The symbol that a document of `kind` by this issuer carries, where words leave no choice."""
    if kind == "nghị định":
        return Symbol("NĐ", ("CP",), "", 0, False, True)
    head = _head_of(issuer) if issuer else None
    abbreviation = next((abbr for abbr, word in TYPES.items() if word == kind), None)
    if not head or not abbreviation or kind == "công văn":
        return None
    return Symbol(abbreviation, (head,), "", 0, False, True)


def _head_of(issuer: re.Match[str]) -> str | None:
    sort = body_class(issuer)
    if sort == "government":
        return {"T": "TTg", "P": "TTg", "C": "CP", "V": "VPCP"}[issuer[0][0]]
    if sort == "party":
        return _PARTY_LEVELS[issuer["party_level"].lower()][0]
    return {"committee": "UBND", "council": "HĐND", "centre": "TW"}.get(sort)


def party_term(day: str | None, *, central: bool) -> str | None:
    """The term (`2015-2020`) that a Party document of this partial ISO day belongs to; None near a congress, whose day
    differs from body to body (districts from May, provinces to November, the centre in January)."""
    if not day:
        return None
    year, month = int(day[:4]), int(day[5:7]) if len(day) >= 7 else 0
    since = (year - 1) % 5 if central else year % 5
    first = year - since
    if since == 0:
        if (central and month == 0) or (month == 1 and central) or (not central and (month == 0 or 5 <= month <= 11)):
            return None
        if not central and month < 5:
            first -= 5
    return f"{first}-{first + 5}"
