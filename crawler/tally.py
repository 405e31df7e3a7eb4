"""What happened at a source in a run: counts for the run's summary and for judging health."""

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any

from crawler.captures.records import Outcome, Role

MOST_PATTERNS = 50
"""Patterns of traps told apart in one visit."""


@dataclass
class SectionTally:
    """One section in one visit."""

    pages: int = 0
    first_page_items: int | None = None
    """Items seen on the first page, new or known (rule Z1); None where that page was not read."""
    first_page_next: bool | None = None
    """Whether the first page leads to a next one (rule Z6); None where that was not looked at."""
    items_seen: int = 0
    new: int = 0
    known: int = 0
    considered: int = 0
    familiar: int = 0
    """Items that an earlier run had announced under the same or like words."""
    retitled: int = 0
    """Items whose keys an earlier run had announced under wholly other words."""
    ended: str = ""
    """`known items`, `last page`, `page limit`, or the outcome that broke it off; empty while it goes on."""


@dataclass
class Tally:
    """One source in one visit."""

    requests: int = 0
    captured: int = 0
    bytes: int = 0
    new: int = 0
    """Articles fetched for the first time."""
    changed: int = 0
    unchanged: int = 0
    failed: int = 0
    """URLs that brought nothing to keep as their content, after all attempts."""
    retried: int = 0
    considered: int = 0
    sampled: int = 0
    offsite_media: int = 0
    cut: int = 0
    """Pages with more links than are taken of one page."""
    traps: Counter[str] = field(default_factory=Counter)
    """Addresses and pages that lead nowhere, by the pattern that told (`crawler.traps`)."""
    internal_errors: int = 0
    canaries_asked: int = 0
    canaries_ok: int = 0
    crawl_delay: float = 0.0
    stopped: str = ""
    """Why the visit ended before its work was done; empty where it did not."""
    paused_seconds: float = 0.0
    """What the host asked for when that was more than a run waits."""
    index_rows: int = 0
    """Captures that a web archive listed."""
    foreign_rows: int = 0
    """Of those, another body's."""
    left_out: int = 0
    """Captures that a web archive gave and that were not stored."""
    unlisted: list[str] = field(default_factory=list)
    """Questions that a web archive's index did not answer."""
    robots: dict[str, int] = field(default_factory=dict)
    """Status of each host's robots.txt."""
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    """Captures and events together."""
    roles: Counter[Role] = field(default_factory=Counter)
    """Requests by role."""
    sections: dict[str, SectionTally] = field(default_factory=dict)
    """By URL of the section."""

    def section(self, url: str) -> SectionTally:
        """The tally of a section, begun where there is none."""
        return self.sections.setdefault(url, SectionTally())

    def trapped(self, pattern: str) -> None:
        """Count a trap; patterns beyond the first fifty are one."""
        self.traps[pattern if pattern in self.traps or len(self.traps) < MOST_PATTERNS else "…"] += 1

    def summary(self) -> dict[str, Any]:
        """As JSON values; sections carry their item counts, `outcomes` is the histogram."""
        return asdict(self) | {"outcomes": dict(self.outcomes), "roles": dict(self.roles), "traps": dict(self.traps)}
