"""What the finders of entities share: a copy of a field that is easy to match, and the way back to the field."""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from pipeline.model import FIELDS, Article, Field, Span
from pipeline.scan import WordIndex


def _is_vietnamese(char: str) -> bool:
    base = unicodedata.normalize("NFD", char)[0]
    return (base.isascii() and base.isalpha()) or char in "Đđ"


_LETTERS = [c for c in map(chr, (*range(0x41, 0x1B1), *range(0x1EA0, 0x1EFA))) if c.isalpha() and _is_vietnamese(c)]
UPPER = "".join(c for c in _LETTERS if c.isupper())
"""Upper-case letters of Vietnamese, for a regex class: `[A-ZÀ-Ỹ]` would take đ and every accented lower-case letter."""

_ALIKE = {
    **dict.fromkeys("‐‑‒–—―−﹘﹣－", "-"),
    **dict.fromkeys("⁄∕／", "/"),
    **dict.fromkeys("ÐƉ§", "Đ"),  # § is what a legacy TCVN3 font leaves of Đ
    "ð": "đ",
    **dict.fromkeys("\u00a0\u2002\u2003\u2009\u202f", " "),
}
_ALIKE_CLASS = re.compile(f"[{''.join(_ALIKE)}]")
_NOTHING = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")

_SENTENCE_END = re.compile(
    rf"[\n!?….](?:(?<=\n)|(?<=[!?…])(?=\s)"
    rf"|(?<=\.)(?=\s+[\"“'(]?[{UPPER}\d])(?<!\bTP\.)(?<!\bTX\.)(?<!\bTT\.)(?<!\b[HPQ]\.)(?<!\bTp\.))"
)
"""Begins with a set of characters, which the regex engine skips to."""
_CAPITALISED = re.compile(rf"[{UPPER}](?<!\w.)\w*")


@dataclass(frozen=True)
class Prepared:
    """One field with every dash as `-`, every slash as `/`, eth as Đ, no zero-width characters."""

    field: Field
    raw: str
    text: str
    kept: tuple[int, ...] | None
    """Index into `raw` of every character of `text`; None where the two run in step."""

    def span(self, start: int, end: int) -> Span:
        """The span of `raw` that `text[start:end]` was made from."""
        if self.kept is not None:
            start, end = self.kept[start], self.kept[end - 1] + 1
        return Span(self.field, start, end, self.raw[start:end])

    def taken(self, spans: Iterable[Span]) -> list[tuple[int, int]]:
        """Start and end in `text` of those `spans` of this field, in order."""
        found = sorted((span.start, span.end) for span in spans if span.field == self.field)
        if self.kept is None:
            return found
        return [(bisect_left(self.kept, start), bisect_left(self.kept, end)) for start, end in found]

    @cached_property
    def lower(self) -> str:
        """`text` in lower case, every index kept."""
        return lower_in_step(self.text)

    @cached_property
    def words(self) -> WordIndex:
        """The words of `lower`."""
        return WordIndex(self.lower)

    @cached_property
    def capitalised(self) -> list[tuple[int, str]]:
        """Index in `text` and letters of every word that begins with a capital."""
        return [(m.start(), m[0]) for m in _CAPITALISED.finditer(self.text)]

    @cached_property
    def _ends(self) -> list[int]:
        return [m.end() for m in _SENTENCE_END.finditer(self.text)]

    def sentences(self) -> Iterator[tuple[int, int]]:
        """Start and end in `text` of every sentence, in order."""
        start = 0
        for end in self._ends:
            yield start, end
            start = end
        if start < len(self.text):
            yield start, len(self.text)

    def sentence(self, position: int) -> tuple[int, int]:
        """Start and end in `text` of the sentence around `position`; a line always ends one."""
        after = bisect_right(self._ends, position)
        start = self._ends[after - 1] if after else 0
        return start, self._ends[after] if after < len(self._ends) else len(self.text)


def lower_in_step(text: str) -> str:
    """`text` in lower case, but for letters whose lower case is longer: every index is kept."""
    lower = text.lower()
    return lower if len(lower) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def prepare(name: Field, raw: str) -> Prepared:
    """The easy copy of `raw`, which is NFC."""
    kept = None
    text = raw
    if _NOTHING.search(raw):
        kept = tuple(i for i, char in enumerate(raw) if not _NOTHING.match(char))
        text = "".join(raw[i] for i in kept)
    return Prepared(name, raw, _ALIKE_CLASS.sub(lambda m: _ALIKE[m[0]], text), kept)


def prepared_fields(article: Article) -> tuple[Prepared, ...]:
    """Every field of `article` that holds text, in the order of `FIELDS`; the finders of one article share them."""
    return _prepared(*map(article.text_of, FIELDS))


@lru_cache(maxsize=4)
def _prepared(*texts: str) -> tuple[Prepared, ...]:
    return tuple(prepare(name, raw) for name, raw in zip(FIELDS, texts, strict=True) if raw)
