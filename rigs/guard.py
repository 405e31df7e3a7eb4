"""N: the address guard, in a network namespace from which nothing leads out."""

import ipaddress
import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from rigs import shim
from rigs.folders import scratch
from rigs.name_server import NameServer
from rigs.result import Mutant, Result, Tier
from rigs.spellings import INSIDE, INSIDE_6, PUBLIC, spellings
from rigs.vectors import VECTORS, Portals, can_be_named, source_file

NAME_SERVER = "127.0.0.1"
Case = tuple[str, int, str]
"""Vector, number and spelling of one source."""
AT_ONCE = 45
"""Sources of one crawl."""


@dataclass
class Tally:
    """What a series of crawls came to."""

    cases: int = 0
    refused: int = 0
    """Sources with a row that says that an address was refused."""
    public: int = 0
    """Requests that arrived where they may."""
    connects: list[str] = field(default_factory=list)
    """Addresses connected to that must not be."""
    faults: list[str] = field(default_factory=list)


def run(tier: Tier) -> Result:
    """Every spelling in every vector (merge: some forty of them)."""
    result = Result(
        "N address guard",
        "no spelling of an address inside is connected to, whichever way a portal leads there",
        "real crawls in a closed network namespace with private, link-local, shared and loopback addresses, portals on "
        "a public-looking one and a name server that also changes its answers (rebinding); a source names the spelling "
        "as its own host wherever a source file can, so that nothing but the guard stands before it; each connect() is "
        "logged by a preloaded library, and servers listen on every address",
        not_shown=["https (the endpoint is the same; tests/crawl/test_guard.py crawls over it)"],
    )
    if reason := _unusable():
        result.skipped = reason
        return result
    with shim.compiled() as library:
        words = ["unshare", "-rnm", sys.executable, "-m", "rigs.guard", str(library), tier]
        done = subprocess.run(words, cwd=shim.ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"the namespace ended with {done.returncode}\n{done.stderr[-3000:]}")
    sound, planted = (Tally(**part) for part in json.loads(done.stdout.splitlines()[-1]))
    result.cases = {
        "spellings in vectors": sound.cases,
        "of these with a row `egress_refused`": sound.refused,
        "requests that reached the public address": sound.public,
    }
    met = Counter(sound.connects)
    result.failures = sound.faults + [f"{number} connects to {address}" for address, number in met.items()]
    if not sound.refused:
        result.failures.append("nothing was refused: the rig does not reach the guard")
    seen = f"{len(planted.connects)} connects inside in {planted.cases} cases"
    result.mutants = [Mutant("guard on the name only", bool(planted.connects), seen)]
    return result


def _unusable() -> str:
    if reason := shim.missing():
        return reason
    for tool in ("unshare", "ip", "mount"):
        if not shutil.which(tool):
            return f"no `{tool}` command"
    done = subprocess.run(["unshare", "-rnm", "true"], capture_output=True, text=True, check=False)
    return f"no network namespace allowed here ({done.stderr.strip()})" if done.returncode else ""


def _close_in(folder: Path) -> None:
    """The namespace's addresses, and our name server for it."""
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    for address in (PUBLIC, *INSIDE[1:]):
        subprocess.run(["ip", "addr", "add", f"{address}/32", "dev", "lo"], check=True)
    for address in INSIDE_6[1:]:
        subprocess.run(["ip", "-6", "addr", "add", f"{address}/128", "dev", "lo"], check=True)
    hosts = "127.0.0.1 localhost\n::1 localhost\n"
    for name, text in (("resolv.conf", f"nameserver {NAME_SERVER}\n"), ("hosts", hosts)):
        (folder / name).write_text(text)
        subprocess.run(["mount", "--bind", folder / name, f"/etc/{name}"], check=True)
    NameServer(NAME_SERVER)


def _crawl(folder: Path, library: str, sources: list[str], module: str) -> dict[str, Any]:
    """One crawl with the connects logged; its summary."""
    log = folder / "connects"
    environment = {**os.environ, "LD_PRELOAD": library, "RIG_CONNECTS": str(log)}
    (folder / "home").mkdir()
    words = [sys.executable, "-m", module, "--home", str(folder / "home"), "--sources", str(folder / "sources"),
             "--retry-pause", "0.01", "--log-level", "ERROR", *sources]  # fmt: skip
    done = subprocess.run(words, cwd=shim.ROOT, env=environment, capture_output=True, text=True, check=False)
    if not done.stdout.startswith("{"):
        raise RuntimeError(f"a crawl ended with {done.returncode}\n{done.stderr[-3000:]}")
    summary: dict[str, Any] = json.loads(done.stdout)
    return summary


def _series(folder: Path, library: str, cases: list[Case], portals: Portals, module: str = "crawler.process") -> Tally:
    tally = Tally(len(cases))
    for first in range(0, len(cases), AT_ONCE):
        part = folder / str(first)
        some = cases[first : first + AT_ONCE]
        sources = [source_file(part / "sources" / "rig", *case) for case in some]
        met = len(portals.met)
        summary = _crawl(part, library, sources, module)
        for source, visit in summary["sources"].items():
            tally.refused += "egress_refused" in visit["outcomes"]
            if visit["internal_errors"]:
                tally.faults.append(f"{source}: {visit['internal_errors']} internal errors")
        connects = (part / "connects").read_text().split() if (part / "connects").exists() else []
        here = [address for address, _, _ in portals.met[met:]]
        tally.public += here.count(PUBLIC)
        tally.connects += [address for address in (*connects, *here) if address != PUBLIC]
        if missing := len(some) - len(summary["sources"]):
            tally.faults.append(f"{missing} sources were not visited: {summary.get('reason')}")
    return tally


def can_try(vector: str, host: str) -> bool:
    """A section, and with it a robots.txt, can only stand on a host that a source file can name."""
    return vector != "robots" or can_be_named(host)


def main() -> int:
    """Inside the namespace: two tallies as JSON."""
    library, is_merge = sys.argv[1], sys.argv[2] == "merge"
    targets = spellings()
    # A host has one owner per crawl, so each round gives each spelling another vector.
    rounds = [
        [(VECTORS[(number + turn) % len(VECTORS)], number, host) for number, host in enumerate(targets)]
        for turn in range(len(VECTORS))
    ]
    cases = [case for one in rounds for case in one if can_try(case[0], case[2])]
    if is_merge:
        cases = rounds[0][:: len(targets) // 36]
    named = [("link", number, host) for number, host in enumerate(targets) if host.startswith("a-")]
    with scratch("guard") as folder:
        _close_in(folder)
        portals = Portals(targets)
        sound = _series(folder / "sound", library, [c for c in cases if can_try(c[0], c[2])], portals)
        planted = _series(folder / "planted", library, named, portals, "rigs.guard_mutant")
    print(json.dumps([asdict(sound), asdict(planted)]))
    return 0


def is_inside(host: str) -> bool:
    """Whether `host` is the plain literal of an address that is not global."""
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return False


if __name__ == "__main__":
    sys.exit(main())
