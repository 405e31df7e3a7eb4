"""The vocabulary of products: what a name begins with, where it is over, what makes goods a crop."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipeline.entities.cooperative_names import alternatives, product_words
from pipeline.entities.spans import Prepared
from pipeline.scan import Before, starts_of
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
    compound: Before
    sets: re.Pattern[str]
    goods_behind: re.Pattern[str]
    variety: re.Pattern[str]
    """A name that ends with a variety's, whoever grows it."""

    def splits_a_word(self, before: str) -> bool:
        """Whether the kind of goods is only the second half of a word ("ban *hành*", "nâng *cao*")."""
        return before.endswith(" ") and self.compound.start(before[:-1]) is not None

    def set_before(self, before: str) -> int:
        """Length of "bộ ", "hộp " that belongs to the name."""
        found = self.sets.search(before)
        return len(found[0]) if found else 0

    def is_crop(self, before: str) -> bool:
        """Whether the words before a kind of goods make it a crop, a stock or a place."""
        return self.crop.search(before) is not None


@cache
def product_vocabulary() -> Words:
    """The vocabulary, read once."""
    data = read_yaml(_DATA)
    begins = {*product_words(), *data["begins"]}
    ends = alternatives(data["ends"])
    return Words(
        re.compile(f"(?<!\\w)(?:{alternatives(begins)})(?!\\w)"),
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
        Before("|".join(data["compound"])),
        re.compile(r"(?<!\w)(?:bộ|hộp|set|combo|cặp|nhóm) $"),
        re.compile(f" (?:{alternatives(product_words())})(?!\\w)"),
        re.compile(f" (?:{alternatives(data['varieties'])})$"),
    )


class Goods:
    """Where kinds of goods are named in a field: looked up once for all its sentences."""

    def __init__(self, field: Prepared) -> None:
        begins, self._lower = product_vocabulary().begins, field.lower
        self._may_begin = field.words.starts(product_vocabulary().firsts)
        self._begin = [at for at in self._may_begin if begins.match(self._lower, at)]
        self._sets = starts_of(("bộ sản phẩm ", "nhóm sản phẩm "), self._lower)

    def may_begin_in(self, start: int, end: int) -> bool:
        """Whether a word stands in `start:end` with which a kind of goods may begin."""
        return any_in(self._may_begin, start, end)

    def named_in(self, start: int, end: int) -> bool:
        """Whether `start:end` has a kind of goods, or a set of products beside such a word."""
        return any_in(self._begin, start, end) or (
            any_in(self._sets, start, end) and any_in(self._may_begin, start, end)
        )

    def last_in(self, start: int, end: int) -> int:
        """An index behind which `start:end` names no goods."""
        return last_before(self._may_begin if any_in(self._sets, start, end) else self._begin, end)

    def first_in(self, start: int, end: int) -> int | None:
        """Where the first kind of goods begins that lies between these indexes; None where none does."""
        begins = product_vocabulary().begins
        for at in self._begin[bisect_left(self._begin, start) : bisect_left(self._begin, end)]:
            if begins.match(self._lower, at, end):
                return at
        return None


def any_in(places: Sequence[int], start: int, end: int) -> bool:
    """Whether one of the ordered `places` lies in `start:end`."""
    at = bisect_left(places, start)
    return at < len(places) and places[at] < end


def last_before(places: Sequence[int], end: int) -> int:
    """The last of the ordered `places` before `end`; -1 where there is none."""
    after = bisect_left(places, end)
    return places[after - 1] if after else -1
