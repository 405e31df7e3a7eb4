"""Work done in child processes that can be killed: a hostile page costs its own task, never the build."""

import multiprocessing
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from multiprocessing import forkserver
from multiprocessing.context import BaseContext
from pathlib import Path
from typing import Any, Literal, Protocol, TypeVar

from pebble import ProcessExpired, ProcessPool

T = TypeVar("T")
AHEAD_PER_WORKER = 16
TASKS_PER_CHILD = 2000
"""A child is replaced after so many: what a parser leaks does not add up."""
PATIENCE = 15.0
"""How many times the processor time of a task it may take by the clock: a machine busy with other things is waited for.
"""


@dataclass(frozen=True)
class Lost:
    """In place of the result of a task that its child did not survive."""

    state: Literal["timeout", "memory", "crash", "starved"]
    """`starved`: the machine gave it no time or memory, which says nothing about the task: it is to be done again."""


class Hands(Protocol):
    """Where the reading of a build is done."""

    def run(self, work: Callable[[T], Any], tasks: list[T], seconds: float) -> Iterator[tuple[T, Any]]:
        """As `Children.run`."""

    def close(self, *, at_once: bool = False) -> None:
        """As `Children.close`."""


class Children:
    """A pool of children, started with the first task; use as a context manager."""

    def __init__(
        self,
        workers: int,
        initializer: Callable[..., None],
        arguments: tuple[Any, ...] = (),
        patience: float = PATIENCE,
    ) -> None:
        """`initializer(*arguments)` runs once in every child before its first task."""
        self._workers = workers
        self._patience = patience
        self._initializer = initializer
        self._arguments = arguments
        self._pool: ProcessPool | None = None
        self._starter = threading.Thread(target=self._start, daemon=True)
        self._is_up = threading.Event()

    def run(self, work: Callable[[T], Any], tasks: list[T], seconds: float) -> Iterator[tuple[T, Any]]:
        """`work` over `tasks`, results in their order; `Lost` for a task that its child did not survive, as one that
        takes more than `seconds` of processor time does not."""
        waiting: list[tuple[T, Future[Any]]] = []
        queue = iter(tasks)
        exhausted = False
        while waiting or not exhausted:
            while not exhausted and len(waiting) < self._workers * AHEAD_PER_WORKER:
                try:
                    task = next(queue)
                except StopIteration:
                    exhausted = True
                else:
                    waiting.append((task, self._scheduled(work, task, seconds)))
            if waiting:
                task, future = waiting.pop(0)
                yield task, _outcome(future)

    def _scheduled(self, work: Callable[[T], Any], task: T, seconds: float) -> Future[Any]:
        timeout = seconds * self._patience
        return self._started().schedule(_within, args=[work, task, seconds], timeout=timeout)

    def _started(self) -> ProcessPool:
        if self._pool is None:
            self._pool = ProcessPool(
                max_workers=self._workers,
                max_tasks=TASKS_PER_CHILD,
                initializer=self._initializer,
                initargs=self._arguments,
                context=_context(),
            )
            # In a thread: what interrupts the caller would leave a child half-started that nobody knows and ends.
            self._starter.start()
            self._is_up.wait()
        return self._pool

    def _start(self) -> None:
        try:
            # pebble starts the children when it is first asked for anything.
            if self._pool is None or not self._pool.active:
                raise RuntimeError("the reading children did not start")
        finally:
            self._is_up.set()

    def close(self, *, at_once: bool = False) -> None:
        """End the children: after their tasks, or at once."""
        if self._pool is None:
            return
        if self._starter.ident is not None:
            self._is_up.wait()
        if at_once:
            self._pool.stop()
        else:
            self._pool.close()
        self._pool.join()


def load_ahead() -> None:
    """Begin to load what children need, beside the caller: the process from which they are forked is started. Where
    every child starts by itself there is nothing to load ahead."""
    if _context().get_start_method() == "forkserver":
        forkserver.ensure_running()


def _context() -> BaseContext:
    """Children are forked from a process that has read code and gazetteer once (1.5 s of processor time) and runs no
    thread. Before Python 3.13 that process looks for modules in the working directory first: where another checkout of
    this project is that directory, every child starts by itself."""
    beside = Path(__package__).resolve()
    if beside.exists() and beside != Path(__file__).resolve().parent:
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["pipeline.preload"])
    return context


def _within(work: Callable[[T], Any], task: T, seconds: float) -> Any:
    """In the child: `work`, ended by the system once it has used `seconds` of processor time, also within a parser."""
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        return work(task)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _outcome(future: Future[Any]) -> Any:
    try:
        return future.result()
    except TimeoutError:
        return Lost("starved")
    except MemoryError:
        return Lost("memory")
    except ProcessExpired as error:
        return Lost(_ENDS.get(error.exitcode, "crash"))


_ENDS: dict[int, Literal["timeout", "starved"]] = {
    -signal.SIGPROF: "timeout", -signal.SIGKILL: "starved", signal.SIGTERM: "starved",
}  # fmt: skip
"""SIGKILL comes from a system short of memory, SIGTERM (of which pebble makes an exit with 15) from one that goes down;
no task ends its child by them."""
