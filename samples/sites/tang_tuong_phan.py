"""The "Tăng tương phản" CMS: no numbers in addresses, a toolbar for contrast and letter size above every article."""

from datetime import date

from samples.model import SampleArticle
from samples.portal import Stray
from samples.response import Request, Response, page, redirect
from samples.site import Item, Site, slug
from samples.sites import common


def respond(site: Site, request: Request, today: date) -> Response:
    """The answer of such a sample portal."""
    path = request.path
    if path == "/":
        return redirect(f"/tin-tuc/{next(iter(site.portal.sections))}")
    if path.startswith("/upload/"):
        return common.file_response(site, path.rpartition("/")[2])
    section = path.removeprefix("/tin-tuc/")
    if section in site.portal.sections:
        asked = request.query.get("page", "1")
        return _listing(site, today, section, int(asked) if asked.isdigit() else 1)
    return _article(site, request, today)


def href(item: Item, section: str) -> str:
    """Path of an article below its category."""
    return item.path if isinstance(item, Stray) else f"/tin-tuc/{section}/{item.slug or slug(item.title)}.html"


def listing_paths(site: Site, section: str) -> list[str]:
    """The category and its `?page=N`."""
    first = f"/tin-tuc/{section}"
    return [first, *(f"{first}?page={number}" for number in range(2, site.pages(section) + 1))]


def _listing(site: Site, today: date, section: str, number: int) -> Response:
    text = common.render(
        "tang-tuong-phan_list.html", site, today, label=site.portal.sections[section], number=number,
        rows=common.rows(site, section, number, href, "{d}/{m}/{Y}"), paths=listing_paths(site, section),
    )  # fmt: skip
    return page(text)


def _find(site: Site, path: str) -> SampleArticle | None:
    """The article at an address; the address that it had under an earlier title keeps answering."""
    for article in site.articles.values():
        if path in [href(article, section) for section in article.sections]:
            return article
    moved = next((stray for stray in site.portal.strays if stray.path == path and stray.leads_to), None)
    return site.article(moved.leads_to) if moved else None


def _article(site: Site, request: Request, today: date) -> Response:
    article = _find(site, request.path)
    if article is None:
        return common.not_found()
    if answer := common.hidden(site, article.id):
        return answer
    if article.id in site.soft_gone:
        return page(common.render("tang-tuong-phan_base.html", site, today))
    text = common.render(
        "tang-tuong-phan_article.html", site, today, article=article, title=common.shown_title(article),
        label=site.portal.sections[article.sections[0]], rich=common.rich, folder="/upload/",
        port=request.port_suffix, related=common.related(site, article, href),
        date=common.local_date(article.published, "{d}/{m}/{Y} {H}:{M}") if article.published else "",
    )  # fmt: skip
    return page(text, modified=article.edited)
