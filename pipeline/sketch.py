"""Sketches of texts and pictures: small fingerprints by which reprints and re-used photos find each other."""

import re
import struct
from hashlib import blake2b
from operator import eq

from rensa import RMinHash

from pipeline.text import clean, fold

PERMUTATIONS, BANDS = 80, 16
"""Five rows a band: two texts that share 0.7 of their word runs meet in a band 95 times in 100, at 0.5 40 times."""
SHINGLE_WORDS = 4
FEWEST_SHINGLES = 40
"""Shorter texts (a caption, a notice of two lines) share their words by chance: no sketch."""
_SEED = 2018
_UNPACKED = struct.Struct(f">{PERMUTATIONS}H")
_WORDS = re.compile(r"\w+")


def sketch(text: str) -> bytes | None:
    """MinHash of the runs of four folded words of `text`: 80 numbers, big-endian, of which the lower 16 bits are kept
    (two that differ look alike once in 65,536); None for a short one."""
    words = _WORDS.findall(fold(clean(text)))
    runs = [" ".join(words[i : i + SHINGLE_WORDS]) for i in range(len(words) - SHINGLE_WORDS + 1)]
    if len(runs) < FEWEST_SHINGLES:
        return None
    minhash = RMinHash(num_perm=PERMUTATIONS, seed=_SEED)
    minhash.update(runs)
    return _UNPACKED.pack(*(number & 0xFFFF for number in minhash.digest()))


def bands(sketched: bytes) -> list[int]:
    """Keys under which similar sketches meet: signed 64-bit integers, one a band, the band's number within."""
    width = len(sketched) // BANDS
    pieces = (sketched[i * width : (i + 1) * width] for i in range(BANDS))
    return [_key(number, piece) for number, piece in enumerate(pieces)]


def similarity(one: bytes, other: bytes) -> float:
    """Estimated share of word runs that two texts have in common (Jaccard), 0 to 1, give or take 0.05."""
    same: int = sum(map(eq, _UNPACKED.unpack(one), _UNPACKED.unpack(other)))
    return same / PERMUTATIONS


def _key(number: int, piece: bytes) -> int:
    return int.from_bytes(blake2b(piece, digest_size=8, salt=bytes([number])).digest(), "big", signed=True)
