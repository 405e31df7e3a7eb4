"""Start Datasette on a home's archive with every setting the site relies on."""

import json
import os
import socket
import sys
from pathlib import Path

from operate.home import ROOT, Home, HomeError


def serve_command(home: Home, port: int, host: str = "127.0.0.1") -> list[str]:
    """The Datasette command line. Datasette ignores settings.json as soon as one --setting is given, so every key of it
    is passed; the archive is opened mutable because the pipeline writes it while it is read (WAL).
    Raises HomeError when there is no archive yet or the port is taken."""
    if not home.archive.exists():
        raise HomeError(f"{home.archive} does not exist yet. `make run` builds the samples, `ocop run` crawls portals.")
    if not port_is_free(host, port):
        raise HomeError(f"Port {port} is in use. Choose another: `ocop serve --port {port + 1}`.")
    command = ["datasette", "serve", str(home.archive), "-m", str(ROOT / "metadata.yml"),
               "--plugins-dir", str(ROOT / "plugins"), "--template-dir", str(ROOT / "templates"),
               "--static", f"static:{ROOT / 'static'}", "--host", host, "--port", str(port)]  # fmt: skip
    for name, value in json.loads((ROOT / "settings.json").read_text(encoding="utf-8")).items():
        command += ["--setting", name, _as_text(value)]
    return command


def serve(home: Home, port: int, host: str = "127.0.0.1") -> None:
    """Become Datasette: replaces this process, so signals and exit codes are its own."""
    command = serve_command(home, port, host)
    program = Path(sys.executable).with_name("datasette")
    os.execv(program, command)


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
