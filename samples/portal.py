"""The sample portals' own data: names, slogans, menus, traps of the whole site (samples/portals.yml)."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

PORTALS = Path(__file__).with_name("portals.yml")
VANISHED = Path(__file__).with_name("vanished.yml")
"""Portals that no server answers for any more; their hosts were handed on."""
PORT = 8400
"""The fixed port; the sample source files name it."""
MARK = "DỮ LIỆU MẪU"
"""Stands in the header and the footer of every page, outside the article."""


@dataclass(frozen=True)
class Stray:
    """Something a listing announces that is no readable article."""

    kind: str
    """challenge, gone, disallowed, soft-404, redirect."""
    section: str
    title: str
    path: str
    listed: str
    leads_to: str = ""
    """For a redirect: id of the article it ends at."""
    traps: tuple[str, ...] = ()


@dataclass(frozen=True)
class Portal:
    """One sample portal: its layout and everything around the articles."""

    name: str
    """Host label and file name: `long-thanh`."""
    host: str
    """Host label: `longthanh`."""
    skin: str
    """sharepoint, sharepoint-2, nukeviet or la."""
    title: str
    body: str
    """The publishing body as the foot names it."""
    slogans: tuple[str, ...]
    clock: str
    """A fixed date line, or `today` for the server's own date."""
    sections: dict[str, str]
    """Key in URLs -> label."""
    footer: tuple[str, ...]
    licence: str
    date_basis: str
    per_page: int
    feed_newest: int = 30
    postback: tuple[str, ...] = ()
    """Sections whose pages are asked for by an ASP.NET postback."""
    robots: str = ""
    strays: tuple[Stray, ...] = ()
    traps: tuple[str, ...] = ()
    """Traps of every page of the site."""
    visitors: str = "1204583"
    heavy: bool = False
    """A menu as long as real portals have it (about 50 KB a page)."""


def _portal(name: str, data: dict[str, Any]) -> Portal:
    strays = tuple(Stray(**{**stray, "traps": tuple(stray.get("traps", ()))}) for stray in data.pop("strays", ()))
    lists: dict[str, Any] = {key: tuple(data.pop(key, ())) for key in ("slogans", "footer", "postback", "traps")}
    sections = {str(key): label for key, label in data.pop("sections").items()}
    return Portal(name=name, sections=sections, strays=strays, **lists, **data)


def load_portals(path: Path = PORTALS) -> dict[str, Portal]:
    """All portals by name, in the order of the file."""
    rows = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return {name: _portal(name, data) for name, data in rows.items()}
