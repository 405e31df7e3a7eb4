"""The front door: the `ocop` command. Every command is one function of operate/commands/."""

from datetime import datetime
from pathlib import Path

import click

from crawler.clock import fixed_clock
from operate.commands.call import FOLDER, Call
from operate.commands.front import Front
from operate.progress import Display


@click.command(cls=Front, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--home", type=FOLDER, default=Path(), help="Where captures/, media/, archive.db live. Default: here.")
@click.option("--sources", type=FOLDER, help="Another folder of source files in place of the shipped registry.")
@click.option("--json", "as_json", is_flag=True, help="Results as JSON on standard output.")
@click.option("--now", metavar="ISO", help="Pretend this moment, with time zone: for rehearsals.")
@click.version_option(package_name="ocop-archive", prog_name="ocop")
@click.pass_context
def main(context: click.Context, home: Path, sources: Path | None, as_json: bool, now: str | None) -> None:
    """Kho lưu trữ tin tức OCOP: collects the OCOP news of Vietnamese local portals, reads it, makes it searchable.

    `ocop COMMAND --help` tells more of one command.
    """
    if now:
        try:
            fixed_clock(datetime.fromisoformat(now))
        except ValueError as error:
            raise click.BadParameter(f"{error}", param_hint="--now") from error
    context.obj = Call(home, sources, as_json, now, Display())


if __name__ == "__main__":
    main()
