"""SharePoint, Đồng Nai skin: listing by CatId, paging by parameter or by ASP.NET postback, newsdetail.aspx.

Two skins: the district's own (`sharepoint`) and one after a redesign with other class names (`sharepoint-2`).
"""

import hashlib
import re
from dataclasses import replace
from datetime import date
from typing import Any

from samples import media
from samples.model import SampleArticle
from samples.portal import Stray
from samples.response import Request, Response, page, redirect
from samples.site import Item, Site
from samples.sites import common
from samples.sites.viewstate import seen_page, validation, viewstate

_SESSION = re.compile(r"^/(?:\(|%28)S(?:\(|%28)[a-z0-9]{24}(?:\)|%29){2}")
GRID = "ctl00$ctl38$g_5d0f2a61_9c1e_4f1b_8a55_3f0c7d2e9b14$ctl00$grvTinTuc"
"""Name of the list control: what `__EVENTTARGET` must say."""
_FOLDERS = {"sharepoint": "/SiteAssets/Lists/TnTuc/NewForm/", "sharepoint-2": "../Hnh nh hot ng/"}


def respond(site: Site, request: Request, today: date) -> Response:
    """The answer of a SharePoint sample portal."""
    request = replace(request, target=_SESSION.sub("", request.target))
    path = request.path
    if path == "/":
        return redirect("/Pages/home.aspx")
    if path in ("/Pages/home.aspx", "/Pages/trangchu.aspx", "/Pages/default.aspx"):
        return page(
            common.render(f"{site.portal.skin}_home.html", site, today, **_frame(site), rows=_rows(site, None, 1))
        )
    if path == "/Pages/news.aspx":
        return _listing(site, request, today)
    if path in ("/Pages/newsdetail.aspx", "/noibo/newsdetail.aspx"):
        return _article(site, request, today)
    if path.startswith("/Style Library/images/") and path.endswith(".png"):
        return Response(200, media.digit(path[-5]), "image/png")
    if path.startswith(("/SiteAssets/", "/Hnh nh hot ng/")):
        return common.file_response(site, path.rpartition("/")[2])
    return common.not_found()


def href(item: Item, section: str) -> str:
    """Link to an article; odd numbers carry CatId first, as both orders occur on real portals."""
    if isinstance(item, Stray):
        return item.path
    if int(item.id) % 2:
        return f"/Pages/newsdetail.aspx?CatId={section}&NewsId={item.id}"
    return f"/Pages/newsdetail.aspx?NewsId={item.id}&CatId={section}"


def listing_paths(site: Site, section: str) -> list[str]:
    """The category and its `Page=N`; the category alone where the others are asked for by postback."""
    first = f"/Pages/news.aspx?CatId={section}"
    by_post = section in site.portal.postback
    return [first] if by_post else [first, *(f"{first}&Page={number}" for number in range(2, site.pages(section) + 1))]


def _frame(site: Site) -> dict[str, Any]:
    return {"guid": "5d0f2a61_9c1e_4f1b_8a55_3f0c7d2e9b14", "digits": site.portal.visitors}


def _session(site: Site, number: int) -> str:
    """The cookieless session of a page, where the portal has the trap: another one on every listing page."""
    if "session ids in links" not in site.portal.traps:
        return ""
    return f"/(S({hashlib.sha256(f'{site.portal.name} {number}'.encode()).hexdigest()[:24]}))"


def _rows(site: Site, section: str | None, number: int) -> list[dict[str, Any]]:
    per_page, session = site.portal.per_page, _session(site, number)
    rows = []
    for item in site.window(section, (number - 1) * per_page, number * per_page):
        own = item.section if isinstance(item, Stray) else item.sections[0]
        dated = item.listed if isinstance(item, Stray) else item.published
        rows.append({
            "title": common.shown_title(item),
            "href": session + href(item, section or own),
            "date": common.local_date(dated, "{d}/{m}/{Y} {H}:{M}") if dated else "",
            "lead": item.lead if isinstance(item, SampleArticle) else "",
        })  # fmt: skip
    return rows


def _listing(site: Site, request: Request, today: date) -> Response:
    section = request.query.get("CatId", "")
    number = int(request.query.get("Page", "1")) if request.query.get("Page", "1").isdigit() else 1
    if request.method == "POST":
        posted = _postback(section, request.form)
        if posted is None:
            return page("<html><head><title>Runtime Error</title></head><body><h1>Server Error in '/' Application."
                        "</h1><h2>Validation of viewstate MAC failed.</h2></body></html>", 500)  # fmt: skip
        number = posted
    known = section in site.portal.sections
    text = common.render(
        f"{site.portal.skin}_list.html", site, today, **_frame(site), section=section,
        label=site.portal.sections.get(section, ""), rows=_rows(site, section, number) if known else [],
        number=number, pages=site.pages(section) if known else 1, postback=section in site.portal.postback, grid=GRID,
        viewstate=viewstate(section, number), validation=validation(section, number),
    )  # fmt: skip
    return page(text)


def _postback(section: str, form: dict[str, str]) -> int | None:
    """The page that a valid postback asks for; None where the server would refuse it: a foreign or altered state,
    another control, or a page number that the pager of that page did not offer."""
    seen = seen_page(section, form)
    argument = re.fullmatch(r"Page\$(\d+)", form.get("__EVENTARGUMENT", ""))
    if seen is None or argument is None or form.get("__EVENTTARGET") != GRID:
        return None
    number = int(argument[1])
    return number if abs(number - seen) <= 5 else None


def _article(site: Site, request: Request, today: date) -> Response:
    number, section = request.query.get("NewsId", ""), request.query.get("CatId", "")
    article = site.article(number)
    if number in site.gone:
        return common.not_found()
    if number in site.challenged:
        return common.challenge(number)
    if article is None or number in site.soft_gone:
        return page(common.render(f"{site.portal.skin}_missing.html", site, today, **_frame(site), section=section))
    if section not in article.sections:
        article = None
    text = common.render(
        f"{site.portal.skin}_article.html", site, today, **_frame(site), article=article, section=section,
        label=site.portal.sections.get(section, ""), folder=_FOLDERS[site.portal.skin], port=request.port_suffix,
        external=hashlib.md5(number.encode(), usedforsecurity=False).hexdigest().upper(), rich=common.rich,
        title=common.shown_title(article) if article else "",
        date=_printed(article) if article and site.portal.date_basis == "label" else "",
        related=[{"title": other.title, "href": href(other, other.sections[0])} for other in
                 (site.related(article) if article else [])],
    )  # fmt: skip
    # No Last-Modified where the portal states no date: the page must not be datable by its header either.
    return page(text, modified=article.edited if article and article.published else None)


def _printed(article: SampleArticle) -> str:
    if article.published is None:
        return ""
    return article.shown or "Đăng ngày " + common.local_date(article.published, "{d}/{m}/{Y} {H}:{M}")
