"""Time as a parameter: whoever needs "now" is given a clock."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Returns the current moment as an aware datetime in UTC."""


def system_clock() -> datetime:
    """The machine's clock, in UTC."""
    return datetime.now(UTC)


def fixed_clock(moment: datetime) -> Clock:
    """A clock that stands still at `moment`: rehearsals and tests. Raises ValueError on a naive moment."""
    if moment.tzinfo is None:
        raise ValueError(f"a clock needs a time zone, got {moment.isoformat()}")
    return lambda: moment


def stamp(moment: datetime) -> str:
    """`moment` as the ledger writes it: UTC, seconds, ISO 8601 with a trailing Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
