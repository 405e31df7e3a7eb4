"""The words of a captured page as lines, and one passage found in them: linear in the page, nothing is parsed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

_UNSEEN = re.compile(r"(?i)<(script|style|noscript|template|svg)\b|<!--")
_BREAKS = re.compile(
    r"(?i)</?(?:p|div|br|li|ul|ol|tr|td|th|table|h[1-6]|section|article|header|footer|figure|figcaption|title|option"
    r"|dd|dt)\b[^<>]*>"
)
_TAGS = re.compile(r"<[^<>]*>")
_BLANKS = re.compile(r"[^\S\n]+")
SHORTEST = 12
"""Characters of a passage below which it could stand anywhere."""


@dataclass(frozen=True)
class Marked:
    """A text in three parts; `passage` is empty where it was not found."""

    before: str
    passage: str
    after: str


def visible_text(source: str) -> str:
    """What a reader of the page saw, a line a block, without script, style and tags."""
    text = _TAGS.sub("", _BREAKS.sub("\n", " ".join(_seen(source))))
    lines = (_BLANKS.sub(" ", line).strip() for line in unescape(text).split("\n"))
    return "\n".join(line for line in lines if line)


def _seen(source: str) -> Iterator[str]:
    """The pieces between scripts, styles and comments; one that is never closed hides the rest, as in a browser."""
    position = 0
    while begins := _UNSEEN.search(source, position):
        yield source[position : begins.start()]
        name = begins[1]
        closing = re.compile(rf"(?i)</{name}\b[^<>]*>") if name else re.compile("-->")
        ends = closing.search(source, begins.end())
        if ends is None:
            return
        position = ends.end()
    yield source[position:]


def marked(text: str, passage: str) -> Marked:
    """`text` split around the first place where `passage` stands, white space aside."""
    words = passage.split()
    if len(" ".join(words)) < SHORTEST:
        return Marked(text, "", "")
    found = re.search(r"\s+".join(map(re.escape, words)), text)
    if not found:
        return Marked(text, "", "")
    return Marked(text[: found.start()], found[0], text[found.end() :])
