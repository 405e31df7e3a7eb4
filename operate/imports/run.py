"""An import: everything of some files that belongs to a source of the registry is kept, what listings say is noted."""

from collections.abc import Callable, Iterable
from pathlib import Path

from crawler.captures.errors import Unstorable
from crawler.captures.store import CaptureStore
from crawler.clock import Clock, stamp
from crawler.frontier import Frontier
from crawler.portals.registry import Registry
from crawler.portals.source import Source
from crawler.taken_over import Foreign, LeftOut, exchange_of, store_foreign
from operate.choose import holds_samples
from operate.home import Home
from operate.imports.files import answers, look_at
from operate.imports.listings import Listing, Listings
from operate.imports.saved import Listed, read_list
from operate.imports.shipments import is_shipment, take_shipments
from operate.imports.told import Imported
from operate.progress import Display
from pipeline.build import Builder


def import_and_build(
    home: Home, paths: Iterable[Path], source_id: str | None, listed: Path | None, clock: Clock, display: Display
) -> Imported:
    """`import_files` with the home's registry, `take_shipments` of what collectors sent, then a build. Raises what they
    raise."""
    samples = holds_samples(home)
    registry = home.registry(samples=samples)
    only = registry.get(source_id) if source_id else None
    paths = list(paths)
    shipments = [path for path in paths if is_shipment(path) and path.is_file()]
    others = [path for path in paths if path not in shipments]
    done = Imported()
    with display.counting("Nhập / import (MB)") as count:
        if others:
            done = import_files(
                home, registry, others, only, listed, clock,
                lambda done, read, size: count(read >> 20, size >> 20, f"{done.stored} bản lưu / captures"),
            )  # fmt: skip
    if shipments:
        take_shipments(home, registry, shipments, clock, done)
    with (
        display.run_bars() as bars,
        Builder(home.setup(samples=samples), home.archive, clock=clock, on_progress=bars.built) as builder,
    ):
        builder.step()
        bars.finishing()
        builder.finish()
    return done


def import_files(
    home: Home, registry: Registry, paths: Iterable[Path], only: Source | None, listed: Path | None, clock: Clock,
    told: Callable[[Imported, int, int], None] = lambda _done, _read, _size: None,
) -> Imported:  # fmt: skip
    """Store everything of `paths` that belongs to a source of the registry on the day it was captured, and note what
    listings among it announce. `only`: of that source; `listed`: a CSV `file,url,saved_at` that names what saved pages
    are; `told` is given what was done, how many bytes were read, and of how many. A second import stores nothing new.
    Raises HomeError for a file that is not there or is of no kind that can be imported, or a list that names none."""
    done = Imported()
    names = read_list(listed) if listed else Listed()
    given = look_at(paths, names, done)
    size, read = given.size, 0

    def count(more: int) -> None:
        nonlocal read
        read += more
        told(done, read, size)

    with CaptureStore(home.path, clock, contact=home.config.contact) as store:
        desk = _Desk(store, registry, only, done)
        for foreign in answers(given, names, done, count):
            desk.take(foreign)
        desk.close()
    return done


class _Desk:
    """Takes answers over one by one, in a run that begins with the first."""

    def __init__(self, store: CaptureStore, registry: Registry, only: Source | None, done: Imported) -> None:
        self._store, self._registry, self._only, self._done = store, registry, only, done
        self._frontier = Frontier(store)
        self._listings = Listings(registry, only)
        self._run_id: int | None = None

    def take(self, foreign: Foreign) -> None:
        """Keep an answer, or count why it is left out."""
        listing = self._listings.find(foreign)
        try:
            exchange = exchange_of(foreign, self._registry, self._only, listing.role if listing else None)
            run_id = self._run_of(exchange.source_id)
            capture = store_foreign(self._store, run_id, exchange)
        except LeftOut as error:
            self._done.ignored[str(error)] += 1
            return
        except Unstorable as error:
            self._done.ignored[f"no WARC record can hold it: {error}"] += 1
            return
        self._done.stored += capture is not None
        self._done.known += capture is None
        if exchange.role == "article" and capture is not None:
            self._done.articles.add(f"{exchange.source_id}/{exchange.key}")
        if listing is not None and exchange.role == listing.role:
            self._note(listing, foreign, run_id)

    def _note(self, listing: Listing, foreign: Foreign, run_id: int) -> None:
        """Also of a page that the home held already: a crash may have come between the page and what it says."""
        self._done.listings += 1
        seen_at = stamp(foreign.seen_at)
        with self._store.transaction():
            for found in self._listings.read(listing, foreign):
                try:
                    self._frontier.note_discovery(
                        listing.source.id, found.key, found.url, found.discovery, run_id, found_at=seen_at
                    )
                except Unstorable as error:
                    self._done.ignored[f"announcement that no ledger can hold: {error}"] += 1
                else:
                    self._done.announced += 1

    def _run_of(self, source_id: str) -> int:
        if self._run_id is None:
            self._store.declare_holds("samples" if self._registry.get(source_id).sample else "live")
            self._run_id = self._store.open_run([source_id], "import")
        return self._run_id

    def close(self) -> None:
        """End the run."""
        if self._run_id is not None:
            self._store.close_run(self._run_id, "done", 0, f"import: {self._done.stored} captures")
