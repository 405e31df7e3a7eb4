"""Things joined pairwise into groups; the result does not depend on the order of the pairs."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from itertools import combinations, pairwise
from typing import Any, Protocol, TypeVar


class Ordered(Hashable, Protocol):
    """A key that sorts."""

    def __lt__(self, other: Any, /) -> bool: ...


K = TypeVar("K", bound=Ordered)

CROWD = 40
"""In a larger bucket (a form that a portal prints every month) each is compared with its neighbours only."""


def pairs_of(buckets: Iterable[list[K]]) -> Iterable[tuple[K, K]]:
    """Pairs that share a bucket; buckets are sorted lists."""
    for bucket in buckets:
        yield from combinations(bucket, 2) if len(bucket) <= CROWD else pairwise(bucket)


def joined(pairs: Iterable[tuple[K, K]], same: Callable[[K, K], bool]) -> list[list[K]]:
    """Groups of two and more that `same` connects, each sorted, sorted by their first."""
    root: dict[K, K] = {}

    def find(key: K) -> K:
        root.setdefault(key, key)
        while root[key] != key:
            root[key] = root[root[key]]
            key = root[key]
        return key

    for a, b in pairs:
        one, other = find(a), find(b)
        if one != other and same(a, b):
            low, high = (one, other) if one < other else (other, one)
            root[high] = low
    groups: dict[K, list[K]] = defaultdict(list)
    for key in root:
        groups[find(key)].append(key)
    return sorted((sorted(group) for group in groups.values() if len(group) > 1), key=lambda group: group[0])
