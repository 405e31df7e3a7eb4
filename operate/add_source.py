"""`ocop sources add`: a source file proposed from a look at the portal, with the evidence for it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import yaml
from parsel import Selector

from crawler.captures.reader import CaptureReader
from crawler.clock import Clock
from crawler.portals.recognise import Likeness, SeenPage, named, recognise
from crawler.portals.recognise_marks import ENOUGH
from crawler.portals.registry import Registry
from crawler.portals.source import Assertions, Source
from crawler.portals.source_file import SOURCE_ID
from crawler.portals.urls import BadUrl, join, split_web_url
from operate.expectation import propose
from operate.home import ROOT, Home, HomeError
from operate.probing import Seen, items_of, page_text, probe, readings, registry_of, scratch_of
from operate.proposing import SectionSeen, licence_of, media_hosts_of, name_of, sections_of, sitemaps_of
from pipeline.gazetteer import Gazetteer
from pipeline.gazetteer.home import guess_home
from pipeline.text import fold

_LEVELS = (("commune", ("xa", "phuong", "thi tran", "dac khu")), ("district", ("huyen", "quan", "thi xa")),
           ("province", ("tinh", "thanh pho")))  # fmt: skip
_UNKNOWN_UNIT = "0-0"


@dataclass(frozen=True)
class Proposal:
    """A source file that was written, and what it rests on."""

    source_id: str
    path: Path
    expectation: Path | None
    guesses: tuple[Likeness, ...]
    unit: str
    fixtures: Path
    further: tuple[SectionSeen, ...] = ()
    """Sections, feeds and sitemaps that the portal names; they stand in the file as comments."""


@dataclass(frozen=True)
class _Looks:
    """What a look says of a portal beside its CMS and unit."""

    title: str
    name: str | None
    licence: str | None
    media_hosts: list[str]
    further: tuple[SectionSeen, ...]


def add_source(
    home: Home, url: str, source_id: str, unit: str, folders: Sequence[Path], gazetteer: Gazetteer, clock: Clock,
    *, allow: Sequence[str] = (),
) -> Proposal:  # fmt: skip
    """Look at the listing page `url`, name its CMS with the evidence, and write `sources/<id>.yml` into the home. The
    pages seen are kept as fixtures. `allow`: networks (CIDR) that may be asked although they are not public. Raises
    HomeError for an address that is none, an id that is taken, or a portal that gives no page."""
    try:
        host = split_web_url(url).netloc
    except BadUrl as error:
        raise HomeError(f"{url}: {error}") from error
    if home.path == ROOT:
        raise HomeError(
            "Tệp nguồn tự viết phải nằm trong một kho / "
            "Source files of your own are read in a home: `ocop init DIR`, then `ocop --home DIR …`."
        )
    if source_id and not SOURCE_ID.fullmatch(source_id):
        raise HomeError(
            f"--id sai dạng / --id {source_id!r} is not <province>/<portal> in lower-case ASCII with hyphens"
        )
    source_id = source_id or f"moi/{re.sub(r'[^a-z0-9]+', '-', host.lower()).strip('-')}"
    path = home.path / "sources" / f"{source_id}.yml"
    if path.exists():
        raise HomeError(f"{path} đã có / {path} is there already; `ocop sources check {source_id}` looks at it again")
    neighbour = _neighbour(registry_of(folders), host)
    if neighbour and neighbour.stands_on(clock().date()):
        raise HomeError(
            f"{host} đã là một cổng trong danh sách / "
            f"{host} is the portal {neighbour.id} already; `ocop sources check {neighbour.id}` looks at it"
        )
    draft = scratch_of(home, source_id) / "draft"
    inherited = _inherited(neighbour) | ({"allow_addresses": list(allow)} if allow else {})
    first = _look(home, draft, source_id, host, url, "generic", inherited)
    page = _first_page(first, url)
    guesses = recognise(_pages_seen(first))
    best = named(guesses)
    seen = first if best == "generic" else _look(home, draft, source_id, host, url, best, inherited)
    registry = registry_of([draft])
    html = Selector(page)
    title = " ".join((html.css("title::text").get() or host).split())
    unit = unit or _unit_named(title, gazetteer) or _unit_of_foot(seen, registry, gazetteer, clock().date())
    articles = [reading.article for _, reading in readings(seen, seen.articles(), registry) if reading.article]
    looks = _Looks(
        title=title,
        name=name_of(html),
        licence=licence_of(articles),
        media_hosts=media_hosts_of(articles, [host]),
        further=(*sections_of(html, url, registry.family_of(registry.get(source_id), None)), *_sitemaps(first)),
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        _yaml(
            looks,
            host,
            url,
            best,
            unit,
            html,
            guesses,
            clock().date(),
            _succession(neighbour) | inherited,
            _items_seen(seen, registry),
            gazetteer.get(unit).level if unit else "",
        ),
        encoding="utf-8",
    )
    expectation = propose(home, seen, registry, gazetteer)
    return Proposal(source_id, path, expectation, tuple(guesses), unit, scratch_of(home, source_id), looks.further)


def _sitemaps(seen: Seen) -> list[SectionSeen]:
    """Those that the host's robots.txt names."""
    robots = [capture for capture in seen.captures if capture.role == "robots" and capture.outcome == "ok"]
    if not robots:
        return []
    with CaptureReader(seen.scratch) as reader:
        return sitemaps_of(reader.payload(robots[-1]).body.decode("utf-8", "replace"))


def _look(
    home: Home, draft: Path, source_id: str, host: str, url: str, family: str, inherited: dict[str, object]
) -> Seen:
    """A probe by a provisional source file of the given family."""
    parts = urlsplit(url)
    path = draft / f"{source_id}.yml"
    path.parent.mkdir(parents=True, exist_ok=True)
    provisional: dict[str, object] = {
        "name": host, "name_en": host, "level": "national", "unit": "", "hosts": [host], "family": family,
        "home_url": f"{parts.scheme}://{host}/", "sections": [{"url": url, "label": host, "about": "ocop"}],
    }  # fmt: skip
    path.write_text(yaml.safe_dump(provisional | inherited, allow_unicode=True), encoding="utf-8")
    return probe(home, registry_of([draft]).get(source_id), [draft])


def _inherited(neighbour: Source | None) -> dict[str, object]:
    """What a new body on a known host takes over: networks that may be reached (samples, intranets), the delay."""
    if neighbour is None:
        return {}
    found: dict[str, object] = {"delay": neighbour.delay, "sample": neighbour.sample}
    return found | ({"allow_addresses": list(neighbour.allow_addresses)} if neighbour.allow_addresses else {})


def _succession(neighbour: Source | None) -> dict[str, object]:
    """A host that an ended body had: the new one begins the day after, and says whose it was."""
    if neighbour is None or neighbour.valid_to is None:
        return {}
    return {"valid_from": neighbour.valid_to + timedelta(days=1), "predecessor": neighbour.id}


def _neighbour(registry: Registry, host: str) -> Source | None:
    return next((source for source in registry.all() if host in source.hosts), None)


def _first_page(seen: Seen, url: str) -> str:
    page = next((text for capture in seen.listings() if (text := page_text(seen, capture))), "")
    if not page:
        how = ", ".join(sorted({c.outcome for c in seen.captures} | {e.outcome for e in seen.events})) or "no answer"
        inside = "; its address lies inside a network: `--allow 10.1.0.0/16` lets that network be asked"
        hint = inside if any(event.outcome == "egress_refused" for event in seen.events) else ""
        raise HomeError(
            f"{url}: không tải được trang nào đọc được / "
            f"{url} gave no page that can be read ({how}){hint}; nothing was written"
        )
    return page


def _items_seen(seen: Seen, registry: Registry) -> int:
    """Items of the first listing page that has any."""
    return next((len(items) for capture in seen.listings() if (items := items_of(seen, capture, registry))), 0)


def _pages_seen(seen: Seen) -> list[SeenPage]:
    """Listing pages and articles with their headers, as the marks of families want them."""
    captured = [*seen.listings(), *(c for c in seen.articles() if c.outcome == "ok")]
    texts = [(c, page_text(seen, c)) for c in captured if c.role in ("listing", "article")]
    with CaptureReader(seen.scratch) as reader:
        return [SeenPage(c.url, text, dict(reader.payload(c).headers)) for c, text in texts if text]


def _unit_named(title: str, gazetteer: Gazetteer) -> str:
    """The unit that a portal's title names, where it names exactly one of today."""
    folded = fold(title)
    found = {
        place.id
        for place in gazetteer.places()
        if place.valid_to is None and f"{fold(place.kind)} {fold(place.name)}" in folded
    }
    return found.pop() if len(found) == 1 else ""


def _unit_of_foot(seen: Seen, registry: Registry, gazetteer: Gazetteer, on: date) -> str:
    """The unit that the foot of the articles names ("UBND xã …, tỉnh …"), where they agree: that of today, else the
    latest of that name, for a portal keeps the name that its body had when it began."""
    read = (reading.article for _, reading in readings(seen, seen.articles(), registry))
    feet = {article.publisher for article in read if article and article.publisher}
    units = {(guess_home(foot, gazetteer, on).place_id or guess_home(foot, gazetteer).place_id) for foot in feet}
    return units.pop() or "" if len(units) == 1 else ""


def _level(title: str) -> str:
    folded = f" {fold(title)} "
    return next((level for level, words in _LEVELS if any(f" {word} " in folded for word in words)), "province")


def _yaml(
    looks: _Looks, host: str, url: str, family: str, unit: str, html: Selector,
    guesses: Sequence[Likeness], on: date, inherited: dict[str, object], items: int, level: str,
) -> str:  # fmt: skip
    feeds = [join(url, href) for href in html.css("link[type='application/rss+xml']::attr(href)").getall()]
    title = looks.title
    label = title.partition("|")[0].partition(" - ")[0].strip() if " | " in title else title
    sections = [{"url": url, "label": label or title}]
    sections += [{"url": feed, "label": "RSS", "kind": "feed"} for feed in dict.fromkeys(feeds) if feed][:1]
    parts = urlsplit(url)
    values: dict[str, object] = {
        "name": looks.name or title, "name_en": f"Portal {host}", "level": level or _level(title),
        "unit": unit or _UNKNOWN_UNIT,
        "hosts": [host], "family": family, "home_url": f"{parts.scheme}://{host}/", "enabled": bool(unit),
    }  # fmt: skip
    if looks.licence:
        values["licence"] = looks.licence
    if looks.media_hosts:
        values["media_hosts"] = looks.media_hosts
    if items < Assertions().listing_items:
        values["assertions"] = {"listing_items": max(1, items // 2)}
    values |= inherited
    values["sections"] = sections
    lines = [f"# Proposed by `ocop sources add` on {on} from one look at {url}; not reviewed yet."]
    for guess in guesses[:3]:
        lines.append(f"# {guess.family}: {guess.points} points ({'; '.join(guess.evidence)})")
    if guesses and family == "generic":
        lines.append(
            f"# Too little speaks for any of them ({ENOUGH} points wanted, more than the next): `generic` is written. "
            "Where the addresses are those of one in the table of docs/adding-a-portal.md, write its name."
        )
    if not guesses:
        lines.append("# No known CMS was recognised: `generic` reads it by link density and sentences.")
    if not unit:
        lines.append("# unit: unknown. Look it up in the table `places`, write it here, then set enabled: true.")
    unknown = ("the line on re-use (licence)", "the body's first day (valid_from)")
    lines.append(f"# Unknown: {', '.join(unknown[bool(looks.licence) :])}.")
    further = [section for section in looks.further if section.url not in {known["url"] for known in sections}]
    after = ["# No further section was seen on this page; look at the portal's menu."]
    if further:
        after = ["# Further sections that the portal links. Take in those that carry news by striking out the `# `:"]
        after += [f"# {section.as_yaml()}" for section in further]
    told = yaml.safe_dump(values, allow_unicode=True, sort_keys=False)
    return "\n".join((*lines, told.rstrip(), *after)) + "\n"
