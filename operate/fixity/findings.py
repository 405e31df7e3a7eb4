"""What a fixity check finds."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["missing", "truncated", "extra", "changed", "unreadable"]


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it was."""

    where: str
    """A file below the home, with bytes or a row where they are known."""
    kind: Kind
    says: str
    mend: str
    """What to do."""
