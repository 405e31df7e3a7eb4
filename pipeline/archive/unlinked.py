"""What is to be linked at the end of a build: blocks whose mentions changed, articles whose places did, sketches.

These tables are emptied as links are made, in the same transactions: a build that was killed goes on where it stopped.
"""

from collections.abc import Iterable

from sqlite_utils import Database

from pipeline.archive.statements import run_statements
from pipeline.blocks import block_of, block_of_entity

TABLES = """
CREATE TABLE unlinked_blocks (block INTEGER PRIMARY KEY);
CREATE TABLE unlinked_articles (n INTEGER PRIMARY KEY);
CREATE TABLE unlinked_sketches (key INTEGER, n INTEGER, PRIMARY KEY (key, n)) WITHOUT ROWID;
CREATE INDEX mention_names_block ON mention_names(block) WHERE block IS NOT NULL;
CREATE INDEX entity_labels_block ON entity_labels(block) WHERE block IS NOT NULL;
"""
UNLINKED = ("unlinked_blocks", "unlinked_articles", "unlinked_sketches")
_OF_MENTIONS = """INSERT OR IGNORE INTO unlinked_blocks SELECT said.block
FROM mention_spans own JOIN mention_names said ON said.id = own.said WHERE own.n = ? AND said.block IS NOT NULL"""
_EVERYTHING = """
INSERT OR IGNORE INTO unlinked_blocks SELECT block FROM mention_names WHERE block IS NOT NULL;
INSERT OR IGNORE INTO unlinked_blocks SELECT block FROM entity_labels WHERE block IS NOT NULL;
INSERT OR IGNORE INTO unlinked_articles SELECT n FROM articles;
INSERT OR IGNORE INTO unlinked_sketches SELECT key, n FROM sketch_keys;
"""


def note_article(db: Database, article_id: str, n: int) -> None:
    """All that an article names now is to be linked; called before its rows go and after they are written."""
    db.execute("INSERT OR IGNORE INTO unlinked_articles VALUES (?)", [n])
    db.execute(_OF_MENTIONS, [n])
    products = db.execute("SELECT product FROM product_rows WHERE article_id = ? AND product <> ''", [article_id])
    note_blocks(db, {block for (name,) in products.fetchall() if (block := block_of("product", name, None))})


def note_sketch(db: Database, keys: Iterable[tuple[int, int]]) -> None:
    """A sketch came or goes under these (key, n)."""
    db.conn.executemany("INSERT OR IGNORE INTO unlinked_sketches VALUES (?, ?)", keys)


def anything(db: Database) -> bool:
    """Whether an article was written or taken out since everything was linked."""
    return any(db.execute(f"SELECT 1 FROM [{table}] LIMIT 1").fetchone() for table in UNLINKED)


def note_blocks(db: Database, blocks: Iterable[int]) -> None:
    """These blocks are to be linked."""
    db.conn.executemany("INSERT OR IGNORE INTO unlinked_blocks VALUES (?)", [(block,) for block in blocks])


def note_everything(db: Database) -> None:
    """All blocks and articles are to be linked."""
    run_statements(db, _EVERYTHING)
    products = db.execute("SELECT DISTINCT product FROM product_rows WHERE product <> ''")
    note_blocks(db, {block for (name,) in products.fetchall() if (block := block_of("product", name, None))})


def introduce(db: Database) -> None:
    """The tables, with everything in them (a migration): mentions and labels learn their blocks."""
    for function in (block_of, block_of_entity):
        db.register_function(function, deterministic=True, replace=True)
    for table in ("mention_names", "entity_labels"):
        if "block" not in db[table].columns_dict:
            db.execute(f"ALTER TABLE [{table}] ADD COLUMN block INTEGER")
    db.execute("UPDATE mention_names SET block = block_of(kind, name, norm)")
    entities = "kind NOT IN ('place_then', 'place_now')"
    db.execute(f"UPDATE entity_labels SET block = block_of_entity(kind, entity_id) WHERE {entities}")
    run_statements(db, TABLES)
    note_everything(db)
