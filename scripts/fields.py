"""Write docs/fields.md from the schema and metadata.yml; with `--check` only say whether the three agree.

Run from the root: `python scripts/fields.py`. tests/site runs the check.
"""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from sqlite_utils import Database

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from pipeline.archive.schema import prepare  # noqa: E402 - the root must be importable first

METADATA = ROOT / "metadata.yml"
PAGE = ROOT / "docs" / "fields.md"
SEPARATOR = " · "
INTERNAL = "_sqlite_migrations"

_HEAD = """# Tables and columns

Every table and column of archive.db, as `metadata.yml` describes them to readers. This page is written by
`python scripts/fields.py`; change `metadata.yml` or `pipeline/archive/schema.py`, not this page.

Dates are local time of Vietnam (UTC+7) and may be partial (`2019`, `2019-11`); moments of crawling (`…_seen`,
`fetched_at`, `…_at`) are UTC. Text is NFC. Offsets count Unicode code points.
"""


def described() -> dict[str, dict[str, Any]]:
    """Tables of metadata.yml by name, without internal ones."""
    metadata = yaml.safe_load(METADATA.read_text(encoding="utf-8"))
    tables: dict[str, dict[str, Any]] = metadata["databases"]["archive"]["tables"]
    return {name: table for name, table in tables.items() if name != INTERNAL}


def schema() -> dict[str, list[tuple[str, str]]]:
    """(column, type) of every table and view that readers can open, from a fresh archive."""
    db = Database(memory=True)
    prepare(db)
    readable = [n for n in db.table_names() if n != INTERNAL and n != "search" and not n.startswith("search_")]
    return {
        name: [(column.name, column.type or "TEXT") for column in db[name].columns]
        for name in [*readable, *db.view_names()]
    }


def differences(tables: Mapping[str, Mapping[str, Any]], real: Mapping[str, list[tuple[str, str]]]) -> list[str]:
    """What metadata.yml lacks, has too much of, or says in one language only."""
    found = [f"metadata.yml lacks table {name}" for name in real if name not in tables]
    found += [f"metadata.yml describes {name}, which no schema has" for name in tables if name not in real]
    for name in real.keys() & tables.keys():
        columns = tables[name].get("columns", {})
        names = [column for column, _ in real[name]]
        found += [f"metadata.yml lacks {name}.{column}" for column in names if column not in columns]
        found += [
            f"metadata.yml describes {name}.{column}, which is no column" for column in columns if column not in names
        ]
        said = {"title": tables[name].get("title", ""), "description": tables[name].get("description", ""), **columns}
        found += [f"{name}.{key}: not in two languages" for key, text in said.items() if SEPARATOR not in text]
    return sorted(found)


def page(tables: Mapping[str, Mapping[str, Any]], real: Mapping[str, list[tuple[str, str]]]) -> str:
    """docs/fields.md as it should stand."""
    lines = [_HEAD]
    for name, table in tables.items():
        vietnamese, english = table["description"].split(SEPARATOR, 1)
        lines += [f"## {name}: {table['title']}", "", vietnamese, "", f"*{english}*", ""]
        lines += ["| column | type | nghĩa | meaning |", "|---|---|---|---|"]
        types = dict(real[name])
        for column, text in table["columns"].items():
            meaning_vi, meaning = text.split(SEPARATOR, 1)
            lines.append(f"| `{column}` | {types[column].lower()} | {meaning_vi} | {meaning} |")
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def main(arguments: list[str]) -> int:
    """Exit code 0 when all is well, 1 when something differs."""
    tables, real = described(), schema()
    problems = differences(tables, real)
    if not problems and "--check" in arguments and PAGE.read_text(encoding="utf-8") != page(tables, real):
        problems = ["docs/fields.md is not what scripts/fields.py writes; run it"]
    if problems:
        sys.stderr.write("\n".join(problems) + "\n")
        return 1
    if "--check" not in arguments:
        PAGE.write_text(page(tables, real), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
