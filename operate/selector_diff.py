"""`ocop sources check --diff`: which selectors found something on the pages that were kept and find nothing now."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from crawler.captures.reader import CaptureReader, NoCaptures
from crawler.captures.records import Capture
from crawler.clock import local_day
from crawler.portals.families.base import as_page
from crawler.portals.families.elements import elements
from crawler.portals.registry import Registry
from operate.home import Home
from operate.probing import Seen, page_text
from pipeline.article.page import NotHtml, decode
from pipeline.reading import READ_ERRORS

KEPT_PAGES = 10
FIELDS = ("title", "date_label", "body", "lead", "author", "caption", "attachments", "pictures")
"""Whose selectors say where the parts of an article stand."""
LISTING = ("item", "link", "title", "date", "next")


@dataclass(frozen=True)
class Died:
    """A selector that the portal's pages no longer answer."""

    where: str
    """`fields.title`, `listing.item`."""
    selector: str
    before: int
    """Kept pages on which it found something, of `kept`."""
    kept: int
    newest: str
    """When the newest of those was captured."""
    pages: int
    """Pages looked at now, on none of which it finds anything."""

    def says(self) -> str:
        """The sentence for a person."""
        return (
            f"`{self.selector}` ({self.where}) không còn thấy gì / found something "
            f"on {self.before} of {self.kept} kept pages, the last of "
            f"{self.newest[:10]}, and on none of the {self.pages} seen now"
        )


def died(home: Home, seen: Seen, registry: Registry) -> list[Died]:
    """Selectors of the source's family and layouts, compared on kept and on present pages. Nothing where the home kept
    no page of the portal, or nothing could be seen now."""
    now_articles = [(c, page) for c in seen.articles() if (page := page_text(seen, c))]
    now_listings = [(c, page) for c in seen.listings() if c.role == "listing" and (page := page_text(seen, c))]
    try:
        with CaptureReader(home.path) as reader:
            kept_articles = list(_kept(reader, seen.source.id, "article", _since(now_articles)))
            kept_listings = list(_kept(reader, seen.source.id, "listing", _since(now_listings)))
    except NoCaptures:
        return []
    found: list[Died] = []
    if kept_articles and now_articles:
        fields = registry.fields_of(seen.source, local_day(now_articles[0][0].fetched_at))
        found += _among("fields", FIELDS, fields, kept_articles, now_articles)
    if kept_listings and now_listings:
        listing = registry.listing_of(seen.source, local_day(now_listings[0][0].fetched_at))
        found += _among("listing", LISTING, listing, kept_listings, now_listings)
    return found


def _since(pages: Sequence[tuple[Capture, str]]) -> str:
    return pages[0][0].fetched_at if pages else ""


def _kept(reader: CaptureReader, source_id: str, role: str, before: str) -> Iterator[tuple[Capture, str]]:
    """The newest kept pages, decoded, that differ from one another in address."""
    rows = reader.db.execute(
        "SELECT max(seq) FROM captures WHERE source_id = ? AND role = ? AND outcome = 'ok' AND fetched_at <= ? "
        "AND revisit_of IS NULL GROUP BY url ORDER BY 1 DESC LIMIT ?", [source_id, role, before, KEPT_PAGES],
    ).fetchall()  # fmt: skip
    for (seq,) in rows:
        capture = reader.capture(seq)
        try:
            yield capture, decode(reader.payload(capture)).html
        except NotHtml:
            continue
        except tuple(READ_ERRORS):
            continue


def _among(
    part: str, names: Sequence[str], selectors: object, kept: Sequence[tuple[Capture, str]],
    now: Sequence[tuple[Capture, str]],
) -> Iterator[Died]:  # fmt: skip
    for name in names:
        for selector in getattr(selectors, name):
            yield from _compared(f"{part}.{name}", selector, kept, now)


def _compared(
    where: str, selector: str, kept: Sequence[tuple[Capture, str]], now: Sequence[tuple[Capture, str]]
) -> Iterator[Died]:  # fmt: skip
    answering = [capture for capture, page in kept if _finds(page, selector)]
    # One that found something here and there only is no witness: it may be of another kind of page.
    if 2 * len(answering) >= len(kept) and not any(_finds(page, selector) for _, page in now):
        newest = max(capture.fetched_at for capture in answering)
        yield Died(where, selector, len(answering), len(kept), newest, len(now))


def _finds(page: str, selector: str) -> bool:
    parsed = as_page(page)
    return bool(parsed.css(selector) if "::" in selector else elements(parsed, (selector,)))
