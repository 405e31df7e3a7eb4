"""The load portal in a process of its own, and the crawls that are run against it."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from samples.sources import sources_for

PORT = 8411


@dataclass(frozen=True)
class LoadPortal:
    """Where the load portal answers and the source files that name it."""

    listing: str
    sources: Path
    folder: Path


@contextmanager
def load_portal(articles: int, *, warm: bool = True) -> Iterator[LoadPortal]:
    """Serve `articles` generated articles while the block runs; `warm`: every page is made before the first request."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ready = folder / "ready"
        server = subprocess.Popen(
            [sys.executable, "-m", "samples", "serve", "--port", str(PORT), "--load", str(articles),
             "--ready-file", str(ready), *(["--warm"] if warm else [])], stdout=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            while not ready.exists():
                if server.poll() is not None:
                    raise RuntimeError("the load portal did not start")
                time.sleep(0.05)
            sources = folder / "sources"
            sources_for(PORT, sources, load=True)
            yield LoadPortal(f"http://tai.localhost:{PORT}/vi/news/nong-thon-moi/", sources, folder)
        finally:
            server.terminate()
            server.wait()


def crawl_command(portal: LoadPortal, home: Path) -> list[str]:
    """Our crawler on the load portal, into `home`, pictures apart."""
    return [sys.executable, "-m", "crawler.process", "--home", str(home), "--sources", str(portal.sources),
            "--media", "none", "mau/tai"]  # fmt: skip
