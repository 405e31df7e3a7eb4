"""`ocop init`, `serve`: what a newcomer starts with."""

from pathlib import Path

import click

from operate.commands.call import FOLDER, Call, told
from operate.home import make_home, open_home
from operate.serve import Profile
from operate.serve import serve as serve_archive


@click.command()
@click.argument("folder", type=FOLDER)
@told
def init(folder: Path) -> None:
    """Make a home in FOLDER, with a commented ocop.toml."""
    for made in make_home(folder):
        click.echo(f"made {made}")
    click.echo(f"Set contact in {folder / 'ocop.toml'}, then: ocop --home {folder} run dong-nai/tinh")


@click.command()
@click.option("--port", type=int, default=8001, show_default=True)
@click.option("--host", default="127.0.0.1", show_default=True, help="A public site belongs behind a proxy.")
@click.option(
    "--profile",
    type=click.Choice(["local", "browse", "sql"]),
    default="local",
    show_default=True,
    help="Of a release: browse, the public site without SQL; sql, the public SQL pages beside it.",
)
@click.option("--https", is_flag=True, help="Addresses begin with https: the proxy before it speaks TLS.")
@click.pass_obj
@told
def serve(call: Call, port: int, host: str, profile: Profile, https: bool) -> None:
    """Datasette on the archive (or on a release: --home DIR/current), with every setting it needs."""
    home = open_home(call.home, call.sources)
    click.echo(f"http://{host}:{port}/", err=True)
    serve_archive(home, port, host, profile=profile, https=https)
