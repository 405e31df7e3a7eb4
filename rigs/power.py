"""P: power loss. What a session did to its files is played onto a disk that forgets what was not synced."""

import itertools
import json
import logging
import random
import shutil
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path

from crawler.captures import ledger
from rigs import mutants, session, shim
from rigs.disk import MARK, Disk, Step, read_log
from rigs.folders import scratch
from rigs.result import Mutant, Result, Tier
from rigs.shim import Action, Call, Shim, heard, in_child, teller

CHECKPOINT_PAGES = 12
"""So few that the write-ahead log is copied into the ledger several times in a short session."""


@dataclass
class Tally:
    """What the states of one or more recordings came to."""

    recordings: int = 0
    steps: int = 0
    states: int = 0
    faults: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Recording:
    """A session, and what it began with."""

    disk: Disk
    """As it durably stood before."""
    steps: list[Step]
    acknowledged: dict[int, int]
    """seq to number, before the first step."""


def run(tier: Tier) -> Result:
    """Recordings with and without checkpoints, from an empty home and from one that a kill left behind."""
    result = Result(
        "P power loss",
        "a power cut at any moment loses no acknowledged capture, leaves no row without its bytes, no damaged ledger",
        "every write, pwrite, fsync, fdatasync, ftruncate, rename, unlink and mkdir of a session is recorded; for each "
        "moment states are made in which what was not synced is dropped, torn at 512-byte sectors or kept out of "
        "order, also new names in folders that were not synced; the store opens each state, every row is read back "
        "and one more capture appended",
        not_shown=["real disks that lie about fsync", "power cuts during a build, whose archive.db can be made again"],
    )
    if reason := shim.missing():
        result.skipped = reason
        return result
    recordings, states = (2, 160) if tier == "merge" else (12, 12_000)
    with shim.compiled() as library:
        sound, planted = json.loads(shim.carrying(library, "rigs.power", str(recordings), str(states)))
    tally = Tally(**sound)
    result.cases = {"crash states": tally.states, "recordings": tally.recordings, "recorded steps": tally.steps}
    result.failures = _grouped(tally.faults)
    result.mutants = [
        Mutant(name, bool(part["faults"]), f"{_kinds(part['faults'])} in {part['states']} states")
        for name, part in planted.items()
    ]
    return result


def _grouped(faults: list[str]) -> list[str]:
    """Each kind of fault once, with its first example."""
    first: dict[str, str] = {}
    for fault in faults:
        first.setdefault(fault.split(":")[0], fault)
    counts = Counter(fault.split(":")[0] for fault in faults)
    return [f"{counts[kind]} times {fault}" for kind, fault in first.items()]


def _kinds(faults: list[str]) -> str:
    counts = Counter(fault.split(":")[0] for fault in faults)
    return ", ".join(f"{number} {kind}" for kind, number in sorted(counts.items())) or "nothing"


def _record(folder: Path, number: int, mutation: Callable[[], None] | None) -> Recording:
    """Odd recordings begin with what a kill left behind, every second pair of them lets the ledger checkpoint often."""
    home, log = folder / "home", folder / "log"
    home.mkdir(parents=True)
    device, dice = Shim(), random.Random(number)
    numbers = itertools.count(1)
    acknowledged: dict[int, int] = {}

    def groups(count: int) -> list[list[int]]:
        return [list(itertools.islice(numbers, dice.choice((1, 2, 3, 8)))) for _ in range(count)]

    if number % 2:
        first, n = groups(4), dice.randint(40, 120)

        def killed(say: Callable[[str], None]) -> None:
            device.watch(home)
            device.arm(Action.KILL_AFTER, n, calls=Call.CHANGES)
            session.write(home, first, teller(say))

        _, said = in_child(killed).wait()
        acknowledged = heard(said)
    disk, then = Disk(home), groups(5)

    def recorded(_: Callable[[str], None]) -> None:
        if number % 4 < 2:
            ledger.CHECKPOINT_PAGES = CHECKPOINT_PAGES
        if mutation:
            mutation()
        device.watch(home)
        device.record(log)
        session.write(home, then, lambda seq, key: device.mark(seq << 32 | key))

    code, _ = in_child(recorded).wait()
    if code:
        raise RuntimeError(f"the recorded session ended with {code}")
    return Recording(disk, list(read_log(log)), acknowledged)


def _cut_everywhere(recording: Recording, states: int, seed: int, home: Path, tally: Tally) -> None:
    """About `states` states, spread evenly over the moments of a recording."""
    dice = random.Random(seed)
    acknowledged = dict(recording.acknowledged)
    tally.recordings += 1
    tally.steps += len(recording.steps)
    due = 0.0
    for step in recording.steps:
        if step.kind == MARK:
            acknowledged[step.at >> 32] = step.at & 0xFFFFFFFF
        else:
            recording.disk.apply(step)
        due += states / len(recording.steps)
        while due >= 1:
            due -= 1
            shutil.rmtree(home, ignore_errors=True)
            home.mkdir()
            recording.disk.cut(dice, home)
            tally.states += 1
            tally.faults += session.faults(home, acknowledged)


def _series(folder: Path, recordings: int, states: int, mutation: Callable[[], None] | None = None) -> Tally:
    tally = Tally()
    for number in range(recordings):
        recording = _record(folder / str(number), number, mutation)
        _cut_everywhere(recording, states // recordings, number, folder / "cut", tally)
    return tally


def main() -> int:
    """Inside the process that carries the shim: the tallies as JSON."""
    recordings, states = map(int, sys.argv[1:])
    logging.disable()
    with scratch("power") as folder:
        sound = _series(folder / "sound", recordings, states)
        planted = {
            name: _series(folder / name, min(recordings, 2), min(states, 300), mutation)
            for name, mutation in mutants.MUTANTS.items()
        }
    print(json.dumps([asdict(sound), {name: asdict(tally) for name, tally in planted.items()}]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
