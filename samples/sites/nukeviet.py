"""NukeViet 4.5: categories with page-N, RSS, print and savefile twins, copies of one article under its categories."""

import re
from datetime import date
from functools import lru_cache
from typing import Any
from xml.sax.saxutils import escape

from markupsafe import Markup

from samples import media
from samples.model import SampleArticle
from samples.portal import MARK, Stray
from samples.response import Request, Response, page, redirect
from samples.site import Item, Site, slug
from samples.sites import common

_ARTICLE = re.compile(r"/vi/news/(?:(print|savefile)/)?([a-z0-9-]+)/([^/]+)-(\d+)\.html")
_LISTING = re.compile(r"/vi/news/(?:([a-z0-9-]+)/)?(?:page-(\d+)/)?")
_FEED = re.compile(r"/vi/news/rss/(?:([a-z0-9-]+)/)?")
_GROWN = re.compile(r"/(?:[a-z0-9-]+/)*(?:vi|en)/")
"""Where the relative language switch leads: the CMS answers all of it."""


def respond(site: Site, request: Request, today: date) -> Response:
    """The answer of a NukeViet sample portal."""
    path = request.path
    if path == "/":
        return redirect("/vi/")
    if path == "/images/no-image.gif":
        return Response(200, media.picture("no-image", "GIF", 8), "image/gif")
    if path.startswith(("/uploads/", "/assets/")):
        return common.file_response(site, path.rpartition("/")[2], thumb=path.startswith("/assets/"))
    if found := _ARTICLE.fullmatch(path):
        return _article(site, request, today, found)
    if found := _FEED.fullmatch(path):
        return _feed(site, request, found[1])
    if (found := _LISTING.fullmatch(path)) and (found[1] is None or found[1] in site.portal.sections):
        return _listing(site, today, found[1], int(found[2] or 1))
    if _GROWN.fullmatch(path):
        return page(common.render("nukeviet_home.html", site, today, rows=_rows(site, None, 1), menu=_menu(site)))
    return common.not_found()


def href(item: Item, section: str | None, view: str = "") -> str:
    """Path of an article under one of its categories; `view` is `print/` or `savefile/`."""
    if isinstance(item, Stray):
        return item.path
    return f"/vi/news/{view}{section or item.sections[0]}/{item.slug or slug(item.title)}-{item.id}.html"


def listing_paths(site: Site, section: str) -> list[str]:
    """The category and its `page-N`."""
    first = f"/vi/news/{section}/"
    return [first, *(f"{first}page-{number}/" for number in range(2, site.pages(section) + 1))]


@lru_cache(maxsize=4)
def _long_menu(names: tuple[str, ...]) -> Markup:
    """A menu as long as real portals carry it, rendered once."""
    links = (("gioi-thieu", "Giới thiệu"), ("to-chuc-bo-may", "Tổ chức bộ máy"), ("lich-lam-viec", "Lịch làm việc"))
    rows = [
        f'<li class="dropdown-submenu"><a class="dropdown-toggle" href="/vi/page/{slug(name)}/">{name}</a><ul>'
        + "".join(
            f'<li><a href="/vi/page/{slug(name)}/{key}.html" title="{label}">{label}</a></li>' for key, label in links
        )
        + "</ul></li>"
        for name in names
    ]
    return Markup('<div class="mega-menu"><ul class="nav">' + "\n".join(rows) + "</ul></div>")


def _menu(site: Site) -> Markup:
    if not site.portal.heavy:
        return Markup("")
    return _long_menu(tuple(f"Chuyên trang cơ sở số {number}" for number in range(1, 81)))


def _rows(site: Site, section: str | None, number: int) -> list[dict[str, Any]]:
    per_page = site.portal.per_page
    rows = []
    for item in site.window(section, (number - 1) * per_page, number * per_page):
        dated = item.listed if isinstance(item, Stray) else item.published
        rows.append({
            "title": common.shown_title(item),
            "href": href(item, section),
            "date": common.local_date(dated, "{d}/{m}/{Y} {H}:{M}") if dated else "",
            "lead": item.lead if isinstance(item, SampleArticle) else "",
        })  # fmt: skip
    return rows


def _listing(site: Site, today: date, section: str | None, number: int) -> Response:
    pages = site.pages(section)
    if not 1 <= number <= pages:
        return common.not_found()
    base = f"/vi/news/{section}/" if section else "/vi/news/"
    window = [n for n in range(1, pages + 1) if n in (1, pages) or abs(n - number) <= 3]
    text = common.render(
        "nukeviet_list.html", site, today, rows=_rows(site, section, number), menu=_menu(site), base=base,
        label=site.portal.sections.get(section or "", "Tin tức"), number=number, pages=pages, window=window,
    )  # fmt: skip
    return page(text)


def _article(site: Site, request: Request, today: date, found: re.Match[str]) -> Response:
    view, section, _, number = found.groups()
    article = site.article(number)
    if article is None or number in site.gone or section not in site.portal.sections:
        return common.not_found()
    if number in site.challenged:
        return common.challenge(number)
    if number in site.soft_gone:
        return page(common.render("nukeviet_missing.html", site, today, menu=_menu(site)))
    own = section if section in article.sections else article.sections[0]
    right = href(article, own, f"{view}/" if view else "")
    if request.path != right:
        return redirect(right, 301)
    return page(_article_html(site, request, today, article, own, view), modified=article.edited)


def _article_html(
    site: Site, request: Request, today: date, article: SampleArticle, section: str, view: str | None
) -> str:
    parts = list(article.parts)
    lead_image = parts.pop(0) if parts and parts[0].kind == "image" and parts[0].style == "figure" else None
    month = article.listed[:7].replace("-", "_")
    return common.render(
        f"nukeviet_{view or 'article'}.html", site, today, article=article, title=common.shown_title(article),
        section=section, label=site.portal.sections[section], rich=common.rich, port=request.port_suffix, parts=parts,
        lead_image=lead_image, folder=f"/uploads/{site.portal.host}/news/{month}/", menu=_menu(site),
        thumbs=f"/assets/{site.portal.host}/news/{month}/", files=[part for part in parts if part.kind == "file"],
        canonical=f"http://{request.host}" + href(article, section, f"{view}/" if view else ""),
        print_url=href(article, section, "print/"), save_url=href(article, section, "savefile/"),
        date=_printed(article), edited=f"{article.edited}:00+07:00",
        related=[{"title": other.title, "href": href(other, None),
                  "date": common.local_date(other.listed, "{d}/{m}/{Y}")} for other in site.related(article)],
    )  # fmt: skip


def _printed(article: SampleArticle) -> str:
    if article.published is None:
        return ""
    return article.shown or common.local_date(article.published, "{w} - {d}/{m}/{Y} {H}:{M}")


def _feed(site: Site, request: Request, section: str | None) -> Response:
    if section is not None and section not in site.portal.sections:
        return common.not_found()
    newest = [
        item for item in site.window(section, 0, site.portal.feed_newest) if isinstance(item, SampleArticle)
    ]  # fmt: skip
    base = f"http://{request.host}"
    items = "\n".join(_feed_item(site, article, base, section) for article in newest)
    text = (
        '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"><channel>'
        f"<title>{escape(site.portal.title)} - {MARK}</title><link>{base}/vi/news/rss/</link>"
        f"<description>{MARK}</description><language>vi</language>\n{items}\n</channel></rss>"
    )
    return Response(200, text.encode("utf-8"), "text/xml; charset=utf-8")


def _feed_item(site: Site, article: SampleArticle, base: str, section: str | None) -> str:
    title = common.shown_title(article)
    if "entity-escaped feed titles with a date suffix" in site.portal.traps:
        day = common.local_date(article.listed, "{d}&#x002F;{m}&#x002F;{Y}")
        title = title.replace(":", "&#x3A;").replace("&", "&amp;").replace("&amp;#", "&#") + f" ({day})"
    stamp = common.rfc822(article.published) if article.published else ""
    return (
        f"<item><title><![CDATA[{title}]]></title><link>{base}{href(article, section)}</link>"
        f'<guid isPermaLink="false">news_{article.id}</guid>'
        f"<description><![CDATA[{escape(article.lead)}]]></description>"
        f"<pubDate>{stamp}</pubDate></item>"
    )
