"""Ids that were published stay good: `decisions/ids.csv` remembers each with one mention of it, append-only.

Ids are made of what is known of an entity (own name, area). More evidence can change that (a name without a place is
placed); then the old id leads to the entity that the remembered mention belongs to now.
"""

import csv
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from pipeline.decisions.values import DecisionError, EntityKind
from pipeline.linking.common import Gathered, Row
from pipeline.text import fold

IDS_FILE = "ids.csv"


@dataclass(frozen=True)
class Published:
    """An id that a build published, and one mention that stood behind it."""

    kind: str
    id: str
    article_id: str
    name: str
    """Folded normal name of that mention."""


def remembered(folder: Path) -> list[Published]:
    """What ids.csv says. Raises DecisionError on a line that is not of the form."""
    file = folder / IDS_FILE
    if not file.exists():
        return []
    with file.open(encoding="utf-8", newline="") as stream:
        rows = csv.reader(stream)
        if next(rows, None) != [column.name for column in fields(Published)]:
            raise DecisionError(f"{file}: the first line must be kind,id,article_id,name; builds write the file")
        found = [row for row in rows if row]
    for number, row in enumerate(found, 2):
        if len(row) != len(fields(Published)):
            raise DecisionError(f"{file}:{number}: {len(row)} columns; the file is written by builds, do not edit it")
    return [Published(*row) for row in found]


def remember(folder: Path, new: Sequence[Published]) -> None:
    """Append ids, fsynced; nothing that stands there is ever rewritten."""
    if not new:
        return
    folder.mkdir(exist_ok=True)
    file = folder / IDS_FILE
    fresh = not file.exists()
    with file.open("a", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        if fresh:
            writer.writerow([column.name for column in fields(Published)])
        writer.writerows(astuple(one) for one in new)
        stream.flush()
        os.fsync(stream.fileno())


def first_seen_ids(
    entities: Mapping[EntityKind, Sequence[Gathered]], known: Iterable[Published]
) -> Iterator[Published]:
    """Ids of this build that no earlier one published."""
    there = {(one.kind, one.id) for one in known}
    for kind, found in entities.items():
        for entity in found:
            if (kind, entity.id) not in there:
                mention = min(entity.mentions, key=lambda m: (m["article_id"], m["position"]))
                yield Published(kind, entity.id, mention["article_id"], _name(mention))


def moved(entities: Mapping[EntityKind, Sequence[Gathered]], known: Iterable[Published]) -> Iterator[Row]:
    """Rows of `entity_redirects` for published ids that no entity has any more."""
    current = {(kind, entity.id) for kind, found in entities.items() for entity in found}
    home: dict[tuple[str, str, str], str] = {
        (kind, m["article_id"], _name(m)): entity.id
        for kind, found in entities.items()
        for entity in found
        for m in entity.mentions
    }
    for one in known:
        new_id = home.get((one.kind, one.article_id, one.name))
        if (one.kind, one.id) not in current and new_id:
            yield {"old_id": one.id, "kind": one.kind, "new_id": new_id,
                   "why": "kho biết thêm về tên này / more is known of this name"}  # fmt: skip


def _name(mention: Row) -> str:
    return fold(mention["norm"] or mention["name"])
