"""A map that needs no tiles: the points of the communes give the country its shape, circles say how much is held.

Points come from the gazetteer. A unit without one of its own stands in the middle of what is or was inside it; a former
commune has the point of its successor. Both are said on the page.
"""

import math
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.text import fold
from website import links
from website.archive import remembered
from website.units import Unit, Units, units

WEST, EAST, SOUTH, NORTH = 102.0, 114.6, 7.6, 23.6
_STRETCH = math.cos(math.radians(16))
"""A degree of longitude against one of latitude in the middle of the country."""
SCALE = 46
WIDTH = round((EAST - WEST) * _STRETCH * SCALE)
HEIGHT = round((NORTH - SOUTH) * SCALE)
ISLANDS = (("Hoàng Sa", 16.5, 112.0), ("Trường Sa", 9.6, 113.0))
"""Archipelagos with special zones whose units have no point in the gazetteer (latitude, longitude of the middle)."""
LARGEST, SMALLEST = 26, 4
LABELLED = 20
LETTER, LINE = 6.0, 13
"""Room that a label takes, pixels: one that would lie on another is left to its tooltip and the table."""
LOCATOR_WIDTH = 120
ZOOM_WIDTH = 640


@dataclass(frozen=True)
class Spot:
    """A circle."""

    unit: Unit
    x: float
    y: float
    r: float
    former: bool
    labelled: bool
    href: str

    @property
    def name(self) -> str:
        """What is written on the map: a province without its kind."""
        unit = self.unit
        return unit.label.removeprefix(unit.kind).strip() if unit.level == "province" else unit.label

    @property
    def note(self) -> str:
        return f"{self.unit.label}: {self.unit.articles} bài"


@dataclass(frozen=True)
class Name:
    """A province that is only named."""

    text: str
    x: float
    y: float
    href: str


@dataclass(frozen=True)
class Drawing:
    """A map ready to be drawn."""

    width: int
    height: int
    spots: tuple[Spot, ...]
    names: tuple[Name, ...] = ()
    """Provinces without a circle, where their names hide no other."""
    dots: str = ""
    """Path of the communes' points, where the drawing does not stand on the picture of the whole country."""


@dataclass(frozen=True)
class MapPage:
    """A map with the same numbers as a table."""

    province: Unit | None
    drawing: Drawing
    listed: list[Unit]
    """Units of today with articles, most first."""
    former: list[Unit]
    """Former districts with articles."""
    provinces: list[Unit]
    """Every province of today, to go to its map."""


@dataclass(frozen=True)
class Locator:
    """One point on the small picture of the country."""

    width: int
    height: int
    x: float
    y: float
    lat: float
    lon: float
    borrowed: bool
    """The point is that of a successor or the middle of what is inside."""
    href: str


def project(lat: float, lon: float, scale: float = SCALE) -> tuple[float, float]:
    """Pixels from the upper left corner of the country's picture."""
    return round((lon - WEST) * _STRETCH * scale, 1), round((NORTH - lat) * scale, 1)


def communes(known: Units) -> list[Unit]:
    """The communes of today that have a point."""
    return [
        unit for unit in known.units.values() if unit.level == "commune" and not unit.valid_to and unit.lat is not None
    ]


def path(points: Iterable[tuple[float, float]]) -> str:
    """Points as the path of an SVG: a line of no length each, drawn round by its cap."""
    return "".join(f"M{x:g} {y:g}h0" for x, y in points)


def country_svg(connection: sqlite3.Connection) -> str:
    """The picture under every map: a dot for each commune, names of the archipelagos."""
    return remembered(connection, "country", lambda: _country(units(connection)))


def _country(known: Units) -> str:
    dots = path(project(unit.lat or 0, unit.lon or 0) for unit in communes(known))
    islands = ""
    for name, lat, lon in ISLANDS:
        x, y = project(lat, lon)
        around = path((x + dx, y + dy) for dx, dy in ((0, 0), (9, -6), (-10, -3), (5, 8), (-7, 9), (13, 5)))
        islands += (
            f'<path d="{around}" stroke="#93a398" stroke-width="3" stroke-linecap="round"/><text x="{x}" y="{y + 26}" '
            f'text-anchor="middle" font-family="sans-serif" font-size="15" fill="#77857b">{name}</text>'
        )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f'<path d="{dots}" stroke="#93a398" stroke-width="3" stroke-linecap="round" fill="none"/>{islands}</svg>'
    )


def provinces(known: Units) -> list[Unit]:
    """The provinces of today."""
    return [unit for unit in known.units.values() if unit.level == "province" and not unit.valid_to]


def country(connection: sqlite3.Connection) -> Drawing:
    """Today's provinces as circles: articles about what is there today, whatever it was called."""
    known = units(connection)
    placed = [(unit, project(*point)) for unit in provinces(known) if (point := known.point(unit.id))]
    hrefs = {unit.id: links.map_of(unit.id) for unit, _ in placed}
    spots = tuple(_spots([pair for pair in placed if pair[0].articles], hrefs))
    taken = [(spot.x, spot.y, len(spot.name) * LETTER / 2) for spot in spots]
    names = []
    for unit, (x, y) in placed:
        text = unit.label.removeprefix(unit.kind).strip()
        half = len(text) * LETTER / 2
        if not unit.articles and _is_free(taken, x, y, half):
            taken.append((x, y, half))
            names.append(Name(text, x, y, hrefs[unit.id]))
    return Drawing(WIDTH, HEIGHT, spots, tuple(names))


def province(connection: sqlite3.Connection, province_id: str) -> Drawing | None:
    """Today's communes of a province as full circles, former districts as rings; None where no such province is or
    none of its communes has a point."""
    known = units(connection)
    own = [unit for unit in communes(known) if unit.parent_id == province_id]
    if not own:
        return None
    west, east = min(unit.lon or 0 for unit in own) - 0.08, max(unit.lon or 0 for unit in own) + 0.08
    south, north = min(unit.lat or 0 for unit in own) - 0.06, max(unit.lat or 0 for unit in own) + 0.06
    scale = min(ZOOM_WIDTH / ((east - west) * _STRETCH), ZOOM_WIDTH / (north - south))

    def place(point: tuple[float, float]) -> tuple[float, float]:
        return round((point[1] - west) * _STRETCH * scale, 1), round((north - point[0]) * scale, 1)

    former = [unit for unit in former_districts(known, province_id) if unit.articles]
    shown = [unit for unit in own if unit.articles] + former
    placed = [(unit, place(point)) for unit in shown if (point := known.point(unit.id))]
    spots = _spots(placed, {unit.id: links.place(unit.id) for unit in shown})
    dots = path(place((unit.lat or 0, unit.lon or 0)) for unit in own)
    return Drawing(round((east - west) * _STRETCH * scale), round((north - south) * scale), tuple(spots), dots=dots)


def map_page(connection: sqlite3.Connection, province_id: str) -> MapPage | None:
    """The map of a province of today, or with an empty id of the country; None where there is no such province."""
    known = units(connection)
    everywhere = sorted(provinces(known), key=lambda unit: fold(unit.label.removeprefix(unit.kind)))
    if not province_id:
        named = sorted((unit for unit in everywhere if unit.articles), key=_most_first)
        return MapPage(None, country(connection), named, [], everywhere)
    drawing = province(connection, province_id)
    if drawing is None:
        return None
    inside = [unit for unit in known.inside.get(province_id, []) if unit.articles and not unit.valid_to]
    former = [unit for unit in former_districts(known, province_id) if unit.articles]
    return MapPage(
        known.units[province_id], drawing, sorted(inside, key=_most_first), sorted(former, key=_most_first), everywhere
    )


def _most_first(unit: Unit) -> tuple[int, str]:
    return -unit.articles, unit.label


def former_districts(known: Units, province_id: str) -> list[Unit]:
    """Districts that were in what is the province today."""
    inside = (known.units[unit_id] for unit_id in known.parts(province_id))
    return sorted((unit for unit in inside if unit.level == "district"), key=lambda unit: (unit.label, unit.id))


def _spots(placed: Sequence[tuple[Unit, tuple[float, float]]], hrefs: Mapping[str, str]) -> Iterator[Spot]:
    """Circles whose area follows the articles, the largest first so that small ones lie above."""
    ordered = sorted(placed, key=lambda pair: (-pair[0].articles, pair[0].label))
    most = max((unit.articles for unit, _ in ordered), default=1)
    taken: list[tuple[float, float, float]] = []
    for unit, (x, y) in ordered:
        r = round(SMALLEST + (LARGEST - SMALLEST) * math.sqrt(unit.articles / most), 1)
        half = len(unit.label) * LETTER / 2
        if _is_free(taken, x, y, half) and len(taken) < LABELLED:
            taken.append((x, y, half))
        yield Spot(unit, x, y, r, bool(unit.valid_to), taken[-1:] == [(x, y, half)], hrefs[unit.id])


def _is_free(taken: Sequence[tuple[float, float, float]], x: float, y: float, half: float) -> bool:
    """Whether a label as wide as `half` to each side lies on none of `taken`."""
    return all(abs(x - x2) > half + half2 or abs(y - y2) > LINE for x2, y2, half2 in taken)


def locator(connection: sqlite3.Connection, place_id: str) -> Locator | None:
    """Where a unit is; None where no point is known."""
    known = units(connection)
    unit = known.units.get(place_id)
    point = known.point(place_id) if unit else None
    if unit is None or point is None:
        return None
    scale = SCALE * LOCATOR_WIDTH / WIDTH
    x, y = project(*point, scale)
    height = round(HEIGHT * LOCATOR_WIDTH / WIDTH)
    return Locator(
        LOCATOR_WIDTH, height, x, y, *point, bool(unit.valid_to) or unit.lat is None, _map_of(known, place_id)
    )


def _map_of(known: Units, place_id: str) -> str:
    """The map of the province in which a unit is today."""
    for unit, _ in known.today(place_id):
        province = next((up for up in (unit, *known.above(unit.id)) if up.level == "province"), None)
        if province:
            return links.map_of(province.id)
    return links.map_of()
