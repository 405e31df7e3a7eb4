"""What others captured (a web archive, a WARC, a saved page), taken over as what it is: origin and original moment
kept, given to the body that had the host on that day."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from crawler.captures.clean import target_uri
from crawler.captures.records import Capture, Exchange, Outcome, Role
from crawler.captures.store import CaptureStore
from crawler.clock import local_day, stamp
from crawler.outcomes import outcome_of_body, outcome_of_status
from crawler.portals.registry import Registry
from crawler.portals.source import Source
from crawler.portals.urls import BadUrl, canonical

_MEDIA: tuple[tuple[str, Role], ...] = (
    ("image/", "image"),
    ("application/pdf", "attachment"),
    ("application/vnd", "attachment"),
    ("application/msword", "attachment"),
)


@dataclass(frozen=True)
class Foreign:
    """One answer that somebody else captured; content- and transfer-encoding undone."""

    url: str
    seen_at: datetime
    status: int
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes
    origin: str


class LeftOut(Exception):
    """An answer that is not taken over; the message says why, in words that can be counted."""


def exchange_of(foreign: Foreign, registry: Registry, only: Source | None = None, role: Role | None = None) -> Exchange:
    """The exchange to store, of the publisher that the host had on the day of the capture; `only`: of no other one, and
    from its media hosts too; `role`: what it is known to be besides an article. Raises LeftOut."""
    seen_at = stamp(foreign.seen_at)
    try:
        address = canonical(foreign.url)
    except BadUrl as error:
        raise LeftOut("no address that can be asked for") from error
    day = local_day(seen_at)
    owner = registry.owner_of(address, day) or (only if only and urlsplit(address).netloc in only.media_hosts else None)
    if owner is None:
        raise LeftOut("host of no source on that day")
    if only and owner.id != only.id:
        raise LeftOut("another source's")
    family = registry.family_of(owner, day)
    key = family.article_key(address)
    kind = next((v for n, v in foreign.headers if n.lower() == b"content-type"), b"").decode("latin-1").lower()
    role = "article" if key else role or next((role for begins, role in _MEDIA if kind.startswith(begins)), None)
    if role is None:
        raise LeftOut("no article, picture or attachment")
    names = frozenset(name.decode("latin-1").lower() for name, _ in foreign.headers)
    outcome: Outcome = outcome_of_status(foreign.status, names) or outcome_of_body(role, foreign.body, None)[0]
    if outcome != "ok":
        raise LeftOut(f"outcome {outcome}")
    url = family.canonical_url(address) if role == "article" else address
    return Exchange(
        source_id=owner.id, role=role, url=url, key=key or canonical(url), outcome=outcome, status=foreign.status,
        request_headers=(), response_headers=foreign.headers, body=foreign.body, origin=foreign.origin, seen_at=seen_at,
        flags={} if url == foreign.url else {"original_url": foreign.url},
    )  # fmt: skip


def store_foreign(store: CaptureStore, run_id: int, exchange: Exchange) -> Capture | None:
    """Keep an exchange that somebody else captured at `exchange.seen_at`; `exchange.origin` names where it was taken
    over from. None where the home holds the same address of that moment from any other hand already, so that a second
    import or backfill stores nothing new.

    Raises ValueError for an exchange that claims to be ours (`live`) or does not know its moment, Unstorable for one
    that no WARC record can hold, and what CaptureStore.append raises.
    """
    if exchange.origin == "live" or not exchange.seen_at:
        raise ValueError(f"{exchange.url}: a capture of others needs its origin and the moment of its capture")
    if holds_foreign(store, exchange.source_id, exchange.url, exchange.seen_at):
        return None
    return store.append(run_id, exchange)


def holds_foreign(store: CaptureStore, source_id: str, url: str, seen_at: str) -> bool:
    """Whether a capture of `url` from that moment (ledger stamp) was taken over before, from whomever."""
    found = store.db.execute(
        "SELECT 1 FROM captures WHERE url = ? AND fetched_at = ? AND source_id = ? AND origin <> 'live' LIMIT 1",
        (target_uri(url), seen_at, source_id),
    )
    return found.fetchone() is not None
