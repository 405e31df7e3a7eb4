"""Ids that were published stay good: `decisions/ids.csv` remembers each with one mention of it, append-only.

Ids are made of what is known of an entity (own name, area). More evidence can change that (a name without a place is
placed); then the old id leads to the entity that the remembered mention belongs to now.
"""

import csv
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from sqlite_utils import Database

from pipeline.blocks import BODIES
from pipeline.decisions.values import DecisionError
from pipeline.linking.common import Row
from pipeline.linking.products import FIRST_ROW
from pipeline.text import fold

IDS_FILE = "ids.csv"
_TABLES = {"document": "documents", "cooperative": "cooperatives", "product": "products", "producer": "producers"}


@dataclass(frozen=True)
class Published:
    """An id that a build published, and one mention that stood behind it."""

    kind: str
    id: str
    article_id: str
    name: str
    """Folded normal name of that mention."""


def remembered(folder: Path) -> list[Published]:
    """What ids.csv says. Raises DecisionError on a line that is not of the form."""
    file = folder / IDS_FILE
    if not file.exists():
        return []
    with file.open(encoding="utf-8", newline="") as stream:
        rows = csv.reader(stream)
        if next(rows, None) != [column.name for column in fields(Published)]:
            raise DecisionError(f"{file}: the first line must be kind,id,article_id,name; builds write the file")
        found = [row for row in rows if row]
    for number, row in enumerate(found, 2):
        if len(row) != len(fields(Published)):
            raise DecisionError(f"{file}:{number}: {len(row)} columns; the file is written by builds, do not edit it")
    return [Published(*row) for row in found]


def remember(folder: Path, new: Sequence[Published]) -> None:
    """Append ids, fsynced; nothing that stands there is ever rewritten."""
    if not new:
        return
    folder.mkdir(exist_ok=True)
    file = folder / IDS_FILE
    fresh = not file.exists()
    with file.open("a", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        if fresh:
            writer.writerow([column.name for column in fields(Published)])
        writer.writerows(astuple(one) for one in new)
        stream.flush()
        os.fsync(stream.fileno())


def first_seen_ids(db: Database) -> Iterator[Published]:
    """Ids that entities have and no earlier build published (see `load_published`), each with its first mention."""
    for kind, table in _TABLES.items():
        new = db.execute(
            f"SELECT id FROM [{table}] WHERE NOT EXISTS (SELECT 1 FROM temp.published p WHERE p.kind = ? "
            f"AND p.id = [{table}].id) ORDER BY id",
            [kind],
        )
        for (entity_id,) in new.fetchall():
            article_id, _, name, _ = min(_named(db, kind, "said.entity_id = ?", "product_id = ?", entity_id))
            yield Published(kind, entity_id, article_id, name)


def moved(db: Database) -> Iterator[Row]:
    """Rows of `entity_redirects` for published ids (see `load_published`) that no entity has any more."""
    for kind, table in _TABLES.items():
        lost = db.execute(
            f"SELECT id, article_id, name FROM temp.published WHERE kind = ? AND id NOT IN (SELECT id FROM [{table}])",
            [kind],
        )
        for old_id, article_id, name in lost.fetchall():
            found = _named(db, kind, "a.id = ?", "article_id = ?", article_id)
            ids = [entity_id for _, _, said, entity_id in found if said == name and entity_id]
            if ids:
                yield {"old_id": old_id, "kind": kind, "new_id": max(ids),
                       "why": "kho biết thêm về tên này / more is known of this name"}  # fmt: skip


def load_published(db: Database, known: Iterable[Published]) -> None:
    """Lay the ids that earlier builds published beside the tables of entities, until the connection ends."""
    db.execute("CREATE TEMP TABLE IF NOT EXISTS published (kind TEXT, id TEXT, article_id TEXT, name TEXT)")
    db.execute("CREATE INDEX IF NOT EXISTS temp.published_id ON published(id, kind)")
    db.execute("DELETE FROM temp.published")
    db.conn.executemany("INSERT INTO temp.published VALUES (?, ?, ?, ?)", (astuple(one) for one in known))


def _named(
    db: Database, kind: str, of_mentions: str, of_rows: str, wanted: str
) -> Iterator[tuple[str, int, str, str | None]]:
    """(article, position, folded name, entity) of mentions, and of rows of product tables after them."""
    kinds = BODIES if kind == "cooperative" else (kind,)
    slots = ", ".join("?" for _ in kinds)
    mentions = db.execute(
        "SELECT a.id, own.position, said.norm, said.name, said.entity_id FROM mention_names said "
        "JOIN mention_spans own ON own.said = said.id JOIN articles a ON a.n = own.n "
        f"WHERE {of_mentions} AND said.kind IN ({slots})",
        [wanted, *kinds],
    )
    for article_id, position, norm, name, entity_id in mentions:
        yield article_id, position, fold(norm or name), entity_id
    if kind == "product":
        rows = db.execute(f"SELECT article_id, product, product_id FROM product_rows WHERE {of_rows}", [wanted])
        for article_id, name, entity_id in rows:
            yield article_id, FIRST_ROW, fold(name.lower()), entity_id
