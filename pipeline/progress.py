"""How far a build has come."""

from dataclasses import dataclass


@dataclass
class Progress:
    """What a build has done so far."""

    read: int = 0
    new: int = 0
    unreadable: int = 0
    irrelevant: int = 0
    """Pages out of others' captures that are not about the programme."""
    pictures: int = 0
    files: int = 0
    """Attachments read."""
    cross_checked: int = 0
    """Articles in the archive whose body was compared with trafilatura's (one page in twenty)."""
    agreement: float | None = None
    """Mean word overlap (F1) of the two over those."""
    again: int = 0
    """Captures that were read before and were read again because rules changed."""
    waiting: int = 0
    """Of those, how many are left for later builds."""
    starved: int = 0
    """Articles that the machine had no time for: the next build reads them."""
    decisions_lost: int = 0
    """Decisions of people whose evidence is not in the archive (any more)."""
