"""`ocop verify`: looks, changes nothing but its own note of which file was looked at when."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from crawler.captures.reader import CaptureReader, NoCaptures
from crawler.captures.seal import state_of
from crawler.clock import Clock, stamp
from operate.fixity.built import archive_findings, thumbnail_findings
from operate.fixity.findings import Finding
from operate.fixity.warcs import file_findings, ledger_findings, missing_and_extra, of_slice
from operate.home import Home
from operate.notes import read_note, write_note
from operate.progress import Counting

NOTE = "fixity.json"
SLICES = 30
"""A slice a day looks at every file once in so many days."""
_LOST = "every file then counts as never looked at; run `ocop verify --full`."


@dataclass
class Verified:
    """What was looked at, and what was found."""

    files: int = 0
    captures: int = 0
    bytes: int = 0
    full: bool = False
    ledger_sealed: bool = False
    """Whether every byte of ledger.db could be compared: nobody is writing it, and its last writer closed it."""
    findings: list[Finding] = field(default_factory=list)


def verify(home: Home, clock: Clock, told: Counting, part: tuple[int, int] | None = None) -> Verified:
    """Every file (`part` None), or slice number `part[0]` of `part[1]`. The whole also compares every record's address,
    every row of archive.db and every thumbnail with what it came from; slices leave thumbnails' bytes out. By a ledger
    that is harmed itself nothing else is judged. Raises NoCaptures in an empty home."""
    full = part is None
    with CaptureReader(home.path) as reader:
        done = Verified(full=full, ledger_sealed=state_of(reader.folder) != "open")
        done.findings += ledger_findings(reader)
        if done.findings:
            _note(home, clock, [], done)
            return done
        done.findings += missing_and_extra(reader)
        rows = reader.warc_files()
        chosen = rows if part is None else of_slice(rows, *part)
        for number, row in enumerate(chosen, start=1):
            told(number, len(chosen), row["name"])
            done.findings += file_findings(reader, row, with_heads=full)
            done.files += 1
            done.bytes += row["bytes"]
            done.captures += _captures(reader, row["name"])
        done.findings += archive_findings(home.archive)
        done.findings += thumbnail_findings(home.path, reader, full, lambda at, of: told(at, of, "media"))
    _note(home, clock, [row["name"] for row in chosen if row["state"] == "closed"], done)
    return done


def _captures(reader: CaptureReader, name: str) -> int:
    return int(reader.db.execute("SELECT count(*) FROM captures WHERE warc_file = ?", [name]).fetchone()[0])


def todays_slice(clock: Clock) -> tuple[int, int]:
    """The slice whose turn it is today."""
    return clock().date().toordinal() % SLICES, SLICES


def _note(home: Home, clock: Clock, names: list[str], done: Verified) -> None:
    file = home.path / ".ocop" / NOTE
    known = read_note(file, _LOST)
    at = stamp(clock())
    damaged = {finding.where.removeprefix("captures/").split(",")[0] for finding in done.findings}
    files = known.get("files", {}) | {name: at for name in names if name not in damaged}
    note: dict[str, Any] = {"files": files, "at": at, "findings": len(done.findings)}
    note["full_at"] = at if done.full else known.get("full_at")
    write_note(file, note)


def unverified(home: Home, now: datetime, days: int) -> Iterator[tuple[str, int]]:
    """(file, days) of closed WARC files that nobody looked at, or that were damaged then, for more than `days` days;
    counted from their closing where they never were."""
    seen: dict[str, str] = read_note(home.path / ".ocop" / NOTE, _LOST).get("files", {})
    try:
        with CaptureReader(home.path) as reader:
            rows = reader.warc_files()
    except NoCaptures:
        return
    for row in rows:
        if row["state"] == "closed":
            age = (now - datetime.fromisoformat(seen.get(row["name"], row["closed_at"]))).days
            if age > days:
                yield row["name"], age


def last_findings(home: Home) -> int:
    """How many findings the last look had."""
    return int(read_note(home.path / ".ocop" / NOTE, _LOST).get("findings", 0))


def verified_lines(done: Verified) -> list[str]:
    """For a person to read."""
    lines = [f"{found.kind:<10} {found.where}: {found.says} → {found.mend}" for found in done.findings]
    whole = "toàn bộ / all" if done.full else "một phần / a slice"
    lines.append(
        f"{whole}: {done.files} tệp / files, {done.captures} bản lưu / captures, {done.bytes / 1e6:.1f} MB; "
        f"{len(done.findings) or 'không có'} lỗi / {len(done.findings) or 'no'} findings"
    )
    if not done.ledger_sealed:
        lines.append(
            "ledger.db đang mở hoặc bị ngắt: chỉ kiểm cấu trúc, lượt chạy tới sẽ niêm / is open or was cut off: its "
            "structure alone was looked at; the next run seals it"
        )
    return lines
