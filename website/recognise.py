"""What in a query is a year, a place, a number of stars or a document: offered as a link, never applied unasked."""

import re
import sqlite3
from dataclasses import dataclass

from pipeline.text import fold, normalise
from website import links
from website.archive import Row, remembered, rows
from website.filters import Filters
from website.search import Query

_YEAR = re.compile(r"(?<![\w/-])((?:19|20)\d\d)(?![\w/-])")
_STARS = re.compile(r"(?<!\w)([1-5])\s+sao(?!\w)")
_SEPARATORS = re.compile(r"[\W_]+")
_PLACE_KINDS = ("xa", "phuong", "thi tran", "dac khu", "huyen", "quan", "thi xa", "thanh pho", "tinh")


@dataclass(frozen=True)
class Offer:
    """A link that narrows or goes straight to what was meant."""

    text: str
    text_en: str
    href: str


def offers(connection: sqlite3.Connection, query: Query, filters: Filters) -> list[Offer]:
    """At most six offers for a query: documents, places, year, stars."""
    found = _documents(connection, query) + _places(connection, query, filters)
    found += _year(query, filters) + _stars(query, filters)
    return found[:6]


def _rest(typed: str, start: int, end: int) -> str:
    return " ".join((typed[:start] + " " + typed[end:]).split())


def _year(query: Query, filters: Filters) -> list[Offer]:
    found = _YEAR.search(query.typed)
    if not found or filters.nam:
        return []
    parameters = {"q": _rest(query.typed, *found.span(1)), **filters.given(), "nam": found[1]}
    return [Offer(f"chỉ các bài năm {found[1]}", f"only {found[1]}", links.search(parameters))]


def _stars(query: Query, filters: Filters) -> list[Offer]:
    found = _STARS.search(query.typed.lower())
    if not found or f'"{found[1]} sao"' in query.typed:
        return []
    typed = f'{_rest(query.typed, *found.span())} "{found[1]} sao"'.strip()
    parameters = {"q": typed, **filters.given()}
    return [Offer(f"đúng cụm từ “{found[1]} sao”", f"rated {found[1]} stars", links.search(parameters))]


def document_key(number: str) -> str:
    """What two ways of typing one document number share: `10946/KH-UBND`, `10946 kh ubnd` -> `10946khubnd`."""
    return _SEPARATORS.sub("", fold(number)).lstrip("0")


def document_alone(connection: sqlite3.Connection, query: Query) -> str | None:
    """The page of the one document whose whole number was typed and nothing else."""
    if len(query.units) != 1:
        return None
    words = query.units[0].phrases[0].words
    if len(words) < 2 or not words[0].isdecimal():
        return None
    key = document_key(" ".join(words))
    found = [row for row in _of_number(connection, words[0]) if document_key(row["norm"]) == key]
    return links.document(found[0]["id"]) if len(found) == 1 else None


def _of_number(connection: sqlite3.Connection, number: str) -> list[Row]:
    sql = "SELECT id, norm, issuer FROM documents WHERE number IN (?, ?) ORDER BY articles DESC LIMIT 200"
    return rows(connection, sql, [number, number.lstrip("0")])


def _documents(connection: sqlite3.Connection, query: Query) -> list[Offer]:
    """Documents whose number was typed: their pages."""
    found = []
    for unit in query.units:
        words = unit.phrases[0].words
        if len(words) < 2 or not words[0].isdecimal():
            continue
        key = document_key(" ".join(words))
        for row in _of_number(connection, words[0]):
            if document_key(row["norm"]).startswith(key):
                issuer = f" của {row['issuer']}" if row["issuer"] else ""
                found.append(
                    Offer(f"văn bản {row['norm']}{issuer}", f"document {row['norm']}", links.document(row["id"]))
                )
    return found[:3]


def _places(connection: sqlite3.Connection, query: Query, filters: Filters) -> list[Offer]:
    """Places that articles name and whose name was typed; names of one syllable only with their kind."""
    if filters.noi or not query.units:
        return []
    words = _SEPARATORS.sub(" ", normalise(query.typed).lower()).split()
    typed = f" {' '.join(words)} "
    typed_folded = fold(typed)
    fitting = [
        (written, row)
        for row, forms in remembered(connection, "places", lambda: _named_places(connection))
        if (written := _written(forms, typed, typed_folded)) is not None
    ]
    fitting.sort(key=lambda pair: (-len(pair[0]), pair[1]["valid_to"] or "9999", pair[1]["id"]))
    longest = len(fitting[0][0]) if fitting else 0
    return [_place_offer(query, filters, written, row) for written, row in fitting if len(written) == longest][:4]


def _named_places(connection: sqlite3.Connection) -> list[tuple[Row, tuple[str, ...]]]:
    """Places that articles name, each with the forms it is typed in: with its kind, and bare where that is at least two
    syllables."""
    found = []
    for row in rows(connection, "SELECT id, kind, name, label, province, valid_to FROM places WHERE articles > 0"):
        bare = normalise(row["name"] or "").lower()
        forms = (f"{normalise(row['kind'] or '').lower()} {bare}", *([bare] if " " in bare else []))
        found.append((row, forms))
    return found


def _written(forms: tuple[str, ...], typed: str, typed_folded: str) -> str | None:
    """How one of the forms stands in the query, with the accents that were typed; else None."""
    for form in forms:
        position = typed_folded.find(f" {fold(form)} ")
        if position < 0:
            continue
        as_typed = typed[position + 1 : position + 1 + len(form)]
        if all(word in (meant, fold(meant)) for word, meant in zip(as_typed.split(), form.split(), strict=True)):
            return as_typed
    return None


def _place_offer(query: Query, filters: Filters, written: str, row: Row) -> Offer:
    rest = re.sub(rf"(?i)(?<!\w){re.escape(written)}(?!\w)", " ", query.typed, count=1)
    rest = " ".join(rest.split())
    if fold(rest) in _PLACE_KINDS:
        rest = ""
    province = f", {row['province']}" if row["province"] and row["province"] != row["label"] else ""
    until, until_en = (" (cũ)", " (former)") if row["valid_to"] else ("", "")
    parameters = {"q": rest, **filters.given(), "noi": row["id"]}
    label = f"{row['label']}{province}"
    return Offer(f"địa phương: {label}{until}", f"place: {label}{until_en}", links.search(parameters))
