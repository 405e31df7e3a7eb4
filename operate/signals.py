"""SIGTERM and SIGINT during long work: the work ends where it is, what was written stands, the next run goes on."""

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType, TracebackType
from typing import Any

from operate.exits import Exit

GRACE_SECONDS = 29.0
"""From the first signal to the forced end (reliability.md P6: 30 s); the crawler's own is a little shorter."""
SECOND_GRACE_SECONDS = 2.0
SAYS = "Dừng theo tín hiệu; lượt sau làm tiếp. / Stopped by a signal; the next run goes on from here."


class Stopped(BaseException):
    """A signal asks for the end. No Exception: what mends a fault of one page must not mend this."""

    def __init__(self, number: int) -> None:
        super().__init__(SAYS)
        self.exit_code = exit_of(number)


def exit_of(number: int) -> Exit:
    """The exit code of a process that a signal stopped."""
    return Exit.TERMINATED if number == signal.SIGTERM else Exit.INTERRUPTED


class Signals:
    """Who listens while it is open (in the main thread). Every write of the work is a transaction of its own or comes
    back with the next run, as after a kill; so it may be left anywhere."""

    def __init__(self) -> None:
        self.number = 0
        """Of the newest signal; 0: none came."""
        self._working = False
        self._receivers: list[Callable[[int], None]] = []
        self._before: dict[int, Any] = {}
        self._forced: threading.Timer | None = None

    def __enter__(self) -> "Signals":
        for number in (signal.SIGTERM, signal.SIGINT):
            self._before[number] = signal.signal(number, self._received)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not self.number:  # else this process is about to end, and a second signal changes nothing
            for number, handler in self._before.items():
                signal.signal(number, handler)
        if self._forced:
            self._forced.cancel()

    def pass_on_to(self, receiver: Callable[[int], None]) -> None:
        """`receiver` is told the number of every signal."""
        self._receivers.append(receiver)

    @contextmanager
    def end_work(self) -> Iterator[None]:
        """What is inside is left by Stopped when a signal comes, or has come before."""
        if self.number:
            raise Stopped(self.number)
        self._working = True
        try:
            yield
        except Exception as error:
            # SQLite makes an error of its own of what is raised within a function that it calls.
            if self.number:
                raise Stopped(self.number) from error
            raise
        finally:
            self._working = False

    def _received(self, number: int, _: FrameType | None) -> None:
        self._force_after(SECOND_GRACE_SECONDS if self.number else GRACE_SECONDS, number)
        self.number = number
        for receiver in self._receivers:
            receiver(number)
        if self._working:
            self._working = False
            raise Stopped(number)

    def _force_after(self, seconds: float, number: int) -> None:
        if self._forced:
            self._forced.cancel()
        self._forced = threading.Timer(seconds, os._exit, [int(exit_of(number))])
        self._forced.daemon = True
        self._forced.start()
