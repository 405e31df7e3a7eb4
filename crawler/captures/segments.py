"""Appending to WARC files: one open file at a time, never one of an earlier session."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from crawler.captures.disk import failure, sync_folder, write_all

MAX_SEGMENT = 1_000_000_000
"""Bytes after which a file is closed and the next begun; a file may end one capture later."""


@dataclass
class Segment:
    """The WARC file that is being appended to."""

    path: Path
    descriptor: int
    end: int = 0
    """Bytes handed to the disk and acknowledged, or in the middle of being acknowledged."""
    records: int = 0

    @property
    def name(self) -> str:
        """Name below captures/."""
        return self.path.name


def create_segment(path: Path) -> Segment:
    """A new, empty file. Raises StoreFailed (DiskFull) where it cannot be made, also when it is there already."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise failure(f"{path.name} cannot be created", error) from error
    return Segment(path, descriptor)


def append_durably(segment: Segment, data: bytes) -> None:
    """Write `data` behind the segment's end and fsync it, and the folder too when it is the file's first; does not move
    `segment.end`. On failure the file is cut back if the system lets us, and StoreFailed (DiskFull) is raised."""
    try:
        write_all(segment.descriptor, data)
        os.fsync(segment.descriptor)
        if segment.end == 0:
            sync_folder(segment.path.parent)
    except OSError as error:
        _cut_back(segment)
        raise failure(f"writing {segment.name} at {segment.end}", error) from error


def _cut_back(segment: Segment) -> None:
    try:
        os.ftruncate(segment.descriptor, segment.end)
        os.fsync(segment.descriptor)
    except OSError:
        # The tail stays then, unacknowledged; recovery at the next start moves it.
        return


def file_sha256(path: Path) -> str:
    """Hex digest of a whole file, read from the disk."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
