"""SIGTERM and SIGINT during long work: the work ends where it is, what was written stands, the next run goes on."""

import os
import select
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType, TracebackType
from typing import Any

from operate.exits import Exit

GRACE_SECONDS = 29.0
"""From the first signal to the forced end (reliability.md P6: 30 s); the crawler's own is a little shorter."""
SECOND_GRACE_SECONDS = 2.0
SAYS = "Dừng theo tín hiệu; lượt sau làm tiếp. / Stopped by a signal; the next run goes on from here."
FORCED = "Không dừng kịp, bị ngắt; lượt sau làm tiếp. / Did not stop in time and was cut off; the next run goes on."
_STOPPING = (signal.SIGTERM, signal.SIGINT)
_CLOSED = b"\0"


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
    back with the next run, as after a kill; so it may be left anywhere.

    The main thread raises Stopped as soon as it runs Python code again. A thread hears of the signal at once, also
    while the main thread is within SQLite or waits for a disk: it passes the signal on and ends the process when the
    grace is over. (C code that keeps the interpreter to itself for so long would keep the thread from it, too.)"""

    def __init__(self, grace: float = GRACE_SECONDS) -> None:
        """`grace`: seconds from the first signal to the forced end."""
        self.number = 0
        """Of the newest signal; 0: none came."""
        self._grace = grace
        self._working = False
        self._receivers: list[Callable[[int], None]] = []
        self._last: list[Callable[[], None]] = []
        self._before: dict[int, Any] = {}

    def __enter__(self) -> "Signals":
        self._heard, self._said = os.pipe()
        os.set_blocking(self._said, False)
        self._woken_before = signal.set_wakeup_fd(self._said, warn_on_full_buffer=False)
        for number in _STOPPING:
            self._before[number] = signal.signal(number, self._received)
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.number:  # This process is about to end; a second signal changes nothing, the grace goes on.
            return
        for number, handler in self._before.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(self._woken_before)
        os.write(self._said, _CLOSED)
        self._listener.join()
        os.close(self._heard)
        os.close(self._said)

    def pass_on_to(self, receiver: Callable[[int], None], kill: Callable[[], None]) -> None:
        """`receiver` is told the number of every signal, also of one that came before; `kill` is called at a forced
        end."""
        self._receivers.append(receiver)
        self._last.append(kill)
        if self.number:
            receiver(self.number)

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
        self.number = number
        if self._working:
            self._working = False
            raise Stopped(number)

    def _listen(self) -> None:
        deadline, number = None, 0
        while True:
            wait = None if deadline is None else max(0.0, deadline - time.monotonic())
            if not select.select([self._heard], [], [], wait)[0]:
                self._end_now(number)
            said = os.read(self._heard, 1)
            if said == _CLOSED:
                return
            if said[0] not in _STOPPING:
                continue
            number = said[0]
            grace = self._grace if deadline is None else min(self._grace, SECOND_GRACE_SECONDS)
            deadline = time.monotonic() + grace
            for receiver in list(self._receivers):
                receiver(number)

    def _end_now(self, number: int) -> None:
        try:
            for kill in self._last:
                kill()
            # Not through sys.stderr: the main thread may hold it.
            os.write(2, f"ocop: {FORCED}\n".encode())
        finally:
            os._exit(int(exit_of(number)))
