"""The queue of URLs, kept in the ledger: a crawl killed anywhere goes on where it was."""

import json
import random
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from crawler.captures import ledger
from crawler.captures.clean import check_name, clean_discovery, clean_text, target_uri
from crawler.captures.records import Capture, Discovery, Outcome, Role
from crawler.captures.rows import FrontierItem, Walk
from crawler.captures.store import CaptureStore
from crawler.clock import stamp

__all__ = ["MAX_TRIES", "RECHECK_DAYS", "RECHECK_DAYS_LATER", "RETRY_FAILED_DAYS", "Frontier", "FrontierItem", "Walk"]

RECHECK_DAYS = (1, 3, 7, 30, 90)
"""Days between a fetch of an article and its next check: after the first fetch, after the first check, and so on."""
RECHECK_DAYS_LATER = 182
"""Days between two checks after those: twice a year."""
MAX_TRIES = 3
"""Runs in which a URL may fail before it is given up."""
RETRY_FAILED_DAYS = 30
"""Days after which a given-up URL is tried once more: a portal's bad week must not lose its articles."""

_GOOD_KEYS = """SELECT key FROM frontier WHERE source_id = ? AND role = 'article' AND state = 'done'
AND last_outcome IN ('ok', 'not_modified') ORDER BY key"""
_POSTPONED = "media postponed: "


class Frontier:
    """What is to be fetched, what was, and what was left out. Every call is one ledger transaction; several become
    one inside `with store.transaction():`. A role `canary` means the article of that key."""

    def __init__(self, store: CaptureStore) -> None:
        self._store = store
        self._db = store.db

    def add(
        self, source_id: str, *, key: str, url: str, role: Role = "article", discovery: Discovery, run_id: int
    ) -> bool:
        """Queue a URL; True when it is new. The announcement is kept either way, each once.
        Raises Unstorable for a key or URL that no capture could have."""
        check_name("key", key)
        kept_url, discovery = target_uri(url), clean_discovery(discovery)
        with self._store.transaction():
            self.note_discovery(source_id, key, kept_url, discovery, run_id)
            return self._insert(source_id, key, kept_url, role, discovery, run_id)

    def add_media(self, source_id: str, *, url: str, role: Role, parent_key: str, run_id: int) -> bool:
        """Queue a picture or attachment of an article under its URL; True when it is new. Shared by several articles it
        is fetched once, and knows them all."""
        key = target_uri(url)
        with self._store.transaction():
            self._db.execute(
                "INSERT OR IGNORE INTO media_parents VALUES (?, ?, ?, ?)", (source_id, key, role, parent_key)
            )
            return self._insert(source_id, key, key, role, Discovery(), run_id)

    def postpone_media(self, source_id: str) -> None:
        """Note that article pages captured from now on are not read for their pictures; the first such note stands."""
        with self._store.transaction():
            self._db.execute(
                "INSERT OR IGNORE INTO meta SELECT ?, coalesce(max(seq), 0) FROM captures", (_POSTPONED + source_id,)
            )

    def media_postponed(self, source_id: str) -> int | None:
        """The last capture before those that were not read for their pictures; None where all were."""
        row = self._db.execute("SELECT value FROM meta WHERE key = ?", (_POSTPONED + source_id,)).fetchone()
        return int(row["value"]) if row else None

    def media_taken(self, source_id: str) -> None:
        """Undo `postpone_media`: the pages were read."""
        with self._store.transaction():
            self._db.execute("DELETE FROM meta WHERE key = ?", (_POSTPONED + source_id,))

    def known(self, source_id: str, key: str) -> bool:
        """Whether an article was fetched (or tried and refused) or considered before, in this run or an earlier one:
        what the stop rule counts. Merely queued is not known."""
        return bool(
            self._db.execute(
                "SELECT EXISTS (SELECT 1 FROM frontier WHERE source_id = :source AND key = :key AND role = 'article' "
                "AND (state <> 'pending' OR tries > 0)) "
                "OR EXISTS (SELECT 1 FROM considered WHERE source_id = :source AND key = :key)",
                {"source": source_id, "key": key},
            ).fetchone()[0]
        )

    def earlier_words(self, source_id: str, key: str, run_id: int) -> list[str]:
        """The words under which runs before this one saw an article announced. What is queued or considered knows its
        first ones: a worker of a cluster is given no more."""
        before = "SELECT link_text FROM {} WHERE source_id = :source AND key = :key AND run_id < :run"
        tables = map(before.format, ("discoveries", "frontier", "considered"))
        rows = self._db.execute(" UNION ".join(tables), {"source": source_id, "key": key, "run": run_id})
        return [row[0] for row in rows]

    def pending(self, source_id: str) -> list[FrontierItem]:
        """Queued and never fetched, in the order found: where a killed crawl goes on."""
        return self._items("source_id = ? AND state = 'pending' ORDER BY id", source_id)

    def due(self, source_id: str, now: datetime) -> list[FrontierItem]:
        """Articles whose recheck is due, and given-up URLs whose month is over, longest due first."""
        return self._items(
            "source_id = ? AND state IN ('done', 'failed') AND due_at <= ? ORDER BY due_at, id", source_id, stamp(now)
        )

    def done(self, source_id: str, key: str, role: Role, capture: Capture, changed: bool) -> None:
        """A URL was fetched: the next check of an article is due RECHECK_DAYS after this one; pictures, attachments and
        samples are fetched once. A canary changes no schedule. `changed` is kept as the moment of the last change.
        Raises LookupError for what was never added."""
        row = self._row(source_id, key, role)
        values: dict[str, Any] = {"last_outcome": capture.outcome, "last_capture": capture.seq, "tries": 0}
        if changed:
            values["changed_at"] = capture.fetched_at
        if role != "canary":
            checks = row["checks"] + 1 if row["state"] == "done" else 0
            due_at = _next_check(capture.fetched_at, checks) if role == "article" else None
            values |= {"state": "done", "checks": checks, "due_at": due_at}
        self._update(row["id"], values)

    def failed(self, source_id: str, key: str, role: Role, outcome: Outcome, permanent: bool) -> None:
        """A URL brought nothing to keep as its content. One count per run; after MAX_TRIES runs a new URL is `failed`
        and tried again RETRY_FAILED_DAYS later. `permanent` (the portal has no such page) makes a new URL `gone`. An
        article fetched before stays `done`, with the outcome shown: tried again in the next runs, then at its next
        check; one that its portal says is gone is asked again the day after, as one answer is no observation. Raises
        LookupError for what was never added."""
        row = self._row(source_id, key, role)
        values: dict[str, Any] = {"last_outcome": outcome}
        run_id = self._db.execute("SELECT max(run_id) FROM runs").fetchone()[0]
        if role != "canary" and row["tried_run"] != run_id:
            tries = row["tries"] + 1
            values |= {"tries": tries, "tried_run": run_id}
            if row["state"] == "done":
                if permanent or tries >= MAX_TRIES:
                    checks, now = row["checks"] + 1, self._store.now()
                    again = permanent and row["last_outcome"] != outcome
                    due_at = _days_after(now, 1) if again else _next_check(now, checks)
                    values |= {"tries": 0, "checks": checks, "due_at": due_at}
            elif permanent:
                values |= {"state": "gone", "due_at": None}
            elif tries >= MAX_TRIES:
                values |= {"state": "failed", "due_at": _days_after(self._store.now(), RETRY_FAILED_DAYS)}
        self._update(row["id"], values)

    def consider(
        self, source_id: str, *, key: str, url: str, title: str, reason: str, discovery: Discovery, run_id: int,
        sampled: bool,
    ) -> bool:  # fmt: skip
        """Note an item that was listed and is not kept; True when it is new. An article that is queued or fetched stays
        kept: then only the announcement is noted. Raises Unstorable for a key or URL that no capture could have."""
        check_name("key", key)
        kept_url, discovery = target_uri(url), clean_discovery(discovery)
        with self._store.transaction():
            self.note_discovery(source_id, key, kept_url, discovery, run_id)
            if self._find(source_id, key, "article"):
                return False
            added = self._db.execute(
                "INSERT OR IGNORE INTO considered (source_id, key, url, title, reason, section, found_on, link_text, "
                "listing_date, found_at, run_id, sampled) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (source_id, key, kept_url, clean_text(title), reason, *ledger.discovery_values(discovery),
                 self._store.now(), run_id, sampled),
            )  # fmt: skip
            if added.rowcount == 0 and title:
                # A sitemap names no titles: the listing that does has the last word, whichever is read first.
                self._db.execute(
                    "UPDATE considered SET title = ?, reason = ?, section = ?, found_on = ?, link_text = ?, "
                    "listing_date = ? WHERE source_id = ? AND key = ? AND title = ''",
                    (clean_text(title), reason, *ledger.discovery_values(discovery), source_id, key),
                )
            return added.rowcount == 1

    def walk(self, source_id: str, section_url: str) -> Walk:
        """How far a section was walked; an incomplete walk at depth 0 where it never was."""
        row = self._db.execute(
            "SELECT * FROM walks WHERE source_id = ? AND section_url = ?", (source_id, section_url)
        ).fetchone()
        return ledger.walk_of(row) if row else Walk(source_id, section_url)

    def save_walk(
        self, source_id: str, section_url: str, *, complete: bool, depth: int, next_request: Mapping[str, Any] | None,
        items_seen: int, run_id: int,
    ) -> None:  # fmt: skip
        """Record how far a section was walked and how the walk would go on (`next_request`, JSON values)."""
        request = json.dumps(dict(next_request), ensure_ascii=False) if next_request is not None else None
        with self._store.transaction():
            self._db.execute(
                "INSERT OR REPLACE INTO walks VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (source_id, section_url, complete, depth, request, items_seen, run_id, self._store.now()),
            )

    def canaries(self, source_id: str, n: int, seed: str) -> list[FrontierItem]:
        """`n` articles whose last fetch was good (fewer where there are fewer): the same for the same seed and set."""
        # Keys first: of thousands of articles three are looked at.
        keys = [key for (key,) in self._db.execute(_GOOD_KEYS, (source_id,))]
        chosen = random.Random(seed).sample(keys, min(n, len(keys)))
        found = (self._find(source_id, key, "article") for key in chosen)
        return [ledger.frontier_item_of(row) for row in found]

    def note_discovery(
        self, source_id: str, key: str, url: str, discovery: Discovery, run_id: int, found_at: str = ""
    ) -> None:
        """Keep an announcement, each once, without queueing what it announces. `found_at`: ledger stamp of a listing
        that others captured; empty: now. Raises Unstorable for an address that no capture could have."""
        if discovery != Discovery():
            self._db.execute(
                "INSERT OR IGNORE INTO discoveries (source_id, key, url, section, found_on, link_text, listing_date, "
                "found_at, run_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (source_id, key, target_uri(url), *ledger.discovery_values(clean_discovery(discovery)),
                 found_at or self._store.now(), run_id),
            )  # fmt: skip

    def _insert(self, source_id: str, key: str, url: str, role: Role, discovery: Discovery, run_id: int) -> bool:
        added = self._db.execute(
            "INSERT OR IGNORE INTO frontier (source_id, key, role, url, state, section, found_on, link_text, "
            "listing_date, found_at, run_id) VALUES (?, ?, ?, ?, 'pending', ?, ?, ?, ?, ?, ?)",
            (source_id, key, role, url, *ledger.discovery_values(discovery), self._store.now(), run_id),
        )
        return added.rowcount == 1

    def _items(self, where: str, *values: object) -> list[FrontierItem]:
        rows = self._db.execute(f"SELECT * FROM frontier WHERE {where}", values)
        return [ledger.frontier_item_of(row) for row in rows]

    def _find(self, source_id: str, key: str, role: Role) -> Any:
        return self._db.execute(
            "SELECT * FROM frontier WHERE source_id = ? AND key = ? AND role = ?", (source_id, key, role)
        ).fetchone()

    def _row(self, source_id: str, key: str, role: Role) -> Any:
        row = self._find(source_id, key, "article" if role == "canary" else role)
        if row is None:
            raise LookupError(f"{source_id} {key!r} ({role}) is not in the frontier; add it first")
        return row

    def _update(self, item_id: int, values: Mapping[str, Any]) -> None:
        columns = ", ".join(f"{name} = :{name}" for name in values)
        with self._store.transaction():
            self._db.execute(f"UPDATE frontier SET {columns} WHERE id = :id", {**values, "id": item_id})


def _next_check(fetched_at: str, checks: int) -> str:
    return _days_after(fetched_at, RECHECK_DAYS[checks] if checks < len(RECHECK_DAYS) else RECHECK_DAYS_LATER)


def _days_after(moment: str, days: int) -> str:
    return stamp(datetime.fromisoformat(moment) + timedelta(days=days))
