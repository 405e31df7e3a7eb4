"""`ocop export`: options that say what is written where."""

import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import click

from operate.choose import holds_samples
from operate.commands.call import DAY, FOLDER, Call, told
from operate.exporting.bag import Bag, export_bag
from operate.exporting.collection import WaczFile, export_wacz
from operate.exporting.lines import exported_lines
from operate.exporting.segments import Shipment, export_segments
from operate.exporting.tables import Format, Tables, export_tables
from operate.home import open_home
from pipeline.republish.selection import Wanted

_FORMATS: tuple[Format, ...] = ("csv", "parquet", "xlsx")
_HELP = """Hand the archive on: captures as WACZ, tables as CSV, Parquet, XLSX with their data dictionary.

A WACZ holds what the public is shown: no source that allows only facts, nothing taken down or masked, of each article
the text published now; what was left out is counted. Nothing half-written is left behind.
"""


def _export_command() -> click.Command:
    """The command."""
    options = [
        click.Option(["--wacz"], type=FOLDER, metavar="FILE", help="Captures as WACZ 1.1.1: replay tools open it."),
        *(click.Option([f"--{kind}"], type=FOLDER, metavar="DIR", help=f"Every public table as {kind.upper()}.")
          for kind in _FORMATS),
        click.Option(["--segments"], type=FOLDER, metavar="FILE.tar",
                     help="Closed WARC files and the ledger, for the home whose `ocop import` acknowledges them."),
        click.Option(["--bagit"], type=FOLDER, metavar="DIR",
                     help="Captures, decisions, source files as a bag (RFC 8493), which says whether it is whole."),
        click.Option(["--source", "sources"], multiple=True, help="WACZ: only of this portal; may be repeated."),
        click.Option(["--article"], metavar="ID", default="", help="WACZ: only this article, as in /bai/<id>."),
        click.Option(["--from", "day_from"], type=DAY, help="WACZ published, segments closed on this day or later."),
        click.Option(["--to", "day_to"], type=DAY, help="WACZ published, segments closed on this day or before."),
        click.Option(["--with-restricted"], is_flag=True,
                     help="WACZ: also what the public is not shown. Not for publication."),
        click.Option(["--force"], is_flag=True, help="Replace an earlier export."),
    ]  # fmt: skip
    return click.Command("export", params=list(options), callback=click.pass_obj(told(_export)), help=_HELP)


def _export(
    call: Call, wacz: Path | None, segments: Path | None, bagit: Path | None, sources: tuple[str, ...], article: str,
    day_from: datetime | None, day_to: datetime | None, with_restricted: bool, force: bool, **named: Path | None,
) -> None:  # fmt: skip
    wanted = Wanted(sources, article, _iso(day_from), _iso(day_to), with_restricted)
    folders = {kind: folder for kind in _FORMATS if (folder := named[kind]) is not None}
    if wacz is None and segments is None and bagit is None and not folders:
        raise click.UsageError(
            "say what to write: --wacz FILE, --segments FILE, --bagit DIR, --csv DIR, --parquet DIR, --xlsx DIR"
        )
    days = Wanted(day_from=wanted.day_from, day_to=wanted.day_to)
    if wacz is None and wanted != (days if segments else Wanted()):
        raise click.UsageError("--source, --article, --from, --to, --with-restricted choose captures: name a --wacz")
    home = open_home(call.home, call.sources)
    for name in sources:
        home.registry(samples=holds_samples(home)).get(name)
    file: WaczFile | None = None
    tables: list[Tables] = []
    shipment: Shipment | None = None
    bag: Bag | None = None
    if bagit is not None:
        with call.display.counting("BagIt") as count:
            bag = export_bag(home, bagit, call.clock, force=force, told=count)
    if segments is not None:
        with call.display.counting("WARC") as count:
            shipment = export_segments(home, segments, days.day_from, days.day_to, force=force, told=count)
    if wacz is not None:
        with call.display.counting("WACZ") as count:
            file = export_wacz(home, wacz, wanted, call.clock, force=force, told=count)
    if folders:
        with call.display.counting("Bảng / tables") as count:
            tables = export_tables(home, folders, force=force, told=count)
    if call.as_json:
        written = {
            "wacz": asdict(file) if file else None,
            "tables": [asdict(folder) for folder in tables],
            "segments": asdict(shipment) if shipment else None,
            "bag": asdict(bag) if bag else None,
        }
        click.echo(json.dumps(written, ensure_ascii=False))
        return
    for line in exported_lines(file, tables, shipment, bag):
        click.echo(line)


def _iso(day: datetime | None) -> str:
    return "" if day is None else day.date().isoformat()


export_command = _export_command()
