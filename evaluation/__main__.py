"""`python -m evaluation fields|entities [--pin [--lower]]`: right on sample pages and annotated texts."""

import sys
from datetime import date
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from evaluation import floors
from evaluation.halves import COMMAND, HalfResult, measure_half, rules_file, share
from evaluation.measure import Measured, below_floors, load_floors, measure, pinned, save_floors
from evaluation.report import PAGE, with_table
from evaluation.scoring import FIELDS
from evaluation.texts import HALVES
from pipeline.precision import SHIPPED

MISSES_SHOWN = 10
FLOORS = Path(__file__).parent


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


@main.command()
@click.argument("half", type=click.Choice(HALVES), required=False)
@click.option("--pin", is_flag=True, help="Write today's values as floors; none is lowered.")
@click.option("--lower", is_flag=True, help="With --pin: floors may fall. Say why in the commit.")
@click.option("--misses", type=click.IntRange(min=0), default=MISSES_SHOWN, show_default=True, help="Of each kind.")
@click.option("--type", "only", help="Misses of this type alone.")
@click.option("--show-test-misses", is_flag=True, help="Spends the frozen half: who has seen its misses tunes on it.")
def entities(half: str | None, pin: bool, lower: bool, misses: int, only: str | None, show_test_misses: bool) -> None:
    """Read the annotated texts of a HALF (default: both) as `ocop extract` reads plain text; print what was right.

    Exit code 1 where something is under its floor.
    """
    if lower and not pin:
        raise click.UsageError("--lower changes what --pin writes: give both")
    console = Console(width=None if sys.stdout.isatty() else 160)
    wrong: list[str] = []
    for name in [half] if half else HALVES:
        result = measure_half(name)
        _print_half(console, result)
        if name != "test" or show_test_misses:
            _print_misses(console, result, misses, only)
        file = FLOORS / f"floors-{name}.yml"
        if pin:
            floors.save(file, floors.pinned(result.corpus, result.floored, floors.load(file), lower), COMMAND)
        wrong += [f"{name}: {line}" for line in floors.below(result.corpus, result.floored, floors.load(file), COMMAND)]
    for line in wrong:
        console.print(line, style="red", markup=False)
    sys.exit(1 if wrong else 0)


@main.command()
def rules() -> None:
    """Write what was measured on the annotated texts: the precision of each rule on the frozen half into the data that
    the table `rules` shows, both halves into docs/evaluation.md."""
    dev, frozen = measure_half("dev"), measure_half("test")
    text = rules_file(frozen)
    SHIPPED.write_text(text, encoding="utf-8")
    PAGE.write_text(with_table(PAGE.read_text(encoding="utf-8"), dev, frozen, date.today()), encoding="utf-8")
    click.echo(f"{SHIPPED.name}: {text.count('right:')} rules; {PAGE.name}: {dev.texts} and {frozen.texts} texts")


def _print_half(console: Console, result: HalfResult) -> None:
    table = Table("type", "names", "precision", "recall", "F1", "spans F1", "exact F1", "values right",
                  title=f"{result.half}: {result.texts} texts")  # fmt: skip
    for name, found in result.types.items():
        names = found.names
        values = ", ".join(f"{key} {right}/{asked}" for key, (right, asked) in found.values.items())
        table.add_row(
            name, str(names.right + names.missed), f"{names.precision:.3f}", f"{names.recall:.3f}", f"{names.f1:.3f}",
            f"{found.overlapping.f1:.3f}", f"{found.exact.f1:.3f}", values,
        )  # fmt: skip
    for name, tally in (("date", result.dates), ("relevance", result.relevance)):
        table.add_row(name, str(tally[1]), "", "", f"{share(tally):.3f}", "", "", "")
    console.print(table)


def _print_misses(console: Console, result: HalfResult, most: int, only: str | None) -> None:
    for name, found in result.types.items():
        for kind in ("missed", "invented", "value"):
            shown = [miss for miss in found.misses if miss.kind == kind] if only in (None, name) else []
            for miss in shown[:most]:
                console.print(f"{kind} {name} {miss.text_id}: {miss.told}", markup=False, highlight=False)
    for miss in [miss for miss in result.misses if only in (None, miss.type)]:
        console.print(f"{miss.kind} {miss.text_id}: {miss.told}", markup=False, highlight=False)


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
