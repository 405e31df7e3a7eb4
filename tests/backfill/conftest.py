"""An operator's home whose web archive stands on loopback."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from backfill_desk import Desk, Held
from wayback import Wayback, wayback
from web_archive import free_port, pywb, write_warc


@pytest.fixture(scope="session")
def held(tmp_path_factory: pytest.TempPathFactory) -> Held:
    found = Held(tmp_path_factory.mktemp("held") / "xuanloc.warc.gz", free_port())
    write_warc(found.warc, found.port)
    return found


@pytest.fixture(scope="session")
def pywb_address(held: Held, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with pywb(tmp_path_factory.mktemp("pywb"), held.warc) as address:
        yield address


@pytest.fixture
def desk(tmp_path: Path, held: Held, pywb_address: str) -> Desk:
    """A home that asks the pywb."""
    made = Desk(tmp_path, held)
    made.ask_pywb(pywb_address)
    return made


@pytest.fixture
def archive(held: Held) -> Iterator[Wayback]:
    """A server that speaks as Wayback does."""
    with wayback(held.warc) as made:
        yield made


@pytest.fixture
def wayback_desk(tmp_path: Path, held: Held, archive: Wayback) -> Desk:
    """A home that asks it."""
    made = Desk(tmp_path, held)
    made.configure(cdx=f"{archive.address}/cdx/search/cdx", replay=f"{archive.address}/web/{{timestamp}}id_/{{url}}")
    return made
