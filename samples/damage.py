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


_VIETNAMESE = "àảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵăâêôơưđĂÂÊÔƠƯĐ"
_ABC = bytes.fromhex(
    "b5b6b7b8b9bbbcbdbec6c7c8c9cacbcccecfd0d1d2d3d4d5d6d7d8dcdddedfe1e2e3e4e5e6e7e8e9eaebecedeeeff1f2f3f4f5f6f7f8f9fafbfc"
    "fdfea8a9aaabacadaea1a2a3a4a5a6a7"
).decode("latin-1")
_VNI_MARKS = {"\u0301": "ù", "\u0300": "ø", "\u0309": "û", "\u0303": "õ", "\u0323": "ï"}
_VNI_HATS = {"": "âáàåãä", "\u0306": "êéèúüë"}


def tcvn3(text: str) -> str:
    """As a page typed in an ABC font (.VnTime) shows; capitals with a tone were typed small there."""
    table = dict(zip(_VIETNAMESE, _ABC, strict=True))
    return "".join(table.get(char) or table.get(char.lower()) or char for char in unicodedata.normalize("NFC", text))


def vni(text: str) -> str:
    """As a page typed in a VNI font shows: vowel, then the letter of its marks."""
    return "".join(map(_vni_letter, unicodedata.normalize("NFC", text)))


def _vni_letter(char: str) -> str:
    if char in "đĐ":
        return "ñ" if char == "đ" else "Ñ"
    base, *marks = list(unicodedata.normalize("NFD", char))
    if not marks or base.lower() not in "aeiouy":
        return char
    tone = next((mark for mark in marks if mark in _TONES), "")
    if base in "iI":
        shown = {"\u0309": "æ", "\u0303": "ó", "\u0323": "ò"}.get(tone)
        return char if shown is None else shown if base == "i" else shown.upper()
    if "\u031b" in marks:
        return {"o": "ô", "O": "Ô", "u": "ö", "U": "Ö"}[base] + _VNI_MARKS.get(tone, "")
    if base in "yY" and tone == "\u0323":
        return "î" if base == "y" else "Î"
    order = ("", "\u0301", "\u0300", "\u0309", "\u0303", "\u0323")
    for hat, letters in (("\u0302", _VNI_HATS[""]), ("\u0306", _VNI_HATS["\u0306"])):
        if hat in marks:
            return base + letters[order.index(tone)]
    return base + _VNI_MARKS[tone]


def twice_encoded(text: str) -> str:
    """UTF-8 that a converter took for cp1252 and encoded again; what cp1252 lacks goes through as it is."""
    return "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in text.encode("utf-8"))


TEXT_DAMAGE: dict[str, Callable[[str], str]] = {
    "NBSP and double spaces": _no_break,
    "zero-width spaces inside words": _zero_width,
    "eth for Đ": lambda text: _in_numbers(text, lambda number: number.replace("Đ", "\u00d0")),
    "fraction slashes in numbers": lambda text: _in_numbers(text, lambda number: number.replace("/", "\u2044")),
    "full-width slashes in numbers": lambda text: _in_numbers(text, lambda number: number.replace("/", "\uff0f")),
    "document number over a line break": lambda text: _in_numbers(text, lambda number: number.replace("/", "/\n", 1)),
    "TCVN3 text": tcvn3,
    "VNI text": vni,
    "UTF-8 read as cp1252": twice_encoded,
    "a VNI mark left in a word": lambda text: text.replace("huyện", "huyêïn"),
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
