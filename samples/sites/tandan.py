"""SharePoint, Tân Dân skin: `/portal/Pages/<category>.aspx`, articles below a folder of their day or year."""

import re
from datetime import date
from typing import Any

from samples.portal import Stray
from samples.response import Request, Response, page, redirect
from samples.site import Item, Site
from samples.sites import common, pages

_LISTING = re.compile(r"(?i)/portal/pages/([a-z-]+)\.aspx")
_ARTICLE = re.compile(r"(?i)/portal/pages/20[^/]+/[^/]+\.aspx")
SCRIPTED = "Nong-thon-moi"
"""The category whose page numbers are scripts; the server answers `PageIndex` there too."""


def respond(site: Site, request: Request, today: date) -> Response:
    """The answer of a portal in the Tân Dân skin. Paths are compared without case, as SharePoint does."""
    path = request.path
    if path in ("/", "/portal", "/portal/"):
        return redirect(listing_paths(site, next(iter(site.portal.sections)))[0])
    if path.startswith(("/portal/PublishingImages/", "/portal/Documents/")):
        return common.file_response(site, path.rpartition("/")[2])
    if found := _ARTICLE.fullmatch(path):
        by_path = {href(article, "").lower(): article.id for article in site.articles.values()}
        return _article(site, request, today, by_path.get(found[0].lower(), ""))
    names = {key.lower(): key for key in site.portal.sections}
    if (found := _LISTING.fullmatch(path)) and found[1].lower() in names:
        return _listing(site, today, names[found[1].lower()], pages.page_asked(request, "PageIndex"))
    return common.not_found()


def href(item: Item, section: str) -> str:
    """Path of an article: file names begin with a capital letter, one category links `pages` in small letters, and
    before 2022 the folder of a day has no zeros (`2021-4-9`)."""
    if isinstance(item, Stray):
        return item.path
    folder, _, name = item.id.partition("/")
    if folder < "2022":
        folder = folder.replace("-0", "-")
    return f"/portal/{'pages' if section == SCRIPTED else 'Pages'}/{folder}/{name.capitalize()}.aspx"


def listing_paths(site: Site, section: str) -> list[str]:
    """The category and its `?PageIndex=N`."""
    return pages.numbered(site, section, f"/portal/Pages/{section}.aspx", "PageIndex")


def _listing(site: Site, today: date, section: str, number: int) -> Response:
    return page(_list_html(site, today, section, common.rows(site, section, number, href, ""), number))


def _list_html(site: Site, today: date, section: str, rows: list[dict[str, Any]], number: int) -> str:
    return common.render(
        "tandan_list.html", site, today, label=site.portal.sections.get(section, ""), rows=rows, number=number,
        pages=site.pages(section), paths=listing_paths(site, section), scripted=section == SCRIPTED,
    )  # fmt: skip


def _article(site: Site, request: Request, today: date, key: str) -> Response:
    article = site.article(key)
    if article is None:
        return common.not_found()
    if answer := common.hidden(site, key):
        return answer
    if key in site.soft_gone:
        return page(_list_html(site, today, "", [], 1))
    undated = article.published is None or article.has("day in the address alone")
    text = common.render(
        "tandan_article.html", site, today, article=article, title=common.shown_title(article), rich=common.rich,
        label=site.portal.sections[article.sections[0]], folder="/portal/PublishingImages/", port=request.port_suffix,
        related=common.related(site, article, href),
        date="" if undated else common.local_date(article.published or "", "Đăng ngày {d}/{m}/{Y} {H}:{M}"),
    )  # fmt: skip
    return page(text, modified=None if undated else article.edited)
