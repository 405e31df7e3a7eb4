"""Forms of a name that are only compared, never shown."""

import re
from functools import lru_cache

from pipeline.text import canonical_tones, fold

_WORD = re.compile(r"[^\W\d_]+(?:['’‘ʼ`][^\W\d_]+)*|\d+")
_APOSTROPHES = re.compile("['’‘ʼ`]")
_Y_AS_I = re.compile(r"(?<=[bcdđghklmnprstvxq])([yýỳỷỹỵ])$|(?<=qu)([yýỳỷỹỵ])$")
_I = dict(zip("yýỳỷỹỵ", "iíìỉĩị", strict=True))
_DAK = {**dict.fromkeys(("đăk", "đak", "dak", "đắk"), "đắk"), **dict.fromkeys(("lăk", "lak", "lắk"), "lắk")}
"""Đắk/Đăk/Đak Lắk: the same words in different decrees."""
_ROMAN = {"ii": "2", "iii": "3", "iv": "4"}
_TOWN_FARM = re.compile(r"^nt(?=\w)")


@lru_cache(maxsize=32768)
def word_key(word: str) -> str:
    """Key of one written word: lower case, one tone placement, `Quí` = `Quý`, `Đăk` = `Đắk`, no apostrophe, 04 = 4."""
    if word.isdigit():
        return str(int(word))
    bare = canonical_tones(_APOSTROPHES.sub("", word)).lower()
    return _DAK.get(bare) or _Y_AS_I.sub(lambda m: _I[m[0]], bare)


@lru_cache(maxsize=32768)
def name_key(name: str) -> str:
    """Key of a name without its kind. Accents stay; case, hyphens, spaces and apostrophes do not count."""
    return "".join(word_key(word) for word in _WORD.findall(name))


@lru_cache(maxsize=16384)
def loose_key(name: str) -> str:
    """`name_key` without accents, with s = x, c = k, Roman = Arabic numerals, NT = Nông trường.

    It makes different names alike: compare by it only inside one district.
    """
    words = [fold(word_key(word)).replace("đ", "d") for word in _WORD.findall(name)]
    folded = "".join(_ROMAN.get(word, word) for word in words)
    return _TOWN_FARM.sub("nongtruong", folded).replace("x", "s").replace("k", "c").replace("y", "i")
