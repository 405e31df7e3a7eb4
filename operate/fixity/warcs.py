"""WARC files against the ledger: every byte is covered by a digest that was written when it was received."""

import hashlib
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from crawler.captures.clean import target_uri
from crawler.captures.reader import CaptureReader
from crawler.captures.records import Capture
from crawler.captures.seal import SEAL, state_of
from operate.fixity.findings import Finding

RESTORE = "lấy lại tệp từ bản sao / restore the file from a copy, then `ocop verify --full`"
_BLOCK = 1 << 20
_HEAD = 16 << 10
"""Bytes of an inflated record in which its WARC header ends."""


def missing_and_extra(reader: CaptureReader) -> Iterator[Finding]:
    """Files that the ledger knows and the disk does not hold, and the other way round."""
    known = {row["name"] for row in reader.warc_files()}
    found = {path.name for path in reader.folder.glob("*.warc.gz")}
    for name in sorted(known - found):
        yield Finding(f"captures/{name}", "missing", "tệp không còn / the file is gone", RESTORE)
    for name in sorted(found - known):
        yield Finding(
            f"captures/{name}", "extra", "sổ không biết tệp này / the ledger knows no such file",
            "để sang chỗ khác / move it out of captures/; `ocop recover --dry-run` says whether a crash left it",
        )  # fmt: skip


def ledger_findings(reader: CaptureReader) -> Iterator[Finding]:
    """Any byte that is not as the last writer left it (where one closed the ledger in order), damage that SQLite itself
    sees, texts that are none, and rows that contradict each other."""
    state = state_of(reader.folder)
    if state == "changed":
        says = "không còn như lúc đóng / not the bytes that its last writer left"
        yield Finding("captures/ledger.db", "changed", says, f"restore ledger.db and {SEAL} from a copy")
    try:
        if state == "open":
            _read_all(reader)
        yield from _contradictions(reader)
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        yield Finding("captures/ledger.db", "unreadable", str(error), "restore ledger.db from a copy")


def _read_all(reader: CaptureReader) -> None:
    """Without a seal a text may have become no text, which SQLite's own check does not see."""
    for (table,) in reader.db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        for _ in reader.db.execute(f"SELECT * FROM [{table}]"):
            pass


def _contradictions(reader: CaptureReader) -> Iterator[Finding]:
    for (said,) in reader.db.execute("PRAGMA integrity_check(20)").fetchall():
        if said != "ok":
            yield Finding("captures/ledger.db", "changed", str(said), "restore ledger.db from a copy")
    broken = reader.db.execute(
        "SELECT c.seq FROM captures c LEFT JOIN captures o ON o.seq = c.revisit_of WHERE c.revisit_of IS NOT NULL "
        "AND (o.seq IS NULL OR o.payload_sha256 <> c.payload_sha256)"
    )
    for (seq,) in broken:
        says = f"bản lưu / capture {seq} dựa trên một bản khác nội dung / rests on one with another body"
        yield Finding("captures/ledger.db", "changed", says, "restore ledger.db from a copy")


def file_findings(reader: CaptureReader, row: dict[str, Any], with_heads: bool) -> Iterator[Finding]:
    """One file of `warc_files`: its length, every capture's bytes, the whole; `with_heads`: also whether each record is
    of the address and number that its row says. A file that is being written is looked at as far as acknowledged."""
    path = reader.folder / row["name"]
    where = f"captures/{row['name']}"
    try:
        size = path.stat().st_size
    except FileNotFoundError:
        return
    if size < row["bytes"]:
        says = f"{size} byte, sổ ghi / the ledger has {row['bytes']}"
        yield Finding(where, "truncated", says, RESTORE)
    elif size > row["bytes"] and row["state"] == "closed":
        says = f"{size} byte, sổ ghi / the ledger has {row['bytes']}: dài thêm sau khi đóng / grown after closing"
        yield Finding(where, "extra", says, RESTORE)
    captures = captures_of_file(reader, row["name"])
    whole = hashlib.sha256()
    damaged = False
    with path.open("rb") as file:
        for capture, data in _with_bytes(file, captures, row["bytes"], whole):
            if says := _fault(capture, data, with_heads):
                damaged = True
                place = f"{where}, bytes {capture.warc_offset}-{capture.warc_end} (capture {capture.seq})"
                yield Finding(place, "changed", f"{says}: {capture.url}", RESTORE)
    if not damaged and size >= row["bytes"] and row["sha256"] and whole.hexdigest() != row["sha256"]:
        yield Finding(where, "changed", "byte ngoài các bản lưu đã đổi / bytes between captures changed", RESTORE)


def captures_of_file(reader: CaptureReader, name: str) -> list[Capture]:
    """Captures of one file, by their place in it."""
    seqs = reader.db.execute("SELECT seq FROM captures WHERE warc_file = ? ORDER BY warc_offset", [name])
    return [reader.capture(seq) for (seq,) in seqs.fetchall()]


def _with_bytes(file: Any, captures: Sequence[Capture], until: int, whole: Any) -> Iterator[tuple[Capture, bytes]]:
    """Each capture with its bytes as they stand, in one pass; `whole` gets every byte up to `until`."""
    at = 0
    for capture in captures:
        while at < capture.warc_offset and (gap := file.read(min(_BLOCK, capture.warc_offset - at))):
            whole.update(gap)
            at += len(gap)
        if at != capture.warc_offset:
            yield capture, b""
            continue
        data = file.read(capture.warc_end - capture.warc_offset)
        whole.update(data)
        at += len(data)
        yield capture, data
    while at < until and (rest := file.read(min(_BLOCK, until - at))):
        whole.update(rest)
        at += len(rest)


def _fault(capture: Capture, data: bytes, with_head: bool) -> str:
    if len(data) < capture.warc_end - capture.warc_offset:
        return "bị cắt / cut off"
    if hashlib.sha256(data).hexdigest() != capture.member_sha256:
        return "không còn như lúc nhận / not the bytes that were acknowledged"
    if with_head and (named := _target(data[: capture.warc_length])) != target_uri(capture.url):
        return f"bản ghi là của {named!r} / the record is of another address than its row"
    return ""


def _target(member: bytes) -> str:
    """WARC-Target-URI of the first record of a gzip member; empty where there is none."""
    try:
        head = zlib.decompressobj(zlib.MAX_WBITS + 16).decompress(member, _HEAD)
    except zlib.error:
        return ""
    for line in head.split(b"\r\n\r\n")[0].split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"warc-target-uri":
            return value.strip().decode("latin-1")
    return ""


def of_slice(rows: Iterable[dict[str, Any]], number: int, of: int) -> list[dict[str, Any]]:
    """The files of one slice: every file is in exactly one of `of`, whatever was added since."""
    return [row for row in rows if row["id"] % of == number % of]
