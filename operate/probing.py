"""A first look at portals: the crawler's own probe into a scratch home, and what its captures say."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from crawler.captures.reader import CaptureReader, FetchEvent, NoCaptures
from crawler.captures.records import Capture, Outcome
from crawler.clock import local_day
from crawler.portals.families.base import ListedItem, as_page
from crawler.portals.registry import Registry, load_registry
from crawler.portals.source import Source
from crawler.spiders.probe import FIRST_TIME, SECOND_TIME
from operate.home import ROOT, Home, HomeError
from pipeline.article.page import NotHtml, decode
from pipeline.reading import READ_ERRORS, PageReading, read_capture

PROBE_SECONDS = 1_200
"""Ten requests at 60 s and their retries; a portal slower than that is not looked at further."""
_NO_ANSWER: frozenset[Outcome] = frozenset({"dns_error", "conn_error", "timeout", "egress_refused"})
_ANSWERED_BADLY: frozenset[Outcome] = frozenset({"tls_error", "protocol_error", "header_limit"})
"""Nothing could be kept, but somebody was there."""


@dataclass(frozen=True)
class Seen:
    """What one probe brought."""

    source: Source
    captures: tuple[Capture, ...]
    events: tuple[FetchEvent, ...]
    scratch: Path
    requests: int = 0
    crawl_delay: float = 0.0
    """Seconds that robots.txt asks for between two requests; 0 where it asks for none."""

    @property
    def answered(self) -> bool:
        """Whether the portal's own host gave any answer."""
        return bool(self.captures) or any(event.outcome in _ANSWERED_BADLY for event in self.events)

    @property
    def no_answer(self) -> tuple[Outcome, ...]:
        """How connections failed."""
        return tuple(event.outcome for event in self.events if event.outcome in _NO_ANSWER)

    def listings(self) -> list[Capture]:
        """Good captures of listing pages, feeds and sitemaps in the order asked."""
        return [c for c in self.captures if c.role in ("listing", "feed", "sitemap") and c.outcome == "ok"]

    def articles(self, time: str = FIRST_TIME) -> list[Capture]:
        """Captures of articles of the first or second time."""
        return [c for c in self.captures if c.role == "article" and c.discovery.section == time]

    def again(self) -> Capture | None:
        """The article that was asked for a second time."""
        return next(iter(self.articles(SECOND_TIME)), None)


def scratch_of(home: Home, source_id: str) -> Path:
    """Where a portal's probes are kept: a small home of its own, beside the operator's."""
    return home.path / ".ocop" / "probes" / source_id.replace("/", "--")


def probe(home: Home, source: Source, folders: Sequence[Path], how: Literal["probe", "depth"] = "probe") -> Seen:
    """Ask about ten requests of `source`, as politely as a crawl; `depth`: the last pages of its sections instead of
    the second. Raises HomeError where nothing may be asked (no contact, a body that has ended, a wrong source file)."""
    scratch = scratch_of(home, source.id)
    scratch.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "crawler.process", f"--{how}", "--home", str(scratch), "--media", "none"]
    for folder in folders:
        command += ["--sources", str(folder)]
    if home.config.contact:
        command += ["--contact", home.config.contact]
    try:
        done = subprocess.run(
            [*command, source.id], capture_output=True, text=True, cwd=ROOT, timeout=PROBE_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise HomeError(
            f"{source.id}: thăm dò chưa xong / no end of the probe after {PROBE_SECONDS} s; try again later"
        ) from error
    summary = json.loads(done.stdout.splitlines()[-1]) if done.stdout.strip() else {}
    if summary.get("run_id") is None:
        raise HomeError(summary.get("reason") or done.stderr.strip() or "the probe did not start")
    return _seen(source, scratch, summary["run_id"], summary["sources"].get(source.id, {}))


def _seen(source: Source, scratch: Path, run_id: int, tally: Mapping[str, Any]) -> Seen:
    try:
        with CaptureReader(scratch) as reader:
            captures = tuple(c for c in reader.captures() if c.run_id == run_id)
            events = tuple(e for e in reader.events() if e.run_id == run_id)
    except NoCaptures as error:
        raise HomeError(f"{source.id}: thăm dò không lưu được gì / the probe kept nothing: {error}") from error
    return Seen(source, captures, events, scratch, tally.get("requests", 0), tally.get("crawl_delay", 0.0))


def page_text(seen: Seen, capture: Capture) -> str:
    """A captured page or JSON list decoded; empty for what is neither."""
    with CaptureReader(seen.scratch) as reader:
        try:
            payload = reader.payload(capture)
            if payload.body.lstrip()[:1] in (b"{", b"["):
                return payload.body.decode("utf-8", "replace")
            return decode(payload).html
        except NotHtml:
            return ""
        except tuple(READ_ERRORS):
            return ""


def items_of(seen: Seen, capture: Capture, registry: Registry) -> list[ListedItem]:
    """What a captured listing page announces."""
    if capture.role != "listing":
        return []
    family = registry.family_of(seen.source, local_day(capture.fetched_at))
    text = page_text(seen, capture)
    return family.listing_items(as_page(text), capture.url) if text else []


def readings(seen: Seen, captures: Sequence[Capture], registry: Registry) -> Iterator[tuple[Capture, PageReading]]:
    """What the pipeline reads out of captured articles."""
    with CaptureReader(seen.scratch) as reader:
        for capture in captures:
            if capture.outcome not in ("ok", "not_modified"):
                yield capture, PageReading(None, capture.outcome)
                continue
            try:
                yield capture, read_capture(capture, reader.payload(capture), seen.source, registry)
            except tuple(READ_ERRORS) as error:
                yield capture, PageReading(None, READ_ERRORS[type(error)])


def registry_of(folders: Sequence[Path]) -> Registry:
    """The sources of `folders`. Raises SourceFileError."""
    return load_registry(*folders)
