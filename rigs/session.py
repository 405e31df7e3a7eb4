"""A session of the capture writer whose every body can be told from its number, and what a home must be afterwards."""

import random
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from crawler.captures.errors import CaptureError
from crawler.captures.reader import CaptureReader
from crawler.captures.records import Exchange
from crawler.captures.store import CaptureStore

SOURCE = "mau/long-thanh"


def body_of(number: int) -> bytes:
    """Bytes that do not compress, of a length that differs."""
    dice = random.Random(number)
    return dice.randbytes(dice.choice((300, 2_000, 9_000)))


def exchange_of(number: int) -> Exchange:
    """An answered GET of article `number`."""
    return Exchange(
        SOURCE, "article", f"http://long-thanh.localhost/vi/news/bai-{number}.html", str(number), "ok", 200,
        ((b"User-Agent", b"ocop-archive"),), ((b"Content-Type", b"text/html; charset=utf-8"),), body_of(number),
    )  # fmt: skip


def write(home: Path, groups: Iterable[Sequence[int]], acknowledged: Callable[[int, int], None]) -> None:
    """Open the store, append groups of numbers, close; `acknowledged(seq, number)` as each append returns."""
    with CaptureStore(home, segment_bytes=30_000) as store:
        run = store.open_run([SOURCE])
        for numbers in groups:
            for capture in store.append_all(run, [exchange_of(number) for number in numbers]):
                acknowledged(capture.seq, int(capture.key))
            store.event(run, source_id=SOURCE, url="http://long-thanh.localhost/", role="listing", outcome="timeout")
        store.close_run(run, "done", 0, "")


def faults(home: Path, acknowledged: Mapping[int, int]) -> list[str]:
    """What is wrong with a home that was just restarted: each line begins with `lost`, `dangling`, `stray`, `damaged`
    or `refused`. Appends one capture, for a store that cannot go on is a fault too."""
    found: list[str] = []
    try:
        with CaptureStore(home) as store:
            store.append(store.open_run([SOURCE]), exchange_of(999_999))
        with CaptureReader(home) as reader:
            captures = {capture.seq: capture for capture in reader.captures()}
            for seq, number in acknowledged.items():
                if seq not in captures or captures[seq].key != str(number):
                    found.append(f"lost: capture {seq} (number {number}) was acknowledged and is not in the ledger")
            for capture in captures.values():
                try:
                    if reader.sent_body(capture) != body_of(int(capture.key)):
                        found.append(f"dangling: capture {capture.seq} reads back other bytes")
                except CaptureError as error:
                    found.append(f"dangling: {error}")
            sizes = {row["name"]: row["bytes"] for row in reader.warc_files()}
            there = {path.name: path.stat().st_size for path in (home / "captures").glob("*.warc.gz")}
            if there != sizes:
                found.append(f"stray: the files are {there}, the ledger says {sizes}")
            (verdict,) = reader.db.execute("PRAGMA integrity_check").fetchone()
            if verdict != "ok":
                found.append(f"damaged: ledger.db: {verdict}")
    except (CaptureError, sqlite3.DatabaseError, OSError) as error:
        found.append(f"refused: {type(error).__name__}: {error}")
    return found
