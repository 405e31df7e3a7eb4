"""What a collector shipped (`ocop export --segments`), acknowledged as our own captures."""

import tarfile
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from crawler.captures.acknowledge import acknowledge
from crawler.captures.errors import IntegrityError
from crawler.captures.reader import CaptureReader
from crawler.captures.store import CaptureStore
from crawler.clock import Clock
from crawler.portals.registry import Registry
from operate.choose import Refused
from operate.home import Home
from operate.imports.told import Imported

ENDING = ".tar"


def is_shipment(path: Path) -> bool:
    """Whether a file is to be acknowledged, and not taken over as somebody else's."""
    return path.name.lower().endswith(ENDING)


def take_shipments(home: Home, registry: Registry, paths: Iterable[Path], clock: Clock, done: Imported) -> None:
    """Acknowledge the shipments in the order given, each whole or not at all; counts and broken files go to `done`.
    Raises Refused for one of portals that the registry does not know, MixedHome, StoreFailed."""
    with CaptureStore(home.path, clock, contact=home.config.contact) as store:
        for path in paths:
            with TemporaryDirectory(prefix="shipment-", dir=home.path) as spare:
                try:
                    _unpack(path, Path(spare))
                    _check_sources(path, Path(spare), registry)
                    _take(store, Path(spare) / "captures", done)
                except (tarfile.TarError, EOFError, IntegrityError) as error:
                    done.broken.append(f"{path}: {error}")


def _unpack(path: Path, folder: Path) -> None:
    """Raises TarError where it is no shipment."""
    with tarfile.open(path) as tar:
        for member in tar:
            name = member.name.removeprefix("captures/")
            if not member.isfile() or "/" in name or not (name == "ledger.db" or name.endswith(".warc.gz")):
                raise tarfile.ReadError(f"{member.name!r} belongs into no shipment of `ocop export --segments`")
            tar.extract(member, folder, filter="data")
    if not (folder / "captures" / "ledger.db").is_file():
        raise tarfile.ReadError("no captures/ledger.db in it: no shipment of `ocop export --segments`, or cut off")


def _check_sources(path: Path, home: Path, registry: Registry) -> None:
    with CaptureReader(home) as reader:
        names = {row[0] for row in reader.db.execute("SELECT DISTINCT source_id FROM captures")}
    unknown = sorted(names - {source.id for source in registry.all()})
    if unknown:
        raise Refused(
            f"{path}: có cổng chưa có trong danh sách / "
            f"{path} is of portals unknown here: {', '.join(unknown)}. Put their source files into sources/."
        )


def _take(store: CaptureStore, folder: Path, done: Imported) -> None:
    taken = acknowledge(store, folder)
    done.stored += taken.captures
    done.known += taken.known_captures
    for segment in taken.segments:
        rows = store.db.execute(
            "SELECT DISTINCT source_id || '/' || key FROM captures WHERE warc_file = ? AND role = 'article'", (segment,)
        )
        done.articles |= {row[0] for row in rows}
