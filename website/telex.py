"""What a person meant who typed Telex or VNI keys without an input method: `loojc an` is lộc an, `long tha2nh` thành.

Only syllables that Vietnamese has come out: a word that gives none stays as typed. Rules of the two keyboards as every
input method has them (Telex: aa aw ee oo ow uw dd, tones s f r x j; VNI: 6 7 8 9, tones 1-5).
"""

import re
import unicodedata

_TELEX_TONES = {"s": "\u0301", "f": "\u0300", "r": "\u0309", "x": "\u0303", "j": "\u0323"}
_VNI_TONES = {"1": "\u0301", "2": "\u0300", "3": "\u0309", "4": "\u0303", "5": "\u0323"}
_TELEX_LETTERS = (("dd", "đ"), ("aa", "â"), ("aw", "ă"), ("ee", "ê"), ("oo", "ô"), ("ow", "ơ"), ("uw", "ư"), ("w", "ư"))
_VOWELS = "aăâeêioôơuưy"
_ONSET = "ngh|ng|nh|th|tr|ch|gh|gi|kh|ph|qu|[bcdđghklmnprstvx]"
_CODA = "ng|nh|ch|[cmnpt]"
_RHYME = (
    "iê|yê|uô|ươ|uyê|oai|oay|oeo|uây|uôi|ươi|ươu|iêu|yêu|uya|uyu|oao|"
    "ai|ao|au|ay|âu|ây|eo|êu|ia|iu|oa|oă|oe|oi|ôi|ơi|ua|uâ|uê|ui|ưa|ưi|ưu|uy|uơ|[aăâeêioôơuưy]"
)
_SYLLABLE = re.compile(rf"(?:{_ONSET})?(?:{_RHYME})(?:{_CODA})?")
_WORD = re.compile(r"[^\W_]+")


def meant(typed: str) -> str | None:
    """The text with every Telex or VNI word turned into what was meant; None where no word is one."""
    turned = _WORD.sub(lambda found: _word(found[0].lower()) or found[0], typed)
    return turned if turned != typed else None


def _word(word: str) -> str | None:
    if not word.isascii() or word.isdecimal():
        return None
    return _vni(word) if any(c.isdecimal() for c in word) else _telex(word)


def _telex(word: str) -> str | None:
    tone, letters = "", word
    for at in range(len(word) - 1, 0, -1):
        # A tone key stands anywhere after the vowel; x, r, s before it are consonants.
        if word[at] in _TELEX_TONES and any(c in _VOWELS for c in word[:at]):
            tone, letters = _TELEX_TONES[word[at]], word[:at] + word[at + 1 :]
            break
    letters = _hooks(letters)
    for keys, letter in _TELEX_LETTERS:
        letters = letters.replace(keys, letter)
    return _syllable(letters, tone) if tone or letters != word else None


def _hooks(letters: str) -> str:
    """`uow` is ươ in one stroke; a mark key may stand at the end of the syllable (`nangw`, `dongd`, `tanga`)."""
    letters = letters.replace("uow", "ươ")
    late = re.fullmatch(r"(d?)([^aeo]*)([aeo])([^aeow]*)([aeow])", letters)
    if late and late[5] in (late[3], "w") and late[4]:
        letters = f"{late[1]}{late[2]}{late[3]}{late[5]}{late[4]}"
    if len(letters) > 2 and letters[0] == "d" and letters[-1] == "d":
        letters = "dd" + letters[1:-1]
    return letters


def _vni(word: str) -> str | None:
    tone, letters = "", ""
    for char in word:
        if char in _VNI_TONES:
            tone = _VNI_TONES[char]
        elif char == "9":
            letters = letters.replace("d", "đ", 1)
        elif char in "678":
            changed = _marked(letters, char)
            if changed == letters:
                return None
            letters = changed
        elif char.isdecimal():
            return None
        else:
            letters += char
    return _syllable(letters, tone)


def _marked(letters: str, key: str) -> str:
    marks = {"6": {"a": "â", "e": "ê", "o": "ô"}, "7": {"o": "ơ", "u": "ư"}, "8": {"a": "ă"}}[key]
    if key == "7" and "uo" in letters:
        return letters.replace("uo", "ươ", 1)
    for at in range(len(letters) - 1, -1, -1):
        if letters[at] in marks:
            return letters[:at] + marks[letters[at]] + letters[at + 1 :]
    return letters


def _syllable(letters: str, tone: str) -> str | None:
    """`letters` with its tone where old-style spelling puts it; None where Vietnamese has no such syllable."""
    if not _SYLLABLE.fullmatch(letters):
        return None
    onset = re.match(r"(?:qu|gi(?=[aăâeêioôơuưy]))?", letters)
    begin = onset.end() if onset else 0
    vowels = [at for at in range(begin, len(letters)) if letters[at] in _VOWELS]
    if not vowels:
        return None
    at = _toned(letters, vowels)
    return unicodedata.normalize("NFC", letters[: at + 1] + tone + letters[at + 1 :])


def _toned(letters: str, vowels: list[int]) -> int:
    marked = [at for at in vowels if letters[at] in "ăâêôơư"]
    if marked:
        return marked[-1]
    closed = vowels[-1] < len(letters) - 1
    if len(vowels) == 1:
        return vowels[0]
    return vowels[1] if closed or len(vowels) == 3 else vowels[0]
