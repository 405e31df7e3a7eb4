"""What one task of a run is: portals that share a host are visited by one crawl, so that each is asked as one is."""

import shutil
from collections.abc import Sequence
from pathlib import Path

from crawler.portals.registry import Registry
from crawler.portals.source import Source


def by_host(sources: Sequence[Source]) -> list[tuple[Source, ...]]:
    """The sources in groups, in their order: two that name one host, be it for pictures, are in the same group."""
    groups: list[list[Source]] = []
    for source in sources:
        joined = [group for group in groups if any(_hosts(source) & _hosts(other) for other in group)]
        first = joined[0] if joined else []
        if not joined:
            groups.append(first)
        for other in joined[1:]:
            first += other
            groups.remove(other)
        first.append(source)
    return [tuple(group) for group in groups]


def _hosts(source: Source) -> frozenset[str]:
    return frozenset(host.lower().partition(":")[0] for host in (*source.hosts, *source.media_hosts))


def copy_source_files(registry: Registry, folders: Sequence[Path], names: Sequence[str], target: Path) -> None:
    """Copy the files of these sources, and of those that they name as successor or predecessor, below `target`."""
    wanted, done = list(names), set[str]()
    while wanted:
        name = wanted.pop()
        if name in done:
            continue
        done.add(name)
        source = registry.get(name)
        wanted += [other for other in (source.successor, source.predecessor) if other]
        # A later folder stands above an earlier one, as in load_registry.
        files = [file for folder in folders if (file := folder / f"{name}.yml").is_file()]
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(files[-1], target / f"{name}.yml")
