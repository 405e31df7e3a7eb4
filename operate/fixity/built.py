"""archive.db and the thumbnails against what they were made of."""

import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from crawler.captures.reader import CaptureError, CaptureReader
from crawler.captures.seal import state_of
from operate.fixity.findings import Finding
from pipeline.media import make_picture

REBUILD = "ocop rebuild"
REMAKE = "xoá tệp rồi / delete the file, then `ocop rebuild`"


def archive_findings(archive: Path) -> Iterator[Finding]:
    """Any byte that is not as the last build left it, where one closed the file in order, and damage that SQLite sees.
    After a build that did not come to its end there are no such bytes to compare with: the next one finishes it."""
    if not archive.exists():
        return
    if state_of(archive.parent, archive.name) == "changed":
        says = "không còn như lúc đóng / not the bytes that the last build left"
        yield Finding("archive.db", "changed", says, REBUILD)
    connection = sqlite3.connect(f"{archive.as_uri()}?mode=ro", uri=True)
    try:
        for (said,) in connection.execute("PRAGMA integrity_check(20)").fetchall():
            if said != "ok":
                yield Finding("archive.db", "changed", str(said), REBUILD)
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        yield Finding("archive.db", "unreadable", str(error), "để sang chỗ khác / move it away, then `ocop rebuild`")
    finally:
        connection.close()


def thumbnail_findings(
    home: Path, reader: CaptureReader, with_content: bool, told: Callable[[int, int], None]
) -> Iterator[Finding]:
    """Thumbnails that the archive shows and the disk does not hold, and files that nothing shows; `with_content`: every
    thumbnail is made again from its capture and compared byte by byte."""
    archive, media = home / "archive.db", home / "media"
    if not archive.exists():
        return
    connection = sqlite3.connect(f"{archive.as_uri()}?mode=ro", uri=True)
    try:
        shown = dict(connection.execute("SELECT thumbnail, sha256 FROM images WHERE thumbnail <> ''"))
    except sqlite3.DatabaseError:
        return
    finally:
        connection.close()
    there = {path.name for path in media.glob("*") if path.is_file() and not path.name.endswith(".part")}
    for name in sorted(set(shown) - there):
        yield Finding(f"media/{name}", "missing", "ảnh nhỏ không còn / the thumbnail is gone", REBUILD)
    for name in sorted(there - set(shown)):
        yield Finding(f"media/{name}", "extra", "không bài nào dùng / no article shows it", "xoá / delete it")
    names = sorted(set(shown) & there) if with_content else []
    with tempfile.TemporaryDirectory() as folder:
        for number, name in enumerate(names, start=1):
            told(number, len(names))
            yield from _compared(media / name, reader, shown[name], Path(folder))


def _compared(file: Path, reader: CaptureReader, sha256: str, folder: Path) -> Iterator[Finding]:
    """`sha256`: of the picture as it was sent."""
    row = reader.db.execute(
        "SELECT seq FROM captures WHERE payload_sha256 = ? AND revisit_of IS NULL LIMIT 1", [sha256]
    ).fetchone()
    if row is None:
        says = "không có bản lưu của ảnh / no capture of the picture"
        yield Finding(f"media/{file.name}", "extra", says, REBUILD)
        return
    capture = reader.capture(row[0])
    try:
        again = make_picture(reader.payload(capture).body, capture.payload_sha256, folder)
    except CaptureError:
        # Said of the WARC file already.
        return
    made = folder / again.thumbnail if again.thumbnail else None
    if made is None or made.read_bytes() != file.read_bytes():
        yield Finding(
            f"media/{file.name}", "changed", "khác ảnh làm lại từ bản lưu / not what its capture gives", REMAKE
        )
    if made is not None:
        made.unlink()
