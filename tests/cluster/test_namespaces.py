"""Two workers in network namespaces of their own, with no disk in common: parcels travel as bytes over a real network."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from crawler.captures.reader import CaptureReader
from samples.server import SampleServer

from .conftest import ROOT, Cluster, Home, in_one_piece

BRIDGE, NET = "ocopbr0", "10.87.11"


def ip(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["ip", *words], capture_output=True, text=True)


def why_not() -> str:
    """Why no network namespaces can be made here; empty where they can."""
    if shutil.which("ip") is None or shutil.which("unshare") is None or os.geteuid() != 0:
        return "needs root, ip and unshare"
    made = ip("netns", "add", "ocop-try")
    ip("netns", "del", "ocop-try")
    return made.stderr.strip()


def inside(name: str, hidden: Path) -> Sequence[str]:
    """What a command is begun with that runs in namespace `name` and sees an empty folder in place of `hidden`."""
    return ("ip", "netns", "exec", name, "sh", "-c", f'mount -t tmpfs none {hidden} && exec "$@"', "sh")


@pytest.fixture
def namespaces() -> Iterator[list[tuple[str, str]]]:
    """(name, address) of two network namespaces that are joined by a bridge, on which we are .1."""
    if reason := why_not():
        pytest.skip(f"no network namespaces here: {reason}")
    names = [(f"ocop-w{number}", f"{NET}.{number + 1}") for number in (1, 2)]
    _remove([name for name, _ in names])
    ip("link", "add", BRIDGE, "type", "bridge")
    ip("addr", "add", f"{NET}.1/24", "dev", BRIDGE)
    ip("link", "set", BRIDGE, "up")
    for name, address in names:
        ip("netns", "add", name)
        ip("link", "add", f"{name}-o", "type", "veth", "peer", "name", "eth0", "netns", name)
        ip("link", "set", f"{name}-o", "master", BRIDGE, "up")
        ip("-n", name, "addr", "add", f"{address}/24", "dev", "eth0")
        ip("-n", name, "link", "set", "eth0", "up")
        ip("-n", name, "link", "set", "lo", "up")
    try:
        yield names
    finally:
        _remove([name for name, _ in names])


def _remove(names: Sequence[str]) -> None:
    """Also what a test run left that was killed: a link lives on with its namespace, and that with any process in it."""
    for name in names:
        ip("link", "del", f"{name}-o")
        ip("netns", "del", name)
    ip("link", "del", BRIDGE)


def test_workers_on_other_networks_without_our_disk_bring_home_what_they_alone_can_reach(
    namespaces: list[tuple[str, str]], home: Home, portals: SampleServer, tmp_path: Path
) -> None:
    cluster = Cluster(tmp_path, host=f"{NET}.1")
    served: list[subprocess.Popen[bytes]] = []
    try:
        cluster.start_scheduler()
        for name, address in namespaces:
            # The portals answer on the loopback of each namespace alone, on the port that the source files name.
            command = [
                "ip",
                "netns",
                "exec",
                name,
                sys.executable,
                "-m",
                "samples",
                "serve",
                "--port",
                str(portals.port),
            ]
            served.append(subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL))
            cluster.start_worker(address, inside(name, home.path))
        portals.requests.clear()
        asked = ("mau/bao-mau", "mau/dien-bien", "mau/long-thanh", "mau/dinh-quan")
        summary = home.ocop("crawl", *asked, "--cluster", cluster.address)["crawled"]
        assert not portals.requests, "we ourselves asked nobody"
        assert set(summary["sources"]) == set(asked)
        in_one_piece(home)
        held = home.ledger("SELECT source_id, count(*) FROM captures WHERE role = 'article' GROUP BY 1")
        assert [name for name, _ in held] == sorted(asked) and all(count >= 5 for _, count in held)
        with CaptureReader(home.path) as reader:
            assert all(reader.record_bytes(capture) for capture in reader.captures())
        said = home.ocop("rebuild", "--cluster", cluster.address, code=2)
        assert "does not see" in said and "shared file system" in said
    finally:
        cluster.stop()
        for process in served:
            process.terminate()
            process.wait()
