"""What a person expects to be read from a portal: proposed by `ocop sources add`, reviewed by hand, then compared."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal

import yaml

from crawler.captures.reader import CaptureReader, NoCaptures
from crawler.captures.records import Capture
from crawler.clock import local_day
from crawler.portals.registry import Registry
from crawler.portals.source import Source
from operate.home import Home
from operate.probing import Seen, readings, scratch_of
from pipeline.gazetteer import Gazetteer
from pipeline.reading import PageReading, understand

BEGINNING = 80
"""Characters of the body that an expectation states."""
_HEAD = """\
# What `ocop sources add` read of these pages. Open each address, compare, correct what is wrong, take out what need not
# be compared; then set reviewed: true. `capture` names the page as it was kept, below .ocop/probes/.
"""


@dataclass(frozen=True)
class Compared:
    """How an expectation stands against what is read now."""

    state: Literal["none", "unusable", "not reviewed", "differs", "as reviewed"]
    says: str


def expectation_path(home: Home, source_id: str) -> Path:
    """Where a portal's expectation stands."""
    return home.path / "expectations" / f"{source_id}.yml"


def published_of(capture: Capture, reading: PageReading, source: Source, gazetteer: Gazetteer) -> str | None:
    """The publication date that is read out of a capture, the date of its listing counted in; partial ISO."""
    if reading.article is None:
        return None
    captured = local_day(capture.fetched_at)
    found = understand(
        reading.article, gazetteer, source=source, discoveries=(capture.discovery,), captured=captured
    ).dates
    return found.published


def propose(home: Home, seen: Seen, registry: Registry, gazetteer: Gazetteer) -> Path | None:
    """Write what is read of a probe's articles, `reviewed: false`; None where nothing is read."""
    told = [
        {"url": capture.url, "capture": capture.seq, **_told(capture, reading, seen.source, gazetteer)}
        for capture, reading in readings(seen, seen.articles(), registry)
        if reading.article
    ]
    if not told:
        return None
    path = expectation_path(home, seen.source.id)
    path.parent.mkdir(parents=True, exist_ok=True)
    values = {"reviewed": False, "articles": told}
    path.write_text(_HEAD + yaml.safe_dump(values, allow_unicode=True, sort_keys=False, width=120), encoding="utf-8")
    return path


def compare(home: Home, seen: Seen, registry: Registry, gazetteer: Gazetteer) -> Compared:
    """The expectation against its kept pages, read by the source file of now, and against the same articles where the
    probe `seen` fetched them again. Asks nothing of the portal."""
    path = expectation_path(home, seen.source.id)
    if not path.exists():
        return Compared("none", "no expectation was written for it (`ocop sources add` writes one)")
    try:
        expected = yaml.safe_load(path.read_text(encoding="utf-8"))
        items = [{**item, "url": str(item["url"])} for item in expected["articles"]]
        reviewed = expected.get("reviewed") is True
    except (yaml.YAMLError, UnicodeDecodeError, TypeError, KeyError, AttributeError) as error:
        return Compared("unusable", f"{path} cannot be read: {' '.join(str(error).split()) or type(error).__name__}")
    differences = list(_differences(items, seen, registry, gazetteer, scratch_of(home, seen.source.id)))
    if differences:
        return Compared("differs", f"{path}: {'; '.join(differences)}")
    if not reviewed:
        return Compared("not reviewed", f"nobody has reviewed {path}: compare with the portal, set reviewed: true")
    return Compared("as reviewed", f"{len(items)} articles read as reviewed")


def _differences(
    items: Sequence[Mapping[str, Any]], seen: Seen, registry: Registry, gazetteer: Gazetteer, scratch: Path
) -> Iterator[str]:
    kept = _kept(items, scratch)
    now = {capture.url: capture for capture in seen.articles()}
    for item in items:
        fixture, live = kept.get(item.get("capture")), now.get(item["url"])
        if fixture is None:
            yield (
                f"{item['url']}: no page of it was kept at a look. An expectation speaks of the articles that a look "
                "chose: delete the file, and the next check writes a new one"
            )
        for capture, which in ((fixture, "as kept"), (live, "as it is now")):
            for _, reading in readings(seen, [capture], registry) if capture else ():
                told = _told(capture, reading, seen.source, gazetteer) if capture else {}
                for name in told.keys() & item.keys():
                    if not _same(name, item[name], told[name]):
                        yield f"{item['url']} {which}: {name} is {told[name]!r}, expected {item[name]!r}"


def _kept(items: Sequence[Mapping[str, Any]], scratch: Path) -> dict[object, Capture]:
    found: dict[object, Capture] = {}
    try:
        with CaptureReader(scratch) as reader:
            for item in items:
                found |= {c.seq: c for c in reader.of_url(item["url"]) if c.seq == item.get("capture")}
    except NoCaptures:
        return {}
    return found


def _told(capture: Capture, reading: PageReading, source: Source, gazetteer: Gazetteer) -> dict[str, Any]:
    article = reading.article
    if article is None:
        return {"title": f"({reading.state})"}
    return {
        "title": article.title,
        "published": published_of(capture, reading, source, gazetteer),
        "author": article.author,
        "begins": " ".join(article.body.split())[:BEGINNING],
        "images": len(article.images),
        "attachments": len(article.attachments),
    }


def _same(name: str, expected: object, told: object) -> bool:
    """A date may be expected more coarsely than it is read, and without quotes; text by its words."""
    if isinstance(expected, datetime):
        expected = expected.isoformat(timespec="minutes")
    elif isinstance(expected, date):
        expected = expected.isoformat()
    if name == "published" and expected and told:
        return str(told).startswith(str(expected))
    if isinstance(expected, str) and isinstance(told, str):
        said, read = " ".join(expected.split()), " ".join(told.split())
        return read.startswith(said) if name == "begins" else said == read
    return expected == told
