"""Every rig in its merge tier: the promise holds, and every planted mutant is caught."""

import pytest

from rigs.series import FULL_ONLY, RIGS


@pytest.mark.parametrize("name", sorted(set(RIGS) - FULL_ONLY))
def test_the_promise_holds_and_every_mutant_is_caught(name: str) -> None:
    result = RIGS[name]("merge")
    if result.skipped:
        pytest.skip(result.skipped)
    assert result.passed, "\n".join(result.lines())
    assert min(result.cases.values()) > 0, "a rig that tried nothing proves nothing"
