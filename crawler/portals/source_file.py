"""One YAML source file read into a Source. Every fault is named with file, line, key and the nearest right key."""

import ipaddress
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import yaml
from pydantic import TypeAdapter, ValidationError

from crawler.errors import Mendable
from crawler.portals.families.base import FieldSelectors
from crawler.portals.faults import Loc, Problem, nearest
from crawler.portals.layout_checks import check_layouts
from crawler.portals.source import Assertions, Layout, Listing, Section, Source, Tls
from crawler.portals.urls import BadUrl, netloc

_SOURCE = TypeAdapter(Source)
_PARTS: Mapping[str, type] = {
    "sections": Section, "layouts": Layout, "listing": Listing, "tls": Tls, "assertions": Assertions,
}  # fmt: skip
_UNKNOWN_KEY, _MISSING_KEY = "no such key", "this key is missing"
SOURCE_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*(?:/[a-z0-9]+(?:-[a-z0-9]+)*)+")
"""What an id may look like: `<province>/<portal>`."""
_UNIT = re.compile(r"\d{1,5}-(?:0|\d{8})")
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{1,5})?")
_FIELD_NAMES = tuple(field.name for field in fields(FieldSelectors))
_LISTING_NAMES = tuple(field.name for field in fields(Listing))


class SourceFileError(Mendable, ValueError):
    """A source file cannot be used. `file`, `line` (from 1), `key` (dotted, `sections.0.kind`) and `nearest` are those
    of the first fault; the message lists all faults of the file, one a line, `file:line: key: what; did you mean …?`"""

    def __init__(self, file: Path, faults: list[tuple[int, Problem]]) -> None:
        self.file = file
        self.line, first = faults[0]
        self.key = ".".join(map(str, first.loc))
        self.nearest = first.nearest
        super().__init__("\n".join(f"{file}:{line}: {_told(problem)}" for line, problem in faults))


@dataclass(frozen=True)
class SourceFile:
    """A source and the file that says it."""

    path: Path
    source: Source
    node: yaml.Node

    def error(self, *problems: Problem) -> SourceFileError:
        """Faults of this file that only other files show (an unknown successor)."""
        return SourceFileError(self.path, [(_line(self.node, problem.loc), problem) for problem in problems])


def read_source_file(path: Path, folder: Path, families: frozenset[str]) -> SourceFile:
    """The source that `path` says; its id is the path below `folder` and may be left out. Section URLs are resolved
    against `home_url`. `families` are the names that `family` may have. Raises SourceFileError."""
    node, data = _load(path)
    expected = path.relative_to(folder).with_suffix("").as_posix()
    data.setdefault("id", expected)
    try:
        source = _SOURCE.validate_python(data)
    except ValidationError as error:
        problems = _without_consequences([_from_pydantic(dict(fault)) for fault in error.errors()])
        raise SourceFileError(path, [(_line(node, problem.loc), problem) for problem in problems]) from error
    source = replace(source, sections=tuple(_absolute(section, source.home_url) for section in source.sections))
    file = SourceFile(path, source, node)
    if problems := [*_check(source, families)]:
        raise file.error(*problems)
    return file


def _told(problem: Problem) -> str:
    where = ".".join(map(str, problem.loc)) or "file"
    return f"{where}: {problem.says}" + (f"; did you mean {problem.nearest!r}?" if problem.nearest else "")


_PARSER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml reads the registry ten times as fast; PyYAML is built without it on some machines."""


def _load(path: Path) -> tuple[yaml.Node, dict[str, Any]]:
    def fault(line: int, says: str, key: str = "") -> SourceFileError:
        return SourceFileError(path, [(line, Problem((key,) if key else (), says))])

    try:
        text = path.read_text(encoding="utf-8-sig")
        node = yaml.compose(text, Loader=_PARSER)
        data = None if node is None else yaml.SafeLoader("").construct_document(node)
    except UnicodeDecodeError as error:
        raise fault(1, f"not UTF-8 (byte {error.start}); save the file as UTF-8") from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise fault(mark.line + 1 if mark else 1, f"not YAML: {error.problem or error}") from error
    except (yaml.YAMLError, ValueError) as error:
        raise fault(1, f"not YAML: {error}") from error
    if not isinstance(node, yaml.MappingNode) or not isinstance(data, dict):
        raise fault(1, "a source file is a mapping of keys to values (`name: …`)")
    for key in _repeated_keys(node):
        raise fault(key.start_mark.line + 1, "stands here a second time; YAML would silently take the last", key.value)
    return node, {str(key): value for key, value in data.items()}


def _repeated_keys(node: yaml.Node) -> Iterator[yaml.ScalarNode]:
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _repeated_keys(item)
    if isinstance(node, yaml.MappingNode):
        seen = set()
        for key, value in node.value:
            if key.value in seen:
                yield key
            seen.add(key.value)
            yield from _repeated_keys(value)


def _line(node: yaml.Node, loc: Loc) -> int:
    """Line (from 1) of the key or list item at `loc`, or of the last of its parents that the file has."""
    line = node.start_mark.line
    for step in loc:
        if isinstance(node, yaml.MappingNode):
            pair = next(((key, value) for key, value in node.value if key.value == step), None)
            if pair is None:
                break
            line, node = pair[0].start_mark.line, pair[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
            line = node.start_mark.line
        else:
            break
    return line + 1


def _from_pydantic(fault: dict[str, Any]) -> Problem:
    loc: Loc = tuple(fault["loc"])
    owner = next((_PARTS[step] for step in reversed(loc[:-1]) if isinstance(step, str) and step in _PARTS), Source)
    names = tuple(field.name for field in fields(owner))
    match fault["type"]:
        case "unexpected_keyword_argument":
            if place := _place_of(str(loc[-1]), owner):
                return Problem(loc, f"{_UNKNOWN_KEY} here; it belongs below {place}")
            return Problem(loc, _UNKNOWN_KEY, nearest(str(loc[-1]), names))
        case "missing":
            return Problem(loc, _MISSING_KEY)
        case "literal_error":
            choices = re.findall(r"'([^']*)'", str(fault["ctx"]["expected"]))
            return Problem(
                loc, f"{fault['input']!r} is none of {', '.join(choices)}", nearest(str(fault["input"]), choices)
            )
        case "tuple_type" if isinstance(fault["input"], dict):
            return Problem(loc, "must be a list; put `- ` before its first key")
        case "tuple_type":
            return Problem(loc, f"must be a list; write [{fault['input']}]")
        case "string_type":
            return Problem(loc, f"must be text, not {fault['input']!r}; put it in quotes")
    return Problem(loc, f"{fault['msg']} (here: {fault['input']!r})")


def _place_of(key: str, owner: type) -> str | None:
    """Where a key belongs that stands too high in the file."""
    if owner is Source and key in ("fields", "listing"):
        return f"layouts: `layouts: [{{{key}: …}}]`"
    if owner in (Source, Layout) and key in _FIELD_NAMES:
        return f"fields: `layouts: [{{fields: {{{key}: […]}}}}]`"
    if owner in (Source, Layout) and key in _LISTING_NAMES:
        return f"listing: `layouts: [{{listing: {{{key}: …}}}}]`"
    return None


def _without_consequences(problems: list[Problem]) -> list[Problem]:
    """A misspelt key first, and without the complaint that the right one is missing."""
    meant = {(*problem.loc[:-1], problem.nearest) for problem in problems if problem.says == _UNKNOWN_KEY}
    kept = [problem for problem in problems if problem.says != _MISSING_KEY or problem.loc not in meant]
    return sorted(kept, key=lambda problem: problem.says != _UNKNOWN_KEY)


def _absolute(section: Section, home_url: str) -> Section:
    return replace(section, url=urljoin(home_url, section.url))


def _check(source: Source, families: frozenset[str]) -> Iterator[Problem]:
    """What must hold inside one file beyond the types."""
    if not SOURCE_ID.fullmatch(source.id):
        yield Problem(("id",), f"{source.id!r} is not <province>/<portal> in lower-case ASCII with hyphens")
    if source.family not in families:
        yield Problem(("family",), f"no family {source.family!r}", nearest(source.family, families))
    if not _UNIT.fullmatch(source.unit) and not (source.unit == "" and source.level in ("national", "newspaper")):
        yield Problem(("unit",), f"{source.unit!r} is no gazetteer id: <code>-<YYYYMMDD or 0>, like 740-0")
    if source.valid_from and source.valid_to and source.valid_from > source.valid_to:
        yield Problem(("valid_to",), f"lies before valid_from ({source.valid_from})")
    if source.delay < 0 or (source.delay == 0 and not source.sample):
        yield Problem(("delay",), "must be more than 0 seconds; only samples may be asked without a pause")
    if source.tls.verify == "lenient" and not (source.tls.reason and source.tls.since):
        yield Problem(("tls",), "verify: lenient needs a reason and the day it was decided (reason, since)")
    if source.status == "live-verified" or source.live_verified_on is not None:
        key = "status" if source.status == "live-verified" else "live_verified_on"
        says = "nobody writes that by hand: a live check against a reviewed expectation notes it in the home"
        yield Problem((key,), f"{says} (`ocop sources check {source.id}`)")
    yield from _check_pattern(source.article_pattern)
    for index, network in enumerate(source.allow_addresses):
        try:
            ipaddress.ip_network(network)
        except ValueError as error:
            yield Problem(("allow_addresses", index), f"no network: {error}")
    yield from _check_hosts(source)
    yield from check_layouts(source, families)


def _check_pattern(pattern: str | None) -> Iterator[Problem]:
    if pattern is None:
        return
    try:
        if "key" not in re.compile(pattern).groupindex:
            yield Problem(("article_pattern",), "has no group (?P<key>…) that names the article")
    except re.error as error:
        yield Problem(("article_pattern",), f"no regular expression: {error}")


def _check_hosts(source: Source) -> Iterator[Problem]:
    if not source.hosts:
        yield Problem(("hosts",), "names no host")
    for index, host in enumerate(source.hosts):
        if not _HOST.fullmatch(host):
            yield Problem(
                ("hosts", index), f"{host!r} is no host: lower case, without scheme and path, port if not the default"
            )
    urls: list[tuple[Loc, str]] = [(("home_url",), source.home_url)]
    urls += [(("sections", index, "url"), section.url) for index, section in enumerate(source.sections)]
    for loc, url in urls:
        try:
            host = netloc(url)
        except BadUrl as error:
            yield Problem(loc, str(error))
            continue
        if host not in source.hosts:
            yield Problem(loc, f"{url} lies outside hosts", nearest(host, source.hosts))
