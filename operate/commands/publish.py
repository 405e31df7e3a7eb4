"""`ocop publish`: a numbered data release for a public server."""

import json
from dataclasses import asdict
from pathlib import Path

import click

from operate.commands.call import Call, told
from operate.home import open_home
from operate.publishing.publish import Order, publish
from operate.report_lines import lines_of_changes


@click.command("publish")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option("--with-captures", is_flag=True, help="Also the captured originals that the public may see.")
@click.option(
    "--tables/--no-tables",
    "with_tables",
    default=True,
    show_default=True,
    help="Every table as CSV and Parquet beside the archive.",
)
@click.option("--keep", type=click.IntRange(min=1), default=3, show_default=True, help="Releases that stay.")
@click.option("--accept-loss", is_flag=True, help="A person looked: what a gate holds back is meant. Needs --why.")
@click.option("--why", default="", help="The reason, as the release states it.")
@click.pass_obj
@told
def publish_command(
    call: Call, folder: Path, with_captures: bool, with_tables: bool, keep: int, accept_loss: bool, why: str
) -> None:
    """Make the next data release of the home in DIR: numbered, checked, read-only, with SHA-256 of every file.

    DIR/current points to the newest one and is switched last; serve it by `ocop --home DIR/current serve --profile
    browse`. Exit code 9 where a gate refuses (more than 0.5 % of the articles or 5 % of a portal's would go, the
    newest date is older, the schema is another one, SQLite finds the file wrong, the site does not start on it):
    the release before stays as it was.
    """
    if accept_loss != bool(why.strip()):
        raise click.UsageError("--accept-loss and --why belong together: a loss is accepted with its reason")
    home = open_home(call.home, call.sources)
    order = Order(with_captures, with_tables, accept_loss, why.strip(), keep)
    done = publish(home, folder, order, call.clock, call.display.say)
    if call.as_json:
        click.echo(json.dumps(asdict(done), ensure_ascii=False))
        return
    captures = "" if done.captures is None else f", {done.captures} bản lưu / captures"
    click.echo(f"{done.id}: {done.articles} bài / articles, {done.pictures} ảnh / pictures{captures}")
    click.echo(f"{done.path}\ndata {done.digest}\narchive.db {done.archive_sha256}")
    for line in lines_of_changes(done.changes):
        click.echo(line)
    for release in done.removed:
        click.echo(f"bỏ bản cũ / removed: {release}")
