"""What a child hands the one writer: the rows of one article, or why there are none."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

Row = dict[str, Any]


class CaptureState(NamedTuple):
    """How far one capture of an article could be read."""

    seq: int
    parse_state: str
    """Reliability vocabulary: `parsed`, `partial`, `no_match`, …"""
    charset: str = ""
    body_basis: str | None = None
    """Who found the body (`Article.body_basis`); None where nothing was read."""
    masked: bool | None = None
    """Whether something in its article blocks had to be masked; None where no article was read."""


@dataclass(frozen=True)
class ArticleRecord:
    """Rows by table."""

    article: Row
    body: Row | None
    """Its texts beside title and lead (`article_bodies`); None where nothing of it is published."""
    day: str | None = None
    """By which it is ordered among the others."""
    sketch: bytes | None = None
    rows: Mapping[str, list[Row]] = field(default_factory=dict)
    capture_states: tuple[CaptureState, ...] = ()


@dataclass(frozen=True)
class Unread:
    """An article that no capture lets us read (yet)."""

    article_id: str
    capture_states: tuple[CaptureState, ...]
