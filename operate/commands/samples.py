"""`ocop sample`: portals to try everything on."""

import signal
import sys

import click

from operate.commands.call import Call, told
from operate.commands.running import end
from operate.home import open_home
from operate.runner import Order
from operate.runner import run as run_once
from operate.sample_portals import PORT, clear_samples, sample_portals


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
