"""The coordinator of a run on several machines: hands out parcels, acknowledges what comes back, ends like a crawl.

`python -m operate.cluster.coordinator --cluster ADDRESS --home DIR SOURCE…` takes the place of crawler.process."""

import argparse
import json
import logging
import shutil
import signal
import sys
import time
import uuid
from collections import deque
from collections.abc import Sequence
from concurrent.futures import CancelledError
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from distributed import Client, Future, Variable, wait
from distributed.comm.core import CommClosedError

from crawler import logs
from crawler.captures.acknowledge import acknowledge
from crawler.captures.errors import CaptureError, IntegrityError, MixedHome, StoreFailed, WriterBusy
from crawler.captures.parcel import cut
from crawler.captures.reader import CaptureReader
from crawler.captures.store import CaptureStore
from crawler.clock import Clock, fixed_clock, system_clock
from crawler.portals.registry import Registry, load_registry
from crawler.portals.source import Source
from crawler.visit import is_disk_full, user_agent
from operate.choose import Refused
from operate.cluster.connect import connect, workers_see
from operate.cluster.groups import by_host, copy_source_files
from operate.cluster.task import BUSY_SECONDS, SIGN_SECONDS, STOP, Harvest, Parcel, pack, unpack, visit
from operate.exits import Exit, gravest

logger = logging.getLogger(__name__)

PARCELS = Path(".ocop") / "cluster"
AHEAD = 1
"""Parcels per worker that wait there while others are crawled."""


@dataclass
class Outcome:
    """What the visits came to so far."""

    codes: list[int] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    sources: dict[str, Any] = field(default_factory=dict)


class Coordinator:
    """One run; the only writer of the home's captures while it lasts."""

    def __init__(
        self, store: CaptureStore, home: Path, registry: Registry, folders: Sequence[Path], client: Client,
        arguments: Sequence[str],
    ) -> None:  # fmt: skip
        self._store, self._home, self._registry, self._folders = store, home, registry, folders
        self._client, self._arguments = client, tuple(arguments)
        self._life = f"ocop-{uuid.uuid4()}"
        self._signs = Variable(self._life, client)
        self._signed = 0.0
        self.signal = 0
        self.outcome = Outcome()

    def run(self, run_id: int, sources: Sequence[Source]) -> None:
        """Hand out every group of `sources`, a few more than there are hands, until all came back."""
        shared = workers_see(self._client, self._home / PARCELS)
        waiting = deque(by_host(sources))
        out: dict[Future[Harvest], Parcel] = {}
        while (waiting and not self.signal) or out:
            self._sign()
            hands = sum(self._client.nthreads().values()) + AHEAD * len(self._client.nthreads())
            while waiting and len(out) < max(hands, 1) and not self.signal:
                parcel = self._parcel(run_id, waiting.popleft(), shared)
                key = f"ocop-visit-{parcel.folder.name}-{uuid.uuid4()}"
                out[self._client.submit(visit, parcel, key=key, pure=False)] = parcel
            try:
                done = wait(list(out), timeout=SIGN_SECONDS, return_when="FIRST_COMPLETED").done
            except TimeoutError:
                continue
            for future in done:
                self._take(out.pop(future), future, run_id)
        self._signs.delete()

    def take_up(self) -> None:
        """Acknowledge the parcels that a coordinator before us left on the shared disk, as part of their own runs."""
        for folder in sorted((self._home / PARCELS).glob("[0-9]*/captures")):
            logger.warning("%s: left by an earlier run; what it holds is acknowledged", folder.parent)
            deadline = time.monotonic() + BUSY_SECONDS * 2
            while not _in_order(folder.parent, last=time.monotonic() > deadline):
                time.sleep(1)
            run_id = int(folder.parent.name.split("-", 1)[0])
            acknowledge(self._store, folder, run_id)
            shutil.rmtree(folder.parent)

    def _parcel(self, run_id: int, group: Sequence[Source], shared: bool) -> Parcel:
        names = tuple(source.id for source in group)
        folder = self._home / PARCELS / f"{run_id}-{names[0].replace('/', '-')}"
        unfinished = self._home / PARCELS / ".unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        with CaptureReader(self._home) as reader:
            cut(reader, unfinished, names, run_id, self._store.now())
        copy_source_files(self._registry, self._folders, names, unfinished / "sources")
        unfinished.rename(folder)
        packed = b""
        if not shared:
            packed = pack(folder, ["captures", "sources"])
            shutil.rmtree(folder)
        return Parcel(run_id, names, folder, packed, self._life, self._arguments)

    def _take(self, parcel: Parcel, future: "Future[Harvest]", run_id: int) -> None:
        try:
            harvest = future.result()
        except (CaptureError, OSError, RuntimeError, CancelledError) as error:
            # A worker that dies again and again (KilledWorker), a lost scheduler, a full disk over there.
            harvest = Harvest(Exit.INTERNAL, {"reason": f"{type(error).__name__}: {error}"})
        finally:
            future.release()
        for line in harvest.log:
            logger.error("%s: %s", ", ".join(parcel.sources), line)
        if harvest.packed:
            unpack(harvest.packed, parcel.folder)
        if (parcel.folder / "captures").is_dir():
            _in_order(parcel.folder, last=True)
            done = acknowledge(self._store, parcel.folder / "captures", run_id)
            self.outcome.sources |= done.summaries
            shutil.rmtree(parcel.folder)
        self.outcome.codes.append(harvest.exit_code)
        if reason := str(harvest.summary.get("reason", "")):
            self.outcome.reasons.append(f"{', '.join(parcel.sources)}: {reason}")

    def _sign(self) -> None:
        """Say that we live, or that crawls are to end."""
        if self.signal:
            self._signs.set(STOP)
        elif time.monotonic() - self._signed >= SIGN_SECONDS:
            self._signed = time.monotonic()
            self._signs.set(uuid.uuid4().hex)


def _in_order(home: Path, *, last: bool) -> bool:
    """Close what a broken crawl left open in a parcel; False where its crawl still writes. Raises WriterBusy when
    `last`."""
    try:
        CaptureStore(home).close()
    except WriterBusy:
        if last:
            raise
        return False
    return True


def coordinate(given: argparse.Namespace, clock: Clock) -> tuple[int, dict[str, Any]]:
    """Crawl on the cluster; exit code and summary as of crawler.process. Raises Refused, CaptureError."""
    home = given.home.resolve()
    registry = load_registry(*given.folders)
    sources = [registry.get(name) for name in dict.fromkeys(given.sources)]
    arguments = ["--contact", given.contact, "--media", given.media]
    arguments += ["--now", given.now.isoformat()] if given.now else []
    arguments += ["--limit-pages", str(given.limit_pages)] if given.limit_pages else []
    with connect(given.cluster) as client, CaptureStore(home, clock, contact=given.contact) as store:
        store.declare_holds("samples" if sources[0].sample else "live")
        coordinator = Coordinator(store, home, registry, given.folders, client, arguments)
        coordinator.take_up()
        run_id = store.open_run([source.id for source in sources], user_agent(given.contact))
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda received, _: setattr(coordinator, "signal", received))
        coordinator.run(run_id, sources)
        found = coordinator.outcome
        code = 128 + coordinator.signal if coordinator.signal else gravest(*found.codes, Exit.OK)
        state = {Exit.OK: "done", Exit.LIMIT: "limited"}.get(Exit(code), "failed")
        state = "interrupted" if coordinator.signal else state
        store.close_run(run_id, state, code, "; ".join(found.reasons))
    summary = {"run_id": run_id, "state": state, "exit_code": int(code), "reason": "; ".join(found.reasons),
               "sources": found.sources}  # fmt: skip
    return int(code), summary


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m operate.cluster.coordinator", description=__doc__)
    parser.add_argument("sources", nargs="+", metavar="SOURCE")
    parser.add_argument("--cluster", required=True, metavar="ADDRESS", help="of the scheduler: tcp://10.0.0.1:8786")
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--sources", dest="folders", type=Path, action="append", default=[], metavar="DIR")
    parser.add_argument("--now", type=datetime.fromisoformat, metavar="ISO")
    parser.add_argument("--contact", default="")
    parser.add_argument("--limit-pages", type=int, metavar="N")
    parser.add_argument("--media", default="full")
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Crawl and print the summary as one JSON line; returns the exit code."""
    given = _parser().parse_intermixed_args(arguments)
    logs.install("INFO")
    try:
        code, summary = coordinate(given, fixed_clock(given.now) if given.now else system_clock)
    except (Refused, MixedHome, WriterBusy, IntegrityError, StoreFailed, CommClosedError, CancelledError) as error:
        code = _code_of(error)
        summary = {"run_id": None, "state": "refused", "exit_code": code, "reason": str(error), "sources": {}}
        sys.stderr.write(f"{error}\n")
    sys.stdout.write(json.dumps(summary, ensure_ascii=False) + "\n")
    return code


def _code_of(error: Exception) -> int:
    if isinstance(error, Refused | MixedHome):
        return Exit.USAGE
    if isinstance(error, WriterBusy):
        return Exit.LOCKED
    if isinstance(error, CommClosedError | CancelledError):
        return Exit.NETWORK
    return Exit.DISK if is_disk_full(error) else Exit.INTEGRITY


if __name__ == "__main__":
    sys.exit(main())
