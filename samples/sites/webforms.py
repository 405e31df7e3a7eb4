"""ASP.NET WebForms: categories page by postback, and the pager shows three page numbers at a time."""

import re
from datetime import date

from samples.portal import Stray
from samples.response import Request, Response, page, redirect
from samples.site import Item, Site, slug
from samples.sites import common
from samples.sites import pages as shared
from samples.sites.viewstate import seen_page, validation, viewstate

PAGER = "ctl00$ContentPlaceHolder1$ucDanhSachTin$dpTinTuc$ctl01"
"""Name of the pager's numbers: `__EVENTTARGET` says one of its links."""
_IN_VIEW = 3


def respond(site: Site, request: Request, today: date) -> Response:
    """The answer of a WebForms sample portal."""
    path = request.path
    first = next(iter(site.portal.sections))
    if path in ("/", "/vi"):
        return redirect(f"/vi/{first}")
    if path.startswith("/uploads/"):
        return common.file_response(site, path.rpartition("/")[2])
    section = path.removeprefix("/vi/")
    if section in site.portal.sections:
        return _listing(site, request, today, section)
    return _article(site, request, today)


def href(item: Item, section: str) -> str:
    """Path of an article below its category."""
    return item.path if isinstance(item, Stray) else f"/vi/{section}/{item.slug or slug(item.title)}"


def listing_paths(site: Site, section: str) -> list[str]:  # noqa: ARG001
    """The first page alone: the others are asked for by postback."""
    return [f"/vi/{section}"]


def _block(number: int, pages: int) -> range:
    """The page numbers in view on page `number`."""
    start = (number - 1) // _IN_VIEW * _IN_VIEW + 1
    return range(start, min(start + _IN_VIEW, pages + 1))


def _links(number: int, pages: int) -> list[tuple[str, int]]:
    """The pager: label and page; "..." leads to the block before and the block after."""
    block = _block(number, pages)
    before = [("...", block[0] - 1)] if block[0] > 1 else []
    after = [("...", block[-1] + 1)] if block[-1] < pages else []
    return [*before, *((str(n), n) for n in block), *after]


def _listing(site: Site, request: Request, today: date, section: str) -> Response:
    number, pages = 1, site.pages(section)
    if request.method == "POST":
        seen = seen_page(section, request.form)
        target = re.fullmatch(re.escape(PAGER) + r"\$ctl(\d\d)", request.form.get("__EVENTTARGET", ""))
        links = _links(seen, pages) if seen else []
        if target is None or int(target[1]) >= len(links):
            return page("<html><head><title>Runtime Error</title></head><body><h1>Server Error in '/' Application."
                        "</h1><h2>Validation of viewstate MAC failed.</h2></body></html>", 500)  # fmt: skip
        number = links[int(target[1])][1]
    text = common.render(
        "webforms_list.html", site, today, label=site.portal.sections[section], number=number, pages=pages,
        rows=common.rows(site, section, number, href, "{d}/{m}/{Y}"), pager=PAGER, links=_links(number, pages),
        viewstate=viewstate(section, number), validation=validation(section, number),
    )  # fmt: skip
    return page(text)


def _article(site: Site, request: Request, today: date) -> Response:
    section, _, name = request.path.removeprefix("/vi/").partition("/")
    found = (one for one in site.articles.values() if section in one.sections and href(one, section) == request.path)
    article = next(found, None)
    state = {"viewstate": "", "validation": ""}
    return shared.article_page(
        "webforms", site, request, today, article if name else None, href, section=section, form="{d}/{m}/{Y} {H}:{M}",
        nothing=state, folder="/uploads/tin-tuc/", **state,
    )  # fmt: skip
