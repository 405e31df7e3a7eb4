"""The sign of life of a home: `.ocop/heartbeat.json` is written at the end of every run."""

from datetime import datetime
from pathlib import Path
from typing import Any

from operate.delivery import ping
from operate.exits import Exit
from operate.home import Home
from operate.notes import read_note, write_note

_LOST = "the next run writes it anew."
COMPLETE = (Exit.OK, Exit.SOURCE_FAILED, Exit.LIMIT, Exit.ALERT)
"""Codes of runs that did their work; that a single portal failed is another rule's business."""


def beat(home: Home, code: Exit, reason: str, at: str) -> bool:
    """Note the end of a run; True where it counts as a healthy one."""
    file = _file(home)
    healthy = code in COMPLETE
    note: dict[str, Any] = {"ended_at": at, "exit_code": int(code), "reason": reason}
    note["healthy_at"] = at if healthy else read_note(file, _LOST).get("healthy_at")
    write_note(file, note)
    return healthy


def send_heartbeat(url: str) -> list[str]:
    """Ask for the address whose silence is somebody else's alarm; what failed."""
    failure = ping(url) if url else ""
    return [failure] if failure else []


def last_healthy(home: Home) -> datetime | None:
    """When the last run ended that did its work; None where none ever did."""
    at = read_note(_file(home), _LOST).get("healthy_at")
    return datetime.fromisoformat(at) if at else None


def last_end(home: Home) -> dict[str, Any]:
    """`ended_at`, `exit_code`, `reason` of the last run; empty where none ended."""
    return read_note(_file(home), _LOST)


def _file(home: Home) -> Path:
    return home.path / ".ocop" / "heartbeat.json"
