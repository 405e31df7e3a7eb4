"""Sample articles as values, and the YAML files that hold them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from samples.markup import Part, parse_body

ARTICLES = Path(__file__).parent / "articles"


class SampleFileError(ValueError):
    """An article file cannot be used; the message names the file, the article and what to write instead."""


@dataclass(frozen=True)
class Expected:
    """What a right reading of the article's page gives. Names follow `ocop extract --json`."""

    title: str
    """NFC, one line, whatever the page does to it."""
    published: str | None
    """Local time of Vietnam, `YYYY-MM-DDTHH:MM` or `YYYY-MM-DD`; None where no page of the portal states it."""
    published_basis: str | None
    """`label` (printed on the page), `listing` (only beside the link), or None."""
    documents: tuple[str, ...]
    """Normal forms of all documents named in title, lead, captions, attachment texts and body; each once."""
    cooperatives: tuple[str, ...]
    """Names without head word, as first written; variant forms of one article are listed too."""
    communes: tuple[str, ...]
    """`xã Lộc An, huyện Long Thành`; `xã Xuân Lộc` alone for units after 2025-07-01."""
    images: int
    attachments: int
    relevant: bool
    """Whether it belongs into an OCOP archive."""


@dataclass(frozen=True)
class SampleArticle:
    """One article of one portal, as its editors typed it."""

    portal: str
    id: str
    """Number in the CMS; for a portal without numbers, its place in the file."""
    title: str
    lead: str
    body: str
    """Markup of samples/markup.py."""
    sections: tuple[str, ...]
    published: str | None
    """Local time, `YYYY-MM-DDTHH:MM`; None: the portal prints no date for it, nowhere."""
    listed: str
    """Where it stands in listings: `published`, or a moment that is never printed."""
    edited: str
    """When it was last touched (Last-Modified, NukeViet's microdata)."""
    shown: str | None
    """The date as the page prints it, where it differs from the portal's usual form."""
    author: str
    source: str
    traps: tuple[str, ...]
    expect: Expected
    slug: str = ""

    @property
    def parts(self) -> tuple[Part, ...]:
        """The body in pieces."""
        return parse_body(self.body)

    def has(self, trap: str) -> bool:
        """Whether the article's page carries the trap."""
        return trap in self.traps


_KEYS = {
    "id", "title", "lead", "body", "sections", "published", "listed", "edited", "shown", "author", "source", "traps",
    "expect", "slug",
}  # fmt: skip
_EXPECT_KEYS = {"title", "published", "published_basis", "documents", "cooperatives", "communes", "images",
                "attachments", "relevant"}  # fmt: skip
_EXPECT_REQUIRED = ("documents", "cooperatives", "communes")


def article_from(portal: str, data: Mapping[str, Any], date_basis: str) -> SampleArticle:
    """One article of a file. `date_basis`: where its portal prints dates (`label` or `listing`).

    `title`, `published`, `images` and `attachments` of the expectation follow from the article unless it says
    otherwise; documents, cooperatives and communes are always written down. Raises SampleFileError.
    """
    where = f"{portal}: article {data.get('id', '?')}"
    expect = dict(data.get("expect") or {})
    wrong = (set(data) - _KEYS) | (set(expect) - _EXPECT_KEYS)
    missing = [key for key in ("id", "title", "body", "sections") if key not in data]
    missing += [f"expect.{key}" for key in _EXPECT_REQUIRED if key not in expect]
    if wrong or missing:
        raise SampleFileError(f"{where}: unknown keys {sorted(wrong)}, missing keys {missing}; see docs/samples.md")
    published = data.get("published")
    listed = data.get("listed") or published
    if listed is None:
        raise SampleFileError(f"{where}: an article without `published` needs `listed`, its place in listings")
    article = SampleArticle(
        portal=portal, id=str(data["id"]), title=data["title"], lead=data.get("lead", ""), body=data["body"],
        sections=tuple(str(section) for section in data["sections"]), published=published, listed=listed,
        edited=data.get("edited") or listed, shown=data.get("shown"), author=data.get("author", ""),
        source=data.get("source", ""), traps=tuple(data.get("traps", ())), slug=data.get("slug", ""),
        expect=Expected("", None, None, (), (), (), 0, 0, True),
    )  # fmt: skip
    return replace(article, expect=_expected(article, expect, date_basis))


def _expected(article: SampleArticle, given: Mapping[str, Any], date_basis: str) -> Expected:
    published = given.get("published", article.published)
    kinds = [part.kind for part in article.parts]
    return Expected(
        title=given.get("title", article.title),
        published=published,
        published_basis=given.get("published_basis", date_basis if published else None),
        documents=tuple(given["documents"]),
        cooperatives=tuple(given["cooperatives"]),
        communes=tuple(given["communes"]),
        images=given.get("images", kinds.count("image")),
        attachments=given.get("attachments", kinds.count("file")),
        relevant=given.get("relevant", True),
    )


def load_articles(portal: str, date_basis: str = "label", folder: Path = ARTICLES) -> tuple[SampleArticle, ...]:
    """The articles of a portal, newest first as listings show them. Raises SampleFileError."""
    path = folder / f"{portal}.yml"
    rows = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    articles = [article_from(portal, row, date_basis) for row in rows]
    if len({article.id for article in articles}) != len(articles):
        raise SampleFileError(f"{path.name}: an id stands twice; every article of a portal needs its own")
    return tuple(sorted(articles, key=lambda article: (article.listed, article.id), reverse=True))
