"""The three faces of a search: the page, the Atom feed, the CSV file."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, cast

from datasette.utils.asgi import Response

from website import archive, exports, links, pages
from website.archive import State
from website.date_reasons import date_reason
from website.facets import facets
from website.filters import LABELS, Filters, from_arguments, label
from website.finding import CAP, PAGE_SIZE, Found, Sort, find
from website.recognise import Offer, offers
from website.search import Query, match_expression
from website.words import dated

SORTS: Mapping[Sort, tuple[str, str]] = {
    "lien-quan": ("Liên quan nhất", "relevance"),
    "moi": ("Mới nhất", "newest"),
    "cu": ("Cũ nhất", "oldest"),
}


@dataclass(frozen=True)
class Asked:
    """A search as its query string says it."""

    query: Query
    filters: Filters
    sort: Sort
    page: int
    ignored: tuple[str, ...]

    def parameters(self) -> dict[str, str]:
        """The query string that asks the same again, without the page."""
        sort = {"sap": self.sort} if self.sort != default_sort(self.query) else {}
        return {"q": self.query.typed, **self.filters.given(), **sort}


def default_sort(query: Query) -> Sort:
    """Relevance where words were typed, else the newest first."""
    return "lien-quan" if query.units else "moi"


def asked(arguments: Mapping[str, str]) -> Asked:
    """Read a query string; anything that makes no sense is listed in `ignored`."""
    query = match_expression(arguments.get("q") or "")
    filters, ignored = from_arguments(arguments)
    sort, page = arguments.get("sap") or "", arguments.get("trang") or "1"
    if sort and sort not in SORTS:
        ignored, sort = (*ignored, f"sap={sort}"), ""
    if not (page.isdecimal() and 1 <= int(page[:6]) <= CAP // PAGE_SIZE):
        ignored, page = (*ignored, f"trang={page}"), "1"
    if sort == "lien-quan" and not query.units:
        sort = ""
    return Asked(query, filters, cast(Sort, sort or default_sort(query)), int(page), ignored)


@dataclass(frozen=True)
class Answer:
    """What the page needs beside the hits."""

    found: Found
    labels: dict[str, str]
    offers: list[Offer]
    facets: Mapping[str, list[archive.Row]]


def _answer(connection: sqlite3.Connection, question: Asked) -> Answer:
    found = find(connection, question.query, question.filters, question.sort, question.page)
    labels = {name: label(connection, name, value) for name, value in question.filters.given().items()}
    offered = offers(connection, question.query, question.filters)
    return Answer(found, labels, offered, facets(connection, found.numbers) if found.numbers else {})


async def search_page(request: Any, datasette: Any) -> Response:
    """`/tim-kiem`"""
    question = asked(request.args)
    answer = await archive.read(datasette, lambda connection: _answer(connection, question))
    parameters = question.parameters()

    def narrowed(**changed: str) -> str:
        return links.search({**parameters, **changed})

    context = {
        "asked": question, "found": answer.found, "labels": answer.labels, "offers": answer.offers,
        "facets": answer.facets, "filter_names": LABELS, "sorts": SORTS, "narrowed": narrowed, "cap": CAP,
        "dated": dated, "date_reason": date_reason, "parameters": parameters,
        "first": (question.page - 1) * PAGE_SIZE + 1,
        "feed_url": links.search(parameters, "/tim-kiem.atom"),
        "csv_url": links.search(parameters, "/tim-kiem.csv"),
    }  # fmt: skip
    return await pages.render(datasette, request, "search.html", context)


async def _export(datasette: Any, question: Asked, most: int) -> tuple[Found, list[archive.Row], State]:
    def ask(connection: sqlite3.Connection) -> tuple[Found, list[archive.Row], State]:
        found = find(connection, question.query, question.filters, question.sort, size=0)
        return found, exports.export_rows(connection, found.numbers[:most]), archive.state(connection)

    return await archive.read(datasette, ask)


async def search_feed(request: Any, datasette: Any) -> Response:
    """`/tim-kiem.atom`: the newest articles of a search."""
    question = replace(asked(request.args), sort="moi")
    found, articles, state = await _export(datasette, question, exports.FEED_ENTRIES)
    parameters = {name: value for name, value in question.parameters().items() if name != "sap"}
    feed = exports.atom_feed(found, articles, state, parameters, lambda path: datasette.absolute_url(request, path))
    return Response(feed, content_type="application/atom+xml; charset=utf-8")


async def search_csv(request: Any, datasette: Any) -> Response:
    """`/tim-kiem.csv`: every hit of a search, up to the newest CAP; the name of a cut file says so."""
    found, articles, state = await _export(datasette, asked(request.args), CAP)
    body = exports.csv_file(articles, state, lambda path: datasette.absolute_url(request, path))
    name = "ocop-du-lieu-mau" if state.samples else "ocop"
    cut = f"-{CAP}-bai-dau" if found.capped else ""
    return Response(
        body,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}{cut}.csv"'},
    )
