"""Pictures that look the same: one photo that several articles show, resized or saved again."""

from collections import defaultdict

from sqlite_utils import Database

from pipeline.linking.groups import joined, pairs_of

SAME_PICTURE_BITS = 8
"""Of 128. Copies of the sample pictures at half size and JPEG quality 50 differ in at most 5, different ones in 17."""
_CHUNK = 4
"""Hex digits a chunk: of eight chunks one at least stays whole while fewer than eight bits differ."""


def link_photos(db: Database) -> None:
    """Fill `images.looks_like` anew."""
    hashes: dict[str, str] = dict(db.execute("SELECT sha256, phash FROM images WHERE phash IS NOT NULL ORDER BY 1"))
    buckets: dict[tuple[int, str], list[str]] = defaultdict(list)
    for sha256, phash in hashes.items():
        if _has_features(phash):
            for at in range(0, len(phash), _CHUNK):
                buckets[at, phash[at : at + _CHUNK]].append(sha256)
    pairs = pairs_of(bucket for bucket in buckets.values() if len(bucket) > 1)
    groups = joined(pairs, lambda a, b: different_bits(hashes[a], hashes[b]) <= SAME_PICTURE_BITS)
    with db.atomic():
        db.execute("UPDATE images SET looks_like = NULL WHERE looks_like IS NOT NULL")
        db.conn.executemany(
            "UPDATE images SET looks_like = ? WHERE sha256 = ?",
            [(group[0], member) for group in groups for member in group],
        )


def different_bits(one: str, other: str) -> int:
    """In how many bits two hashes (hex) differ."""
    return (int(one, 16) ^ int(other, 16)).bit_count()


def _has_features(phash: str) -> bool:
    """A plain area (a scanned blank, a banner of one colour) has hardly a bit set and resembles every other."""
    return 8 <= int(phash, 16).bit_count() <= 120
