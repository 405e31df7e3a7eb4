"""Lists of OCOP products stand in tables of annexes: which column is what, and one value per row.

Header words as decisions of provinces and communes print them: TT, tên sản phẩm, chủ thể, địa chỉ, điểm, hạng sao
(portals.md 2.4; decision 148/QĐ-TTg of 2023, annex forms).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline.text import fold

Column = Literal["number", "product", "producer", "address", "score", "stars", "group"]
Cells = Sequence[str | None]

_HEADER_WORDS: tuple[tuple[Column, re.Pattern[str]], ...] = (
    ("number", re.compile(r"(?:so )?tt|stt|so thu tu|no\.?")),
    ("stars", re.compile(r"(?:.* )?(?:hang|so|muc|dat|cap) ?(?:sao|dat)(?: .*)?|sao|hang|xep hang|phan hang"
                         r"|ket qua(?: (?:xep hang|danh gia|phan hang|cong nhan))?(?: .*)?")),
    ("score", re.compile(r"(?:tong |so |ket qua )?(?:so )?diem(?: .*)?")),
    ("group", re.compile(r"(?:nhom|nganh|bo|phan nhom|loai)(?: .*)?(?:san pham|hang)?(?: .*)?")),
    ("product", re.compile(r"(?:ten |danh muc )?(?:cac )?san pham(?: .*)?")),
    ("producer", re.compile(r"(?:ten |thong tin )?(?:chu the|don vi|co so|nha san xuat|chu so huu"
                            r"|to chuc, ca nhan)(?: .*)?")),
    ("address", re.compile(r"(?:dia chi|dia diem|noi san xuat|dia phuong|xa, phuong|xa/phuong|xa|huyen"
                           r"|don vi hanh chinh)(?: .*)?")),
)  # fmt: skip
_TOTAL = re.compile(r"tong(?: cong| so)?(?: .*)?|cong(?: .*)?")
_STARS = re.compile(r"(?<!\d)0?([1-5])(?!\d)")
_STARS_WORDS = {"mot": 1, "hai": 2, "ba": 3, "bon": 4, "nam": 5}
_SECTION_STARS = re.compile(r"(?<!\d)0?([1-5]) sao")
_SECTION_GROUP = re.compile(
    r"(?:[IVX\d]{1,4}[.)]? ?)?(?:nhóm|ngành hàng|bộ)(?: ngành| sản phẩm| hàng)?:? (?P<group>[^\d(:;]{3,70})"
    r"(?:\(.*\)|:)?",
    re.IGNORECASE,
)
_SCORE = re.compile(r"\d{1,3}(?:[.,]\d{1,2})?")
_COLUMN_NUMBERS = re.compile(r"\(?\[?\d{1,2}\]?\)?")
_HEADER_ROWS = 8
"""A header stands below the annex's title lines, which pdfplumber and Excel give as rows too."""


@dataclass(frozen=True)
class ProductRow:
    """One product of a table; `cells` are the evidence. Empty text where the table has no such column or value."""

    table: int
    """Number of the table among those given, from 1."""
    row: int
    """Number of the row in its table, from 1, header rows counted."""
    page: int
    product: str
    producer: str
    address: str
    score: float | None
    stars: int | None
    """As the cell or the section line above says; never derived from the score."""
    potential: bool
    """"tiềm năng 5 sao": not yet rated by the centre."""
    cells: tuple[str, ...]
    group: str = ""
    """As the table's column or the section line above says."""


@dataclass(frozen=True)
class _Header:
    columns: dict[Column, int]
    width: int


def product_rows(tables: Iterable[tuple[int, Sequence[Cells]]]) -> list[ProductRow]:
    """Rows of all product tables among `tables` ((page, rows) in order). A table without header that is as wide as the
    product table before it and stands on the same or the next page carries that one on."""
    found: list[ProductRow] = []
    open_header: _Header | None = None
    open_page = 0
    for number, (page, rows) in enumerate(tables, 1):
        header, begin = _header_of(rows)
        if header is None and open_header and page - open_page <= 1 and rows and len(rows[0]) == open_header.width:
            header, begin = open_header, 0
        if header is None:
            open_header = None
            continue
        found += _rows(number, page, rows, header, begin)
        open_header, open_page = header, page
    return found


def _header_of(rows: Sequence[Cells]) -> tuple[_Header | None, int]:
    for index, row in enumerate(rows[:_HEADER_ROWS]):
        columns = _columns(row)
        if "product" not in columns or len(columns) < 2 or not {"producer", "stars", "score"} & set(columns):
            below = _merged(row, rows[index + 1]) if index + 1 < len(rows) else ()
            columns = _columns(below)
            if "product" not in columns or not {"producer", "stars", "score"} & set(columns) or not _columns(row):
                continue
            return _Header(columns, len(row)), index + 2
        begin = index + 1
        if begin < len(rows) and len(rows[begin]) == len(row):
            more = _columns(rows[begin])
            if more and "product" not in more and not _text(rows[begin], columns["product"]):
                # A header over two lines: "Kết quả" above "Điểm" and "Hạng".
                columns = {**columns, **{name: at for name, at in more.items() if name in ("score", "stars")}}
                begin += 1
        return _Header(columns, len(row)), begin
    return None, 0


def _merged(row: Cells, below: Cells) -> Cells:
    if len(row) != len(below):
        return ()
    return [lower or upper for upper, lower in zip(row, below, strict=True)]


def _columns(row: Cells) -> dict[Column, int]:
    columns: dict[Column, int] = {}
    for at, cell in enumerate(row):
        words = fold(cell or "").strip(" .:*").replace("\n", " ")
        if not words or len(words) > 60:
            continue
        for name, pattern in _HEADER_WORDS:
            if name not in columns and pattern.fullmatch(words):
                columns[name] = at
                break
    return columns


def _rows(number: int, page: int, rows: Sequence[Cells], header: _Header, begin: int) -> Iterator[ProductRow]:
    columns = header.columns
    section_stars: tuple[int | None, bool] = (None, False)
    section_group = ""
    producer = address = group_above = ""
    for index, row in enumerate(rows[begin:], begin + 1):
        cells = tuple(cell or "" for cell in row)
        filled = {cell for cell in cells if cell}
        if _columns(row).keys() >= {"product", "producer"}:
            continue  # the header repeated on a new page
        if len(filled) <= 2:
            told, group = _section(filled), _section_group(filled)
            section_stars, section_group = told or section_stars, group or section_group
            if told or group:
                continue
        product = _text(row, columns["product"])
        if not product or _is_no_product(product, cells):
            continue
        # Only a merged cell (None) speaks for the rows below it; an empty one says nothing.
        producer = _carried(row, columns.get("producer"), producer)
        address = _carried(row, columns.get("address"), address)
        stars, potential = _stars(_text(row, columns.get("stars")))
        if stars is None:
            stars, potential = section_stars[0], potential or section_stars[1]
        score = _score(_text(row, columns.get("score")))
        group_above = _carried(row, columns.get("group"), group_above)
        yield ProductRow(
            number,
            index,
            page,
            product,
            producer,
            address,
            score,
            stars,
            potential,
            cells,
            group_above or section_group,
        )


def _text(row: Cells, at: int | None) -> str:
    return (row[at] or "").strip() if at is not None and at < len(row) else ""


def _carried(row: Cells, at: int | None, before: str) -> str:
    if at is None or at >= len(row):
        return ""
    return before if row[at] is None else _text(row, at)


def _is_no_product(product: str, cells: tuple[str, ...]) -> bool:
    folded = fold(product)
    numbered = all(not cell or _COLUMN_NUMBERS.fullmatch(cell) for cell in cells)
    return numbered or not any(map(str.isalpha, product)) or bool(_TOTAL.fullmatch(folded))


def _section(filled: set[str]) -> tuple[int | None, bool] | None:
    """ "I. SẢN PHẨM HẠNG 4 SAO (05 sản phẩm)" stands over the rows it speaks of."""
    for text in filled:
        folded = fold(text)
        if (found := _SECTION_STARS.search(folded)) and len(folded) < 120:
            return int(found[1]), "tiem nang" in folded
    return None


def _section_group(filled: set[str]) -> str:
    """ "II. NHÓM ĐỒ UỐNG (03 sản phẩm)" stands over the rows it speaks of."""
    for text in filled:
        if (found := _SECTION_GROUP.fullmatch(text.strip())) and len(text) < 120:
            return found["group"].strip(" .:").lower()
    return ""


def _stars(text: str) -> tuple[int | None, bool]:
    folded = fold(text)
    potential = "tiem nang" in folded
    drawn = text.count("★") or text.count("⭐") or (len(text.strip()) if text and set(text.strip()) == {"*"} else 0)
    if 1 <= drawn <= 5:
        return drawn, potential
    if found := _STARS.search(folded):
        return int(found[1]), potential
    return next((stars for word, stars in _STARS_WORDS.items() if f"{word} sao" in folded), None), potential


def _score(text: str) -> float | None:
    found = _SCORE.fullmatch(text.replace("điểm", "").strip())
    value = float(found[0].replace(",", ".")) if found else None
    return value if value is not None and value <= 100 else None
