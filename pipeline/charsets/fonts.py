"""Codes of the fonts that Vietnamese was written in before Unicode, as they show when read as Latin-1 (cp1252).

TCVN3 ("ABC", fonts .Vn…) is the 8-bit code of TCVN 5712:1993, VN1 table; the tests compare it with glibc's. Fonts .Vn…H
show capitals at the same codes: case is lost there. VNI (fonts VNI-…) writes a vowel and behind it a letter that stands
for its marks; the pairs are those of the VNI-Windows font encoding.
"""

import re
import unicodedata

_TCVN3_80 = (
    "ÀẢÃÁẠẶẬÈẺẼÉẸỆÌỈĨÍỊÒỎÕÓỌỘỜỞỠỚỢÙỦŨ"  # 80-9F
    "\u00a0ĂÂÊÔƠƯĐăâêôơưđẰ\u0300\u0309\u0303\u0301\u0323àảãáạẲằẳẵắẴ"  # A0-BF
    "ẮẦẨẪẤỀặầẩẫấậèỂẻẽéẹềểễếệìỉỄẾỒĩíịò"  # C0-DF
    "ỔỏõóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵỐ"  # E0-FF
)
TCVN3_LETTERS = {0x80 + number: char for number, char in enumerate(_TCVN3_80)}
"""Code point of the wrong reading to the letter that was meant."""

_TONE_OF = {"ù": "\u0301", "ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ï": "\u0323"}
_OF_A = {
    "â": "â",
    "á": "ấ",
    "à": "ầ",
    "å": "ẩ",
    "ã": "ẫ",
    "ä": "ậ",
    "ê": "ă",
    "é": "ắ",
    "è": "ằ",
    "ú": "ẳ",
    "ü": "ẵ",
    "ë": "ặ",
}
_OF_E = {"â": "ê", "á": "ế", "à": "ề", "å": "ể", "ã": "ễ", "ä": "ệ"}
_OF_O = {"â": "ô", "á": "ố", "à": "ồ", "å": "ổ", "ã": "ỗ", "ä": "ộ"}
_ALONE = {"ñ": "đ", "ô": "ơ", "ö": "ư", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}


def _composed(letter: str, mark: str) -> str:
    return unicodedata.normalize("NFC", letter + mark)


def _pairs() -> dict[str, str]:
    small = dict(_ALONE)
    for base, table in (("a", _OF_A), ("e", _OF_E), ("o", _OF_O)):
        small |= {base + mark: letter for mark, letter in table.items()}
    for base, letter in (*((vowel, vowel) for vowel in "aeouy"), ("ô", "ơ"), ("ö", "ư")):
        small |= {base + mark: _composed(letter, tone) for mark, tone in _TONE_OF.items()}
    large = {pair.upper(): letter.upper() for pair, letter in small.items()}
    mixed = {pair[0].upper() + pair[1]: letter.upper() for pair, letter in small.items() if len(pair) == 2}
    return small | mixed | large


VNI_PAIRS = _pairs()
"""Letter and mark as they show to the letter that was meant."""

_VNI_PAIR = re.compile("|".join(sorted(map(re.escape, VNI_PAIRS), key=len, reverse=True)))
_RESIDUE = re.compile(f"([aăâeêioôơuưyAĂÂEÊIOÔƠUƯY])([{''.join(_TONE_OF)}])")


def from_tcvn3(text: str) -> str:
    """`text` of a TCVN3 font in Unicode, NFC."""
    return unicodedata.normalize("NFC", text.translate(TCVN3_LETTERS))


def from_vni(text: str) -> str:
    """`text` of a VNI font in Unicode, NFC."""
    return _VNI_PAIR.sub(lambda found: VNI_PAIRS[found[0]], unicodedata.normalize("NFC", text))


def from_vni_residue(word: str) -> str:
    """A word of a converted text in which a tone was left as VNI writes it: "huyêïn" is huyện."""
    return _RESIDUE.sub(lambda found: _composed(found[1], _TONE_OF[found[2]]), word)
