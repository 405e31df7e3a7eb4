"""What an import did, and what it left out."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Imported:
    """What an import did."""

    stored: int = 0
    known: int = 0
    """Answers that the home held already, from the same moment."""
    articles: set[str] = field(default_factory=set)
    listings: int = 0
    """Listing pages, feeds and sitemaps among the answers."""
    announced: int = 0
    """Announcements that they carry: the words and the date beside the link to an article."""
    ignored: Counter[str] = field(default_factory=Counter)
    """Reason to number of answers that were left out."""
    broken: list[str] = field(default_factory=list)
    """Files or records that could not be read, with the reason."""

    def as_json(self) -> dict[str, Any]:
        """As `ocop --json import` prints it."""
        return {
            "stored": self.stored, "known": self.known, "articles": len(self.articles), "listings": self.listings,
            "announced": self.announced, "ignored": dict(sorted(self.ignored.items())), "broken": self.broken,
        }  # fmt: skip

    def lines(self) -> list[str]:
        """For a person; what is broken is not in it."""
        counts = (
            f"{self.stored} bản lưu / captures, {len(self.articles)} bài / articles, {self.listings} trang danh sách / "
            f"listings, {self.known} có sẵn / known"
        )
        return [counts, *(f"  {n} bỏ qua / ignored: {reason}" for reason, n in sorted(self.ignored.items()))]
