"""What a rig says of itself."""

from dataclasses import dataclass, field
from typing import Literal

Tier = Literal["merge", "full"]
"""`merge`: seconds, in `make test`. `full`: `make rigs`, which writes the report."""


@dataclass(frozen=True)
class Mutant:
    """A fault planted on purpose, and whether the rig saw it."""

    name: str
    caught: bool
    seen_as: str
    """What gave it away, or what was tried in vain."""


@dataclass
class Result:
    """One rig's run."""

    rig: str
    promise: str
    how: str
    cases: dict[str, int] = field(default_factory=dict)
    """What was counted, by its name."""
    failures: list[str] = field(default_factory=list)
    """Where the promise did not hold."""
    mutants: list[Mutant] = field(default_factory=list)
    not_shown: list[str] = field(default_factory=list)
    """What this rig cannot see or did not try, in words."""
    skipped: str = ""
    """Why nothing could be tried here."""

    @property
    def passed(self) -> bool:
        """Whether the promise held in every case and every mutant was caught."""
        return not self.skipped and not self.failures and all(mutant.caught for mutant in self.mutants)

    def lines(self) -> list[str]:
        """For a terminal."""
        if self.skipped:
            return [f"SKIPPED  {self.rig}: {self.skipped}"]
        counts = ", ".join(f"{number} {name}" for name, number in self.cases.items())
        head = f"{'ok' if self.passed else 'FAILED':8} {self.rig}: {counts}"
        faults = [f"         {failure}" for failure in self.failures[:20]]
        missed = [f"         mutant not caught: {m.name} ({m.seen_as})" for m in self.mutants if not m.caught]
        return [head, *faults, *missed]
