"""G10: `ocop verify` finds every flipped bit, cut, deletion and swap in WARC files, ledger, archive and media."""

import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

from crawler.captures.seal import seal_of
from crawler.clock import system_clock
from operate.fixity.verify import verify
from operate.home import open_home
from rigs.folders import scratch
from rigs.result import Mutant, Result, Tier
from rigs.shim import ROOT
from samples.server import SampleServer
from samples.sources import sources_for

FLIPS = {"merge": 8, "full": 1_000}
"""Of every kind of file."""
PORTAL = "mau/la"


def run(tier: Tier) -> Result:
    """One sample portal, crawled and built; then one harm at a time, each undone before the next."""
    result = Result(
        "G10 fixity",
        "`ocop verify` finds every harm to what is kept",
        "a sample portal is crawled and built; bits of WARC files, ledger.db, archive.db and thumbnails are flipped at "
        "random places, in archive.db also in the first page of every table and index; files are cut, deleted and "
        "swapped, one harm at a time; every one must be found (by a look at all files, then by `ocop verify --full`)",
    )
    draw = random.Random(7)
    with scratch("fixity") as folder:
        home, sources = folder / "home", folder / "sources"
        home.mkdir()
        (home / "ocop.toml").write_text("minimum_free_gb = 0\n")
        with SampleServer() as server:
            sources_for(server.port, sources)
            words = [sys.executable, "-m", "ocop", "--home", str(home), "--sources", str(sources), "run", PORTAL]
            subprocess.run(words, cwd=ROOT, capture_output=True, check=False)
        if found := _findings(home):
            result.failures.append(f"found in a home that nobody harmed: {found}")
        kinds = {
            "WARC files": sorted((home / "captures").glob("*.warc.gz")),
            "ledger.db": [home / "captures" / "ledger.db"],
            "archive.db": [home / "archive.db"],
            "thumbnails": sorted((home / "media").glob("*.jpg")),
        }
        for kind, files in kinds.items():
            for _ in range(FLIPS[tier]):
                file = draw.choice(files)
                bit = draw.randrange(file.stat().st_size * 8)
                _harm(result, home, f"bits flipped in {kind}", f"bit {bit} of {file.name}", file, _flipped(bit))
            for file in files[: FLIPS[tier]]:
                end = draw.randrange(file.stat().st_size)
                _harm(
                    result, home, f"cuts of {kind}", f"{file.name} cut to {end}", file, _with(file.read_bytes()[:end])
                )
        for name, page in _pages(home / "archive.db", draw)[: FLIPS[tier]]:
            bit = page.start * 8 + draw.randrange(len(page) * 8)
            what = f"bit {bit} of archive.db, in {name}"
            _harm(result, home, "tables and indexes of archive.db flipped", what, home / "archive.db", _flipped(bit))
        pictures = kinds["thumbnails"]
        for one, other in pairwise(pictures):
            swapped = other.read_bytes()
            _harm(result, home, "thumbnails swapped", f"{one.name} is {other.name}", one, _with(swapped))
        for file in (*kinds["WARC files"], *pictures[: FLIPS[tier]]):
            _lose(result, home, file)
        _plant(result, home)
    return result


def _pages(archive: Path, draw: random.Random) -> list[tuple[str, range]]:
    """The bytes of the first page of every table and index, in any order."""
    db = sqlite3.connect(f"{archive.as_uri()}?mode=ro", uri=True)
    (size,) = db.execute("PRAGMA page_size").fetchone()
    roots = db.execute("SELECT name, rootpage FROM sqlite_master WHERE rootpage > 0").fetchall()
    db.close()
    draw.shuffle(roots)
    return [(name, range((page - 1) * size, page * size)) for name, page in roots]


def _findings(home: Path, part: tuple[int, int] | None = None) -> list[str]:
    found = verify(open_home(home), system_clock, lambda *_: None, part).findings
    return [f"{one.where}: {one.kind}" for one in found]


def _with(data: bytes) -> Callable[[bytes], bytes]:
    return lambda _: data


def _flipped(bit: int) -> Callable[[bytes], bytes]:
    def flip(data: bytes) -> bytes:
        harmed = bytearray(data)
        harmed[bit // 8] ^= 1 << bit % 8
        return bytes(harmed)

    return flip


def _harm(result: Result, home: Path, kind: str, what: str, file: Path, change: Callable[[bytes], bytes]) -> None:
    whole = file.read_bytes()
    harmed = change(whole)
    if harmed == whole:
        return
    result.cases[kind] = result.cases.get(kind, 0) + 1
    file.write_bytes(harmed)
    if not _seen(home):
        result.failures.append(f"{what}: not found")
    file.write_bytes(whole)


def _lose(result: Result, home: Path, file: Path) -> None:
    result.cases["files deleted"] = result.cases.get("files deleted", 0) + 1
    aside = home / "aside"
    file.rename(aside)
    if not _seen(home):
        result.failures.append(f"{file.name} deleted: not found")
    aside.rename(file)


def _seen(home: Path) -> bool:
    """A ledger that cannot even be opened is seen too."""
    try:
        return bool(_findings(home, (0, 1)) or _findings(home))
    except Exception as error:
        return type(error).__name__ in ("IntegrityError", "DatabaseError", "OperationalError", "NoCaptures")


def _plant(result: Result, home: Path) -> None:
    """The same flip with the seal gone: of a text in the ledger, and in a table of the archive that is no reader's.
    SQLite alone sees neither, the digest of the rows does not see the other."""
    archive = sqlite3.connect(f"{(home / 'archive.db').as_uri()}?mode=ro", uri=True)
    (built_at,) = archive.execute("SELECT value FROM archive_state WHERE key = 'built_at'").fetchone()
    archive.close()
    for name, file, text in (
        ("ledger", home / "captures" / "ledger.db", b"text/html"),
        ("archive", home / "archive.db", built_at.encode()),
    ):
        data, seal = file.read_bytes(), seal_of(file)
        file.write_bytes(_flipped(data.index(text) * 8)(data))
        with_seal = _seen(home)
        shutil.move(seal, home / "aside")
        without = _seen(home)
        shutil.move(home / "aside", seal)
        file.write_bytes(data)
        caught = with_seal and not without
        result.mutants.append(
            Mutant(f"the {name} without its seal", caught, f"found with it: {with_seal}, without: {without}")
        )
