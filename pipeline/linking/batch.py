"""One batch of blocks: what the archive holds of it, read and taken out to be made anew."""

from collections.abc import Collection, Iterator, Sequence

from sqlite_utils import Database

from pipeline.archive.compact import COMPACT, select
from pipeline.blocks import block_of
from pipeline.linking.common import Row
from pipeline.linking.products import row_mentions

_READ = ", ".join(
    f"m.{name}" for name in ("article_id", "position", "field", "start", "[end]", *COMPACT["mentions"].said)
)
_MENTIONS = f"""SELECT {_READ}, CASE WHEN m.kind = 'product' THEN m.quote END AS quote,
  a.published, a.date_from, a.date_to, a.source_id
FROM ({select("mentions", cut=True)} WHERE mention_names.block IN (SELECT block FROM temp.batch)) m
JOIN articles a ON a.id = m.article_id ORDER BY m.article_id, m.position"""
_ROWS = """SELECT r.*, a.published, a.date_from, a.date_to, a.source_id FROM product_rows r
JOIN articles a ON a.id = r.article_id
WHERE (r.article_id, r.place, r.table_no, r.row_no) IN (SELECT article_id, place, table_no, row_no FROM temp.batch_rows)
ORDER BY r.article_id, r.place, r.table_no, r.row_no"""
_RATED_BY = """SELECT article_id, norm, date, details, kind FROM mentions
WHERE kind = 'document' AND article_id IN (SELECT article_id FROM temp.batch_rows) ORDER BY article_id, position"""
_LABELS = "SELECT {column} FROM entity_labels WHERE block IN (SELECT block FROM temp.batch)"
_ENTITIES = {
    "document": (("documents", "id"), ("citations", "document_id")),
    "cooperative": (("cooperatives", "id"),),
    "product": (("products", "id"), ("rating_events", "product_id")),
    "producer": (("producers", "id"),),
}
"""Tables of entities, by kind, with the column of the entity's id."""


def open_rows(db: Database) -> None:
    """Note once which block each row of a product table is of that was written since it was linked."""
    db.execute("DROP TABLE IF EXISTS temp.new_rows")
    db.execute(
        "CREATE TEMP TABLE new_rows (block INTEGER, article_id TEXT, place TEXT, table_no INTEGER, row_no INTEGER)"
    )
    rows = db.execute(
        "SELECT product, article_id, place, table_no, row_no FROM product_rows "
        "WHERE product_id IS NULL AND product <> ''"
    )
    db.conn.executemany(
        "INSERT INTO temp.new_rows VALUES (?, ?, ?, ?, ?)",
        ((block_of("product", name, None), *place) for name, *place in rows.fetchall()),
    )
    db.execute("CREATE INDEX temp.new_rows_block ON new_rows(block)")


def choose(db: Database, blocks: Collection[int]) -> None:
    """What follows is about these blocks."""
    db.execute("CREATE TEMP TABLE IF NOT EXISTS batch (block INTEGER PRIMARY KEY)")
    db.execute(
        "CREATE TEMP TABLE IF NOT EXISTS batch_rows (article_id TEXT, place TEXT, table_no INTEGER, row_no INTEGER)"
    )
    db.execute("DELETE FROM temp.batch")
    db.conn.executemany("INSERT INTO temp.batch VALUES (?)", [(block,) for block in blocks])
    db.execute("DELETE FROM temp.batch_rows")
    products = _LABELS.format(column="entity_id") + " AND kind = 'product'"
    db.execute(
        "INSERT INTO temp.batch_rows SELECT article_id, place, table_no, row_no FROM temp.new_rows "
        "WHERE block IN (SELECT block FROM temp.batch) UNION "
        f"SELECT article_id, place, table_no, row_no FROM product_rows WHERE product_id IN ({products})"
    )


def mentions_of(db: Database) -> list[Row]:
    """The mentions of the chosen blocks, by article and position."""
    return list(db.query(_MENTIONS))


def rows_of(db: Database) -> list[Row]:
    """The rows of product tables of the chosen blocks, as mentions."""
    rows: Sequence[Row] = list(db.query(_ROWS))
    return list(row_mentions(rows, db.query(_RATED_BY)))


def take_out(db: Database) -> None:
    """The entities of the chosen blocks as the build before left them."""
    labels = _LABELS.format(column="entity_id")
    for kind, tables in _ENTITIES.items():
        for table, column in tables:
            db.execute(f"DELETE FROM [{table}] WHERE [{column}] IN ({labels} AND kind = ?)", [kind])
    db.execute(f"DELETE FROM entity_links WHERE said IN ({_LABELS.format(column='id')})")


def forget_unnamed(db: Database) -> None:
    """Entities that no article is linked to, as an earlier version of the software may have left them."""
    for kind, tables in _ENTITIES.items():
        label = "SELECT 1 FROM entity_labels l WHERE l.entity_id = e.id AND l.kind = ? AND l.block NOT NULL"
        lost = db.execute(f"SELECT id FROM [{tables[0][0]}] e WHERE NOT EXISTS ({label})", [kind]).fetchall()
        for table, column in tables:
            db.conn.executemany(f"DELETE FROM [{table}] WHERE [{column}] = ?", lost)


def forget_unsaid_names(db: Database) -> None:
    """Names and labels of the chosen blocks that nothing says any more."""
    chosen = "block IN (SELECT block FROM temp.batch)"
    for said, own in (("mention_names", "mention_spans"), ("entity_labels", "entity_links")):
        db.execute(
            f"DELETE FROM [{said}] WHERE {chosen} AND NOT EXISTS (SELECT 1 FROM [{own}] WHERE said = [{said}].id)"
        )


def batches(db: Database, together: Collection[int], most: int) -> Iterator[list[int]]:
    """Blocks that are to be linked: first those that are to be linked `together`, then the rest, `most` at a time."""
    if together:
        yield sorted(together)
    while left := [row[0] for row in db.execute("SELECT block FROM unlinked_blocks ORDER BY block LIMIT ?", [most])]:
        yield left
