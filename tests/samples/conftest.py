"""The sample portals, running on a port of their own."""

from collections.abc import Iterator
from datetime import date

import pytest

from samples.server import SampleServer
from samples.world import World


@pytest.fixture
def server() -> Iterator[SampleServer]:
    """A fresh world on a free port; header clocks stand still."""
    with SampleServer(World(today=lambda: date(2026, 11, 20))) as running:
        yield running
