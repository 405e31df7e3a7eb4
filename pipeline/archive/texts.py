"""`article_texts` as a view: title and lead stand in `articles`, the rest in `article_bodies`, each once.

A body stands line by line in `article_lines`: as one value of some 4 kB it would fill a page of the file alone and
leave a fifth of it empty.
"""

from collections.abc import Mapping
from typing import Any

from sqlite_utils import Database

from pipeline.archive.search_index import index_article, unindex_article

BEHIND = {
    "article_bodies": ("n", "captions", "attachments", "blocks", "first_line", "last_line"),
    "article_lines": ("id", "text"),
}
"""Tables behind the view, with their columns."""

BODY = """(SELECT group_concat(text, char(10)) FROM (SELECT text FROM article_lines
  WHERE id BETWEEN article_bodies.first_line AND article_bodies.last_line ORDER BY id))"""
"""SQL of the body that belongs to a row of `article_bodies`."""

TABLES = f"""
CREATE TABLE article_bodies (
  n INTEGER PRIMARY KEY, captions TEXT, attachments TEXT, blocks TEXT, first_line INTEGER, last_line INTEGER);
CREATE TABLE article_lines (id INTEGER PRIMARY KEY, text TEXT);
CREATE VIEW article_texts AS
  SELECT article_bodies.n, articles.id AS article_id, title, lead, captions, article_bodies.attachments,
  {BODY} AS body, blocks
  FROM article_bodies JOIN articles ON articles.n = article_bodies.n;
CREATE VIEW search_text AS
  SELECT n, title, lead, captions, attachments, body, title AS title_f, lead AS lead_f, captions AS captions_f,
  attachments AS attachments_f, body AS body_f FROM article_texts;
"""


def write_texts(db: Database, n: int, article: Mapping[str, Any], body: Mapping[str, Any]) -> None:
    """Store and index the texts of an article that stands in `articles` already. `body`: the columns that `articles`
    does not have."""
    write_body(db, n, body)
    index_article(db, n, {"title": article["title"], "lead": article["lead"], **body})


def write_body(db: Database, n: int, body: Mapping[str, Any]) -> None:
    """Store the texts that `articles` does not have, without their words; lines have numbers in turn."""
    lines = (body["body"] or "").split("\n")
    (last,) = db.execute("SELECT coalesce(max(id), 0) FROM article_lines").fetchone()
    db.conn.executemany("INSERT INTO article_lines VALUES (?, ?)", enumerate(lines, last + 1))
    db.execute(
        "INSERT INTO article_bodies VALUES (?, ?, ?, ?, ?, ?)",
        [n, body["captions"], body["attachments"], body["blocks"], last + 1, last + len(lines)],
    )


def remove_texts(db: Database, n: int) -> None:
    """Take texts and words of an article out, before its row of `articles` goes."""
    texts = next(db.query("SELECT * FROM article_texts WHERE n = ?", [n]), None)
    if texts:
        unindex_article(db, n, texts)
        lines = db.execute("SELECT first_line, last_line FROM article_bodies WHERE n = ?", [n]).fetchone()
        db.execute("DELETE FROM article_lines WHERE id BETWEEN ? AND ?", lines)
        db.execute("DELETE FROM article_bodies WHERE n = ?", [n])
