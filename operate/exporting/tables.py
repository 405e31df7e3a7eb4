"""Every public table of archive.db as CSV, Parquet or XLSX files, with what their columns mean."""

import csv
import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from operate.exporting.dictionary import Table, data_dictionary, data_package, read_archive, read_tables
from operate.exporting.files import whole_folder
from operate.exporting.parquet import write_parquet
from operate.exporting.sheets import write_xlsx
from operate.exporting.snapshot import snapshot
from operate.home import ROOT, Home
from pipeline.republish.collection import SAMPLE_MARK
from pipeline.spreadsheet import safe_cell

Format = Literal["csv", "parquet", "xlsx"]
Told = Callable[[int, int, str], None]
"""Is given how many of how many rows were written, and into which table."""

METADATA = ROOT / "metadata.yml"
_BATCH = 1000


@dataclass(frozen=True)
class Tables:
    """What was written into one folder."""

    folder: str
    formats: tuple[Format, ...]
    rows: Mapping[str, int]
    cut: tuple[str, ...]
    """What did not fit into a sheet, in words."""


def export_tables(home: Home, wanted: Mapping[Format, Path], *, force: bool, told: Told) -> list[Tables]:
    """Write every public table into the folders of `wanted`; formats that name one folder share it. All files are of
    one moment of archive.db. Raises ExportError."""
    folders: dict[Path, list[Format]] = {}
    for kind, folder in wanted.items():
        folders.setdefault(folder.absolute(), []).append(kind)
    archive = snapshot(home)
    try:
        return [_write_folder(archive, folder, tuple(kinds), force, told) for folder, kinds in folders.items()]
    finally:
        archive.close()


def _write_folder(
    archive: sqlite3.Connection, folder: Path, formats: tuple[Format, ...], force: bool, told: Told
) -> Tables:
    tables, about = read_tables(archive, METADATA), read_archive(archive)
    cut: list[str] = []
    count = _Count(len(formats) * sum(table.rows for table in tables), told)
    with whole_folder(folder, force=force) as unfinished:
        for table in tables:
            for kind in formats:
                path = unfinished / f"{table.name}.{kind}"
                rows = count.over(_rows(archive, table), table.name)
                if kind == "csv":
                    _write_csv(path, table, rows)
                elif kind == "parquet":
                    write_parquet(path, table, rows, about)
                else:
                    cut += write_xlsx(path, table, rows, about)
        paths = {table.name: [f"{table.name}.{kind}" for kind in formats] for table in tables}
        package = json.dumps(data_package(about, tables, paths), ensure_ascii=False, indent=2) + "\n"
        (unfinished / "datapackage.json").write_text(package, encoding="utf-8")
        (unfinished / "data-dictionary.md").write_text(data_dictionary(about, tables), encoding="utf-8")
        if about.samples:
            (unfinished / "DU-LIEU-MAU.txt").write_text(
                f"{SAMPLE_MARK}: bài viết do chúng tôi đặt ra, không phải tin thật.\nSample data, no real news.\n",
                encoding="utf-8",
            )
    return Tables(str(folder), formats, {table.name: table.rows for table in tables}, tuple(cut))


def _rows(archive: sqlite3.Connection, table: Table) -> Iterator[tuple[Any, ...]]:
    cursor = archive.execute(table.select)
    while batch := cursor.fetchmany(_BATCH):
        yield from batch


class _Count:
    """Counts rows over all files, and tells of them."""

    def __init__(self, total: int, told: Told) -> None:
        self.done, self.total, self.told = 0, total, told

    def over(self, rows: Iterator[tuple[Any, ...]], name: str) -> Iterator[tuple[Any, ...]]:
        """The rows, counted."""
        for row in rows:
            yield row
            self.done += 1
            if self.done % _BATCH == 0:
                self.told(self.done, self.total, name)


def _write_csv(path: Path, table: Table, rows: Iterator[tuple[Any, ...]]) -> None:
    """UTF-8 with a byte order mark (spreadsheets need it), RFC 4180; nothing in it is run as a formula."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(column.name for column in table.columns)
        writer.writerows([safe_cell(value) for value in row] for row in rows)
