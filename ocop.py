"""The front door: the `ocop` command. Parses arguments, calls operate, prints; no logic of its own."""

import json
import sys
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import ParamSpec, TypeVar

import click
from rich.console import Console
from rich.table import Table

from crawler.captures.errors import CaptureError, DiskFull, MixedHome, NoCaptures
from crawler.clock import Clock, fixed_clock, system_clock
from crawler.portals.registry import SourceFileError, UnknownSource, load_registry
from crawler.portals.source import Source
from operate import extract as extracting
from operate.accept import accept_source
from operate.add_source import add_source
from operate.backfill import Order as BackfillOrder
from operate.backfill import backfill as ask_web_archive
from operate.check_source import check_sources, portals_of, wrong_file
from operate.choose import Refused, holds_samples, refuse_ended
from operate.commands.audit import audit_command
from operate.commands.decide import decide_group
from operate.commands.evidence import evidence_commands
from operate.commands.export import export_command
from operate.commands.imports import import_command
from operate.commands.publish import publish_command
from operate.commands.watch import watch_commands
from operate.estimate import estimate as estimate_crawl
from operate.exits import Exit
from operate.exporting.files import ExportError, NoSpace
from operate.home import Home, HomeError, make_home, open_home
from operate.lock import Locked
from operate.ocr import recognise
from operate.progress import Display
from operate.publishing.gates import GateRefused
from operate.rebuild import rebuild as rebuild_archive
from operate.report_lines import backfill_lines, change_lines, report_lines
from operate.runner import Order, RunResult
from operate.runner import run as run_once
from operate.sample_portals import PORT, clear_samples, sample_portals
from operate.serve import Profile
from operate.serve import serve as serve_archive
from operate.status import source_statuses
from operate.suppress import suppress as take_down
from operate.usable_sources import Usable, usable_sources
from operate.verified import note_verified
from pipeline.archive.store import ForeignFile
from pipeline.decisions.values import DecisionError
from pipeline.gazetteer import load_gazetteer
from pipeline.republish.selection import NothingWanted

P = ParamSpec("P")
R = TypeVar("R")
FOLDER = click.Path(path_type=Path)


@dataclass(frozen=True)
class Call:
    """What the global options say."""

    home: Path
    sources: Path | None
    as_json: bool
    now: str | None
    display: Display

    @property
    def clock(self) -> Clock:
        """The machine's clock, or the pretended one."""
        return fixed_clock(datetime.fromisoformat(self.now)) if self.now else system_clock


_EXPECTED: dict[type[Exception], Exit] = {
    HomeError: Exit.USAGE,
    Refused: Exit.USAGE,
    SourceFileError: Exit.USAGE,
    UnknownSource: Exit.USAGE,
    DecisionError: Exit.USAGE,
    extracting.ExtractError: Exit.USAGE,
    ForeignFile: Exit.INTEGRITY,
    NoSpace: Exit.DISK,
    ExportError: Exit.USAGE,
    NothingWanted: Exit.USAGE,
    MixedHome: Exit.USAGE,
    NoCaptures: Exit.USAGE,
    DiskFull: Exit.DISK,
    CaptureError: Exit.INTEGRITY,
    Locked: Exit.LOCKED,
    GateRefused: Exit.PUBLISH_REFUSED,
}


def _told(command: Callable[P, R]) -> Callable[P, R]:
    """Errors that a person can mend are one clear message and an exit code; anything else is a bug and shows itself."""

    @wraps(command)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except tuple(_EXPECTED) as error:
            click.echo(f"ocop: {error}", err=True)
            sys.exit(next(code for kind, code in _EXPECTED.items() if isinstance(error, kind)))

    return wrapper


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--home", type=FOLDER, default=Path(), help="Where captures/, media/, archive.db live. Default: here.")
@click.option("--sources", type=FOLDER, help="Another folder of source files in place of the shipped registry.")
@click.option("--json", "as_json", is_flag=True, help="Results as JSON on standard output.")
@click.option("--now", metavar="ISO", help="Pretend this moment, with time zone: for rehearsals.")
@click.version_option(package_name="ocop-archive", prog_name="ocop")
@click.pass_context
def main(context: click.Context, home: Path, sources: Path | None, as_json: bool, now: str | None) -> None:
    """Kho lưu trữ tin tức OCOP: collects the OCOP news of Vietnamese local portals, reads it, makes it searchable."""
    if now:
        try:
            fixed_clock(datetime.fromisoformat(now))
        except ValueError as error:
            raise click.BadParameter(f"{error}", param_hint="--now") from error
    context.obj = Call(home, sources, as_json, now, Display())


@main.command()
@click.argument("folder", type=FOLDER)
@_told
def init(folder: Path) -> None:
    """Make a home in FOLDER, with a commented ocop.toml."""
    for made in make_home(folder):
        click.echo(f"made {made}")
    click.echo(f"Set contact in {folder / 'ocop.toml'}, then: ocop --home {folder} run dong-nai/tinh")


def _end(call: Call, result: RunResult) -> None:
    """Say how a run went and leave with its exit code."""
    if call.as_json:
        value = {
            "exit_code": int(result.exit_code),
            "reason": result.reason,
            "crawled": result.crawled,
            "built": asdict(result.built) if result.built else None,
            "checks": [check.as_row() for check in result.checks],
        }
        click.echo(json.dumps(value, ensure_ascii=False))
    else:
        for line in report_lines(result):
            call.display.say(line)
    sys.exit(result.exit_code)


_CLUSTER = click.option("--cluster", metavar="ADDRESS", default="", help="Dask scheduler whose workers do the work, as "
                        "tcp://10.0.0.1:8786 (docs/scaling.md).")  # fmt: skip


@main.command()
@click.argument("source", nargs=-1)
@click.option("--limit-pages", type=click.IntRange(min=1), help="Stop after so many pages per portal; resumable.")
@_CLUSTER
@click.pass_obj
@_told
def run(call: Call, source: tuple[str, ...], limit_pages: int | None, cluster: str) -> None:
    """Crawl what is due (or the SOURCEs named) and build: what cron calls.

    Exit codes: 0 all well, 1 a bug, 2 wrong arguments or configuration, 3 disk, 4 integrity, 5 another run holds the
    home, 6 data stored but a portal failed its checks, 7 stopped at a limit (resumable), 8 network down,
    10 all well but an alert could not be delivered, 130 and 143 stopped by a signal (resumable).
    """
    home = open_home(call.home, call.sources)
    order = Order(source, now=call.now, limit_pages=limit_pages, cluster=cluster)
    _end(call, run_once(home, order, call.clock, call.display))


@main.command()
@click.argument("source", nargs=-1)
@click.option("--limit-pages", type=click.IntRange(min=1), help="Stop after so many pages per portal; resumable.")
@_CLUSTER
@click.pass_obj
@_told
def crawl(call: Call, source: tuple[str, ...], limit_pages: int | None, cluster: str) -> None:
    """The first half of `run`: fetch and keep bytes."""
    home = open_home(call.home, call.sources)
    order = Order(source, build=False, now=call.now, limit_pages=limit_pages, cluster=cluster)
    _end(call, run_once(home, order, call.clock, call.display))


@main.command()
@click.option(
    "--accept", "accepted", metavar="SOURCE", help="Build pages of SOURCE that were held: it is still itself."
)
@click.option("--why", default="", help="With --accept: how you know.")
@click.option("--reread", metavar="SOURCE", default="", help="Read every article of SOURCE again, from its captures.")
@click.pass_obj
@_told
def build(call: Call, accepted: str | None, why: str, reread: str) -> None:
    """The second half of `run`: read what was captured into archive.db.

    Pages that name another publishing body than their source's are captured and held; --accept releases them.
    --reread: after a source file was mended.
    """
    home = open_home(call.home, call.sources)
    if reread:
        home.registry(samples=holds_samples(home)).get(reread)
    if accepted:
        accept_source(home, accepted, why, call.clock)
    _end(call, run_once(home, Order(crawl=False, now=call.now, read_again=reread), call.clock, call.display))


@main.command()
@_CLUSTER
@click.pass_obj
@_told
def rebuild(call: Call, cluster: str) -> None:
    """archive.db again from captures/ and decisions/; says what changed."""
    done = rebuild_archive(open_home(call.home, call.sources), call.clock, call.display, cluster)
    if call.as_json:
        click.echo(json.dumps(asdict(done), ensure_ascii=False))
        return
    click.echo(f"{done.articles} articles, digest {done.digest[:16]}")
    for line in change_lines(done):
        click.echo(line)


@main.command()
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
@_told
def serve(call: Call, port: int, host: str, profile: Profile, https: bool) -> None:
    """Datasette on the archive (or on a release: --home DIR/current), with every setting it needs."""
    home = open_home(call.home, call.sources)
    click.echo(f"http://{host}:{port}/", err=True)
    serve_archive(home, port, host, profile=profile, https=https)


@main.command()
@click.option("--crawl", "fill", is_flag=True, help="Also crawl them into the home and build it, then stop.")
@click.option("--clear", is_flag=True, help="Empty a home whose every capture is a sample.")
@click.option("--port", type=int, default=PORT, show_default=True)
@click.pass_obj
@_told
def sample(call: Call, fill: bool, clear: bool, port: int) -> None:
    """Sample portals (DỮ LIỆU MẪU) on loopback: real layouts, our own articles."""
    home = open_home(call.home, call.sources)
    if clear:
        for removed in clear_samples(home):
            click.echo(f"removed {removed}")
        return
    with sample_portals(port):
        if fill:
            names = [s.id for s in home.registry(samples=True).enabled()]
            _end(call, run_once(home, Order(names, samples=True, now=call.now), call.clock, call.display))
        for line in sorted({s.home_url for s in home.registry(samples=True).all()}):
            click.echo(line)
        click.echo("Ctrl-C ends them.", err=True)
        click.pause("") if sys.stdin.isatty() else _sleep_for_ever()


def _sleep_for_ever() -> None:
    import signal

    signal.pause()


@main.command()
@click.argument("page", nargs=-1, required=True, metavar="FILE|URL...")
@click.option("--source", "source_id", help="Read as a page of this source.")
@click.option("--url", help="The page's address: finds its source, makes links absolute.")
@click.option("--unit", default="", help='Publishing unit of an unknown portal: "huyện Long Thành, tỉnh Đồng Nai".')
@click.pass_obj
@_told
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


@main.group()
def sources() -> None:
    """The registry of portals."""


@sources.command("list")
@click.pass_obj
@_told
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
@_told
def sources_show(call: Call, source_id: str) -> None:
    """Everything the registry says of one portal."""
    home = open_home(call.home, call.sources)
    source = home.registry(samples=holds_samples(home)).get(source_id)
    click.echo(json.dumps(asdict(source), ensure_ascii=False, indent=2, default=str))


def _live(home: Home, chosen: Iterable[Source], clock: Clock) -> None:
    """Raises Refused where one of these must not be asked: no contact, a body that has ended."""
    for source in chosen:
        refuse_ended(source, clock)
        if not source.sample and not home.config.contact:
            raise Refused(f"No portal is asked before it can reach you: set contact in {home.path / 'ocop.toml'}.")


@sources.command("check")
@click.argument("source_id", nargs=-1)
@click.option("--all", "every", is_flag=True, help="Every portal whose body exists, one after the other.")
@click.option("--province", help="With --all: only ids that begin so (dong-nai).")
@click.option("--diff", is_flag=True, help="Name the selectors that answered on kept pages and answer no more.")
@click.pass_obj
@_told
def sources_check(call: Call, source_id: tuple[str, ...], every: bool, province: str | None, diff: bool) -> None:
    """Does a portal answer as its source file says: about ten polite requests, one verdict each.

    Exit code 6 when one fails, 8 when nothing can be reached from this network.
    """
    if every == bool(source_id):
        raise click.UsageError("name portals (`ocop sources list`), or give --all")
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
@_told
def sources_add(call: Call, url: str, source_id: str, unit: str, allow: tuple[str, ...]) -> None:
    """Look at the listing page URL, name its CMS, and write a source file into the home for you to review."""
    home = open_home(call.home, call.sources)
    samples = holds_samples(home)
    folders = home.source_folders(samples=samples)
    made = add_source(home, url, source_id, unit, folders, load_gazetteer(), call.clock, allow=allow)
    if call.as_json:
        click.echo(json.dumps(asdict(made), ensure_ascii=False, default=str))
        return
    click.echo(f"{made.path} written; review it, then `ocop sources check {made.source_id}`")
    for guess in made.guesses[:3]:
        click.echo(f"  {guess.family}: {guess.points} ({'; '.join(guess.evidence)})")
    if not made.guesses:
        click.echo("  no known CMS recognised: generic")
    for section in made.further:
        click.echo(f"  also seen: {section.label} ({section.kind}) {section.url}")
    if not made.unit:
        click.echo("  unit unknown: write it into the file, then set enabled: true")
    if made.expectation:
        click.echo(f"  {made.expectation}: what was read; correct it and set reviewed: true")


@main.command()
@click.argument("source_id")
@click.pass_obj
@_told
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


@main.command()
@click.argument("article", metavar="URL|ID")
@click.option("--why", required=True, help="The reason, as the public page states it.")
@click.pass_obj
@_told
def suppress(call: Call, article: str, why: str) -> None:
    """Take an article down: now, and in every build after."""
    done = take_down(open_home(call.home, call.sources), article, why, call.clock)
    click.echo(f"{done.article_id}: {'taken down' if done.new else 'was taken down already'}")


@main.command()
@click.option("--limit", type=click.IntRange(min=1), help="Read so many files, leave the rest for the next call.")
@click.pass_obj
@_told
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


DAY = click.DateTime(["%Y-%m-%d"])


@main.command()
@click.argument("source_id", metavar="SOURCE")
@click.option("--from", "since", type=DAY, metavar="YYYY-MM-DD", help="Only captures of this day or later.")
@click.option("--to", "until", type=DAY, metavar="YYYY-MM-DD", help="Only captures of this day or earlier.")
@click.option("--dry-run", is_flag=True, help="Ask what the archive holds; fetch and change nothing.")
@click.option("--limit-pages", type=click.IntRange(min=1), help="Stop after so many requests; the next call goes on.")
@click.pass_obj
@_told
def backfill(
    call: Call, source_id: str, since: datetime | None, until: datetime | None, dry_run: bool, limit_pages: int | None
) -> None:
    """Bring back what a web archive holds of SOURCE, then build.

    The archive is that of ocop.toml, web.archive.org by default. Only captures from the days on which the body behind
    the portal existed are taken, each payload once, the earliest of every article first. Broken off, the next call goes
    on. Exit codes as of `ocop run`; 6: the archive did not answer all questions.
    """
    first, last = (moment.date() if moment else None for moment in (since, until))
    order = BackfillOrder(source_id, first, last, dry_run, limit_pages, call.now)
    done = ask_web_archive(open_home(call.home, call.sources), order, call.clock, call.display)
    if call.as_json:
        click.echo(json.dumps(asdict(done), ensure_ascii=False))
    else:
        for line in backfill_lines(done, dry_run):
            call.display.say(line)
    sys.exit(done.exit_code)


for made in (*watch_commands(_told), *evidence_commands(_told)):
    main.add_command(made)
main.add_command(audit_command(_told))
main.add_command(decide_group(_told))
main.add_command(export_command(_told))
main.add_command(publish_command(_told))
main.add_command(import_command(_told))

if __name__ == "__main__":
    main()
