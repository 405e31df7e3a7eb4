"""Pictures and attachments made on demand: the same name gives the same bytes, another name other bytes."""

import io
import random
import zipfile
from functools import lru_cache
from html import escape
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

_SIZE = (720, 480)


def _scene(name: str) -> Image.Image:
    """A field, hills and a sun in the colours that `name` draws."""
    dice = random.Random(f"picture {name}")
    width, height = _SIZE
    sky, sun = (dice.randint(150, 225), dice.randint(190, 235), 245), (250, dice.randint(190, 235), 120)
    picture = Image.new("RGB", _SIZE, sky)
    pen = ImageDraw.Draw(picture)
    x, radius = dice.randint(80, width - 80), dice.randint(30, 60)
    pen.ellipse((x - radius, 90 - radius, x + radius, 90 + radius), fill=sun)
    for layer in range(3):
        base = 200 + layer * 80
        points = [(step * 120, base + dice.randint(-45, 35)) for step in range(8)]
        green = (dice.randint(40, 110), dice.randint(110, 170) - layer * 20, dice.randint(40, 90))
        pen.polygon([(0, height), *points, (width, height)], fill=green)
    for _ in range(26):
        left, top, size = dice.randint(0, width), dice.randint(380, height), dice.randint(6, 18)
        pen.ellipse((left, top, left + size, top + size), fill=(dice.randint(160, 250), dice.randint(60, 200), 60))
    pen.text((16, height - 34), "SAMPLE PICTURE", fill=(255, 255, 255), font=ImageFont.load_default(20))
    return picture


@lru_cache(maxsize=512)
def picture(name: str, kind: str = "JPEG", width: int = _SIZE[0]) -> bytes:
    """A picture as JPEG, PNG or GIF bytes, `width` pixels wide."""
    image = _scene(name)
    if width != image.width:
        image = image.resize((width, max(1, width * image.height // image.width)))
    if kind == "GIF":
        image = image.convert("P", palette=Image.Palette.ADAPTIVE)
    out = io.BytesIO()
    image.save(out, kind, **({"quality": 72} if kind == "JPEG" else {}))
    return out.getvalue()


@lru_cache(maxsize=16)
def digit(number: str) -> bytes:
    """A counter's digit as a small PNG."""
    image = Image.new("RGB", (12, 18), (20, 60, 120))
    ImageDraw.Draw(image).text((2, 2), number, fill=(255, 255, 255), font=ImageFont.load_default(13))
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


@lru_cache(maxsize=256)
def pdf(title: str) -> bytes:
    """A valid one-page PDF 1.4. Its text is ASCII: the standard font has no Vietnamese letters."""
    text = "".join(char for char in title if char.isascii()).replace("\\", "").replace("(", "").replace(")", "")
    stream = f"BT /F1 14 Tf 60 760 Td (DU LIEU MAU - SAMPLE DOCUMENT) Tj 0 -28 Td ({text}) Tj ET".encode("ascii")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, offsets = bytearray(b"%PDF-1.4\n"), []
    for number, content in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start
    return bytes(out)


_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)


@lru_cache(maxsize=256)
def docx(title: str) -> bytes:
    """A valid Word document of two paragraphs: the sample mark and `title`."""
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    rows = "".join(f"<w:p><w:r><w:t>{escape(row)}</w:t></w:r></w:p>" for row in ("DỮ LIỆU MẪU", title))
    body = f'<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{space}"><w:body>{rows}</w:body></w:document>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in (("[Content_Types].xml", _TYPES), ("_rels/.rels", _RELATIONS), ("word/document.xml", body)):
            packed.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), text)
    return out.getvalue()


_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_TYPES_OF = {".pdf": "application/pdf", ".docx": _WORD, ".xlsx": _SHEET}

FILES = Path(__file__).parent / "files"
"""Attachments with Vietnamese letters inside, made by scripts/sample_files.py."""


def media(name: str, title: str) -> tuple[str, bytes]:
    """Content type and bytes of a file by its name. `title` is what a document inside says.

    A `.doc` is the trap "mislabelled attachment": its bytes are a PDF while the portal says Word.
    """
    made = FILES / name
    if made.is_file():
        return _TYPES_OF[made.suffix], made.read_bytes()
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    if ending == "pdf":
        return "application/pdf", pdf(title)
    if ending == "docx":
        return _WORD, docx(title)
    if ending == "doc":
        return "application/msword", pdf(title)
    if ending == "png":
        return "image/png", picture(name, "PNG")
    return "image/jpeg", picture(name)
