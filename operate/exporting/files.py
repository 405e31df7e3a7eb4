"""Files and folders that appear whole or not at all, and the list of their digests."""

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from crawler.captures.disk import sync_folder
from crawler.captures.segments import file_sha256
from crawler.errors import Mendable

SUMS = "SHA256SUMS"
_FULL = (errno.ENOSPC, errno.EDQUOT)


class ExportError(Mendable):
    """Nothing was exported; the message says what to do instead."""


class NoSpace(ExportError):
    """The disk is full; nothing half-written was left behind."""

    kind = "disk"


@contextmanager
def whole_file(path: Path, *, force: bool) -> Iterator[Path]:
    """A path beside `path` to write to; when the block ends well it takes the name `path`, else it is gone.
    Raises ExportError where `path` exists and `force` is not said, NoSpace where the disk is full."""
    if path.is_dir():
        raise ExportError(f"{path} is a folder; name a file")
    if path.exists() and not force:
        raise ExportError(f"{path} is there already; --force replaces it")
    if not path.parent.is_dir():
        raise ExportError(f"{path.parent} is no folder")
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        with _told(path):
            yield unfinished
            _sync(unfinished)
            unfinished.replace(path)
            sync_folder(path.parent)
    finally:
        unfinished.unlink(missing_ok=True)


@contextmanager
def whole_folder(path: Path, *, force: bool, sign: str = SUMS) -> Iterator[Path]:
    """A new folder to write into; when the block ends well the folder takes the name `path`, else it is gone. An empty
    folder is filled, with `force` an earlier export is replaced (one with the file `sign`); anything else is never
    touched. Every file is listed in SHA256SUMS where that is the sign. Raises ExportError, NoSpace."""
    if path.exists() and not _replaceable(path, force, sign):
        raise ExportError(
            f"{path} is there already; --force replaces it"
            if (path / sign).is_file()
            else f"{path} is there already and is no earlier export; name another folder"
        )
    if not path.parent.is_dir():
        raise ExportError(f"{path.parent} is no folder")
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.partial")
    shutil.rmtree(unfinished, ignore_errors=True)
    try:
        with _told(path):
            unfinished.mkdir()
            yield unfinished
            if sign == SUMS:
                write_sums(unfinished)
            for file in sorted(unfinished.rglob("*")):
                if file.is_file():
                    _sync(file)
            _take_place(unfinished, path)
            sync_folder(path.parent)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def write_sums(folder: Path) -> None:
    """SHA256SUMS over every file below `folder`, as `sha256sum -c` reads it."""
    files = sorted(file for file in folder.rglob("*") if file.is_file() and file.name != SUMS)
    lines = [f"{file_sha256(file)}  {file.relative_to(folder).as_posix()}\n" for file in files]
    (folder / SUMS).write_text("".join(lines), encoding="utf-8")


def _replaceable(path: Path, force: bool, sign: str) -> bool:
    if not path.is_dir():
        return False
    return not any(path.iterdir()) or (force and (path / sign).is_file())


def _take_place(unfinished: Path, path: Path) -> None:
    old = path.with_name(f".{path.name}.{os.getpid()}.old")
    if path.exists():
        path.rename(old)
    unfinished.rename(path)
    shutil.rmtree(old, ignore_errors=True)


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise NoSpace(f"{path}: no space left on the disk. Nothing was left behind; make room, or name a file on "
                          "another disk.") from error  # fmt: skip
        raise ExportError(f"{path}: {error}") from error
