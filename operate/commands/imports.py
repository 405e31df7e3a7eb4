"""`ocop import`: what is taken over, and what was left out with its reason."""

import json
import sys
from pathlib import Path

import click

from operate.commands.call import Call, told
from operate.exits import Exit
from operate.home import open_home
from operate.imports.run import import_and_build

_PATH = click.Path(path_type=Path)


@click.command("import")
@click.argument("file", nargs=-1, required=True, type=_PATH)
@click.option("--source", "source_id", help="Only pages of this source.")
@click.option("--urls", type=_PATH, help="CSV file,url,saved_at: what saved pages are.")
@click.pass_obj
@told
def import_(call: Call, file: tuple[Path, ...], source_id: str | None, urls: Path | None) -> None:
    """Take over pages that others captured: WARC, WACZ, saved HTML and MHTML, folders of them. Then build.

    A .tar of `ocop export --segments`, by a collector of ours, is acknowledged as our own captures.

    Whose page it is follows from its host and the day of its capture. Give all WARC files of one crawl together: a
    page that was met again may stand in another file. Listings are read for the dates that only they print. A
    second import stores nothing new. Exit code 4 where a file is broken; what stands before the break is kept.
    """
    home = open_home(call.home, call.sources)
    done = import_and_build(home, file, source_id, urls, call.clock, call.display)
    if call.as_json:
        click.echo(json.dumps(done.as_json(), ensure_ascii=False))
    else:
        click.echo("\n".join(done.lines()))
        for line in done.broken:
            click.echo(f"  hỏng / broken: {line}", err=True)
    sys.exit(Exit.INTEGRITY if done.broken else Exit.OK)
