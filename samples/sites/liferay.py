"""Liferay 6: two portlets on one page, each with its pager; articles by content/id and by view_content."""

import re
from datetime import date
from typing import Any

from samples import media
from samples.model import SampleArticle
from samples.portal import Stray
from samples.response import Request, Response, redirect
from samples.site import Item, Site, slug
from samples.sites import common, pages

_CONTENT = re.compile(r"/web/[a-z]+/chi-tiet-bai-viet/-/asset_publisher/\w+/content/id/(\d+)")
_VIEW = re.compile(r"/([a-z-]+)/-/view_content/(\d+)-[^/]+\.html")
_BY_VIEW = "nong-nghiep"
"""The section whose links are `view_content`; the others' are `content/id`."""
_PORTLETS = {"tin-tuc": "101_INSTANCE_1mOzUrGkrdAE", "nong-nghiep": "101_INSTANCE_Qx7rTn0bLs2e"}
_UUID = "6f1d2c30-8b7e-4a55-9c41-0d2f7b8e9a10"


def respond(site: Site, request: Request, today: date) -> Response:
    """The answer of a Liferay sample portal."""
    path = request.path
    if path == "/":
        return redirect(_home(site, next(iter(site.portal.sections))))
    if path == "/image/journal/article":
        return common.file_response(site, request.query.get("img_id", ""))
    if path.startswith("/documents/"):
        return common.file_response(site, path.split("/")[4] if path.count("/") >= 4 else "")
    if path.startswith("/image/"):
        return Response(200, media.picture("logo", "PNG", 60), "image/png")
    section = next((key for key in site.portal.sections if path == _home(site, key)), None)
    if section is not None:
        return _listing(site, request, today, section)
    if found := _CONTENT.fullmatch(path):
        return _article(site, request, today, found[1])
    if (found := _VIEW.fullmatch(path)) and found[1] == _BY_VIEW:
        return _article(site, request, today, found[2])
    return common.not_found()


def href(item: Item, section: str) -> str:
    """Link to an article as a portlet of the section writes it."""
    if isinstance(item, Stray):
        return item.path
    if section == _BY_VIEW:
        return f"/{section}/-/view_content/{item.id}-{item.slug or slug(item.title)}.html"
    portlet = _PORTLETS[section].removeprefix("101_INSTANCE_")
    return f"/web/htn/chi-tiet-bai-viet/-/asset_publisher/{portlet}/content/id/{item.id}?plidlayout=4512"


def listing_paths(site: Site, section: str) -> list[str]:
    """The page and its `…_cur=N`, with the parameters that Liferay writes."""
    first = _home(site, section)
    return [first, *(_page(site, section, section, number) for number in range(2, site.pages(section) + 1))]


def _home(site: Site, section: str) -> str:  # noqa: ARG001
    return f"/web/htn/{section}"


def _page(site: Site, home: str, section: str, number: int) -> str:
    portlet = _PORTLETS[section]
    return (
        f"{_home(site, home)}?p_p_id={portlet}&p_p_lifecycle=0&p_p_state=normal&p_p_mode=view&p_p_col_id=column-2"
        f"&p_p_col_count=2&_{portlet}_delta={site.portal.per_page}&_{portlet}_keywords="
        f"&_{portlet}_advancedSearch=false&_{portlet}_andOperator=true&p_r_p_564233524_resetCur=false"
        f"&_{portlet}_cur={number}"
    )


def _listing(site: Site, request: Request, today: date, section: str) -> Response:
    """The section's portlet, and beside it a box with the other one's newest two and a pager of its own."""
    number = pages.page_asked(request, f"_{_PORTLETS[section]}_cur")
    other = next(key for key in site.portal.sections if key != section)
    return pages.listing_page(
        "liferay", site, section, number, today, href, "{d}/{m}/{Y} | {H}:{M}", portlet=_PORTLETS[section],
        pages=site.pages(section), paths=listing_paths(site, section), box_label=site.portal.sections[other],
        box_portlet=_PORTLETS[other], box=common.rows(site, other, 1, href, "{d}/{m}/{Y}")[:2],
        box_next=_page(site, section, other, 2),
    )  # fmt: skip


def _article(site: Site, request: Request, today: date, number: str) -> Response:
    article = site.article(number)
    shown: dict[str, Any] = (
        {} if article is None else {"files": _files(article), "date": _printed(article), **_heading(article)}
    )
    return pages.article_page(
        "liferay", site, request, today, article, href, nothing={"label": "Chi tiết bài viết"},
        folder="/image/journal/article?t=1657788951913&img_id=", **shown,
    )  # fmt: skip


def _heading(article: SampleArticle) -> dict[str, str]:
    """A portlet's `null` before the title, or in its place."""
    if article.has("null in place of the title"):
        return {"null": "null ", "title": ""}
    return {"null": "null " if article.has("null before the title") else ""}


def _files(article: SampleArticle) -> list[dict[str, Any]]:
    return [
        {"href": f"/documents/10184/210377/{part.file}/{_UUID}?t=1682391600000", "text": part.text}
        for part in article.parts if part.kind == "file"
    ]  # fmt: skip


def _printed(article: SampleArticle) -> str:
    if article.published is None:
        return ""
    if not article.has("12-hour clock"):
        return common.local_date(article.published, "{d}/{m}/{Y} | {H}:{M}")
    hour = int(article.published[11:13])
    half = "PM" if hour >= 12 else "AM"
    return common.local_date(article.published, f"{{d}}/{{m}}/{{Y}} | {hour % 12 or 12:02}:{{M}} {half}")
