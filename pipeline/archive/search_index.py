"""The full-text index `search`: written by the pipeline only, beside the text it indexes, never by triggers.

Its content is the view `search_text`, so every column stands twice: normalised (accents kept, one tone placement) and,
as `…_f`, folded (no marks, đ = d). The view returns the published text for both, so snippets carry accents.
"""

from collections.abc import Mapping
from typing import Any

from sqlite_utils import Database

from pipeline.text import FOLD_VERSION, fold, normalise

SEARCHED = ("body", "title", "lead", "captions", "attachments")
"""Columns of `article_texts` that readers search in. The body first: the index says of every word in which column it
stands, unless that is the first one."""

_COLUMNS = ", ".join([*SEARCHED, *(f"{name}_f" for name in SEARCHED)])
_SLOTS = ", ".join("?" * (len(SEARCHED) * 2))
TABLE = f"""CREATE VIRTUAL TABLE search USING fts5(
  {_COLUMNS}, content="search_text", content_rowid="n", tokenize="unicode61 remove_diacritics 0")"""


def indexed_forms(texts: Mapping[str, Any]) -> tuple[str, ...]:
    """What the index is given for a row of `article_texts`: five normalised columns, then the same five folded."""
    normal = [normalise(texts[name] or "") for name in SEARCHED]
    return (*normal, *(fold(text) for text in normal))


def index_article(db: Database, n: int, texts: Mapping[str, Any]) -> None:
    """Add an article's words; call inside the transaction that writes its row of `article_texts`."""
    db.execute(f"INSERT INTO search(rowid, {_COLUMNS}) VALUES (?, {_SLOTS})", [n, *indexed_forms(texts)])


def unindex_article(db: Database, n: int, texts: Mapping[str, Any]) -> None:
    """Take an article's words out. `texts` must be the row that was indexed and FOLD_VERSION the one it was indexed
    with (`ensure_fold_version` sees to that): FTS5 with external content deletes by the values it is handed, and other
    values leave wrong words behind without any error."""
    db.execute(
        f"INSERT INTO search(search, rowid, {_COLUMNS}) VALUES ('delete', ?, {_SLOTS})", [n, *indexed_forms(texts)]
    )


def rebuild(db: Database) -> int:
    """The whole index anew from `article_texts`, in one transaction; returns the number of articles.
    Never FTS5's own `rebuild`: it reads the view and would write unfolded text into the folded columns."""
    with db.atomic():
        db.execute("INSERT INTO search(search) VALUES ('delete-all')")
        rows = db.query(f"SELECT n, {', '.join(SEARCHED)} FROM article_texts ORDER BY n")
        written = db.conn.executemany(
            f"INSERT INTO search(rowid, {_COLUMNS}) VALUES (?, {_SLOTS})",
            ((row["n"], *indexed_forms(row)) for row in rows),
        )
        db.execute("INSERT OR REPLACE INTO archive_state(key, value) VALUES ('fold_version', ?)", [FOLD_VERSION])
        return max(written.rowcount, 0)


def ensure_fold_version(db: Database) -> bool:
    """Rebuild the index when it was written with other folding rules than today's. True when it had to be."""
    row = db.execute("SELECT value FROM archive_state WHERE key = 'fold_version'").fetchone()
    if row and row[0] == FOLD_VERSION:
        return False
    rebuild(db)
    return True
