"""What an exit code of `ocop` means; one per process, the gravest wins (reliability notes 2.1)."""

from enum import IntEnum


class Exit(IntEnum):
    """Exit codes of `ocop run`; a scheduler acts on them."""

    OK = 0
    INTERNAL = 1
    USAGE = 2
    DISK = 3
    INTEGRITY = 4
    LOCKED = 5
    SOURCE_FAILED = 6
    LIMIT = 7
    NETWORK = 8
    PUBLISH_REFUSED = 9
    ALERT = 10
    INTERRUPTED = 130
    TERMINATED = 143


_GRAVEST_FIRST = (
    Exit.INTEGRITY, Exit.DISK, Exit.INTERNAL, Exit.USAGE, Exit.LOCKED, Exit.NETWORK, Exit.PUBLISH_REFUSED,
    Exit.SOURCE_FAILED, Exit.LIMIT, Exit.ALERT, Exit.OK,
)  # fmt: skip


def gravest(*codes: int) -> Exit:
    """The code to end with when several things happened. A signal stands above what a run may end with by itself."""
    for signal in (Exit.TERMINATED, Exit.INTERRUPTED):
        if signal in codes and not {Exit.INTEGRITY, Exit.DISK, Exit.INTERNAL} & set(codes):
            return signal
    return next(code for code in _GRAVEST_FIRST if code in codes)
