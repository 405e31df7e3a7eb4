"""The "group/nid" CMS: `/chi-tiet-tin/group/<g>/nid/<n>/<slug>`; the slug may be missing."""

import re
from datetime import date

from samples.portal import Stray
from samples.response import Request, Response, redirect
from samples.site import Item, Site, slug
from samples.sites import common, pages

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
        number, paths = pages.page_asked(request), listing_paths(site, found[1])
        return pages.listing_page("group-nid", site, found[1], number, today, href, "{d}/{m}/{Y}", paths=paths)
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
    return pages.numbered(site, section, f"/danh-muc/group/{section}")


def _article(site: Site, request: Request, today: date, found: re.Match[str]) -> Response:
    section, number, _ = found.groups()
    article = site.article(number)
    return pages.article_page(
        "group-nid", site, request, today, article if article and section in article.sections else None, href,
        section=section, form="{H}:{M} | {d}/{m}/{Y}", folder="/tep-tin/tin-tuc/",
    )  # fmt: skip
