"""One portal's state: its articles, and what a test has changed about it."""

import re
import unicodedata
from dataclasses import dataclass, field, replace
from datetime import date

from samples.model import SampleArticle, article_from, load_articles
from samples.portal import Portal, Stray

Item = SampleArticle | Stray
"""Something a listing announces."""


def slug(title: str) -> str:
    """ASCII words of `title` joined by hyphens, as CMSs build their addresses."""
    bare = unicodedata.normalize("NFD", title.lower().replace("đ", "d"))
    return re.sub(r"[^a-z0-9]+", "-", re.sub(r"[\u0300-\u036f]", "", bare)).strip("-")


@dataclass
class Site:
    """A portal as it stands now; `World` changes it."""

    portal: Portal
    articles: dict[str, SampleArticle] = field(default_factory=dict)
    reskinned: int | None = None
    """Seed of the redesign that the portal went through (see samples/reskin.py)."""
    gone: set[str] = field(default_factory=set)
    """Ids that answer 404; the listing still shows them, as caches do."""
    soft_gone: set[str] = field(default_factory=set)
    """Ids that answer 200 with a page that says there is nothing."""
    challenged: set[str] = field(default_factory=set)
    """Ids behind a script challenge; `*` for the whole portal."""
    emptied: bool = False
    """The listing page shows no item any more (a redesign nobody announced)."""
    robots_status: int = 200

    def article(self, number: str) -> SampleArticle | None:
        """The article with that id, if the portal has it."""
        return self.articles.get(number)

    def ids(self) -> list[str]:
        """Ids of all articles."""
        return list(self.articles)

    def items(self, section: str | None) -> list[Item]:
        """What listings announce, newest first; None for all sections."""
        wanted: list[Item] = [a for a in self.articles.values() if section is None or section in a.sections]
        wanted += [stray for stray in self.portal.strays if section in (None, stray.section)]
        return sorted(wanted, key=lambda item: item.listed, reverse=True)

    def count(self, section: str | None) -> int:
        """How many items a listing has over all its pages."""
        return 0 if self.emptied else len(self.items(section))

    def window(self, section: str | None, start: int, stop: int) -> list[Item]:
        """A stretch of the listing, newest first."""
        return [] if self.emptied else self.items(section)[start:stop]

    def related(self, article: SampleArticle, number: int = 4) -> list[SampleArticle]:
        """Other articles of the same portal, for lists beside an article."""
        others = [other for other in self.articles.values() if other.id != article.id]
        start = sum(map(ord, article.id)) % max(1, len(others))
        return (others[start:] + others[:start])[:number]

    def file_title(self, name: str) -> str | None:
        """What an attachment or picture is called where an article shows it; None when no article has the file."""
        for article in self.articles.values():
            for part in article.parts:
                if part.kind in ("image", "file") and part.file.removeprefix("cdn:").removeprefix("ads:") == name:
                    return part.text or article.title
        return None

    def pages(self, section: str | None) -> int:
        """Number of listing pages, at least one."""
        return max(1, -(-self.count(section) // self.portal.per_page))


def site_of(portal: Portal) -> Site:
    """A portal as its files describe it."""
    articles = load_articles(portal.name, portal.date_basis)
    return Site(portal, {article.id: article for article in articles})


def new_article(site: Site, data: dict[str, object]) -> SampleArticle:
    """An article added by a test: only id, title, body, sections and published (or listed) are needed."""
    filled = {"expect": {"documents": [], "cooperatives": [], "communes": []}, **data}
    return article_from(site.portal.name, filled, site.portal.date_basis)


def edited_article(article: SampleArticle, changes: dict[str, str]) -> SampleArticle:
    """`article` with other text: `title`, `lead`, `body`, `edited`, or `append` for one more paragraph."""
    fields = dict(changes)
    extra = fields.pop("append", "")
    changed = replace(article, **fields)  # type: ignore[arg-type]
    return replace(changed, body=f"{changed.body}\n\n{extra}") if extra else changed


def clock_line(portal: Portal, today: date) -> str:
    """The date line of the page's head, or nothing."""
    if portal.clock != "today":
        return portal.clock
    days = ("Thứ hai", "Thứ ba", "Thứ tư", "Thứ năm", "Thứ sáu", "Thứ bảy", "Chủ nhật")
    return f"{days[today.weekday()]}, ngày {today:%d/%m/%Y}"
