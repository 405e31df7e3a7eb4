"""Politeness, judged by the portals: what the sample server's own log says of when it was asked for what."""

import json
import subprocess
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from protego import Protego

from rigs.folders import scratch
from rigs.result import Mutant, Result, Tier
from rigs.shim import ROOT
from samples.response import Request
from samples.server import Asked, SampleServer
from samples.sources import sources_for

SLACK = 0.3
"""Seconds by which the log's clock may lag behind a request that was sent in time: it notes when it has answered."""
RETRY_AFTER = 2
ASKS_FOR_A_PAUSE = ("thong-nhat", "dong-nai")
SOME = ("mau/dong-nai", "mau/thong-nhat", "mau/la")
MUTANTS = (
    ("--rude", "a crawler that waits for nobody", "mau/dong-nai", 0.6, "sooner"),
    ("--deaf", "a crawler that reads no robots.txt", "mau/la", 0.01, "against robots.txt"),
)
"""First word, name, portal, its delay in seconds, what must be seen."""
AGENT = "ocop-archive"


@dataclass
class Soak:
    """A crawl as its portals saw it."""

    asked: int = 0
    hosts: int = 0
    pauses: int = 0
    faults: Counter[str] = field(default_factory=Counter)


def run(tier: Tier) -> Result:
    """Every sample portal at 1 s (merge: three of them, at most 12 requests each, at 0.6 s)."""
    result = Result(
        "Politeness",
        "no request comes sooner than a portal's delay, during a pause it asked for, or against its robots.txt",
        "the crawler visits sample portals whose source files name a delay; two answer 503 with Retry-After once; the "
        "server's own log is the judge, with the robots.txt that it serves read by itself",
        not_shown=[
            "a soak of days: this one takes minutes",
            "less than 0.3 s too soon: the log's own lag",
            "Retry-After as a date, absurd or past: tests/crawl",
        ],
    )
    delay, limit, names = (0.6, 12, SOME) if tier == "merge" else (1.0, 3000, ())
    soak = _soak(delay, limit, names)
    result.cases = {"requests": soak.asked, "hosts": soak.hosts, "pauses asked for": soak.pauses}
    result.failures = [f"{number} times {fault}" for fault, number in soak.faults.items()]
    if not soak.pauses:
        result.failures.append("no portal asked for a pause: the rig does not strike where it hurts")
    for word, name, source, pace, fault in MUTANTS:
        seen = _soak(pace, 40, (source,), word).faults
        told = ", ".join(f"{number} times {what}" for what, number in seen.items())
        result.mutants.append(Mutant(name, any(what.startswith(fault) for what in seen), told))
    return result


def _soak(delay: float, limit: int, names: tuple[str, ...], *mutant: str) -> Soak:
    with scratch("polite") as folder, SampleServer() as server:
        ids = _sources(folder / "sources", server.port, delay)
        for portal in ASKS_FOR_A_PAUSE:
            prefix = "/vi/news" if portal == "dong-nai" else "/cat"
            server.world.fail(portal, 503, times=1, retry_after=RETRY_AFTER, prefix=prefix)
        (folder / "home").mkdir()
        words = [sys.executable, "-m", "rigs.polite_crawl", *mutant, "--home", str(folder / "home"), "--sources",
                 str(folder / "sources"), "--limit-pages", str(limit), "--log-level", "ERROR",
                 *(names or ids)]  # fmt: skip
        done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
        if not done.stdout.startswith("{") or not json.loads(done.stdout)["sources"]:
            raise RuntimeError(f"the crawl ended with {done.returncode}: {done.stdout[:500]}{done.stderr[-2000:]}")
        return _judged(list(server.requests), delay, server)


def _sources(folder: Path, port: int, delay: float) -> list[str]:
    """The sample sources with a delay; their ids."""
    written = sources_for(port, folder)
    for file in written:
        file.write_text(file.read_text(encoding="utf-8").replace("delay: 0.0", f"delay: {delay}"), encoding="utf-8")
    return [f"mau/{file.stem}" for file in written]


def _judged(log: list[Asked], delay: float, server: SampleServer) -> Soak:
    soak, by_host = Soak(asked=len(log)), defaultdict[str, list[Asked]](list)
    for asked in log:
        by_host[asked.host].append(asked)
    soak.hosts = len(by_host)
    for host, several in by_host.items():
        answer = server.world.respond(Request("GET", "/robots.txt", host))
        rules = Protego.parse(answer.body.decode() if answer.status == 200 else "")
        several.sort(key=lambda asked: asked.time)
        not_before = 0.0
        for before, asked in zip([None, *several], several, strict=False):
            if before and asked.time - before.time < delay - SLACK:
                soak.faults[f"sooner than the delay: {host}"] += 1
            if asked.time < not_before - SLACK:
                soak.faults[f"during a pause: {host}"] += 1
            if asked.path != "/robots.txt" and not rules.can_fetch(asked.path, AGENT):
                soak.faults[f"against robots.txt: {host}"] += 1
            if asked.status == 503:
                soak.pauses += 1
                not_before = asked.time + RETRY_AFTER
    return soak
