"""What a search is narrowed by: the filters of /tim-kiem, as parameters, as SQL, as words."""

import re
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from website.archive import one
from website.showing import SHOWABLE
from website.words import Bilingual

UNKNOWN_YEAR = "khong-ro"
_YEAR = re.compile(r"(19|20)\d\d")
_MONTH = re.compile(r"(?:19|20)\d\d-(?:0[1-9]|1[0-2])")
WITH_PICTURES = "co"

LABELS: Mapping[str, Bilingual] = {
    "noi": Bilingual("Địa phương", "Place"),
    "nam": Bilingual("Năm", "Year"),
    "cong": Bilingual("Cổng", "Portal"),
    "htx": Bilingual("Hợp tác xã", "Cooperative"),
    "vb": Bilingual("Văn bản", "Document"),
    "sp": Bilingual("Sản phẩm", "Product"),
    "ct": Bilingual("Chủ thể", "Producer"),
    "sao": Bilingual("Hạng sao được nêu", "Stars announced"),
    "thang": Bilingual("Tháng đăng", "Month"),
    "anh": Bilingual("Ảnh", "Pictures"),
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
    sp: str = ""
    ct: str = ""
    sao: str = ""
    """1 to 5: articles that announce so many stars for a product, in their text or in a table; potential ones not."""
    thang: str = ""
    """`YYYY-MM`: articles published in that month."""
    anh: str = ""
    """`co`: articles with a picture that may be shown."""

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
        if self.sp:
            conditions.append(_names("product", "sp"))
        if self.ct:
            conditions.append(_names("producer", "ct"))
        if self.cong:
            conditions.append("a.source_id = :cong")
        if self.sao:
            conditions.append(_STARS)
        if self.thang:
            conditions.append("a.published >= :thang AND a.published < :thang || '~'")
        if self.anh:
            conditions.append(_PICTURES)
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


_STARS = (
    "a.id IN (SELECT article_id FROM rating_events WHERE stars = CAST(:sao AS INTEGER) AND NOT potential"
    " UNION SELECT article_id FROM product_rows WHERE stars = CAST(:sao AS INTEGER) AND NOT coalesce(potential, 0))"
)
_PICTURES = (
    f"EXISTS (SELECT 1 FROM sources s WHERE s.id = a.source_id AND {SHOWABLE}) AND a.id IN (SELECT ai.article_id"
    " FROM article_images ai JOIN images i ON i.sha256 = ai.sha256 WHERE i.thumbnail IS NOT NULL)"
)


def _names(kinds: str, parameter: str) -> str:
    named = "SELECT k.n FROM entity_labels l JOIN entity_links k ON k.said = l.id"
    return f"a.n IN ({named} WHERE l.kind IN ('{kinds}') AND l.entity_id = :{parameter})"


_FORMS: Mapping[str, Callable[[str], object]] = {
    "nam": lambda value: value == UNKNOWN_YEAR or _YEAR.fullmatch(value),
    "thang": _MONTH.fullmatch,
    "sao": re.compile("[1-5]").fullmatch,
    "anh": re.compile(WITH_PICTURES).fullmatch,
}
"""What a filter's value must look like, where not anything goes."""


def from_arguments(arguments: Mapping[str, str]) -> tuple[Filters, tuple[str, ...]]:
    """The filters of a query string, and the parameters whose value makes no sense (the page names them)."""
    found = {name: (arguments.get(name) or "").strip() for name in LABELS}
    ignored = []
    for name, fits in _FORMS.items():
        if found[name] and not fits(found[name]):
            ignored.append(f"{name}={found[name]}")
            found[name] = ""
    return Filters(**found), tuple(ignored)


_LABEL_SQL = {
    "noi": "SELECT coalesce((SELECT e.label FROM entity_labels e WHERE e.kind IN ('place_then', 'place_now') AND"
    " e.entity_id = p.id LIMIT 1), p.label) AS label FROM places p WHERE p.id = ?",
    "cong": "SELECT name AS label FROM sources WHERE id = ?",
    "htx": "SELECT name AS label FROM cooperatives WHERE id = ?",
    "sp": "SELECT name AS label FROM products WHERE id = ?",
    "ct": "SELECT name AS label FROM producers WHERE id = ?",
    "vb": "SELECT norm AS label FROM documents WHERE id = ?",
}


def label(connection: sqlite3.Connection, name: str, value: str) -> Bilingual:
    """What a filter's value is called; the value itself where the archive does not know it."""
    match name:
        case "nam":
            return Bilingual("không rõ năm", "year unknown") if value == UNKNOWN_YEAR else _same(value)
        case "sao":
            return Bilingual(f"{value} sao", f"{value} star{'s' if value != '1' else ''}")
        case "thang":
            return Bilingual(f"{value[5:]}/{value[:4]}", value)
        case "anh":
            return Bilingual("có ảnh", "with pictures")
    row = one(connection, _LABEL_SQL[name], [value])
    return _same(str(row["label"]) if row and row["label"] else value)


def _same(name: str) -> Bilingual:
    return Bilingual(name, name)
