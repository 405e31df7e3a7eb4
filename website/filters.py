"""What a search is narrowed by: the filters of /tim-kiem, as parameters, as SQL, as words."""

import re
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, replace

from website.archive import one
from website.words import Bilingual

UNKNOWN_YEAR = "khong-ro"
_YEAR = re.compile(r"(19|20)\d\d")

LABELS: Mapping[str, Bilingual] = {
    "noi": Bilingual("Địa phương", "Place"),
    "nam": Bilingual("Năm", "Year"),
    "cong": Bilingual("Cổng", "Portal"),
    "htx": Bilingual("Hợp tác xã", "Cooperative"),
    "vb": Bilingual("Văn bản", "Document"),
}
"""Query-string name of every filter, and how it is called."""


@dataclass(frozen=True)
class Filters:
    """One value or nothing for each filter."""

    noi: str = ""
    """Id of a place: articles that name it or a unit inside it, in the geography of the time or of today."""
    nam: str = ""
    """A year (undated articles count where their bounds overlap it) or `khong-ro`."""
    cong: str = ""
    htx: str = ""
    vb: str = ""

    def given(self) -> dict[str, str]:
        """The filters that are set, as query-string parameters."""
        return {name: value for name in LABELS if (value := getattr(self, name))}

    def without(self, name: str) -> "Filters":
        """The same filters, one taken away."""
        return replace(self, **{name: ""})

    def clause(self) -> tuple[str, dict[str, str]]:
        """A condition on `articles a`, and its parameters; `1` where nothing is set."""
        conditions, params = ["a.state = 'published'"], {}
        if self.noi:
            conditions.append(_names("place_then', 'place_now", "noi"))
        if self.htx:
            conditions.append(_names("cooperative", "htx"))
        if self.vb:
            conditions.append(_names("document", "vb"))
        if self.cong:
            conditions.append("a.source_id = :cong")
        if self.nam == UNKNOWN_YEAR:
            conditions.append("a.published IS NULL")
        elif self.nam:
            conditions.append(
                "((a.published >= :nam AND a.published < :nam_end) OR (a.published IS NULL AND"
                " coalesce(a.date_from, a.date_to) IS NOT NULL AND coalesce(a.date_from, '') < :nam_end"
                " AND coalesce(a.date_to, '9999') >= :nam))"
            )
            params["nam_end"] = str(int(self.nam) + 1)
        params |= {name: value for name, value in self.given().items() if value != UNKNOWN_YEAR}
        return " AND ".join(conditions), params


def _names(kinds: str, parameter: str) -> str:
    return f"a.id IN (SELECT article_id FROM article_entities WHERE kind IN ('{kinds}') AND entity_id = :{parameter})"


def from_arguments(arguments: Mapping[str, str]) -> tuple[Filters, tuple[str, ...]]:
    """The filters of a query string, and the parameters whose value makes no sense (the page names them)."""
    found = {name: (arguments.get(name) or "").strip() for name in LABELS}
    ignored = []
    year = found["nam"]
    if year and year != UNKNOWN_YEAR and not _YEAR.fullmatch(year):
        ignored.append(f"nam={year}")
        found["nam"] = ""
    return Filters(**found), tuple(ignored)


_LABEL_SQL = {
    "noi": "SELECT coalesce((SELECT e.label FROM article_entities e WHERE e.kind IN ('place_then', 'place_now') AND"
    " e.entity_id = p.id LIMIT 1), p.label) AS label FROM places p WHERE p.id = ?",
    "cong": "SELECT name AS label FROM sources WHERE id = ?",
    "htx": "SELECT name AS label FROM cooperatives WHERE id = ?",
    "vb": "SELECT norm AS label FROM documents WHERE id = ?",
}


def label(connection: sqlite3.Connection, name: str, value: str) -> str:
    """What a filter's value is called; the value itself where the archive does not know it."""
    if name == "nam":
        return "không rõ năm" if value == UNKNOWN_YEAR else value
    row = one(connection, _LABEL_SQL[name], [value])
    return str(row["label"]) if row and row["label"] else value
