"""Official documents: which mentions are one document, and its row."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator

from pipeline.attachments.heading import OWN_RULE
from pipeline.linking.common import Gathered, Row, details, seen


def gather_documents(mentions: Iterable[Row]) -> list[Gathered]:
    """Documents by issuer place, symbol, number and year or Party term (domain.md 2.7). A mention without year joins
    the one candidate that the same portal names; with several candidates it stands alone."""
    dated: dict[tuple[str, str, str], Gathered] = {}
    undated: list[Row] = []
    for mention in mentions:
        year = details(mention).get("year")
        if year:
            key = (mention["place_id"] or "", _norm_key(mention["norm"]), str(year))
            dated.setdefault(key, Gathered(_document_id(*key))).mentions.append(mention)
        else:
            undated.append(mention)
    alone: dict[tuple[str, str], Gathered] = {}
    for mention in undated:
        place, norm = mention["place_id"] or "", _norm_key(mention["norm"])
        candidates = [
            found
            for (its_place, its_norm, _), found in dated.items()
            if (its_place, its_norm) == (place, norm)
            and any(m["source_id"] == mention["source_id"] and details(m).get("year") for m in found.mentions)
        ]
        if len(candidates) == 1:
            candidates[0].mentions.append(mention)
        else:
            alone.setdefault((place, norm), Gathered(_document_id(place, norm, ""))).mentions.append(mention)
    return sorted([*dated.values(), *alone.values()], key=lambda found: found.id)


def _norm_key(norm: str) -> str:
    """5-NQ/TU = 05-NQ/TU; letters keep their case: HĐ is no HD."""
    return re.sub(r"^0+(?=\d)", "", norm)


def _document_id(place: str, norm: str, year: str) -> str:
    readable = norm.replace("/", ".").replace("Đ", "D").replace("đ", "d").replace("&", "-")
    case = "" if "Đ" not in norm else "-" + "".join("d" if c == "Đ" else "" for c in norm)
    return "_".join(part for part in (readable + case, year, place) if part)


def document_row(found: Gathered) -> Row:
    """One row of `documents`."""
    first = min(found.mentions, key=lambda m: (m["norm"], m["article_id"], m["position"]))
    known = details(first)
    dates = Counter(m["date"] for m in found.mentions if m["date"])
    majority = min(dates, key=lambda day: (-dates[day], day)) if dates else None
    own = _own(found)
    issuers = Counter(details(m)["issuer"] for m in found.mentions if details(m).get("issuer"))
    return {
        "id": found.id,
        "number": known.get("number"),
        "symbol": known.get("symbol"),
        "type": Counter(m["name"] for m in found.mentions).most_common(1)[0][0],
        "norm": first["norm"],
        "issuer": min(issuers, key=lambda name: (-issuers[name], name)) if issuers else None,
        "issuer_place_id": first["place_id"],
        "year": next((str(details(m)["year"]) for m in found.mentions if details(m).get("year")), None),
        "date": majority,
        "dates_claimed": json.dumps(dict(sorted(dates.items())), ensure_ascii=False),
        "title": own and details(own).get("title"),
        "own_article_id": own and own["article_id"],
        "own_attachment": details(own)["attachment"] if own else None,
        **seen(found.mentions),
    }


def _own(found: Gathered) -> Row | None:
    """The mention that is the document itself: the heading of an attachment, of the first article that has it."""
    headings = (m for m in found.mentions if m["rule"] == OWN_RULE)
    return min(headings, key=lambda m: (m["article_id"], m["position"]), default=None)


def citations(documents: list[Gathered]) -> Iterator[Row]:
    """Rows of `citations`: who names which document where."""
    for found in documents:
        for m in found.mentions:
            yield {
                "article_id": m["article_id"],
                "document_id": found.id,
                "role": "announces" if m["rule"] == OWN_RULE else "cites",
                "surface": m["surface"],
                "date_claimed": m["date"],
                "field": m["field"],
                "start": m["start"],
            }
