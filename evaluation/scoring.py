"""Right or wrong, field by field, and how much of the words is there: pure functions over an article and its truth."""

import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote

from evaluation.golden import Truth
from pipeline.model import Article

FIELDS = ("title", "date", "lead", "body", "author", "images", "attachments")
BODY_IS_RIGHT = 0.99
"""Word F1 from which a body counts as right: a page's own ornament, "(Ảnh: …)" and the like, may cost a word."""


@dataclass(frozen=True)
class Score:
    """One page's result: field to right or not; fields that the truth leaves open are not in it."""

    right: dict[str, bool]
    body_f1: float
    title_f1: float


def score(article: Article, published: str | None, truth: Truth) -> Score:
    """`published`: the day decided from the page alone."""
    body = word_f1(f"{article.lead}\n{article.body}", "\n".join((truth.lead, *truth.blocks)))
    right = {
        "title": _line(article.title) == _line(truth.title),
        "date": (published or "")[:10] == (truth.published or ""),
        "lead": _letters(article.lead) == _letters(truth.lead),
        "body": body >= BODY_IS_RIGHT,
        "author": _line(article.author or "") == _line(truth.author or ""),
        "images": _images_right(article, truth),
        "attachments": [_line(file.text) for file in article.attachments] == [_line(t) for t in truth.attachments],
    }
    return Score(right, body, word_f1(article.title, truth.title))


def word_f1(found: str, wanted: str) -> float:
    """F1 over words as a bag; 1.0 where both are empty."""
    have, want = Counter(_words(found)), Counter(_words(wanted))
    if not have and not want:
        return 1.0
    common = sum((have & want).values())
    return 2 * common / (sum(have.values()) + sum(want.values()))


def mean(values: Iterable[float]) -> float:
    """Arithmetic mean; 1.0 of nothing."""
    numbers = list(values)
    return sum(numbers) / len(numbers) if numbers else 1.0


def _words(text: str) -> list[str]:
    words = unicodedata.normalize("NFC", text).lower()
    return "".join(char if char.isalnum() else " " for char in words).split()


def _line(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def _letters(text: str) -> str:
    """Without white space: editors who type spaces into document numbers type them into leads too."""
    return "".join(unicodedata.normalize("NFC", text).split())


def _images_right(article: Article, truth: Truth) -> bool:
    """The pictures in their order with their captions; a file's name stands somewhere in its address."""
    found = [(unquote(image.src), _line(image.caption or "")) for image in article.images]
    return len(found) == len(truth.images) and all(
        file.rpartition(":")[2] in address and caption == _line(wanted)
        for (address, caption), (file, wanted) in zip(found, truth.images, strict=True)
    )
