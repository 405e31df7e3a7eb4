"""`ocop sources check`: does a portal answer as its source file says; one verdict each."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from crawler.captures.records import Capture
from crawler.certificates import certificate_fault
from crawler.clock import local_day
from crawler.guard import networks
from crawler.portals.families.lazy import telling_attribute
from crawler.portals.faults import nearest
from crawler.portals.registry import Registry
from crawler.portals.source import Source
from operate import advice
from operate.expectation import compare, propose, published_of
from operate.home import Home, HomeError
from operate.probing import Seen, items_of, page_text, probe, readings
from operate.selector_diff import died
from pipeline.article.tree import parse
from pipeline.gazetteer import Gazetteer, load_gazetteer
from pipeline.model import Article
from pipeline.reading import PageReading
from pipeline.text import fold

Level = Literal["ok", "warn", "fail"]
_FIELD_OF = {"title": "title", "body": "body", "date": "date_label"}
ENOUGH_BODY = 80
"""Characters of a body that count as one."""
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
    with_diff: bool = False,
) -> list[Verdict]:
    """Look at each in turn and go on after failures. Whether this network or the portal is at fault is decided at the
    end: where some portal answered, the network works. `told` hears of each portal when it was looked at. `with_diff`:
    also name the selectors that answered on pages kept in the home and answer no more."""
    gazetteer = load_gazetteer()
    looked: list[tuple[Source, Seen | str]] = []
    for number, source in enumerate(sources, start=1):
        try:
            looked.append((source, probe(home, source, folders)))
        except HomeError as error:
            looked.append((source, str(error)))
        told(f"check: {number}/{len(sources)} {source.id}")
    network = any(isinstance(seen, Seen) and seen.answered for _, seen in looked)
    verdicts = [_verdict(home, source, seen, registry, gazetteer, network) for source, seen in looked]
    if not with_diff:
        return verdicts
    return [
        replace(verdict, findings=(*verdict.findings, *_died(home, seen, registry)))
        for verdict, (_, seen) in zip(verdicts, looked, strict=True)
    ]


def _died(home: Home, seen: Seen | str, registry: Registry) -> list[Finding]:
    if isinstance(seen, str) or not seen.answered:
        return []
    found = [Finding(one.where, "warn", one.says()) for one in died(home, seen, registry)]
    nothing = "mọi bộ chọn còn như trước / every selector answers as on the pages kept before"
    return found or [Finding("selectors", "ok", nothing)]


def portals_of(registry: Registry, province: str | None, on: date) -> list[Source]:
    """Portals whose body exists on that day (samples stand in for ended ones unless retired), of one province (first
    part of the id) or of all. Raises HomeError for a province that no id names."""
    provinces = {source.id.partition("/")[0] for source in registry.all()}
    if province is not None and province not in provinces:
        close = nearest(province, frozenset(provinces))
        hint = f"did you mean {close!r}?" if close else "`ocop sources list` shows the first parts of all ids"
        raise HomeError(f"không có cổng nào / no portal of {province!r}; {hint}")
    return [
        source
        for source in registry.all()
        if (province is None or source.id.startswith(f"{province}/"))
        and (source.status != "retired" if source.sample else source.stands_on(on))
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
                source.id,
                "portal down",
                (schema, Finding("answers", "fail", f"{how}; cổng khác có trả lời / other portals answer")),
            )
        says = f"{how}; không cổng nào trả lời, xem mạng trước / no portal asked in this call answered: "
        says += "check the network before blaming the portal"
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
    yield from _filled(source, seen, articles, gazetteer)
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
        parts = urlsplit(next(event.url for event in seen.events if event.outcome == "tls_error"))
        why = certificate_fault(parts.hostname or "", parts.port or 443, networks(source.allow_addresses))
        says = f"chứng thư không hợp lệ / the certificate does not hold ({why or 'the handshake failed'})"
        return Finding("tls", "fail", f"{says}; tell the portal, or `tls: {{verify: lenient, reason: …, since: …}}`")
    lenient = [c for c in seen.captures if c.flags.get("tls")]
    if lenient:
        return Finding(
            "tls", "warn", f"không kiểm chứng thư / not verified ({source.tls.reason}, since {source.tls.since})"
        )
    return Finding("tls", "ok", "https verified" if source.home_url.startswith("https") else "http")


def _listings(source: Source, seen: Seen, registry: Registry) -> Iterator[Finding]:
    pages = [(capture, items_of(seen, capture, registry)) for capture in seen.listings()]
    listing = [(capture, items) for capture, items in pages if capture.role == "listing"]
    if not listing:
        others = ", ".join(sorted({c.role for c in seen.listings()}))
        level: Level = "warn" if others else "fail"
        yield Finding(
            "listing",
            level,
            f"chỉ có / only {others}"
            if others
            else "không đọc được danh sách nào / no listing, feed or sitemap could be read",
        )
        return
    first, items = next(((capture, items) for capture, items in listing if items), listing[0])
    least = source.assertions.listing_items
    day, html = local_day(first.fetched_at), page_text(seen, first)
    family = registry.family_of(source, day)
    says = f"{len(items)} tin / items on {first.url} (ít nhất / at least {least})"
    if len(items) >= least:
        yield Finding("listing", "ok", says)
    else:
        why = advice.of_listing(html, first.url, family, registry.listing_of(source, day))
        yield Finding("listing", "fail", f"{says}; {why}")
    section = first.discovery.section
    later = [(c, found) for c, found in listing if c.seq > first.seq and c.discovery.section == section]
    after_capture, after = later[0] if later else (first, None)
    if after is None:
        yield Finding("paging", "warn", f"không thấy trang sau / no next page was found; {advice.of_paging(html)}")
        return
    new = {item.url for item in after} - {item.url for item in items}
    says = f"{len(new)} tin khác / other items on the next page, {after_capture.url}"
    yield Finding("paging", "ok" if new else "fail", says if new else f"{says}; {advice.of_paging(html)}")


def _filled(
    source: Source, seen: Seen, articles: list[tuple[Capture, PageReading]], gazetteer: Gazetteer
) -> Iterator[Finding]:
    if not articles:
        yield Finding("articles", "fail", "không hỏi được bài nào / no article of the listing could be asked for")
        return
    read = [(capture, reading.article) for capture, reading in articles if reading.article]
    number = len(articles)
    same_title = len(read) > 1 and len({article.title for _, article in read}) == 1
    with_body = [article for _, article in read if len(article.body) > ENOUGH_BODY]
    days = [day for c, reading in articles if (day := published_of(c, reading, source, gazetteer))]
    fallback = [capture for capture, article in read if article.body_basis not in ("family", "text")]
    titled = 0 if same_title else sum(bool(article.title) for _, article in read)
    counts = {"title": titled, "body": len(with_body), "date": len(days)}
    shown = _shown(read[0][1], days) if read else {}
    missing = {_FIELD_OF[name] for name, count in counts.items() if count < FILLED * number}
    if fallback and source.family != "generic":
        missing.add("body")
    page = next(iter(fallback), articles[0][0])
    by_link = [article for _, article in read if "title by link" in article.problems]
    if by_link or not any(_alike(capture.discovery.link_text, article.title) for capture, article in read):
        missing.add("title")
    mends = dict(advice.of_fields(page_text(seen, page), page.url, missing, page.discovery.link_text))
    for name, filled in counts.items():
        bad: Level = "warn" if name == "date" else "fail"
        says = f"{filled} trên / of {number} bài / articles" + (
            f", bài đầu / the first {shown[name]!r}" if filled and name in shown else ""
        )
        if name == "title" and same_title:
            says = f"mọi bài cùng tiêu đề / all {number} have the same title, {read[0][1].title!r}"
        enough = filled >= FILLED * number
        mend = "" if enough or _FIELD_OF[name] not in mends else f"; {mends[_FIELD_OF[name]]}"
        yield Finding(name, "ok" if enough else bad, says + mend)
    yield _pictures([article for _, article in read], [page_text(seen, capture) for capture, _ in read])
    if by_link:
        says = f"{len(by_link)} of {number} titles are those of the links: the pages were not seen to name themselves"
        yield Finding("same title", "warn", "; ".join((says, *filter(None, [mends.get("title")]))))
    elif counts["title"] and "title" in missing:
        capture, article = read[0]
        says = f"the listing says {capture.discovery.link_text!r}, the page is read as {article.title!r}"
        yield Finding("same title", "warn", "; ".join((says, *filter(None, [mends.get("title")]))))
    if fallback and source.family != "generic":
        says = f"{len(fallback)} of {number} bài đọc tạm / bodies by the fallback: own selectors would help"
        yield Finding("layout", "warn", "; ".join((says, *filter(None, [mends.get("body")]))))


def _shown(article: Article, days: Sequence[str]) -> dict[str, str]:
    """What was read of one article, short, for a person to compare with the page."""
    told = {"title": article.title, "body": " ".join(article.body.split())[:50] + "…"}
    return told | ({"date": days[0]} if days else {})


def _pictures(articles: Sequence[Article], pages: Sequence[str]) -> Finding:
    pictures = [image for article in articles for image in article.images]
    captioned = sum(bool(image.caption) for image in pictures)
    files = sum(len(article.attachments) for article in articles)
    with_pictures = [article for article in articles if article.images]
    if len(with_pictures) > 1 and len({image.src for image in pictures}) == 1:
        proposed = next((name for html in pages if (name := telling_attribute(parse(html)))), "data-…")
        says = f"every picture is {pictures[0].src}: a placeholder; the real address stands in another attribute"
        return Finding("files", "warn", f"{says}: `layouts: [{{fields: {{picture_address: [{proposed}]}}}}]`")
    return Finding(
        "files",
        "ok",
        f"{len(pictures)} ảnh / pictures, {captioned} có chú thích / with a caption; {files} tệp / attachments",
    )


def _alike(listed: str, read: str) -> bool:
    """Whether a listing's title is the page's, or the beginning of it, or the other way round."""
    one, other = (fold(" ".join(text.split())).rstrip(" .…") for text in (listed, read))
    return not one or one.startswith(other) or other.startswith(one)


def _stable(seen: Seen, articles: list[tuple[Capture, PageReading]], registry: Registry) -> Finding:
    again = seen.again()
    if again is None:
        return Finding("stable", "warn", "không bài nào được hỏi hai lần / no article was asked for twice")
    (_, second), *_ = readings(seen, [again], registry)
    first = next((reading for capture, reading in articles if capture.url == again.url), None)
    if first is None or not first.content_hash or not second.content_hash:
        return Finding("stable", "warn", "bài không đọc được cả hai lần / the article could not be read both times")
    same = first.content_hash == second.content_hash
    says = (
        "hai lần đọc như nhau / the same page twice reads the same"
        if same
        else "hai lần đọc khác nhau / the same page twice reads differently: noise in the body"
    )
    return Finding("stable", "ok" if same else "fail", says)


def _reviewed(home: Home, seen: Seen, registry: Registry, gazetteer: Gazetteer) -> Finding:
    compared = compare(home, seen, registry, gazetteer)
    if compared.state == "none" and seen.source.sample:
        return Finding("expectation", "ok", compared.says)
    if compared.state == "none":
        written = propose(home, seen, registry, gazetteer)
        says = f"chưa có / none yet; {written} says what was read now: "
        says += "compare with the portal, set reviewed: true, check again"
        return Finding("expectation", "fail", says if written else "none, and nothing was read that could be one")
    return Finding("expectation", "ok" if compared.state == "as reviewed" else "fail", compared.says)
