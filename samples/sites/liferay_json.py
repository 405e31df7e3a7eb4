"""Liferay whose list a script fills: the page holds `loadPageURL`, the resource answers JSON."""

import json
import re
from datetime import date
from typing import Any

from markupsafe import Markup

from samples import media
from samples.model import SampleArticle
from samples.portal import MARK, Stray
from samples.response import Request, Response, page, redirect
from samples.site import Item, Site
from samples.sites import common, pages

PORTLET = "newsbycategory_WAR_bacninhportlet"
_DETAILS = re.compile(r"/news/-/details/20182/([a-z0-9-]+)")


def respond(site: Site, request: Request, today: date) -> Response:
    """The answer of a portal with a JSON list."""
    path, query = request.path, request.query
    section = path.strip("/")
    if path == "/":
        return redirect("/" + next(iter(site.portal.sections)))
    if path.startswith("/documents/"):
        return common.file_response(site, path.rpartition("/")[2])
    if path.startswith("/image/"):
        return Response(200, media.picture("logo", "PNG", 60), "image/png")
    if found := _DETAILS.fullmatch(path):
        return _article(site, request, today, found[1])
    if section not in site.portal.sections:
        return common.not_found()
    if number := query.get(f"_{PORTLET}_articleId"):
        return _article(site, request, today, number)
    return _json(site, request, section) if query.get("p_p_resource_id") == "loadPage" else _shell(site, today, section)


def href(item: Item, section: str) -> str:
    """Path of an article: by its number, or by its slug where the portal gave it one."""
    if isinstance(item, Stray):
        return item.path
    if item.id.isdigit():
        return f"/{section}?p_p_id={PORTLET}&_{PORTLET}_articleId={item.id}"
    return f"/news/-/details/20182/{item.id}"


def listing_paths(site: Site, section: str) -> list[str]:
    """The page, then its JSON pages."""
    numbers = range(1, site.pages(section) + 1)
    return [f"/{section}", *(f"{_resource(section)}&pageNum={number}&recordPerPage=50" for number in numbers)]


def _resource(section: str) -> str:
    return (
        f"/{section}?p_p_id={PORTLET}&p_p_lifecycle=2&p_p_state=normal&p_p_mode=view&p_p_resource_id=loadPage"
        "&p_p_cacheability=cacheLevelPage"
    )


def _shell(site: Site, today: date, section: str) -> Response:
    url = Markup(_resource(section).replace("&", "\\x26"))
    return page(common.render("liferay-json_list.html", site, today, label=site.portal.sections[section], url=url))


def _json(site: Site, request: Request, section: str) -> Response:
    """One page of the list; the portal gives fewer records a page than it is asked for."""
    number, per_page = pages.page_asked(request, "pageNum"), site.portal.per_page
    window = site.window(section, (number - 1) * per_page, number * per_page)
    data = {"sample": MARK, "totalPageNum": site.pages(section), "items": [_row(item) for item in window]}
    return Response(200, json.dumps(data, ensure_ascii=False).encode(), "application/json; charset=utf-8")


def _row(item: Item) -> dict[str, Any]:
    row: dict[str, Any] = {
        "title": common.shown_title(item),
        "createdDate": common.local_date(item.listed, "{d}/{m}/{Y} {H}:{M}"),
    }
    if isinstance(item, SampleArticle):
        row |= {
            "summary": f"<p>{item.lead}</p>",
            "content": "".join(f"<div><p>{part.text}</p></div>" for part in item.parts),
        }
    if isinstance(item, SampleArticle) and item.id.isdigit():
        return row | {"articleId": int(item.id), "urlDetail": ""}
    return row | {"urlDetail": href(item, "")}


def _article(site: Site, request: Request, today: date, number: str) -> Response:
    folder, nothing = "/documents/20182/21310/", {"label": "Chi tiết"}
    article = site.article(number)
    return pages.article_page("liferay-json", site, request, today, article, href, nothing=nothing, folder=folder)
