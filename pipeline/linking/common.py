"""What all kinds of entities share: mentions that are one entity, and when they were named."""

import json
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

Row = dict[str, Any]


@dataclass
class Gathered:
    """All mentions that are one entity."""

    id: str
    mentions: list[Row] = field(default_factory=list)


def details(mention: Row) -> Row:
    """The `details` column as a dict; not to be changed: mentions that say the same share it."""
    return _loaded(mention["details"]) if mention["details"] else {}


@lru_cache(10_000)
def _loaded(details: str) -> Row:
    loaded: Row = json.loads(details)
    return loaded


def seen(mentions: list[Row]) -> Row:
    """First and last day of the articles that name it (publication, else its bounds), and how many they are."""
    days = sorted(day for m in mentions if (day := m["published"] or m["date_from"] or m["date_to"]))
    return {
        "first_seen": days[0][:10] if days else None,
        "last_seen": days[-1][:10] if days else None,
        "articles": len({m["article_id"] for m in mentions}),
    }
