"""The words around a document number: what type they say, which day they claim, whom they call the issuer."""

import re
from dataclasses import dataclass

from pipeline.entities.document_grammar import TYPES
from pipeline.entities.spans import UPPER

_ABBREVIATED = {"QĐ": "quyết định", "NQ": "nghị quyết", "NĐ": "nghị định", "KH": "kế hoạch", "CV": "công văn",
                "CT": "chỉ thị", "TT": "thông tư", "TB": "thông báo", "BC": "báo cáo", "KL": "kết luận"}  # fmt: skip
_WORDS = sorted({*TYPES.values(), "thông tri", "văn bản", "luật", "bộ luật"}, key=len, reverse=True)
_WORD = "|".join(_WORDS).replace(" ", r"\s+")
SAID = re.compile(
    rf"(?:(?<!\w)(?P<word>(?i:{_WORD})|{'|'.join(_ABBREVIATED)})"
    rf"(?P<more>\s+(?i:chỉ đạo|hành động|liên tịch|kết luận|hợp nhất|chung|khung|liên ngành|hỏa tốc|khẩn|cá biệt|"
    rf"phê duyệt|công nhận|của\s[^,;.()\d]{{3,60}}))?"
    rf"\s*(?P<number_word>,?\s*\(?\s*(?i:số)\s*:?\s*)?|(?<!\w)(?<![Mm]ã )(?<!biển )(?i:số)\s*:?\s*)$"
)
"""A document word, "số", or both, up to the number."""
LAST_WORDS = frozenset(word.split()[-1] for word in _WORDS) | {w.lower() for w in _ABBREVIATED} | {"số", "động"}
"""Last words of what `SAID` finds: a cheap look before it."""
GLUED_WORDS = ("định", "quyết", "hoạch", "văn", "thị", "trình", "dẫn")
"""Ends of document words that portals print without the space before the number ("Quyết định1048/QĐ-TTg")."""

_MONTHS = ("một", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười", "mười một", "mười hai")
_MONTH_WORDS = {**{word: i for i, word in enumerate(_MONTHS, 1)}, "giêng": 1, "bốn": 4, "chạp": 12}
_MONTH = rf"\d{{1,2}}|{'|'.join(sorted(_MONTH_WORDS, key=len, reverse=True))}"
DATE = (
    rf"(?:(?P<day>\d{{1,2}})\s*(?:[/.-]|tháng)\s*(?P<month>{_MONTH})(?!\d)"
    rf"(?:\s*(?:[/.-]|,?\s*năm)\s*(?P<year>(?:19|20)\d\d|\d\d(?![\d/.-])))?"
    rf"|tháng\s*(?P<month_only>\d{{1,2}})\s*(?:[/.-]|năm)\s*(?P<month_year>(?:19|20)\d\d)"
    rf"|năm\s+(?P<year_only>(?:19|20)\d\d))"
)
"""Day before month, always; month as a word too (domain.md 2.4)."""
_DATE = re.compile(DATE)
_AFTER = re.compile(
    rf"\s*[,(]{{0,2}}\s*(?i:(?:được\s+)?(?:ký\s+)?(?:ban hành\s+|ký\s+)?(?:vào\s+)?(?:ngày\s*)?)(?P<date>{DATE})\s*\)?"
)
_BEFORE = re.compile(
    rf"(?i:ngày)\s*(?P<date>{DATE})\s*\)?\s*,[^;.\n]{{3,140}}?(?i:ban hành|phê duyệt|thông qua|có|ký|ra)\s+$"
)

_HEADING = re.compile(rf"[\s|]{{1,4}}[^\d|,;:.]{{2,45}},\s{{0,2}}ngày\s*(?P<date>{DATE})")

_CAP = rf"[{UPPER}][\w'’]*"
_NAME = rf"{_CAP}(?:(?:\s|\s?-\s?){_CAP}|\s\d{{1,2}}(?![\d/.]))" + "{0,4}"
UNIT_KINDS = {
    "tỉnh": "tỉnh", "thành phố": "thành phố", "tp": "thành phố", "huyện": "huyện", "thị xã": "thị xã",
    "tx": "thị xã", "quận": "quận", "xã": "xã", "phường": "phường", "thị trấn": "thị trấn", "tt": "thị trấn",
    "đặc khu": "đặc khu", "h": "huyện", "q": "quận", "p": "phường", "x": "xã",
}  # fmt: skip
_KINDS = (
    rf"(?:(?i:tỉnh|thành phố|huyện|thị xã|quận|xã|phường|thị trấn|đặc khu)(?!\w)|(?i:tp|tx|tt)(?!\w)\.?"
    rf"|[HQPX]\.(?=\s?[{UPPER}]))"
)
_UNIT = rf"(?P<unit>(?P<kind>{_KINDS})(?:\s*(?P<name>{_NAME}))?)"
_BRANCH = (
    r"(?:Nông nghiệp (?:và|&) (?:Phát triển [Nn]ông thôn|PTNT|Môi trường)|NN(?: và |&| & )(?:PTNT|MT)|Nông nghiệp|"
    r"Tài nguyên và Môi trường|Tài chính|Kế hoạch (?:và|&) Đầu tư|KH&ĐT|Nội vụ|Công [Tt]hương|Y tế|Xây dựng|"
    r"Khoa học và Công nghệ|KH&CN|Giáo dục và Đào tạo|GD&ĐT|Quốc phòng|Công an|Tư pháp|Thông tin và Truyền thông|"
    r"Văn hóa,? Thể thao và Du lịch|Lao động[ ,-]+Thương binh và Xã hội|Kinh tế(?: [Hh]ạ tầng)?|Giao thông [Vv]ận tải)"
)
ISSUER = re.compile(
    rf"(?:(?P<government>(?:Phó )?Thủ tướng(?: Chính phủ)?|Văn phòng Chính phủ|Chính phủ)"
    rf"|(?P<assembly>(?:Ủy|Uỷ) ban Thường vụ Quốc hội|UBTVQH|Quốc hội)"
    rf"|(?P<centre>Bộ Chính trị|Ban Bí thư(?: Trung ương(?: Đảng)?)?|(?:Ban Chấp hành |BCH )?Trung ương(?: Đảng)?)"
    rf"|(?P<committee>(?:(?i:chủ tịch)\s+)?(?i:ủy ban nhân dân|uỷ ban nhân dân|ubnd)(?:\s+{_UNIT})?)"
    rf"|(?P<council>(?i:thường trực\s+)?(?i:hội đồng nhân dân|hđnd)(?:\s+{_UNIT.replace('?P<', '?P<council_')})?)"
    rf"|(?P<party>(?:(?i:ban thường vụ|btv|ban chấp hành|bch|thường trực|thường vụ)\s+)?"
    rf"(?P<party_level>(?i:tỉnh|thành|huyện|thị|quận|đảng)) ?(?i:ủy|uỷ)(?!\w)"
    rf"(?:\s+(?:(?P<party_kind>{_KINDS})\s*)?(?P<party_name>{_NAME}))?)"
    rf"|(?P<ministry>(?:Bộ trưởng )?Bộ {_BRANCH})"
    rf"|(?P<department>(?:Giám đốc )?Sở {_BRANCH}(?:\s+{_UNIT.replace('?P<', '?P<department_')})?))"
)
"""A body that issues documents, in words; groups say which and of which unit."""
_BY = re.compile(r"(?i:của|do)\s+")
_NEAR_GAP = re.compile(r"\s*[,)]?\s*(?:(?i:của|do)\s+)?(?:các đồng chí\s+)?")
_VERBS = "ban hành|ký|có|ra|gửi|phê duyệt|thông qua|xây dựng|công bố|triển khai|phát hành"
_ISSUES = re.compile(
    r"(?P<between>(?:\s*\([^()]{1,40}\))?(?:\s*,)?\s+(?:(?:cũng|đã|vừa|mới|tiếp tục|còn|kịp thời|đã có|đang)\s+){0,2})"
    rf"(?:ký\s+)?(?:{_VERBS})\s+(?:[^;.\n]{{0,40}}?)$"
)
_ISSUING = re.compile(rf"(?:{_VERBS})\s")
_ISSUES_WITHIN = 60
"""Characters before the document word in which the verb of `_ISSUES` stands."""
_IN_WORD = re.compile(r"\s*,?\s*\(?(?:số\s*:?\s*)?$")


@dataclass(frozen=True)
class Claim:
    """A day as words beside a number claim it."""

    iso: str
    """Partial ISO: `2019`, `2019-09`, `2019-09-24`."""
    end: int


def _iso(found: re.Match[str]) -> str | None:
    """Partial ISO of a match of `DATE`; None for a day without year or an impossible one."""
    if found["year_only"]:
        return found["year_only"]
    if found["month_only"]:
        month = int(found["month_only"])
        return f"{found['month_year']}-{month:02}" if 1 <= month <= 12 else None
    year, word = found["year"], found["month"]
    month = _MONTH_WORDS.get(word) or (int(word) if word.isdigit() else 0)
    if not year or not 1 <= month <= 12 or not 1 <= int(found["day"]) <= 31:
        return None
    return f"{year if len(year) == 4 else '20' + year}-{month:02}-{int(found['day']):02}"


def date_after(text: str, position: int) -> tuple[str | None, int]:
    """The day claimed right after `position` (None without year) and the index after its words."""
    found = _AFTER.match(text, position)
    if not found or (found["year_only"] and "," in text[position : found.start("date")]):
        return None, position
    return _iso(found), found.end()


def date_before(text: str, start: int, position: int) -> str | None:
    """The day of "Ngày 24/9/2019, … ban hành Kế hoạch số" between `start` and the document word at `position`."""
    found = _BEFORE.search(text, start, position)
    return _iso(found) if found else None


def date_of_heading(text: str, position: int) -> str | None:
    """The day of "Số: 112/KH-UBND | Hà Tĩnh, ngày 02 tháng 3 năm 2024", of the number that ends at `position`."""
    found = _HEADING.match(text, position)
    return _iso(found) if found else None


def date_within(text: str, start: int, end: int) -> str | None:
    """The first day written between two indexes."""
    found = _DATE.search(text, start, end)
    return _iso(found) if found else None


def issuer_after(text: str, position: int, end: int, *, near: bool) -> re.Match[str] | None:
    """The issuer that words after a number name. `near`: right there, with or without "của"; else the first
    "của …" up to `end`."""
    if near:
        gap = _NEAR_GAP.match(text, position, end)
        return ISSUER.match(text, gap.end(), end) if gap else None
    for by in _BY.finditer(text, position, end):
        if found := ISSUER.match(text, by.end(), end):
            return found
    return None


def issuer_before(text: str, start: int, position: int) -> re.Match[str] | None:
    """The last issuer between `start` and `position` (of the document word) that is said to issue it."""
    last = None
    if not _ISSUING.search(text, max(start, position - _ISSUES_WITHIN), position):
        return None
    for found in ISSUER.finditer(text, start, position):
        if _ISSUES.fullmatch(text, found.end(), position):
            last = found
    return last


def words_of(said: re.Match[str] | None) -> str:
    """The type that `SAID` matched, in words; empty for a bare "số"."""
    if not said or not said["word"]:
        return ""
    word = _ABBREVIATED.get(said["word"]) or " ".join(said["word"].lower().split())
    more = " ".join((said["more"] or "").lower().split())
    return f"{word} {more}" if f"{word} {more}" in TYPES.values() else word


def body_class(found: re.Match[str]) -> str:
    """Which sort of body a match of `ISSUER` is: the name of its group."""
    return next(name for name in CLASSES if found[name])


CLASSES = ("government", "assembly", "centre", "committee", "council", "party", "ministry", "department")
