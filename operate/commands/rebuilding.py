"""`ocop rebuild`: the archive again, and what changed."""

import json
from dataclasses import asdict

import click

from operate.commands.call import CLUSTER, Call, told
from pipeline.children import load_ahead


@click.command()
@CLUSTER
@click.pass_obj
@told
def rebuild(call: Call, cluster: str) -> None:
    """archive.db again from captures/ and decisions/; says what changed."""
    if not cluster:
        load_ahead()
    # Only now: a second core has begun to load the same for the children.
    from operate.home import open_home
    from operate.rebuild import rebuild as rebuild_archive
    from operate.report_lines import change_lines

    done = rebuild_archive(open_home(call.home, call.sources), call.clock, call.display, cluster)
    if call.as_json:
        click.echo(json.dumps(asdict(done), ensure_ascii=False))
        return
    click.echo(f"{done.articles} articles, digest {done.digest[:16]}")
    for line in change_lines(done):
        click.echo(line)
