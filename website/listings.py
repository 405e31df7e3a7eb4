"""Index pages: every cooperative, product, producer, document, place and portal, to look through and to narrow.

A list is read once per build and kept, with its names folded: a reader searches it with or without accents.
"""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from pipeline.text import clean, fold
from website import links
from website.archive import Row, remembered, rows
from website.units import units
from website.words import Bilingual, kind, level, producer

PAGE_SIZE = 60
Order = Literal["bai", "ten"]


@dataclass(frozen=True)
class Entry:
    """A line of an index."""

    name: str
    href: str
    kind: Bilingual
    about: str
    """Where it is, who issued it."""
    provinces: tuple[str, ...]
    """Provinces, then and now, under which it is listed."""
    articles: int
    first: str | None
    last: str | None
    folded: str
    ended: bool = False


@dataclass(frozen=True)
class Kind:
    """One index page."""

    path: str
    title: Bilingual
    table: str
    load: Callable[[sqlite3.Connection], list[Entry]]
    empty: str = "Chưa có."


@dataclass(frozen=True)
class Listing:
    """A page of an index."""

    kind: Kind
    entries: list[Entry]
    found: int
    everything: int
    provinces: list[tuple[str, int]]
    asked: Mapping[str, str]
    order: Order
    page: int
    kinds: list[tuple[str, int]] = field(default_factory=list)

    @property
    def pages(self) -> int:
        return -(-self.found // PAGE_SIZE)

    def href(self, page: int = 1, **changed: str) -> str:
        """This index with another page, order or filter."""
        number = {"trang": str(page) if page > 1 else ""}
        return links.search({**self.asked, **changed, **number}, self.kind.path)


def listing(connection: sqlite3.Connection, of: Kind, arguments: Mapping[str, str]) -> Listing:
    """The page of an index that the query string asks for; what it does not know is taken as not said."""
    entries = remembered(connection, ("listing", of.path), lambda: of.load(connection))
    provinces = remembered(connection, ("provinces", of.path), lambda: _counted(entries))
    wanted = {name: clean(arguments.get(name) or "")[:100].strip() for name in ("q", "tinh", "sap")}
    order: Order = "ten" if wanted["sap"] == "ten" else "bai"
    words = fold(wanted["q"]).split()
    chosen = [
        entry for entry in entries
        if (not wanted["tinh"] or wanted["tinh"] in entry.provinces) and all(word in entry.folded for word in words)
    ]  # fmt: skip
    if order == "ten":
        chosen.sort(key=lambda entry: entry.folded)
    pages = max(1, -(-len(chosen) // PAGE_SIZE))
    asked_page = arguments.get("trang") or "1"
    page = min(int(asked_page[:6]), pages) if asked_page.isdecimal() and int(asked_page[:6]) else 1
    shown = chosen[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    return Listing(of, shown, len(chosen), len(entries), provinces, wanted, order, page)


def _counted(entries: Sequence[Entry]) -> list[tuple[str, int]]:
    counts: dict[str, int] = {}
    for entry in entries:
        for name in entry.provinces:
            counts[name] = counts.get(name, 0) + 1
    return sorted(counts.items(), key=lambda pair: fold(pair[0].removeprefix("thành phố ").removeprefix("tỉnh ")))


def _provinces(*places: str | None) -> tuple[str, ...]:
    """The last part of a place in words: `xã …, huyện …, tỉnh Đồng Nai` -> `tỉnh Đồng Nai`."""
    return tuple(dict.fromkeys(place.rsplit(", ", 1)[-1] for place in places if place))


def _entry(row: Row, href: str, sort: Bilingual, about: str, provinces: tuple[str, ...], name: str = "name") -> Entry:
    text = row[name] or ""
    return Entry(
        text, href, sort, about, provinces, row["articles"] or 0, row["first_seen"], row["last_seen"],
        fold(f"{text} {about}"),
    )  # fmt: skip


def _cooperatives(connection: sqlite3.Connection) -> list[Entry]:
    sql = "SELECT * FROM cooperatives ORDER BY articles DESC, name"
    return [
        _entry(row, links.cooperative(row["id"]), kind(row["kind"]), row["place"] or "",
               _provinces(row["place"], row["place_now"]))
        for row in rows(connection, sql)
    ]  # fmt: skip


_WHERE_NAMED = """SELECT mine.entity_id AS id, p.label FROM (
SELECT entity_id, min(article_id) AS article_id FROM article_entities
WHERE kind = :kind AND entity_id IN (SELECT id FROM {unplaced}) GROUP BY 1) AS mine
JOIN article_entities e ON e.article_id = mine.article_id AND e.kind IN ('place_then', 'place_now')
JOIN places p ON p.id = e.entity_id AND p.level = 'province' GROUP BY 1, 2"""


def _named_in(connection: sqlite3.Connection, of: str, unplaced: str) -> dict[str, tuple[str, ...]]:
    """Provinces that an article names which names the thing: one of each, the table would be walked else."""
    found: dict[str, tuple[str, ...]] = {}
    for row in rows(connection, _WHERE_NAMED.format(unplaced=unplaced), {"kind": of}):
        found[row["id"]] = (*found.get(row["id"], ()), row["label"])
    return found


def _products(connection: sqlite3.Connection) -> list[Entry]:
    named = _named_in(connection, "product", "products WHERE place_id IS NULL")
    return [
        _entry(row, links.product(row["id"]), _stars(row["stars_announced"]), row["producer"] or row["place"] or "",
               tuple(dict.fromkeys(_provinces(row["place"]) + named.get(row["id"], ()))))
        for row in rows(connection, "SELECT * FROM products ORDER BY articles DESC, name")
    ]  # fmt: skip


def _stars(stars: int | None) -> Bilingual:
    return Bilingual(f"{stars} sao đã công bố", f"{stars} stars announced") if stars else Bilingual("", "")


def _producers(connection: sqlite3.Connection) -> list[Entry]:
    named = _named_in(connection, "producer", "producers")
    return [
        _entry(row, links.producer(row["id"]), producer(row["kind"]), "", named.get(row["id"], ()))
        for row in rows(connection, "SELECT * FROM producers ORDER BY articles DESC, name")
    ]


def _documents(connection: sqlite3.Connection) -> list[Entry]:
    sql = """SELECT d.*, p.province FROM documents d LEFT JOIN places p ON p.id = d.issuer_place_id
             ORDER BY d.articles DESC, d.norm"""
    found = []
    for row in rows(connection, sql):
        about = " · ".join(part for part in (row["issuer"], row["title"]) if part)
        sort = Bilingual(row["type"] or "văn bản", "document")
        entry = _entry(row, links.document(row["id"]), sort, about, _provinces(row["province"]), "norm")
        found.append(entry)
    return found


def _places(connection: sqlite3.Connection) -> list[Entry]:
    known = units(connection)
    found = []
    for unit in sorted(known.units.values(), key=lambda unit: (-unit.articles, unit.label, unit.id)):
        above = ", ".join(up.label for up in known.above(unit.id))
        today = sorted({one.province for one, _ in known.today(unit.id)}) if unit.articles else []
        listed_under = tuple(dict.fromkeys((unit.province, *today)))
        found.append(
            Entry(unit.label, links.place(unit.id), level(unit.level), above, listed_under,
                  unit.articles, None, None, fold(f"{unit.label} {above}"), bool(unit.valid_to))
        )  # fmt: skip
    return found


def _portals(connection: sqlite3.Connection) -> list[Entry]:
    sql = """SELECT s.*, s.first_published AS first_seen, s.last_published AS last_seen, p.province FROM sources s
             LEFT JOIN places p ON p.id = s.place_id ORDER BY s.articles DESC, s.name"""
    return [
        _entry(row, links.portal(row["id"]), level(row["level"]), row["place"] or "",
               _provinces(row["place"], row["province"]))
        for row in rows(connection, sql)
    ]  # fmt: skip


KINDS: tuple[Kind, ...] = (
    Kind("/htx", Bilingual("Hợp tác xã, tổ hợp tác", "Cooperatives and groups"), "cooperatives", _cooperatives),
    Kind("/san-pham", Bilingual("Sản phẩm", "Products"), "products", _products),
    Kind("/chu-the", Bilingual("Chủ thể ngoài hợp tác xã", "Producers, no cooperatives"), "producers", _producers),
    Kind("/van-ban", Bilingual("Văn bản", "Official documents"), "documents", _documents),
    Kind("/noi", Bilingual("Địa phương", "Places, then and now"), "places", _places),
    Kind("/cong", Bilingual("Cổng thông tin", "Portals"), "sources", _portals),
)
