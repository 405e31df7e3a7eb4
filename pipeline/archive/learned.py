"""Limits that a portal's own past sets: pure functions over what its earlier visits counted."""

from collections.abc import Sequence
from datetime import date, timedelta
from statistics import median

ENOUGH = 10
"""Earlier visits from which a past is believed."""
MONTH = timedelta(days=30)
LOOSER_A_MONTH = 0.9
"""A limit that its portal does not keep goes down to this share of itself a month, never faster: a slow decay must not
teach the watch to be blind."""

Series = Sequence[tuple[date, float]]
"""Day and value of earlier visits, oldest first."""


def floor_of(default: float, past: Series, on: date) -> float:
    """The share that must be reached on a day. The default until ten visits are known; then, month by month, the median
    of the last ten where that is lower, but at most a tenth lower than the month before; back up at once."""
    limit = default
    if len(past) < ENOUGH:
        return limit
    day = past[0][0] + MONTH
    while day <= on:
        known = [value for seen, value in past if seen < day][-ENOUGH:]
        if len(known) >= ENOUGH:
            usual = min(default, median(known))
            limit = max(usual, limit * LOOSER_A_MONTH)
        day += MONTH
    return limit


def usual(past: Series) -> float | None:
    """Median of the last ten visits; None where fewer are known."""
    return median(value for _, value in past[-ENOUGH:]) if len(past) >= ENOUGH else None


def longest_usual(gaps: Sequence[int]) -> int:
    """The gap that nineteen of twenty do not exceed."""
    ordered = sorted(gaps)
    return ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
