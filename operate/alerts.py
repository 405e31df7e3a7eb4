"""Saved searches: after a build, whoever follows a search is told what is new in it, with the passage.

`alerts.yml` in the home is a list of searches; `.ocop/alerts.json` remembers up to which moment each was told.
"""

import sqlite3
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import yaml
from pydantic import ConfigDict, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass as checked

from operate.delivery import Message, Receiver, deliver
from operate.home import Home, HomeError
from operate.notes import read_note, write_note
from pipeline.republish.collection import SAMPLE_MARK

if TYPE_CHECKING:
    from website.archive import State
    from website.news import New

FILE = "alerts.yml"


@checked(frozen=True, config=ConfigDict(extra="forbid", str_strip_whitespace=True))
class SavedSearch:
    """One entry of alerts.yml."""

    name: str
    search: str
    """The address of a search page, or its query string: `q=htx+nong+nghiep+xanh&noi=740-0`."""
    command: tuple[str, ...] = ()
    email: str = ""
    webhook: str = ""

    @property
    def receiver(self) -> Receiver:
        return Receiver(self.command, self.email, self.webhook)


@dataclass(frozen=True)
class Told:
    """What went out after a build."""

    sent: int = 0
    articles: int = 0
    failures: list[str] = field(default_factory=list)
    """Told again after the next build."""


def read_saved_searches(file: Path) -> list[SavedSearch]:
    """The searches that people follow. Raises HomeError naming file, entry and key."""
    if not file.exists():
        return []
    try:
        entries = yaml.safe_load(file.read_text(encoding="utf-8-sig")) or []
        found = TypeAdapter(list[SavedSearch]).validate_python(entries)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise HomeError(f"{file}: không phải YAML / not YAML: {error}") from error
    except ValidationError as error:
        fault = error.errors()[0]
        where = ".".join(str(part + 1) if isinstance(part, int) else str(part) for part in fault["loc"])
        raise HomeError(f"{file}: entry {where or '1'}: {fault['msg']}") from error
    if not found:
        return []
    # Only now: the site's own code brings Datasette with it, which is half of what a command takes to start.
    from website.news import read_search

    names = [one.name for one in found]
    for one in found:
        if names.count(one.name) > 1:
            raise HomeError(
                f"{file}: hai mục trùng tên / "
                f"two entries are called {one.name!r}; names keep apart what was told to whom"
            )
        if not one.receiver.named():
            raise HomeError(f"{file}: chưa ghi gửi cho ai / {one.name!r} names nobody: give command, email or webhook")
        if ignored := read_search(one.search).ignored:
            raise HomeError(
                f"{file}: không hiểu phép tìm / {one.name!r}: not understood in its search: {', '.join(ignored)}"
            )
    return found


def tell_news(home: Home) -> Told:
    """Tell every follower what is new. A search that is followed for the first time is told nothing old. What could not
    be delivered is told after the next build. Raises HomeError for a wrong alerts.yml."""
    searches = read_saved_searches(home.path / FILE)
    if not searches or not home.archive.exists():
        return Told()
    from website.archive import state
    from website.news import new_in_search, newest_sight, read_search

    memory = home.path / ".ocop" / "alerts.json"
    told_until: dict[str, str] = read_note(memory, "every search then begins anew.")
    sent = articles = 0
    failures: list[str] = []
    connection = sqlite3.connect(f"file:{home.archive}?mode=ro", uri=True)
    try:
        now, about = newest_sight(connection), state(connection)
        for saved in searches:
            since = told_until.setdefault(saved.name, now)
            fresh = new_in_search(connection, read_search(saved.search), since)
            problems = (
                deliver(saved.receiver, _message(saved, fresh, about, home.config.site), home.config.mail)
                if fresh
                else []
            )
            failures += [f"{saved.name}: {problem}" for problem in problems]
            if not problems:
                told_until[saved.name] = now
                sent += bool(fresh)
                articles += len(fresh)
    finally:
        connection.close()
    write_note(memory, {saved.name: told_until[saved.name] for saved in searches})
    return Told(sent, articles, failures)


def _message(saved: SavedSearch, fresh: "list[New]", about: "State", site: str) -> Message:
    mark = f"[{SAMPLE_MARK}] " if about.samples else ""
    site = site.rstrip("/")
    lines = [f"{mark}{len(fresh)} bài mới trong lượt tìm “{saved.name}” / new articles in a saved search", ""]
    for one in fresh:
        lines += [one.title, f"{one.portal}, {one.published}", one.passage, f"{site}{one.path}", ""]
    data = {
        "kind": "news", "search": saved.name, "asked": saved.search, "sample": about.samples,
        "articles": [
            {"id": one.id, "title": one.title, "portal": one.portal, "published": one.published,
             "passage": one.passage, "url": f"{site}{one.path}"} for one in fresh
        ],
    }  # fmt: skip
    return Message(f"{mark}Kho OCOP: {len(fresh)} bài mới, {saved.name}", "\n".join(lines), data)
