"""Blocks: mentions that can be one entity share one, so entities of a block are linked without a look at any other.

A block is a kind of entity and what all written forms of one name have in common; which mentions of a block are one
entity is for `pipeline.linking` to find. Numbers of blocks are hashes: two blocks under one number are linked together,
which changes nothing.
"""

import re
from functools import lru_cache
from hashlib import blake2b

from pipeline.text import canonical_tones, fold, slug

BODIES = ("cooperative", "union", "group", "credit_fund")
"""Kinds of mentions that stand among the cooperatives."""
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5"}
_MANY = 100_000


def block_of(kind: str, name: str | None, norm: str | None) -> int | None:
    """The block of a mention, from its columns; None for places, which are entities by themselves."""
    if kind == "document":
        return _number("document", _document_key(norm or ""))
    if kind in BODIES:
        return _number("cooperative", body_key(kind, norm or name or ""))
    return _number(kind, name_key(name or "")) if kind in ("product", "producer") else None


def block_of_entity(kind: str, entity_id: str) -> int:
    """The block in which the rules made an entity of this id, or of which decisions split it off."""
    made = entity_id.partition("~")[0]
    if kind == "document":
        return _number(kind, _document_key(made))
    body, dash, name = made.partition("-") if kind == "cooperative" else ("", "", made)
    return _number(kind, body + dash + name.partition("_")[0])


@lru_cache(_MANY)
def _number(kind: str, key: str) -> int:
    return int.from_bytes(blake2b(f"{kind}:{key}".encode(), digest_size=8).digest(), "big", signed=True)


def _document_key(norm: str) -> str:
    """The number alone: a mention without symbol or year may be any document of that number."""
    return re.split(r"[/\-._]", re.sub(r"^0+(?=\d)", "", norm), maxsplit=1)[0].replace("Đ", "D").replace("đ", "d")


@lru_cache(_MANY)
def body_key(kind: str, own_name: str) -> str:
    """Kind and own name, as ids of cooperatives begin."""
    return f"{kind}-{slug(own_name_key(own_name))}"


def own_name_key(own_name: str) -> str:
    """What two written forms of one own name share: no case, accents, tone placement; Quảng Thọ II = Quảng Thọ 2."""
    words = re.split(r"[\s\-–]+", fold(canonical_tones(own_name)))
    return "-".join(_ROMAN.get(word, word) for word in words if word)


def name_key(name: str) -> str:
    """What two written forms of one product's or producer's name share: no case, accents, spaces."""
    return re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-") or "-"
