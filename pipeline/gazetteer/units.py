"""What the gazetteer hands out: a unit in one period, and what took it over."""

from dataclasses import dataclass, field
from typing import Literal

Level = Literal["commune", "district", "province"]
Part = Literal["whole", "part"]


@dataclass(frozen=True, slots=True)
class Place:
    """An administrative unit in one period of its life."""

    id: str
    """`<code>-<valid_from as yyyymmdd, or 0>`: codes are re-used by other units, so a code alone names nothing."""
    code: str
    """Code of the statistics office, text with leading zeros: 2 digits province, 3 district, 5 commune."""
    kind: str
    """xã, phường, thị trấn, đặc khu; huyện, quận, thị xã, thành phố; tỉnh, thành phố."""
    name: str
    """Without its kind: `Lộc An`."""
    level: Level
    parent_id: str | None
    """District, or province for units without one; the last one of its life (see `Gazetteer.chain` for a day)."""
    province_id: str | None
    """None for a province."""
    valid_from: str | None
    """ISO day; None: as long as the gazetteer looks back (about 2018)."""
    valid_to: str | None
    """Last ISO day; None: still stands."""
    lat: float | None
    """WGS 84, degrees: a point inside, not a centre; an old commune has that of its successor."""
    lon: float | None
    coord_source: str | None
    decree: str | None
    """What made it, where known."""
    province_label: str = field(compare=False)
    """`thành phố Đồng Nai`; its own label for a province."""
    ancestors_label: str = field(compare=False)
    """`huyện Long Thành, tỉnh Đồng Nai`; empty for a province."""

    def __hash__(self) -> int:
        return hash(self.id)

    @property
    def label(self) -> str:
        """`xã Lộc An`."""
        return f"{self.kind} {self.name}"

    @property
    def full_label(self) -> str:
        """`xã Lộc An, huyện Long Thành, tỉnh Đồng Nai`."""
        return f"{self.label}, {self.ancestors_label}" if self.ancestors_label else self.label

    def stands_on(self, day: str) -> bool:
        """Whether it existed on the ISO day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Successor:
    """A unit that a former one went into."""

    place: Place
    part: Part
    """`whole`: all of the former unit lies in it; `part`: it was divided."""
    on_date: str | None
    """ISO day of the (last) change; None where the unit itself still stands."""
    decree: str | None


@dataclass(frozen=True, slots=True)
class Change:
    """One edge of the history: a row of `place_changes`."""

    old_id: str
    new_id: str
    part: Part
    on_date: str
    decree: str | None
