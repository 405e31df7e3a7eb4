"""Every trap of the sample portals, over the whole road: fetched, kept, read and linked without falling into it."""

import re
from datetime import date

import pytest

from samples.response import Request
from samples.traps import TRAPS
from samples.world import World

from . import (
    traps_dates,
    traps_entities,
    traps_families,
    traps_families_aspx_liferay,
    traps_fetching,
    traps_media,
    traps_reading,
)
from .conftest import Road
from .traps_seen import Check, Seen

pytestmark = pytest.mark.road

_KINDS = (
    traps_dates, traps_reading, traps_entities, traps_media, traps_fetching, traps_families,
    traps_families_aspx_liferay,
)  # fmt: skip
CHECKS: dict[str, Check] = {name: check for kind in _KINDS for name, check in kind.CHECKS.items()}


@pytest.fixture(scope="module")
def seen(built: Road) -> Seen:
    return Seen(built)


def test_every_trap_has_a_check_and_every_check_a_trap() -> None:
    assert sum(len(kind.CHECKS) for kind in _KINDS) == len(CHECKS), "a trap is checked in two files"
    assert sorted(CHECKS) == sorted(TRAPS)


@pytest.mark.parametrize("name", TRAPS)
def test_trap_stands_on_its_page(name: str) -> None:
    """A check is worth nothing where the sample page has lost its trap."""
    trap, world = TRAPS[name], World(today=lambda: date(2026, 11, 2))
    path = world.path_of(trap.portal, trap.page.split()[1]) if trap.page.startswith("article ") else trap.page
    answer = world.respond(Request("GET", path, f"{world.site(trap.portal).portal.host}.localhost"))
    assert answer.status == trap.status
    assert re.search(trap.shows, answer.body.decode("utf-8", "replace"))


@pytest.mark.parametrize("name", TRAPS)
def test_trap_is_not_fallen_into(name: str, seen: Seen) -> None:
    CHECKS[name](seen)
