"""`ocop status`, `check`, `report`, `ack`, `pause`: who keeps watch."""

import json
import sys
from dataclasses import asdict
from datetime import datetime
from typing import Any

import click

from crawler.clock import local_day
from operate.choose import holds_samples
from operate.commands.call import DAY, Call, told
from operate.exits import Exit
from operate.home import HomeError, open_home
from operate.status import WHAT_TO_DO, check_line, home_status
from operate.watch.dead_man import age_of, dead_man
from operate.watch.mends import CHECKS
from operate.watch.quiet import PAUSE, Quiet, quieten
from operate.watch.report import needs_lines, report

_UNTIL = click.option("--until", type=DAY, required=True, metavar="YYYY-MM-DD", help="The last day.")
_WHY = click.option("--why", required=True, help="The reason, for whoever comes next.")
_SOURCE = click.argument("source_id", metavar="SOURCE")


@click.command()
@click.pass_obj
@told
def status(call: Call) -> None:
    """Health now: what the home holds, which portals fail their checks.

    Ends with 6 when one does that nobody has acknowledged (`ocop ack`).
    """
    found = home_status(open_home(call.home, call.sources), call.clock)
    if call.as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
    else:
        click.echo(f"{found['home']}: {found['captures']} captures, {found['articles']} articles ({found['holds']})")
        for note in filter(None, (found["last_run"], found["archive"])):
            click.echo(note)
        for check in found["checks"]:
            if check["level"] != "ok":
                known = f" (đã biết / acknowledged until {check['acknowledged']})" if check["acknowledged"] else ""
                click.echo(f"{check_line(check)}{known}")
        for paused in found["paused"]:
            click.echo(f"pause {paused['source']}: đến hết / until {paused['until']}: {paused['why']}")
        click.echo(WHAT_TO_DO if _troubled(found) else "ổn / all is well")
    sys.exit(Exit.SOURCE_FAILED if found["failing"] else Exit.OK)


def _troubled(found: dict[str, Any]) -> bool:
    return bool(found["archive"] or found["last_run"]) or any(check["level"] != "ok" for check in found["checks"])


@click.command()
@click.option("--max-age", default="26h", show_default=True, help="Hours (26h) or days (2d).")
@click.pass_obj
@told
def check(call: Call, max_age: str) -> None:
    """Does anybody still keep watch? For a scheduler of its own, as a dead-man switch; reads only.

    Ends with 6 when no run did its work within --max-age, a portal has been failing for more than 3 days without being
    acknowledged, or evidence was not verified for 35 days (`ocop verify`); else with 0.
    """
    alarms = dead_man(open_home(call.home, call.sources), call.clock, age_of(max_age))
    if call.as_json:
        click.echo(json.dumps([asdict(alarm) for alarm in alarms], ensure_ascii=False))
    else:
        for alarm in alarms:
            click.echo(f"{alarm.rule}: {alarm.says} → {alarm.see}")
        if not alarms:
            click.echo("ổn / all is well")
    sys.exit(Exit.SOURCE_FAILED if alarms else Exit.OK)


@click.command("report")
@click.option("--month", metavar="YYYY-MM", help="Default: the current one.")
@click.pass_obj
@told
def report_month(call: Call, month: str | None) -> None:
    """What needs a person this month, worst first: each with the command that shows it and what mends it."""
    found = report(open_home(call.home, call.sources), call.clock, month)
    if call.as_json:
        click.echo(json.dumps(asdict(found), ensure_ascii=False))
        return
    for line in needs_lines(found):
        click.echo(line)


@click.command()
@_SOURCE
@click.argument("check", metavar="CHECK")
@_UNTIL
@_WHY
@click.pass_obj
@told
def ack(call: Call, source_id: str, check: str, until: datetime, why: str) -> None:
    """A known fault of SOURCE, silenced until a day (30 days at most): it stays red, but no longer sets exit code 6.

    CHECK is what `ocop status` calls it: Z1, requests, layout, "handed on" …
    """
    if check.split(" ")[0] not in CHECKS and check not in CHECKS:
        raise HomeError(
            f"no check is called {check!r}; there are {', '.join(sorted(CHECKS))} (`ocop status` names them)."
        )
    _quieten(call, source_id, check, until, why)


@click.command()
@_SOURCE
@_UNTIL
@_WHY
@click.pass_obj
@told
def pause(call: Call, source_id: str, until: datetime, why: str) -> None:
    """Do not visit SOURCE until a day (180 days at most). What was captured stays; it is visited again by itself."""
    _quieten(call, source_id, PAUSE, until, why)


def _quieten(call: Call, source_id: str, check: str, until: datetime, why: str) -> None:
    home = open_home(call.home, call.sources)
    source = home.registry(samples=holds_samples(home)).get(source_id)
    today = local_day(call.clock().isoformat())
    entry = Quiet(source.id, check, until.date(), why, today)
    file = quieten(home, entry)
    if call.as_json:
        said = {"file": str(file), "source": entry.source, "check": entry.check, "until": entry.until.isoformat()}
        click.echo(json.dumps(said, ensure_ascii=False))
        return
    click.echo(f"{file}: {entry.source} {entry.check}, đến hết / until {entry.until}: {entry.why}")
