"""Regex searches over long texts that look only where a match can begin.

A search whose alternatives share no first letter tries each of them at every character; `str.find` is fifty times as
fast and tells where one of a few known words stands.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet


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


_WORD = re.compile(r"\w+")


class WordIndex:
    """Where each word of a text begins: found once for all who ask."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts: dict[str, list[int]] = defaultdict(list)
        for word in _WORD.finditer(text):
            self._starts[word[0]].append(word.start())

    def starts(self, words: AbstractSet[str]) -> list[int]:
        """Every index at which one of `words` stands as a whole word, in order."""
        fewer, more = (words, self._starts.keys()) if len(words) < len(self._starts) else (self._starts.keys(), words)
        return sorted([at for word in fewer if word in more for at in self._starts[word]])

    def matches(self, pattern: re.Pattern[str], words: AbstractSet[str]) -> Iterator[re.Match[str]]:
        """What `pattern.finditer` finds, for a pattern whose every match begins with one of `words` as a whole word."""
        done = 0
        for at in self.starts(words):
            if at >= done and (found := pattern.match(self._text, at)):
                yield found
                done = found.end()
