"""Known faults and pauses, each with a last day and a reason: `quiet.yml` in the home.

A fault that is acknowledged stays red everywhere but no longer sets exit code 6 and is no longer told; a paused portal
is not visited. Both end by themselves.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path

import yaml
from pydantic import ConfigDict, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass as checked

from operate.home import Home, HomeError
from pipeline.archive.health import Check

FILE = "quiet.yml"
LONGEST_ACK = 30
"""Days (reliability notes 5.2)."""
LONGEST_PAUSE = 180
PAUSE = "pause"
"""In place of a check: the portal is not visited."""


@checked(frozen=True, config=ConfigDict(extra="forbid", str_strip_whitespace=True))
class Quiet:
    """One entry of quiet.yml."""

    source: str
    check: str
    """As `ocop status` names it, or its first word; `pause`: the portal is not visited."""
    until: date
    """The last day on which it holds, in Vietnam."""
    why: str
    on: date
    """When it was written."""

    @property
    def pauses(self) -> bool:
        return self.check == PAUSE

    def silences(self, source_id: str, check: str, day: date) -> bool:
        """Whether a check of that day is acknowledged."""
        named = self.check in (check, check.split(" ")[0])
        return not self.pauses and self.source == source_id and named and day <= self.until


@dataclass(frozen=True)
class Quiets:
    """All entries."""

    entries: tuple[Quiet, ...] = ()

    def acknowledged(self, source_id: str, check: str, day: date) -> Quiet | None:
        """The entry that silences a check on that day."""
        return next((one for one in self.entries if one.silences(source_id, check, day)), None)

    def anything_new(self, checks: Iterable[Check], day: date) -> bool:
        """Whether a check failed that nobody has acknowledged."""
        return any(c.level == "fail" and not self.acknowledged(c.source_id, c.check, day) for c in checks)

    def paused(self, source_id: str, day: date) -> Quiet | None:
        """The entry because of which a portal is not visited on that day."""
        found = (one for one in self.entries if one.pauses and one.source == source_id and day <= one.until)
        return next(found, None)


def read_quiets(home: Home) -> Quiets:
    """What quiet.yml says. Raises HomeError naming entry and key, also for what is silenced for too long."""
    file = home.path / FILE
    if not file.exists():
        return Quiets()
    try:
        entries = yaml.safe_load(file.read_text(encoding="utf-8-sig")) or []
        found = TypeAdapter(tuple[Quiet, ...]).validate_python(entries)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise HomeError(f"{file}: không phải YAML / not YAML: {error}") from error
    except ValidationError as error:
        fault = error.errors()[0]
        where = ".".join(str(part + 1) if isinstance(part, int) else str(part) for part in fault["loc"])
        raise HomeError(f"{file}: entry {where or '1'}: {fault['msg']}") from error
    for one in found:
        _check_length(one, file)
    return Quiets(found)


def quieten(home: Home, entry: Quiet) -> Path:
    """Write an entry; one for the same source and check is replaced. Raises HomeError where it is too long, ended
    already, or gives no reason."""
    file = home.path / FILE
    if not entry.why.strip():
        raise HomeError("Cần lý do / a reason is needed: --why 'cổng đang nâng cấp, đã gọi điện ngày …'.")
    if entry.until < entry.on:
        raise HomeError(f"--until {entry.until} đã qua / --until {entry.until} has passed already.")
    _check_length(entry, file)
    kept = [one for one in read_quiets(home).entries if (one.source, one.check) != (entry.source, entry.check)]
    standing = [one for one in kept if one.until >= entry.on]
    text = yaml.safe_dump([asdict(one) for one in (*standing, entry)], allow_unicode=True, sort_keys=False)
    part = file.with_suffix(".part")
    part.write_text(text, encoding="utf-8")
    part.replace(file)
    return file


def _check_length(entry: Quiet, file: Path) -> None:
    most = LONGEST_PAUSE if entry.pauses else LONGEST_ACK
    if entry.until > entry.on + timedelta(days=most):
        raise HomeError(
            f"{file}: {entry.source} {entry.check}: until {entry.until} is more than {most} days after {entry.on}; "
            f"the longest is {entry.on + timedelta(days=most)}. What is silenced for ever is forgotten."
        )
