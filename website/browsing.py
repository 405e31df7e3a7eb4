"""Pages to look around in: things and their indexes, map, timeline, pictures, health, data."""

import re
import sqlite3
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any
from urllib.parse import unquote

from datasette.utils.asgi import NotFound, Response

from crawler.clock import system_clock
from website import (
    archive,
    bodies,
    condition,
    entities,
    events,
    links,
    listings,
    maps,
    openapi,
    pages,
    photos,
    places,
    portals,
    products,
    stories,
)
from website import data_page as data
from website.filters import LABELS
from website.words import VIETNAM

_YEAR = re.compile(r"(?:19|20)\d\d")
_PAGE = re.compile(r"[1-9]\d{0,2}")
_NUMBER = re.compile(r"-?\d{1,15}")
Answer = Callable[[Any, Any], Awaitable[Response]]
Load = Callable[[sqlite3.Connection, str], Any]


def today() -> str:
    """The day in Vietnam, ISO."""
    return system_clock().astimezone(VIETNAM).date().isoformat()


def _thing(template: str, load: Load, kind: str, path: Callable[[str], str]) -> Answer:
    """A page of a thing with an id; an id that was published and is no thing's any more leads to where it went."""

    async def answer(request: Any, datasette: Any) -> Response:
        entity_id = unquote(request.url_vars["id"])
        page = await archive.read(datasette, lambda connection: load(connection, entity_id))
        if page is None:
            new_id = await archive.read(datasette, lambda connection: entities.redirected(connection, kind, entity_id))
            if new_id:
                return Response.redirect(path(new_id), status=301)
            raise NotFound(f"no {template} {entity_id}")
        return await pages.render(datasette, request, template, {"page": page})

    return answer


def _on_today(load: Callable[[sqlite3.Connection, str, str], Any]) -> Load:
    return lambda connection, entity_id: load(connection, entity_id, today())


async def _index(of: listings.Kind, request: Any, datasette: Any) -> Response:
    """`/htx`, `/san-pham`, …: every thing of a kind."""
    page = await archive.read(datasette, lambda connection: listings.listing(connection, of, request.args))
    return await pages.render(datasette, request, "listing.html", {"page": page, "kinds": listings.KINDS})


def _indexed(of: listings.Kind) -> Answer:
    async def answer(request: Any, datasette: Any) -> Response:
        return await _index(of, request, datasette)

    return answer


async def map_page(request: Any, datasette: Any) -> Response:
    """`/ban-do`: the country, or with `tinh=` one province of today."""
    province_id = request.args.get("tinh") or ""
    load = partial(maps.map_page, province_id=province_id)
    page = await archive.read(datasette, load)
    if page is None:
        raise NotFound(f"no province {province_id}")
    return await pages.render(datasette, request, "map.html", {"page": page})


async def health_page(request: Any, datasette: Any) -> Response:
    """`/tinh-trang`: how every portal fares, worst first, and what is held of each year."""
    page = await archive.read(datasette, condition.health_page)
    return await pages.render(datasette, request, "condition.html", {"page": page, "states": condition.STATES})


async def timeline_page(request: Any, datasette: Any) -> Response:
    """`/dong-thoi-gian`: documents and ratings in order of date, narrowed by `noi=` and `nam=`."""
    place_id, year, number = (request.args.get(name) or "" for name in ("noi", "nam", "trang"))
    year = year if _YEAR.fullmatch(year) else ""
    at = int(number) if _PAGE.fullmatch(number) else 1
    page = await archive.read(datasette, lambda connection: events.timeline(connection, place_id, year, at))
    if page is None:
        raise NotFound(f"no place {place_id}")
    return await pages.render(datasette, request, "timeline.html", {"page": page})


async def photo_wall(request: Any, datasette: Any) -> Response:
    """`/anh`: pictures that may be shown, searched by caption with `q=`, older ones with `truoc=`."""
    typed, before = request.args.get("q") or "", request.args.get("truoc") or ""
    at = int(before) if _NUMBER.fullmatch(before) else photos.EVERYTHING
    page = await archive.read(datasette, lambda connection: photos.wall(connection, typed, at))
    return await pages.render(datasette, request, "wall.html", {"page": page})


async def data_page(request: Any, datasette: Any) -> Response:
    """`/du-lieu`: tables and columns, ready-made queries, downloads, API, an example for a notebook."""
    said = datasette.metadata()["databases"][archive.DATABASE]
    tables = await archive.read(datasette, lambda connection: data.tables(connection, said))
    context = {
        "tables": tables, "queries": data.queries(said), "most": data.COUNTED_UP_TO, "filters": LABELS,
        "whole": not archive.database_of(datasette).is_mutable,
        "address": datasette.absolute_url(request, "/").rstrip("/"),
    }  # fmt: skip
    return await pages.render(datasette, request, "data.html", context)


async def api_description(request: Any, datasette: Any) -> Response:
    """`/openapi.json`: what programs may ask."""
    said = datasette.metadata()["databases"][archive.DATABASE]
    tables = await archive.read(datasette, lambda connection: data.tables(connection, said))
    state = await archive.read(datasette, archive.state)
    address = datasette.absolute_url(request, "/").rstrip("/")
    return Response.json(openapi.describe(tables, data.queries(said), address, state.release or state.version))


async def country_picture(request: Any, datasette: Any) -> Response:  # noqa: ARG001 - Datasette passes both by name
    """`/ban-do/nen.svg`: the points of all communes, under every map."""
    svg = await archive.read(datasette, maps.country_svg)
    return Response(svg, content_type="image/svg+xml; charset=utf-8", headers={"Cache-Control": "max-age=86400"})


BROWSING: list[tuple[str, Callable[..., Any]]] = [
    *((rf"^{of.path}$", _indexed(of)) for of in listings.KINDS),
    (r"^/htx/(?P<id>.+)$", _thing("cooperative.html", _on_today(bodies.cooperative), "cooperative", links.cooperative)),
    (r"^/san-pham/(?P<id>.+)$", _thing("product.html", _on_today(products.product), "product", links.product)),
    (r"^/chu-the/(?P<id>.+)$", _thing("producer.html", _on_today(bodies.producer), "producer", links.producer)),
    (r"^/van-ban/(?P<id>.+)$", _thing("document.html", entities.document, "document", links.document)),
    (r"^/noi/(?P<id>.+)$", _thing("place.html", places.place, "place", links.place)),
    (r"^/chuyen/(?P<id>.+)$", _thing("story.html", stories.story, "story", links.story)),
    (r"^/cong/(?P<id>.+)$", _thing("portal.html", portals.portal, "portal", links.portal)),
    (r"^/tinh-trang$", health_page),
    (r"^/dong-thoi-gian$", timeline_page),
    (r"^/anh$", photo_wall),
    (r"^/du-lieu$", data_page),
    (r"^/openapi\.json$", api_description),
    (r"^/ban-do$", map_page),
    (r"^/ban-do/nen\.svg$", country_picture),
]
"""Patterns of addresses and what answers there; part of `routes.ROUTES`."""
