"""Follow the ledger: read what is new in child processes, write it article by article; builds and rebuilds alike."""

import hashlib
import json
import os
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from types import TracebackType

from sqlite_utils import Database

from crawler.captures.reader import CaptureReader
from crawler.captures.records import Capture
from crawler.captures.seal import seal
from crawler.clock import Clock, stamp, system_clock
from crawler.portals.media_policy import keeps
from crawler.portals.registry import load_registry
from pipeline.archive import summaries
from pipeline.archive.article_record import ArticleRecord, CaptureState, Unread
from pipeline.archive.attach import (
    attach_media,
    capture_row,
    forget_unshown,
    keep_shown_captures,
    note_picture,
    pictures_to_measure,
)
from pipeline.archive.compact import forget_unsaid
from pipeline.archive.files import articles_to_recognise_again, files_to_read, write_files
from pipeline.archive.search_index import ensure_fold_version
from pipeline.archive.store import (
    STARVED,
    UNSAID,
    break_archive_seal,
    get_state,
    note_parse_states,
    open_archive,
    remove_article,
    set_state,
    write_article,
)
from pipeline.archive.unlinked import anything, note_everything
from pipeline.attachments import FILE_SECONDS
from pipeline.attachments.reading import AttachmentReading
from pipeline.children import Children, Hands, Lost
from pipeline.decisions.accepted import read_accepted, read_released
from pipeline.decisions.apply import GONE
from pipeline.decisions.read import Decisions, check_places, read_decisions
from pipeline.decisions.suppressions import Suppression, read_suppressions
from pipeline.gazetteer import Gazetteer, load_gazetteer
from pipeline.holds import Hold, find_holds, keep_holds, kept_holds
from pipeline.linking import link
from pipeline.linking.ids import remember, remembered
from pipeline.linking.photos import link_photos
from pipeline.linking.stories import link_stories
from pipeline.progress import Progress
from pipeline.publisher import HANDED_ON
from pipeline.setup import Setup
from pipeline.worker import (
    NOT_RELEVANT,
    ArticleTask,
    article_in_child,
    file_in_child,
    picture_in_child,
    publisher_in_child,
    sample_in_child,
    start_child,
)


def _length(left: list[int]) -> int:
    return left[1] - left[0]


def _print_of(*rests_on: object) -> str:
    """Of what links rest on beside the articles."""
    return hashlib.sha256(repr(rests_on).encode()).hexdigest()


PAGE_SECONDS = 20
"""A child that needs more processor time for one article is killed (reliability C1)."""
_UNREAD_SAMPLES = "SELECT id FROM captures WHERE role = 'sampled' AND outcome = 'ok' AND parse_state IS NULL"
PAGE_ROLES = ("article", "canary", "sampled")
"""Pictures and attachments join `captures` when an article shows them (see `attach.keep_shown_captures`)."""


class Builder:
    """Brings archive.db up to the ledger. The only writer of its file; use as a context manager."""

    def __init__(
        self,
        setup: Setup,
        archive: Path,
        *,
        clock: Clock = system_clock,
        workers: int | None = None,
        most_again: int | None = None,
        on_progress: Callable[[Progress], None] = lambda _: None,
        hands: Hands | None = None,
    ) -> None:
        """`most_again`: how many captures that were read before are read again at most, where new rules want all of
        them to be; the rest is left for later builds, new captures are read first. None: all. `hands`: who reads;
        None: `workers` child processes, by default one per core."""
        self.setup = setup
        self.clock = clock
        self._most_again = most_again
        self._again: set[tuple[str, str]] = set()
        self.progress = Progress()
        self.reader = CaptureReader(setup.home)
        self.registry = load_registry(*setup.source_folders)
        self._archive = archive
        break_archive_seal(archive)
        self.db: Database = open_archive(archive)
        ensure_fold_version(self.db)
        self._starved: set[str] = set(json.loads(get_state(self.db, STARVED, "[]")))
        self.read_starved()
        self._on_progress = on_progress
        self._children: Hands = hands or Children(workers or os.cpu_count() or 1, start_child, (setup,))

    def __enter__(self) -> "Builder":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._children.close(at_once=kind is not None)
        self.db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self.db.close()
        if kind is None:
            seal(self._archive.parent, self._archive.name)

    def step(self) -> int:
        """Read everything that the ledger acknowledged since the last step; returns the number of captures looked at.
        Killed half-way it is simply done again: each article is one transaction and replaces what was there."""
        suppressions = read_suppressions(self._decisions_folder)
        decisions = self._read_decisions()
        after = self._read_until()
        discovered_after = int(get_state(self.db, "built_discovery", "0"))
        until, discovered_until = self.reader.last_seq(), self.reader.last_discovery()
        again, left = self._old_captures()
        fresh = [*again, *(capture for capture in self.reader.captures(after) if capture.seq <= until)]
        self._copy_captures(fresh)
        accepted = read_accepted(self._decisions_folder)
        holds = find_holds(self.reader, self.registry, read_released(self._decisions_folder))
        decided = self._decided(suppressions, decisions) | self._released(accepted) | self._held_otherwise(holds)
        for source_id, key in decided:
            self._copy_captures(self.reader.of_article(source_id, key))
        touched = {(c.source_id, c.key) for c in fresh if c.role in ("article", "canary")}
        touched |= self.reader.articles_discovered(discovered_after, discovered_until)
        touched |= decided | self._again
        tasks = [
            ArticleTask(
                source_id,
                key,
                until,
                suppressions.get(f"{source_id}/{key}"),
                decisions.by_article.get(f"{source_id}/{key}", ()),
                source_id in accepted,
                tuple(hold for hold in holds if hold.source_id == source_id),
            )
            for source_id, key in sorted(touched)
        ]
        summaries.begin(self.db, load_gazetteer())
        self._read_articles(tasks)
        showing = attach_media(self.db, self.reader, {f"{source}/{key}" for source, key in touched}, fresh, self._keeps)
        self._read_files(showing | articles_to_recognise_again(self.db, self.setup.home))
        self._measure_pictures()
        self._read_samples(fresh)
        set_state(self.db, "built_seq", str(until))
        set_state(self.db, "built_discovery", str(discovered_until))
        keep_holds(self.db, holds)
        self._again = set()
        set_state(self.db, STARVED, json.dumps(sorted(self._starved)))
        self.progress.starved = len(self._starved)
        set_state(self.db, "read_again", json.dumps(left))
        self.progress.again, self.progress.waiting = self.progress.again + len(again), _length(left)
        return len(fresh)

    def read_again(self, source_id: str) -> int:
        """Read every article of a source again at the next step, with today's selectors; returns how many."""
        self._again |= self.reader.articles_of(source_id)
        return len(self._again)

    def read_starved(self) -> None:
        """Read again at the next step what the machine had no time for; every builder begins with that."""
        self._again |= {key for article_id in self._starved if (key := self.reader.article_of(article_id))}

    def _read_until(self) -> int:
        """The newest capture that was read. Where new rules set it back to 0 in an archive that was built already,
        what was read then becomes old captures to be read again in slices: the site goes on with what it has."""
        after = int(get_state(self.db, "built_seq", "0"))
        if after == 0 and self._most_again is not None and get_state(self.db, "built_at"):
            (after,) = self.db.execute("SELECT coalesce(max(id), 0) FROM captures").fetchone()
            with self.db.atomic():
                set_state(self.db, "built_seq", str(after))
                # What was announced meanwhile is of articles that are read again anyway, or not captured yet.
                set_state(self.db, "built_discovery", str(self.reader.last_discovery()))
                set_state(self.db, "read_again", json.dumps([0, after]))
        return after

    def _old_captures(self) -> tuple[list[Capture], list[int]]:
        """Captures to be read again in this step, and the range (after, until) that is left."""
        after, until = json.loads(get_state(self.db, "read_again", "[0, 0]"))
        most = None if self._most_again is None else max(0, self._most_again - self.progress.again)
        if after >= until or most == 0:
            return [], [after, until]
        found = [capture for capture in self.reader.captures(after, most) if capture.seq <= until]
        return found, [found[-1].seq if found and most is not None and len(found) == most else until, until]

    def finish(self) -> None:
        """What is computed over everything: links, places, coverage, health; then the moment of building."""
        gazetteer = load_gazetteer()
        checked, mean = self.db.execute("SELECT count(cross_check), avg(cross_check) FROM articles").fetchone()
        self.progress.cross_checked, self.progress.agreement = checked, mean
        keep_shown_captures(self.db, self.reader, originals=self.setup.media == "full")
        forget_unshown(self.db, self.setup.home / "media")
        self._link(gazetteer)
        self._forget_unsaid()
        (self.progress.decisions_lost,) = self.db.execute(
            "SELECT count(*) FROM decisions WHERE state = ?", [GONE]
        ).fetchone()
        link_photos(self.db)
        self._note_handed_on()
        summaries.write(self.db, self.reader, self.registry, gazetteer, self.setup.home / "decisions")
        set_state(self.db, "holds", self.reader.holds())
        set_state(self.db, "version", version("ocop-archive"))
        set_state(self.db, "contact", self.setup.contact)
        set_state(self.db, "built_at", stamp(self.clock()))

    def _link(self, gazetteer: Gazetteer) -> None:
        """Links and stories of what is unlinked: of everything, where something that all links rest on has changed."""
        units = {source.id: source.unit for source in self.registry.all()}
        decisions, folder = self._read_decisions(), self._decisions_folder
        rests_on = _print_of(version("ocop-archive"), gazetteer.version, sorted(units.items()))
        if get_state(self.db, "linked_with") != rests_on:
            with self.db.atomic():
                note_everything(self.db)
                set_state(self.db, "linked_with", rests_on)
        known = remembered(folder)
        if not anything(self.db) and get_state(self.db, "decided_with") == _print_of(decisions, known):
            return
        remember(folder, link(self.db, gazetteer, units, decisions, known))
        link_stories(self.db)
        set_state(self.db, "decided_with", _print_of(decisions, remembered(folder)))

    def _forget_unsaid(self) -> None:
        if get_state(self.db, UNSAID):
            with self.db.atomic():
                forget_unsaid(self.db)
                set_state(self.db, UNSAID, "")

    @property
    def _decisions_folder(self) -> Path:
        return self.setup.home / "decisions"

    def _read_decisions(self) -> Decisions:
        decisions = read_decisions(self._decisions_folder)
        check_places(decisions, load_gazetteer())
        return decisions

    def _keeps(self, article_id: str, role: str) -> bool:
        article = self.reader.article_of(article_id)
        return article is not None and keeps(role, self.setup.media, self.registry.get(article[0]))

    def _released(self, accepted: frozenset[str]) -> set[tuple[str, str]]:
        """Articles of accepted sources that are still held back."""
        captures = self.db.query("SELECT id, source_id FROM captures WHERE parse_state = ?", [HANDED_ON])
        return {
            (row["source_id"], self.reader.capture(row["id"]).key) for row in captures if row["source_id"] in accepted
        }

    def _held_otherwise(self, holds: list[Hold]) -> set[tuple[str, str]]:
        """Articles that are held now and were not at the last step, or the other way round."""
        now, before = (
            {(hold.source_id, hold.kind, hold.from_run) for hold in some} for some in (holds, kept_holds(self.db))
        )
        return {article for source_id, _, run in now ^ before for article in self.reader.articles_since(source_id, run)}

    def _note_handed_on(self) -> None:
        """Look at the first listing of every newest visit: does the host still answer for the source's body?"""
        known = json.loads(get_state(self.db, "handed_on", "{}"))
        accepted = read_accepted(self._decisions_folder)
        listings = {
            source_id: (run_id, self.reader.first_listing(run_id, source_id))
            for source_id, run_id in self.reader.newest_visits().items()
            if source_id not in accepted and known.get(source_id, {}).get("run_id") != run_id
        }
        known = {source_id: found for source_id, found in known.items() if source_id not in accepted}
        wanted = {seq: (source_id, run_id) for source_id, (run_id, seq) in listings.items() if seq is not None}
        for seq, outcome in self._children.run(publisher_in_child, sorted(wanted), PAGE_SECONDS):
            if isinstance(outcome, Lost):
                continue
            source_id, run_id = wanted[seq]
            known[source_id] = {"run_id": run_id, "seq": seq, "body": outcome}
        set_state(self.db, "handed_on", json.dumps(known))

    def _decided(self, suppressions: dict[str, Suppression], decisions: Decisions) -> set[tuple[str, str]]:
        """Articles about which something was decided, or a decision was taken back, since they were built."""
        done = {row["article_id"] for row in self.db.query("SELECT article_id FROM suppressed")}
        changed = done ^ set(suppressions)
        applied = set(
            self.db.execute("SELECT d.article_id, d.id FROM decisions d JOIN articles a ON a.id = d.article_id")
        )
        wanted = {(article, one.key) for article, found in decisions.by_article.items() for one in found}
        changed |= {article for article, _ in applied ^ wanted} - set(suppressions)
        return {key for article_id in changed if (key := self.reader.article_of(article_id))}

    def _copy_captures(self, fresh: list[Capture]) -> None:
        rows = [capture_row(capture) for capture in fresh if capture.role in PAGE_ROLES]
        with self.db.atomic():
            self.db.table("captures").upsert_all(rows, pk="id")

    def _read_articles(self, tasks: list[ArticleTask]) -> None:
        for task, outcome in self._children.run(article_in_child, tasks, PAGE_SECONDS):
            article_id = f"{task.source_id}/{task.key}"
            self._starved.discard(article_id)
            if isinstance(outcome, ArticleRecord):
                self.progress.new += write_article(self.db, outcome)
                self.progress.read += 1
            elif outcome == Lost("starved"):
                # What the archive has of it stands; the new captures stay without a parse state.
                self._starved.add(article_id)
            else:
                self._note_unread(task, outcome)
            self._on_progress(self.progress)

    def _note_unread(self, task: ArticleTask, outcome: Unread | Lost) -> None:
        article_id = f"{task.source_id}/{task.key}"
        if isinstance(outcome, Unread):
            states = outcome.capture_states
        else:
            captures = self.reader.of_article(task.source_id, task.key)
            states = tuple(CaptureState(capture.seq, outcome.state) for capture in captures)
        with self.db.atomic():
            remove_article(self.db, article_id)
            note_parse_states(self.db, None, states)
        if states and all(state.parse_state == NOT_RELEVANT for state in states):
            self.progress.irrelevant += 1
        else:
            self.progress.unreadable += 1

    def _read_files(self, article_ids: set[str]) -> None:
        readings: dict[tuple[str, str], AttachmentReading | str | Lost] = {}
        tasks = files_to_read(self.db, article_ids)
        for (source_id, seq), outcome in self._children.run(file_in_child, tasks, FILE_SECONDS):
            readings[source_id, self.reader.capture(seq).payload_sha256] = outcome
            self.progress.files += 1
            self._on_progress(self.progress)
        with self.db.atomic():
            for article_id in sorted(article_ids):
                row = self.db.execute("SELECT source_id FROM articles WHERE id = ?", [article_id]).fetchone()
                if row is None:
                    continue
                facts_only = self.registry.get(row[0]).republish == "facts"
                mine = {sha256: reading for (source_id, sha256), reading in readings.items() if source_id == row[0]}
                if not write_files(self.db, article_id, facts_only, mine):
                    self._starved.add(article_id)

    def _measure_pictures(self) -> None:
        for seq, outcome in self._children.run(picture_in_child, pictures_to_measure(self.db), PAGE_SECONDS):
            if outcome != Lost("starved"):
                note_picture(self.db, self.reader.capture(seq), outcome)
                self.progress.pictures += 1
            self._on_progress(self.progress)

    def _read_samples(self, fresh: list[Capture]) -> None:
        samples = {c.seq for c in fresh if c.role == "sampled" and c.outcome == "ok"}
        samples |= {row["id"] for row in self.db.query(_UNREAD_SAMPLES)}
        for seq, outcome in self._children.run(sample_in_child, sorted(samples), PAGE_SECONDS):
            if outcome != Lost("starved"):
                relevant = outcome if isinstance(outcome, bool) else False
                self.db.table("captures").update(seq, {"parse_state": "relevant" if relevant else NOT_RELEVANT})
