"""Pictures and attachments by their bytes: type by magic, size by header, thumbnails re-encoded. Nothing is trusted."""

import io
import os
import warnings
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

FORMATS = ("JPEG", "PNG", "GIF", "WEBP")
MAX_BYTES = 25 << 20
MAX_PIXELS = 40_000_000
"""reliability C14: a 20 KB PNG of 169 Mpx took 825 MB to decode; the header is asked before anything is decoded."""
THUMBNAIL_SIDE = 720


@dataclass(frozen=True)
class Picture:
    """A captured picture; `state` is `ok`, or why there is no thumbnail."""

    sha256: str
    bytes: int
    state: str
    width: int | None = None
    height: int | None = None
    format: str | None = None
    thumbnail: str | None = None
    """File name below media/."""
    phash: str | None = None
    """Difference hash of the picture upright: 128 bits as 32 hex digits (rows, then columns)."""


def make_picture(body: bytes, sha256: str, media: Path) -> Picture:
    """Measure `body` and write its thumbnail as `<sha256>.jpg` (JPEG, longest side 720 px, no EXIF, no profile)."""
    size = len(body)
    if size > MAX_BYTES:
        return Picture(sha256, size, "too large")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with Image.open(io.BytesIO(body), formats=FORMATS) as image:
                width, height = image.size
                if width * height > MAX_PIXELS:
                    return Picture(sha256, size, "too many pixels", width, height, image.format)
                image.draft("RGB", (THUMBNAIL_SIDE, THUMBNAIL_SIDE))
                upright = ImageOps.exif_transpose(image).convert("RGB")
                upright.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
                looks = difference_hash(upright)
                kind = image.format
    except UnidentifiedImageError:
        return Picture(sha256, size, "not a picture")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return Picture(sha256, size, "too many pixels")
    except (OSError, SyntaxError, ValueError, Warning) as error:
        return Picture(sha256, size, f"unreadable: {type(error).__name__}")
    name = f"{sha256}.jpg"
    _write(media / name, upright)
    return Picture(sha256, size, "ok", width, height, kind, name, looks)


def difference_hash(image: Image.Image) -> str:
    """How brightness goes up and down across a picture shrunk to 8 x 8: 64 bits along rows, 64 along columns, as hex.
    A copy that was resized or saved again keeps nearly all of them. (The package of that name reads pixels in a way
    that Pillow is about to drop; imagehash brings scipy along.)"""
    grey = image.convert("L")
    across, down = grey.resize((9, 8)).tobytes(), grey.resize((8, 9)).tobytes()
    bits = [across[9 * y + x] < across[9 * y + x + 1] for y in range(8) for x in range(8)]
    bits += [down[8 * y + x] < down[8 * (y + 1) + x] for y in range(8) for x in range(8)]
    return f"{int(''.join('1' if bit else '0' for bit in bits), 2):032x}"


def _write(path: Path, image: Image.Image) -> None:
    """Whole or not at all: a reader never sees half a thumbnail."""
    path.parent.mkdir(exist_ok=True)
    part = path.with_suffix(f".{os.getpid()}.part")
    try:
        image.save(part, "JPEG", quality=82, optimize=True)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


_MAGIC = (
    (b"%PDF-", "PDF"),
    (b"PK\x03\x04", "ZIP"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "OLE"),
    (b"Rar!\x1a\x07", "RAR"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
)


def file_type(body: bytes) -> str:
    """What an attachment is by its bytes: PDF, DOCX, XLSX, PPTX, ZIP, OLE (old Word, Excel), RAR, JPEG, PNG, HTML,
    or `unknown`. Names and headers lie on portals (files mislabelled .doc)."""
    for magic, name in _MAGIC:
        if body.startswith(magic):
            return _office_type(body) if name == "ZIP" else name
    if body[:1024].lstrip().lower().startswith((b"<!doctype html", b"<html")):
        return "HTML"
    return "unknown"


def _office_type(body: bytes) -> str:
    head = body[:4096] + body[-4096:]
    for marker, name in ((b"word/", "DOCX"), (b"xl/", "XLSX"), (b"ppt/", "PPTX")):
        if marker in head:
            return name
    return "ZIP"
