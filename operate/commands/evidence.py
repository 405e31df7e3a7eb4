"""`ocop explain`, `verify`, `recover`: what the home knows, and whether it still holds it."""

import json
import sys
from dataclasses import asdict
from typing import Any

import click

from operate.commands.call import Call, told
from operate.exits import Exit
from operate.explain import explain as explained
from operate.explain import explained_lines
from operate.fixity.verify import todays_slice, verified_lines
from operate.fixity.verify import verify as verify_home
from operate.home import HomeError, open_home
from operate.recover import recover as recover_home
from operate.recover import recovery_lines, would_recover


@click.command()
@click.argument("address", metavar="URL|ID")
@click.pass_obj
@told
def explain(call: Call, address: str) -> None:
    """Every event of one address: announced where, kept or why not, fetched when with which bytes, read how, its
    dates, decisions about it, taken down."""
    found = explained(open_home(call.home, call.sources), address)
    if call.as_json:
        click.echo(json.dumps(asdict(found), ensure_ascii=False))
        return
    for line in explained_lines(found):
        click.echo(line)


@click.command()
@click.option("--full", is_flag=True, help="Every file, record, row and thumbnail. The default.")
@click.option(
    "--slice", "part", metavar="N/OF", help="One of OF parts of the files; `today`: the one of 30 whose turn it is."
)
@click.pass_obj
@told
def verify(call: Call, full: bool, part: str | None) -> None:
    """Is what is kept still what was received? WARC files by the ledger's digests (changed, cut, missing, extra,
    swapped), the ledger and archive.db by their seals, thumbnails against their captures. Ends with 4 where
    something is not."""
    if full and part:
        raise HomeError("Chỉ chọn một / --full or --slice, not both.")
    home = open_home(call.home, call.sources)
    with call.display.counting("Kiểm / verify") as count:
        done = verify_home(home, call.clock, count, _part(part, call.clock) if part else None)
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


@click.command()
@click.option("--dry-run", is_flag=True, help="Say what would be done; change nothing.")
@click.pass_obj
@told
def recover(call: Call, dry_run: bool) -> None:
    """Put in order what a crash left, as every run does at its start: bytes that nobody acknowledged go to
    captures/recovered/, nothing is deleted."""
    home = open_home(call.home, call.sources)
    found = would_recover(home) if dry_run else recover_home(home, call.clock)
    if call.as_json:
        click.echo(json.dumps(asdict(found), ensure_ascii=False))
        return
    for line in recovery_lines(found):
        click.echo(line)
