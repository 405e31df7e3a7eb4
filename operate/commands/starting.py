"""`ocop init`, `sample`, `serve`: what a newcomer starts with."""

import signal
import sys
from pathlib import Path

import click

from operate.commands.call import FOLDER, Call, told
from operate.commands.running import end
from operate.home import make_home, open_home
from operate.runner import Order
from operate.runner import run as run_once
from operate.sample_portals import PORT, clear_samples, sample_portals
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
@click.option("--crawl", "fill", is_flag=True, help="Also crawl them into the home and build it, then stop.")
@click.option("--clear", is_flag=True, help="Empty a home whose every capture is a sample.")
@click.option("--port", type=int, default=PORT, show_default=True)
@click.pass_obj
@told
def sample(call: Call, fill: bool, clear: bool, port: int) -> None:
    """Sample portals (DỮ LIỆU MẪU) on loopback: real layouts, our own articles."""
    home = open_home(call.home, call.sources)
    if clear:
        for removed in clear_samples(home):
            click.echo(f"removed {removed}")
        return
    with sample_portals(home, port) as home:
        if fill:
            names = [s.id for s in home.registry(samples=True).enabled()]
            end(call, run_once(home, Order(names, samples=True, now=call.now), call.clock, call.display))
        for line in sorted({s.home_url for s in home.registry(samples=True).all()}):
            click.echo(line)
        click.echo("Ctrl-C ends them.", err=True)
        click.pause("") if sys.stdin.isatty() else signal.pause()


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
