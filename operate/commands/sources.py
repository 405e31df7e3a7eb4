"""`ocop sources`, `estimate`: the registry of portals, and what a first crawl would take."""

import json
import sys
from collections.abc import Iterable
from dataclasses import asdict

import click
from rich.console import Console
from rich.table import Table

from crawler.clock import Clock
from crawler.portals.registry import load_registry
from crawler.portals.source import Source
from operate.add_source import add_source
from operate.check_source import check_sources, portals_of, wrong_file
from operate.choose import holds_samples, refuse_ended, refuse_without_contact
from operate.commands.call import Call, told
from operate.estimate import estimate as estimate_crawl
from operate.exits import Exit
from operate.home import Home, open_home
from operate.status import source_statuses
from operate.usable_sources import Usable, usable_sources
from operate.verified import note_verified
from pipeline.gazetteer import load_gazetteer


@click.group()
def sources() -> None:
    """The registry of portals."""


@sources.command("list")
@click.pass_obj
@told
def sources_list(call: Call) -> None:
    """Every portal the home knows, with its last visit and its health."""
    home = open_home(call.home, call.sources)
    rows = source_statuses(home, home.registry(samples=holds_samples(home)))
    if call.as_json:
        click.echo(json.dumps([asdict(row) for row in rows], ensure_ascii=False))
        return
    table = Table(box=None, header_style="bold", pad_edge=False)
    for heading, fixed in (("id", True), ("tên / name", False), ("family", True), ("đến / to", True),
                           ("thăm / visited", True), ("bài", True), ("health", True)):  # fmt: skip
        table.add_column(heading, no_wrap=True, overflow="ellipsis", min_width=None if fixed else 12)
    for row in rows:
        visit = (row.last_visit or "")[:16]
        table.add_row(row.id, row.name, row.family, row.valid_to, visit, str(row.articles or ""), row.health)
    console = Console()
    if not console.is_terminal:
        console.width = 200
    console.print(table)


@sources.command("show")
@click.argument("source_id")
@click.pass_obj
@told
def sources_show(call: Call, source_id: str) -> None:
    """Everything the registry says of one portal."""
    home = open_home(call.home, call.sources)
    source = home.registry(samples=holds_samples(home)).get(source_id)
    click.echo(json.dumps(asdict(source), ensure_ascii=False, indent=2, default=str))


def _live(home: Home, chosen: Iterable[Source], clock: Clock) -> None:
    """Raises Refused where one of these must not be asked: no contact, a body that has ended."""
    for source in chosen:
        refuse_ended(source, clock)
        if not source.sample:
            refuse_without_contact(home)


@sources.command("check")
@click.argument("source_id", nargs=-1)
@click.option("--all", "every", is_flag=True, help="Every portal whose body exists, one after the other.")
@click.option("--province", help="With --all: only ids that begin so (dong-nai).")
@click.option("--diff", is_flag=True, help="Name the selectors that answered on kept pages and answer no more.")
@click.pass_obj
@told
def sources_check(call: Call, source_id: tuple[str, ...], every: bool, province: str | None, diff: bool) -> None:
    """Does a portal answer as its source file says: about ten polite requests, one verdict each.

    Exit code 6 when one fails, 8 when nothing can be reached from this network.
    """
    if every == bool(source_id):
        raise click.UsageError("gọi tên cổng / name portals (`ocop sources list`), or give --all")
    home = open_home(call.home, call.sources)
    folders, today = home.source_folders(samples=holds_samples(home)), call.clock().date()
    spare = home.path / ".ocop" / "usable"
    usable = usable_sources(folders, spare) if every else Usable(load_registry(*folders), folders)
    chosen = [usable.registry.get(name) for name in source_id] or portals_of(usable.registry, province, today)
    _live(home, chosen, call.clock)
    verdicts = check_sources(home, usable.registry, usable.folders, chosen, call.display.say, diff)
    passed = [usable.registry.get(verdict.source_id) for verdict in verdicts if verdict.verdict == "passes"]
    note_verified(home, passed, today)
    verdicts += [wrong_file(name, says) for name, says in usable.wrong if name.startswith(province or "")]
    if call.as_json:
        click.echo(json.dumps([verdict.as_dict() for verdict in verdicts], ensure_ascii=False))
    for verdict in () if call.as_json else verdicts:
        click.echo(f"{verdict.source_id}: {verdict.verdict}")
        for finding in verdict.findings:
            if finding.level != "ok" or len(verdicts) == 1:
                click.echo(f"  {finding.level:<5} {finding.check}: {finding.says}")
    found = {verdict.verdict for verdict in verdicts}
    unreachable = found == {"unreachable from this network"}
    sys.exit(Exit.NETWORK if unreachable else Exit.OK if found <= {"passes"} else Exit.SOURCE_FAILED)


@sources.command("add")
@click.argument("url")
@click.option(
    "--id", "source_id", default="", help="Id of the new source: <province>/<portal>. Default: from the host."
)
@click.option("--unit", default="", help="Gazetteer id of the publishing unit, where the page's title does not say it.")
@click.option("--allow", multiple=True, metavar="NETWORK", help="A network (127.0.0.0/8) that may be asked although it "
              "is not public: an intranet, a portal on this machine.")  # fmt: skip
@click.pass_obj
@told
def sources_add(call: Call, url: str, source_id: str, unit: str, allow: tuple[str, ...]) -> None:
    """Look at the listing page URL, name its CMS, and write a source file into the home for you to review."""
    home = open_home(call.home, call.sources)
    samples = holds_samples(home)
    folders = home.source_folders(samples=samples)
    made = add_source(home, url, source_id, unit, folders, load_gazetteer(), call.clock, allow=allow)
    if call.as_json:
        click.echo(json.dumps(asdict(made), ensure_ascii=False, default=str))
        return
    click.echo(
        f"{made.path} đã viết, xem lại rồi chạy / written; review it, then `ocop sources check {made.source_id}`"
    )
    for guess in made.guesses[:3]:
        click.echo(f"  {guess.family}: {guess.points} ({'; '.join(guess.evidence)})")
    if not made.guesses:
        click.echo("  không nhận ra CMS / no known CMS recognised: generic")
    for section in made.further:
        click.echo(f"  cũng thấy / also seen: {section.label} ({section.kind}) {section.url}")
    if not made.unit:
        click.echo("  chưa rõ đơn vị / unit unknown: write it into the file, then set enabled: true")
    if made.expectation:
        click.echo(f"  {made.expectation}: những gì đã đọc, sửa lại / what was read; correct it and set reviewed: true")


@click.command()
@click.argument("source_id")
@click.pass_obj
@told
def estimate(call: Call, source_id: str) -> None:
    """Pages, hours at the delay and space of a first crawl, from about ten requests."""
    home = open_home(call.home, call.sources)
    samples = holds_samples(home)
    registry = home.registry(samples=samples)
    source = registry.get(source_id)
    _live(home, [source], call.clock)
    found = estimate_crawl(home, source, registry, home.source_folders(samples=samples))
    if call.as_json:
        click.echo(json.dumps(asdict(found), ensure_ascii=False))
        return
    counts = (("trang danh sách / listing pages", found.listing_pages), ("bài / articles", found.articles))
    bounds = (*counts, ("yêu cầu / requests", found.requests), ("giờ / hours", found.hours), ("MB", found.megabytes))
    for name, (low, high) in bounds:
        click.echo(f"{name}: {low:,.1f} – {high:,.1f}" if isinstance(low, float) else f"{name}: {low:,} – {high:,}")
    for line in found.basis:
        click.echo(f"  {line}")
