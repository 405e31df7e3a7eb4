"""`mentions`, `figures` and `dates` as views over compact tables: what many rows say alike stands once, quotes are cut
out of the text they stand in.

Each view joins a table of places in articles (`…_spans`, `date_values`) with a table of what is said there, keyed by a
hash of it: the key of a row needs no other row, so that an archive built step by step equals a rebuilt one.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from sqlite_utils import Database

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Compact:
    """One view with the two tables behind it."""

    own_table: str
    own: tuple[str, ...]
    """Columns that each row has for itself; `said`, the key of what it says, is one more."""
    said_table: str
    said: tuple[str, ...]

    @property
    def columns(self) -> dict[str, tuple[str, ...]]:
        """The columns of both tables."""
        return {self.said_table: ("id", *self.said), self.own_table: (*self.own, "said")}


_QUOTED = ("article_id", "position", "field", "start", "end", "quote_start", "quote_end", "quote")
COMPACT = {
    "mentions": Compact(
        "mention_spans", _QUOTED, "mention_names",
        ("surface", "kind", "name", "norm", "rule", "entity_id", "place_id", "candidates", "details", "date"),
    ),
    "figures": Compact(
        "figure_spans", (*_QUOTED, "value"), "figure_kinds",
        ("unit", "place", "place_id", "as_of", "as_of_basis", "counting", "aim", "subject", "stars", "potential",
         "sums", "rule"),
    ),
    "dates": Compact(
        "date_values", ("article_id", "position", "value", "evidence"), "date_verdicts",
        ("precision", "basis", "accepted", "why_not"),
    ),
}  # fmt: skip
"""By view."""
BEHIND = frozenset(table for compact in COMPACT.values() for table in compact.columns)
"""Tables that readers see through a view only."""


def said_key(values: Sequence[object]) -> int:
    """The key of what a row says: 64 bits of a hash, signed."""
    said = json.dumps(list(values), ensure_ascii=False).encode()
    return int.from_bytes(blake2b(said, digest_size=8).digest(), "big", signed=True)


def insert(db: Database, view: str, rows: Iterable[Row]) -> None:
    """Add rows to a view. A `quote` is given where the article's text is not published (or is another's); elsewhere
    `quote_start` and `quote_end` say where it stands in the row's `field`."""
    compact = COMPACT[view]
    own, said = [], {}
    for row in rows:
        values = [row.get(name) for name in compact.said]
        key = said_key(values)
        said[key] = (key, *values)
        own.append((*(row.get(name) for name in compact.own), key))
    for (table, columns), found in zip(compact.columns.items(), (said.values(), own), strict=True):
        listed, slots = ", ".join(f"[{name}]" for name in columns), ", ".join("?" * len(columns))
        known = "OR IGNORE " if table == compact.said_table else ""
        db.conn.executemany(f"INSERT {known}INTO [{table}] ({listed}) VALUES ({slots})", found)


def relink(db: Database, linked: Iterable[tuple[Row, str | None]]) -> None:
    """Give each mention (a row of the view) its entity."""
    compact = COMPACT["mentions"]
    moved, said = [], {}
    for row, entity_id in linked:
        values = [entity_id if name == "entity_id" else row[name] for name in compact.said]
        key = said_key(values)
        said[key] = (key, *values)
        moved.append((key, row["article_id"], row["position"]))
    slots = ", ".join("?" * (len(compact.said) + 1))
    db.conn.executemany(f"INSERT OR IGNORE INTO mention_names VALUES ({slots})", said.values())
    db.conn.executemany("UPDATE mention_spans SET said = ? WHERE article_id = ? AND position = ?", moved)


def forget_unsaid(db: Database) -> None:
    """Take out what no row says any more: nothing stays of an article that was taken down."""
    with db.atomic():
        for compact in COMPACT.values():
            db.execute(f"DELETE FROM [{compact.said_table}] WHERE id NOT IN (SELECT said FROM [{compact.own_table}])")


_TABLES = """
CREATE TABLE mention_names (
  id INTEGER PRIMARY KEY, surface TEXT, kind TEXT, name TEXT, norm TEXT, rule TEXT, entity_id TEXT, place_id TEXT,
  candidates TEXT, details TEXT, date TEXT);
CREATE TABLE mention_spans (
  article_id TEXT, position INTEGER, field TEXT, start INTEGER, "end" INTEGER, quote_start INTEGER,
  quote_end INTEGER, quote TEXT, said INTEGER, PRIMARY KEY (article_id, position)) WITHOUT ROWID;
CREATE TABLE figure_kinds (
  id INTEGER PRIMARY KEY, unit TEXT, place TEXT, place_id TEXT, as_of TEXT, as_of_basis TEXT, counting TEXT, aim TEXT,
  subject TEXT, stars INTEGER, potential INTEGER, sums TEXT, rule TEXT);
CREATE TABLE figure_spans (
  article_id TEXT, position INTEGER, field TEXT, start INTEGER, "end" INTEGER, quote_start INTEGER,
  quote_end INTEGER, quote TEXT, value INTEGER, said INTEGER, PRIMARY KEY (article_id, position)) WITHOUT ROWID;
CREATE TABLE date_verdicts (id INTEGER PRIMARY KEY, precision TEXT, basis TEXT, accepted INTEGER, why_not TEXT);
CREATE TABLE date_values (
  article_id TEXT, position INTEGER, value TEXT, evidence TEXT, said INTEGER, PRIMARY KEY (article_id, position))
  WITHOUT ROWID;
"""
_QUOTE = """CAST(coalesce({spans}.quote, (
    SELECT substr(CASE {spans}.field WHEN 'title' THEN t.title WHEN 'lead' THEN t.lead WHEN 'captions' THEN t.captions
      WHEN 'attachments' THEN t.attachments ELSE t.body END, quote_start + 1, quote_end - quote_start)
    FROM article_texts t WHERE t.article_id = {spans}.article_id)) AS TEXT) AS quote"""
_VIEWS = f"""
DROP TABLE mentions;
DROP TABLE figures;
DROP TABLE dates;
CREATE INDEX mention_names_entity ON mention_names(entity_id);
CREATE INDEX mention_spans_said ON mention_spans(said);
CREATE VIEW mentions AS
  SELECT article_id, position, field, start, "end", surface, kind, name, norm, rule, entity_id, place_id, candidates,
  details, date, {_QUOTE.format(spans="mention_spans")}
  FROM mention_spans JOIN mention_names ON mention_names.id = said;
CREATE VIEW figures AS
  SELECT article_id, position, value, unit, place, place_id, as_of, as_of_basis, counting, aim, subject, stars,
  potential, sums, {_QUOTE.format(spans="figure_spans")}, field, start, "end", rule
  FROM figure_spans CROSS JOIN figure_kinds ON figure_kinds.id = said;
CREATE VIEW dates AS
  SELECT article_id, position, value, precision, basis, evidence, accepted, why_not
  FROM date_values CROSS JOIN date_verdicts ON date_verdicts.id = said;
DROP INDEX sketch_keys_article;
UPDATE archive_state SET value = '0' WHERE key IN ('built_seq', 'built_discovery');
"""
# CROSS JOIN: walked in the order of articles, whatever is asked for.


def introduce(db: Database) -> None:
    """Bring the tables of before over (a migration); quotes become places in the text when an article is read again."""
    for statement in _TABLES.split(";\n"):
        if statement.strip():
            db.execute(statement)
    for view in COMPACT:
        insert(db, view, db.query(f"SELECT * FROM [{view}]"))
    for statement in _VIEWS.split(";\n"):
        if statement.strip():
            db.execute(statement)
