"""docs/reliability-report.md: one section per rig, each as it was last run."""

import platform
import re
import sqlite3
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from rigs.result import Result, Tier

REPORT = Path(__file__).resolve().parent.parent / "docs" / "reliability-report.md"

HEAD = """\
# What the rigs found

Written by `make rigs`, one section per rig, as each was last run. A rig attacks one promise and counts its attempts;
mutants are faults planted on purpose: a rig that lets one through fails, and so does `make rigs`. What a rig cannot
see is said in its section. How they work: [rigs/README.md](../rigs/README.md).
"""

_SECTION = re.compile(r"^<!-- (?P<name>[a-z-]+) -->\n(?P<text>.*?)(?=^<!-- |\Z)", re.MULTILINE | re.DOTALL)


def write(results: Mapping[str, Result], tier: Tier) -> None:
    """Put these results in place of the older ones of the same rigs; those of other rigs stay."""
    from rigs.series import RIGS

    kept = dict(_SECTION.findall(REPORT.read_text(encoding="utf-8"))) if REPORT.exists() else {}
    sections = kept | {name: _section(result, tier) for name, result in results.items()}
    parts = [f"<!-- {name} -->\n{sections[name].strip()}\n" for name in RIGS if name in sections]
    if waiting := [name for name in RIGS if name not in sections]:
        parts.insert(0, f"Not yet run in the full tier: {', '.join(waiting)}.\n")
    REPORT.write_text("\n".join([HEAD, *parts]), encoding="utf-8")


def _section(result: Result, tier: Tier) -> str:
    machine = f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {platform.system()}"
    when = f"Run on {datetime.now(UTC):%Y-%m-%d}, {tier} tier, {machine}."
    lines = [f"## {result.rig}", "", f"**{result.promise[0].upper()}{result.promise[1:]}.**"]
    lines += ["", f"{result.how[0].upper()}{result.how[1:]}.", "", when, ""]
    if result.skipped:
        return "\n".join([*lines, f"Not run: {result.skipped}."])
    lines += ["| counted | number |", "|---|---|"]
    lines += [f"| {name} | {number:,} |" for name, number in result.cases.items()]
    lines += [f"| **where the promise did not hold** | **{len(result.failures)}** |", ""]
    lines += [f"* did not hold: {failure}" for failure in result.failures]
    if result.mutants:
        lines += ["", "| planted mutant | caught | by |", "|---|---|---|"]
        lines += [f"| {m.name} | {'yes' if m.caught else '**no**'} | {m.seen_as} |" for m in result.mutants]
    if result.not_shown:
        lines += ["", "Not shown here:", "", *(f"* {what}" for what in result.not_shown)]
    return "\n".join(lines)
