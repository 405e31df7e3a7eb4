"""Some captures as a store of their own: what a data release hands out beside its tables."""

import sqlite3
from collections.abc import Iterable
from pathlib import Path

from crawler.captures import ledger
from crawler.captures.reader import CaptureReader
from crawler.captures.records import Capture
from crawler.captures.segments import file_sha256

WARC_NAME = "release.warc.gz"


def copy_captures(reader: CaptureReader, captures: Iterable[Capture], home: Path, created_at: str) -> dict[int, int]:
    """Write `captures` into `<home>/captures/`: their records as they stand (checked against their digests) in one WARC
    file, their rows in a ledger that holds nothing else. Returns where each record begins, by seq. A capture whose
    payload stands in one that is not among them is left out. Raises DamagedCapture."""
    folder = home / "captures"
    folder.mkdir()
    wanted = {capture.seq: capture for capture in captures}
    kept = {seq: c for seq, c in sorted(wanted.items()) if c.revisit_of is None or c.revisit_of in wanted}
    offsets: dict[int, int] = {}
    with (folder / WARC_NAME).open("wb") as file:
        for seq, capture in kept.items():
            offsets[seq] = file.tell()
            file.write(reader.record_bytes(capture))
    db = ledger.open_for_writing(folder / "ledger.db", created_at)
    try:
        with ledger.transaction(db):
            _write_rows(db, reader, offsets, folder / WARC_NAME, created_at)
        db.execute("PRAGMA journal_mode=DELETE")
    finally:
        db.close()
    return offsets


def _write_rows(
    db: sqlite3.Connection, reader: CaptureReader, offsets: dict[int, int], warc: Path, created_at: str
) -> None:
    db.execute("INSERT OR REPLACE INTO meta VALUES ('holds', ?)", [reader.holds()])
    db.execute(
        "INSERT INTO warc_files(name, state, bytes, records, sha256, created_at, closed_at) VALUES (?,'closed',?,?,?,?,?)",
        [WARC_NAME, warc.stat().st_size, len(offsets), file_sha256(warc), created_at, created_at],
    )
    rows = [dict(row) for seq in offsets for row in reader.db.execute("SELECT * FROM captures WHERE seq = ?", [seq])]
    for run_id in sorted({row["run_id"] for row in rows}):
        run = dict(reader.db.execute("SELECT * FROM runs WHERE run_id = ?", [run_id]).fetchone())
        _insert(db, "runs", run | {"reason": "", "pid": 0})
    for row in rows:
        start = offsets[row["seq"]]
        moved = {"warc_file": WARC_NAME, "warc_offset": start, "warc_end": start + row["warc_end"] - row["warc_offset"]}
        _insert(db, "captures", row | moved)


def _insert(db: sqlite3.Connection, table: str, row: dict[str, object]) -> None:
    marks = ", ".join(f":{name}" for name in row)
    db.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", row)
