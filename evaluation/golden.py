"""Golden pages: every article page of the sample portals as served, beside what its editors typed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from html import unescape

from crawler.captures.records import Payload
from crawler.portals.families.base import FieldSelectors
from crawler.portals.registry import Registry, load_registry
from crawler.portals.source import Source
from pipeline.article.page import decode
from samples.damage import damaged
from samples.markup import Part
from samples.model import SampleArticle
from samples.response import Request
from samples.sources import SOURCES
from samples.world import World

DAY = date(2026, 11, 2)
"""The day on which the portals are looked at: it feeds their header clocks."""
_ROLE = re.compile(r"^(?:Tin, ảnh|Bài, ảnh|Biên tập|Tác giả|Nguồn): ")
_INLINE = re.compile(r"\*\*(.+?)\*\*|\[([^\]]+)\]\([^)]+\)")


@dataclass(frozen=True)
class Truth:
    """What a careful person reads on the page. It comes from the article files, never from our own reading."""

    title: str
    lead: str
    blocks: tuple[str, ...]
    """Paragraphs, headings, list items and table rows of the body in order; no captions, files, signatures."""
    author: str | None
    published: str | None
    """ISO day that the page prints for the article; None where it prints none."""
    images: tuple[tuple[str, str], ...]
    """(file name, caption or empty)."""
    attachments: tuple[str, ...]
    """Link texts."""


@dataclass(frozen=True)
class GoldenPage:
    """One page with its truth."""

    source: Source
    family: str
    fields: FieldSelectors
    url: str
    html: str
    truth: Truth
    listed: tuple[str, ...] = ()
    """What links to it say, where the page names itself nowhere; empty for every other."""


def golden_pages() -> list[GoldenPage]:
    """Every article of every sample portal that its page can show, by source and article."""
    world, registry = World(today=lambda: DAY), load_registry(SOURCES)
    return [page for name in sorted(world.sites) for page in _pages_of(world, registry, name)]


def _pages_of(world: World, registry: Registry, portal: str) -> Iterator[GoldenPage]:
    site = world.site(portal)
    source = registry.get(f"mau/{portal}")
    for number, article in sorted(site.articles.items()):
        path = world.path_of(portal, number)
        answer = world.respond(Request("GET", path, source.host))
        if answer.status != 200 or not answer.content_type.startswith("text/html"):
            continue
        html = decode(Payload(answer.body, answer.content_type, (), answer.status)).html
        yield GoldenPage(
            source,
            registry.family_of(source, DAY).name,
            registry.fields_of(source, DAY),
            f"http://{source.host}{path}",
            html,
            truth_of(article, html),
            (article.title,) if article.has("null in place of the title") else (),
        )


def truth_of(article: SampleArticle, html: str) -> Truth:
    """What `article` says on its page `html`. A portal that prints no author or lead anywhere is not asked for one; one
    printed in an older font's code is, as a person would read it in that font."""
    parts = article.parts

    def printed_there(text: str) -> bool:
        return _printed(text, html) or _printed(damaged(text, article.traps), html)

    signatures = [part.text for part in parts if part.kind == "signature"]
    told = [_ROLE.sub("", name) for name in (article.author, article.source, *signatures) if name]
    printed = [name for name in told if printed_there(name)]
    return Truth(
        title=article.expect.title,
        lead=article.lead if printed_there(article.lead) else "",
        blocks=tuple(text for part in parts for text in _texts(part)),
        author=printed[0] if printed else None,
        published=(article.expect.published or "")[:10] or None
        if article.expect.published_basis in ("label", "url")
        else None,
        images=tuple((part.file, _caption(part)) for part in parts if part.kind == "image"),
        attachments=tuple(part.text for part in parts if part.kind == "file"),
    )


def _caption(part: Part) -> str:
    return "" if part.style == "none" else part.text


def _texts(part: Part) -> Iterator[str]:
    if part.kind in ("paragraph", "heading"):
        yield _plain(part.text)
    yield from (_plain(item) for item in part.items if part.kind == "list")
    yield from (" | ".join(row) for row in part.rows)


def _plain(text: str) -> str:
    return _INLINE.sub(lambda found: found[1] or found[2], text)


def _printed(text: str, html: str) -> bool:
    head = re.sub(r"\W+", "", text)[:30]
    return bool(head) and head in re.sub(r"\W+", "", unescape(html))
