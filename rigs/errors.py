"""E: a disk that fills up or refuses, or no descriptor left, at the n-th call of the capture writer."""

import errno
import itertools
import json
import logging
import os
import sys
import traceback
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path

from crawler.captures.errors import CaptureError
from rigs import mutants, session, shim
from rigs.folders import scratch
from rigs.result import Mutant, Result, Tier
from rigs.shim import Action, Call, Shim, heard, in_child, teller

GROUPS = ((1,), (2, 3, 4), (5, 6), (7, 8, 9, 10))
Wear = tuple[tuple[int, Call], ...]
WEAR: Wear = (
    (errno.ENOSPC, Call.CHANGES | Call.OPEN),
    (errno.EIO, Call.CHANGES | Call.OPEN),
    (errno.EMFILE, Call.OPEN),
)
PLANTED_WEAR: Wear = ((errno.ENOSPC, Call.WRITE),)
PLANTED = "error-swallowed"


@dataclass
class Tally:
    """What a series of failing calls came to."""

    calls: int = 0
    told: int = 0
    """Sessions that ended with an error of the store that names the next step."""
    lived: int = 0
    """Sessions that got on without the call."""
    acknowledged: int = 0
    faults: list[str] = field(default_factory=list)


def run(tier: Tier) -> Result:
    """Every call of a session (merge: every 14th), failing once and from then on, with each error."""
    result = Result(
        "E failing calls of the capture writer",
        "a write, fsync or open that fails acknowledges nothing false and says what to do; the next start goes on",
        "the n-th open, write, fsync, ftruncate, rename, unlink or mkdir below the home fails with ENOSPC, EIO or "
        "EMFILE, once or from then on, in Python's calls and in SQLite's; the session may end only with an error of "
        "the store; then the disk is well again, every row is read back and one more capture appended",
    )
    if reason := shim.missing():
        result.skipped = reason
        return result
    every = 14 if tier == "merge" else 1
    with shim.compiled() as library:
        sound, planted = (Tally(**part) for part in json.loads(shim.carrying(library, "rigs.errors", str(every))))
    result.cases = {
        "failing calls": sound.calls,
        "sessions that ended with the store's error": sound.told,
        "sessions that got on": sound.lived,
        "captures acknowledged before": sound.acknowledged,
    }
    result.failures = sound.faults
    result.mutants = [
        Mutant(PLANTED, bool(planted.faults), f"{len(planted.faults)} faults in {planted.calls} failing calls")
    ]
    return result


def _series(folder: Path, every: int, wear: Wear, mutation: Callable[[], None] | None = None) -> Tally:
    tally, device = Tally(), Shim()
    for (code, calls), action in itertools.product(wear, (Action.FAIL_ONCE, Action.FAIL_EVER)):
        for n in itertools.count(1, every):
            name = f"{errno.errorcode[code]}-{action.name}-{n}"
            home = folder / name
            home.mkdir()

            def failing(
                say: Callable[[str], None], home: Path = home, n: int = n, action: Action = action, code: int = code,
                calls: Call = calls,
            ) -> None:  # fmt: skip
                if mutation:
                    mutation()
                device.watch(home)
                device.arm(action, n, code, calls)
                try:
                    session.write(home, GROUPS, teller(say))
                except CaptureError as error:
                    say(f"told {type(error).__name__}")
                except Exception:
                    say(f"untold {traceback.format_exc(limit=-3)!r}")
                reached = device.seen() >= n
                device.arm(Action.NOTHING, 0)
                os._exit(0 if reached else 9)

            ended, lines = in_child(failing).wait()
            if ended == 9:
                break
            _judge(tally, home, lines, name)
    return tally


def _judge(tally: Tally, home: Path, lines: list[str], name: str) -> None:
    tally.calls += 1
    ends = [line for line in lines if not line[0].isdigit()]
    tally.told += any(line.startswith("told") for line in ends)
    tally.lived += not ends
    tally.faults += [f"{name}: {line}" for line in ends if line.startswith("untold")]
    acknowledged = heard([line for line in lines if line[0].isdigit()])
    tally.acknowledged += len(acknowledged)
    tally.faults += [f"{name}: {fault}" for fault in session.faults(home, acknowledged)]


def main() -> int:
    """Inside the process that carries the shim: the tallies as JSON."""
    every = int(sys.argv[1])
    logging.disable()
    with scratch("errors") as folder:
        parts = [folder / "sound", folder / "planted"]
        for part in parts:
            part.mkdir()
        tallies = [_series(parts[0], every, WEAR), _series(parts[1], 3, PLANTED_WEAR, mutants.error_swallowed)]
    print(json.dumps([asdict(tally) for tally in tallies]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
