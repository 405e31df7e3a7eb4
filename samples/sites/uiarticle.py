"""UIArticle (ASP.NET): article paths below their category, pages after the first by POST to LoadArticle."""

import re
from datetime import date

from samples import media
from samples.portal import MARK, Stray
from samples.response import Request, Response, page, redirect
from samples.site import Item, Site, slug
from samples.sites import common, pages

ENDPOINT = "/DesktopModule/UIArticleInMenu/ArticleInMenuPagination.aspx/LoadArticle"
SITE_ID = "4"
_ARTICLE = re.compile(r"/((?:[a-z0-9-]+/)+)[a-z0-9-]+-(\d+)(?:\.html)?")


def respond(site: Site, request: Request, today: date) -> Response:
    """The answer of a UIArticle sample portal."""
    path = request.path
    if path == "/":
        return redirect("/" + next(iter(site.portal.sections)))
    if path == ENDPOINT:
        return _fragment(site, request)
    if path == "/images/no-image.gif":
        return Response(200, media.picture("no-image", "GIF", 8), "image/gif")
    if path.startswith("/upload/"):
        return common.file_response(site, path.rpartition("/")[2])
    if path.strip("/") in site.portal.sections:
        return _listing(site, today, path.strip("/"))
    if found := _ARTICLE.fullmatch(path):
        return _article(site, request, today, found[1].strip("/"), found[2])
    return common.not_found()


def href(item: Item, section: str) -> str:
    """Path of an article below one of its categories; the oldest end in `.html`."""
    if isinstance(item, Stray):
        return item.path
    ending = ".html" if item.listed < "2021" else ""
    return f"/{section}/{item.slug or slug(item.title)}-{item.id}{ending}"


def listing_paths(site: Site, section: str) -> list[str]:  # noqa: ARG001
    """The category alone: later pages are asked for by POST."""
    return [f"/{section}"]


def category(site: Site, section: str) -> str:
    """The number under which a category is asked for."""
    return str(54442 + list(site.portal.sections).index(section))


def _listing(site: Site, today: date, section: str) -> Response:
    text = common.render(
        "uiarticle_list.html", site, today, label=site.portal.sections[section], endpoint=ENDPOINT, site_id=SITE_ID,
        rows=common.rows(site, section, 1, href, "{d}/{m}/{Y} {H}:{M}"), category=category(site, section),
        pages=site.pages(section), size=site.portal.per_page,
    )  # fmt: skip
    return page(text)


def _fragment(site: Site, request: Request) -> Response:
    """The list items of a later page; a plain error where the values are not those of the page's script."""
    form = request.form
    numbers = {category(site, key): key for key in site.portal.sections}
    section, number = numbers.get(form.get("article_category_id", "")), form.get("page", "")
    right = form.get("categoryIds") == form.get("article_category_id") and form.get("site_id") == SITE_ID
    sized = form.get("page_size") == str(site.portal.per_page) and form.get("articlelang") == "vi-VN"
    if request.method != "POST" or section is None or not number.isdigit() or not (right and sized):
        return page(f"<html><body><h1>Server Error in '/' Application.</h1><p>{MARK}</p></body></html>", 500)
    rows = common.rows(site, section, int(number), href, "{d}/{m}/{Y} {H}:{M}")
    return page(common.render("uiarticle_rows.html", site, date.min, rows=rows))


def _article(site: Site, request: Request, today: date, section: str, number: str) -> Response:
    article = site.article(number) if section in site.portal.sections else None
    parts = list(article.parts) if article else []
    leads = [part for part in parts if part.kind == "image" and part.style == "none"][:1]
    return pages.article_page(
        "uiarticle", site, request, today, article, href, section=section, form="{w}, {d}/{m}/{Y} {H}:{M}",
        nothing={"label": "Thông báo"}, parts=[part for part in parts if part not in leads], leads=leads,
        folder="/upload/images/", viewer=article is not None and article.has("attachment in a viewer"),
    )  # fmt: skip
