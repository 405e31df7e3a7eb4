"""The rigs, in the order in which they are told."""

from collections.abc import Callable

from rigs import (
    abuse,
    errors,
    fixity,
    fuzz,
    guard,
    hostile,
    kill,
    migrations,
    minimum,
    politeness,
    power,
    restore,
    starts,
    year,
)
from rigs.result import Result, Tier

RIGS: dict[str, Callable[[Tier], Result]] = {
    "kill": kill.run,
    "power": power.run,
    "errors": errors.run,
    "migrations": migrations.run,
    "starts": starts.run,
    "guard": guard.run,
    "hostile": hostile.run,
    "fuzz": fuzz.run,
    "politeness": politeness.run,
    "fixity": fixity.run,
    "restore": restore.run,
    "minimum": minimum.run,
    "year": year.run,
    "abuse": abuse.run,
}
FULL_ONLY = frozenset({"restore", "minimum", "year", "abuse"})
"""Rigs of whole runs, rebuilds and sites; what they hold in little stands in tests/road and tests/site."""
