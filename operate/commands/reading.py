"""`ocop extract`, `ocr`: what the pipeline reads out of a page, and out of scans."""

import json
from dataclasses import asdict

import click

from operate import extract as extracting
from operate.choose import holds_samples
from operate.commands.call import Call, told
from operate.home import open_home
from operate.ocr import recognise
from operate.progress import Display


@click.command()
@click.argument("page", nargs=-1, required=True, metavar="FILE|URL...")
@click.option("--source", "source_id", help="Read as a page of this source.")
@click.option("--url", help="The page's address: finds its source, makes links absolute.")
@click.option("--unit", default="", help='Publishing unit of an unknown portal: "huyện Long Thành, tỉnh Đồng Nai".')
@click.pass_obj
@told
def extract(call: Call, page: tuple[str, ...], source_id: str | None, url: str | None, unit: str) -> None:
    """What the pipeline reads out of a saved page (.html), plain article text (.txt) or a captured address (URL).

    JSON Lines with --json.
    """
    home = open_home(call.home, call.sources)
    registry = home.registry(samples=holds_samples(home))
    for path in page:
        on = call.clock().date()
        record = extracting.extract(path, registry, home.path, source_id=source_id, url=url, on=on, unit=unit)
        if call.as_json:
            click.echo(json.dumps(record, ensure_ascii=False))
        else:
            click.echo("\n".join(extracting.readable(record)))


@click.command()
@click.option("--limit", type=click.IntRange(min=1), help="Read so many files, leave the rest for the next call.")
@click.pass_obj
@told
def ocr(call: Call, limit: int | None) -> None:
    """Read scanned attachments with tesseract (Vietnamese), then build them in.

    About seven seconds a page; what was read is kept in the home's ocr/ folder, a rebuild does not read it again.
    """
    display = Display()
    home = open_home(call.home, call.sources)
    done = recognise(home, call.clock, limit, lambda at, of: display.say(f"ocr: {at}/{of} tệp / files"))
    for sha256, why in done.failed:
        display.say(f"{sha256[:16]}…: {why}")
    text = f"{done.read} tệp đã đọc / files read, {len(done.failed)} hỏng / failed, {done.waiting} còn lại / waiting"
    click.echo(json.dumps(asdict(done)) if call.as_json else text)
