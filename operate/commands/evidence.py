"""`ocop explain`, `verify`, `recover`: what the home knows, and whether it still holds it."""

import json
import sys
from dataclasses import asdict
from typing import Any

import click

from operate.commands.call import Call, told
from operate.exits import Exit
from operate.explain import explain, explained_lines
from operate.fixity.verify import todays_slice, verified_lines, verify
from operate.home import HomeError, open_home
from operate.recover import recover, recovery_lines, would_recover


def evidence_commands() -> list[click.Command]:
    """The commands."""
    return [
        click.Command("explain", callback=told(_explain), help=_EXPLAIN,
                      params=[click.Argument(["address"], metavar="URL|ID")]),
        click.Command(
            "verify", callback=told(_verify), help=_VERIFY,
            params=[
                click.Option(["--full"], is_flag=True, help="Every file, record, row and thumbnail. The default."),
                click.Option(["--slice", "part"], metavar="N/OF", help="One of OF parts of the files; `today`: the one "
                             "of 30 whose turn it is."),
            ],
        ),
        click.Command(
            "recover", callback=told(_recover), help=_RECOVER,
            params=[click.Option(["--dry-run"], is_flag=True, help="Say what would be done; change nothing.")],
        ),
    ]  # fmt: skip


_EXPLAIN = """Every event of one address: announced where, kept or why not, fetched when with which bytes, read how, its
dates, decisions about it, taken down."""
_VERIFY = """Is what is kept still what was received? WARC files by the ledger's digests (changed, cut, missing, extra,
swapped), the ledger, archive.db row by row, thumbnails against their captures. Ends with 4 where something is not."""
_RECOVER = """Put in order what a crash left, as every run does at its start: bytes that nobody acknowledged go to
captures/recovered/, nothing is deleted."""


@click.pass_obj
def _explain(call: Call, address: str) -> None:
    found = explain(open_home(call.home, call.sources), address)
    if call.as_json:
        click.echo(json.dumps(asdict(found), ensure_ascii=False))
        return
    for line in explained_lines(found):
        click.echo(line)


@click.pass_obj
def _verify(call: Call, full: bool, part: str | None) -> None:
    if full and part:
        raise HomeError("--full or --slice, not both.")
    home = open_home(call.home, call.sources)
    with call.display.counting("Kiểm / verify") as told:
        done = verify(home, call.clock, told, _part(part, call.clock) if part else None)
    if call.as_json:
        click.echo(json.dumps(asdict(done), ensure_ascii=False))
    else:
        for line in verified_lines(done):
            click.echo(line)
    sys.exit(Exit.INTEGRITY if done.findings else Exit.OK)


def _part(text: str, clock: Any) -> tuple[int, int]:
    if text == "today":
        return todays_slice(clock)
    number, _, of = text.partition("/")
    if not (number.isdigit() and of.isdigit() and 0 < int(number) <= int(of)):
        raise HomeError(f"--slice {text!r}: N/OF with 1 ≤ N ≤ OF, such as 7/30, or today.")
    return int(number), int(of)


@click.pass_obj
def _recover(call: Call, dry_run: bool) -> None:
    home = open_home(call.home, call.sources)
    found = would_recover(home) if dry_run else recover(home, call.clock)
    if call.as_json:
        click.echo(json.dumps(asdict(found), ensure_ascii=False))
        return
    for line in recovery_lines(found):
        click.echo(line)
