"""Start Datasette on a home's archive with every setting the site relies on."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Literal

from operate.home import ROOT, Home, HomeError
from operate.publishing.releases import ABOUT

Profile = Literal["local", "browse", "sql"]
"""`local`: for whoever runs the archive; `browse`: the public site without SQL; `sql`: public SQL beside it."""


def serve_command(
    home: Home, port: int, host: str = "127.0.0.1", *, profile: Profile = "local", https: bool = False
) -> list[str]:
    """The Datasette command line. Datasette ignores settings.json as soon as one --setting is given, so every key of it
    is passed; a live archive is opened mutable because the pipeline writes it while it is read (WAL), a release
    immutable. Raises HomeError when there is no archive yet, the port is taken, or a public profile is asked for what
    is no release."""
    if not home.archive.exists():
        raise HomeError(
            f"Chưa có {home.archive} / "
            f"{home.archive} does not exist yet. `make run` builds the samples, `ocop run` crawls portals."
        )
    if not port_is_free(host, port):
        raise HomeError(
            f"Cổng mạng {port} đang bận / Port {port} is in use. Choose another: `ocop serve --port {port + 1}`."
        )
    released = (home.path / ABOUT).is_file()
    if profile != "local" and not released:
        raise HomeError(
            f"{home.path} không phải bản phát hành / "
            f"{home.path} is no release. `ocop publish DIR` makes one, then --home DIR/current."
        )
    archive = ["-i", str(home.archive)] if released else [str(home.archive)]
    command = ["datasette", "serve", *archive, "-m", str(ROOT / "metadata.yml"),
               "--plugins-dir", str(ROOT / "plugins"), "--template-dir", str(ROOT / "templates"),
               "--static", f"static:{ROOT / 'static'}", "--host", host, "--port", str(port)]  # fmt: skip
    for name, value in {**_settings(profile), **({"force_https_urls": True} if https else {})}.items():
        command += ["--setting", name, _as_text(value)]
    return command


def _settings(profile: Profile) -> dict[str, object]:
    files = [ROOT / "settings.json"]
    if profile != "local":
        files.append(ROOT / "deploy" / "settings" / f"{profile}.json")
    merged: dict[str, object] = {}
    for file in files:
        merged |= json.loads(file.read_text(encoding="utf-8"))
    return merged


def serve(home: Home, port: int, host: str = "127.0.0.1", *, profile: Profile = "local", https: bool = False) -> None:
    """Become Datasette: replaces this process, so signals and exit codes are its own."""
    command = serve_command(home, port, host, profile=profile, https=https)
    program = Path(sys.executable).with_name("datasette")
    # One arena: glibc gives each thread its own and keeps in each what one heavy question took (450 MB seen for 192).
    os.execve(program, command, {"MALLOC_ARENA_MAX": "1", **os.environ})


def port_is_free(host: str, port: int) -> bool:
    """Whether something could listen there now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def _as_text(value: object) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    return str(value)


def free_port() -> int:
    """A port of this machine on which nothing listens now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(address: str, *servers: subprocess.Popen[bytes], seconds: float = 60.0) -> None:
    """Return when `address` is answered well. Raises RuntimeError where one of the `servers` ended before, or after so
    many seconds."""
    until = time.monotonic() + seconds
    while time.monotonic() < until and all(server.poll() is None for server in servers):
        try:
            urllib.request.urlopen(address, timeout=10).close()
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"{address} did not answer")
