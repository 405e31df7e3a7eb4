"""The "Article-Detail" CMS: categories `chuyen-muc-<slug>-c<cat>-<page>.html`, articles at the root."""

import re
from datetime import date

from samples import media
from samples.portal import Stray
from samples.response import Request, Response, page, redirect
from samples.site import Item, Site, slug
from samples.sites import common

_LISTING = re.compile(r"/chuyen-muc-[a-z0-9-]+-c(\d+)-(\d+)\.html")


def respond(site: Site, request: Request, today: date) -> Response:
    """The answer of an Article-Detail sample portal."""
    path = request.path
    if path in ("/", "/trang-chu.html"):
        return redirect(_listing_path(site, next(iter(site.portal.sections)), 1))
    if path.startswith("/Content/"):
        return Response(200, media.picture("no-image", "PNG", 60), "image/png")
    if path.startswith("/Upload/"):
        return common.file_response(site, path.rpartition("/")[2])
    if (found := _LISTING.fullmatch(path)) and found[1] in site.portal.sections:
        return _listing(site, today, found[1], int(found[2]))
    return _article(site, request, today)


def href(item: Item, section: str) -> str:  # noqa: ARG001
    """Path of an article: its title in ASCII."""
    return item.path if isinstance(item, Stray) else f"/{item.slug or slug(item.title)}.html"


def listing_paths(site: Site, section: str) -> list[str]:
    """Every page of a category."""
    return [_listing_path(site, section, number) for number in range(1, site.pages(section) + 1)]


def _listing_path(site: Site, section: str, number: int) -> str:
    return f"/chuyen-muc-{slug(site.portal.sections[section])}-c{section}-{number}.html"


def _listing(site: Site, today: date, section: str, number: int) -> Response:
    pages = site.pages(section)
    if not 1 <= number <= pages:
        return common.not_found()
    text = common.render(
        "article-detail_list.html", site, today, label=site.portal.sections[section], number=number, pages=pages,
        rows=common.rows(site, section, number, href, "{d}/{m}/{Y}"), menu=_menu(site),
        paths=listing_paths(site, section),
    )  # fmt: skip
    return page(text)


def _menu(site: Site) -> list[tuple[str, str]]:
    return [(_listing_path(site, key, 1), label) for key, label in site.portal.sections.items()]


def _article(site: Site, request: Request, today: date) -> Response:
    article = next((one for one in site.articles.values() if href(one, "") == request.path), None)
    if article is None:
        return common.not_found()
    if answer := common.hidden(site, article.id):
        return answer
    if article.id in site.soft_gone:
        return page(common.render("article-detail_list.html", site, today, label="", number=1, pages=1, rows=[],
                                  menu=_menu(site), paths=["/"]))  # fmt: skip
    text = common.render(
        "article-detail_article.html", site, today, article=article, title=common.shown_title(article),
        label=site.portal.sections[article.sections[0]], rich=common.rich, folder="/Upload/images/",
        port=request.port_suffix, menu=_menu(site), related=common.related(site, article, href),
        date=common.local_date(article.published, "{w}, {d}/{m}/{Y} | {H}:{M}") if article.published else "",
    )  # fmt: skip
    return page(text, modified=article.edited)
