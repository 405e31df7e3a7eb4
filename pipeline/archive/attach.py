"""Join the pictures and attachments an article shows with the captures that hold their bytes."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from crawler.captures.reader import CaptureReader
from crawler.captures.records import Capture, Role
from pipeline.children import Lost
from pipeline.media import Picture

_LEFT_OUT: dict[str, Any] = {"state": "left out", "sha256": None, "capture_id": None}
"""A picture or attachment that the home's media policy does not keep."""
_HELD = ("ok", "not_modified")
_PICTURE_HELD = """UPDATE article_images SET state = :state, sha256 = :sha256, capture_id = :capture_id
WHERE article_id = :article_id AND position = :position"""


def attach_media(
    db: Database,
    reader: CaptureReader,
    article_ids: set[str],
    fresh: Sequence[Capture],
    keeps: Callable[[str, str], bool],
) -> set[str]:
    """Say for every picture and attachment of the articles just read, and of those that show media just captured,
    what became of it: its bytes' digest and capture, or the outcome that kept them away. `keeps` tells by article
    id and role what the media policy lets in. Returns these articles."""
    showing = {
        f"{capture.source_id}/{key}"
        for capture in fresh
        if capture.role in ("image", "attachment")
        for key in reader.parents_of(capture.source_id, capture.key)
    }
    showing |= _naming(db, fresh)
    with db.atomic():
        for article_id in sorted(article_ids | showing):
            wants_images, wants_files = keeps(article_id, "image"), keeps(article_id, "attachment")
            for row in db.query("SELECT position, src FROM article_images WHERE article_id = ?", [article_id]):
                held = _held(reader, row["src"], "image") if wants_images else _LEFT_OUT
                db.execute(_PICTURE_HELD, {**held, "article_id": article_id, "position": row["position"]})
            for row in db.query("SELECT position, href FROM attachments WHERE article_id = ?", [article_id]):
                held = _held_file(reader, row["href"]) if wants_files else _LEFT_OUT | {"text": None}
                db.table("attachments").update((article_id, row["position"]), held)
    return article_ids | showing


def _naming(db: Database, fresh: Iterable[Capture]) -> set[str]:
    """Articles that show media which others captured: no crawl of ours has noted whose they are."""
    wanted = (
        "SELECT article_id FROM article_images WHERE src = ? UNION SELECT article_id FROM attachments WHERE href = ?"
    )
    taken_over = (c.url for c in fresh if c.role in ("image", "attachment") and c.origin != "live")
    return {row["article_id"] for url in taken_over for row in db.query(wanted, [url, url])}


def pictures_to_measure(db: Database) -> list[int]:
    """Captures of pictures that articles show and no row of `images` describes yet."""
    return [
        row["capture_id"]
        for row in db.query(
            "SELECT min(capture_id) AS capture_id FROM article_images WHERE sha256 IS NOT NULL "
            "AND sha256 NOT IN (SELECT sha256 FROM images) GROUP BY sha256 ORDER BY 1"
        )
    ]


def note_picture(db: Database, capture: Capture, outcome: Picture | Lost) -> None:
    """Keep what was measured, or how its child was lost."""
    picture = (
        Picture(capture.payload_sha256, capture.payload_bytes, outcome.state) if isinstance(outcome, Lost) else outcome
    )
    with db.atomic():
        db.table("images").upsert(
            {
                "sha256": picture.sha256,
                "bytes": picture.bytes,
                "width": picture.width,
                "height": picture.height,
                "format": picture.format,
                "thumbnail": picture.thumbnail,
                "phash": picture.phash,
                "state": picture.state,
            },
            pk="sha256",
        )


def keep_shown_captures(db: Database, reader: CaptureReader, *, originals: bool) -> None:
    """Rows of `captures` for exactly those pictures and attachments that an article shows: a take-down reaches them.
    Without `originals` none for pictures: their thumbnails are shown, they are not offered."""
    shown = {
        row["capture_id"]
        for table in (("article_images", "attachments") if originals else ("attachments",))
        for row in db.query(f"SELECT DISTINCT capture_id FROM [{table}] WHERE capture_id IS NOT NULL")
    }
    there = {row["id"] for row in db.query("SELECT id FROM captures WHERE role IN ('image', 'attachment')")}
    with db.atomic():
        db.conn.executemany("DELETE FROM captures WHERE id = ?", [(seq,) for seq in there - shown])
        db.table("captures").insert_all(capture_row(reader.capture(seq)) for seq in sorted(shown - there))


def forget_unshown(db: Database, media: Path) -> None:
    """Drop measurements and thumbnails of pictures that no article shows (any more): a take-down reaches them too."""
    db.execute("DELETE FROM images WHERE sha256 NOT IN (SELECT sha256 FROM article_images WHERE sha256 IS NOT NULL)")
    shown = {row["thumbnail"] for row in db.query("SELECT thumbnail FROM images WHERE thumbnail IS NOT NULL")}
    if media.is_dir():
        for file in media.glob("*.jpg"):
            if file.name not in shown:
                file.unlink()


def _held(reader: CaptureReader, url: str, role: Role) -> dict[str, Any]:
    capture = reader.newest_of_url(url, (role,))
    if capture is None:
        refused = reader.newest_event(url)
        return {"state": refused or "not fetched", "sha256": None, "capture_id": None}
    if capture.outcome not in _HELD:
        return {"state": capture.outcome, "sha256": None, "capture_id": capture.seq}
    return {"state": "ok", "sha256": capture.payload_sha256, "capture_id": capture.seq}


def _held_file(reader: CaptureReader, url: str) -> dict[str, Any]:
    held = _held(reader, url, "attachment")
    if held["sha256"] is None:
        return held | {"text": None}
    return held | {"bytes": reader.capture(held["capture_id"]).payload_bytes, "text": None}


def capture_row(capture: Capture) -> dict[str, Any]:
    """A ledger row as a row of `captures`."""
    return {
        "id": capture.seq,
        "source_id": capture.source_id,
        "role": capture.role,
        "url": capture.url,
        "fetched_at": capture.fetched_at,
        "outcome": capture.outcome,
        "status": capture.status,
        "content_type": capture.content_type,
        "sha256": capture.payload_sha256,
        "bytes": capture.payload_bytes,
        "revisit_of": capture.revisit_of,
        "warc_file": capture.warc_file,
        "warc_offset": capture.warc_offset,
        "warc_length": capture.warc_length,
        "origin": capture.origin,
    }
