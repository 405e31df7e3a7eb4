"""Portals that a check of the live portal found as their source files say: the home's own note, never a source file's.

`.ocop/verified.yml` maps source ids to days. Only `ocop sources check` writes it.
"""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import yaml

from crawler.portals.source import Source
from operate.home import Home, HomeError


def note_verified(home: Home, passed: Iterable[Source], on: date) -> None:
    """Remember that these passed a live check on that day. Samples are left out: nothing live was looked at."""
    days = {source.id: on for source in passed if not source.sample}
    if not days:
        return
    path = _path(home)
    path.parent.mkdir(exist_ok=True)
    path.write_text(yaml.safe_dump(verified(home) | days, sort_keys=True), encoding="utf-8")


def verified(home: Home) -> dict[str, date]:
    """The day of the last live check that each portal passed. Raises HomeError where the note cannot be read."""
    path = _path(home)
    if not path.exists():
        return {}
    try:
        known = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise HomeError(f"{path}: {error}; delete it, the next `ocop sources check` writes it anew") from error
    return {str(source_id): day for source_id, day in (known or {}).items() if isinstance(day, date)}


def status_of(source: Source, days: dict[str, date]) -> str:
    """The status of a portal in words: what its file says, unless a live check says more."""
    on = days.get(source.id)
    return f"live-verified on {on}" if on is not None and not source.sample else source.status


def _path(home: Home) -> Path:
    return home.path / ".ocop" / "verified.yml"
