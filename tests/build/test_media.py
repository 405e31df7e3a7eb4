"""Pictures and files are what their bytes say."""

import io
import zlib
from pathlib import Path
from struct import pack

import pytest
from PIL import Image
from sqlite_utils import Database

from pipeline.archive.schema import prepare
from pipeline.linking.photos import link_photos
from pipeline.media import THUMBNAIL_SIDE, file_type, make_picture
from samples.media import picture as sample_picture


def picture(kind: str, size: tuple[int, int]) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", size, (30, 120, 60)).save(stream, kind)
    return stream.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP"])
def test_a_picture_is_measured_and_its_thumbnail_is_a_jpeg(tmp_path: Path, kind: str) -> None:
    made = make_picture(picture(kind, (1600, 900)), "ab" * 32, tmp_path / "media")
    assert (made.state, made.width, made.height, made.format) == ("ok", 1600, 900, kind)
    with Image.open(tmp_path / "media" / str(made.thumbnail)) as thumbnail:
        assert thumbnail.format == "JPEG"
        assert max(thumbnail.size) == THUMBNAIL_SIDE


def bomb() -> bytes:
    """A PNG whose header says 20,000 x 20,000 pixels and whose data is a few bytes."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return pack(">I", len(data)) + name + data + pack(">I", zlib.crc32(name + data))

    header = pack(">IIBBBBB", 20_000, 20_000, 8, 0, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


@pytest.mark.parametrize(
    ("body", "state"),
    [
        (b"<html>khong phai anh</html>", "not a picture"),
        (b"", "not a picture"),
        (picture("JPEG", (800, 600))[:400], "unreadable"),
        (bomb(), "too many pixels"),
        (picture("BMP", (40, 40)), "not a picture"),
    ],
)
def test_what_is_no_picture_gives_its_reason_and_no_file(tmp_path: Path, body: bytes, state: str) -> None:
    made = make_picture(body, "cd" * 32, tmp_path)
    assert made.state.startswith(state)
    assert made.thumbnail is None
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"%PDF-1.7\n...", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....", "OLE"),
        (b"PK\x03\x04....word/document.xml", "DOCX"),
        (b"PK\x03\x04....xl/workbook.xml", "XLSX"),
        (b"PK\x03\x04....readme.txt", "ZIP"),
        (b"Rar!\x1a\x07\x00", "RAR"),
        (b"\n <!DOCTYPE html><html>", "HTML"),
        (b"\x00\x01\x02", "unknown"),
    ],
)
def test_a_file_is_what_its_bytes_say(body: bytes, kind: str) -> None:
    assert file_type(body) == kind


def saved_again(body: bytes, side: int, quality: int) -> bytes:
    stream = io.BytesIO()
    with Image.open(io.BytesIO(body)) as image:
        image.convert("RGB").resize((side, side * image.height // image.width)).save(stream, "JPEG", quality=quality)
    return stream.getvalue()


def test_one_photo_on_several_pages_is_recognised_and_others_are_not(tmp_path: Path) -> None:
    originals = {f"{number:064x}": sample_picture(f"anh-{number}.jpg") for number in range(1, 21)}
    copies = {f"{100 + number:064x}": saved_again(originals[f"{number:064x}"], 300, 50) for number in (1, 2, 3)}
    blanks = {f"{200 + number:064x}": picture("PNG", (400 + number, 300)) for number in range(2)}
    db = Database(memory=True)
    prepare(db)
    for sha256, body in (originals | copies | blanks).items():
        made = make_picture(body, sha256, tmp_path)
        db.table("images").insert({"sha256": made.sha256, "phash": made.phash, "state": made.state})
    link_photos(db)
    groups = dict(db.execute("SELECT sha256, looks_like FROM images WHERE looks_like IS NOT NULL"))
    assert groups == {f"{offset + number:064x}": f"{number:064x}" for number in (1, 2, 3) for offset in (0, 100)}
