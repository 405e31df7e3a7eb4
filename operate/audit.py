"""A random sample of the archive's mentions or dates as a sheet to judge, and the judged sheet read back."""

import csv
import io
import random
import re
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from crawler.clock import Clock, local_day, stamp
from operate.audit_rows import COLUMNS, rows_of
from operate.home import Home, HomeError
from pipeline.archive.store import read_archive
from pipeline.decisions.audits import Judgement, save_judgements
from pipeline.precision import Precision
from pipeline.spreadsheet import safe_cell

_YES = frozenset(("y", "yes", "đúng", "có", "1", "x", "true", "right", "d"))
_NO = frozenset(("n", "no", "sai", "không", "0", "false", "wrong", "s"))
_OPEN = frozenset(("", "?"))
_SAMPLE = re.compile(r"[a-z_]+-n\d+-seed\d+-\d{8}")


@dataclass(frozen=True)
class Drawn:
    """A sheet that waits for a person."""

    path: str
    rows: int
    of: int
    """Mentions or dates of this type in the archive."""


@dataclass(frozen=True)
class Share:
    """Precision of a type or rule."""

    name: str
    right: int
    n: int
    precision: float | None
    low: float
    high: float
    """Wilson's 95 % interval."""


@dataclass(frozen=True)
class Judged:
    """What a sheet says."""

    saved: str
    judged: int
    open: int
    """Rows without an answer."""
    types: tuple[Share, ...]
    rules: tuple[Share, ...]


def draw(home: Home, type_: str, n: int, seed: int, out: Path | None, clock: Clock, rule: str = "") -> Drawn:
    """Write a sheet of `n` (or all) mentions or dates of `type_`, made by `rule` where one is named, drawn evenly at
    random: the same archive and seed give the same sheet. CSV in UTF-8 with a byte order mark. Raises HomeError where
    there is no archive, nothing of the kind in it, or a file in the way: a judged sheet is never overwritten."""
    if not home.archive.exists():
        raise HomeError("Chưa có archive.db / There is no archive.db yet: `ocop build` makes it.")
    sample = f"{type_}-n{n}-seed{seed}-{local_day(stamp(clock())):%Y%m%d}"
    path = out or Path(f"audit-{sample}.csv")
    if path.exists():
        raise HomeError(
            f"{path} đã có, có thể đã ghi câu trả lời / "
            f"{path} exists and may hold answers: give another --out, or read it with `ocop audit --read`."
        )
    with closing(read_archive(home.archive)) as db:
        rows = rows_of(db.conn, type_, sample, rule)
    if not rows:
        raise HomeError(
            "Kho không có gì để xét / "
            f"The archive holds no {type_}{f' made by {rule}' if rule else ''}: nothing to judge."
        )
    chosen = random.Random(seed).sample(rows, min(n, len(rows)))
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    writer.writerows([[safe_cell(cell) for cell in row.cells()] for row in chosen])
    path.write_bytes(b"\xef\xbb\xbf" + text.getvalue().encode("utf-8", "replace"))
    return Drawn(str(path), len(chosen), len(rows))


def read_back(home: Home, sheet: Path, clock: Clock) -> Judged:
    """Precision by type and rule of a judged sheet, kept in the home's decisions/audits/ for the next build. Raises
    HomeError naming the line for an answer that is none; rows without an answer are left out."""
    rows = _rows(sheet)
    today = f"{local_day(stamp(clock())):%Y-%m-%d}"
    judged = [found for line, row in enumerate(rows, 2) if (found := _judgement(sheet, line, row, today))]
    if not judged:
        raise HomeError(
            f"{sheet}: chưa dòng nào được xét / "
            f"no row is judged yet. Write đúng or sai (yes, no) into the column `right?`."
        )
    if twice := len(judged) - len({row.id for row in judged}):
        raise HomeError(f"{sheet}: có dòng trùng / {twice} rows stand in it twice; take the copies out.")
    saved = save_judgements(home.decisions, _sample(sheet, rows), judged)
    return Judged(
        str(saved), len(judged), len(rows) - len(judged),
        _shares(judged, [row.type for row in judged]), _shares(judged, [row.rule for row in judged]),
    )  # fmt: skip


def _shares(judged: Sequence[Judgement], names: Sequence[str]) -> tuple[Share, ...]:
    found = []
    for name in sorted(set(names)):
        own = [row for row, of in zip(judged, names, strict=True) if of == name]
        share = Precision(sum(row.right for row in own), len(own), "")
        found.append(Share(name, share.right, share.n, share.value, *share.interval))
    return tuple(found)


def _rows(sheet: Path) -> list[dict[str, str]]:
    if not sheet.is_file():
        raise HomeError(f"{sheet}: không có tệp này / no such file.")
    try:
        text = sheet.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise HomeError(
            f"{sheet} không phải UTF-8 / {sheet} is not UTF-8: save it as “CSV UTF-8” and read that ({error})."
        ) from error
    head = text.partition("\n")[0]
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=head.count))
    if missing := [name for name in COLUMNS if name not in (reader.fieldnames or ())]:
        raise HomeError(
            f"{sheet}: không phải bảng của `ocop audit` / "
            f"no sheet of `ocop audit`, the columns {', '.join(missing)} are missing."
        )
    return [row for row in reader if any(row.values())]


def _judgement(sheet: Path, line: int, row: dict[str, str], today: str) -> Judgement | None:
    answer = (row["right?"] or "").strip().lower()
    if answer in _OPEN:
        return None
    if answer not in _YES | _NO:
        raise HomeError(f"{sheet}, row {line}: {row['right?']!r} is no answer. đúng/sai, yes/no, 1/0, or nothing.")
    if not row["id"].startswith("m-") or not row["rule_version"].isdigit():
        raise HomeError(f"{sheet}, row {line}: id or rule_version was changed: draw the sheet anew.")
    return Judgement(
        row["id"], row["type"], row["rule"], int(row["rule_version"]), row["article_id"], answer in _YES, today,
        row["note"] or "",
    )  # fmt: skip


def _sample(sheet: Path, rows: Sequence[dict[str, str]]) -> str:
    names = {row["sample"] for row in rows}
    name = names.pop()
    if names or not _SAMPLE.fullmatch(name):
        raise HomeError(f"{sheet}: the column `sample` must name one sample, as it was drawn.")
    return name
