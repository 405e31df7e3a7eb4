"""What all sites share: the template environment, the head and foot of a page, small answers."""

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from samples import media
from samples.damage import damaged, decomposed
from samples.markup import inline_html
from samples.model import SampleArticle
from samples.portal import MARK
from samples.response import Response, page
from samples.site import Item, Site, clock_line

_TEMPLATES = Path(__file__).parent.parent / "templates"


@lru_cache(maxsize=1)
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    made.filters["path"] = lambda name: quote(name, safe="/()")
    return made


def render(template: str, site: Site, today: date, **values: Any) -> str:
    """A template with the site's own head and foot."""
    portal = site.portal
    return (
        _environment()
        .get_template(template)
        .render(portal=portal, mark=MARK, clock=clock_line(portal, today), today=today, **values)
    )


def rich(text: str, article: SampleArticle) -> Markup:
    """A piece of the article as HTML, with the damage that its traps name."""
    return Markup(inline_html(damaged(text, article.traps)))


def shown_title(item: Item) -> str:
    """The title as the portal stores it."""
    return decomposed(item.title) if "NFD title" in item.traps else item.title


def local_date(moment: str, form: str) -> str:
    """`YYYY-MM-DDTHH:MM` in a portal's form: `{d}` `{m}` `{Y}` `{H}` `{M}` padded, `{w}` the weekday in words."""
    year, month, day = moment[:10].split("-")
    weekday = ("hai", "ba", "tư", "năm", "sáu", "bảy", "nhật")[date(int(year), int(month), int(day)).weekday()]
    hour, _, minute = moment[11:].partition(":")
    name = "Chủ nhật" if weekday == "nhật" else f"Thứ {weekday}"
    return form.format(d=day, m=month, Y=year, H=hour or "00", M=minute or "00", w=name)


def rfc822(moment: str) -> str:
    """`YYYY-MM-DDTHH:MM` of Vietnam as feeds write it."""
    day = date.fromisoformat(moment[:10])
    names = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    months = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    return f"{names[day.weekday()]}, {day.day:02} {months[day.month - 1]} {day.year} {moment[11:] or '00:00'}:00 +0700"


def rows(
    site: Site, section: str | None, number: int, href: Callable[[Item, str], str], form: str
) -> list[dict[str, str]]:
    """One page of a listing: title, href, date in `form` (see `local_date`), lead and the first picture's file."""
    per_page = site.portal.per_page
    found = []
    for item in site.window(section, (number - 1) * per_page, number * per_page):
        dated = item.published if isinstance(item, SampleArticle) else item.listed
        own = item.sections[0] if isinstance(item, SampleArticle) else item.section
        parts = item.parts if isinstance(item, SampleArticle) else ()
        found.append({
            "title": shown_title(item),
            "href": href(item, section or own),
            "date": local_date(dated, form) if dated else "",
            "moment": f"{dated}:00+07:00" if dated else "",
            "lead": item.lead if isinstance(item, SampleArticle) else "",
            "picture": next((part.file for part in parts if part.kind == "image"), ""),
        })  # fmt: skip
    return found


def related(site: Site, article: SampleArticle, href: Callable[[Item, str], str]) -> list[dict[str, str]]:
    """Headlines of other articles, for the box below one."""
    return [
        {"title": other.title, "href": href(other, other.sections[0]),
         "date": local_date(other.listed, "{d}/{m}/{Y}")} for other in site.related(article)
    ]  # fmt: skip


def hidden(site: Site, number: str) -> Response | None:
    """The answer in place of an article that a test has removed or put behind a challenge; None for any other."""
    if number in site.gone:
        return not_found()
    return challenge(number) if number in site.challenged else None


def challenge(seed: str) -> Response:
    """The 177-byte page that sets a cookie by script and reloads."""
    cookie = "".join(f"{(index * 7 + len(seed)) % 16:x}" for index in range(32))
    text = (
        f'<html><body><script>document.cookie="D1N={cookie}"+"; expires=Fri, 31-Dec-2099 23:59:59 GMT; path=/";'
        "window.location.reload(true);</script></body></html>"
    )
    return Response(200, text.encode("ascii").ljust(177), "text/html")


def file_response(site: Site, name: str, thumb: bool = False) -> Response:
    """A picture or attachment that some article of the site shows; 404 otherwise."""
    title = site.file_title(name)
    if title is None:
        return not_found()
    if thumb:
        return Response(200, media.picture(name, width=180), "image/jpeg")
    kind, body = media.media(name, title)
    return Response(200, body, kind)


def not_found() -> Response:
    """A plain 404."""
    return page(
        f"<!DOCTYPE html><html><head><title>404</title></head><body><h1>404</h1><p>{MARK}</p></body></html>", 404
    )
