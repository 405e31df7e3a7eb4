"""What a CMS family must say: where links, pages and fields sit. Plain parsel and data; no Scrapy, no network."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from html import escape
from typing import ClassVar

from parsel import Selector


def as_page(text: str) -> Selector:
    """A listing's decoded text, parsed. JSON becomes the text of a `<pre>`, as browsers show it: only a family that
    expects JSON finds anything there."""
    return Selector(f"<pre>{escape(text)}</pre>" if text.lstrip()[:1] in ("{", "[") else text)


@dataclass(frozen=True)
class ListedItem:
    """One article as a listing, feed or sitemap announces it."""

    url: str
    """Absolute, as linked."""
    title: str
    """The link's text, NFC, white space collapsed; empty where the link has none (a sitemap)."""
    date_shown: str | None = None
    """The date as printed beside the link, unparsed."""
    summary: str | None = None


@dataclass(frozen=True)
class PageRequest:
    """How to ask for one page of a listing. `form` makes it a POST (`application/x-www-form-urlencoded`)."""

    url: str
    form: tuple[tuple[str, str], ...] | None = None
    page: int = 1
    referer: str = ""
    """The page that a script of the portal would name as Referer; empty: none is sent."""


@dataclass(frozen=True)
class FieldSelectors:
    """CSS selectors, tried in order; the first that finds text wins. They are hints: portals re-skin without notice."""

    title: tuple[str, ...] = ()
    date_label: tuple[str, ...] = ()
    """The visible publication date of the article itself, never the page's clock."""
    date_meta: tuple[str, ...] = ()
    """Machine-readable dates: `css::attr(name)` allowed."""
    date_meta_is: str = "published"
    """`published` or `modified`: NukeViet 4.5's datePublished holds the edit time (portals.md 2.4)."""
    page_clock: tuple[str, ...] = ()
    """Where the page prints today's date; what stands there is refused as a publication date."""
    lead: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    author: tuple[str, ...] = ()
    section: tuple[str, ...] = ()
    attachments: tuple[str, ...] = ()
    """Elements whose href, src, data or `file=` parameter names an attachment."""
    caption: tuple[str, ...] = ()
    """Lines inside the body that say what a picture shows, where neither `figcaption` nor a telling class says so."""
    pictures: tuple[str, ...] = ()
    """Blocks outside the body whose pictures belong to the article."""
    picture_address: tuple[str, ...] = ()
    """Attributes of an <img> that hold the picture's address where `src` is a placeholder (no CSS)."""
    noise: tuple[str, ...] = ()
    """Blocks that are never article, wherever they stand."""


@dataclass(frozen=True)
class MediaLink:
    """A picture or attachment that an article page refers to."""

    url: str
    role: str
    """`image` or `attachment`."""
    original: str = ""
    """The reference as it stood in the page, before it was made absolute and percent-encoded."""


class Family(ABC):
    """One CMS. Stateless; every method is a pure function of what it is given."""

    name: str
    fields: FieldSelectors = FieldSelectors()
    counts_up: bool = False
    """Whether keys in figures are numbers that the CMS gives in the order of publication, from 1 on."""
    takes_pattern: ClassVar[bool] = False
    """Whether the family has no one grammar of addresses, so that `with_pattern` gives it that of a source file."""

    def with_pattern(self, pattern: str) -> "Family":
        """This family for a host whose article addresses are those that `pattern` (regular expression with a group
        `key`) matches as a whole, path and query together."""
        raise NotImplementedError(f"family {self.name} has a grammar of its own")

    @abstractmethod
    def article_key(self, url: str) -> str | None:
        """The article's key inside its CMS, stable over twins, categories and parameter orders; None for no article."""

    @abstractmethod
    def canonical_url(self, url: str) -> str:
        """The form under which an article is fetched and cited: twins rewritten, tracking and session tails gone."""

    @abstractmethod
    def listing_items(self, page: Selector, url: str) -> list[ListedItem]:
        """Articles announced on a listing page, in page order, each link once; `url` is where the page was fetched."""

    @abstractmethod
    def next_page(self, page: Selector, current: PageRequest) -> PageRequest | None:
        """How to ask for the page after `current`, or None at the end."""

    def absent_article(self, origin: str, token: str) -> str:
        """An address below `origin` (`scheme://host`) that looks like an article's and cannot be one: what the portal
        answers there is what "not found" looks like (a soft 404 comes from the article template, with status 200).
        `token`: twelve hex digits."""
        return f"{origin}/khong-co-trang-nay-{token}.html"

    @abstractmethod
    def media_links(self, page: Selector, url: str) -> list[MediaLink]:
        """Pictures and attachments of the article, absolute and percent-encoded once, in page order, each once."""
