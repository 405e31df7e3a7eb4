"""The data release that is served: what it is, what changed, which files there are and their SHA-256."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ABOUT, NOTES, SUMS = "RELEASE.json", "NOTES.md", "SHA256SUMS"
_LINE = re.compile(r"([0-9a-f]{64}) {2}((?:tables/)?[\w.-]+)")
"""Files of the release itself; pictures and captures are not listed one by one."""


@dataclass(frozen=True)
class ReleaseFile:
    """A file that can be downloaded."""

    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True)
class ReleasePage:
    """What the page of a release shows."""

    about: Mapping[str, Any]
    """RELEASE.json."""
    notes: str
    files: tuple[ReleaseFile, ...]


def release_of(home: Path) -> ReleasePage | None:
    """Read from the folder that is served; None where it is a home and no release."""
    if not (home / ABOUT).is_file():
        return None
    about = json.loads((home / ABOUT).read_text(encoding="utf-8"))
    return ReleasePage(about, (home / NOTES).read_text(encoding="utf-8"), tuple(_files(home)))


def _files(home: Path) -> list[ReleaseFile]:
    found = []
    for line in (home / SUMS).read_text(encoding="utf-8").splitlines() if (home / SUMS).is_file() else ():
        if named := _LINE.fullmatch(line):
            found.append(ReleaseFile(named[2], (home / named[2]).stat().st_size, named[1]))
    return found


def release_file(home: Path, name: str) -> Path | None:
    """The file of that name where the release lists it; None for anything else on the disk."""
    page = release_of(home)
    listed = {file.name for file in page.files} | {SUMS} if page else set()
    return home / name if name in listed and (home / name).is_file() else None
