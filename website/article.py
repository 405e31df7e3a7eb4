"""Everything the page of one article shows."""

import json
import sqlite3
from dataclasses import dataclass

from website import links
from website.archive import Row, one, rows
from website.blocks import Part, parts, web_links
from website.date_reasons import date_reason
from website.differences import changed_lines
from website.marking import Piece, marks_of, pieces, quoted
from website.showing import SHOWABLE
from website.stories import StoryPage, elsewhere
from website.words import Bilingual, Dated, dated


@dataclass(frozen=True)
class ArticlePage:
    """One published article."""

    article: Row
    source: Row
    full: bool
    """False where the portal allows facts, a short quote and a link only."""
    showable: bool
    """Whether pictures and the captured original may be shown."""
    dated: Dated
    reason: Bilingual
    title: list[Piece]
    lead: list[Piece]
    parts: list[Part]
    files: list[Row]
    versions: list[Row]
    dates: list[Row]
    urls: list[Row]
    mentions: list[Row]
    entities: dict[str, list[Row]]
    """Rows of article_entities by kind, each with `href`."""
    products: list[Row]
    """Rows of product tables on the page and in its attachments."""
    figures: list[Row]
    capture: Row | None
    web: str | None
    story: StoryPage | None
    """Other articles that carry the same text."""


@dataclass(frozen=True)
class Gone:
    """An article that was taken down, or that a person found to be none of the archive's: nothing is left but this."""

    article_id: str
    since: str | None
    reason: str
    taken_down: bool = True


_ARTICLE = f"""SELECT a.*, CASE WHEN {SHOWABLE} THEN 1 ELSE 0 END AS showable
FROM articles a LEFT JOIN sources s ON s.id = a.source_id WHERE a.id = ?"""

_IMAGES = """SELECT ai.position, ai.src, ai.caption, ai.credit, coalesce(i.state, ai.state) AS state, i.width, i.height,
CASE WHEN i.thumbnail IS NOT NULL THEN i.sha256 END AS sha256
FROM article_images ai LEFT JOIN images i ON i.sha256 = ai.sha256 WHERE ai.article_id = ? ORDER BY ai.position"""

_FILES = """SELECT position, href, label, bytes, type, pages, state, text FROM attachments
WHERE article_id = ? ORDER BY position"""

_VERSIONS = """SELECT v.*, c.masked FROM article_versions v LEFT JOIN captures c ON c.id = v.capture_id
WHERE v.article_id = ? ORDER BY v.version DESC"""

_PRODUCTS = "SELECT * FROM product_rows WHERE article_id = ? ORDER BY place, table_no, row_no"


def load_article(connection: sqlite3.Connection, article_id: str) -> ArticlePage | Gone | None:
    """The page of an article, or that it was taken down, or None where the archive knows no such id."""
    article = one(connection, _ARTICLE, [article_id])
    if article is None or article["state"] != "published":
        return _gone(connection, article_id)
    mentions = rows(connection, "SELECT * FROM mentions WHERE article_id = ? ORDER BY position", [article_id])
    texts = one(connection, "SELECT * FROM article_texts WHERE n = ?", [article["n"]]) or {}
    source = one(connection, "SELECT * FROM sources WHERE id = ?", [article["source_id"]]) or {}
    images = rows(connection, _IMAGES, [article_id])
    if not article["showable"]:
        images = [{**image, "sha256": None, "state": "withheld"} for image in images]
    files = rows(connection, _FILES, [article_id])
    dates = rows(connection, "SELECT * FROM dates WHERE article_id = ? ORDER BY position", [article_id])
    return ArticlePage(
        article=article,
        source=source,
        full=source.get("republish") == "full",
        showable=bool(article["showable"]),
        dated=dated(article),
        reason=date_reason(article, dates),
        title=pieces(article["title"] or "", marks_of(mentions, "title")),
        lead=pieces(texts.get("lead") or "", marks_of(mentions, "lead")),
        parts=parts(texts, mentions, images, files),
        files=web_links(files),
        versions=_versions(connection, article_id),
        dates=dates,
        urls=_urls(connection, article_id),
        mentions=[_evidence(mention) for mention in mentions],
        entities=_entities(connection, article_id),
        products=_products(connection, article_id, files),
        figures=_figures(connection, article_id),
        capture=one(connection, "SELECT * FROM captures WHERE id = ?", [article["capture_id"]]),
        web=links.web(article["url"]),
        story=elsewhere(connection, article),
    )


def _gone(connection: sqlite3.Connection, article_id: str) -> Gone | None:
    row = one(connection, "SELECT since, reason FROM suppressed WHERE article_id = ?", [article_id])
    if row:
        return Gone(article_id, row["since"], row["reason"])
    decided = "SELECT decided_on, why FROM decisions WHERE article_id = ? AND \"do\" = 'irrelevant'"
    row = one(connection, decided, [article_id])
    return Gone(article_id, row["decided_on"], row["why"], taken_down=False) if row else None


def _products(connection: sqlite3.Connection, article_id: str, files: list[Row]) -> list[Row]:
    """Rows of product tables; `where` names the attachment they stand in, None for the page itself."""
    labels = {f"attachment {file['position']}": file["label"] or file["href"] for file in files}
    return [{**row, "where": labels.get(row["place"])} for row in rows(connection, _PRODUCTS, [article_id])]


def _figures(connection: sqlite3.Connection, article_id: str) -> list[Row]:
    """Each figure once, though title, lead and body state it; one with its sum stands for the others."""
    found = rows(connection, "SELECT * FROM figures WHERE article_id = ? ORDER BY position", [article_id])
    told: dict[tuple[object, ...], Row] = {}
    for row in found:
        same = tuple(row[name] for name in ("value", "unit", "place", "counting", "aim", "potential"))
        known = told.setdefault(same, row)
        told[same] = {**known, "as_of": known["as_of"] or row["as_of"], "sums": known["sums"] or row["sums"]}
    return list(told.values())


def _versions(connection: sqlite3.Connection, article_id: str) -> list[Row]:
    """Versions, newest first; `changes` are the lines that differ from the one before, their words marked."""
    found = rows(connection, _VERSIONS, [article_id])
    for version in found:
        version["changes"] = changed_lines(version["diff"] or "")
    return found


def _urls(connection: sqlite3.Connection, article_id: str) -> list[Row]:
    found = rows(connection, "SELECT * FROM article_urls WHERE article_id = ? ORDER BY first_seen, url", [article_id])
    return [{**row, "web": links.web(row["url"])} for row in found]


def _evidence(mention: Row) -> Row:
    href = links.entity(mention["kind"], mention["entity_id"])
    candidates = json.loads(mention["candidates"]) if mention["candidates"] else []
    return {
        **mention,
        "href": href,
        "pieces": quoted(mention["quote"], mention["surface"], mention["kind"], href),
        "unresolved": len(candidates),
    }


def _entities(connection: sqlite3.Connection, article_id: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    sql = "SELECT DISTINCT kind, entity_id, label FROM article_entities WHERE article_id = ? ORDER BY kind, label"
    for row in rows(connection, sql, [article_id]):
        found.setdefault(row["kind"], []).append({**row, "href": links.entity(row["kind"], row["entity_id"])})
    return found
