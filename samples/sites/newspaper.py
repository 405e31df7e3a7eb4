"""A provincial newspaper: addresses by month with a hexadecimal tail, and those of two earlier CMSs of its own."""

import re
from datetime import date

from samples.model import SampleArticle
from samples.portal import Stray
from samples.response import Request, Response, page, redirect
from samples.site import Item, Site, slug
from samples.sites import common

_EARLIER = re.compile(r"(?:post|a)\d+")


def respond(site: Site, request: Request, today: date) -> Response:
    """The answer of the newspaper."""
    path = request.path
    if path == "/":
        return redirect(f"/{next(iter(site.portal.sections))}/")
    if path.startswith("/file/"):
        return common.file_response(site, path.rpartition("/")[2])
    section = path.strip("/")
    if section in site.portal.sections:
        asked = request.query.get("page", "1")
        return _listing(site, today, section, int(asked) if asked.isdigit() else 1)
    return _article(site, request, today)


def href(item: Item, section: str) -> str:
    """Path of an article: `/<cat>/YYYYMM/<slug>-<id>/`, or `/<slug>-post<id>.html`, `/<slug>-a<id>.html`."""
    if isinstance(item, Stray):
        return item.path
    name = f"{item.slug or slug(item.title)}-{item.id}"
    if _EARLIER.fullmatch(item.id):
        return f"/{name}.html"
    return f"/{section}/{item.listed[:7].replace('-', '')}/{name}/"


def listing_paths(site: Site, section: str) -> list[str]:
    """The category and its `?page=N`."""
    return [f"/{section}/", *(f"/{section}/?page={number}" for number in range(2, site.pages(section) + 1))]


def _linked(item: Item, section: str) -> str:
    """As listings link to it: without the slash at the end where the id has letters."""
    path = href(item, section)
    return path.rstrip("/") if isinstance(item, SampleArticle) and re.search("[a-f]", item.id) else path


def _listing(site: Site, today: date, section: str, number: int) -> Response:
    text = common.render(
        "newspaper_list.html", site, today, label=site.portal.sections[section], number=number,
        rows=common.rows(site, section, number, _linked, ""), paths=listing_paths(site, section),
    )  # fmt: skip
    return page(text)


def _article(site: Site, request: Request, today: date) -> Response:
    path = request.path.rstrip("/")
    found = (
        one for one in site.articles.values() if path in [href(one, section).rstrip("/") for section in one.sections]
    )
    article = next(found, None)
    if article is None:
        return common.not_found()
    if answer := common.hidden(site, article.id):
        return answer
    if article.id in site.soft_gone:
        return page(common.render("newspaper_base.html", site, today))
    text = common.render(
        "newspaper_article.html", site, today, article=article, title=common.shown_title(article), rich=common.rich,
        label=site.portal.sections[article.sections[0]], folder="/file/anh/", port=request.port_suffix,
        related=common.related(site, article, href), date=_printed(article),
    )  # fmt: skip
    return page(text, modified=article.edited)


def _printed(article: SampleArticle) -> str:
    if article.published is None:
        return ""
    # The quirk of the real one: a letter for the month stands in the format where minutes belong.
    return article.shown or common.local_date(article.published, "{H}:{m}, {d}/{m}/{Y}")
