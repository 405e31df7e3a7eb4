"""Days on which Vietnamese offices publish nothing, so that silence on them is none."""

from datetime import date, timedelta

TET = tuple(
    date.fromisoformat(day)
    for day in (
        "2018-02-16", "2019-02-05", "2020-01-25", "2021-02-12", "2022-02-01", "2023-01-22", "2024-02-10", "2025-01-29",
        "2026-02-17", "2027-02-06", "2028-01-26", "2029-02-13", "2030-02-02", "2031-01-23", "2032-02-11", "2033-01-31",
        "2034-02-19", "2035-02-08",
    )
)  # fmt: skip
"""First day of the lunar year by Vietnam's calendar (UTC+7), which in 2030 is a day before China's."""
BEFORE_TET, AFTER_TET = 3, 6
"""Ten days around it in which offices rest (days before, days after)."""
_SATURDAY = 5
_HOLIDAYS = frozenset(
    first + timedelta(days=offset) for first in TET for offset in range(-BEFORE_TET, AFTER_TET + 1)
)  # fmt: skip


def is_working_day(day: date) -> bool:
    """Whether offices may be expected to publish: no weekend, no Tết. Other holidays are too short to matter."""
    return day.weekday() < _SATURDAY and day not in _HOLIDAYS


def working_days(after: date, until: date) -> int:
    """Working days later than `after`, up to `until` inclusive."""
    return sum(is_working_day(after + timedelta(days=number)) for number in range(1, (until - after).days + 1))
