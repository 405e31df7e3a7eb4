"""Vietnamese text: the one normal form that is stored, and the forms that are only searched and compared.

Facts and their sources: domain.md 5 of the project's notes; `FOLD_VERSION` changes with any rule below.
"""

import codecs
import re
import unicodedata

FOLD_VERSION = "1"

_LOOKALIKES = {0xD0: "Đ", 0xF0: "đ", 0x189: "Đ", 0x256: "đ"}
_SPACES = dict.fromkeys((0xA0, 0x2000, 0x2001, 0x2002, 0x2003, 0x2004, 0x2005, 0x2006, 0x2007, 0x2008, 0x2009,
                         0x200A, 0x202F, 0x205F, 0x3000), " ")  # fmt: skip
_INVISIBLE = dict.fromkeys((0xAD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF,
                            *range(0x202A, 0x202F), *range(0x2066, 0x206A)))  # fmt: skip
_CONTROL = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 127, *range(0x80, 0xA0), *range(0xD800, 0xE000)])
_REPLACED: dict[int, str | None] = {**_LOOKALIKES, **_SPACES, **_INVISIBLE, **_CONTROL}
_TO_REPLACE = re.compile("[" + "".join(re.escape(chr(code)) for code in _REPLACED) + "]")
_MARKS = re.compile(r"[\u0300-\u036f]")

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_OPEN_SYLLABLE = re.compile(rf"([oOuU])(?<![qQ].)((?<=[oO])[aAeE]|(?<=[uU])[yY])([{_TONES}])(?!\w)")
"""Begins with a set of letters, which the regex engine skips to."""


def clean(text: str) -> str:
    """`text` as it is stored and offsets index it: NFC, eth as đ (Ð U+00D0 is written for Đ on portals), spaces of
    every width as a space, zero-width, bidi and control characters gone, runs of spaces one space, lines trimmed."""
    text = unicodedata.normalize("NFC", text)
    if _TO_REPLACE.search(text):
        text = text.translate(_REPLACED)
    return "\n".join(" ".join(line.split()) for line in text.split("\n")).strip("\n")


def one_line(text: str) -> str:
    """`clean` text with line breaks as spaces: titles, captions, link texts."""
    return " ".join(clean(text).split())


def canonical_tones(text: str) -> str:
    """Open oa, oe, uy with the tone on the first vowel (hoà -> hòa, thuỷ -> thủy); qu-, closed syllables untouched."""
    decomposed = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", _OPEN_SYLLABLE.sub(r"\1\3\2", decomposed))


def normalise(text: str) -> str:
    """The searchable form that keeps accents: `clean`, one tone placement."""
    return canonical_tones(clean(text))


def _folded(char: str) -> str:
    bare = _MARKS.sub("", unicodedata.normalize("NFD", char.lower().replace("đ", "d")))
    return bare if len(bare) == 1 else char


_FOLD = {code: _folded(chr(code)) for code in (*range(0x41, 0x250), *range(0x1E00, 0x1F00))}


_COMMON = (
    "".join(char for char in map(chr, range(128)) if not char.isupper())
    + "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ“”‘’–—…•·°²³×½«»®©"
)
"""Almost every text is made of these and their capitals: a single-byte charset, which codecs map at the speed of C."""
_UNUSED = "\ufffe" * (256 - len(_COMMON))
_TO_BYTES = codecs.charmap_build(_COMMON + _UNUSED)
_TO_FOLDED = _COMMON.translate(_FOLD) + _UNUSED


def fold(text: str) -> str:
    """Lower case without any mark, đ as d. Length-preserving on `clean` text, so spans of the fold hold in the text."""
    try:
        common, _ = codecs.charmap_encode(text.lower(), "strict", _TO_BYTES)
    except UnicodeEncodeError:
        return text.translate(_FOLD)
    return codecs.charmap_decode(common, "strict", _TO_FOLDED)[0]


def has_marks(text: str) -> bool:
    """Whether a reader typed any Vietnamese mark or đ: then the accents are meant."""
    return fold(text) != text.lower()


def slug(text: str) -> str:
    """ASCII words joined by hyphens: readable ids."""
    return re.sub(r"[^a-z0-9]+", "-", fold(clean(text))).strip("-")
