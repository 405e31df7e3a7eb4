"""docs/benchmarks.md: one section per measure, between marks; what stands outside them is written by hand and stays."""

import os
import platform
import re
from collections.abc import Sequence

from benchmarks.result import Result


def with_section(page: str, measure: str, results: Sequence[Result]) -> str:
    """The page with the table of `measure` in place of the one between its marks; at the end where it has none."""
    begin, end = f"<!-- begin {measure} -->", f"<!-- end {measure} -->"
    section = "\n".join([begin, _machine(), "", *_table(results), end])
    marked = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
    if marked.search(page):
        return marked.sub(lambda _: section, page, count=1)
    return f"{page.rstrip()}\n\n{section}\n"


def _machine() -> str:
    """On what it was measured, and whether other work shared the machine."""
    cores, (_, _, load) = os.cpu_count() or 1, os.getloadavg()
    shared = f", **under load** (load average {load:.0f})" if load > cores else ""
    return f"`python -m benchmarks` on {cores} cores, Python {platform.python_version()}, {platform.system()}{shared}."


def _table(results: Sequence[Result]) -> list[str]:
    head = ["| what | ratio | target | reached | measured |", "|---|---|---|---|---|"]
    return [*head, *(result.row() for result in results)]
