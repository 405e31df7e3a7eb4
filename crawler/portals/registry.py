"""The registry: all source files of some folders, checked, and who owned a host on a day."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from crawler.errors import Mendable
from crawler.portals.families import FAMILIES
from crawler.portals.families.base import Family, FieldSelectors
from crawler.portals.families.tailored import Tailored
from crawler.portals.faults import Problem, nearest
from crawler.portals.source import Layout, Listing, Source
from crawler.portals.source_file import SourceFile, SourceFileError, read_source_file
from crawler.portals.urls import BadUrl, netloc

__all__ = ["SHIPPED_SOURCES", "Registry", "SourceFileError", "UnknownSource", "load_registry"]

SHIPPED_SOURCES = Path(__file__).parent / "sources"
"""The folder of the source files that come with the program."""


class UnknownSource(Mendable, LookupError):
    """No source has that id; the message names those that resemble it."""


class Registry:
    """Sources by id, read once and never changed."""

    def __init__(self, sources: Mapping[str, Source]) -> None:
        self._sources = dict(sorted(sources.items()))

    def get(self, source_id: str) -> Source:
        """The source with that id. Raises UnknownSource."""
        if source_id not in self._sources:
            close = nearest(source_id, frozenset(self._sources))
            hint = f"did you mean {close!r}?" if close else "`ocop sources list` names all"
            raise UnknownSource(f"no source {source_id!r}; {hint}")
        return self._sources[source_id]

    def all(self) -> tuple[Source, ...]:
        """Every source, by id."""
        return tuple(self._sources.values())

    def enabled(self) -> tuple[Source, ...]:
        """Sources that their files do not switch off, by id; whether the body still stands is another question."""
        return tuple(source for source in self._sources.values() if source.enabled)

    def owner_of(self, url: str, on: date | None) -> Source | None:
        """Whose page `url` was on that day: host, date and family decide, for hosts were handed to other bodies under
        another CMS. Without a day, or where that leaves several, the one whose family knows the URL as an article, else
        the youngest body. None for a host of nobody and for what is no http(s) URL."""
        try:
            host = netloc(url)
        except BadUrl:
            return None
        owners = [source for source in self._sources.values() if host in source.hosts]
        if on is not None:
            owners = [source for source in owners if source.stands_on(on)]
        known = [source for source in owners if self.family_of(source, on).article_key(url)]
        return max(known or owners, key=lambda source: source.valid_from or date.min, default=None)

    def family_of(self, source: Source, on: date | None) -> Family:
        """The CMS of `source` on that day, with what its source file says otherwise; its present one for None. The last
        layout that names one wins."""
        family, pattern, listing = _named(source, on), source.article_pattern, self.listing_of(source, on)
        if pattern is not None and family.takes_pattern:
            family, pattern = family.with_pattern(pattern), None
        fields = self.fields_of(source, on)
        fields = replace(fields, noise=(*fields.noise, *source.noise))
        if pattern is None and listing == Listing() and fields == family.fields:
            return family
        return Tailored(family, fields, listing, pattern)

    def listing_of(self, source: Source, on: date | None) -> Listing:
        """What the source file says of listing pages of that day; of several layouts the last that says something."""
        told = [layout.listing for layout in _layouts(source, on) if layout.listing != Listing()]
        return told[-1] if told else Listing()

    def fields_of(self, source: Source, on: date | None) -> FieldSelectors:
        """The family's selectors of that day, with those of the source's layouts in their place."""
        found = _named(source, on).fields
        for layout in _layouts(source, on):
            own: dict[str, Any] = dict(layout.fields)
            if "date_meta_is" in own:
                own["date_meta_is"] = own["date_meta_is"][0]
            found = replace(found, **own)
        return found


def load_registry(*folders: Path) -> Registry:
    """All `*.yml` files below `folders`; in a later folder an id replaces that of an earlier one as a whole. A folder
    that is not there holds no sources. Raises SourceFileError for the first file that is wrong."""
    files: dict[str, SourceFile] = {}
    for folder in folders:
        files |= _read_folder(folder)
    for file in files.values():
        _check_neighbours(file, files)
    return Registry({source_id: file.source for source_id, file in files.items()})


def _layouts(source: Source, on: date | None) -> Iterator[Layout]:
    for layout in source.layouts:
        if layout.valid_to is None if on is None else (layout.valid_from or on) <= on <= (layout.valid_to or on):
            yield layout


def _named(source: Source, on: date | None) -> Family:
    names = [layout.family for layout in _layouts(source, on) if layout.family is not None]
    return FAMILIES[[source.family, *names][-1]]


def _read_folder(folder: Path) -> dict[str, SourceFile]:
    files: dict[str, SourceFile] = {}
    for path in sorted(folder.rglob("*.y*ml")):
        file = read_source_file(path, folder, frozenset(FAMILIES))
        source_id, expected = file.source.id, path.relative_to(folder).with_suffix("").as_posix()
        if source_id in files:
            raise file.error(Problem(("id",), f"{source_id!r} is already that of {files[source_id].path}"))
        if path.suffix != ".yml":
            raise file.error(Problem((), "rename the file to .yml"))
        if source_id != expected:
            raise file.error(Problem(("id",), f"{source_id!r} does not fit the path", expected))
        files[source_id] = file
    return files


def _check_neighbours(file: SourceFile, files: Mapping[str, SourceFile]) -> None:
    """What only all files together show: successors that exist, hosts that have one owner at a time."""
    source = file.source
    for key, other in (("successor", source.successor), ("predecessor", source.predecessor)):
        if other is not None and other not in files:
            raise file.error(Problem((key,), f"no source {other!r}", nearest(other, frozenset(files) - {source.id})))
    for neighbour in (other.source for other in files.values() if other.source.id > source.id):
        shared = sorted({*source.hosts} & {*neighbour.hosts})
        if shared and source.family == neighbour.family and _overlap(source, neighbour):
            says = f"{shared[0]} belongs to {neighbour.id} at the same time; give valid_from and valid_to"
            raise file.error(Problem(("hosts",), says))


def _overlap(one: Source, other: Source) -> bool:
    return max(one.valid_from or date.min, other.valid_from or date.min) <= min(
        one.valid_to or date.max, other.valid_to or date.max
    )
