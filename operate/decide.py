"""Write a decision of a person into the home, after looking whether it has its evidence."""

import fcntl
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml
from pydantic import TypeAdapter, ValidationError
from sqlite_utils import Database

from crawler.clock import Clock, stamp
from operate.home import Home, HomeError
from pipeline.decisions.read import check_places, read_decisions
from pipeline.decisions.values import KINDS, Decided, DecisionError, Merge, OnArticle, Split
from pipeline.gazetteer import load_gazetteer

FILE = "decisions.yml"
_HEAD = """\
# Quyết định của người phụ trách kho / decisions of the archive's keepers. `ocop decide --help` writes here; a text
# editor may too. Each is applied at every build; `ocop build` says which have lost their evidence.
"""
_TABLES = {"cooperative": "cooperatives", "document": "documents", "product": "products", "producer": "producers"}


@dataclass(frozen=True)
class Noted:
    """A decision that stands in the home now."""

    path: Path
    entry: str
    warning: str | None
    """What the archive as it stands does not hold, for the person to look at."""


def decide(home: Home, do: str, said: Mapping[str, object], clock: Clock) -> Noted:
    """Append a decision to decisions/decisions.yml. Raises HomeError where it is not of the form, DecisionError where
    the files as they would be cannot be used (a place that does not exist); nothing is written then."""
    entry = {"do": do, **{key: _plain(value) for key, value in said.items() if value not in (None, "", ())},
             "on": stamp(clock())[:10]}  # fmt: skip
    try:
        decision: Decided = TypeAdapter(KINDS[do]).validate_python({k: v for k, v in entry.items() if k != "do"})
    except ValidationError as error:
        raise HomeError("; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())) from error
    text = yaml.safe_dump([entry], allow_unicode=True, sort_keys=False, width=1000)
    path = home.decisions / FILE
    _append(path, text)
    return Noted(path, text, _warning(home, decision))


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else str(value)


def _append(path: Path, text: str) -> None:
    """One writer at a time; what cannot be read back is taken out again."""
    path.parent.mkdir(exist_ok=True)
    with path.open("a+", encoding="utf-8") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        end = stream.seek(0, 2)
        stream.write((_HEAD if end == 0 else "") + text)
        stream.flush()
        try:
            check_places(read_decisions(path.parent), load_gazetteer())
        except DecisionError:
            stream.truncate(end)
            raise


def _warning(home: Home, decision: Decided) -> str | None:
    if not home.archive.exists():
        return "there is no archive.db yet: whether the evidence is there shows at the next build"
    db = Database(sqlite3.connect(f"file:{home.archive}?mode=ro", uri=True))
    if isinstance(decision, OnArticle):
        found = db.execute("SELECT 1 FROM articles WHERE id = ?", [decision.article]).fetchone()
        return None if found else f"the archive holds no article {decision.article} (ids stand in /bai/<id>)"
    ids = decision.ids if isinstance(decision, Merge) else (decision.id,) if isinstance(decision, Split) else ()
    table = _TABLES[decision.kind] if isinstance(decision, Merge | Split) else ""
    lost = [one for one in ids if not db.execute(f"SELECT 1 FROM [{table}] WHERE id = ?", [one]).fetchone()]
    return f"the archive holds no {', '.join(lost)} in {table}" if lost else None
