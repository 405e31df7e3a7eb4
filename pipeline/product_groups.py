"""Groups of OCOP products in the edition of the criteria that held on a day (domain.md 4.2).

The group is kept as given; its code is that of the edition, or none where the words fit no group of it or several, or
where nobody knows which edition held.
"""

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from pipeline.shipped import read_yaml
from pipeline.text import fold

RATING_BODIES = re.compile(r"QĐ-(?:UBND|BNN|BNNMT|BNNPTNT|BNN&MT)")
"""Symbols of decisions by which a committee or ministry rates products; 148/QĐ-TTg and its like rate none."""

DATA = Path(__file__).parent / "entities" / "data" / "product_groups.yml"


@dataclass(frozen=True)
class Group:
    """A group of one edition."""

    code: int
    name: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Edition:
    """A set of criteria, by the decision that set it."""

    decision: str
    year: int
    since: date
    until: date | None
    groups: tuple[Group, ...]

    @property
    def label(self) -> str:
        """`148/QĐ-TTg (2023)`: numbers restart every year."""
        return f"{self.decision} ({self.year})"

    def holds(self, day: str) -> bool:
        """Whether it held all of `day`, an ISO day, month or year."""
        first, last = f"{day[:10]}-01-01"[:10], f"{day[:10]}-12-31"[:10]
        if len(day) == len("2023-02"):
            first, last = f"{day}-01", f"{day}-31"
        return self.since.isoformat() <= first and (self.until is None or last <= self.until.isoformat())


@cache
def editions() -> tuple[Edition, ...]:
    """Every edition, oldest first."""
    return tuple(
        Edition(
            entry["decision"], entry["year"], entry["from"], entry["to"],
            tuple(Group(g["code"], g["name"], tuple(g["words"])) for g in entry["groups"]),
        )
        for entry in read_yaml(DATA)["editions"]
    )  # fmt: skip


def edition_of(first: str | None, last: str | None) -> Edition | None:
    """The edition that held from day `first` to day `last` (partial ISO); None where none did all the time."""
    if not first or not last:
        return None
    return next((edition for edition in editions() if edition.holds(first) and edition.holds(last)), None)


def group_in(edition: Edition | None, given: str) -> Group | None:
    """The one group of `edition` that the words `given` fit."""
    if edition is None:
        return None
    words = fold(given)
    fit = [g for g in edition.groups if any(re.search(rf"(?<!\w){word}(?!\w)", words) for word in g.words)]
    return fit[0] if len(fit) == 1 and "chuc nang" not in words else None
