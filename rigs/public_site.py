"""The deploy recipe, started: nginx before the two read-only processes of `ocop serve`, on one release."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from crawler.memory import most_bytes
from operate.home import ROOT
from operate.serve import free_port, wait_for

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
_PORTS_OF_THE_RECIPE = ("listen 8080", "127.0.0.1:8001", "127.0.0.1:8002")
_READY = {"proxy": "/robots.txt", "browse": "/robots.txt", "sql": "/archive.json?sql=select+1"}


@dataclass(frozen=True)
class PublicSite:
    """A public archive that answers."""

    port: int
    """Of the proxy, on loopback."""
    processes: dict[str, int]
    """Of `browse` and `sql`: the process id."""

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def most_memory_mb(self) -> dict[str, float]:
        """The most that each process has had resident."""
        return {name: most_bytes(pid) / (1 << 20) for name, pid in self.processes.items()}


@contextmanager
def public_site(
    release: Path, folder: Path, changed: Callable[[str], str] = lambda recipe: recipe
) -> Iterator[PublicSite]:
    """The recipe on `release`, while the block runs; `folder` takes nginx's files, `changed` alters deploy/nginx.conf.
    Raises FileNotFoundError where there is no nginx."""
    if NGINX is None:
        raise FileNotFoundError("no nginx on this machine: apt-get install nginx-light")
    proxy, browse, sql = (free_port() for _ in range(3))
    recipe = (ROOT / "deploy" / "nginx.conf").read_text("utf-8")
    for old, port in zip(_PORTS_OF_THE_RECIPE, (proxy, browse, sql), strict=True):
        if recipe.count(old) != 1:
            raise ValueError(f"deploy/nginx.conf does not say {old} once")
        recipe = recipe.replace(old, f"{old[:-4]}{port}")
    conf = folder / "nginx.conf"
    conf.write_text(changed(recipe).replace("/tmp/ocop-nginx", f"{folder}/nginx"), encoding="utf-8")
    with ExitStack() as stack:
        serve = [sys.executable, "-m", "ocop", "--home", str(release), "serve"]
        started = {
            profile: stack.enter_context(_running([*serve, "--profile", profile, "--port", str(port)]))
            for profile, port in (("browse", browse), ("sql", sql))
        }
        stack.enter_context(_running([NGINX, "-e", "stderr", "-c", str(conf), "-g", "daemon off;"]))
        for name, port in (("browse", browse), ("sql", sql), ("proxy", proxy)):
            wait_for(f"http://127.0.0.1:{port}{_READY[name]}", *started.values())
        yield PublicSite(proxy, {name: process.pid for name, process in started.items()})


@contextmanager
def _running(command: list[str]) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.terminate()
        process.wait()
