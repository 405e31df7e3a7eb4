"""Rows of the ledger as values, beside `Capture`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from crawler.captures.records import Discovery, Outcome, Role

FrontierState = Literal["pending", "done", "failed", "gone"]
"""`pending`: to be fetched; `done`: fetched once at least; `failed`: given up after several runs, tried again a month
later; `gone`: the portal says it has no such page."""


@dataclass(frozen=True)
class Run:
    """One crawl, from its start to its end or to the crash that a later start found."""

    run_id: int
    started_at: str
    ended_at: str | None
    """None while running, and for a run that was interrupted: nobody saw its end."""
    state: str
    """`running`, `interrupted`, or what `close_run` was told."""
    exit_code: int | None
    reason: str
    version: str


@dataclass(frozen=True)
class Visit:
    """One source's part of a run, after it was closed."""

    run_id: int
    source_id: str
    ended_at: str
    summary: Mapping[str, Any]
    """What the crawler counted (`requests`, `captured`, `new`, `changed`, …)."""


@dataclass(frozen=True)
class FetchEvent:
    """A request that brought nothing worth a WARC record."""

    seq: int
    run_id: int
    source_id: str
    url: str
    role: Role
    outcome: Outcome
    error: str
    attempts: int
    at: str


@dataclass(frozen=True)
class FrontierItem:
    """A URL of the queue."""

    source_id: str
    key: str
    url: str
    role: Role
    state: FrontierState
    discovery: Discovery
    found_at: str
    due_at: str | None
    """When it is to be fetched (again); None for `pending` (now) and `gone` (never)."""
    checks: int
    """How often it was fetched after the first time."""
    tries: int
    """Runs in which it failed since it last succeeded."""
    last_outcome: str
    last_capture: int | None


@dataclass(frozen=True)
class ConsideredItem:
    """An item that was listed and not kept."""

    source_id: str
    key: str
    url: str
    title: str
    reason: str
    discovery: Discovery
    found_at: str
    run_id: int
    sampled: bool
    """Drawn to be fetched all the same, to measure the filter."""


@dataclass(frozen=True)
class Walk:
    """How far a section was walked."""

    source_id: str
    section_url: str
    complete: bool = False
    """The section was once walked to its end; only then may a walk stop at known items."""
    depth: int = 0
    """Listing pages seen in the walk recorded last."""
    next_request: dict[str, Any] | None = None
    """Where an unfinished walk goes on: the fields of a `PageRequest`."""
    items_seen: int = 0
    run_id: int | None = None
    at: str = ""


@dataclass(frozen=True)
class Validators:
    """What a conditional request for a URL can say."""

    etag: str
    last_modified: str
    seq: int
    """Capture that holds the payload (never a revisit)."""
    payload_sha256: str
