"""E: many starts at once. Exactly one runs, the others say who holds the home, and a dead run holds nothing."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

import ocop
from operate import runner
from operate.exits import Exit
from operate.lock import Locked
from rigs.folders import scratch
from rigs.result import Mutant, Result, Tier
from rigs.shim import ROOT, Child, in_child
from samples.sources import sources_for

SOURCE = "mau/dong-nai"
PATIENCE = 60.0
"""Seconds for all refusals of a round; the promise is seconds, the machine may be busy."""


@dataclass
class Tally:
    """What some rounds came to."""

    rounds: int = 0
    starts: int = 0
    refused: int = 0
    slowest_ms: int = 0
    faults: list[str] = field(default_factory=list)


def run(tier: Tier) -> Result:
    """Rounds of starts; the run that got the home is killed with -9 after each."""
    result = Result(
        "E parallel starts",
        "of many runs started at once one runs, the others exit 5 within seconds, and a killed run holds nothing",
        "processes call `ocop run` on one home at the same moment, against a portal that accepts connections and never "
        "answers; when all but one have ended, that one and its crawler get SIGKILL and the next round begins",
        not_shown=["homes on network file systems"],
    )
    if not sys.platform.startswith("linux"):
        result.skipped = "a holder's crawler is found in Linux's /proc"
        return result
    rounds, starts = (2, 20) if tier == "merge" else (5, 200)
    words = [sys.executable, "-m", "rigs.starts", str(rounds), str(starts)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"the starts ended with {done.returncode}\n{done.stderr[-3000:]}")
    sound, planted = (Tally(**part) for part in json.loads(done.stdout.splitlines()[-1]))
    result.cases = {
        "starts": sound.starts,
        "rounds, each ended by kill -9": sound.rounds,
        "refused with exit code 5": sound.refused,
        "milliseconds until the last refusal of a round, at most": sound.slowest_ms,
    }
    result.failures = sound.faults
    result.mutants = [Mutant("a lock file that outlives its process", bool(planted.faults), "; ".join(planted.faults))]
    return result


def _start(home: Path, sources: Path, mutation: Callable[[], None] | None) -> Child:
    def started(say: Callable[[str], None]) -> None:
        if mutation:
            mutation()
        with Path(os.devnull).open("w") as nowhere:
            os.dup2(nowhere.fileno(), 1)
            os.dup2(nowhere.fileno(), 2)
        try:
            ocop.main(["--home", str(home), "--sources", str(sources), "--json", "run", SOURCE])
        except SystemExit as ended:
            say(f"{ended.code}")

    return in_child(started)


def _round(
    number: int, home: Path, sources: Path, starts: int, tally: Tally, mutation: Callable[[], None] | None
) -> None:
    began = time.monotonic()
    children = {child.pid: child for child in (_start(home, sources, mutation) for _ in range(starts))}
    tally.rounds += 1
    tally.starts += starts
    while len(children) > 1 and time.monotonic() - began < PATIENCE:
        pid, _ = os.waitpid(-1, os.WNOHANG)
        if not pid:
            time.sleep(0.01)
            continue
        code = children.pop(pid).said.read().strip()
        if code == str(int(Exit.LOCKED)):
            tally.refused += 1
        else:
            tally.faults.append(f"round {number}: a start ended with {code or 'no exit code'}")
    tally.slowest_ms = max(tally.slowest_ms, int(1000 * (time.monotonic() - began)))
    time.sleep(0.2)
    if children and not os.waitpid(-1, os.WNOHANG)[0]:
        if len(children) > 1:
            tally.faults.append(f"round {number}: {len(children)} starts run at once")
        # The crawler of the holder lives in a session of its own.
        for pid in children:
            _kill_with_descendants(pid)
            os.waitpid(pid, 0)
    else:
        tally.faults.append(f"round {number}: nobody runs")


def _kill_with_descendants(pid: int) -> None:
    for descendant in [*_descendants(pid), pid]:
        with contextlib.suppress(ProcessLookupError):
            os.kill(descendant, signal.SIGKILL)


def _descendants(pid: int) -> Iterator[int]:
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in map(int, (task / "children").read_text().split()):
            yield from _descendants(child)
            yield child


def _series(folder: Path, port: int, rounds: int, starts: int, mutation: Callable[[], None] | None = None) -> Tally:
    home, sources, tally = folder / "home", folder / "sources", Tally()
    home.mkdir(parents=True)
    (home / "ocop.toml").write_text("minimum_free_gb = 0\n")
    sources_for(port, sources)
    for number in range(rounds):
        _round(number, home, sources, starts, tally, mutation)
    return tally


@contextlib.contextmanager
def _lock_file(home: Path, _: str) -> Iterator[None]:
    path = home / ".ocop" / "run.pid"
    path.parent.mkdir(exist_ok=True)
    try:
        path.touch(exist_ok=False)
    except FileExistsError:
        raise Locked("there is a lock file") from None
    yield
    path.unlink()


def _lock_by_file() -> None:
    runner.run_lock = _lock_file  # type: ignore[assignment, attr-defined]


def main() -> int:
    """Two tallies as JSON."""
    rounds, starts = map(int, sys.argv[1:])
    with scratch("starts") as folder, socket.create_server(("127.0.0.1", 0), backlog=500) as silent:
        port = silent.getsockname()[1]
        sound = _series(folder / "sound", port, rounds, starts)
        planted = _series(folder / "planted", port, 2, 5, _lock_by_file)
    print(json.dumps([asdict(sound), asdict(planted)]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
