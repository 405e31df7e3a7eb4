"""Before a run: is the machine's clock to be believed? What is captured under a wrong moment stays wrong for ever."""

from datetime import UTC, datetime, timedelta

from crawler.captures.reader import CaptureReader, NoCaptures
from crawler.clock import Clock, fixed_clock
from operate.home import Home

BORN = datetime(2025, 7, 1, tzinfo=UTC)
"""No run of this software can have been before."""
BACK = timedelta(hours=24)
AHEAD = timedelta(days=3 * 366)
SLACK = timedelta(hours=1)
_WRONG = "đồng hồ máy sai? chưa hỏi cổng nào /"


def clock_fault(home: Home, now: datetime) -> str:
    """Why the clock is not believed; empty where it is."""
    if now < BORN:
        return (
            f"{_WRONG} the clock says {now:%Y-%m-%d}, before this software existed. Set it (`timedatectl`), then run "
            "again."
        )
    last = _last_moment(home)
    if last is not None and now < last - BACK:
        return (
            f"{_WRONG} the clock says {now:%Y-%m-%d %H:%M} UTC, but the last run was at {last:%Y-%m-%d %H:%M}: it "
            "jumped back. Set it (`timedatectl`), then run again. Where it is right now, and was wrong then: once "
            "`ocop --now` with this moment. Nothing was asked."
        )
    if last is not None and now > last + AHEAD:
        return (
            f"{_WRONG} the clock says {now:%Y-%m-%d}, the last run was on {last:%Y-%m-%d}. If the home truly slept so "
            "long, say so with `ocop --now` once; else set the clock."
        )
    return ""


def is_noted_ahead(moment: datetime, now: datetime) -> bool:
    """Whether a note is from so much later than now that it was written while the clock was ahead: it says nothing."""
    return moment - now > SLACK


def believed(home: Home, clock: Clock) -> Clock:
    """`clock`; where it is not believed, one that stands at the last run's end: what is noted now gets no age of years
    when the clock is right again."""
    if not clock_fault(home, clock()):
        return clock
    return fixed_clock(_last_moment(home) or BORN)


def _last_moment(home: Home) -> datetime | None:
    try:
        with CaptureReader(home.path) as reader:
            runs = reader.runs()
    except NoCaptures:
        return None
    return datetime.fromisoformat(runs[-1].ended_at or runs[-1].started_at) if runs else None
