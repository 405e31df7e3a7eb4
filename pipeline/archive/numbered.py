"""The migration to tables that know an article by its number (see `numbers`, `compact`, `texts`)."""

import json
import struct
from collections import Counter

from sqlite_utils import Database

from pipeline.archive import compact, texts
from pipeline.archive.numbers import block_of
from pipeline.archive.statements import run_statements
from pipeline.sketch import PERMUTATIONS, bands

_CARRIED = (*compact.COMPACT, "article_texts", "article_sketches")
_OLD = ("mention_spans", "mention_names", "figure_spans", "figure_kinds", "date_values", "date_verdicts", "sketch_keys")
_SKETCHES = """
CREATE TABLE article_sketches (n INTEGER PRIMARY KEY, sketch BLOB);
CREATE TABLE sketch_keys (key INTEGER, n INTEGER, PRIMARY KEY (key, n)) WITHOUT ROWID;
"""


def introduce(db: Database) -> None:
    """Carry the rows over; quotes become places in the text, and the words are indexed, at the next build."""
    for name in _CARRIED:
        db.execute(f"CREATE TEMP TABLE [old_{name}] AS SELECT * FROM main.[{name}]")
    _renumber(db)
    db.execute("DROP VIEW search_text")
    views = set(db.view_names())
    for name in (*_CARRIED, *_OLD):
        db.execute(f"DROP {'VIEW' if name in views else 'TABLE'} IF EXISTS main.[{name}]")
    run_statements(db, texts.TABLES + _SKETCHES)
    compact.create(db)
    for view in compact.COMPACT:
        held = "WHERE article_id IN (SELECT id FROM main.articles)"
        compact.insert(db, view, db.query(f"SELECT * FROM temp.[old_{view}] {held}"))
    _carry_bodies(db)
    _carry_sketches(db)
    for name in _CARRIED:
        db.execute(f"DROP TABLE temp.[old_{name}]")
    db.execute("INSERT INTO search(search) VALUES ('delete-all')")
    db.execute("DELETE FROM archive_state WHERE key = 'fold_version'")
    db.execute("UPDATE archive_state SET value = '0' WHERE key IN ('built_seq', 'built_discovery')")


def _renumber(db: Database) -> None:
    """Numbers as `numbers` gives them, in the order of those of before; below zero first, where none can meet."""
    given: Counter[int] = Counter()
    numbers = []
    days = db.execute("SELECT id, coalesce(published, date_to, date_from) FROM articles ORDER BY n")
    for article_id, day in days.fetchall():
        start = block_of(day).start
        numbers.append((-(start + given[start]), article_id))
        given[start] += 1
    db.conn.executemany("UPDATE articles SET n = ? WHERE id = ?", numbers)
    db.execute("UPDATE articles SET n = -n")


def _carry_bodies(db: Database) -> None:
    held = db.execute(
        "SELECT a.n, t.captions, t.attachments, t.body, t.blocks FROM temp.old_article_texts t "
        "JOIN articles a ON a.id = t.article_id"
    )
    columns = ("captions", "attachments", "body", "blocks")
    for n, *values, blocks in held:
        texts.write_body(db, n, dict(zip(columns, (*values, _placed(blocks)), strict=True)))


def _placed(blocks: str) -> str:
    """Blocks that name their slices by column."""
    made = []
    for block in json.loads(blocks):
        kind, field, start, end = (block.pop(name, None) for name in ("kind", "field", "start", "end"))
        if field:
            block.pop("text", None)
            block[field] = [start, end]
        made.append(({} if kind == "paragraph" else {"kind": kind}) | {k: v for k, v in block.items() if v})
    return json.dumps(made, ensure_ascii=False, separators=(",", ":"))


def _carry_sketches(db: Database) -> None:
    held = db.execute(
        "SELECT a.n, s.sketch FROM temp.old_article_sketches s JOIN articles a ON a.id = s.article_id"
    ).fetchall()
    for n, sketched in held:
        halves = struct.pack(f">{PERMUTATIONS}H", *(k & 0xFFFF for k in struct.unpack(f">{PERMUTATIONS}I", sketched)))
        db.execute("INSERT INTO article_sketches VALUES (?, ?)", [n, halves])
        db.conn.executemany("INSERT OR IGNORE INTO sketch_keys VALUES (?, ?)", [(key, n) for key in bands(halves)])
