"""Time as a parameter: whoever needs "now" is given a clock."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone

Clock = Callable[[], datetime]
"""Returns the current moment as an aware datetime in UTC."""


VIETNAM = timezone(timedelta(hours=7))
"""Indochina Time, the same all year since 1975."""


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


def local_day(stamp: str) -> date:
    """The calendar day in Vietnam of a ledger stamp (UTC)."""
    return datetime.fromisoformat(stamp).astimezone(VIETNAM).date()
