"""What the checks of the traps look at: the archive, the ledger, the request log, and the articles as their editors
typed them."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import parse_qs, urlsplit

from crawler.captures.reader import CaptureReader
from crawler.captures.records import Capture
from crawler.portals.registry import load_registry
from pipeline.attachments.heading import OWN_RULE
from samples.model import SampleArticle
from samples.server import Asked
from samples.site import Site
from samples.sources import SOURCES
from samples.world import World

from .conftest import Road

_INLINE = re.compile(r"\*\*(?P<bold>.+?)\*\*|\[(?P<label>[^\]]+)\]\([^)]+\)")
_REGISTRY, _WORLD = load_registry(SOURCES), World()
COOPERATIVE_KINDS = ("cooperative", "union", "group", "credit_fund")


@dataclass(frozen=True)
class Seen:
    """A home into which every sample portal was crawled and built once."""

    road: Road

    def site(self, portal: str) -> Site:
        return self.road.server.world.site(portal)

    def sample(self, portal: str, number: str) -> SampleArticle:
        return self.site(portal).articles[number]

    @cached_property
    def samples(self) -> list[SampleArticle]:
        """Every sample article that has a row in the archive."""
        sites = self.road.server.world.sites.values()
        return [a for site in sites for a in site.articles.values() if article_id(a) in self.articles]

    def carrying(self, trap: str, *at_least: str) -> list[SampleArticle]:
        """Archived articles whose page carries a trap; those named `portal/id` must be among them."""
        found = [article for article in self.samples if article.has(trap)]
        names = {f"{article.portal}/{article.id}" for article in found}
        assert names >= set(at_least), f"not in the archive: {sorted(set(at_least) - names)}"
        return found

    def of_portal(self, *portals: str) -> list[SampleArticle]:
        """Archived sample articles of these portals, at least five."""
        found = [article for article in self.samples if article.portal in portals]
        assert len(found) >= 5, found
        return found

    # -- archive.db

    def facts_only(self, article: SampleArticle) -> bool:
        """Whether its portal allows facts, a short quote and a link only."""
        return _REGISTRY.get(f"mau/{article.portal}").republish == "facts"

    @cached_property
    def articles(self) -> dict[str, dict[str, Any]]:
        return {row["id"]: row for row in self.road.rows("SELECT * FROM articles")}

    @cached_property
    def texts(self) -> dict[str, dict[str, Any]]:
        return {row["article_id"]: row for row in self.road.rows("SELECT * FROM article_texts")}

    def row(self, article: SampleArticle) -> dict[str, Any]:
        return self.articles[article_id(article)]

    def text(self, article: SampleArticle) -> dict[str, Any]:
        return self.texts[article_id(article)]

    def whole_text(self, article: SampleArticle) -> str:
        """Everything published of an article, field after field."""
        return "\n".join(str(self.text(article)[name]) for name in ("title", "lead", "captions", "attachments", "body"))

    def of(self, table: str, article: SampleArticle) -> list[dict[str, Any]]:
        """The rows of an article in `dates`, `article_images`, `attachments`, `mentions` or `figures`, in order."""
        return self.road.rows(f"SELECT * FROM {table} WHERE article_id = ? ORDER BY position", article_id(article))

    def dates(self, article: SampleArticle, basis: str) -> list[dict[str, Any]]:
        return [row for row in self.of("dates", article) if row["basis"] == basis]

    def accepted(self, article: SampleArticle) -> list[str]:
        return [row["value"] for row in self.of("dates", article) if row["accepted"]]

    def documents(self, article: SampleArticle) -> set[str]:
        """Normal forms of the documents that an article's page names; its attachments may name more."""
        named = (row for row in self.of("mentions", article) if row["kind"] == "document")
        return {row["norm"] for row in named if row["rule"] != OWN_RULE}

    def document_ids(self, norm: str) -> set[str]:
        """Ids under which a number stands in `mentions`, over all articles."""
        return {row["entity_id"] for row in self.road.rows("SELECT entity_id FROM mentions WHERE norm = ?", norm)}

    def cooperatives(self, article: SampleArticle) -> set[str]:
        return {row["name"] for row in self.of("mentions", article) if row["kind"] in COOPERATIVE_KINDS}

    def communes(self, article: SampleArticle) -> set[str]:
        """`xã Lộc An, huyện Long Thành`; the commune alone where it lies in no district; `xã Lộc An ?` unresolved."""
        rows = [row for row in self.of("mentions", article) if row["kind"] == "commune"]
        return {self.place_label(row["place_id"]) if row["place_id"] else f"{row['surface']} ?" for row in rows}

    def place_label(self, place_id: str) -> str:
        """A unit with its district."""
        unit = self.places[place_id]
        above = self.places.get(unit["parent_id"] or "")
        return f"{unit['label']}, {above['label']}" if above and above["level"] == "district" else str(unit["label"])

    @cached_property
    def places(self) -> dict[str, dict[str, Any]]:
        return {row["id"]: row for row in self.road.rows("SELECT * FROM places")}

    # -- captures and requests

    @cached_property
    def reader(self) -> CaptureReader:
        return CaptureReader(self.road.home)

    @cached_property
    def captures(self) -> list[Capture]:
        return list(self.reader.captures())

    @cached_property
    def requests(self) -> list[Asked]:
        """Every request of the run, oldest first."""
        return list(self.road.server.requests)

    def asked(self, portal: str, part: str) -> list[Asked]:
        """Requests to a portal (or another host's first label) whose path holds `part`."""
        host = self.site(portal).portal.host if portal in self.road.server.world.sites else portal
        return [asked for asked in self.requests if asked.host == f"{host}.localhost" and part in asked.path]

    def asked_for_article(self, portal: str, number: str) -> list[Asked]:
        """Requests for the page of a SharePoint or NukeViet article, under whatever address."""
        return [asked for asked in self.asked(portal, "") if number_in(asked.path) == number]

    def listed_titles(self, portal: str, key: str) -> set[str]:
        """What listings and feeds called an article."""
        return {found.link_text for found in self.reader.discoveries(f"mau/{portal}", key)}


Check = Callable[[Seen], None]
"""Raises AssertionError where the product fell into the trap."""


def article_id(article: SampleArticle) -> str:
    """Its id in archive.db: the key that the family of its portal gives to its address."""
    source = _REGISTRY.get(f"mau/{article.portal}")
    path = _WORLD.path_of(article.portal, article.id)
    return f"{source.id}/{_REGISTRY.family_of(source, None).article_key(f'http://{source.host}{path}')}"


def number_in(path: str) -> str | None:
    """The article number that a request's path names; None for other pages."""
    query = parse_qs(urlsplit(path).query)
    if "newsdetail.aspx" in path:
        return query.get("NewsId", [None])[0]
    found = re.search(r"/vi/news/.+-(\d+)\.html", path)
    return found[1] if found else None


def plain(text: str) -> str:
    """Sample markup as a reader sees it: white space collapsed, links and bold gone."""
    return " ".join(_INLINE.sub(lambda found: found["bold"] or found["label"], text).split())


def body_of(article: SampleArticle) -> str:
    """The body that a right reading gives: paragraphs, headings, list items and table rows; no captions, attachments,
    signature or foreign headlines."""
    lines: list[str] = []
    for part in article.parts:
        if part.kind in ("paragraph", "heading"):
            lines.append(plain(part.text))
        elif part.kind == "list":
            lines += map(plain, part.items)
        elif part.kind == "table":
            lines += [" | ".join(map(plain, row)) for row in part.rows]
    return "\n".join(lines)


def captions_of(article: SampleArticle) -> str:
    """Captions in page order, one a line."""
    return "\n".join(plain(part.text) for part in article.parts if part.kind == "image" and part.text)


def nowhere(words: Iterable[str], texts: Iterable[str]) -> None:
    """None of the words stands in any of the texts."""
    held = list(texts)
    assert held
    for word in words:
        assert not [text[:80] for text in held if word in text], word


def reads_as_typed(seen: Seen, article: SampleArticle) -> None:
    """Title, lead, body and captions are letter for letter what the editors typed."""
    text = seen.text(article)
    assert text["title"] == article.title
    assert text["lead"] == plain(article.lead)
    assert text["body"] == body_of(article)
    assert text["captions"] == captions_of(article)
