"""The migration to a file that packs closer: bodies by line, days with less room, the body first in the index."""

from sqlite_utils import Database

from pipeline.archive import compact, texts
from pipeline.archive.numbers import block_of
from pipeline.archive.search_index import TABLE, rebuild
from pipeline.archive.statements import run_statements

_NUMBERED = (
    "article_bodies", "mention_spans", "figure_spans", "date_values", "entity_links", "article_sketches", "sketch_keys",
    "article_reads",
)  # fmt: skip


def introduce(db: Database) -> None:
    """Carry everything over and index the words anew, in one transaction: a site that reads meanwhile finds what it
    found before."""
    if "article_lines" not in db.table_names():
        _part_bodies(db)
    _renumber(db)
    db.execute("DROP TABLE search")
    db.execute(TABLE)
    rebuild(db)


def _part_bodies(db: Database) -> None:
    for view in (*compact.COMPACT, "search_text", "article_texts"):
        db.execute(f"DROP VIEW [{view}]")
    db.execute("ALTER TABLE article_bodies RENAME TO whole_bodies")
    run_statements(db, texts.TABLES)
    compact.create_views(db)
    for row in db.query("SELECT * FROM whole_bodies ORDER BY n"):
        texts.write_body(db, row["n"], row)
    db.execute("DROP TABLE whole_bodies")


def _renumber(db: Database) -> None:
    """Numbers as `numbers` gives them, in the order of those of before."""
    db.execute("CREATE TEMP TABLE renumbered (old INTEGER PRIMARY KEY, new INTEGER)")
    last, given = 0, []
    for n, day in db.execute("SELECT n, coalesce(published, date_to, date_from) FROM articles ORDER BY n").fetchall():
        last = max(last + 1, block_of(day).start)
        given.append((n, last))
    db.conn.executemany("INSERT INTO temp.renumbered VALUES (?, ?)", given)
    # Below zero first, where none can meet.
    db.execute("UPDATE articles SET n = -(SELECT new FROM temp.renumbered WHERE old = n)")
    db.execute("UPDATE articles SET n = -n")
    for table in _NUMBERED:
        _move(db, table)
    db.execute("DROP TABLE temp.renumbered")


def _move(db: Database, table: str) -> None:
    """Every row under its article's new number; written again in their order, they leave no gaps in the file."""
    columns = ", ".join("new AS n" if column.name == "n" else f"[{column.name}]" for column in db[table].columns)
    db.execute(f"CREATE TEMP TABLE moved AS SELECT {columns} FROM main.[{table}] CROSS JOIN temp.renumbered ON old = n")
    db.execute(f"DELETE FROM main.[{table}]")
    db.execute(f"INSERT INTO main.[{table}] SELECT * FROM temp.moved ORDER BY rowid")
    db.execute("DROP TABLE temp.moved")
