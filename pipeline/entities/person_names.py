"""How persons are called: a Kinh family name first, or the words with which names of other peoples begin."""

# ruff: noqa: SIM905 - words in one string read better than a hundred quoted ones

import re
from collections.abc import Sequence

from pipeline.entities.cooperative_names import FAMILIES, FAMILIES_ALSO_WORDS
from pipeline.entities.spans import UPPER

_ONLY_OF_PERSONS = frozenset(
    "Điểu Sùng Thào Vừ Lầu Hờ Hạng Tẩn Chảo Phàn Cháng Tráng Thền Vàng Ksor Rmah Kpă Rahlan Niê Ayun Mlô Byă Alăng "
    "Zơrâm Bh'riu Chamaléa Chamalé Katơr Pinăng Neáng Chau Danh Kpuih Rơmah".split()
)
"""S'tiêng, Mông, Dao, Gia Rai, Ê Đê, Cơ Tu, Raglai, Khmer."""
_ALSO_LETTERS = frozenset("A Y Ka Thị Rơ Siu Rah H K".split())
"""Xơ Đăng, Ba Na (A Sinh, Y Hương), Ê Đê (Y Bliêr), Cơ Ho (Ka Nhòi), S'tiêng women (Thị Nở), Gia Rai (Rơ Châm)."""
_WITH_APOSTROPHE = re.compile(rf"[KHY]['’][{UPPER}]\w*")
"""Cơ Ho and Ê Đê: K'Brơi, H'Hen."""
_MOST_SYLLABLES = 5


def called_as_persons(syllables: Sequence[str], *, after_title: bool = True) -> bool:
    """Whether these words are a person's name: one to four more behind the first. Words that only as often begin other
    names ("A Lưới", "Thị Nghè") count behind what announces a person (`after_title`)."""
    if not syllables or len(syllables) > _MOST_SYLLABLES:
        return False
    first = syllables[0]
    if _WITH_APOSTROPHE.fullmatch(first):
        return True
    if len(syllables) < 2:
        return False
    first = first[:1] + first[1:].lower()
    known = first in FAMILIES or first in FAMILIES_ALSO_WORDS or first in _ONLY_OF_PERSONS
    return known or (after_title and first in _ALSO_LETTERS)
