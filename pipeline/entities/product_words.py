"""The vocabulary of products: what a name begins with, where it is over, what makes goods a crop."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipeline.entities.cooperative_names import alternatives, product_words
from pipeline.shipped import read_yaml

_DATA = Path(__file__).with_name("data") / "product_words.yml"
_PUNCTUATION = r"[,;:()\[\]|!?…\"“”\n]|\.(?!\d)|(?<=\s)[-/](?=\s)(?! [A-Z]{2,}\d)"
_PARTS = (
    "của", "do", "đạt", "được", "thuộc", "với", "là", "và", "cùng", "có", "hiện", "đã", "đang", "tại", "ở", "cho",
    "trong", "để", "nâng", "gồm", "đều", "cũng", "dự kiến", "tham gia",
)  # fmt: skip


@dataclass(frozen=True)
class Words:
    """The vocabulary, as patterns."""

    begins: re.Pattern[str]
    firsts: frozenset[str]
    """Words with which a kind of goods may begin."""
    generic: re.Pattern[str]
    ends: re.Pattern[str]
    """Punctuation and function words, lower case as written: "Năm Thà" and "Ba Mọi" are names."""
    list_ends: re.Pattern[str]
    """What parts the items of a list."""
    never: re.Pattern[str]
    crop: re.Pattern[str]
    trailing: re.Pattern[str]
    compound: re.Pattern[str]
    sets: re.Pattern[str]
    goods_behind: re.Pattern[str]
    variety: re.Pattern[str]
    """A name that ends with a variety's, whoever grows it."""

    def first_goods(self, lower: str) -> int | None:
        """Where the first kind of goods begins in `lower`; None where none does."""
        for word in _WORD.finditer(lower):
            if word[0] in self.firsts and self.begins.match(lower, word.start()):
                return word.start()
        return None

    def splits_a_word(self, before: str) -> bool:
        """Whether the kind of goods is only the second half of a word ("ban *hành*", "nâng *cao*")."""
        return self.compound.search(before) is not None

    def set_before(self, before: str) -> int:
        """Length of "bộ ", "hộp " that belongs to the name."""
        found = self.sets.search(before)
        return len(found[0]) if found else 0

    def is_crop(self, before: str) -> bool:
        """Whether the words before a kind of goods make it a crop, a stock or a place."""
        return self.crop.search(before) is not None


_WORD = re.compile(r"\w+")


@cache
def product_vocabulary() -> Words:
    """The vocabulary, read once."""
    data = read_yaml(_DATA)
    begins = {*product_words(), *data["begins"]}
    ends = alternatives(data["ends"])
    return Words(
        re.compile(f"(?:{alternatives(begins)})(?!\\w)"),
        frozenset(phrase.split()[0] for phrase in begins),
        re.compile(f"(?:{alternatives(data['generic'])})(?!\\w)"),
        re.compile(
            rf"{_PUNCTUATION}|(?<!\w)(?:{ends}|lên(?! men)|không(?! hạt| đường| khô)|(?<!ộ )(?<!óm )sản phẩm|Sản phẩm"
            rf"|Đặc sản|Của|0?[1-5](?= sao))(?!\w)"
        ),
        re.compile(
            rf"{_PUNCTUATION}|(?<!\w)(?:{alternatives(_PARTS)}|(?<!ộ )(?<!óm )sản phẩm|Sản phẩm|0?[1-5](?= sao))(?!\w)"
        ),
        re.compile(f"(?:{alternatives(data['never'])})(?!\\w)"),
        re.compile(f"(?<!\\w)(?:{alternatives(data['crop'])})(?!\\w)(?:\\s+\\w+)?\\s*$"),
        re.compile(f" (?:{alternatives(data['trailing'])})(?!\\w)"),
        re.compile(f"(?<!\\w)(?:{alternatives(data['compound'])}) $"),
        re.compile(r"(?<!\w)(?:bộ|hộp|set|combo|cặp|nhóm) $"),
        re.compile(f" (?:{alternatives(product_words())})(?!\\w)"),
        re.compile(f" (?:{alternatives(data['varieties'])})$"),
    )
