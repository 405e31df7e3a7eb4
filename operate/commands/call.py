"""What every command gets, and how errors that a person can mend are told."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import ParamSpec, TypeVar

import click

from crawler.captures.errors import CaptureError, DiskFull, MixedHome, NoCaptures
from crawler.clock import Clock, fixed_clock, system_clock
from crawler.portals.registry import SourceFileError, UnknownSource
from operate.choose import Refused
from operate.exits import Exit
from operate.exporting.files import ExportError, NoSpace
from operate.extract import ExtractError
from operate.home import HomeError
from operate.lock import Locked
from operate.progress import Display
from operate.publishing.gates import GateRefused
from pipeline.archive.store import ForeignFile
from pipeline.decisions.values import DecisionError
from pipeline.republish.selection import NothingWanted

P = ParamSpec("P")
R = TypeVar("R")
FOLDER = click.Path(path_type=Path)
DAY = click.DateTime(["%Y-%m-%d"])


@dataclass(frozen=True)
class Call:
    """What the global options say."""

    home: Path
    sources: Path | None
    as_json: bool
    now: str | None
    display: Display

    @property
    def clock(self) -> Clock:
        """The machine's clock, or the pretended one."""
        return fixed_clock(datetime.fromisoformat(self.now)) if self.now else system_clock


_EXPECTED: dict[type[Exception], Exit] = {
    HomeError: Exit.USAGE,
    Refused: Exit.USAGE,
    SourceFileError: Exit.USAGE,
    UnknownSource: Exit.USAGE,
    DecisionError: Exit.USAGE,
    ExtractError: Exit.USAGE,
    ForeignFile: Exit.INTEGRITY,
    NoSpace: Exit.DISK,
    ExportError: Exit.USAGE,
    NothingWanted: Exit.USAGE,
    MixedHome: Exit.USAGE,
    NoCaptures: Exit.USAGE,
    DiskFull: Exit.DISK,
    CaptureError: Exit.INTEGRITY,
    Locked: Exit.LOCKED,
    GateRefused: Exit.PUBLISH_REFUSED,
}


def told(command: Callable[P, R]) -> Callable[P, R]:
    """Errors that a person can mend are one clear message and an exit code; anything else is a bug and shows itself."""

    @wraps(command)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except tuple(_EXPECTED) as error:
            click.echo(f"ocop: {error}", err=True)
            sys.exit(next(code for kind, code in _EXPECTED.items() if isinstance(error, kind)))

    return wrapper
