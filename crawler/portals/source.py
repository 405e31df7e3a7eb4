"""A portal as data: what a source file says, as values. Reading the files is registry.py's job."""

from collections.abc import Mapping
from datetime import date
from typing import Literal

from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass

Level = Literal["national", "province", "district", "commune", "newspaper"]
SectionKind = Literal["listing", "feed", "sitemap"]
Status = Literal["pattern only", "passes on samples", "live-verified", "retired"]

_STRICT = ConfigDict(extra="forbid")


@dataclass(frozen=True, config=_STRICT)
class Section:
    """One place on the portal where articles are announced."""

    url: str
    label: str
    kind: SectionKind = "listing"
    about: Literal["ocop", "all", "mixed"] = "mixed"
    """`ocop`: everything listed here is kept; `mixed`: the words of the title decide (see `Source.relevant_words`)."""
    max_pages: int = 200


@dataclass(frozen=True, config=_STRICT)
class Listing:
    """How a portal's listing pages differ from its family's. CSS selectors, tried in order; the first that finds
    something wins. What is left out stays the family's."""

    item: tuple[str, ...] = ()
    """The block of one announced article; links outside such blocks announce nothing."""
    link: tuple[str, ...] = ()
    """Inside the block: the `a` that leads to the article."""
    title: tuple[str, ...] = ()
    """Inside the block; `css::attr(name)` allowed, as for `date` and `summary`."""
    date: tuple[str, ...] = ()
    summary: tuple[str, ...] = ()
    next: tuple[str, ...] = ()
    """The link to the next page, or a block that holds it; where none is found the list ends."""
    next_url: str | None = None
    """How the next page's address is made where no link names it: `?trang={page}` (parameters put into the section's
    address) or `{section}trang-{page}.html`; `{page}` is its number, from 2. The list ends where nothing new comes."""


@dataclass(frozen=True, config=_STRICT)
class Layout:
    """What stands above the family's own for captures fetched between two days (both included)."""

    valid_from: date | None = None
    valid_to: date | None = None
    family: str | None = None
    """The family of that time, where the host changed its CMS; None: the source's own."""
    fields: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    """Names of `FieldSelectors` to CSS selectors that replace the family's."""
    listing: Listing = Listing()


@dataclass(frozen=True, config=_STRICT)
class Assertions:
    """What a healthy visit shows at least."""

    listing_items: int = 5
    """Items seen on the first page of each listing, new or known (reliability rule Z1)."""
    title: float = Field(default=0.99, ge=0, le=1)
    """Share of the articles of a visit that must have a title (rule Z2); one article alone never fails it."""
    body: float = Field(default=0.95, ge=0, le=1)
    date: float = Field(default=0.9, ge=0, le=1)
    """The same for a day of publication; 0 for a portal that prints none."""


@dataclass(frozen=True, config=_STRICT)
class Tls:
    """How the connection is checked; lenient needs a reason and the day it was decided."""

    verify: Literal["strict", "lenient"] = "strict"
    reason: str | None = None
    since: date | None = None


@dataclass(frozen=True, config=_STRICT)
class Source:
    """One portal of one public body. A host alone never names it: hosts were handed on (`valid_from`, `valid_to`)."""

    id: str
    """`<province>/<portal>`, ASCII, lower case; the file's path below sources/ without `.yml`."""
    name: str
    """The body's own name for the portal, in Vietnamese."""
    name_en: str
    level: Level
    unit: str
    """Gazetteer id of the publishing unit at the time of `valid_from` (see pipeline/gazetteer)."""
    hosts: tuple[str, ...]
    """`host` or `host:port`; the first is the canonical one."""
    family: str
    home_url: str
    sections: tuple[Section, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    successor: str | None = None
    predecessor: str | None = None
    closed_because: str | None = None
    """One sentence for the operator when `valid_to` has passed: what ended the body, by which act."""
    licence: str = "as stated by source"
    """The portal's own line on re-use, as it stands there."""
    article_pattern: str | None = None
    """Regular expression over path and query of an article's canonical address, matched as a whole; its group `key` is
    the article's key. None: the family's own grammar."""
    republish: Literal["full", "facts"] = "full"
    media_hosts: tuple[str, ...] = ()
    """Further hosts from which pictures and attachments may be fetched."""
    delay: float = 5.0
    """Seconds between two requests to one host."""
    tls: Tls = Tls()
    allow_addresses: tuple[str, ...] = ()
    """Networks (CIDR) that the address guard lets this source reach although they are not global; samples use it."""
    relevant_words: tuple[str, ...] = ()
    """Added to the words of crawler/relevance.py, compared without accents."""
    layouts: tuple[Layout, ...] = ()
    noise: tuple[str, ...] = ()
    """CSS selectors of blocks that are never article, on top of the family's."""
    assertions: Assertions = Assertions()
    enabled: bool = True
    sample: bool = False
    """A portal of samples/: everything of it is marked DỮ LIỆU MẪU."""
    status: Status = "pattern only"
    live_verified_on: date | None = None
    notes: str = ""

    @property
    def host(self) -> str:
        """The canonical host, with its port where it has one."""
        return self.hosts[0]

    def stands_on(self, day: date) -> bool:
        """Whether the body behind the portal existed on `day`."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)
