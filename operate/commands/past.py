"""`ocop backfill`, `suppress`: what web archives still hold comes in, what must go is taken down."""

import json
import sys
from dataclasses import asdict
from datetime import datetime

import click

from operate.backfill import Order
from operate.backfill import backfill as ask_web_archive
from operate.commands.call import DAY, Call, told
from operate.home import open_home
from operate.report_lines import backfill_lines
from operate.suppress import suppress as take_down


@click.command()
@click.argument("source_id", metavar="SOURCE")
@click.option("--from", "since", type=DAY, metavar="YYYY-MM-DD", help="Only captures of this day or later.")
@click.option("--to", "until", type=DAY, metavar="YYYY-MM-DD", help="Only captures of this day or earlier.")
@click.option("--dry-run", is_flag=True, help="Ask what the archive holds; fetch and change nothing.")
@click.option("--limit-pages", type=click.IntRange(min=1), help="Stop after so many requests; the next call goes on.")
@click.pass_obj
@told
def backfill(
    call: Call, source_id: str, since: datetime | None, until: datetime | None, dry_run: bool, limit_pages: int | None
) -> None:
    """Bring back what a web archive holds of SOURCE, then build.

    The archive is that of ocop.toml, web.archive.org by default. Only captures from the days on which the body behind
    the portal existed are taken, each payload once, the earliest of every article first. Broken off, the next call goes
    on. Exit codes as of `ocop run`; 6: the archive did not answer all questions.
    """
    first, last = (moment.date() if moment else None for moment in (since, until))
    order = Order(source_id, first, last, dry_run, limit_pages, call.now)
    done = ask_web_archive(open_home(call.home, call.sources), order, call.clock, call.display)
    if call.as_json:
        click.echo(json.dumps(asdict(done), ensure_ascii=False))
    else:
        for line in backfill_lines(done, dry_run):
            call.display.say(line)
    sys.exit(done.exit_code)


@click.command()
@click.argument("article", metavar="URL|ID")
@click.option("--why", required=True, help="The reason, as the public page states it.")
@click.pass_obj
@told
def suppress(call: Call, article: str, why: str) -> None:
    """Take an article down: now, and in every build after."""
    done = take_down(open_home(call.home, call.sources), article, why, call.clock)
    click.echo(f"{done.article_id}: {'taken down' if done.new else 'was taken down already'}")
