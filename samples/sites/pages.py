"""The page of an article and of a listing, as layouts share it: `<layout>_article.html` and `<layout>_list.html`."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from samples.model import SampleArticle
from samples.response import Request, Response, page
from samples.site import Item, Site
from samples.sites import common

Href = Callable[[Item, str], str]
"""Path of an article under one of its sections."""


def page_asked(request: Request, name: str = "page") -> int:
    """The number of the listing page that a query asks for; the first where it asks for none."""
    asked = request.query.get(name, "1")
    return int(asked) if asked.isdigit() else 1


def numbered(site: Site, section: str, first: str, name: str = "page") -> list[str]:
    """Paths of a listing: `first`, then it with `?page=N`."""
    return [first, *(f"{first}?{name}={number}" for number in range(2, site.pages(section) + 1))]


def listing_page(
    layout: str, site: Site, section: str, number: int, today: date, href: Href, form: str, **values: Any
) -> Response:
    """One page of a listing whose rows print dates in `form` (see `common.local_date`)."""
    text = common.render(
        f"{layout}_list.html", site, today, label=site.portal.sections[section], number=number,
        rows=common.rows(site, section, number, href, form), **values,
    )  # fmt: skip
    return page(text)


def article_page(
    layout: str,
    site: Site,
    request: Request,
    today: date,
    article: SampleArticle | None,
    href: Href,
    *,
    section: str = "",
    form: str = "",
    nothing: Mapping[str, Any] | None = None,
    **values: Any,
) -> Response:
    """The page of `article` under `section` (its first, where none is named), with its date in `form`; or what stands
    in its place: a 404, a challenge, the bare template with the values `nothing`."""
    if article is None:
        return common.not_found()
    if answer := common.hidden(site, article.id):
        return answer
    if article.id in site.soft_gone:
        return page(common.render(f"{layout}_base.html", site, today, **(nothing or {})))
    told = {
        "article": article,
        "title": common.shown_title(article),
        "rich": common.rich,
        "section": section or article.sections[0],
        "label": site.portal.sections.get(section or article.sections[0], ""),
        "port": request.port_suffix,
        "related": common.related(site, article, href),
        "date": common.local_date(article.published, form) if article.published else "",
    }
    return page(common.render(f"{layout}_article.html", site, today, **(told | values)), modified=article.edited)
