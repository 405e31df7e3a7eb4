"""Areas that stay comparable over all changes: connected parts of the graph of what went into what."""

from collections.abc import Iterable


class Areas:
    """Union-find over place ids."""

    def __init__(self) -> None:
        self._parent: dict[str, str] = {}

    def join(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Each pair lies in one area."""
        for left, right in pairs:
            a, b = self.find(left), self.find(right)
            if a != b:
                low, high = sorted((a, b))
                self._parent[high] = low

    def find(self, place_id: str) -> str:
        """The smallest id of the area `place_id` lies in."""
        root = place_id
        while (above := self._parent.get(root, root)) != root:
            root = above
        while (above := self._parent.get(place_id, root)) != root:
            self._parent[place_id] = root
            place_id = above
        return root
