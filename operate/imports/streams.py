"""Files that hold WARC records, as plain streams: gzip in any shape undone, members of WACZ files read in place."""

import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from operate.home import HomeError

WARC_ENDINGS = (".warc", ".warc.gz", ".arc", ".arc.gz", ".warc.open", ".warc.gz.open")
"""`.open`: Heritrix's name for a file that it did not come to close."""
MOST_ENTRIES = 10_000
MOST_UNPACKED = 50 << 30
"""Bytes that the WARC files of one WACZ may hold together."""
_GZIP = b"\x1f\x8b"


@dataclass(frozen=True)
class WarcFile:
    """A file of WARC or ARC records, on its own or inside a WACZ."""

    path: Path
    entry: str = ""
    """Name inside the WACZ."""

    @property
    def origin(self) -> str:
        """Where its captures are said to come from."""
        return f"wacz: {self.path.name}" if self.entry else f"warc: {self.path.name}"

    @property
    def size(self) -> int:
        """Bytes, packed as they lie there."""
        if not self.entry:
            return self.path.stat().st_size
        with zipfile.ZipFile(self.path) as packed:
            return packed.getinfo(self.entry).file_size

    @contextmanager
    def open(self) -> Iterator["Plain"]:
        """Its records, gzip undone. Raises OSError, zipfile.BadZipFile."""
        if not self.entry:
            with self.path.open("rb") as stream:
                yield Plain(stream)
            return
        with zipfile.ZipFile(self.path) as packed, packed.open(self.entry) as stream:
            yield Plain(stream)


class Plain(io.RawIOBase):
    """A stream with gzip undone, one member per record or one over all. Where the compressed bytes break off or are
    damaged it ends there, and `fault` says so: warcio would end without a word."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.packed = stream
        self.fault = ""
        begins = stream.read(2)
        stream.seek(0)
        self._source: IO[bytes] = cast(IO[bytes], gzip.GzipFile(fileobj=stream)) if begins == _GZIP else stream

    def readable(self) -> bool:
        return True

    def read(self, size: int | None = -1) -> bytes:
        if self.fault:
            return b""
        try:
            return self._source.read(-1 if size is None else size)
        except EOFError:
            self.fault = "ends in the middle of a record"
        except (OSError, zlib.error, zipfile.BadZipFile) as error:
            self.fault = f"is damaged ({error})"
        return b""


def warc_files_of(path: Path, broken: list[str]) -> list[WarcFile]:
    """The WARC files that `path` is or packs; names inside a WACZ are only compared, nothing is unpacked to disk.
    Raises HomeError for a WACZ beyond what one import takes."""
    if not path.name.lower().endswith(".wacz"):
        return [WarcFile(path)]
    try:
        with zipfile.ZipFile(path) as packed:
            wanted = [e for e in packed.infolist() if e.filename.startswith("archive/") and not e.is_dir()]
    except zipfile.BadZipFile as error:
        broken.append(f"{path.name}: no ZIP file ({error})")
        return []
    if len(wanted) > MOST_ENTRIES or sum(entry.file_size for entry in wanted) > MOST_UNPACKED:
        raise HomeError(
            f"{path}: quá lớn / more than {MOST_ENTRIES} WARC files or {MOST_UNPACKED >> 30} GiB; import parts"
        )
    if not wanted:
        broken.append(f"{path.name}: no archive/*.warc.gz inside; is it a WACZ?")
    return [WarcFile(path, entry.filename) for entry in wanted]
