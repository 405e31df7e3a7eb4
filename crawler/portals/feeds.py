"""RSS, Atom and sitemaps from bytes. Pure functions; documents that declare entities are refused, not expanded."""

import io
import re
import zlib
from collections.abc import Iterator

import feedparser
from lxml import etree
from w3lib.html import remove_tags

from crawler.portals.families.base import ListedItem
from crawler.portals.families.links import one_line, split_date, unescaped
from crawler.portals.urls import join

MAX_ENTRIES = 50_000
"""Entries taken of one feed or sitemap (the protocol's own limit). One more is read where there is one: so a caller
sees that a document was cut."""
MAX_BYTES = 50 * 2**20
"""Bytes of one feed or sitemap after decompression (the sitemap protocol's limit: 50 MiB)."""

_GZIP = b"\x1f\x8b"
# Portals write ?NewsId=1&CatId=2 unescaped; a recovering parser would drop "&CatId" without a word.
_BARE_AMPERSAND = re.compile(rb"&(?!#?\w{1,10};)")
_DECLARES_ENTITY = re.compile(rb"<!ENTITY", re.IGNORECASE)
_PARSER_FAULTS = (ValueError, LookupError, AttributeError, TypeError)
"""What feedparser itself raises on broken documents: a charset that is no word, a link that ends and never began."""


class UnreadableFeed(ValueError):
    """Not a feed or sitemap, or one that must not be read: it declares entities or is too large when decompressed."""


def parse_feed(body: bytes, url: str) -> list[ListedItem]:
    """Entries of an RSS or Atom feed fetched from `url`, in feed order, each link once. Titles come without the date
    that NukeViet forks put behind them and with entities undone (twice at most); `date_shown` is pubDate or updated as
    written; summaries are text. Raises UnreadableFeed."""
    try:
        parsed = feedparser.parse(io.BytesIO(_readable(body)), sanitize_html=False, resolve_relative_uris=False)
    except _PARSER_FAULTS as error:
        raise UnreadableFeed(f"{url} is no feed that can be read: {type(error).__name__}: {error}") from error
    if not parsed.get("version"):
        raise UnreadableFeed(f"{url} is no RSS or Atom feed: {parsed.get('bozo_exception', 'no feed element')}")
    items: dict[str, ListedItem] = {}
    for entry in parsed.entries[: MAX_ENTRIES + 1]:
        target = join(url, entry.get("link", ""))
        if target is None:
            continue
        title, date = split_date(one_line(unescaped(remove_tags(entry.get("title", "")))))
        shown = entry.get("published") or entry.get("updated") or date
        summary = one_line(unescaped(remove_tags(re.sub(r"<br\s*/?>", " ", entry.get("summary", "")))))
        items.setdefault(target, ListedItem(target, title, shown, summary or None))
    return list(items.values())


def parse_sitemap(body: bytes, url: str = "") -> tuple[list[ListedItem], list[str]]:
    """Pages and child sitemaps of a sitemap or sitemap index, plain or gzipped, in file order: of both together at most
    one more than `MAX_ENTRIES`. `date_shown` is lastmod (of a news sitemap the publication date) as written; titles
    stand only in news sitemaps. Addresses that are no http(s) URLs are left out. Raises UnreadableFeed."""
    items: list[ListedItem] = []
    children: list[str] = []
    for entry in _entries(_readable(body), url):
        target = join(url, entry.findtext("{*}loc", "").replace("&amp;", "&"))
        if target is None:
            continue
        if etree.QName(entry).localname == "sitemap":
            children.append(target)
        else:
            shown = entry.findtext("{*}news/{*}publication_date") or entry.findtext("{*}lastmod")
            title = one_line(unescaped(entry.findtext("{*}news/{*}title", "")))
            items.append(ListedItem(target, title, one_line(shown) if shown else None))
    return items, children


def _entries(body: bytes, url: str) -> Iterator[etree._Element]:
    """The first entries, one more than `MAX_ENTRIES`; what stands before an entry is not in memory while it is read."""
    if b"\0" not in body:  # UTF-16 is left as it is: the pattern is one of bytes
        body = _BARE_AMPERSAND.sub(b"&amp;", body)
    reading = etree.iterparse(
        io.BytesIO(body.lstrip()), events=("start", "end"),
        tag=("{*}urlset", "{*}sitemapindex", "{*}url", "{*}sitemap"), resolve_entities=False, no_network=True,
        load_dtd=False, huge_tree=False, recover=True,
    )  # fmt: skip
    count, is_sitemap = 0, False
    try:
        for event, element in reading:
            parent = element.getparent()
            is_sitemap = is_sitemap or parent is None
            if event == "end" and parent is not None and parent.getparent() is None:
                yield element
                count += 1
                element.clear()
                while element.getprevious() is not None:
                    del parent[0]
            if count > MAX_ENTRIES:
                return
    except etree.XMLSyntaxError as error:
        raise UnreadableFeed(f"{url or 'document'} is no XML: {error}") from error
    if not is_sitemap:
        raise UnreadableFeed(f"{url or 'document'} has neither <urlset> nor <sitemapindex>")


def _readable(body: bytes) -> bytes:
    """`body` without its gzip layer. NUL bytes are ignored in the search, so that UTF-16 hides nothing."""
    if body.startswith(_GZIP):
        body = _gunzipped(body)
    if len(body) > MAX_BYTES:
        raise UnreadableFeed(f"larger than {MAX_BYTES} bytes")
    if _DECLARES_ENTITY.search(body.replace(b"\0", b"")):
        raise UnreadableFeed("declares entities; no feed or sitemap needs them")
    return body


def _gunzipped(body: bytes) -> bytes:
    undo = zlib.decompressobj(wbits=31)
    try:
        plain = undo.decompress(body, MAX_BYTES + 1)
    except zlib.error as error:
        raise UnreadableFeed(f"broken gzip: {error}") from error
    return plain
