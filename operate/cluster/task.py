"""What a worker does with a parcel: the same crawl as anywhere, in its own process, in the parcel's folder."""

import io
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from distributed import Variable

from crawler.captures.errors import WriterBusy
from crawler.captures.store import CaptureStore
from operate.crawl_process import clean_environment, last_json
from operate.exits import Exit
from operate.home import ROOT

SIGN_SECONDS = 2.0
"""Between two signs of life of the coordinator, and between two looks of a worker for one."""
LEASE_SECONDS = 60.0
"""A coordinator that gave no new sign for so long is gone: its crawls end."""
BUSY_SECONDS = 60.0
"""How long a crawl whose worker died may take to end, before another takes its parcel up."""
STOP = "stop"


@dataclass(frozen=True)
class Parcel:
    """A visit to be made."""

    run_id: int
    sources: tuple[str, ...]
    folder: Path
    """Home of the crawl, where workers see the coordinator's disk."""
    packed: bytes
    """That home as tar, where they do not; else empty."""
    life: str
    """Name of the variable by which the coordinator says that it lives, or that crawls are to end."""
    arguments: tuple[str, ...] = ()
    """Further arguments of crawler.process."""


@dataclass(frozen=True)
class Harvest:
    """How a visit ended."""

    exit_code: int
    summary: dict[str, Any]
    packed: bytes = b""
    """captures/ of the parcel as tar, where workers do not see the coordinator's disk."""
    log: tuple[str, ...] = field(default=())
    """Last lines of the crawl's log, where it did not end in order."""


def visit(parcel: Parcel) -> Harvest:
    """Make a visit. Where the parcel lies on a disk that all see, it goes on from where a worker before left it."""
    wanted = _wanted(Variable(parcel.life))
    if not parcel.packed:
        return _crawl(parcel, parcel.folder, wanted)
    with tempfile.TemporaryDirectory(prefix="ocop-parcel-") as folder:
        home = Path(folder)
        unpack(parcel.packed, home)
        harvest = _crawl(parcel, home, wanted)
        return Harvest(harvest.exit_code, harvest.summary, pack(home, ["captures"]), harvest.log)


def _wanted(life: Variable) -> Callable[[], bool]:
    """Asks whether the coordinator still wants its crawls; false once it said no, or nothing for LEASE_SECONDS."""
    last, at = "", time.monotonic()

    def ask() -> bool:
        nonlocal last, at
        try:
            said = life.get(timeout=SIGN_SECONDS)
        except (TimeoutError, OSError):
            said = last
        if said != last:
            last, at = said, time.monotonic()
        return said != STOP and time.monotonic() - at < LEASE_SECONDS

    return ask


def _crawl(parcel: Parcel, home: Path, wanted: Callable[[], bool]) -> Harvest:
    _wait_for_writer(home)
    command = [sys.executable, "-m", "crawler.process", "--tied", "--home", str(home), "--run", str(parcel.run_id),
               "--sources", str(home / "sources"), *parcel.arguments, *parcel.sources]  # fmt: skip
    log, out = home / "crawl.log", home / "crawl.out"
    with log.open("ab") as errors, out.open("wb") as output:
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=output, stderr=errors, cwd=ROOT, env=clean_environment(),
            start_new_session=True,
        )  # fmt: skip
        asked_to_end = False
        while process.poll() is None:
            try:
                process.wait(timeout=SIGN_SECONDS)
            except subprocess.TimeoutExpired:
                if not asked_to_end and not wanted():
                    asked_to_end = True
                    process.terminate()
    summary = last_json(out.read_text(encoding="utf-8").splitlines())
    code = process.returncode
    if code not in {member.value for member in Exit}:
        code, summary = Exit.INTERNAL, {"reason": f"the crawler ended with {code}"}
    tail = log.read_text(encoding="utf-8", errors="replace").splitlines()[-20:] if code == Exit.INTERNAL else []
    return Harvest(code, summary, log=tuple(tail))


def _wait_for_writer(home: Path) -> None:
    """Until the crawl of a worker that died has ended; what it left half-done is put in order. Raises WriterBusy."""
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            CaptureStore(home).close()
        except WriterBusy:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.5)
        else:
            return


def pack(home: Path, names: Sequence[str]) -> bytes:
    """Folders of a parcel as tar."""
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w") as tar:
        for name in names:
            tar.add(home / name, name)
    return data.getvalue()


def unpack(packed: bytes, home: Path) -> None:
    """The other way; nothing lands outside of `home`."""
    with tarfile.open(fileobj=io.BytesIO(packed)) as tar:
        tar.extractall(home, filter="data")
