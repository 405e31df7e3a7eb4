"""A home with four sample portals."""

from collections.abc import Iterator

import pytest

from samples.server import SampleServer
from samples.sources import sources_for

from .desk import PORTALS, Desk


@pytest.fixture(scope="session")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Crawled and built once; only looked at."""
    folder = tmp_path_factory.mktemp("live")
    with SampleServer() as server:
        sources_for(server.port, folder / "sources")
        desk = Desk(folder / "home", folder / "sources")
        desk.ocop("run", *PORTALS)
        yield desk
