"""`ocop recover`: put in order what a crash left; every run does it at its start, this shows or does it alone."""

from crawler.captures.ledger import open_for_reading
from crawler.captures.recovery import Recovery, survey
from crawler.captures.store import CaptureStore
from crawler.clock import Clock, stamp
from operate.home import Home
from operate.lock import run_lock


def would_recover(home: Home) -> Recovery:
    """What `recover` would do; opens everything for reading. Raises NoCaptures, IntegrityError. While a run is at work
    its own unfinished pieces are shown too."""
    db = open_for_reading(home.captures / "ledger.db")
    try:
        return survey(db, home.captures)
    finally:
        db.close()


def recover(home: Home, clock: Clock) -> Recovery:
    """Do it. Raises Locked while a run holds the home, NoCaptures, IntegrityError."""
    would_recover(home)
    with run_lock(home.path, stamp(clock())), CaptureStore(home.path, clock) as store:
        return store.recovery


def recovery_lines(found: Recovery) -> list[str]:
    """For a person to read."""
    lines = [
        f"captures/{tail.warc_file}: {tail.length} byte từ / bytes from {tail.offset} → captures/{tail.moved_to}"
        for tail in found.moved_tails
    ]
    lines += [f"lượt / run {run} bị ngắt / was interrupted" for run in found.interrupted_runs]
    lines += [f"captures/{name}: đóng lại / closed" for name in found.closed_files]
    return lines or ["Không có gì phải sửa. / Nothing to put in order."]
