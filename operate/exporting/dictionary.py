"""What each exported table and column means, in two languages and with its type: from metadata.yml and the archive."""

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import yaml

from operate.exporting.files import ExportError
from pipeline.archive.compact import COMPACT
from pipeline.republish.collection import SAMPLE_MARK

Kind = Literal["text", "integer", "number", "flag", "moment", "list", "json"]
"""`flag`: 0 or 1; `moment`: UTC to the second; `list`: a JSON array of texts; `json`: another JSON value. Dates of
publication are text: they may be partial (`2019`, `2019-11`)."""

SEPARATOR = " · "

_MOMENTS = frozenset({
    "articles.first_seen", "articles.last_seen", "articles.checked", "articles.gone_since", "article_urls.first_seen",
    "article_urls.last_seen", "article_versions.seen_from", "article_versions.seen_to", "captures.fetched_at",
    "considered.found_at", "runs.started_at", "runs.ended_at", "sources.last_success",
})  # fmt: skip
_FLAGS = frozenset({
    "articles.sample", "sources.sample", "dates.accepted", "considered.sampled", "considered.sampled_relevant",
    "product_rows.potential", "rating_events.potential",
})  # fmt: skip
_LISTS = frozenset({
    "articles.places_then", "articles.places_now", "articles.cooperatives", "articles.documents", "articles.products",
    "cooperatives.fields", "product_rows.cells",
})  # fmt: skip
_JSON = frozenset({
    "article_texts.blocks", "cooperatives.names", "documents.dates_claimed", "mentions.candidates", "mentions.details",
    "producers.names", "products.names",
})  # fmt: skip
_SQL_KINDS: Mapping[str, Kind] = {"TEXT": "text", "INTEGER": "integer", "REAL": "number"}
_FRICTIONLESS = {
    "text": "string", "integer": "integer", "number": "number", "flag": "integer", "moment": "datetime",
    "list": "array", "json": "any",
}  # fmt: skip


@dataclass(frozen=True)
class Column:
    """A column of an exported table."""

    name: str
    kind: Kind
    vi: str
    en: str


@dataclass(frozen=True)
class Table:
    """A table of archive.db that is exported."""

    name: str
    title: str
    vi: str
    en: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    rows: int

    @cached_property
    def select(self) -> str:
        """SQL of every row, in the order of the primary key."""
        order = f" ORDER BY {', '.join(_quoted(name) for name in self.key)}" if self.key else ""
        return f"SELECT {', '.join(_quoted(c.name) for c in self.columns)} FROM {_quoted(self.name)}{order}"


@dataclass(frozen=True)
class Archive:
    """What the archive says of itself, for whoever has only the files."""

    samples: bool
    built_at: str
    version: str
    articles: int

    @property
    def title(self) -> str:
        """Marked where it holds samples."""
        mark = f"[{SAMPLE_MARK}] " if self.samples else ""
        return f"{mark}Kho lưu trữ tin tức OCOP · OCOP news archive"


def read_tables(archive: sqlite3.Connection, metadata: Path) -> tuple[Table, ...]:
    """Every table that readers see, in the order of metadata.yml. Raises ExportError where archive and metadata.yml
    disagree: no column goes out without its sentence."""
    described = yaml.safe_load(metadata.read_text(encoding="utf-8"))["databases"]["archive"]["tables"]
    return tuple(_table(archive, name, said) for name, said in described.items() if not said.get("hidden"))


def read_archive(archive: sqlite3.Connection) -> Archive:
    """From `archive_state`."""
    state = dict(archive.execute("SELECT key, value FROM archive_state").fetchall())
    (articles,) = archive.execute("SELECT count(*) FROM articles WHERE state = 'published'").fetchone()
    return Archive(state.get("holds") == "samples", state.get("built_at", ""), state.get("version", ""), articles)


def _table(archive: sqlite3.Connection, name: str, said: Mapping[str, Any]) -> Table:
    real = archive.execute(f"PRAGMA table_info({_quoted(name)})").fetchall()
    sentences: Mapping[str, str] = said.get("columns", {})
    if {row[1] for row in real} != set(sentences):
        raise ExportError(
            f"archive.db and metadata.yml disagree on table {name}; `ocop build` brings archive.db up to this version"
        )
    columns = tuple(Column(row[1], _kind(name, row[1], row[2]), *_both(sentences[row[1]])) for row in real)
    key = tuple(row[1] for row in sorted(real, key=lambda row: int(row[5])) if row[5])
    if name in COMPACT:
        key = ("article_id", *(column for column in ("position", "kind", "entity_id") if column in sentences))
    key = ("article_id",) if name == "article_texts" else key
    (rows,) = archive.execute(f"SELECT count(*) FROM {_quoted(name)}").fetchone()
    return Table(name, said["title"], *_both(said["description"]), columns, key, rows)


def _kind(table: str, column: str, sql_type: str) -> Kind:
    both = f"{table}.{column}"
    for kind, names in (("moment", _MOMENTS), ("flag", _FLAGS), ("list", _LISTS), ("json", _JSON)):
        if both in names:
            return kind  # type: ignore[return-value]
    return _SQL_KINDS[sql_type.upper() or "TEXT"]


def _both(text: str) -> tuple[str, str]:
    vietnamese, english = text.split(SEPARATOR, 1)
    return vietnamese, english


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def data_package(archive: Archive, tables: Sequence[Table], paths: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """datapackage.json (Frictionless Data Package): every file with its columns. `paths`: table to its files."""
    return {
        "name": "ocop-archive",
        "title": archive.title,
        "description": "Tin về Chương trình mỗi xã một sản phẩm trên cổng thông tin địa phương. · News of the One "
        "Commune One Product programme on Vietnamese local portals. " + _NOTE.replace("\n", " "),
        "created": archive.built_at,
        "version": archive.version,
        "sample": archive.samples,
        "licenses": [{"name": "other", "title": "Theo cột licence của từng bài · As column licence of each article"}],
        "resources": [
            {
                "name": f"{table.name}-{path.rpartition('.')[2]}".replace("_", "-"),
                "path": path,
                "title": table.title,
                "description": f"{table.vi}{SEPARATOR}{table.en}",
                "schema": {
                    "fields": [
                        {"name": c.name, "type": _FRICTIONLESS[c.kind], "description": f"{c.vi}{SEPARATOR}{c.en}"}
                        for c in table.columns
                    ],
                    "primaryKey": list(table.key),
                },
            }
            for table in tables
            for path in paths[table.name]
        ],
    }


_NOTE = """Ngày đăng có thể chỉ có năm hoặc tháng; thời điểm tải về không bao giờ thay cho ngày đăng.
Publication dates may be partial and are local time of Vietnam; moments are UTC; offsets count Unicode code points."""


def data_dictionary(archive: Archive, tables: Sequence[Table]) -> str:
    """data-dictionary.md: the same for people."""
    lines = [f"# {archive.title}", ""]
    if archive.samples:
        lines += [
            f"**{SAMPLE_MARK}: bài viết do chúng tôi đặt ra, không phải tin thật. · Sample data, no real news.**",
            "",
        ]
    lines += [f"{archive.articles} bài · articles; archive.db {archive.built_at}, ocop-archive {archive.version}.", ""]
    lines += [_NOTE, ""]
    for table in tables:
        lines += [f"## {table.name}: {table.title}", "", table.vi, "", f"*{table.en}*", ""]
        lines += [f"{table.rows} dòng · rows; khóa · key: {', '.join(table.key) or '—'}", ""]
        lines += ["| column | type | nghĩa | meaning |", "|---|---|---|---|"]
        lines += [f"| `{c.name}` | {c.kind} | {c.vi} | {c.en} |" for c in table.columns]
        lines.append("")
    return "\n".join(lines)
