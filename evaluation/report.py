"""The table of docs/evaluation.md: both halves of the annotated texts side by side."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from evaluation.halves import HalfResult, share

PAGE = Path(__file__).resolve().parents[1] / "docs" / "evaluation.md"
_BLOCK = re.compile(r"Measured on [\d-]+ \(\d+ development texts, .*?\n\n(?:\|.*\n)+")
_HEAD = (
    "| type | dev: names | precision | recall | F1 | frozen: names | precision | recall | F1 | spans F1 |",
    "|---|---|---|---|---|---|---|---|---|---|",
)


def with_table(page: str, dev: HalfResult, frozen: HalfResult, on: date) -> str:
    """`page` with the table as measured. Raises ValueError for a page that has no such table."""
    head = f"Measured on {on} ({dev.texts} development texts, {frozen.texts} frozen ones):"
    block = "\n".join([head, "", *_HEAD, *_rows(dev, frozen)]) + "\n"
    new, found = _BLOCK.subn(lambda _: block, page)
    if found != 1:
        raise ValueError("the page has no table of the annotated texts, or several")
    return new


def _rows(dev: HalfResult, frozen: HalfResult) -> Iterator[str]:
    for kind, found in frozen.types.items():
        ours, theirs = dev.types[kind].names, found.names
        cells = [kind]
        for names in (ours, theirs):
            cells += [str(names.right + names.missed), *(f"{n:.3f}" for n in (names.precision, names.recall, names.f1))]
        yield f"| {' | '.join([*cells, f'{found.overlapping.f1:.3f}'])} |"
    for name, ours_of, theirs_of in (
        ("dates", dev.dates, frozen.dates),
        ("relevance", dev.relevance, frozen.relevance),
    ):
        shares = (ours_of[1], share(ours_of), theirs_of[1], share(theirs_of))
        yield "| {} right | {} texts | | | {:.3f} | {} texts | | | {:.3f} | |".format(name, *shares)
