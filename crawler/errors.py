"""What a person can mend: the command line tells it in its own words and ends with the code of its kind."""

from typing import ClassVar, Literal

Kind = Literal["usage", "disk", "integrity", "locked", "refused"]
"""Wrong arguments or configuration; no space left; what is kept is not what was stored; another process is at work; a
gate that only a person opens."""


class Mendable(Exception):
    """An error whose message says what happened and what to do next."""

    kind: ClassVar[Kind] = "usage"
