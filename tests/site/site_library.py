"""A small archive with every table filled, its captures and its pictures: what the site's tests and screenshots show."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw
from site_drafts import DRAFTS, SOURCES, Draft, more_drafts
from site_rows import write_article, write_products, write_suppressed, write_world
from sqlite_utils import Database

from crawler.captures.records import Exchange
from crawler.captures.store import CaptureStore
from crawler.clock import fixed_clock
from pipeline.archive.schema import prepare
from pipeline.archive.search_index import ensure_fold_version


def build(home: Path, drafts: Sequence[Draft] | None = None, holds: str = "samples", captures: bool = True) -> Path:
    """Write <home>/archive.db (and captures/, media/) and return its path."""
    path = home / "archive.db"
    db = Database(path)
    prepare(db)
    db.conn.execute("PRAGMA journal_mode=WAL")
    chosen = [*DRAFTS, *more_drafts()] if drafts is None else list(drafts)
    with db.atomic():
        write_world(db)
        captured = _capture(home, chosen) if captures else {}
        for number, draft in enumerate(sorted(chosen, key=lambda d: d.published or d.date_to or "")):
            write_article(db, number + 1, draft, captured.get(draft.id))
        write_products(db)
        write_suppressed(db)
        _write_media(db, home)
        _count(db)
        for key, value in {
            "built_at": "2026-06-01T03:00:00Z",
            "holds": holds,
            "version": "0.1.0",
            "digest": "0" * 64,
        }.items():
            db.execute("INSERT OR REPLACE INTO archive_state VALUES (?, ?)", [key, value])
    ensure_fold_version(db)
    db.close()
    return path


def _capture(home: Path, drafts: Sequence[Draft]) -> dict[str, Any]:
    clock = fixed_clock(datetime(2025, 5, 6, 7, 8, 9, tzinfo=UTC))
    kept = {}
    with CaptureStore(home, clock) as store:
        run = store.open_run([source["id"] for source in SOURCES])
        for draft in drafts:
            page = (
                f"<html><head><title>{draft.title}</title><script>alert(1)</script></head>"
                f"<body><h1>{draft.title}</h1><p>{draft.lead}</p>"
                "<footer>Điện thoại: 0251.3844.000, thu@longthanh.example</footer></body></html>"
            )
            kept[draft.id] = store.append(
                run,
                Exchange(
                    source_id=draft.source_id,
                    role="article",
                    url=f"https://example.org/{draft.id}",
                    key=draft.id.removeprefix(f"{draft.source_id}/"),
                    outcome="ok",
                    status=200,
                    request_headers=(),
                    response_headers=((b"Content-Type", b"text/html; charset=utf-8"),),
                    body=page.encode(),
                ),
            )
        store.close_run(run, "done", 0, "")
    return kept


def _write_media(db: Database, home: Path) -> None:
    (home / "media").mkdir(exist_ok=True)
    for row in list(db.query("SELECT DISTINCT sha256, src FROM article_images")):
        name = f"{row['sha256']}.jpg"
        picture = Image.new("RGB", (720, 480), (205, 221, 200))
        drawn = ImageDraw.Draw(picture)
        for k in range(9):
            drawn.rectangle((0, 260 + k * 26, 720, 272 + k * 26), fill=(70 + k * 9, 130 + k * 6, 80))
        picture.save(home / "media" / name, "JPEG", quality=82)
        db.table("images").insert(
            {
                "sha256": row["sha256"],
                "bytes": 40_000,
                "width": 1440,
                "height": 960,
                "format": "JPEG",
                "thumbnail": name,
                "state": "ok",
            }
        )


def _count(db: Database) -> None:
    for table, kinds in (
        ("cooperatives", "'cooperative'"),
        ("documents", "'document'"),
        ("places", "'place_then', 'place_now'"),
    ):
        db.execute(
            f"UPDATE {table} SET articles = (SELECT count(DISTINCT article_id) FROM article_entities e "
            f"WHERE e.kind IN ({kinds}) AND e.entity_id = {table}.id)"
        )
    db.execute(
        "UPDATE sources SET (articles, first_published, last_published) = (SELECT count(*), min(published), max(published) "
        "FROM articles a WHERE a.source_id = sources.id AND a.state = 'published')"
    )
    db.execute(
        "INSERT INTO coverage SELECT source_id, coalesce(substr(published, 1, 7), 'không rõ'), count(*) + 1, count(*) + (n % 7 = 0), "
        "count(*), 0, (n % 7 = 0) FROM articles WHERE state = 'published' GROUP BY 1, 2"
    )
