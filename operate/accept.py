"""`ocop build --accept SOURCE`: a person says that a source's host still answers for its own body."""

from crawler.clock import Clock, local_day, stamp
from operate.choose import holds_samples
from operate.home import Home, HomeError
from pipeline.decisions.accepted import accept


def accept_source(home: Home, source_id: str, why: str, clock: Clock) -> bool:
    """Write the decision; False where it stands already. Raises UnknownSource, and HomeError without a reason."""
    if not why.strip():
        raise HomeError("--accept needs its reason: --why 'cổng đổi tên, vẫn của …'.")
    source = home.registry(samples=holds_samples(home)).get(source_id)
    return accept(home.decisions, source.id, local_day(stamp(clock())).isoformat(), why.strip())
