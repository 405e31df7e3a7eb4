"""`ocop sources check`: does a portal answer as its source file says; one verdict each."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

from crawler.captures.records import Capture
from crawler.portals.registry import Registry
from crawler.portals.source import Source
from crawler.portals.source_file import nearest
from operate.expectation import compare, published_of
from operate.home import Home, HomeError
from operate.probing import Seen, items_of, probe, readings
from pipeline.gazetteer import Gazetteer, load_gazetteer
from pipeline.reading import PageReading

Level = Literal["ok", "warn", "fail"]
FILLED = 0.6
"""Share of the articles looked at that must have a field."""


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    check: str
    level: Level
    says: str


@dataclass(frozen=True)
class Verdict:
    """What became of one portal. `verdict`: passes, fails, portal down, unreachable from this network, not asked."""

    source_id: str
    verdict: str
    findings: tuple[Finding, ...]

    def as_dict(self) -> dict[str, Any]:
        """JSON values."""
        return asdict(self)


def check_sources(
    home: Home,
    registry: Registry,
    folders: Sequence[Path],
    sources: Sequence[Source],
    told: Callable[[str], None],
) -> list[Verdict]:
    """Look at each in turn and go on after failures. Whether this network or the portal is at fault is decided at the
    end: where some portal answered, the network works. `told` hears of each portal when it was looked at."""
    gazetteer = load_gazetteer()
    looked: list[tuple[Source, Seen | str]] = []
    for number, source in enumerate(sources, start=1):
        try:
            looked.append((source, probe(home, source, folders)))
        except HomeError as error:
            looked.append((source, str(error)))
        told(f"check: {number}/{len(sources)} {source.id}")
    network = any(isinstance(seen, Seen) and seen.answered for _, seen in looked)
    return [_verdict(home, source, seen, registry, gazetteer, network) for source, seen in looked]


def portals_of(registry: Registry, province: str | None, on: date) -> list[Source]:
    """Portals whose body exists on that day (samples stand in for ended ones), of one province (first part of the id)
    or of all. Raises HomeError for a province that no id names."""
    provinces = {source.id.partition("/")[0] for source in registry.all()}
    if province is not None and province not in provinces:
        close = nearest(province, frozenset(provinces))
        hint = f"did you mean {close!r}?" if close else "`ocop sources list` shows the first parts of all ids"
        raise HomeError(f"no portal of {province!r}; {hint}")
    return [
        source
        for source in registry.all()
        if (province is None or source.id.startswith(f"{province}/")) and (source.sample or source.stands_on(on))
    ]


def wrong_file(source_id: str, says: str) -> Verdict:
    """The verdict on a source file that cannot be used."""
    return Verdict(source_id, "fails", (Finding("source file", "fail", says),))


def _verdict(
    home: Home, source: Source, seen: Seen | str, registry: Registry, gazetteer: Gazetteer, network: bool
) -> Verdict:
    schema = Finding("source file", "ok", "đúng khuôn / the file is right")
    if isinstance(seen, str):
        return Verdict(source.id, "not asked", (schema, Finding("asked", "fail", seen)))
    if not seen.answered:
        how = ", ".join(sorted(set(seen.no_answer))) or "no answer"
        if network:
            return Verdict(
                source.id, "portal down", (schema, Finding("answers", "fail", f"{how}; other portals answer"))
            )
        says = f"{how}; no portal asked in this call answered: check the network before blaming the portal"
        return Verdict(source.id, "unreachable from this network", (schema, Finding("answers", "fail", says)))
    findings = (schema, *_findings(home, source, seen, registry, gazetteer))
    failed = any(finding.level == "fail" for finding in findings)
    return Verdict(source.id, "fails" if failed else "passes", findings)


def _findings(home: Home, source: Source, seen: Seen, registry: Registry, gazetteer: Gazetteer) -> Iterator[Finding]:
    yield _unit(source, gazetteer)
    yield _robots(seen)
    yield _tls(source, seen)
    yield from _listings(source, seen, registry)
    articles = list(readings(seen, seen.articles(), registry))
    yield from _filled(source, articles, gazetteer)
    yield _stable(seen, articles, registry)
    yield _reviewed(home, seen, registry, gazetteer)


def _unit(source: Source, gazetteer: Gazetteer) -> Finding:
    if not source.unit:
        return Finding("unit", "ok", "none: national or newspaper")
    if any(place.id == source.unit for place in gazetteer.places()):
        return Finding("unit", "ok", source.unit)
    return Finding(
        "unit", "fail", f"{source.unit!r} is no unit of the gazetteer: see `unit` in docs/adding-a-portal.md"
    )


def _robots(seen: Seen) -> Finding:
    refused = [event for event in seen.events if event.outcome == "robots_refused"]
    if refused:
        return Finding("robots", "fail", f"{refused[0].url}: {refused[0].error}")
    robots = [c for c in seen.captures if c.role == "robots"]
    says = f"status {robots[-1].status}" if robots else "not asked again"
    return Finding("robots", "ok", says)


def _tls(source: Source, seen: Seen) -> Finding:
    if any(event.outcome == "tls_error" for event in seen.events):
        return Finding("tls", "fail", "the certificate does not hold; `tls: {verify: lenient, reason: …, since: …}`")
    lenient = [c for c in seen.captures if c.flags.get("tls")]
    if lenient:
        return Finding("tls", "warn", f"not verified ({source.tls.reason}, since {source.tls.since})")
    return Finding("tls", "ok", "https verified" if source.home_url.startswith("https") else "http")


def _listings(source: Source, seen: Seen, registry: Registry) -> Iterator[Finding]:
    pages = [(capture, items_of(seen, capture, registry)) for capture in seen.listings()]
    listing = [(capture, items) for capture, items in pages if capture.role == "listing"]
    if not listing:
        others = ", ".join(sorted({c.role for c in seen.listings()}))
        level: Level = "warn" if others else "fail"
        yield Finding("listing", level, f"only {others}" if others else "no listing, feed or sitemap could be read")
        return
    first, items = next(((capture, items) for capture, items in listing if items), listing[0])
    least = source.assertions.listing_items
    level = "ok" if len(items) >= least else "fail"
    yield Finding("listing", level, f"{len(items)} items on {first.url} (at least {least})")
    section = first.discovery.section
    after = next((found for c, found in listing if c.seq > first.seq and c.discovery.section == section), None)
    if after is None:
        yield Finding("paging", "warn", "no link to a next page was found")
        return
    new = {item.url for item in after} - {item.url for item in items}
    yield Finding("paging", "ok" if new else "fail", f"{len(new)} other items on the next page")


def _filled(source: Source, articles: list[tuple[Capture, PageReading]], gazetteer: Gazetteer) -> Iterator[Finding]:
    if not articles:
        yield Finding("articles", "fail", "no article of the listing could be asked for")
        return
    read = [reading.article for _, reading in articles if reading.article]
    number = len(articles)
    dated = sum(1 for capture, reading in articles if published_of(capture, reading, source, gazetteer))
    fallback = sum(1 for article in read if article.body_basis not in ("family", "text"))
    for name, filled in (("title", sum(bool(a.title) for a in read)), ("body", sum(len(a.body) > 80 for a in read)),
                         ("date", dated)):  # fmt: skip
        bad: Level = "warn" if name == "date" else "fail"
        yield Finding(name, "ok" if filled >= FILLED * number else bad, f"{filled} of {number} articles")
    if fallback and source.family != "generic":
        yield Finding(
            "layout", "warn", f"{fallback} of {number} bodies by the fallback: selectors (`layouts`) would help"
        )


def _stable(seen: Seen, articles: list[tuple[Capture, PageReading]], registry: Registry) -> Finding:
    again = seen.again()
    if again is None:
        return Finding("stable", "warn", "no article was asked for twice")
    (_, second), *_ = readings(seen, [again], registry)
    first = next((reading for capture, reading in articles if capture.url == again.url), None)
    if first is None or not first.content_hash or not second.content_hash:
        return Finding("stable", "warn", "the article could not be read both times")
    same = first.content_hash == second.content_hash
    says = "the same page twice reads the same" if same else "the same page twice reads differently: noise in the body"
    return Finding("stable", "ok" if same else "fail", says)


def _reviewed(home: Home, seen: Seen, registry: Registry, gazetteer: Gazetteer) -> Finding:
    compared = compare(home, seen, registry, gazetteer)
    if compared.state == "none":
        return Finding("expectation", "ok" if seen.source.sample else "warn", compared.says)
    return Finding("expectation", "ok" if compared.state == "as reviewed" else "fail", compared.says)
