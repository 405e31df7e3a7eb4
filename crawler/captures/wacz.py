"""Kept captures as a WACZ (Web Archive Collection Zipped 1.1.1): WARC, index, list of pages, digests in one ZIP file that
replay tools open. Which captures may go into it is the caller's decision."""

import json
import shutil
import uuid
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

from cdxj_indexer.main import CDXJIndexer

from crawler.captures.reader import CaptureReader
from crawler.captures.records import Capture
from crawler.captures.segments import MAX_SEGMENT, file_sha256
from crawler.captures.unrevisited import as_response
from crawler.captures.warc import NewId, warcinfo

VERSION = "1.1.1"
_PAGES_HEAD = {"format": "json-pages-1.0", "id": "pages", "title": "Bài viết / Articles"}
_INDEXED = "response,revisit"
_CHUNK = 1 << 20


@dataclass(frozen=True)
class Page:
    """A page that a reader of the collection begins with."""

    url: str
    title: str
    fetched_at: str
    """Ledger stamp of its capture."""
    id: str = ""
    """The article's id in the archive."""


@dataclass(frozen=True)
class About:
    """What a WACZ says of itself."""

    title: str
    description: str
    created: str
    """Ledger stamp."""
    software: str


@dataclass(frozen=True)
class Written:
    """What went into a WACZ."""

    captures: int
    pages: int
    left_out: int
    """Confirmations (status 304) of a page that is not in the selection: they would refer to nothing."""


def write_wacz(
    target: Path | IO[bytes],
    reader: CaptureReader,
    captures: Iterable[Capture],
    pages: Sequence[Page],
    about: About,
    *,
    folder: Path | None = None,
    segment_bytes: int = MAX_SEGMENT,
    new_id: NewId = uuid.uuid4,
    told: Callable[[int], None] = lambda _: None,
) -> Written:
    """Write `captures` (each once, in ledger order) to `target`, a path or a seekable binary stream. `folder`: where the
    unpacked WARC files stand meanwhile. `told` is given the number of captures written. Raises DamagedCapture for bytes
    that are not those acknowledged, OSError where the disk is full."""
    chosen = sorted({capture.seq: capture for capture in captures}.values(), key=lambda capture: capture.seq)
    with TemporaryDirectory(dir=folder, prefix=".wacz-") as name:
        parts = _Parts(Path(name), about, segment_bytes, new_id)
        left_out = parts.write(reader, chosen, told)
        parts.write_index()
        parts.write_pages(pages)
        parts.pack(target)
    return Written(len(chosen) - left_out, len(pages), left_out)


class _Parts:
    """The files of a WACZ while they are being made, below one folder."""

    def __init__(self, folder: Path, about: About, segment_bytes: int, new_id: NewId) -> None:
        self.folder, self.about, self.segment_bytes, self.new_id = folder, about, segment_bytes, new_id
        for part in ("archive", "indexes", "pages"):
            (folder / part).mkdir()
        self.warcs: list[Path] = []

    def write(self, reader: CaptureReader, chosen: Sequence[Capture], told: Callable[[int], None]) -> int:
        """The WARC files; returns how many captures had to be left out."""
        held = {capture.seq for capture in chosen if capture.revisit_of is None}
        left_out = 0
        segment: IO[bytes] | None = None
        try:
            for number, capture in enumerate(chosen, 1):
                if capture.revisit_of is None or capture.revisit_of in held:
                    group = reader.record_bytes(capture)
                elif capture.status == 304:
                    left_out += 1
                    continue
                else:
                    group = as_response(reader, capture)
                if segment is None or segment.tell() >= self.segment_bytes:
                    segment = self._next_segment(segment)
                segment.write(group)
                told(number)
            if segment is None:
                segment = self._next_segment(None)
        finally:
            if segment is not None:
                segment.close()
        return left_out

    def _next_segment(self, before: IO[bytes] | None) -> IO[bytes]:
        if before is not None:
            before.close()
        path = self.folder / "archive" / f"data-{len(self.warcs) + 1:05}.warc.gz"
        self.warcs.append(path)
        segment = path.open("wb")
        segment.write(warcinfo(path.name, self.about.created, self.about.software, self.new_id))
        return segment

    def write_index(self) -> None:
        """`index.cdx.gz` with its table of blocks, over every response and revisit; POST pages by what was posted."""
        blocks = StringIO()
        with (self.folder / "indexes" / "index.cdx.gz").open("wb") as packed:
            CDXJIndexer(
                blocks, [str(path) for path in self.warcs], post_append=True, sort=True,
                compress=packed, data_out_name="index.cdx.gz", records=_INDEXED, digest_records=True,
            ).process_all()  # fmt: skip
        (self.folder / "indexes" / "index.idx").write_text(blocks.getvalue(), encoding="utf-8")

    def write_pages(self, pages: Sequence[Page]) -> None:
        """`pages.jsonl`, one line per page."""
        lines: list[dict[str, Any]] = [_PAGES_HEAD]
        for page in pages:
            line = {"id": page.id, "url": page.url, "title": page.title, "ts": page.fetched_at}
            lines.append({name: value for name, value in line.items() if value})
        text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
        (self.folder / "pages" / "pages.jsonl").write_text(text, encoding="utf-8")

    def pack(self, target: Path | IO[bytes]) -> None:
        """The ZIP file: WARC files and index stored, so that replay can read at an offset; then the digests."""
        stored = [*(f"archive/{path.name}" for path in self.warcs), "indexes/index.cdx.gz"]
        with zipfile.ZipFile(target, "w", allowZip64=True) as packed:
            resources = [self._add(packed, name, zipfile.ZIP_STORED) for name in stored]
            resources += [self._add(packed, name) for name in ("indexes/index.idx", "pages/pages.jsonl")]
            about = {
                "profile": "data-package", "wacz_version": VERSION, "title": self.about.title,
                "description": self.about.description, "created": self.about.created, "modified": self.about.created,
                "software": self.about.software, "resources": resources,
            }  # fmt: skip
            self._write("datapackage.json", about)
            written = self._add(packed, "datapackage.json")
            self._write("datapackage-digest.json", {name: written[name] for name in ("path", "hash")})
            self._add(packed, "datapackage-digest.json")

    def _write(self, name: str, value: dict[str, Any]) -> None:
        (self.folder / name).write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")

    def _add(self, packed: zipfile.ZipFile, name: str, compression: int = zipfile.ZIP_DEFLATED) -> dict[str, Any]:
        """Copy a file into the ZIP; its entry in datapackage.json. The moment in the ZIP is that of the export."""
        path = self.folder / name
        entry = zipfile.ZipInfo(name, datetime.fromisoformat(self.about.created).timetuple()[:6])
        entry.compress_type, entry.external_attr, entry.file_size = compression, 0o644 << 16, path.stat().st_size
        with path.open("rb") as source, packed.open(entry, "w") as out:
            shutil.copyfileobj(source, out, _CHUNK)
        return {
            "name": path.name, "path": name, "hash": f"sha256:{file_sha256(path)}", "bytes": path.stat().st_size,
        }  # fmt: skip
