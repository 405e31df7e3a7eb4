"""A provincial newspaper: addresses by month with a hexadecimal tail, and those of two earlier CMSs of its own."""

import re
from datetime import date

from samples.model import SampleArticle
from samples.portal import Stray
from samples.response import Request, Response, redirect
from samples.site import Item, Site, slug
from samples.sites import common, pages

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
        paths = listing_paths(site, section)
        number = pages.page_asked(request)
        return pages.listing_page("newspaper", site, section, number, today, _linked, "", paths=paths)
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
    return pages.numbered(site, section, f"/{section}/")


def _linked(item: Item, section: str) -> str:
    """As listings link to it: without the slash at the end where the id has letters."""
    path = href(item, section)
    return path.rstrip("/") if isinstance(item, SampleArticle) and re.search("[a-f]", item.id) else path


def _article(site: Site, request: Request, today: date) -> Response:
    path = request.path.rstrip("/")
    found = (
        one for one in site.articles.values() if path in [href(one, section).rstrip("/") for section in one.sections]
    )
    article = next(found, None)
    printed = _printed(article) if article else ""
    return pages.article_page("newspaper", site, request, today, article, href, folder="/file/anh/", date=printed)


def _printed(article: SampleArticle) -> str:
    if article.published is None:
        return ""
    # The quirk of the real one: a letter for the month stands in the format where minutes belong.
    return article.shown or common.local_date(article.published, "{H}:{m}, {d}/{m}/{Y}")
