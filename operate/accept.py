"""`ocop build --accept SOURCE`: a person says that what was held of a source is its own."""

import json

from sqlite_utils import Database

from crawler.clock import Clock, local_day, stamp
from operate.choose import holds_samples
from operate.home import Home, HomeError
from pipeline.archive.store import get_state
from pipeline.decisions.accepted import accept, release
from pipeline.holds import kept_holds
from pipeline.publisher import HANDED_ON


def accept_source(home: Home, source_id: str, why: str, clock: Clock) -> bool:
    """Write the decision; False where it stands already. What is held by its numbers or as a flood is released up to
    today: should they begin anew, or another flood come, that is held again. Otherwise the source's pages may name whom
    they like from now on.
    Raises UnknownSource, and HomeError without a reason."""
    if not why.strip():
        raise HomeError("Cần lý do / --accept needs its reason: --why 'cổng đổi tên, vẫn của …'.")
    source = home.registry(samples=holds_samples(home)).get(source_id)
    today = local_day(stamp(clock())).isoformat()
    by_lists, by_name = _held(home, source.id)
    done = by_lists and release(home.decisions, source.id, today, why.strip())
    if by_name or not by_lists:
        done = accept(home.decisions, source.id, today, why.strip()) or done
    return done


def _held(home: Home, source_id: str) -> tuple[bool, bool]:
    """Whether the last build held something of a source for its numbers or as a flood; for the body that its pages
    name."""
    if not home.archive.exists():
        return False, False
    db = Database(home.archive)
    try:
        pages = db.execute(
            "SELECT count(*) FROM captures WHERE source_id = ? AND parse_state = ?", [source_id, HANDED_ON]
        ).fetchone()[0]
        listing = json.loads(get_state(db, "handed_on", "{}")).get(source_id, {}).get("body")
        return any(hold.source_id == source_id for hold in kept_holds(db)), bool(pages or listing)
    finally:
        db.close()
