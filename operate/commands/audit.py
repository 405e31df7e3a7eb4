"""`ocop audit TYPE`, `ocop audit --read SHEET`: a sample to judge goes out, its precision comes back."""

import json
from dataclasses import asdict
from pathlib import Path

import click

from operate.audit import Judged, draw, read_back
from operate.audit_rows import TYPES
from operate.commands.call import Call, told
from operate.home import open_home

_FILE = click.Path(path_type=Path)


@click.command()
@click.argument("type_", metavar="[TYPE]", type=click.Choice(TYPES), required=False)
@click.option("--n", "size", type=click.IntRange(min=1), default=200, show_default=True, help="Rows of the sample.")
@click.option("--seed", type=int, default=1, show_default=True, help="Another seed draws another sample.")
@click.option("--rule", default="", help="Only what this rule made (table `rules`).")
@click.option("--out", type=_FILE, help="The sheet to write. Default: audit-TYPE-….csv here.")
@click.option("--read", "sheet", type=_FILE, help="A judged sheet: precision with its interval, kept in the home.")
@click.pass_obj
@told
def audit(call: Call, type_: str | None, size: int, seed: int, rule: str, out: Path | None, sheet: Path | None) -> None:
    """Draw a random sample of TYPE from the archive as a sheet, or read a judged sheet back (--read).

    TYPE: document, cooperative, union, group, credit_fund, commune, district, province, product, producer, figure,
    date. Open the sheet in Excel or LibreOffice, write đúng or sai (yes or no) into the column `right?`, save as
    CSV UTF-8.
    """
    if (type_ is None) == (sheet is None):
        raise click.UsageError("give a TYPE to draw a sheet, or --read with a judged sheet")
    home = open_home(call.home, call.sources)
    done = read_back(home, sheet, call.clock) if sheet else draw(home, type_ or "", size, seed, out, call.clock, rule)
    if call.as_json:
        click.echo(json.dumps(asdict(done), ensure_ascii=False))
    elif isinstance(done, Judged):
        _say(done)
    else:
        click.echo(f"{done.path}: {done.rows} dòng / rows, trong số / of {done.of}")


def _say(judged: Judged) -> None:
    click.echo(f"{judged.judged} dòng đã chấm / rows judged, {judged.open} để trống / open")
    for share in (*judged.types, *judged.rules):
        interval = f"[{share.low:.3f} – {share.high:.3f}]"
        click.echo(f"{share.name:<32} {share.right}/{share.n} = {share.precision:.3f}  {interval}")
    click.echo(f"{judged.saved}; bảng rules đổi ở lần dựng sau / table rules changes at the next `ocop build`")
