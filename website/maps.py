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
FONT, LETTER, LINE = 11, 6.0, 13
"""Size of a label and the room it takes, pixels: one that would lie on another is left to its tooltip and the table."""
PHONE = 330
"""Pixels to which a phone shrinks a map; its letters are as much larger, so that they stay legible, and fewer fit."""
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
    crowded: bool
    """There is no room for the label on a phone."""
    href: str

    @property
    def name(self) -> str:
        """What is written on the map: a province without its kind."""
        return _written(self.unit)

    @property
    def note(self) -> str:
        return f"{self.unit.label}: {self.unit.articles} bài"


@dataclass(frozen=True)
class Name:
    """A province that is only named."""

    text: str
    x: float
    y: float
    crowded: bool
    """There is no room for it on a phone."""
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

    @property
    def phone_font(self) -> float:
        """Size of the labels where a phone shrinks the drawing."""
        return round(FONT * _phone_stretch(self.width), 1)


def _phone_stretch(width: int) -> float:
    return max(1.0, width / PHONE)


class _Labels:
    """Labels that stand on a map already: a new one takes its room or gets none."""

    def __init__(self, width: float = math.inf, stretch: float = 1.0) -> None:
        self._width, self._stretch = width, stretch
        self._taken: list[tuple[float, float, float]] = []

    def __len__(self) -> int:
        return len(self._taken)

    def take(self, x: float, y: float, text: str) -> bool:
        """Whether the text, its middle there, lies on no other and does not reach past the edge."""
        half = len(text) * LETTER * self._stretch / 2
        line = LINE * self._stretch
        free = all(abs(x - x2) > half + half2 or abs(y - y2) > line for x2, y2, half2 in self._taken)
        if not free or x - half < 0 or x + half > self._width:
            return False
        self._taken.append((x, y, half))
        return True


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
    labels, on_phone = _Labels(WIDTH), _Labels(WIDTH, _phone_stretch(WIDTH))
    spots = tuple(_spots([pair for pair in placed if pair[0].articles], hrefs, labels, on_phone))
    names = []
    for unit, (x, y) in placed:
        text = _short(unit)
        if not unit.articles and labels.take(x, y, text):
            names.append(Name(text, x, y, not on_phone.take(x, y, text), hrefs[unit.id]))
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
    width = round((east - west) * _STRETCH * scale)
    hrefs = {unit.id: links.place(unit.id) for unit in shown}
    spots = _spots(placed, hrefs, _Labels(width), _Labels(width, _phone_stretch(width)))
    dots = path(place((unit.lat or 0, unit.lon or 0)) for unit in own)
    return Drawing(width, round((north - south) * scale), tuple(spots), dots=dots)


def map_page(connection: sqlite3.Connection, province_id: str) -> MapPage | None:
    """The map of a province of today, or with an empty id of the country; None where there is no such province."""
    known = units(connection)
    everywhere = sorted(provinces(known), key=lambda unit: fold(_short(unit)))
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


def _short(unit: Unit) -> str:
    return unit.label.removeprefix(unit.kind).strip()


def _written(unit: Unit) -> str:
    return _short(unit) if unit.level == "province" else unit.label


def _most_first(unit: Unit) -> tuple[int, str]:
    return -unit.articles, unit.label


def former_districts(known: Units, province_id: str) -> list[Unit]:
    """Districts that were in what is the province today."""
    inside = (known.units[unit_id] for unit_id in known.parts(province_id))
    return sorted((unit for unit in inside if unit.level == "district"), key=lambda unit: (unit.label, unit.id))


def _spots(
    placed: Sequence[tuple[Unit, tuple[float, float]]], hrefs: Mapping[str, str], labels: _Labels, on_phone: _Labels
) -> Iterator[Spot]:
    """Circles whose area follows the articles, the largest first so that small ones lie above."""
    ordered = sorted(placed, key=lambda pair: (-pair[0].articles, pair[0].label))
    most = max((unit.articles for unit, _ in ordered), default=1)
    for unit, (x, y) in ordered:
        r = round(SMALLEST + (LARGEST - SMALLEST) * math.sqrt(unit.articles / most), 1)
        text = _written(unit)
        labelled = len(labels) < LABELLED and labels.take(x, y, text)
        crowded = not (labelled and on_phone.take(x, y, text))
        yield Spot(unit, x, y, r, bool(unit.valid_to), labelled, crowded, hrefs[unit.id])


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
