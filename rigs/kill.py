"""K: kill -9 of the capture writer's process group, at random moments and at every call that changes a file."""

import itertools
import json
import random
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path

from rigs import mutants, session, shim
from rigs.folders import scratch
from rigs.result import Mutant, Result, Tier
from rigs.shim import Action, Call, Shim, heard, in_child, teller

GROUPS = ((1,), (2, 3, 4), (5, 6), (7, 8, 9, 10, 11, 12, 13, 14), (15,))
STRIKES = (Action.KILL_BEFORE, Action.KILL_HALFWAY, Action.KILL_AFTER)
PLANTED = "ledger-before-warc"


@dataclass
class Tally:
    """What one series of kills came to."""

    kills: int = 0
    acknowledged: int = 0
    tails: int = 0
    """Restarts that found bytes nobody had acknowledged."""
    faults: list[str] = field(default_factory=list)


def run(tier: Tier) -> Result:
    """Every call of a session (merge: every sixteenth), and random moments."""
    result = Result(
        "K kill loop",
        "kill -9 at any moment loses no acknowledged capture and leaves no row without its bytes",
        "the writer's process group gets SIGKILL before, halfway through and after the n-th write, pwrite, fsync, "
        "fdatasync, ftruncate, rename, unlink, mkdir of a session (SQLite's own too), and at random moments of an "
        "endless one; the next start recovers, every row is read back, one more capture is appended",
        not_shown=[
            "`synchronous=NORMAL` and a missing fsync survive kill -9, since the kernel keeps what was written: rig P",
            "kills of the build and of publishing",
        ],
    )
    if reason := shim.missing():
        result.skipped = reason
        return result
    every, loops = (16, 8) if tier == "merge" else (1, 600)
    with shim.compiled() as library:
        at_calls, at_random, planted = (
            Tally(**part) for part in json.loads(shim.carrying(library, "rigs.kill", str(every), str(loops)))
        )
    result.cases = {
        "kills at a chosen call": at_calls.kills,
        "kills at a random moment": at_random.kills,
        "captures acknowledged before a kill": at_calls.acknowledged + at_random.acknowledged,
        "torn tails moved aside": at_calls.tails + at_random.tails,
    }
    result.failures = at_calls.faults + at_random.faults
    if not result.cases["torn tails moved aside"]:
        result.failures.append("no kill left a torn tail: the rig does not strike where it hurts")
    result.mutants = [Mutant(PLANTED, bool(planted.faults), f"{len(planted.faults)} faults in {planted.kills} kills")]
    return result


def _at_calls(folder: Path, every: int, mutation: Callable[[], None] | None = None) -> Tally:
    tally = Tally()
    device = Shim()
    for action in STRIKES:
        for n in itertools.count(1, every):
            home = folder / f"{action.name}-{n}"
            home.mkdir()

            def killed(say: Callable[[str], None], home: Path = home, n: int = n, action: Action = action) -> None:
                if mutation:
                    mutation()
                device.watch(home)
                device.arm(action, n, calls=Call.CHANGES)
                session.write(home, GROUPS, teller(say))

            code, said = in_child(killed).wait()
            if code == 0:
                break
            tally.kills += 1
            _judge(tally, home, heard(said), f"{action.name} {n}")
    return tally


def _at_random(home: Path, loops: int) -> Tally:
    tally, dice = Tally(), random.Random(2026)
    acknowledged: dict[int, int] = {}

    def endless(say: Callable[[str], None], first: int) -> None:
        numbers = itertools.count(first)
        groups = (list(itertools.islice(numbers, dice.randint(1, 8))) for _ in itertools.count())
        session.write(home, groups, teller(say))

    for loop in range(loops):
        child = in_child(partial(endless, first=1000 * loop + 1))
        first = child.said.readline()
        time.sleep(dice.uniform(0, 0.03))
        said = [first, *child.kill()]
        acknowledged |= heard(said)
        tally.kills += 1
        if loop % 25 == 24 or loop == loops - 1:
            _judge(tally, home, acknowledged, f"random kill {loop}")
    tally.acknowledged = len(acknowledged)
    recovered = home / "captures" / "recovered"
    tally.tails = len(list(recovered.iterdir())) if recovered.exists() else 0
    return tally


def _judge(tally: Tally, home: Path, acknowledged: dict[int, int], where: str) -> None:
    tally.acknowledged += len(acknowledged)
    tally.faults += [f"{where}: {fault}" for fault in session.faults(home, acknowledged)]
    tally.tails += (home / "captures" / "recovered").exists()


def main() -> int:
    """Inside the process that carries the shim: three tallies as JSON."""
    every, loops = map(int, sys.argv[1:])
    with scratch("kill") as folder:
        folders = [folder / part for part in ("calls", "random", "mutant")]
        for part in folders:
            part.mkdir()
        tallies = [
            _at_calls(folders[0], every),
            _at_random(folders[1], loops),
            _at_calls(folders[2], max(every // 2, 3), mutants.MUTANTS[PLANTED]),
        ]
    print(json.dumps([asdict(tally) for tally in tallies]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
