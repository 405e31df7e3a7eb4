"""Every article of the sample portals, in all their layouts, reads as its editors typed it."""

import re
import unicodedata
from datetime import date

import pytest

from crawler.captures.records import Payload
from crawler.portals.families import FAMILIES
from pipeline.article.html import read_html
from pipeline.article.page import decode
from pipeline.dates import decide
from pipeline.model import RawDate
from pipeline.text import one_line
from samples.model import SampleArticle
from samples.portal import Portal
from samples.response import Request
from samples.world import World

TODAY = date(2026, 12, 31)
WORLD = World(today=lambda: TODAY)
FAMILY_OF = {"sharepoint": "sharepoint-dongnai", "sharepoint-2": "sharepoint-dongnai", "tandan": "sharepoint-tandan",
             "la": "generic"}  # fmt: skip
"""Skins that are not called as their family is."""
CASES = [(portal, article) for portal in WORLD.portals for article in WORLD.site(portal.name).articles.values()]


def plain(text: str) -> str:
    """Editors' markup as a reader sees it, without what the number traps change."""
    text = re.sub(r"\[([^\]]+)\]\([^)]*\)", r"\1", re.sub(r"\*\*(.+?)\*\*", r"\1", text))
    return one_line(re.sub(r"\s*[/\u2044\uff0f]\s*", "/", text))


def typed(article: SampleArticle) -> list[str]:
    lines: list[str] = []
    for part in article.parts:
        if part.kind in ("paragraph", "heading"):
            lines.append(plain(part.text))
        elif part.kind == "list":
            lines += [plain(item) for item in part.items]
        elif part.kind == "table":
            lines += [" | ".join(plain(cell) for cell in row) for row in part.rows]
    return lines


@pytest.mark.parametrize(("portal", "sample"), CASES, ids=[f"{p.name}-{a.id}" for p, a in CASES])
def test_sample(portal: Portal, sample: SampleArticle) -> None:
    path = WORLD.path_of(portal.name, sample.id)
    host = f"{portal.host}.localhost:8400"
    answer = WORLD.respond(Request("GET", path, host))
    page = decode(Payload(answer.body, answer.content_type, answer.headers, answer.status))
    fields = FAMILIES[FAMILY_OF.get(portal.skin, portal.skin)].fields
    links = (sample.title,) if sample.has("null in place of the title") else ()
    article = read_html(page.html, f"http://{host}{path}", fields, listed=links)
    expected = sample.expect

    assert article.title == unicodedata.normalize("NFC", expected.title)
    assert plain(article.lead) == plain(sample.lead)
    assert [plain(line) for line in article.body.split("\n") if line] == typed(sample)
    assert [image.caption for image in article.images] == [
        one_line(part.text) or None for part in sample.parts if part.kind == "image"
    ]
    assert (len(article.images), len(article.attachments)) == (expected.images, expected.attachments)

    listed = [RawDate(sample.published.replace("T", " "), "listing", "trang danh sách")] if sample.published else []
    decision = decide(article, hints=tuple(listed) if portal.date_basis == "listing" else (), captured=TODAY)
    assert (decision.published, decision.basis) == (expected.published, expected.published_basis)
