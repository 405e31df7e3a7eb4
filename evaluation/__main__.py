"""`python -m evaluation fields [--pin [--lower]]`: what is read rightly on the sample pages, family by family."""

import sys

import click
from rich.console import Console
from rich.table import Table

from evaluation.measure import Measured, below_floors, load_floors, measure, pinned, save_floors
from evaluation.scoring import FIELDS

MISSES_SHOWN = 10


@click.group()
def main() -> None:
    """Measures of what the pipeline gets right on pages whose truth is known."""


@main.command()
@click.option("--pin", is_flag=True, help="Write today's values as floors; none is lowered.")
@click.option("--lower", is_flag=True, help="With --pin: floors may fall. Say why in the commit.")
def fields(pin: bool, lower: bool) -> None:
    """Read every sample page and twenty redesigns of every family, and print what was right.

    Exit code 1 where something is under its floor.
    """
    if lower and not pin:
        raise click.UsageError("--lower changes what --pin writes: give both")
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
    golden = Table("family", "pages", *FIELDS, "body F1", "trafilatura", title="pages as served")
    skins = Table("family", "title F1", "body F1", "worst body F1", "date", "author", title="twenty redesigns")
    for name, result in measured.families.items():
        values = result.values
        shares = [f"{values[field]:.2f}" for field in FIELDS]
        golden.add_row(name, str(result.pages), *shares, f"{values['body_f1']:.3f}", f"{result.trafilatura_f1:.3f}")
        skins.add_row(
            name, f"{values['reskinned_title_f1']:.3f}", f"{values['reskinned_body_f1']:.3f}",
            f"{result.reskinned_worst_f1:.3f}", *(f"{share:.2f}" for share in result.reskinned_shown.values()),
        )  # fmt: skip
    console.print(golden)
    console.print(skins)
    for result in measured.families.values():
        for line in result.missed[:MISSES_SHOWN]:
            console.print(f"missed: {line}", markup=False)


if __name__ == "__main__":
    main()
