"""The "Tăng tương phản" CMS: no numbers in addresses, a toolbar for contrast and letter size above every article."""

from datetime import date

from samples.model import SampleArticle
from samples.portal import Stray
from samples.response import Request, Response, redirect
from samples.site import Item, Site, slug
from samples.sites import common, pages

LAYOUT = "tang-tuong-phan"


def respond(site: Site, request: Request, today: date) -> Response:
    """The answer of such a sample portal."""
    path = request.path
    if path == "/":
        return redirect(f"/tin-tuc/{next(iter(site.portal.sections))}")
    if path.startswith("/upload/"):
        return common.file_response(site, path.rpartition("/")[2])
    section = path.removeprefix("/tin-tuc/")
    if section in site.portal.sections:
        number, paths = pages.page_asked(request), listing_paths(site, section)
        return pages.listing_page(LAYOUT, site, section, number, today, href, "{d}/{m}/{Y}", paths=paths)
    article = _find(site, path)
    form = "{d}/{m}/{Y} {H}:{M}"
    return pages.article_page(LAYOUT, site, request, today, article, href, form=form, folder="/upload/")


def href(item: Item, section: str) -> str:
    """Path of an article below its category."""
    return item.path if isinstance(item, Stray) else f"/tin-tuc/{section}/{item.slug or slug(item.title)}.html"


def listing_paths(site: Site, section: str) -> list[str]:
    """The category and its `?page=N`."""
    return pages.numbered(site, section, f"/tin-tuc/{section}")


def _find(site: Site, path: str) -> SampleArticle | None:
    """The article at an address; the address that it had under an earlier title keeps answering."""
    for article in site.articles.values():
        if path in [href(article, section) for section in article.sections]:
            return article
    moved = next((stray for stray in site.portal.strays if stray.path == path and stray.leads_to), None)
    return site.article(moved.leads_to) if moved else None
