"""H: hostile portals. What each does to a crawl stands in one row, and the healthy articles beside it are kept."""

import json
import subprocess
import sys
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crawler.captures.reader import CaptureReader
from rigs.behaviours import Behaviour, behaviours
from rigs.folders import scratch
from rigs.hostile_portal import HostilePortals
from rigs.result import Mutant, Result, Tier
from rigs.shim import ROOT

PATIENCE: dict[Tier, int] = {"merge": 60, "full": 15}
"""Seconds for one request: few where servers hang, as in life where none does and the machine may be busy."""
MOST_MEMORY = 512 << 20
"""Bytes that the crawler may ever hold (the goal named in the catalogue)."""


@dataclass(frozen=True)
class Told:
    """What the ledger says of one article that did not come by as the others."""

    outcome: str
    kept: bool


def run(tier: Tier) -> Result:
    """Every behaviour (merge: without those that take seconds)."""
    result = Result(
        "H hostile portals",
        "whatever a portal answers is told by the row that the catalogue expects, and nothing beside it is harmed",
        "raw-socket portals, one per fault, with a healthy article before and behind each hostile one; after one crawl "
        "the ledger must have the expected outcome of each, as a capture or as an event, every healthy article, and no "
        "error that is a bug of ours",
        not_shown=[
            "N12 (rig N), N13, N14, N15, N17, N18, N20 and the faults of content that no crawl decides (C2 to C5, C10, "
            "C11, C14 to C19): what there is of them stands in tests/, with fewer than three behaviours each for some",
            "the event loop's longest pause",
        ],
    )
    table: dict[str, list[Behaviour]] = defaultdict(list)
    for behaviour in behaviours():
        if tier == "full" or behaviour.outcome != "timeout":
            table[behaviour.fault.lower()].append(behaviour)
    summary, memory, told, healthy = _crawled(table, PATIENCE[tier])
    wrong = _compare(table, told)
    result.cases = {
        "behaviours": sum(map(len, table.values())),
        "faults of the catalogue": len(table),
        "healthy articles kept beside them": healthy,
        "MB that the crawler held at most": memory >> 20,
    }
    result.failures = wrong
    expected = sum(len(several) + 1 for several in table.values())
    if healthy != expected:
        result.failures.append(f"{healthy} healthy articles of {expected} were kept")
    if memory > MOST_MEMORY:
        result.failures.append(f"the crawler held {memory >> 20} MB")
    for source, visit in summary["sources"].items():
        if visit["internal_errors"]:
            result.failures.append(f"{source}: {visit['internal_errors']} internal errors")
    challenges = {"n16": table["n16"]}
    missed = _compare(challenges, _crawled(challenges, PATIENCE[tier], "--blind")[2])
    result.mutants = [Mutant("challenges taken for pages", bool(missed), f"{len(missed)} wrong rows")]
    return result


def _crawled(
    table: dict[str, list[Behaviour]], patience: int, *mutant: str
) -> tuple[dict[str, Any], int, dict[tuple[str, int], Told], int]:
    """(summary, most bytes held, what the ledger says, healthy articles)."""
    with scratch("hostile") as folder, HostilePortals(table) as portals:
        sources = portals.write_sources(folder / "sources" / "rig")
        summary, memory = _crawl(folder, patience, [*mutant], sources)
        told, healthy = _told(folder)
        portals.shutdown()
    return summary, memory, told, healthy


def _crawl(folder: Path, patience: int, mutant: list[str], sources: list[str]) -> tuple[dict[str, Any], int]:
    """(summary, most bytes held)."""
    (folder / "home").mkdir()
    words = [
        sys.executable, "-m", "rigs.hostile_crawl", str(patience), str(folder / "most"), *mutant,
        "--home", str(folder / "home"), "--sources", str(folder / "sources"), "--retry-pause", "0.01",
        "--log-level", "ERROR", *sources,
    ]  # fmt: skip
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    if not done.stdout.startswith("{"):
        raise RuntimeError(f"the crawl ended with {done.returncode}\n{done.stderr[-3000:]}")
    summary: dict[str, Any] = json.loads(done.stdout)
    return summary, int((folder / "most").read_text(encoding="ascii"))


def _told(folder: Path) -> tuple[dict[tuple[str, int], Told], int]:
    """By fault and number of the behaviour, what the ledger says last; and how many healthy articles it has."""
    told: dict[tuple[str, int], Told] = {}
    healthy, number_of = 0, {}
    with CaptureReader(folder / "home") as reader:
        for capture in reader.captures():
            if capture.role != "article":
                continue
            number_of[capture.url] = int(capture.key)
            if int(capture.key) % 2:
                healthy += capture.outcome == "ok"
            else:
                told[capture.source_id.partition("/")[2], int(capture.key) // 2] = Told(capture.outcome, True)
        for event in reader.events():
            last = event.url.partition("?")[0].rpartition("-")[2].removesuffix(".html")
            number = number_of.get(event.url) or (int(last) if last.isdigit() else 0)
            if number and event.role == "article":
                told[event.source_id.partition("/")[2], number // 2] = Told(event.outcome, False)
    return told, healthy


def _compare(table: dict[str, list[Behaviour]], told: dict[tuple[str, int], Told]) -> list[str]:
    wrong = []
    for fault, several in table.items():
        for number, behaviour in enumerate(several, start=1):
            row = told.get((fault, number))
            if row != Told(behaviour.outcome, behaviour.kept):
                expected = f"{behaviour.outcome} as {'a capture' if behaviour.kept else 'an event'}"
                wrong.append(f"{behaviour.fault} {behaviour.name}: {expected} expected, told: {row}")
    return wrong
