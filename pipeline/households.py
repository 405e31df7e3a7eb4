"""Household producers are called by a person's name: what the archive says of them (domain.md 6, docs/legal.md).

Such a household is named only where a result of the programme is announced, and no address of it is finer than the
commune.
"""

import re

from pipeline.entities.person_names import called_as_persons

_HEAD = re.compile(
    r"(?:hộ(?: kinh doanh| sản xuất| sx| sxkd| gia đình)?(?: cá thể)?|hkd|chủ hộ|cơ sở|ông|bà|anh|chị)(?!\w)[:. -]*",
    re.IGNORECASE,
)
_SYLLABLE = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_FINE = re.compile(
    r"(?:(?:số(?: nhà)?|ấp|thôn|xóm|bản|buôn|khóm|khu(?: phố| vực)?|tổ|đội|đường|phố|hẻm|ngõ|ngách|kiệt|tiểu khu|làng"
    r"|tdp|kp|kdc|quốc lộ|tỉnh lộ|ql)(?!\w)|\d)",
    re.IGNORECASE,
)
_PARTS = re.compile(r"\s*[,;]\s*|\s+[-–]\s+|\n")


def is_person(name: str) -> bool:
    """Whether the name of a household or facility, with or without its head word, is a person's: a family name or
    what names of other peoples begin with ("A Sinh", "K'Brơi"), and at most four more capitalised syllables."""
    bare = name
    while head := _HEAD.match(bare):
        bare = bare[head.end() :]
    syllables = bare.split()
    capitals = all(_SYLLABLE.fullmatch(syllable) and syllable[0].isupper() for syllable in syllables)
    return capitals and called_as_persons(syllables)


def is_household(producer: str) -> bool:
    """Whether a cell of a table names a household: by its first words, or by being a person's name."""
    first = _PARTS.split(producer.strip())[0]
    return is_person(first) or re.match(r"(?:hộ|hkd)(?!\w)", producer.strip(), re.IGNORECASE) is not None


def without_fine_address(text: str) -> str:
    """`text` without its parts finer than the commune: house numbers, streets, hamlets."""
    kept = [part for part in _PARTS.split(text.strip()) if part and not _FINE.match(part)]
    return ", ".join(kept)
