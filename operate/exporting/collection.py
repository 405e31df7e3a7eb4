"""`ocop export --wacz`: the file written whole or not at all."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from crawler.captures.reader import CaptureReader
from crawler.clock import Clock, stamp
from operate.exporting.files import whole_file
from operate.exporting.snapshot import snapshot
from operate.home import Home
from pipeline.republish.collection import Collection, write_collection
from pipeline.republish.selection import Wanted


@dataclass(frozen=True)
class WaczFile:
    """A WACZ file that was written."""

    file: str
    bytes: int
    holds: Collection


def export_wacz(
    home: Home, path: Path, wanted: Wanted, clock: Clock, *, force: bool,
    told: Callable[[int, int], None] = lambda _done, _of: None,
) -> WaczFile:  # fmt: skip
    """Write the wanted captures to `path`. Raises ExportError (NoSpace), NothingWanted, NoCaptures, DamagedCapture."""
    archive = snapshot(home)
    try:
        with CaptureReader(home.path) as reader, whole_file(path, force=force) as unfinished:
            holds = write_collection(
                unfinished, archive, reader, wanted, stamp(clock()), folder=unfinished.parent, told=told
            )
            size = unfinished.stat().st_size
    finally:
        archive.close()
    return WaczFile(str(path), size, holds)
