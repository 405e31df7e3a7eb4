"""Whether a word can be Vietnamese: what tells a wrongly read text from a rightly read one.

The grammar of the written syllable (initial, rime, tone) is that of school orthography; which rime takes which final is
not asked, for the wrong readings met here fail long before.
"""

import re
import unicodedata
from functools import lru_cache

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_TONE = re.compile(f"[{_TONES}]")
_INITIAL = "(?:ngh|ng|nh|gh|gi|kh|ph|th|tr|ch|qu|[bcdđghklmnprstvx])?"
_NUCLEUS = (
    "(?P<rime>uyê|uya|iêu|yêu|ươu|uôi|ươi|oai|oay|oao|oeo|uây|uyu|oă|oa|oe|uâ|uê|uy|uơ|iê|ia|yê|ưa|ươ|ua|uô|ai|ao|au|ay|âu|ây"
    "|eo|êu|iu|oi|ôi|ơi|ui|ưi|ưu|oo|[aăâeêioôơuưy])"
)
_SYLLABLE = re.compile(f"{_INITIAL}{_NUCLEUS}(?P<final>ch|ng|nh|[cmnpt])?")
_GLIDES = frozenset((
    "ai", "ao", "au", "ay", "âu", "ây", "eo", "êu", "iu", "oi", "ôi", "ơi", "ui", "ưi", "ưu", "ia", "ua", "ưa", "iêu",
    "yêu", "uôi", "ươi", "ươu", "oai", "oay", "oao", "oeo", "uây", "uyu", "uya",
))  # fmt: skip
"""Rimes whose last letter never carries the tone: xão, not xaõ."""
_CLOSED = frozenset(("uyê", "iê", "yê", "ươ", "uô", "oă", "uâ", "ă", "â"))
"""Rimes that never end a syllable."""
_STOPS = frozenset(("c", "ch", "p", "t"))
_RISING = frozenset(("\u0301", "\u0323"))


@lru_cache(65_536)
def is_syllable(word: str) -> bool:
    """Whether `word`, in any case and normal form, is spelt like one Vietnamese syllable."""
    decomposed = unicodedata.normalize("NFD", word.lower())
    tones = _TONE.findall(decomposed)
    if len(tones) > 1:
        return False
    found = _SYLLABLE.fullmatch(unicodedata.normalize("NFC", _TONE.sub("", decomposed)))
    if found is None:
        return False
    at_the_end = bool(tones) and unicodedata.normalize("NFC", decomposed)[-1:] != found[0][-1:]
    if (at_the_end and found["rime"] in _GLIDES) or (found["final"] is None and found["rime"] in _CLOSED):
        return False
    return found["final"] not in _STOPS or not tones or tones[0] in _RISING
