"""From bytes to characters: what a payload is, in which charset it is written, what was lost on the way."""

import codecs
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, read_bom, resolve_encoding

from crawler.captures.records import Payload
from pipeline.charsets.reread import rules_for

CharsetSource = Literal["bom", "meta", "header", "bytes", "default"]
"""Who was believed: the byte order mark, the page's <meta>, the HTTP header, the bytes themselves, or nobody."""

_MAGIC = (
    (b"%PDF-", "pdf"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"GIF8", "gif"),
    (b"RIFF", "riff"),
    (b"BM", "bmp"),
    (b"PK\x03\x04", "zip"),
    (b"Rar!", "rar"),
    (b"7z\xbc\xaf", "7z"),
    (b"\xd0\xcf\x11\xe0", "ole"),
    (b"\x1f\x8b", "gzip"),
    (b"ID3", "mp3"),
    (b"\x00\x00\x00", "mp4"),
)
_TAG = re.compile(r"<[^>]*>")
_MANY_ERRORS = 0.1
"""Share of broken among all multi-byte sequences above which a page is not UTF-8 with a few slips."""

_VIETNAMESE_BLOCK = re.compile(r"[\u1ea0-\u1ef9]")
_TCVN3 = re.compile(r"(?<=[A-Za-z])[©®¬µ¸¹§·¶«»\u00ad](?=[a-z])")
_VNI = re.compile(r"(?<=[A-Za-zöôêâ])[ïøûöäåë](?=[a-z ,.])")
_LEGACY_MARKS = frozenset("©®¬µ¸¹§·¶«»\u00adïøûöäåë")
_ENOUGH_LEGACY_MARKS = 8


class NotHtml(Exception):
    """The payload is no page: `kind` says what its bytes are (`pdf`, `jpeg`, `zip`, `empty`, `binary`, …)."""

    def __init__(self, kind: str) -> None:
        super().__init__(f"not a page: {kind}")
        self.kind = kind


@dataclass(frozen=True)
class Page:
    """A decoded page."""

    html: str
    charset: str
    """The Python codec that was used."""
    charset_source: CharsetSource
    decode_errors: int
    """Characters that could not be decoded and stand as U+FFFD."""


@lru_cache(maxsize=1)  # who publishes a page and what it says are asked one after the other
def decode(payload: Payload) -> Page:
    """The page in `payload`, judged by its bytes, not by its Content-Type. Raises `NotHtml` for anything else.

    UTF-8 that decodes cleanly is believed over every label; then a label that decodes cleanly, the page's <meta>
    before the header; windows-1258 comes out NFC."""
    body = payload.body
    if not body.strip():
        raise NotHtml("empty")
    if kind := _kind_by_bytes(body):
        raise NotHtml(kind)
    charset, source = _charset(body, payload.content_type)
    html = body.decode(charset, "replace")
    errors = html.count("\ufffd") - body.count("\ufffd".encode()) if "\ufffd" in html else 0
    if charset == "cp1258":
        html = unicodedata.normalize("NFC", html)
    return Page(html.removeprefix("\ufeff"), charset, source, max(errors, 0))


def legacy_font(text: str) -> str | None:
    """`TCVN3` or `VNI` where `text` is full of their telling marks inside words and empty of Vietnamese letters."""
    if _LEGACY_MARKS.isdisjoint(text):
        return None
    for name, marks in (("TCVN3", _TCVN3), ("VNI", _VNI)):
        telling = len(marks.findall(text))
        if telling > _ENOUGH_LEGACY_MARKS and telling > 2 * len(_VIETNAMESE_BLOCK.findall(text)):
            return name
    return None


def _kind_by_bytes(body: bytes) -> str | None:
    start = body[:64].lstrip()
    for magic, kind in _MAGIC:
        if body.startswith(magic) or (kind == "pdf" and start.startswith(magic)):
            return kind
    sample = body[:4096]
    if not read_bom(body)[0] and sample.count(0) > len(sample) // 100:
        return "binary"
    if start[:1] in (b"{", b"[") and b"<" not in sample:
        return "json"
    return None


def _charset(body: bytes, content_type: str) -> tuple[str, CharsetSource]:
    marked, _ = read_bom(body)
    if marked:
        return codecs.lookup(marked).name, "bom"
    labels: list[tuple[str, CharsetSource]] = []
    for label, source in (
        (html_body_declared_encoding(body), "meta"),
        (http_content_type_encoding(content_type), "header"),
    ):
        codec = resolve_encoding(label) if label else None
        if codec and codec not in ("utf-7", "utf_7"):
            labels.append((codecs.lookup(codec).name, source))  # type: ignore[arg-type]
    if _decodes(body, "utf-8"):
        return "utf-8", next((source for codec, source in labels if codec == "utf-8"), "bytes")
    if _is_mostly_utf8(body):
        return "utf-8", next((source for codec, source in labels if codec == "utf-8"), "bytes")
    # Fonts of before Unicode took the codes of Latin-1, whatever code page the page names.
    if any(rules_for(_TAG.sub("\n", body.decode("latin-1")).split("\n"))):
        return "iso8859-1", "bytes"
    for codec, source in labels:
        if codec != "utf-8" and _decodes(body, codec):
            return codec, source
    for codec, source in labels:
        if codec != "utf-8":
            return codec, source
    if _looks_like_cp1258(body):
        return "cp1258", "bytes"
    return "utf-8", "default"


def _decodes(body: bytes, codec: str) -> bool:
    try:
        body.decode(codec)
    except UnicodeDecodeError:
        return False
    return True


def _is_mostly_utf8(body: bytes) -> bool:
    text = body.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    whole = sum(1 for char in text if char > "\x7f") - broken
    return broken <= _MANY_ERRORS * max(whole, 1)


def _looks_like_cp1258(body: bytes) -> bool:
    text = unicodedata.normalize("NFC", body.decode("cp1258", "replace"))
    marked = sum(1 for char in text if char > "\x7f")
    return marked > 0 and len(_VIETNAMESE_BLOCK.findall(text)) > marked // 4
