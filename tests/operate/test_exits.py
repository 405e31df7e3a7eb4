"""Exit codes: the gravest wins, a signal stands above what a run may end with by itself."""

import pytest

from operate.exits import Exit, gravest


@pytest.mark.parametrize(
    ("happened", "ends_with"),
    [
        ((Exit.OK,), Exit.OK),
        ((Exit.OK, Exit.SOURCE_FAILED), Exit.SOURCE_FAILED),
        ((Exit.LIMIT, Exit.SOURCE_FAILED), Exit.SOURCE_FAILED),
        ((Exit.SOURCE_FAILED, Exit.NETWORK), Exit.NETWORK),
        ((Exit.TERMINATED, Exit.SOURCE_FAILED), Exit.TERMINATED),
        ((Exit.INTERRUPTED, Exit.OK), Exit.INTERRUPTED),
        ((Exit.TERMINATED, Exit.DISK), Exit.DISK),
        ((Exit.INTEGRITY, Exit.DISK, Exit.INTERNAL), Exit.INTEGRITY),
    ],
)
def test_gravest(happened: tuple[Exit, ...], ends_with: Exit) -> None:
    assert gravest(*happened) is ends_with
