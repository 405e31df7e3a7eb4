"""One measured figure."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Result:
    """A figure beside its target."""

    what: str
    value: float
    target: float
    unit: str
    """`` for a ratio, else the unit."""
    at_most: bool
    """Whether the target is an upper bound."""
    measured: str
    """How, in words, with the raw figures."""

    @property
    def reached(self) -> bool:
        """Whether the target is met."""
        return self.value <= self.target if self.at_most else self.value >= self.target

    def row(self) -> str:
        """As a row of the report's table."""
        sign = "≤" if self.at_most else "≥"
        return (
            f"| {self.what} | {self.value:.2f}{self.unit} | {sign} {self.target:g}{self.unit} "
            f"| {'yes' if self.reached else '**no**'} | {self.measured} |"
        )

    def line(self) -> str:
        """As a line for a terminal."""
        return self.row().strip("| ").replace("|", "·")
