"""What every command gets, and how errors that a person can mend are told."""

import sqlite3
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import ParamSpec, TypeVar

import click

from crawler.clock import Clock, fixed_clock, system_clock
from crawler.errors import Kind, Mendable
from operate.disk_faults import disk_fault
from operate.exits import Exit
from operate.progress import Display
from operate.signals import Stopped

P = ParamSpec("P")
R = TypeVar("R")
FOLDER = click.Path(path_type=Path)
DAY = click.DateTime(["%Y-%m-%d"])
CLUSTER = click.option("--cluster", metavar="ADDRESS", default="", help="Dask scheduler whose workers do the work, as "
                       "tcp://10.0.0.1:8786 (docs/scaling.md).")  # fmt: skip


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


_EXITS: dict[Kind, Exit] = {
    "usage": Exit.USAGE,
    "disk": Exit.DISK,
    "integrity": Exit.INTEGRITY,
    "locked": Exit.LOCKED,
    "refused": Exit.PUBLISH_REFUSED,
}


def told(command: Callable[P, R]) -> Callable[P, R]:
    """Errors that a person can mend are one clear message and an exit code; anything else is a bug and shows itself."""

    @wraps(command)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except Mendable as error:
            click.echo(f"ocop: {error}", err=True)
            sys.exit(_EXITS[error.kind])
        except (OSError, sqlite3.Error) as error:
            fault = disk_fault(error)
            if fault is None:
                raise
            click.echo(f"ocop: {fault[1]}", err=True)
            sys.exit(fault[0])
        except Stopped as stopped:
            click.echo(f"ocop: {stopped}", err=True)
            sys.exit(stopped.exit_code)
        except KeyboardInterrupt:
            click.echo("ocop: Dừng theo tín hiệu. / Stopped by a signal.", err=True)
            sys.exit(Exit.INTERRUPTED)

    return wrapper
