"""The site over a small archive of our own wording, asked through Datasette's in-process client."""

import asyncio
import json
import re
import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import site_drafts
import site_library
from datasette.app import Datasette

from operate.home import open_home
from operate.serve import serve_command

ROOT = Path(__file__).resolve().parents[2]
DATASETTE = str(Path(sys.executable).with_name("datasette"))


def free_port() -> int:
    """A port of loopback that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def served(home: Path, port: int | None = None) -> list[str]:
    """The command line with which `ocop serve` becomes Datasette."""
    return [DATASETTE, *serve_command(open_home(home), port or free_port())[1:]]


class Site:
    """A running site; `get` asks one page, `text` gives its text without tags."""

    def __init__(self, *files: Path, settings: dict[str, Any] | None = None) -> None:
        import yaml

        self.loop = asyncio.new_event_loop()
        kept = json.loads((ROOT / "settings.json").read_text(encoding="utf-8"))
        self.datasette = Datasette(
            [str(file) for file in files],
            metadata=yaml.safe_load((ROOT / "metadata.yml").read_text(encoding="utf-8")),
            plugins_dir=str(ROOT / "plugins"),
            template_dir=str(ROOT / "templates"),
            static_mounts=[("static", str(ROOT / "static"))],
            settings=kept | (settings or {}),
        )

    def get(self, path: str, **parameters: str) -> httpx.Response:
        return self.loop.run_until_complete(self.datasette.client.get(path, params=parameters or None))

    def get_with_cookie(self, path: str, cookie: str) -> httpx.Response:
        return self.loop.run_until_complete(self.datasette.client.get(path, headers={"cookie": cookie}))

    def text(self, path: str, **parameters: str) -> str:
        response = self.get(path, **parameters)
        assert response.status_code == 200, (path, parameters, response.status_code)
        return visible(response.text)

    def titles(self, **parameters: str) -> list[str]:
        """Titles of the hits of a search, in order; a document's number alone would lead straight to its page."""
        html = self.get("/tim-kiem", **{"tim": "1", **parameters}).text
        return [visible(found) for found in re.findall(r'<li class="hit">.*?<h2>(.*?)</h2>', html, re.S)]

    def close(self) -> None:
        executor = self.datasette.executor
        if executor:
            executor.shutdown()
        self.loop.close()


def visible(html: str) -> str:
    """The text of a piece of HTML: tags gone, entities decoded, white space collapsed."""
    from html import unescape

    return " ".join(unescape(re.sub(r"<[^>]*>", "", html)).split())


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with archive.db, captures/ and media/ of the sample library. Read only."""
    folder = tmp_path_factory.mktemp("site-home")
    site_library.build(folder)
    return folder


@pytest.fixture(scope="session")
def site(home: Path) -> Iterator[Site]:
    running = Site(home / "archive.db")
    yield running
    running.close()


@pytest.fixture
def site_of(tmp_path: Path) -> Iterator[Callable[..., Site]]:
    """Build a site on drafts of a test's own: `site_of([Draft(…)], holds="live")`."""
    running: list[Site] = []

    def start(drafts: list[site_drafts.Draft], **options: Any) -> Site:
        running.append(Site(site_library.build(tmp_path, drafts, **options)))
        return running[-1]

    yield start
    for one in running:
        one.close()
