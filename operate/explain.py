"""`ocop explain URL`: every event of one address, in the order in which it happened."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from crawler.captures.reader import CaptureReader
from crawler.captures.records import Capture
from crawler.captures.trail import Trail, trail_of
from crawler.portals.urls import BadUrl, canonical
from operate.choose import holds_samples
from operate.home import Home, HomeError
from pipeline.archive.schema import OlderArchive
from pipeline.archive.store import read_archive
from pipeline.holds import is_held


@dataclass(frozen=True)
class Event:
    """One thing that happened to an address."""

    at: str
    """UTC stamp, or the day of a decision."""
    what: str
    """`announced`, `considered`, `fetched`, `no answer`, `taken down`, `decided`."""
    says: str
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Explained:
    """What a home knows of an address."""

    asked: str
    source_id: str | None
    """The portal whose hosts it belongs to; None: none of the registry."""
    articles: tuple[str, ...]
    """Ids in the archive, of what is published there."""
    state: str
    """One sentence: what it is now."""
    events: tuple[Event, ...]
    dates: tuple[dict[str, Any], ...] = ()
    """Rows of `dates`: what was considered for its day of publication."""


def explain(home: Home, asked: str) -> Explained:
    """Everything that the ledger, the archive and the decisions say of an address or article id. Raises HomeError where
    neither the ledger nor the registry knows it, NoCaptures in an empty home."""
    registry = home.registry(samples=holds_samples(home))
    with CaptureReader(home.path) as reader:
        named = asked.split("/bai/", 1)[1] if "/bai/" in asked else asked
        known = reader.article_of(named)
        keys = {known} if known else set()
        urls = set() if known else {asked, _canonical(asked)}
        source = None if known else registry.owner_of(asked, None)
        if source and (key := registry.family_of(source, None).article_key(asked)):
            keys.add((source.id, key))
        trail = trail_of(reader, urls, keys)
    source_id = next(iter(sorted({source_id for source_id, _ in trail.keys})), source.id if source else None)
    if trail.empty and source_id is None:
        raise HomeError(
            f"{asked}: không thuộc cổng nào, chưa từng thấy / "
            f"on no host of a portal in the registry, and never seen. `ocop sources list`"
        )
    article_ids = sorted({f"{source_id}/{key}" for source_id, key in trail.keys})
    built = _Built(home, article_ids, trail.captures)
    events = [*_of_ledger(trail, built), *built.events()]
    return Explained(
        asked, source_id, tuple(built.published), _state(trail, built), tuple(sorted(events, key=lambda e: e.at)),
        tuple(built.dates),
    )  # fmt: skip


def _canonical(url: str) -> str:
    try:
        return canonical(url)
    except BadUrl:
        return url


class _Built:
    """What archive.db says of some articles; nothing where it is not built yet, or of an earlier version."""

    def __init__(self, home: Home, article_ids: list[str], captures: Sequence[Capture]) -> None:
        self.published: list[str] = []
        self.dates: list[dict[str, Any]] = []
        self.captures: dict[int, dict[str, Any]] = {}
        self._suppressed: list[dict[str, Any]] = []
        self._decisions: list[dict[str, Any]] = []
        self._read(home, article_ids, captures)

    def _read(self, home: Home, article_ids: list[str], captures: Sequence[Capture]) -> None:
        if not home.archive.exists():
            return
        try:
            db = read_archive(home.archive)
        except OlderArchive:
            return

        def rows(sql: str, value: str | int) -> list[dict[str, Any]]:
            return list(db.query(sql, [value]))

        try:
            for one in article_ids:
                self.published += [r["id"] for r in rows("SELECT id FROM articles WHERE id = ?", one)]
                self.dates += rows("SELECT * FROM dates WHERE article_id = ? ORDER BY position", one)
                self._suppressed += rows("SELECT * FROM suppressed WHERE article_id = ?", one)
                self._decisions += rows("SELECT * FROM decisions WHERE article_id = ?", one)
                self.captures |= {r["id"]: r for r in rows("SELECT * FROM captures WHERE article_id = ?", one)}
            for capture in captures:
                self.captures |= {r["id"]: r for r in rows("SELECT * FROM captures WHERE id = ?", capture.seq)}
        finally:
            db.close()

    @property
    def taken_down(self) -> bool:
        return bool(self._suppressed)

    def parse_state(self, seq: int) -> str:
        row = self.captures.get(seq)
        return str(row["parse_state"] or "") if row else ""

    def events(self) -> list[Event]:
        down = [Event(r["since"], "taken down", f"đã gỡ / taken down: {r['reason']}", r) for r in self._suppressed]
        return down + [Event(r["decided_on"] or "", "decided", _decision(r), r) for r in self._decisions]


def _decision(row: dict[str, Any]) -> str:
    return f"quyết định / decision: {row['do']} {row['about']}: {row['why']} ({row['state']})"


def _of_ledger(trail: Trail, built: _Built) -> list[Event]:
    events = [
        Event(
            one.found_at, "announced",
            f"thấy ở / announced on {one.discovery.found_on or one.discovery.section}: {one.discovery.link_text!r}"
            + (f", {one.discovery.listing_date}" if one.discovery.listing_date else ""),
            {"run": one.run_id, "section": one.discovery.section, "url": one.url},
        )
        for one in trail.announcements
    ]  # fmt: skip
    events += [
        Event(one.found_at, "considered", f"không giữ / not kept: {one.reason} ({one.title!r})",
              {"run": one.run_id, "sampled": one.sampled})
        for one in trail.considered
    ]  # fmt: skip
    events += [_fetched(capture, built.parse_state(capture.seq)) for capture in trail.captures]
    return events + [
        Event(one.at, "no answer", f"{one.outcome} ({one.role}, {one.attempts}×): {one.error}", {"run": one.run_id})
        for one in trail.events
    ]


def _fetched(capture: Capture, parse_state: str) -> Event:
    where = f"captures/{capture.warc_file}, bytes {capture.warc_offset}-{capture.warc_end}"
    same = f", như bản lưu / same as capture {capture.revisit_of}" if capture.revisit_of else ""
    read = f"; đọc / read: {parse_state}" if parse_state else ""
    says = f"{capture.role} {capture.outcome} {capture.status}{same}; {where}{read}"
    data = {
        "capture": capture.seq, "run": capture.run_id, "url": capture.url, "origin": capture.origin,
        "warc_file": capture.warc_file, "warc_offset": capture.warc_offset, "warc_end": capture.warc_end,
        "payload_sha256": capture.payload_sha256, "parse_state": parse_state or None,
    }  # fmt: skip
    return Event(capture.fetched_at, "fetched", says, data)


def _state(trail: Trail, built: _Built) -> str:
    if built.taken_down:
        return "đã gỡ / taken down"
    if built.published:
        return f"trong kho / in the archive: {', '.join(f'/bai/{one}' for one in built.published)}"
    if any(capture.role in ("article", "canary") for capture in trail.captures):
        newest = [capture for capture in trail.captures if capture.role in ("article", "canary")][-1]
        read = built.parse_state(newest.seq) or "chưa dựng / not built yet: ocop build"
        why = " (vì sao, làm gì / why, what to do: ocop report)" if is_held(read) else ""
        return f"đã lưu, không có trong kho / captured, not in the archive: {newest.outcome}, {read}{why}"
    if queued := [item for item in trail.queued if item.state in ("pending", "failed")]:
        last = f", lần trước / last time: {queued[-1].last_outcome}" if queued[-1].last_outcome else ""
        return f"đang chờ / in the queue ({queued[-1].state}{last})"
    if trail.considered:
        return f"đã thấy, không giữ / seen, not kept: {trail.considered[-1].reason}"
    if trail.captures:
        return f"đã lưu / captured as {trail.captures[-1].role}"
    if trail.empty:
        return "chưa thấy ở đâu / never seen on any listing (các mục của cổng / sections: `ocop sources show`)"
    return "đã hỏi, không có gì / asked, nothing came"


def explained_lines(found: Explained) -> list[str]:
    """For a person to read."""
    lines = [f"{found.asked}: {found.state}", f"cổng / portal: {found.source_id or '—'}"]
    lines += [f"{event.at:<20} {event.what:<11} {event.says}" for event in found.events]
    for row in found.dates:
        verdict = "nhận / accepted" if row["accepted"] else f"bỏ / refused: {row['why_not']}"
        lines.append(f"ngày / date {row['value']} ({row['basis']}, {row['evidence']!r}): {verdict}")
    return lines
