"""The registry without the files that are wrong: for work that must go on after one of them."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from crawler.portals.registry import Registry, SourceFileError, load_registry


@dataclass(frozen=True)
class Usable:
    """What can be used of some folders of source files."""

    registry: Registry
    folders: tuple[Path, ...]
    """The folders themselves, or copies without the wrong files."""
    wrong: tuple[tuple[str, str], ...] = ()
    """Id and fault of each file that was left out."""


def usable_sources(folders: Sequence[Path], copies: Path) -> Usable:
    """Load `folders`; where a file is wrong, copy them below `copies` (emptied first) and leave it out there."""
    try:
        return Usable(load_registry(*folders), tuple(folders))
    except SourceFileError:
        shutil.rmtree(copies, ignore_errors=True)
    copied = {copies / str(number): folder for number, folder in enumerate(folders)}
    for copy, folder in copied.items():
        shutil.copytree(folder, copy)
    wrong: list[tuple[str, str]] = []
    while True:
        try:
            return Usable(load_registry(*copied), tuple(copied), tuple(wrong))
        except SourceFileError as error:
            copy = next(copy for copy in copied if error.file.is_relative_to(copy))
            source_id = error.file.relative_to(copy).with_suffix("").as_posix()
            wrong.append((source_id, str(error).replace(str(copy), str(copied[copy]))))
            error.file.unlink()
