"""`ocop run`, `crawl`, `build`: what cron calls, and its halves."""

import json
import sys
from dataclasses import asdict

import click

from operate.accept import accept_source
from operate.choose import holds_samples
from operate.commands.call import CLUSTER, Call, told
from operate.home import open_home
from operate.report_lines import report_lines
from operate.runner import Order, RunResult
from operate.runner import run as run_once


@click.command()
@click.argument("source", nargs=-1)
@click.option("--limit-pages", type=click.IntRange(min=1), help="Stop after so many pages per portal; resumable.")
@CLUSTER
@click.pass_obj
@told
def run(call: Call, source: tuple[str, ...], limit_pages: int | None, cluster: str) -> None:
    """Crawl what is due (or the SOURCEs named) and build: what cron calls.

    Exit codes: 0 all well, 1 a bug, 2 wrong arguments or configuration, 3 disk, 4 integrity, 5 another run holds the
    home, 6 data stored but a portal failed its checks, 7 stopped at a limit (resumable), 8 network down,
    10 all well but an alert could not be delivered, 130 and 143 stopped by a signal (resumable).
    """
    home = open_home(call.home, call.sources)
    order = Order(source, now=call.now, limit_pages=limit_pages, cluster=cluster)
    end(call, run_once(home, order, call.clock, call.display))


@click.command()
@click.argument("source", nargs=-1)
@click.option("--limit-pages", type=click.IntRange(min=1), help="Stop after so many pages per portal; resumable.")
@CLUSTER
@click.pass_obj
@told
def crawl(call: Call, source: tuple[str, ...], limit_pages: int | None, cluster: str) -> None:
    """The first half of `run`: fetch and keep bytes."""
    home = open_home(call.home, call.sources)
    order = Order(source, build=False, now=call.now, limit_pages=limit_pages, cluster=cluster)
    end(call, run_once(home, order, call.clock, call.display))


@click.command()
@click.option(
    "--accept", "accepted", metavar="SOURCE", help="Build pages of SOURCE that were held: it is still itself."
)
@click.option("--why", default="", help="With --accept: how you know.")
@click.option("--reread", metavar="SOURCE", default="", help="Read every article of SOURCE again, from its captures.")
@click.pass_obj
@told
def build(call: Call, accepted: str | None, why: str, reread: str) -> None:
    """The second half of `run`: read what was captured into archive.db.

    Pages that name another publishing body than their source's are captured and held; --accept releases them.
    --reread: after a source file was mended.
    """
    home = open_home(call.home, call.sources)
    if reread:
        home.registry(samples=holds_samples(home)).get(reread)
    if accepted:
        accept_source(home, accepted, why, call.clock)
    end(call, run_once(home, Order(crawl=False, now=call.now, read_again=reread), call.clock, call.display))


def end(call: Call, result: RunResult) -> None:
    """Say how a run went and leave with its exit code."""
    if call.as_json:
        value = {
            "exit_code": int(result.exit_code),
            "reason": result.reason,
            "crawled": result.crawled,
            "built": asdict(result.built) if result.built else None,
            "checks": [check.as_row() for check in result.checks],
        }
        click.echo(json.dumps(value, ensure_ascii=False))
    else:
        for line in report_lines(result):
            call.display.say(line)
    sys.exit(result.exit_code)
