"""A release is served once before anybody is shown it."""

import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import quote

from operate.home import Home, open_home
from operate.publishing.gates import GateRefused
from operate.serve import free_port, serve_command

_SECONDS = 60
_NOTHING = "no release was made, the one before stays"


def probe(release: Path) -> None:
    """Start the site on a release and ask five pages. Raises GateRefused where one does not answer well."""
    port = free_port()
    home = open_home(release)
    command = serve_command(home, port, profile="browse")
    program = Path(sys.executable).with_name(command[0])
    server = subprocess.Popen([program, *command[1:]], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        for path in _pages(home):
            _ask(f"http://127.0.0.1:{port}{path}", server)
    finally:
        server.terminate()
        server.communicate()


def _pages(home: Home) -> list[str]:
    db = sqlite3.connect(f"{home.archive.as_uri()}?mode=ro", uri=True)
    try:
        (article,) = db.execute("SELECT id FROM articles WHERE state = 'published' ORDER BY n DESC").fetchone()
        (source,) = db.execute("SELECT source_id FROM articles WHERE id = ?", [article]).fetchone()
    finally:
        db.close()
    return ["/", "/tim-kiem?q=ocop", f"/bai/{quote(article)}", f"/cong/{quote(source)}", "/archive/articles"]


def _ask(address: str, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _SECONDS
    while True:
        try:
            with urllib.request.urlopen(address, timeout=20) as answer:
                answer.read()
                return
        except urllib.error.HTTPError as error:
            raise GateRefused(f"{_NOTHING}: {address} answers {error.code}") from error
        except (urllib.error.URLError, ConnectionError) as error:
            if server.poll() is not None or time.monotonic() > until:
                raise GateRefused(f"{_NOTHING}: the site does not start ({error})") from error
            time.sleep(0.2)
