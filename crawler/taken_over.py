"""What others captured (a web archive, a WARC, a saved page), taken over as what it is: origin and original moment
kept, given to the body that had the host on that day."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlsplit

from crawler.captures.clean import target_uri
from crawler.captures.encodings import decode_body
from crawler.captures.errors import BrokenEncoding, DecodedTooLarge
from crawler.captures.reader import MAX_DECODED
from crawler.captures.records import Capture, Exchange, Outcome, Role
from crawler.captures.store import CaptureStore
from crawler.clock import local_day, stamp
from crawler.outcomes import outcome_of_body, outcome_of_status
from crawler.portals.registry import Registry
from crawler.portals.source import Source
from crawler.portals.urls import BadUrl, canonical, encoded

_MEDIA: tuple[tuple[str, Role], ...] = (
    ("image/", "image"),
    ("application/pdf", "attachment"),
    ("application/vnd", "attachment"),
    ("application/msword", "attachment"),
    ("application/octet-stream", "attachment"),
)


@dataclass(frozen=True)
class Foreign:
    """One answer that somebody else captured; transfer-encoding undone."""

    url: str
    seen_at: datetime
    status: int
    headers: tuple[tuple[bytes, bytes], ...]
    """They name a content-encoding only where the body has it."""
    body: bytes
    origin: str
    method: str = "GET"
    request_body: bytes = b""
    """What was posted."""


class LeftOut(Exception):
    """An answer that is not taken over; the message says why, in words that can be counted."""


def exchange_of(foreign: Foreign, registry: Registry, only: Source | None = None, role: Role | None = None) -> Exchange:
    """The exchange to store, of the publisher that the host had on the day of the capture; a picture or attachment from
    a media host is its source's. `only`: of no other source; `role`: what it is known to be besides an article.
    Raises LeftOut."""
    seen_at = stamp(foreign.seen_at)
    try:
        url, address = encoded(foreign.url), canonical(foreign.url)
    except BadUrl as error:
        raise LeftOut("no address that can be asked for") from error
    day = local_day(seen_at)
    owner = registry.owner_of(address, day) or _shown_by(address, registry, day, only)
    if owner is None:
        raise LeftOut("host of no source on that day")
    if only and owner.id != only.id:
        raise LeftOut("another source's")
    family = registry.family_of(owner, day)
    key = family.article_key(address) if foreign.method == "GET" else None
    if key:
        role, url = "article", family.canonical_url(address)
    else:
        role = role or _media_role(foreign)
    if role is None:
        raise LeftOut("no article, listing, picture or attachment" if foreign.method == "GET" else "answer to a POST")
    names = frozenset(name.decode("latin-1").lower() for name, _ in foreign.headers)
    outcome: Outcome = outcome_of_status(foreign.status, names) or outcome_of_body(role, _decoded(foreign), None)[0]
    if outcome != "ok":
        raise LeftOut(f"outcome {outcome}")
    return Exchange(
        source_id=owner.id, role=role, url=url, key=key or url, outcome=outcome, status=foreign.status,
        request_headers=(), response_headers=foreign.headers, body=foreign.body, origin=foreign.origin, seen_at=seen_at,
        method=foreign.method, request_body=foreign.request_body,
        flags={} if url == foreign.url else {"original_url": foreign.url},
    )  # fmt: skip


def _shown_by(address: str, registry: Registry, day: date, only: Source | None) -> Source | None:
    """The source of that day that names the host as one of its pictures: the one that is wanted, else the first by id.
    Several may share a host; an article finds its pictures by their address, whoever's they are."""
    host = urlsplit(address).netloc
    showing = [source for source in registry.all() if host in source.media_hosts and source.stands_on(day)]
    return only if only in showing else next(iter(showing), None)


def _media_role(foreign: Foreign) -> Role | None:
    if foreign.method != "GET":
        return None
    kind = next((v for n, v in foreign.headers if n.lower() == b"content-type"), b"").decode("latin-1").lower()
    return next((role for begins, role in _MEDIA if kind.startswith(begins)), None)


def _decoded(foreign: Foreign) -> bytes:
    """Raises LeftOut where the body's content-encoding cannot be undone."""
    encodings = b", ".join(value for name, value in foreign.headers if name.lower() == b"content-encoding")
    try:
        return decode_body(foreign.body, encodings.decode("latin-1"), MAX_DECODED)
    except (BrokenEncoding, DecodedTooLarge) as error:
        raise LeftOut("content-encoding that cannot be undone") from error


def store_foreign(store: CaptureStore, run_id: int, exchange: Exchange) -> Capture | None:
    """Keep an exchange that somebody else captured at `exchange.seen_at`; `exchange.origin` names where it was taken
    over from. None where the home holds the same address of that moment from any other hand already, so that a second
    import or backfill stores nothing new.

    Raises ValueError for an exchange that claims to be ours (`live`) or does not know its moment, Unstorable for one
    that no WARC record can hold, and what CaptureStore.append raises.
    """
    if exchange.origin == "live" or not exchange.seen_at:
        raise ValueError(f"{exchange.url}: a capture of others needs its origin and the moment of its capture")
    if holds_foreign(store, exchange):
        return None
    return store.append(run_id, exchange)


def holds_foreign(store: CaptureStore, exchange: Exchange) -> bool:
    """Whether the same address of that moment was taken over before, from whomever; what was posted for is the same
    where the answer is."""
    found = store.db.execute(
        "SELECT 1 FROM captures WHERE url = ? AND fetched_at = ? AND source_id = ? AND origin <> 'live' AND method = ? "
        "AND (method = 'GET' OR payload_sha256 = ?) LIMIT 1",
        (target_uri(exchange.url), exchange.seen_at, exchange.source_id, exchange.method,
         hashlib.sha256(exchange.body).hexdigest()),
    )  # fmt: skip
    return found.fetchone() is not None
