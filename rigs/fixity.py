"""G10: `ocop verify` finds every flipped bit, cut, deletion and swap in WARC files, the ledger and media."""

import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

from crawler.captures.seal import SEAL
from crawler.clock import system_clock
from operate.fixity.verify import verify
from operate.home import open_home
from rigs.folders import scratch
from rigs.result import Mutant, Result, Tier
from rigs.shim import ROOT
from samples.server import SampleServer
from samples.sources import sources_for

FLIPS = {"merge": 12, "full": 1_000}
"""Of every kind of file."""
PORTAL = "mau/la"


def run(tier: Tier) -> Result:
    """One sample portal, crawled and built; then one harm at a time, each undone before the next."""
    result = Result(
        "G10 fixity",
        "`ocop verify` finds every harm to what is kept",
        "a sample portal is crawled and built; bits of WARC files, ledger.db and thumbnails are flipped at random "
        "places, files are cut, deleted and swapped, one harm at a time; every one must be found",
        not_shown=["archive.db, byte by byte: its rows have a digest (tests/road), and a rebuild makes it anew"],
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
        pictures = kinds["thumbnails"]
        for one, other in pairwise(pictures):
            swapped = other.read_bytes()
            _harm(result, home, "thumbnails swapped", f"{one.name} is {other.name}", one, _with(swapped))
        for file in (*kinds["WARC files"], *pictures[: FLIPS[tier]]):
            _lose(result, home, file)
        _plant(result, home)
    return result


def _findings(home: Path) -> list[str]:
    return [f"{one.where}: {one.kind}" for one in verify(open_home(home), system_clock, lambda *_: None).findings]


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
        return bool(_findings(home))
    except Exception as error:
        return type(error).__name__ in ("IntegrityError", "DatabaseError", "OperationalError", "NoCaptures")


def _plant(result: Result, home: Path) -> None:
    """The same flip of a text with the seal gone: SQLite alone does not see it."""
    ledger, seal = home / "captures" / "ledger.db", home / "captures" / SEAL
    data = ledger.read_bytes()
    at = data.index(b"text/html") * 8
    ledger.write_bytes(_flipped(at)(data))
    with_seal = _seen(home)
    shutil.move(seal, home / "aside")
    without = _seen(home)
    caught = with_seal and not without
    result.mutants.append(
        Mutant("a ledger without its seal", caught, f"found with it: {with_seal}, without: {without}")
    )
