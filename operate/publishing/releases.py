"""A folder of releases: which there are, which one is served, which may go."""

import json
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crawler.captures.disk import sync_folder

ABOUT = "RELEASE.json"
CURRENT = "current"
_ID = re.compile(r"\d{4}-\d\d-\d\d-(\d{4,})")


@dataclass(frozen=True)
class Release:
    """One that stands in the folder."""

    number: int
    path: Path

    @property
    def id(self) -> str:
        """`YYYY-MM-DD-NNNN`: the day in Vietnam, and the running number."""
        return self.path.name

    @property
    def archive(self) -> Path:
        return self.path / "archive.db"

    @property
    def about(self) -> Mapping[str, Any]:
        """RELEASE.json."""
        read: Mapping[str, Any] = json.loads((self.path / ABOUT).read_text(encoding="utf-8"))
        return read


def releases(folder: Path) -> list[Release]:
    """The whole ones, oldest first; anything else in the folder is nobody's release."""
    found = [
        Release(int(named[1]), path)
        for path in folder.iterdir()
        if (named := _ID.fullmatch(path.name)) and (path / ABOUT).is_file()
    ]
    return sorted(found, key=lambda release: release.number)


def current(folder: Path) -> Release | None:
    """The one that `current` points to; None before the first. A release that was published and then lost its pointer
    is not measured against."""
    target = folder / CURRENT
    named = _ID.fullmatch(target.resolve().name)
    return Release(int(named[1]), target.resolve()) if named and (target / ABOUT).is_file() else None


def switch(folder: Path, release_id: str) -> None:
    """Let `current` point to another release: in one step, and on disk when this returns."""
    unfinished = folder / f".{CURRENT}.new"
    unfinished.unlink(missing_ok=True)
    unfinished.symlink_to(release_id)
    unfinished.replace(folder / CURRENT)
    sync_folder(folder)


def prune(folder: Path, keep: int) -> list[str]:
    """Remove all but the newest `keep` releases, never the one that is served; returns their ids."""
    served = current(folder)
    old = [one for one in releases(folder)[:-keep] if served is None or one.number != served.number]
    for release in old:
        shutil.rmtree(release.path)
    return [release.id for release in old]
