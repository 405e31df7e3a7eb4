"""Measured precision of rules: shares with n and interval, from the evaluation texts or from judged samples."""

from dataclasses import dataclass
from functools import cache
from math import sqrt
from pathlib import Path

from pipeline.shipped import read_yaml

SHIPPED = Path(__file__).with_name("entities") / "measured.yml"
"""Written by `python -m evaluation rules`, checked by a test to be what the rules do today."""
_Z = 1.959964
"""Two-sided 95 %."""


@dataclass(frozen=True)
class Precision:
    """So many of `n` judged mentions were right."""

    right: int
    n: int
    where: str
    """Where it was measured, for a reader."""

    @property
    def value(self) -> float | None:
        """Share between 0 and 1; None where nothing was judged."""
        return self.right / self.n if self.n else None

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's 95 % interval (0 to 1 where nothing was judged): holds for few judgements and shares near 1 too."""
        if not self.n:
            return 0.0, 1.0
        share, square = self.right / self.n, _Z**2
        centre = (share + square / (2 * self.n)) / (1 + square / self.n)
        half = _Z / (1 + square / self.n) * sqrt(share * (1 - share) / self.n + square / (4 * self.n**2))
        return max(0.0, centre - half), min(1.0, centre + half)


@cache
def shipped_precision() -> dict[str, Precision]:
    """By rule, as measured on the evaluation texts of this release."""
    told = read_yaml(SHIPPED)
    return {
        rule: Precision(counts["right"], counts["n"], f"{told['where']}: python -m evaluation rules")
        for rule, counts in told["rules"].items()
    }
