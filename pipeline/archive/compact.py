"""`mentions`, `figures`, `dates` and `article_entities` as views over compact tables: what many rows say alike stands
once, quotes are cut out of the text they stand in, articles go by their number.

Each view joins a table of places in articles (`…_spans`, `date_values`, `entity_links`) with a table of what is said
there. Numbers in them are those of one file: the digest is taken over the views.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

from sqlite_utils import Database

from pipeline.archive.statements import run_statements
from pipeline.archive.texts import BODY
from pipeline.blocks import block_of
from pipeline.model import FIELDS

Row = Mapping[str, Any]


def _same(name: str) -> Callable[[Row], object]:
    return lambda row: row.get(name)


def _distance(later: str, earlier: str) -> Callable[[Row], object]:
    """How far apart two places are; None where a row does not have both."""

    def between(row: Row) -> object:
        stop, start = row.get(later), row.get(earlier)
        return None if stop is None or start is None else stop - start

    return between


@dataclass(frozen=True)
class Compact:
    """One view with the two tables behind it."""

    own_table: str
    own: Mapping[str, Callable[[Row], object]]
    """What each row has for itself, beside `n` and `said`, its row of `said_table`: made of a row of the view."""
    said_table: str
    said: tuple[str, ...]
    aside: Mapping[str, Callable[[Row], object]] = field(default_factory=dict)
    """Columns of `said_table` that readers do not see."""

    @property
    def columns(self) -> dict[str, tuple[str, ...]]:
        """The columns of both tables that readers see."""
        return {self.said_table: ("id", "key", *self.said), self.own_table: ("n", *self.own, "said")}


PARTS = (*FIELDS, "quote")
"""Parts of an article as the compact tables number them."""
_SPAN = {
    "position": _same("position"),
    "field": lambda row: PARTS.index(row["field"]),
    "start": _same("start"),
    "end": _same("end"),
    "before": _distance("start", "quote_start"),
    "after": _distance("quote_end", "end"),
    "quote": _same("quote"),
}
COMPACT = {
    "mentions": Compact(
        "mention_spans", _SPAN, "mention_names",
        ("surface", "kind", "name", "norm", "rule", "entity_id", "place_id", "candidates", "details", "date"),
        {"block": lambda row: block_of(row["kind"], row.get("name"), row.get("norm"))},
    ),
    "figures": Compact(
        "figure_spans", {**_SPAN, "value": _same("value")}, "figure_kinds",
        ("unit", "place", "place_id", "as_of", "as_of_basis", "counting", "aim", "subject", "stars", "potential",
         "sums", "rule"),
    ),
    "dates": Compact(
        "date_values", {name: _same(name) for name in ("position", "value", "evidence")}, "date_verdicts",
        ("precision", "basis", "accepted", "why_not"),
    ),
    "article_entities": Compact(
        "entity_links", {}, "entity_labels", ("kind", "entity_id", "label"), {"block": _same("block")},
    ),
}  # fmt: skip
"""By view."""
BEHIND = frozenset(table for compact in COMPACT.values() for table in compact.columns)
"""Tables that readers see through a view only."""

_ENCODER = json.JSONEncoder(ensure_ascii=False)
_NUMBER = "(SELECT n FROM articles WHERE id = ?)"


def said_key(values: Sequence[object]) -> int:
    """The key of what a row says: 64 bits of a hash, signed."""
    said = _ENCODER.encode(list(values)).encode()
    return int.from_bytes(blake2b(said, digest_size=8).digest(), "big", signed=True)


def insert(db: Database, view: str, rows: Iterable[Row]) -> None:
    """Add rows to a view; their articles are in `articles`. A `quote` is given where the article's text is not
    published (or is another's); elsewhere `quote_start` and `quote_end` say where it stands in the row's `field`."""
    compact = COMPACT[view]
    own, said = [], {}
    for row in rows:
        values = [row.get(name) for name in compact.said]
        key = said_key(values)
        said[key] = (key, *values, *(made(row) for made in compact.aside.values()))
        own.append((row["article_id"], *(made(row) for made in compact.own.values()), key))
    _note_said(db, compact, said.values())
    listed = ", ".join(f"[{name}]" for name in ("n", *compact.own, "said"))
    slots = ", ".join((_NUMBER, *("?" for _ in compact.own), _said_of(compact)))
    db.conn.executemany(f"INSERT INTO [{compact.own_table}] ({listed}) VALUES ({slots})", own)


def replace(db: Database, view: str, rows: Iterable[Row]) -> None:
    """The whole of a view anew."""
    for table in COMPACT[view].columns:
        db.execute(f"DELETE FROM [{table}]")
    insert(db, view, rows)


def relink(db: Database, linked: Iterable[tuple[Row, str | None]]) -> None:
    """Give each mention (a row of the view) its entity."""
    compact = COMPACT["mentions"]
    moved, said = [], {}
    for row, entity_id in linked:
        values = [entity_id if name == "entity_id" else row[name] for name in compact.said]
        key = said_key(values)
        said[key] = (key, *values, *(made(row) for made in compact.aside.values()))
        moved.append((key, row["article_id"], row["position"]))
    _note_said(db, compact, said.values())
    db.conn.executemany(
        f"UPDATE mention_spans SET said = {_said_of(compact)} WHERE n = {_NUMBER} AND position = ?", moved
    )


def forget_unsaid(db: Database) -> None:
    """Take out what no row says any more: nothing stays of an article that was taken down."""
    with db.atomic():
        for compact in COMPACT.values():
            db.execute(f"DELETE FROM [{compact.said_table}] WHERE id NOT IN (SELECT said FROM [{compact.own_table}])")


def _note_said(db: Database, compact: Compact, said: Iterable[tuple[object, ...]]) -> None:
    names = ("key", *compact.said, *compact.aside)
    listed, slots = ", ".join(f"[{name}]" for name in names), ", ".join("?" * len(names))
    db.conn.executemany(f"INSERT OR IGNORE INTO [{compact.said_table}] ({listed}) VALUES ({slots})", said)


def _said_of(compact: Compact) -> str:
    return f"(SELECT id FROM [{compact.said_table}] WHERE key = ?)"


_VIEW_COLUMNS = {
    "mentions": ("article_id", "position", "field", "start", "end", *COMPACT["mentions"].said, "quote"),
    "figures": (
        "article_id", "position", "value", "unit", "place", "place_id", "as_of", "as_of_basis", "counting", "aim",
        "subject", "stars", "potential", "sums", "quote", "field", "start", "end", "rule",
    ),
    "dates": ("article_id", "position", "value", "precision", "basis", "evidence", "accepted", "why_not"),
    "article_entities": ("article_id", "kind", "entity_id", "label", "role"),
}  # fmt: skip
_FIELD = "CASE {own}.field " + " ".join(f"WHEN {i} THEN '{name}'" for i, name in enumerate(PARTS)) + " END"
_CUT = f"""CAST(coalesce({{own}}.quote, substr(CASE {{own}}.field WHEN {PARTS.index("title")} THEN articles.title
  WHEN {PARTS.index("lead")} THEN articles.lead ELSE (SELECT CASE {{own}}.field
  WHEN {PARTS.index("captions")} THEN captions WHEN {PARTS.index("attachments")} THEN attachments ELSE {BODY} END
  FROM article_bodies WHERE article_bodies.n = {{own}}.n) END,
  {{own}}.start - before + 1, before + {{own}}."end" - {{own}}.start + after)) AS TEXT)"""
_MADE = {"article_id": "articles.id", "field": _FIELD, "role": "'names'"}
_FROM = "{own} JOIN {said} ON {said}.id = said JOIN articles ON articles.n = {own}.n"
_BY_ARTICLE = "articles CROSS JOIN {own} ON {own}.n = articles.n CROSS JOIN {said} ON {said}.id = said"
"""Walked in the order of articles, whatever is asked for."""


def select(view: str, *, cut: bool) -> str:
    """SQL of a view's rows. `cut`: with quotes cut out of the text, as readers see them; otherwise only those that
    stand in the archive for themselves: the others follow from offsets and texts, which are compared anyway."""
    compact = COMPACT[view]
    made = {name: f"{{said}}.[{name}]" for name in compact.said} | {name: f"{{own}}.[{name}]" for name in compact.own}
    made |= _MADE | {"quote": _CUT if cut else "{own}.quote"}
    columns = ", ".join(f"{made[name]} AS [{name}]" for name in _VIEW_COLUMNS[view])
    source = _BY_ARTICLE if view in ("figures", "dates") else _FROM
    return f"SELECT {columns} FROM {source}".format(own=compact.own_table, said=compact.said_table)


_TABLES = """
CREATE TABLE mention_names (
  id INTEGER PRIMARY KEY, key INTEGER UNIQUE, surface TEXT, kind TEXT, name TEXT, norm TEXT, rule TEXT, entity_id TEXT,
  place_id TEXT, candidates TEXT, details TEXT, date TEXT, block INTEGER);
CREATE TABLE mention_spans (
  n INTEGER, position INTEGER, field INTEGER, start INTEGER, "end" INTEGER, before INTEGER, after INTEGER, quote TEXT,
  said INTEGER, PRIMARY KEY (n, position)) WITHOUT ROWID;
CREATE TABLE figure_kinds (
  id INTEGER PRIMARY KEY, key INTEGER UNIQUE, unit TEXT, place TEXT, place_id TEXT, as_of TEXT, as_of_basis TEXT,
  counting TEXT, aim TEXT, subject TEXT, stars INTEGER, potential INTEGER, sums TEXT, rule TEXT);
CREATE TABLE figure_spans (
  n INTEGER, position INTEGER, field INTEGER, start INTEGER, "end" INTEGER, before INTEGER, after INTEGER, quote TEXT,
  value INTEGER, said INTEGER, PRIMARY KEY (n, position)) WITHOUT ROWID;
CREATE TABLE date_verdicts (
  id INTEGER PRIMARY KEY, key INTEGER UNIQUE, precision TEXT, basis TEXT, accepted INTEGER, why_not TEXT);
CREATE TABLE date_values (
  n INTEGER, position INTEGER, value TEXT, evidence TEXT, said INTEGER, PRIMARY KEY (n, position)) WITHOUT ROWID;
CREATE TABLE entity_labels (
  id INTEGER PRIMARY KEY, key INTEGER UNIQUE, kind TEXT, entity_id TEXT, label TEXT, block INTEGER);
CREATE TABLE entity_links (said INTEGER, n INTEGER, PRIMARY KEY (said, n)) WITHOUT ROWID;
CREATE INDEX mention_names_entity ON mention_names(entity_id);
CREATE INDEX mention_spans_said ON mention_spans(said);
CREATE INDEX entity_labels_entity ON entity_labels(entity_id, kind);
CREATE INDEX entity_links_article ON entity_links(n);
"""


def create(db: Database) -> None:
    """Tables and views in an archive that has none of them (a migration)."""
    run_statements(db, _TABLES)
    create_views(db)


def create_views(db: Database) -> None:
    """The views that readers see."""
    for view in COMPACT:
        db.execute(f"CREATE VIEW [{view}] AS {select(view, cut=True)}")
