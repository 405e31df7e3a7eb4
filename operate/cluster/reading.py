"""The reading of a rebuild on the workers of a cluster that see the home; rows come back to the one writer in order."""

import multiprocessing
import threading
import uuid
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any, TypeVar

from distributed import Client, Future

from operate.choose import Refused
from operate.cluster.connect import connect, workers_see
from pipeline.children import Children
from pipeline.setup import Setup
from pipeline.worker import start_child

T = TypeVar("T")
SLICE = 40
"""Articles in one task: some seconds of work, some megabytes of rows."""
AHEAD_PER_WORKER = 3
"""Slices handed out per thread of a worker; more would wait in the scheduler's memory."""


class ClusterHands:
    """Reads slices of tasks on workers, each slice by a killable child as at home."""

    def __init__(self, client: Client, setup: Setup) -> None:
        self._client, self._setup = client, setup
        self._token = uuid.uuid4().hex

    def run(self, work: Callable[[T], Any], tasks: list[T], seconds: float) -> Iterator[tuple[T, Any]]:
        """As `Children.run`: results in the order of `tasks`, whoever read them. Raises Refused where workers die over
        and over with a slice."""
        slices = (tasks[at : at + SLICE] for at in range(0, len(tasks), SLICE))
        out: deque[tuple[list[T], Future[list[Any]]]] = deque()
        while True:
            for part in islice(slices, max(0, self._most_out() - len(out))):
                wanted = (self._token, self._setup, work, part, seconds)
                out.append((part, self._client.submit(read_slice, *wanted, pure=False)))
            if not out:
                return
            part, future = out.popleft()
            try:
                outcomes = future.result()
            except RuntimeError as error:
                raise Refused(
                    f"cụm máy không đọc được / the cluster could not read a slice of {len(part)} articles: {error}"
                ) from error
            future.release()
            yield from zip(part, outcomes, strict=True)

    def _most_out(self) -> int:
        threads: dict[str, int] = self._client.nthreads()
        return max(1, sum(threads.values())) * AHEAD_PER_WORKER

    def close(self, *, at_once: bool = False) -> None:  # noqa: ARG002
        """End the children on the workers."""
        self._client.run(_end_children, self._token)


@contextmanager
def connected(address: str, setup: Setup) -> Iterator[ClusterHands]:
    """The hands of the cluster at `address`. Raises Refused where there is none, or where a worker does not see the
    home: what is read there are its captures."""
    with connect(address) as client:
        if not workers_see(client, setup.home / ".ocop" / "cluster"):
            raise Refused(
                f"a worker does not see {setup.home}: a rebuild on a cluster reads captures/ over a shared file system "
                "mounted at the same path everywhere (docs/scaling.md). Without one, `ocop rebuild` works alone."
            )
        yield ClusterHands(client, setup)


_children: dict[tuple[str, int], Children] = {}
"""On a worker: the one child of each of its threads, by rebuild."""


def read_slice(token: str, setup: Setup, work: Callable[[Any], Any], part: Sequence[Any], seconds: float) -> list[Any]:
    """On a worker: `work` over a slice, in a child that is killed where one page takes longer than `seconds`."""
    if multiprocessing.current_process().daemon:
        raise RuntimeError("a worker below a nanny may have no children: start workers with --no-nanny")
    key = token, threading.get_ident()
    if key not in _children:
        _children[key] = Children(1, start_child, (setup,))
    return [outcome for _, outcome in _children[key].run(work, list(part), seconds)]


def _end_children(token: str) -> None:
    for key in [key for key in _children if key[0] == token]:
        _children.pop(key).close()
