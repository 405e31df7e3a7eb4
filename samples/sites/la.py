"""A layout that no family knows: a local maker's own CMS, addresses without numbers, dates in odd forms."""

import hashlib
from datetime import date
from typing import Any
from xml.sax.saxutils import escape

from samples import media
from samples.damage import windows_1258
from samples.model import SampleArticle
from samples.portal import MARK, Stray
from samples.response import Request, Response, page, redirect
from samples.site import Item, Site, slug
from samples.sites import common


def respond(site: Site, request: Request, today: date) -> Response:
    """The answer of the portal with an unknown layout."""
    path = request.path
    if path in ("/", "/tin-tuc/"):
        asked = request.query.get("trang", "1")
        return _listing(site, today, int(asked) if asked.isdigit() else 1)
    if path == "/sitemap.xml":
        return _sitemap(site, request)
    if path == "/images/no-image.gif":
        return Response(200, media.picture("no-image", "GIF", 8), "image/gif")
    if path.startswith(("/anh/", "/tep/")):
        return common.file_response(site, path.rpartition("/")[2])
    if path == "/index.php" and request.query.get("option") == "tin":
        return redirect(f"/bai/{request.query.get('id', '')}", 301)
    if path.startswith("/bai/") and (article := site.article(path.rpartition("/")[2])):
        return redirect(href(article))
    return _article(site, request, today)


def href(item: Item, section: str = "tin-tuc") -> str:  # noqa: ARG001
    """Path of an article: its title in ASCII is the only key."""
    return item.path if isinstance(item, Stray) else f"/bai-viet/{item.slug or slug(item.title)}.html"


def listing_paths(site: Site, section: str) -> list[str]:
    """`/tin-tuc/` and `?trang=N`."""
    return ["/tin-tuc/", *(f"/tin-tuc/?trang={number}" for number in range(2, site.pages(section) + 1))]


def _with_session(path: str, number: int) -> str:
    """The link as the listing prints it, with a session that is another one on every page."""
    token = hashlib.sha256(f"session {number}".encode()).hexdigest()[:26]
    return f"{path}{'&' if '?' in path else '?'}PHPSESSID={token}"


def _listing(site: Site, today: date, number: int) -> Response:
    per_page = site.portal.per_page
    rows: list[dict[str, Any]] = [
        {"title": common.shown_title(item), "href": _with_session(href(item), number),
         "lead": item.lead if isinstance(item, SampleArticle) else ""}
        for item in site.window("tin-tuc", (number - 1) * per_page, number * per_page)
    ]  # fmt: skip
    return page(common.render("la_list.html", site, today, rows=rows, number=number, pages=site.pages("tin-tuc")))


def _find(site: Site, path: str) -> SampleArticle | None:
    return next((article for article in site.articles.values() if href(article) == path), None)


def _article(site: Site, request: Request, today: date) -> Response:
    if any(stray.kind == "challenge" and stray.path == request.path for stray in site.portal.strays):
        return common.challenge(request.path)
    article = _find(site, request.path)
    if article is None or article.id in site.gone:
        return common.not_found()
    if article.id in site.challenged:
        return common.challenge(article.id)
    if article.id in site.soft_gone:
        return page(common.render("la_list.html", site, today, rows=[], number=1, pages=1))
    legacy = article.has("windows-1258 page")
    text = common.render(
        "la_article.html", site, today, article=article, title=common.shown_title(article), rich=common.rich,
        folder="../anh/", port=request.port_suffix, charset="windows-1258" if legacy else "utf-8",
        date=_printed(article),
        related=[{"title": other.title, "href": href(other)} for other in site.related(article, 3)],
        viewer=article.has("attachment in a viewer"),
    )  # fmt: skip
    if legacy:
        return Response(200, windows_1258(text), "text/html", modified=article.edited)
    wrong = article.has("wrong charset header")
    kind = "text/html; charset=iso-8859-1" if wrong else "text/html; charset=utf-8"
    return Response(200, text.encode("utf-8"), kind, modified=article.edited)


def _printed(article: SampleArticle) -> str:
    if article.published is None:
        return ""
    return article.shown or common.local_date(article.published, "{H}:{M} {d}/{m}/{Y}")


def _sitemap(site: Site, request: Request) -> Response:
    base = f"http://{request.host}"
    rows = "\n".join(
        f"<url><loc>{escape(base + href(article))}</loc><lastmod>{article.edited[:10]}</lastmod></url>"
        for article in site.articles.values()
    )
    text = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<!-- {MARK} -->\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{rows}\n</urlset>\n'
    )
    return Response(200, text.encode("utf-8"), "application/xml")
