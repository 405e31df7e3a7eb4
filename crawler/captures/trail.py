"""Everything that the ledger remembers of one URL, or of the article that stands there."""

import sqlite3
from dataclasses import dataclass

from crawler.captures import ledger
from crawler.captures.clean import target_uri
from crawler.captures.errors import Unstorable
from crawler.captures.reader import CaptureReader
from crawler.captures.records import Capture, Discovery
from crawler.captures.rows import ConsideredItem, FetchEvent, FrontierItem


@dataclass(frozen=True)
class Announcement:
    """A listing, feed or sitemap that named the URL."""

    source_id: str
    key: str
    url: str
    discovery: Discovery
    found_at: str
    """UTC, `YYYY-MM-DDTHH:MM:SSZ`."""
    run_id: int


@dataclass(frozen=True)
class Trail:
    """What is remembered; all lists oldest first."""

    announcements: tuple[Announcement, ...] = ()
    considered: tuple[ConsideredItem, ...] = ()
    queued: tuple[FrontierItem, ...] = ()
    captures: tuple[Capture, ...] = ()
    events: tuple[FetchEvent, ...] = ()

    @property
    def keys(self) -> set[tuple[str, str]]:
        """(source id, key) of every item found."""
        items: list[Announcement | ConsideredItem | FrontierItem | Capture]
        items = [*self.announcements, *self.considered, *self.queued, *self.captures]
        return {(item.source_id, item.key) for item in items}

    @property
    def empty(self) -> bool:
        """Whether nothing of this URL was ever seen."""
        return not (self.keys or self.events)


def trail_of(reader: CaptureReader, urls: set[str], keys: set[tuple[str, str]]) -> Trail:
    """Rows of every table in which one of `urls` or one of `keys` (source id, key) stands."""
    spelled = sorted(urls | {kept for url in urls if (kept := _as_kept(url))})
    wanted = keys | _keys_of_urls(reader, spelled)
    announcements = [
        Announcement(r["source_id"], r["key"], r["url"], ledger.discovery_of(r), r["found_at"], r["run_id"])
        for r in _rows(reader, "discoveries", "id", spelled, wanted)
    ]
    events = [row for url in spelled for row in reader.db.execute("SELECT * FROM fetch_events WHERE url = ?", [url])]
    return Trail(
        tuple(announcements),
        tuple(ledger.considered_of(r) for r in _rows(reader, "considered", "id", spelled, wanted)),
        tuple(ledger.frontier_item_of(r) for r in _rows(reader, "frontier", "id", spelled, wanted)),
        tuple(ledger.capture_of(r) for r in _rows(reader, "captures", "seq", spelled, wanted)),
        tuple(sorted(map(ledger.event_of, events), key=lambda event: event.seq)),
    )


def _keys_of_urls(reader: CaptureReader, urls: list[str]) -> set[tuple[str, str]]:
    """Articles that were announced, queued, considered or fetched at one of the addresses."""
    marks = ", ".join("?" * len(urls))
    found: set[tuple[str, str]] = set()
    for table in ("discoveries", "frontier", "considered"):
        rows = reader.db.execute(f"SELECT DISTINCT source_id, key FROM {table} WHERE url IN ({marks})", urls)
        found |= {(row[0], row[1]) for row in rows}
    rows = reader.db.execute(
        "SELECT DISTINCT source_id, key FROM captures WHERE role IN ('article', 'canary', 'sampled') "
        f"AND url IN ({marks})", urls,
    )  # fmt: skip
    return found | {(row[0], row[1]) for row in rows}


def _rows(
    reader: CaptureReader, table: str, order: str, urls: list[str], keys: set[tuple[str, str]]
) -> list[sqlite3.Row]:
    """Rows by address or by key, each once."""
    found: dict[int, sqlite3.Row] = {}
    marks = ", ".join("?" * len(urls))
    for row in reader.db.execute(f"SELECT * FROM {table} WHERE url IN ({marks})", urls):
        found[row[order]] = row
    for source_id, key in sorted(keys):
        for row in reader.db.execute(f"SELECT * FROM {table} WHERE source_id = ? AND key = ?", [source_id, key]):
            found[row[order]] = row
    return [found[number] for number in sorted(found)]


def _as_kept(url: str) -> str:
    """The address percent-encoded as captures have it; empty for what no capture can have."""
    try:
        return target_uri(url)
    except Unstorable:
        return ""
