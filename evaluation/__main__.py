"""`python -m evaluation [--pin [--lower]]`: what is read rightly on the sample pages, family by family."""

import sys

import click
from rich.console import Console
from rich.table import Table

from evaluation.measure import Measured, below_floors, load_floors, measure, pinned, save_floors
from evaluation.scoring import FIELDS

MISSES_SHOWN = 10


@click.command()
@click.option("--pin", is_flag=True, help="Write today's values as floors; none is lowered.")
@click.option("--lower", is_flag=True, help="With --pin: floors may fall. Say why in the commit.")
def main(pin: bool, lower: bool) -> None:
    """Read every sample page and twenty redesigns of every family, and print what was right.

    Exit code 1 where something is under its floor.
    """
    console = Console(width=None if sys.stdout.isatty() else 160)
    measured = measure()
    _print(console, measured)
    if pin:
        save_floors(pinned(measured, load_floors(), lower))
    wrong = below_floors(measured, load_floors())
    for line in wrong:
        console.print(line, style="red", markup=False)
    sys.exit(1 if wrong else 0)


def _print(console: Console, measured: Measured) -> None:
    table = Table("family", "pages", *FIELDS, "body F1", "trafilatura", "new skin: title", "new skin: body")
    for name, result in measured.families.items():
        values = [f"{result.values[field]:.2f}" for field in FIELDS]
        table.add_row(
            name, str(result.pages), *values, f"{result.values['body_f1']:.3f}", f"{result.trafilatura_f1:.3f}",
            f"{result.values['reskinned_title_f1']:.3f}", f"{result.values['reskinned_body_f1']:.3f}",
        )  # fmt: skip
    console.print(table)
    for result in measured.families.values():
        for line in result.missed[:MISSES_SHOWN]:
            console.print(f"missed: {line}", markup=False)


if __name__ == "__main__":
    main()
