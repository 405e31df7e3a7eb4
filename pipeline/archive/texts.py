"""`article_texts` as a view: title and lead stand in `articles`, the rest in `article_bodies`, each once."""

from collections.abc import Mapping
from typing import Any

from sqlite_utils import Database

from pipeline.archive.search_index import index_article, unindex_article

COLUMNS = ("n", "captions", "attachments", "body", "blocks")
"""Of `article_bodies`."""

TABLES = """
CREATE TABLE article_bodies (n INTEGER PRIMARY KEY, captions TEXT, attachments TEXT, body TEXT, blocks TEXT);
CREATE VIEW article_texts AS
  SELECT article_bodies.n, articles.id AS article_id, title, lead, captions, article_bodies.attachments, body, blocks
  FROM article_bodies JOIN articles ON articles.n = article_bodies.n;
CREATE VIEW search_text AS
  SELECT n, title, lead, captions, attachments, body, title AS title_f, lead AS lead_f, captions AS captions_f,
  attachments AS attachments_f, body AS body_f FROM article_texts;
"""


def write_texts(db: Database, n: int, article: Mapping[str, Any], body: Mapping[str, Any]) -> None:
    """Store and index the texts of an article that stands in `articles` already. `body`: the columns that `articles`
    does not have."""
    db.table("article_bodies").insert({"n": n, **body})
    index_article(db, n, {"title": article["title"], "lead": article["lead"], **body})


def remove_texts(db: Database, n: int) -> None:
    """Take texts and words of an article out, before its row of `articles` goes."""
    texts = next(db.query("SELECT * FROM article_texts WHERE n = ?", [n]), None)
    if texts:
        unindex_article(db, n, texts)
        db.execute("DELETE FROM article_bodies WHERE n = ?", [n])
