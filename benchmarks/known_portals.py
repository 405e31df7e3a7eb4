"""Many portals whose every article is known: served on loopback, and a home whose ledger says so.

The ledger is written row by row here: crawling a hundred thousand pages for it would take longer than what is measured.
"""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from crawler.captures.records import Exchange
from crawler.captures.store import CaptureStore
from crawler.clock import stamp, system_clock
from samples.load import SECTION, LoadSite, generated
from samples.server import SampleServer
from samples.sources import LOAD_SOURCES
from samples.world import World

PORT = 8413
ARTICLES = 5000
SOURCE = (LOAD_SOURCES / "mau" / "tai.yml").read_text(encoding="utf-8")
_HEADERS = ((b"Content-Type", b"text/html; charset=utf-8"),)


@dataclass(frozen=True)
class KnownPortals:
    """What is served, and the home that knows it."""

    names: tuple[str, ...]
    home: Path
    sources: Path

    @property
    def ids(self) -> tuple[str, ...]:
        """Of the sources."""
        return tuple(f"mau/{name}" for name in self.names)


@contextmanager
def known_portals(number: int, delay: float) -> Iterator[KnownPortals]:
    """Serve `number` portals while the block runs; each asks for `delay` seconds between two requests."""
    names = tuple(f"tai-{k:02}" for k in range(number))
    with tempfile.TemporaryDirectory() as folder:
        portals = KnownPortals(names, Path(folder) / "home", Path(folder) / "sources")
        _write_sources(portals, delay)
        portals.home.mkdir()
        _fill(portals)
        server = subprocess.Popen([sys.executable, "-m", "benchmarks.known_portals", *names], stdout=subprocess.PIPE)
        try:
            assert server.stdout and server.stdout.readline()
            yield portals
        finally:
            server.terminate()
            server.wait()


def _write_sources(portals: KnownPortals, delay: float) -> None:
    for name in portals.names:
        text = SOURCE.replace("tai.localhost:8400", f"{name}.localhost:{PORT}").replace("delay: 0.0", f"delay: {delay}")
        (portals.sources / "mau").mkdir(parents=True, exist_ok=True)
        (portals.sources / "mau" / f"{name}.yml").write_text(text, encoding="utf-8")


def _fill(portals: KnownPortals) -> None:
    """A capture of every article, its address in the queue as done and not due, the section walked to its end."""
    world = World(load=ARTICLES)
    articles = [(str(i), world.path_of("tai", str(i)), generated(i, ARTICLES)) for i in range(1, ARTICLES + 1)]
    due = stamp(system_clock() + timedelta(days=90))
    with CaptureStore(portals.home) as store:
        store.declare_holds("samples")
        run = store.open_run(portals.ids)
        for name, source_id in zip(portals.names, portals.ids, strict=True):
            host = f"http://{name}.localhost:{PORT}"
            listing = f"{host}/vi/news/{SECTION}/"
            first = store.append(run, Exchange(source_id, "article", f"{host}/", "0", "ok", 200, (), _HEADERS, b"<p>x"))
            like = dict(store.db.execute("SELECT * FROM captures WHERE seq = ?", [first.seq]).fetchone())
            columns = ", ".join(like)
            with store.transaction():
                for key, path, article in articles:
                    capture = {**like, "seq": None, "url": host + path, "key": key, "revisit_of": first.seq}
                    seq = store.db.execute(
                        f"INSERT INTO captures ({columns}) VALUES ({', '.join('?' * len(capture))})",
                        tuple(capture.values()),
                    ).lastrowid
                    store.db.execute(
                        "INSERT INTO frontier (source_id, key, role, url, state, section, found_on, link_text, "
                        "listing_date, found_at, run_id, due_at, last_outcome, last_capture) "
                        "VALUES (?, ?, 'article', ?, 'done', 'Nông thôn mới', ?, ?, '', ?, ?, ?, 'ok', ?)",
                        (source_id, key, host + path, listing, article.title, like["fetched_at"], run, due, seq),
                    )
                store.db.execute(
                    "INSERT INTO walks VALUES (?, ?, 1, 250, NULL, ?, ?, ?)",
                    (source_id, listing, ARTICLES, run, like["fetched_at"]),
                )
        store.close_run(run, "done", 0, "")


def _serve(names: list[str]) -> None:
    world = World(load=ARTICLES)
    portal = world.sites.pop("tai").portal
    for name in names:
        site = LoadSite(portal, ARTICLES)
        site.portal = replace(site.portal, host=name)
        world.sites[name] = site
    server = SampleServer(world, PORT)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    server.serve_forever()


if __name__ == "__main__":
    _serve(sys.argv[1:])
