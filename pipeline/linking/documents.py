"""Official documents: which mentions are one document, and its row."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator

from pipeline.attachments.heading import OWN_RULE
from pipeline.entities.document_grammar import TYPES
from pipeline.entities.document_issuers import is_local
from pipeline.linking.common import Gathered, Row, details, seen

PROBABLY_SAME = "probably same"
"""`link` of a mention that lacks its year or symbol and joined the one candidate of its portal (domain.md 2.7)."""
_FULL_DAY = len("2019-09-24")
_YEARS_APART = 2
"""Years between an article and the document that a mention without year in it may mean."""


def gather_documents(mentions: Iterable[Row]) -> list[Gathered]:
    """Documents by issuer place, body, type, number and year or Party term (domain.md 2.7).

    Where neither words nor portal say whose it is, mentions of one portal are one document and those of two portals
    never. A mention without year, or with a number but no symbol, joins the one candidate that its portal names within
    two years; with several it stands alone."""
    dated: dict[tuple[str, str, str], Gathered] = {}
    by_day: dict[tuple[str, str], set[tuple[str, str, str]]] = {}
    open_ones: list[Row] = []
    for mention in mentions:
        known = details(mention)
        if known.get("year") and not _lacks_issuer(known):
            key = (_whose(mention, known), _norm_key(mention["norm"]), str(known["year"]))
            dated.setdefault(key, Gathered(_document_id(*key))).mentions.append(mention)
            if mention["date"] and len(mention["date"]) == _FULL_DAY:
                by_day.setdefault((key[1], mention["date"]), set()).add(key)
        else:
            open_ones.append(mention)
    _join_same_day(dated, by_day)
    by_portal: dict[tuple[str, str], list[tuple[tuple[str, str, str], Gathered]]] = {}
    for key, found in dated.items():
        for source in {m["source_id"] for m in found.mentions}:
            by_portal.setdefault((source, _number_of(key[1])), []).append((key, found))
    alone: dict[tuple[str, str, str], Gathered] = {}
    for mention in open_ones:
        known = details(mention)
        whose, norm = _whose(mention, known), _norm_key(mention["norm"])
        near = by_portal.get((mention["source_id"], _number_of(norm)), [])
        candidates = [found for key, found in near if _may_be(mention, known, whose, norm, key)]
        if len(candidates) == 1:
            candidates[0].mentions.append(mention | {"link": PROBABLY_SAME})
        else:
            key = (whose, norm, str(known.get("year") or ""))
            alone.setdefault(key, Gathered(_document_id(*key))).mentions.append(mention)
    return sorted([*dated.values(), *alone.values()], key=lambda found: found.id)


def _join_same_day(
    dated: dict[tuple[str, str, str], Gathered], by_day: dict[tuple[str, str], set[tuple[str, str, str]]]
) -> None:
    """A document whose issuer no word and no portal tells is the one of the same number that is claimed to be of the
    same day, where only one has an issuer's place: two committees do not reach 10946/KH-UBND on one day."""
    for keys in by_day.values():
        placed = [key for key in keys if key in dated and dated[key].mentions[0]["place_id"]]
        for key in sorted(keys - set(placed)):
            if len(placed) == 1 and key[0] and key in dated:
                joined = dated.pop(key).mentions
                dated[placed[0]].mentions += [mention | {"link": PROBABLY_SAME} for mention in joined]


def _whose(mention: Row, known: Row) -> str:
    """Place of the issuer; for a local symbol without one the portal, empty for the centre."""
    if mention["place_id"]:
        return str(mention["place_id"])
    return mention["source_id"].replace("/", ".") if is_local(known.get("symbol") or "") else ""


def _may_be(mention: Row, known: Row, whose: str, norm: str, key: tuple[str, str, str]) -> bool:
    its_whose, its_norm, its_year = key
    if _lacks_issuer(known):
        same_type = norm.split("/")[-1] in ("", *re.split(r"[/-]", its_norm)) or "/" not in norm
        if not same_type or (mention["place_id"] and its_whose != whose):
            return False
    elif (its_whose, its_norm) != (whose, norm):
        return False
    if known.get("year"):
        return str(known["year"]) == its_year
    day = mention["published"] or mention["date_from"]
    return not day or len(its_year) != 4 or -_YEARS_APART <= int(day[:4]) - int(its_year) <= _YEARS_APART


def _lacks_issuer(known: Row) -> bool:
    """Whether only type and number are known ("Quyết định số 377")."""
    return known.get("confidence") == "number-only" and known.get("symbol") in ("", *TYPES)


def _number_of(norm: str) -> str:
    return re.split(r"[/-]", norm)[0]


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
                "role": "announces" if m["rule"] == OWN_RULE else details(m).get("role") or "cites",
                "link": m.get("link", "certain"),
                "surface": m["surface"],
                "date_claimed": m["date"],
                "field": m["field"],
                "start": m["start"],
            }
