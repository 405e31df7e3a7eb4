"""What editors, converters and CMSs do to text, done here on purpose (portals.md 2.3-2.4 of the project's notes).

Each function is pure and the same every time; article files stay clean NFC, the page gets the damage.
"""

import re
import unicodedata
from collections.abc import Callable
from itertools import count

_NUMBER = re.compile(r"\d+(?:/\d{4})?/[A-ZĐ][A-Za-zĐđ&]*(?:-[A-ZĐ][A-Za-zĐđ&]*)+")
_TONES = "\u0300\u0301\u0303\u0309\u0323"


def _every(text: str, old: str, new: str, step: int) -> str:
    counter = count(1)
    return re.sub(re.escape(old), lambda found: new if next(counter) % step == 0 else found[0], text)


def _in_numbers(text: str, change: Callable[[str], str]) -> str:
    return _NUMBER.sub(lambda found: change(found[0]), text)


def _zero_width(text: str) -> str:
    counter = count(1)
    return re.sub(r"[^\W\d_]{4,}", lambda f: f[0][:2] + "\u200b" + f[0][2:] if next(counter) % 7 == 0 else f[0], text)


def _no_break(text: str) -> str:
    wide = text.replace("  ", "\u00a0 ")
    return _every(_every(wide, " ", "\u00a0 ", 9), " ", "\u00a0", 5)


TEXT_DAMAGE: dict[str, Callable[[str], str]] = {
    "NBSP and double spaces": _no_break,
    "zero-width spaces inside words": _zero_width,
    "eth for Đ": lambda text: _in_numbers(text, lambda number: number.replace("Đ", "\u00d0")),
    "fraction slashes in numbers": lambda text: _in_numbers(text, lambda number: number.replace("/", "\u2044")),
    "full-width slashes in numbers": lambda text: _in_numbers(text, lambda number: number.replace("/", "\uff0f")),
    "document number over a line break": lambda text: _in_numbers(text, lambda number: number.replace("/", "/\n", 1)),
    "spaces inside document numbers": lambda text: _in_numbers(text, lambda number: number.replace("/", " / ")),
}
"""Trap name -> what it does to the text of lead and body."""


def damaged(text: str, traps: tuple[str, ...]) -> str:
    """`text` after every text damage that `traps` names."""
    for name, change in TEXT_DAMAGE.items():
        if name in traps:
            text = change(text)
    return text


def decomposed(text: str) -> str:
    """NFD, as titles pasted from a Mac arrive."""
    return unicodedata.normalize("NFD", text)


def windows_1258(text: str) -> bytes:
    """`text` in windows-1258: letters with their circumflex, breve or horn, the tone as a combining byte after it.

    What the code page lacks becomes a numeric character reference.
    """
    letters: list[str] = []
    for char in unicodedata.normalize("NFC", text):
        marks = unicodedata.normalize("NFD", char)
        tone = "".join(mark for mark in marks if mark in _TONES)
        rest = "".join(mark for mark in marks if mark not in _TONES)
        letters.append(unicodedata.normalize("NFC", rest) + tone)
    return "".join(letters).encode("cp1258", errors="xmlcharrefreplace")
