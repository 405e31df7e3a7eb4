"""The archive's own pages: addresses and what answers there. Loading and words live in the modules beside this one."""

import asyncio
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from datasette.utils.asgi import AsgiFileDownload, NotFound, Response

from crawler.captures.errors import CaptureError
from crawler.captures.reader import CaptureReader
from crawler.clock import stamp, system_clock
from pipeline.republish.collection import article_wacz
from pipeline.republish.selection import NothingWanted
from website import archive, captured, links, pages, portals
from website.article import Gone, load_article
from website.browsing import BROWSING
from website.captured import Original, Withheld
from website.citing import citation
from website.releases import release_file, release_of
from website.searching import search_feed, search_file, search_page
from website.visible import marked, visible_text

MOST_PASSAGE = 500
"""Characters of a passage that the page of a captured original looks for."""
_SANDBOX = "default-src 'none'; sandbox"

_ROBOTS = """User-agent: *
Disallow: /ban-luu/
Disallow: /tai-ve/
Disallow: /tim-kiem
Disallow: /archive/*?
Disallow: /archive?
Disallow: /*.csv
Disallow: /*.json
Disallow: /-/
"""


async def front_page(request: Any, datasette: Any) -> Response:
    """`/`: what this is, the newest announcements, what is held and what is missing."""
    try:
        front = await archive.read(datasette, portals.front)
    except archive.NoArchive:
        return await pages.render(datasette, request, "front.html", {"front": None})
    return await pages.render(datasette, request, "front.html", {"front": front})


async def article_page(request: Any, datasette: Any) -> Response:
    """`/bai/<article id>`; 410 with the reason for one that was taken down."""
    article_id = unquote(request.url_vars["id"])
    found = await archive.read(datasette, lambda connection: load_article(connection, article_id))
    if found is None:
        raise NotFound(f"no article {article_id}")
    if isinstance(found, Gone):
        return await pages.render(datasette, request, "gone.html", {"gone": found}, 410, x_robots_tag="noindex")
    address = datasette.absolute_url(request, links.article(article_id))
    state = await archive.read(datasette, archive.state)
    cite = citation(found.article, found.source, found.capture, state, address)
    context = {"page": found, "cite": cite, "address": address, "about": found.article["title"]}
    return await pages.render(datasette, request, "article.html", context)


async def _find_original(datasette: Any, request: Any) -> Original | Withheld:
    capture_id = int(request.url_vars["id"])
    found = await archive.read(datasette, lambda connection: captured.find_original(connection, capture_id))
    if found is None:
        raise NotFound(f"no capture {capture_id}")
    return found


async def capture_page(request: Any, datasette: Any) -> Response:
    """`/ban-luu/<capture id>`: the captured source as escaped plain text."""
    found = await _find_original(datasette, request)
    if isinstance(found, Withheld):
        return await pages.render(datasette, request, "withheld.html", {"withheld": found}, 403, x_robots_tag="noindex")
    home = archive.home_of(datasette)
    problem, source = None, None
    try:
        source = await asyncio.to_thread(captured.source_text, home, found.capture)
    except CaptureError as error:
        problem = str(error)
    passage = (request.args.get("doan") or "")[:MOST_PASSAGE] or found.article["title"] or ""
    text = marked(visible_text(source.text), passage) if source else None
    context = {"original": found, "source": source, "text": text, "problem": problem,
               "wayback": links.wayback(found.capture["url"])}  # fmt: skip
    return await pages.render(datasette, request, "captured.html", context, x_robots_tag="noindex")


async def capture_record(request: Any, datasette: Any) -> Response:
    """`/ban-luu/<capture id>.warc.gz`: the WARC record, only ever as a download."""
    found = await _find_original(datasette, request)
    if isinstance(found, Withheld):
        return await pages.render(datasette, request, "withheld.html", {"withheld": found}, 403, x_robots_tag="noindex")
    capture_id = found.capture["id"]
    try:
        body = await asyncio.to_thread(captured.record, archive.home_of(datasette), capture_id)
    except CaptureError as error:
        raise NotFound(f"capture {capture_id}: {error}") from error
    headers = {
        "Content-Disposition": f'attachment; filename="ocop-{capture_id}.warc.gz"',
        "Content-Security-Policy": _SANDBOX,
        "X-Robots-Tag": "noindex",
    }
    return Response(body, headers=headers, content_type="application/octet-stream")


async def article_evidence(request: Any, datasette: Any) -> Response:
    """`/bai/<article id>.wacz`: the captures an article rests on, as one file that replay tools open."""
    article_id = unquote(request.url_vars["id"])
    home = archive.home_of(datasette)

    def pack(connection: sqlite3.Connection) -> bytes | None:
        with CaptureReader(home) as reader:
            return article_wacz(connection, reader, article_id, stamp(system_clock()))

    try:
        body = await archive.read(datasette, pack)
    except (NothingWanted, CaptureError) as error:
        raise NotFound(f"{article_id}: {error}") from error
    if body is None:
        withheld = {"withheld": captured.NOT_ALLOWED}
        return await pages.render(datasette, request, "withheld.html", withheld, 403, x_robots_tag="noindex")
    name = "".join(c if c.isalnum() and c.isascii() else "-" for c in article_id)[-80:]
    headers = {
        "Content-Disposition": f'attachment; filename="ocop-{name}.wacz"',
        "Content-Security-Policy": _SANDBOX,
        "X-Robots-Tag": "noindex",
    }
    return Response(body, headers=headers, content_type="application/wacz+zip")


async def picture(request: Any, datasette: Any) -> Response:
    """`/anh/<sha256>.jpg`: a thumbnail that the pipeline re-encoded, of an article whose pictures may be shown."""
    sha256 = request.url_vars["sha256"]
    name = await archive.read(datasette, lambda connection: captured.find_thumbnail(connection, sha256))
    if name is None:
        raise NotFound("no such picture")
    file = archive.home_of(datasette) / "media" / Path(name).name
    try:
        body = await asyncio.to_thread(file.read_bytes)
    except FileNotFoundError as error:
        raise NotFound("the picture is not in media/") from error
    headers = {"Cache-Control": "max-age=3600", "Content-Security-Policy": _SANDBOX}
    return Response(body, headers=headers, content_type="image/jpeg")


async def release_page(request: Any, datasette: Any) -> Response:
    """`/phat-hanh`: the data release that is served, its files and what changed."""
    found = await asyncio.to_thread(release_of, archive.home_of(datasette))
    return await pages.render(datasette, request, "release.html", {"release": found})


async def release_download(request: Any, datasette: Any) -> AsgiFileDownload:
    """`/tai-ve/<file>`: a file of the release, only ever as a download."""
    name = request.url_vars["name"]
    file = await asyncio.to_thread(release_file, archive.home_of(datasette), name)
    if file is None:
        raise NotFound(f"no file {name} in this release")
    release = file.parent.parent.name if "/" in name else file.parent.name
    headers = {"Content-Security-Policy": _SANDBOX, "X-Robots-Tag": "noindex"}
    return AsgiFileDownload(str(file), f"ocop-{release}-{file.name}", "application/octet-stream", headers)


async def robots() -> Response:
    """`/robots.txt`: article and entity pages may be indexed; searches, tables and captured originals not."""
    return Response.text(_ROBOTS)


ROUTES: list[tuple[str, Callable[..., Any]]] = [
    (r"^/$", front_page),
    (r"^/tim-kiem$", search_page),
    (r"^/tim-kiem\.atom$", search_feed),
    (r"^/tim-kiem\.(?P<kind>csv|xlsx|json|parquet)$", search_file),
    (r"^/bai/(?P<id>.+)\.wacz$", article_evidence),
    (r"^/bai/(?P<id>.+)$", article_page),
    (r"^/ban-luu/(?P<id>\d{1,18})\.warc\.gz$", capture_record),
    (r"^/ban-luu/(?P<id>\d{1,18})$", capture_page),
    (r"^/anh/(?P<sha256>[0-9a-f]{64})\.jpg$", picture),
    *BROWSING,
    (r"^/phat-hanh$", release_page),
    (r"^/tai-ve/(?P<name>[\w./-]+)$", release_download),
    (r"^/robots\.txt$", robots),
]
"""Patterns of addresses and what answers there; registered by plugins/ocop.py."""
