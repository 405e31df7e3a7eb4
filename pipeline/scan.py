"""Regex searches over long texts that look only where a match can begin.

A search whose alternatives share no first letter tries each of them at every character; `str.find` is fifty times as
fast and tells where one of a few known words stands.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator


def starts_of(words: Iterable[str], text: str, start: int = 0, end: int | None = None) -> list[int]:
    """Every index of `text[start:end]` (into `text`) at which one of `words` stands, in order; words inside other words
    count."""
    found: list[int] = []
    for word in words:
        at = text.find(word, start, end)
        while at >= 0:
            found.append(at)
            at = text.find(word, at + 1, end)
    found.sort()
    return found


def matches_at(pattern: re.Pattern[str], text: str, words: Iterable[str]) -> Iterator[re.Match[str]]:
    """What `pattern.finditer(text)` finds, for a pattern whose every match begins with one of `words`."""
    done = 0
    for at in starts_of(words, text):
        if at >= done and (found := pattern.match(text, at)):
            yield found
            done = found.end()


_LAST_WORD = re.compile(r"\w+$")


class Before:
    """Phrases looked for right before something, by their last word: a regex tries each at every character."""

    def __init__(self, phrases: str, *, numbers: re.Pattern[str] | None = None) -> None:
        """`phrases` in lower case, joined by "|"; `numbers`: a pattern of numbers that may stand there too."""
        self._ending: dict[str, list[str]] = defaultdict(list)
        for phrase in sorted(phrases.split("|"), key=len, reverse=True):
            self._ending[phrase.split(" ")[-1]].append(phrase)
        self._numbers = numbers

    def start(self, lower: str) -> int | None:
        """Where the longest phrase begins that `lower` ends with; None where it ends with none."""
        word = lower.rpartition(" ")[2]
        if not word.isalpha():
            if self._numbers and word[-1:].isdigit() and (number := self._numbers.search(lower)):
                return number.start()
            word = found[0] if (found := _LAST_WORD.search(word)) else ""
        for phrase in self._ending.get(word, ()):
            at = len(lower) - len(phrase)
            if lower.endswith(phrase) and not (at and (lower[at - 1].isalnum() or lower[at - 1] == "_")):
                return at
        return None


_BETWEEN_WORDS = re.compile(r"[\W_]")


class WordIndex:
    """Where each word of a text begins: found once for all who ask."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts: dict[str, list[int]] = defaultdict(list)
        at = 0
        for piece in text.split(" "):
            if piece.isalnum():  # most are; splitting at spaces alone is five times as fast
                self._starts[piece].append(at)
                at += len(piece) + 1
                continue
            for word in _BETWEEN_WORDS.split(piece):
                self._starts[word].append(at)
                at += len(word) + 1

    def starts(self, words: frozenset[str]) -> list[int]:
        """Every index at which one of `words` stands as a whole word, in order."""
        here = self._starts
        found = here.keys() & words if len(words) < len(here) else words.intersection(here)
        return sorted([at for word in found for at in here[word]])

    def matches(self, pattern: re.Pattern[str], words: frozenset[str]) -> Iterator[re.Match[str]]:
        """What `pattern.finditer` finds, for a pattern whose every match begins with one of `words` as a whole word."""
        done = 0
        for at in self.starts(words):
            if at >= done and (found := pattern.match(self._text, at)):
                yield found
                done = found.end()
