"""References of an article: which picture is meant, which link is a file, what it is called."""

import re
from collections.abc import Callable
from pathlib import PurePosixPath
from urllib.parse import parse_qsl, unquote, unquote_to_bytes, urlsplit

from crawler.portals.families.lazy import KNOWN
from pipeline.article.tree import absolute
from pipeline.charsets.reread import reread_name
from pipeline.text import fold, one_line

Get = Callable[[str], str | None]
"""Gives an attribute of an element by name."""

_FILE = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?|zip|rar|7z|odt|ods|rtf|csv)$", re.IGNORECASE)
_PICTURE_NAME = re.compile(r"[^\n]{1,150}\.(?:jpe?g|png|gif|webp|bmp|tiff?|jfif)", re.IGNORECASE)
_ADDRESSES = (*KNOWN, "src")
_PLACEHOLDER = re.compile(
    r"^data:|no[-_]?image|blank\.gif|spacer\.gif|(?:^|[/_-])(?:loading|lazyload)|pixel\.gif|transparent\.|1x1\."
    r"|/_layouts/|/style%20library/|/style library/|(?:^|/)icons?[/_-]|[/_-]icon\.|\.svg(?:$|\?)|smil(?:ey|ies)"
    r"|/themes/[^/]+/images/",
    re.IGNORECASE,
)  # fmt: skip
_THUMBNAIL = re.compile(r"(?<![^/]/)/assets/(?=(?:[^/]+/)*news/)")
_SMALL = 40
"""Pixels: a picture of at most this width or height is an icon, a bullet, a digit of a counter."""


def picture_source(get: Get, base: str) -> str:
    """The absolute address of the picture that an <img> means, lazy attributes first; empty for icons, placeholders."""
    for name in _ADDRESSES:
        reference = (get(name) or "").strip()
        if reference and not _PLACEHOLDER.search(reference):
            return "" if _is_small(get) else absolute(reference, base)
    return ""


def _is_small(get: Get) -> bool:
    sizes = [re.match(r"\d+", (get(name) or "").strip()) for name in ("width", "height")]
    style = re.findall(r"(?:^|[;\s])(?:width|height)\s*:\s*(\d+)px", get("style") or "")
    return any(int(size[0]) <= _SMALL for size in sizes if size) or any(int(size) <= _SMALL for size in style)


def original_of(source: str) -> str:
    """The picture that a NukeViet thumbnail stands for: /assets/…/news/ holds small copies of /uploads/…/news/."""
    return _THUMBNAIL.sub("/uploads/", source, count=1)


def words_of(alt: str) -> str | None:
    """An alt text where it is words; None for a file name, a number, a local path of the editor's machine."""
    alt = one_line(alt)
    is_file = _PICTURE_NAME.fullmatch(alt) is not None
    is_path = "\\" in alt or re.match(r"[A-Za-z]:[/\\]|file:|/[^ ]+$", alt) is not None
    letters = sum(char.isalpha() for char in alt)
    is_name = re.fullmatch(
        r"(?:img|dsc|image|picture|hinh anh|anh|hinh|screenshot|photo|untitled|z)?[\W_\d]*", fold(alt)
    )
    return None if is_file or is_path or is_name or letters < 3 or " " not in alt else alt


def is_picture_name(line: str) -> bool:
    """Whether a whole line is the file name of a picture."""
    return _PICTURE_NAME.fullmatch(line) is not None and len(line.split()) <= 12


def file_address(reference: str | None, base: str, *, download: bool = False) -> str:
    """The absolute address of the document that a link or viewer names, empty where it names none.

    A viewer's `?file=…` names the document itself; `download` says that the link carries the attribute."""
    if not reference:
        return ""
    try:
        parts = urlsplit(reference.strip())
        for name, value in parse_qsl(parts.query):
            if name.lower() in ("file", "url", "src", "filename", "path") and _FILE.search(urlsplit(value).path):
                return absolute(value, base)
        is_file = _FILE.search(unquote(parts.path)) is not None
    except ValueError:
        return ""
    if parts.scheme and parts.scheme.lower() not in ("http", "https"):
        return ""
    return absolute(reference, base) if is_file or (download and parts.path) else ""


def file_name(address: str) -> str:
    """The last part of an address, decoded, in Unicode: what an unlabelled attachment is called. A name that is no
    UTF-8 is taken for Latin-1, and what was typed in an older font is put right."""
    raw = unquote_to_bytes(PurePosixPath(urlsplit(address).path).name)
    try:
        name = raw.decode("utf-8")
    except UnicodeDecodeError:
        name = raw.decode("latin-1")
    return one_line(reread_name(name))
