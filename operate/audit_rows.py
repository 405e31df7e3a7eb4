"""What stands in a row of an audit's sheet: the words in context, the value, the rule, the link."""

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

MENTIONS = (
    "document", "cooperative", "union", "group", "credit_fund", "commune", "district", "province", "product",
    "producer",
)  # fmt: skip
TYPES = (*MENTIONS, "figure", "date")
"""What can be audited: kinds of `mentions`, `figures`, and the publication dates of articles."""
COLUMNS = (
    "right?", "note", "quote", "value", "rule", "link", "title", "type", "rule_version", "article_id", "id", "sample",
)  # fmt: skip
NO_DATE = "không rõ · none"


@dataclass(frozen=True)
class SheetRow:
    """One thing to judge; `right?` and `note` are the person's."""

    quote: str
    """The words around, the span itself in ⟦ ⟧."""
    value: str
    rule: str
    link: str
    title: str
    type: str
    article_id: str
    place: str
    """Where in the article: makes the id unlike that of the same words elsewhere in it."""
    sample: str
    version: int = 0
    """Of the rule, as the archive was built with it; 0 where it lists none of that name."""

    def cells(self) -> list[str]:
        """In the order of COLUMNS."""
        evidence = f"{self.article_id} {self.place} {self.value} {self.rule}"
        key = f"m-{sha256(evidence.encode()).hexdigest()[:16]}"
        return ["", "", self.quote, self.value, self.rule, self.link, self.title, self.type, str(self.version),
                self.article_id, key, self.sample]  # fmt: skip


def rows_of(connection: sqlite3.Connection, type_: str, sample: str, rule: str = "") -> list[SheetRow]:
    """Everything of `type_` in the archive, in a fixed order."""
    connection.row_factory = sqlite3.Row
    found = _dates(connection, sample) if type_ == "date" else _spans(connection, type_, sample)
    versions = dict(tuple(row) for row in connection.execute("SELECT id, version FROM rules"))
    return [replace(row, version=versions.get(row.rule, 0)) for row in found if not rule or row.rule == rule]


_MENTIONS_SQL = """SELECT m.*, a.title, a.url, p.label AS unit, above.label AS unit_above, p.province AS unit_province
FROM mentions m JOIN articles a ON a.id = m.article_id
LEFT JOIN places p ON p.id = m.place_id LEFT JOIN places above ON above.id = p.parent_id
WHERE m.kind = ? ORDER BY m.article_id, m.position"""
_FIGURES_SQL = """SELECT f.*, a.title, a.url FROM figures f JOIN articles a ON a.id = f.article_id
ORDER BY f.article_id, f.position"""
_DATES_SQL = """SELECT a.id, a.title, a.url, a.published, a.published_basis, a.date_from, a.date_to, a.date_shown,
(SELECT d.evidence FROM dates d WHERE d.article_id = a.id AND d.accepted ORDER BY d.position) AS evidence
FROM articles a WHERE a.state = 'published' ORDER BY a.id"""


def _spans(connection: sqlite3.Connection, type_: str, sample: str) -> Iterator[SheetRow]:
    is_figure = type_ == "figure"
    found = connection.execute(_FIGURES_SQL) if is_figure else connection.execute(_MENTIONS_SQL, [type_])
    for row in map(dict, found):
        surface = "" if is_figure else row["surface"]
        quote = _marked(row["quote"] or "", surface).replace("\n", " ⏎ ")
        yield SheetRow(
            quote=quote, value=_figure(row) if is_figure else _value(type_, row),
            rule=row["rule"], link=row["url"] or "", title=row["title"] or "", type=type_,
            article_id=row["article_id"], place=f"{row['field']} {row['start']}", sample=sample,
        )  # fmt: skip


def _dates(connection: sqlite3.Connection, sample: str) -> Iterator[SheetRow]:
    for row in map(dict, connection.execute(_DATES_SQL)):
        bounds = f"{row['date_from'] or '…'} – {row['date_to'] or '…'}"
        basis = row["published_basis"]
        shown = f"trang in / shown: {row['date_shown'] or '—'}; {row['evidence'] or '—'}"
        yield SheetRow(
            quote=shown, value=row["published"] or f"{NO_DATE} ({bounds})",
            rule=f"date.{basis.replace(' ', '-')}" if basis else "date.none", link=row["url"] or "",
            title=row["title"] or "", type="date", article_id=row["id"], place="date", sample=sample,
        )  # fmt: skip


def _marked(quote: str, surface: str) -> str:
    """The quote with its span in ⟦ ⟧: the one nearest the middle, around which the quote was cut."""
    starts = [at for at in range(len(quote)) if surface and quote.startswith(surface, at)]
    if not starts:
        return quote
    start = min(starts, key=lambda at: abs(at + len(surface) / 2 - len(quote) / 2))
    return f"{quote[:start]}⟦{surface}⟧{quote[start + len(surface) :]}"


def _value(type_: str, row: dict[str, Any]) -> str:
    details = json.loads(row["details"] or "{}")
    if type_ in ("commune", "district", "province"):
        return f"{row['norm']} = {_unit(row) or 'chưa rõ · unresolved'}"
    if type_ == "document":
        return _joined(f"{row['name']} {row['norm']}", details.get("issuer"), row["date"])
    if type_ == "product":
        potential = "tiềm năng " if details.get("potential") else ""
        stars = f"{potential}{details['stars']} sao" if details.get("stars") else None
        return _joined(row["name"], stars, details.get("producer"))
    return _joined(row["name"], _unit(row))


def _unit(row: dict[str, Any]) -> str | None:
    chain = (row["unit"], row["unit_above"], row["unit_province"])
    return ", ".join(dict.fromkeys(filter(None, chain))) if row["unit"] else None


def _figure(row: dict[str, Any]) -> str:
    said = (f"{row['value']} {row['unit']}", row["counting"], row["aim"], row["as_of"], row["place"])
    return _joined(*said)


def _joined(*parts: str | None) -> str:
    return "; ".join(part for part in parts if part)
