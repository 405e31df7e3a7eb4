"""Fixity of the evidence: whatever changes in a WARC file, reading a capture or opening the store says so."""

import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from crawler.captures.errors import CaptureError
from crawler.captures.reader import CaptureReader
from crawler.captures.store import CaptureStore
from rigs import session
from rigs.folders import scratch
from rigs.result import Mutant, Result, Tier

GROUPS = ((1,), (2, 3, 4), (5, 6), (7, 8, 9), (10,))


def run(tier: Tier) -> Result:
    """Damages of each kind: 100 (merge), 2,000 (full)."""
    result = Result(
        "Fixity of captures",
        "a flipped bit, a cut, a deletion or a swap in the bytes of a capture is never read as evidence",
        "one damage at a time at a place that dice choose inside the captures of closed WARC files; then every capture "
        "is read and the store opened: one of the two must refuse",
        not_shown=[
            "bytes between captures (warcinfo), rows of ledger.db and archive.db, thumbnails: `ocop verify`",
            "bags of BagIt, and validators of others for them",
        ],
    )
    each = 100 if tier == "merge" else 2_000
    with scratch("fixity") as home:
        session.write(home, GROUPS, lambda *_: None)
        if found := _refusal(home):
            result.failures.append(f"an undamaged home is refused: {found}")
        unseen = _series(home, each, _refusal)
        result.cases = {f"damages: {name}": each for name in _DAMAGES}
        result.failures += [f"{number} of {each} not noticed: {name}" for name, number in unseen.items()]
        trusting = _series(home, 20, _refusal_of_a_trusting_reader)
    seen = f"{sum(trusting.values())} of {20 * len(_DAMAGES)} damages unnoticed"
    result.mutants = [Mutant("a reader that compares no digest", bool(trusting), seen)]
    return result


def _refusal(home: Path) -> str:
    """What reader or store say, empty where both are content."""
    try:
        with CaptureReader(home) as reader:
            for capture in reader.captures():
                reader.record_bytes(capture)
        CaptureStore(home).close()
    except CaptureError as error:
        return str(error)
    return ""


def _refusal_of_a_trusting_reader(home: Path) -> str:
    try:
        CaptureStore(home).close()
    except CaptureError as error:
        return str(error)
    return ""


def _series(home: Path, each: int, refusal: Callable[[Path], str]) -> Counter[str]:
    """How often each kind of damage went unnoticed."""
    unseen, dice = Counter[str](), random.Random(2026)
    folder = home / "captures"
    with CaptureReader(home) as reader:
        captures = list(reader.captures())
    for name, damage in _DAMAGES.items():
        for _ in range(each):
            capture = dice.choice(captures)
            path = folder / capture.warc_file
            whole = path.read_bytes()
            damage(path, whole, (capture.warc_offset, capture.warc_end), dice)
            unseen[name] += not refusal(home)
            path.write_bytes(whole)
    return +unseen


def _flip(path: Path, whole: bytes, place: tuple[int, int], dice: random.Random) -> None:
    data = bytearray(whole)
    data[dice.randrange(*place)] ^= 1 << dice.randrange(8)
    path.write_bytes(data)


def _cut(path: Path, whole: bytes, place: tuple[int, int], dice: random.Random) -> None:
    path.write_bytes(whole[: dice.randrange(*place)])


def _grow(path: Path, whole: bytes, _: tuple[int, int], dice: random.Random) -> None:
    path.write_bytes(whole + dice.randbytes(dice.randint(1, 60)))


def _take_out(path: Path, whole: bytes, place: tuple[int, int], _: random.Random) -> None:
    """A whole record group, so that every gzip member left is sound."""
    path.write_bytes(whole[: place[0]] + whole[place[1] :])


def _swap(path: Path, whole: bytes, place: tuple[int, int], dice: random.Random) -> None:
    """Two stretches of one capture change places; never two that are equal."""
    length = dice.randint(1, (place[1] - place[0]) // 2)
    first, second = whole[place[0] : place[0] + length], whole[place[1] - length : place[1]]
    if first == second:
        first = bytes([first[0] ^ 1]) + first[1:]
    middle = whole[place[0] + length : place[1] - length]
    path.write_bytes(whole[: place[0]] + second + middle + first + whole[place[1] :])


def _delete(path: Path, *_: object) -> None:
    path.unlink()


_DAMAGES: dict[str, Callable[[Path, bytes, tuple[int, int], random.Random], None]] = {
    "a flipped bit": _flip,
    "cut": _cut,
    "grown": _grow,
    "a record taken out": _take_out,
    "stretches swapped": _swap,
    "the file deleted": _delete,
}
