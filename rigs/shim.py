"""The preloaded library `shim.c`: compiled here, armed from inside the process that carries it."""

import ctypes
import enum
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

SOURCE = Path(__file__).with_name("shim.c")
ROOT = SOURCE.parent.parent
_CARRIED = "RIG_SHIM"


class Action(enum.IntEnum):
    """What happens at the n-th call."""

    NOTHING = 0
    KILL_BEFORE = 1
    KILL_HALFWAY = 2
    """Of a write, half is done."""
    KILL_AFTER = 3
    FAIL_ONCE = 4
    FAIL_EVER = 5
    """And every later one."""


class Call(enum.IntFlag):
    """Kinds of calls that are counted."""

    WRITE = 1 << 1
    SYNC = 1 << 2
    TRUNCATE = 1 << 3
    RENAME = 1 << 5
    UNLINK = 1 << 6
    MKDIR = 1 << 7
    OPEN = 1 << 9
    CHANGES = WRITE | SYNC | TRUNCATE | RENAME | UNLINK | MKDIR
    ALL = CHANGES | OPEN


def missing() -> str:
    """Why the library cannot be used here; empty where it can."""
    if not sys.platform.startswith("linux"):
        return "the preloaded library is written for Linux"
    return "" if shutil.which("cc") else "no C compiler (cc) to make the preloaded library"


@contextmanager
def compiled() -> Iterator[Path]:
    """The library, for as long as the block runs."""
    with tempfile.TemporaryDirectory() as folder:
        library = Path(folder) / "shim.so"
        subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", library, SOURCE, "-ldl"], check=True)
        yield library


def carrying(library: Path, *words: str) -> str:
    """Standard output of `python -m WORDS…` with the library preloaded. Raises RuntimeError where it fails."""
    environment = {**os.environ, "LD_PRELOAD": str(library), _CARRIED: str(library)}
    done = subprocess.run(
        [sys.executable, "-m", *words], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(words)} ended with {done.returncode}\n{done.stderr[-4000:]}")
    return done.stdout


class Shim:
    """The library as the process that carries it speaks to it."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL(os.environ[_CARRIED])
        self._library.rig_seen.restype = ctypes.c_long

    def watch(self, folder: Path) -> None:
        """Count and touch only what happens below `folder`."""
        self._library.rig_watch(str(folder.resolve()).encode())

    def arm(self, action: Action, n: int, error: int = 0, calls: Call = Call.ALL) -> None:
        """Strike at the n-th call of these kinds, counted from 1."""
        self._library.rig_arm(int(action), ctypes.c_long(n), error, int(calls))

    def record(self, log: Path) -> None:
        """Write every change down from now on."""
        self._library.rig_record(str(log).encode())

    def mark(self, number: int) -> None:
        """Note in the record that `number` was acknowledged."""
        self._library.rig_mark(ctypes.c_uint64(number))

    def seen(self) -> int:
        """Calls counted since it was armed."""
        return int(self._library.rig_seen())


@dataclass
class Child:
    """A forked process in a group of its own."""

    pid: int
    said: IO[str]

    def kill(self) -> list[str]:
        """SIGKILL to its group; every whole line it had said."""
        os.killpg(self.pid, signal.SIGKILL)
        return self.wait()[1]

    def wait(self) -> tuple[int, list[str]]:
        """(exit code or minus the signal, every whole line it said)."""
        lines = [line.rstrip("\n") for line in self.said if line.endswith("\n")]
        self.said.close()
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1]), lines


def in_child(work: Callable[[Callable[[str], None]], None]) -> Child:
    """Run `work(say)` in a forked process; exit code 1 where it raises."""
    read_end, write_end = os.pipe()
    pid = os.fork()
    if pid:
        os.close(write_end)
        return Child(pid, os.fdopen(read_end, "r"))
    code = 1
    try:
        os.setpgid(0, 0)
        os.close(read_end)
        work(lambda text: _say(write_end, text))
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


def _say(descriptor: int, text: str) -> None:
    os.write(descriptor, f"{text}\n".encode())


def teller(say: Callable[[str], None]) -> Callable[[int, int], None]:
    """What a child says of a capture that was acknowledged."""
    return lambda seq, number: say(f"{seq} {number}")


def heard(lines: list[str]) -> dict[int, int]:
    """seq to number, of what a child said through `teller`."""
    return {int(seq): int(number) for seq, number in map(str.split, lines)}
