"""The front door: the `ocop` command. Every command is one function of operate/commands/."""

from datetime import datetime
from pathlib import Path

import click

from crawler.clock import fixed_clock
from operate.commands.audit import audit
from operate.commands.call import FOLDER, Call
from operate.commands.decide import decide_group
from operate.commands.evidence import evidence_commands
from operate.commands.export import export_command
from operate.commands.imports import import_
from operate.commands.past import backfill, suppress
from operate.commands.publish import publish_command
from operate.commands.reading import extract, ocr
from operate.commands.running import build, crawl, rebuild, run
from operate.commands.sources import estimate, sources
from operate.commands.starting import init, sample, serve
from operate.commands.watch import watch_commands
from operate.progress import Display


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--home", type=FOLDER, default=Path(), help="Where captures/, media/, archive.db live. Default: here.")
@click.option("--sources", type=FOLDER, help="Another folder of source files in place of the shipped registry.")
@click.option("--json", "as_json", is_flag=True, help="Results as JSON on standard output.")
@click.option("--now", metavar="ISO", help="Pretend this moment, with time zone: for rehearsals.")
@click.version_option(package_name="ocop-archive", prog_name="ocop")
@click.pass_context
def main(context: click.Context, home: Path, sources: Path | None, as_json: bool, now: str | None) -> None:
    """Kho lưu trữ tin tức OCOP: collects the OCOP news of Vietnamese local portals, reads it, makes it searchable."""
    if now:
        try:
            fixed_clock(datetime.fromisoformat(now))
        except ValueError as error:
            raise click.BadParameter(f"{error}", param_hint="--now") from error
    context.obj = Call(home, sources, as_json, now, Display())


for command in (
    init, sample, serve, run, crawl, build, rebuild, backfill, suppress, extract, ocr, sources, estimate,
    audit, import_, publish_command, decide_group(), export_command(), *watch_commands(), *evidence_commands(),
):  # fmt: skip
    main.add_command(command)

if __name__ == "__main__":
    main()
