"""Captures as one WACZ file: what `ocop export --wacz` writes, and one article's evidence for whoever asks for it."""

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from typing import IO

from crawler.captures.reader import CaptureReader
from crawler.captures.wacz import About, write_wacz
from pipeline.republish.selection import Wanted, select

SAMPLE_MARK = "DỮ LIỆU MẪU"


@dataclass(frozen=True)
class Collection:
    """What went into a WACZ file."""

    captures: int
    pages: int
    left_out: Mapping[str, int]
    """What was asked for and does not go out, by reason."""


def write_collection(
    target: Path | IO[bytes], archive: sqlite3.Connection, reader: CaptureReader, wanted: Wanted, created: str, *,
    folder: Path | None = None, told: Callable[[int, int], None] = lambda _done, _of: None,
) -> Collection:  # fmt: skip
    """Write the wanted captures to `target` (a path or a seekable stream) as WACZ 1.1.1. `archive`: a connection to
    archive.db; `created`: ledger stamp of the export; `folder`: where unpacked WARC files stand meanwhile; `told` is
    given how many of how many captures were written. Raises NothingWanted, and what write_wacz raises."""
    chosen = select(archive, reader, wanted)
    total = len(chosen.captures)
    written = write_wacz(
        target, reader, chosen.captures.values(), chosen.pages, _about(archive, wanted, created), folder=folder,
        told=lambda done: told(done, total),
    )  # fmt: skip
    if written.left_out:
        chosen.left_out["captures: a 304 that confirms a page of another address"] += written.left_out
    return Collection(written.captures, written.pages, dict(sorted(chosen.left_out.items())))


def article_wacz(archive: sqlite3.Connection, reader: CaptureReader, article_id: str, created: str) -> bytes | None:
    """The evidence of one article (its page, pictures, attachments, the listings that announced it) as a WACZ file;
    None where the public is shown none of it. Raises NothingWanted for an id that the archive does not hold."""
    packed = BytesIO()
    done = write_collection(packed, archive, reader, Wanted(article=article_id), created)
    return packed.getvalue() if done.pages else None


def _about(archive: sqlite3.Connection, wanted: Wanted, created: str) -> About:
    state = dict(archive.execute("SELECT key, value FROM archive_state").fetchall())
    mark = f"[{SAMPLE_MARK}] " if state.get("holds") == "samples" else ""
    asked = [wanted.article, *wanted.sources, *(day for day in (wanted.day_from, wanted.day_to) if day)]
    kinds = "Gồm cả phần không công bố · With what is not published. " if wanted.restricted else ""
    return About(
        title=f"{mark}Kho lưu trữ OCOP: {', '.join(filter(None, asked)) or 'tất cả / all'}",
        description=f"{mark}{kinds}Trang về OCOP như cổng đã trả về, kèm danh sách đã dẫn tới. · Pages on the OCOP "
        "programme as portals sent them, with the listings that announced them. Each stays under its portal's terms.",
        created=created,
        software=f"ocop-archive {version('ocop-archive')}",
    )
