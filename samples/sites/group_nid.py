"""The "group/nid" CMS: `/chi-tiet-tin/group/<g>/nid/<n>/<slug>`; the slug may be missing."""

import re
from datetime import date

from samples.portal import Stray
from samples.response import Request, Response, page, redirect
from samples.site import Item, Site, slug
from samples.sites import common

_ARTICLE = re.compile(r"/chi-tiet(?:-tin)?/group/(\d+)/nid/(\d+)(?:/([^/]+))?")
_LISTING = re.compile(r"/danh-muc/group/(\d+)")


def respond(site: Site, request: Request, today: date) -> Response:
    """The answer of a group/nid sample portal."""
    path = request.path
    if path == "/":
        return redirect(f"/danh-muc/group/{next(iter(site.portal.sections))}")
    if path.startswith("/tep-tin/"):
        return common.file_response(site, path.rpartition("/")[2])
    if (found := _LISTING.fullmatch(path)) and found[1] in site.portal.sections:
        asked = request.query.get("page", "1")
        return _listing(site, today, found[1], int(asked) if asked.isdigit() else 1)
    if found := _ARTICLE.fullmatch(path):
        return _article(site, request, today, found)
    return common.not_found()


def href(item: Item, section: str) -> str:
    """Path of an article under a group; the site of communes says `chi-tiet-tin`, every third link has no slug."""
    if isinstance(item, Stray):
        return item.path
    tail = "" if int(item.id) % 3 == 0 else f"/{item.slug or slug(item.title)}"
    return f"/chi-tiet-tin/group/{section}/nid/{item.id}{tail}"


def listing_paths(site: Site, section: str) -> list[str]:
    """The group and its `?page=N`."""
    first = f"/danh-muc/group/{section}"
    return [first, *(f"{first}?page={number}" for number in range(2, site.pages(section) + 1))]


def _listing(site: Site, today: date, section: str, number: int) -> Response:
    text = common.render(
        "group-nid_list.html", site, today, label=site.portal.sections[section], number=number,
        rows=common.rows(site, section, number, href, "{d}/{m}/{Y}"), paths=listing_paths(site, section),
    )  # fmt: skip
    return page(text)


def _article(site: Site, request: Request, today: date, found: re.Match[str]) -> Response:
    section, number, _ = found.groups()
    article = site.article(number)
    if article is None or section not in article.sections:
        return common.not_found()
    if answer := common.hidden(site, number):
        return answer
    if number in site.soft_gone:
        return page(common.render("group-nid_base.html", site, today))
    text = common.render(
        "group-nid_article.html", site, today, article=article, title=common.shown_title(article),
        label=site.portal.sections[section], rich=common.rich, folder="/tep-tin/tin-tuc/", port=request.port_suffix,
        related=common.related(site, article, href),
        date=common.local_date(article.published, "{H}:{M} | {d}/{m}/{Y}") if article.published else "",
    )  # fmt: skip
    return page(text, modified=article.edited)
