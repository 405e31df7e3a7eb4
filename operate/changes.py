"""What a rebuild changed: rows by table, and by kind what is named, said and dated otherwise, each with examples."""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from pipeline.archive.compact import COMPACT
from pipeline.archive.store import OF_ONE_FILE, compared_tables

EXAMPLES = 5
_CUT_OUT = {"quote"}
"""Follows from the text and the offsets, which are compared."""


@dataclass(frozen=True)
class TableChange:
    """How a table differs between the old archive and the new one, in rows."""

    table: str
    only_old: int
    only_new: int


@dataclass(frozen=True)
class NameChange:
    """What is read otherwise of one kind of mention, of figures, publication dates or relevance."""

    kind: str
    what: str
    """`added`, `removed`, `moved`: the same words, named or linked otherwise; `changed`: named alike, but something
    else is said of them (stars, state, role, year)."""
    number: int
    examples: tuple[str, ...]
    """At most EXAMPLES, in the order of article ids."""


@dataclass(frozen=True)
class Changes:
    """Everything that differs."""

    tables: tuple[TableChange, ...] = ()
    names: tuple[NameChange, ...] = ()


_ONLY = """SELECT m.kind, m.article_id, m.surface, m.name FROM {here}.mentions AS m WHERE NOT EXISTS (
  SELECT 1 FROM {there}.mentions AS o WHERE o.article_id = m.article_id AND o.field = m.field AND o.start = m.start
  AND o."end" = m."end" AND o.kind = m.kind) ORDER BY m.kind, m.article_id, m.position"""
_MOVED = """SELECT m.kind, m.article_id, m.surface, coalesce(o.entity_id, o.name) AS was,
  coalesce(m.entity_id, m.name) AS now, o.name AS was_name, m.name AS now_name, o.norm AS was_norm, m.norm AS now_norm,
  o.place_id AS was_place, m.place_id AS now_place
FROM new.mentions AS m JOIN main.mentions AS o ON o.article_id = m.article_id AND o.field = m.field
  AND o.start = m.start AND o."end" = m."end" AND o.kind = m.kind
WHERE o.name IS NOT m.name OR o.norm IS NOT m.norm OR o.entity_id IS NOT m.entity_id OR o.place_id IS NOT m.place_id
ORDER BY m.kind, m.article_id, m.position"""
_SAID = """SELECT m.kind, m.article_id, m.surface, o.details AS was, m.details AS now, o.date AS was_date,
  m.date AS now_date
FROM new.mentions AS m JOIN main.mentions AS o ON o.article_id = m.article_id AND o.field = m.field
  AND o.start = m.start AND o."end" = m."end" AND o.kind = m.kind
WHERE (o.details IS NOT m.details OR o.date IS NOT m.date) AND o.name IS m.name AND o.norm IS m.norm
ORDER BY m.kind, m.article_id, m.position"""
_COUNT_SAYS = ("value", "unit", "place", "as_of", "counting", "aim", "subject", "stars", "sums")
_COUNTS = "SELECT article_id, field, start, {says} FROM {here}.figures ORDER BY article_id, position"
_DATES = """SELECT n.id AS article_id, o.published AS was, n.published AS now
FROM new.articles AS n JOIN main.articles AS o ON o.id = n.id WHERE n.published IS NOT o.published ORDER BY n.id"""
_RELEVANCE = """SELECT n.id AS article_id, o.relevance AS was, n.relevance AS now
FROM new.articles AS n JOIN main.articles AS o ON o.id = n.id WHERE n.relevance IS NOT o.relevance ORDER BY n.id"""


def changes(live: Database, building: Path) -> Changes:
    """How the archive being built differs from the live one."""
    live.conn.execute("ATTACH ? AS new", [str(building)])
    try:
        return Changes(tuple(_tables(live)), tuple(_names(live)))
    finally:
        live.conn.execute("DETACH new")


def _tables(live: Database) -> Iterator[TableChange]:
    """Tables and columns that both have: a release may be compared with one of an older schema."""
    for table in (*compared_tables(live), *COMPACT):
        if table.startswith("sqlite_"):
            continue
        held = {row[1] for row in live.execute(f"PRAGMA new.table_info([{table}])")}
        held -= _CUT_OUT if table in COMPACT else set(OF_ONE_FILE)
        columns = ", ".join(f"[{column.name}]" for column in live[table].columns if column.name in held)
        if not columns:
            continue
        old, new = f"SELECT {columns} FROM main.[{table}]", f"SELECT {columns} FROM new.[{table}]"
        counts = [
            live.execute(f"SELECT count(*) FROM ({a} EXCEPT {b})").fetchone()[0] for a, b in ((old, new), (new, old))
        ]
        if any(counts):
            yield TableChange(table, *counts)


def _names(live: Database) -> Iterator[NameChange]:
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for what, sql in (
        ("removed", _ONLY.format(here="main", there="new")),
        ("added", _ONLY.format(here="new", there="main")),
    ):
        for row in live.query(sql):
            found[row["kind"], what].append(f"{row['article_id']}: “{row['surface']}” ({row['name']})")
    for row in live.query(_MOVED):
        found[row["kind"], "moved"].append(f"{row['article_id']}: “{row['surface']}” {_moved(row)}")
    for row in live.query(_SAID):
        was, now = json.loads(row["was"] or "{}"), json.loads(row["now"] or "{}")
        told = _differences(was | {"date": row["was_date"]}, now | {"date": row["now_date"]})
        found[row["kind"], "changed"].append(f"{row['article_id']}: “{row['surface']}” {told}")
    for what, said in _figures(live):
        found["figure", what].append(said)
    for kind, sql in (("published", _DATES), ("relevance", _RELEVANCE)):
        for row in live.query(sql):
            found[kind, "moved"].append(f"{row['article_id']}: {_told(row['was'])} → {_told(row['now'])}")
    for (kind, what), examples in sorted(found.items()):
        yield NameChange(kind, what, len(examples), tuple(examples[:EXAMPLES]))


def _moved(row: dict[str, Any]) -> str:
    """What the words lead to, before and now; where they lead to the same, what of it is otherwise."""
    if row["was"] != row["now"]:
        return f"{_told(row['was'])} → {_told(row['now'])}"
    of_it = {name: (row[f"was_{name}"], row[f"now_{name}"]) for name in ("name", "norm", "place")}
    return ", ".join(f"{name} {_told(was)} → {_told(now)}" for name, (was, now) in of_it.items() if was != now)


def _figures(live: Database) -> Iterator[tuple[str, str]]:
    """What became of counts, and a line that says it; where a count stands tells which it is. What only one of the
    archives knows of counts is not compared."""
    held = [{row[1] for row in live.execute(f"PRAGMA {here}.table_info(figures)")} for here in ("main", "new")]
    says = [name for name in _COUNT_SAYS if name in held[0] & held[1]]
    old, new = (
        {_where(row): row for row in live.query(_COUNTS.format(here=here, says=", ".join(says)))}
        for here in ("main", "new")
    )
    for where, row in old.items():
        if where not in new:
            yield "removed", f"{where[0]}: {row['value']} {row['unit']}"
    for where, row in new.items():
        if where not in old:
            yield "added", f"{where[0]}: {row['value']} {row['unit']}"
        elif told := _differences({name: old[where][name] for name in says}, {name: row[name] for name in says}):
            yield "changed", f"{where[0]}: {row['value']} {row['unit']} {told}"


def _where(row: dict[str, Any]) -> tuple[str, str, int]:
    return row["article_id"], row["field"], row["start"]


def _differences(was: dict[str, Any], now: dict[str, Any]) -> str:
    """`stars — → 3, state announced → renewed`."""
    keys = [key for key in {**was, **now} if was.get(key) != now.get(key)]
    return ", ".join(f"{key} {_told(was.get(key))} → {_told(now.get(key))}" for key in keys)


def _told(value: Any) -> str:
    return "—" if value in (None, "", []) else str(value)
