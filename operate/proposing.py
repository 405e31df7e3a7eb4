"""What one look at a portal says beside its CMS: further sections, feeds and sitemaps, its name, its line on re-use,
the hosts of its pictures. Proposals for a person to take in or strike out; pure functions over kept pages."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from parsel import Selector

from crawler.portals.families.base import Family
from crawler.portals.families.links import one_line, page_base, page_number
from crawler.portals.urls import BadUrl, canonical, is_growing, join, netloc
from pipeline.model import Article
from pipeline.text import fold

MOST_SECTIONS = 12
_LABEL_LENGTH = range(3, 61)
_OCOP = ("ocop", "moi xa mot san pham", "san pham dac trung")
_NEWS = (
    "nong nghiep", "nong thon moi", "kinh te", "hop tac xa", "tin tuc", "su kien", "thoi su", "tin hoat dong",
    "tin trong xa", "tin dia phuong", "tin noi bat", "thuong mai", "lang nghe",
)  # fmt: skip
_FEED = re.compile(r"(?i)(?:^|[/.?&=-])(?:rss|feed|atom)(?:[/.?&=-]|$)")
_SITEMAP_LINE = re.compile(r"(?im)^\s*sitemap:\s*(\S+)")
_NAME = re.compile(
    r"(?i)^(?:c[ổo]ng|trang|website)\s+(?:thông tin|tin)\s+(?:điện tử\s+)?(?:(?:tổng hợp|thành phần)\s+)?.{3,80}$"
)


@dataclass(frozen=True)
class SectionSeen:
    """A section that the portal links and nobody asked about."""

    url: str
    label: str
    kind: str = "listing"
    about: str = "mixed"

    def as_yaml(self) -> str:
        """One item of `sections`."""
        more = f", kind: {self.kind}" if self.kind != "listing" else f", about: {self.about}" * (self.about == "ocop")
        return f"- {{url: {_quoted(self.url)}, label: {_quoted(self.label)}{more}}}"


def sections_of(page: Selector, url: str, family: Family) -> list[SectionSeen]:
    """Sections that `page` links on its own host and whose names sound of OCOP or of news, those of OCOP first; then
    its feeds. The page's own section, articles and further pages of lists are left out."""
    base, host = page_base(page, url), netloc(url)
    known = {_section(url), _section(f"{urlsplit(url).scheme}://{host}/")}
    found: dict[str, SectionSeen] = {}
    for anchor in page.css("a[href], link[rel='alternate'][href]"):
        target = join(base, anchor.attrib["href"])
        label = one_line(anchor.xpath("string()").get("") or anchor.attrib.get("title", ""))
        if target is None or _host(target) != host or is_growing(target) or family.article_key(target):
            continue
        feed = _FEED.search(urlsplit(target).path + "?" + urlsplit(target).query) is not None
        about = _about(label)
        if _section(target) in known or not (feed or (about and len(label) in _LABEL_LENGTH)):
            continue
        kind = "feed" if feed else "listing"
        found.setdefault(_section(target), SectionSeen(target, label or "RSS", kind, about or "mixed"))
    ranked = sorted(found.values(), key=lambda section: (section.kind == "feed", section.about != "ocop"))
    return ranked[:MOST_SECTIONS]


def sitemaps_of(robots: str) -> list[SectionSeen]:
    """Sitemaps that robots.txt names."""
    named = dict.fromkeys(_SITEMAP_LINE.findall(robots))
    return [SectionSeen(url, "Sơ đồ trang", "sitemap") for url in named if url.startswith(("http://", "https://"))]


def name_of(page: Selector) -> str | None:
    """What the portal calls itself in its head or foot ("Trang thông tin điện tử xã …"): the most frequent line."""
    lines = (one_line(text) for text in page.xpath("//body//text()[not(parent::script or parent::style)]").getall())
    named = [line for line in lines if len(line) <= 100 and _NAME.match(line)]
    if not named:
        return None
    name, title = max(named, key=named.count), one_line(page.css("title::text").get(""))
    at = fold(title).find(fold(name))
    # Heads are set in capitals; the title often says the same in small letters.
    return title[at : at + len(name)] if at >= 0 else name


def licence_of(articles: Iterable[Article]) -> str | None:
    """The line on re-use in the foot of the articles, where they agree."""
    lines = {article.licence for article in articles if article.licence}
    return lines.pop() if len(lines) == 1 else None


def media_hosts_of(articles: Iterable[Article], hosts: Iterable[str]) -> list[str]:
    """Other hosts on which pictures and attachments of the articles lie."""
    addresses = (src for a in articles for src in (*(i.src for i in a.images), *(f.href for f in a.attachments)))
    found = {host for address in addresses if (host := _host(address))}
    return sorted(found - set(hosts))


def _about(label: str) -> str | None:
    folded = fold(label)
    if any(word in folded for word in _OCOP):
        return "ocop"
    return "mixed" if any(word in folded for word in _NEWS) else None


def _section(url: str) -> str:
    """A list's address without scheme, page number and slash at its end."""
    try:
        return page_number(canonical(url))[0].partition("://")[2].rstrip("/")
    except BadUrl:
        return url


def _host(url: str) -> str:
    try:
        return netloc(url)
    except BadUrl:
        return ""


def _quoted(text: str) -> str:
    """A YAML scalar that holds inside `{…}`."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
