"""The faces of a search: the page, the Atom feed, files to calculate with."""

import asyncio
import sqlite3
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from datasette.utils.asgi import AsgiStream, Response

from website import archive, exports, links, pages
from website.archive import State
from website.asking import SORTS, UNFOLDED, Asked, asked
from website.condition import conditions
from website.date_reasons import date_reason
from website.facets import facets
from website.files import FILES, Pieces, Told
from website.filters import LABELS, label
from website.finding import CAP, NEWEST, PAGE_SIZE, Found, find, older
from website.language import in_language, said
from website.months import Chart, chart
from website.recognise import Offer, document_alone, offers
from website.search import match_expression
from website.telex import meant
from website.words import Bilingual, dated

AT_ONCE = 250
"""Articles that are read at a time where all of very many are handed out."""


@dataclass(frozen=True)
class Answer:
    """What the page needs beside the hits."""

    found: Found
    labels: dict[str, Bilingual]
    offers: list[Offer]
    facets: Mapping[str, list[archive.Row]]
    months: Chart | None
    meant: str | None
    """What was probably meant by Telex or VNI keys, where that finds something."""
    direct: str | None
    """The page of the one document whose number was typed and nothing else."""


def _answer(connection: sqlite3.Connection, question: Asked) -> Answer:
    found = find(connection, question.query, question.filters, question.sort, question.page, fold=question.fold)
    labels = {name: label(connection, name, value) for name, value in question.filters.given().items()}
    offered = offers(connection, question.query, question.filters)
    return Answer(
        found,
        labels,
        offered,
        facets(connection, found.numbers) if found.numbers else {},
        chart(connection, found.numbers) if found.numbers else None,
        _meant(connection, question) if found.widened or not found.numbers else None,
        document_alone(connection, question.query) if not question.filters.given() else None,
    )


def _meant(connection: sqlite3.Connection, question: Asked) -> str | None:
    decoded = meant(question.query.typed)
    if decoded is None:
        return None
    again = find(connection, match_expression(decoded), question.filters, question.sort, size=0)
    return decoded if again.numbers and again.widened in ("", "accents") else None


async def search_page(request: Any, datasette: Any) -> Response:
    """`/tim-kiem`"""
    question = asked(request.args)
    answer = await archive.read(datasette, lambda connection: _answer(connection, question))
    if answer.direct and question.page == 1 and "tim" not in request.args:
        return Response.redirect(answer.direct)
    parameters = question.parameters()

    def narrowed(**changed: str) -> str:
        return links.search({**parameters, **changed})

    context = {
        "asked": question, "found": answer.found, "labels": answer.labels, "offers": answer.offers,
        "facets": answer.facets, "months": answer.months, "meant": answer.meant, "unfolded": UNFOLDED,
        "filter_names": LABELS, "sorts": SORTS, "narrowed": narrowed, "cap": CAP,
        "dated": dated, "date_reason": date_reason, "parameters": parameters,
        "first": (question.page - 1) * PAGE_SIZE + 1,
        "whole": [
            (one.name, links.search(parameters, f"/tim-kiem.{kind}")) for kind, one in FILES.items() if one.pieces
        ],
        "cut": ", ".join(one.name for one in FILES.values() if not one.pieces),
        "feed_url": links.search({**parameters, **in_language()}, "/tim-kiem.atom"),
        "files": [(FILES[kind].name, links.search(parameters, f"/tim-kiem.{kind}")) for kind in FILES],
    }  # fmt: skip
    return await pages.render(datasette, request, "search.html", context)


async def _export(
    datasette: Any, question: Asked, most: int, *, or_none: bool = False
) -> tuple[Found, list[archive.Row], State]:
    """At most `most` hits with their rows; with `or_none` no rows where more than CAP articles match."""

    def ask(connection: sqlite3.Connection) -> tuple[Found, list[archive.Row], State]:
        found = find(connection, question.query, question.filters, question.sort, size=0, fold=False)
        numbers = [] if or_none and found.capped else found.numbers[:most]
        return found, exports.export_rows(connection, numbers), archive.state(connection)

    return await archive.read(datasette, ask)


def _about_feed(
    connection: sqlite3.Connection, question: Asked, articles: list[archive.Row]
) -> tuple[list[str], list[str]]:
    """What the filters are called, and which portals of the feed fail or fell silent."""
    labels = [said(label(connection, name, value)) for name, value in question.filters.given().items()]
    portals = {article["source_id"] for article in articles} | {question.filters.cong}
    troubled = [one for one in conditions(connection) if one.in_trouble and one.source["id"] in portals]
    return labels, [f"{one.source['name']}: {said(one.says)}" for one in troubled]


async def search_feed(request: Any, datasette: Any) -> Response:
    """`/tim-kiem.atom`: the newest articles of a search."""
    question = replace(asked(request.args), sort="moi")
    found, newest, state = await _export(datasette, question, exports.LOOKED_AT)
    articles = exports.news(newest)
    parameters = {name: value for name, value in question.parameters().items() if name != "sap"} | in_language()
    labels, silent = await archive.read(datasette, lambda connection: _about_feed(connection, question, articles))
    feed = exports.atom_feed(
        found, articles, state, parameters, lambda path: datasette.absolute_url(request, path), labels, silent
    )
    return Response(feed, content_type="application/atom+xml; charset=utf-8")


def _whole(request: Any, datasette: Any, found: Found, told: Told, kind: str, pieces: Pieces) -> AsgiStream:
    """Every hit of a search as a file, the newest first, however many: written as they are read."""

    def absolute(path: str) -> str:
        return str(datasette.absolute_url(request, path))

    def read(connection: sqlite3.Connection, below: int) -> tuple[list[int], str]:
        numbers = older(connection, found, below, AT_ONCE)
        return numbers, pieces.lines(exports.lines(exports.export_rows(connection, numbers), told.state, absolute))

    async def write(answer: Any) -> None:
        await answer.write(pieces.head(told))
        below, between = NEWEST, ""
        while True:
            began = time.monotonic()
            numbers, written = await archive.read(datasette, partial(read, below=below))
            if not numbers:
                break
            await answer.write(between + written)
            below, between = numbers[-1], pieces.between
            # Others are answered half of the time: a file of everything is not worth their waiting.
            await asyncio.sleep(time.monotonic() - began)
        await answer.write(pieces.end)

    headers = {"Content-Disposition": f'attachment; filename="{_file_name(told.state)}.{kind}"'}
    return AsgiStream(write, headers=headers, content_type=FILES[kind].content_type)


def _file_name(state: State) -> str:
    return "ocop-du-lieu-mau" if state.samples else "ocop"


async def search_file(request: Any, datasette: Any) -> Response | AsgiStream:
    """`/tim-kiem.csv`, `.json`: all hits of a search; `.xlsx`, `.parquet`: up to CAP, and the name of a cut file says
    so."""
    kind = request.url_vars["kind"]
    pieces = FILES[kind].pieces
    question = asked(request.args)
    found, articles, state = await _export(datasette, question, CAP, or_none=pieces is not None)
    asked_at = datasette.absolute_url(request, links.search(question.parameters()))
    if pieces and found.capped:
        return _whole(request, datasette, found, Told(asked_at, state, cut=False), kind, pieces)
    lines = exports.lines(articles, state, lambda path: datasette.absolute_url(request, path))
    body = await asyncio.to_thread(FILES[kind].make, lines, Told(asked_at, state, found.capped))
    cut = f"-{CAP}-bai-dau" if found.capped else ""
    headers = {"Content-Disposition": f'attachment; filename="{_file_name(state)}{cut}.{kind}"'}
    return Response(body, content_type=FILES[kind].content_type, headers=headers)
