"""A search as an address asks it: words, filters, sort, page; pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from website.filters import Filters, from_arguments
from website.finding import CAP, PAGE_SIZE, Sort
from website.search import Query, match_expression

SORTS: Mapping[Sort, tuple[str, str]] = {
    "lien-quan": ("Liên quan nhất", "Relevance"),
    "moi": ("Mới nhất", "Newest"),
    "cu": ("Cũ nhất", "Oldest"),
}


UNFOLDED = "khong"
"""`gop=khong`: every reprint stands for itself."""


@dataclass(frozen=True)
class Asked:
    """A search as its query string says it."""

    query: Query
    filters: Filters
    sort: Sort
    page: int
    ignored: tuple[str, ...]
    fold: bool = True
    """Reprints of one text stand under its first hit."""

    def parameters(self) -> dict[str, str]:
        """The query string that asks the same again, without the page."""
        sort = {"sap": self.sort} if self.sort != default_sort(self.query) else {}
        fold = {} if self.fold else {"gop": UNFOLDED}
        return {"q": self.query.typed, **self.filters.given(), **sort, **fold}


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
    fold = arguments.get("gop") != UNFOLDED
    return Asked(query, filters, cast(Sort, sort or default_sort(query)), int(page), ignored, fold)
