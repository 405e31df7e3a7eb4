"""`ocop export --segments`: closed WARC files and the ledger, for the home that acknowledges them as its own."""

import tarfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from crawler.captures.parcel import pack
from crawler.captures.reader import CaptureReader
from operate.exporting.files import ExportError, whole_file
from operate.home import Home


@dataclass(frozen=True)
class Shipment:
    """A file that was written to be shipped."""

    file: str
    bytes: int
    segments: tuple[str, ...]


def export_segments(
    home: Home, path: Path, day_from: str, day_to: str, *, force: bool,
    told: Callable[[int, int], None] = lambda _done, _of: None,
) -> Shipment:  # fmt: skip
    """Write WARC files that were closed on these days (ISO, UTC; empty: all) and a copy of the ledger to `path`, as
    tar. What was shipped before may be shipped again. Raises ExportError (NoSpace), NoCaptures."""
    with CaptureReader(home.path) as reader:
        closed = [file for file in reader.warc_files() if file["state"] == "closed"]
        names = [file["name"] for file in closed if day_from <= file["closed_at"][:10] <= (day_to or "9999")]
        if not names:
            raise ExportError(
                f"{reader.folder} has no WARC file closed on these days; a run closes its own at its end."
            )
        with whole_file(path, force=force) as unfinished, TemporaryDirectory(dir=path.parent) as spare:
            pack(reader, Path(spare) / "ledger.db")
            with tarfile.open(unfinished, "x") as tar:
                tar.add(Path(spare) / "ledger.db", "captures/ledger.db")
                for done, name in enumerate(names):
                    told(done, len(names))
                    tar.add(reader.folder / name, f"captures/{name}")
            size = unfinished.stat().st_size
    return Shipment(str(path), size, tuple(names))
