"""Where numbers of official documents stand in one text: in full, in a list with one symbol, or without symbol."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from pipeline.entities.document_context import GLUED_WORDS, LAST_WORDS, SAID, date_after, words_of
from pipeline.entities.document_grammar import Symbol, kind_of, read_symbol

_DIGITS = re.compile(r"\d\d*")  # a set first: the engine skips to it
_DOTTED = re.compile(r"(?<![\w.,/-])\d{1,2}\.$")
_ENDS = "|".join(GLUED_WORDS)
_LEFT = re.compile(rf"(?:[sS]ố|SỐ|(?<!\w)(?:QĐ|NQ|NĐ|KH|CV|TT|CT|KL)|{_ENDS}|và|[^\W\d_][.,]|[^\w/.,-]|\A)$")
_FREE_BEFORE = " (\n"
"""Any of them is one that `_LEFT` allows: what mostly stands there is asked first."""
_YEAR_BEHIND = re.compile(r"/((?:19|20)\d\d)(?![\w/.-])")
_FREE = re.compile(r"(?![\w/%]|[.,-]\d)")
_BESIDE = re.compile(
    r"\s*(?:$|[,;:.()\"”]|-\s|(?:sửa đổi|thay thế|phê duyệt|hướng dẫn|nhằm|để|vừa|theo|phần|"
    r"của|ngày|về|do|và|là|được|đã|ban hành|quy định|có hiệu|nêu|trên|này|thì|cũng|với)\b|"
    r"năm\s+(?:19|20)\d\d)"
)
"""What may follow "Nghị định 98" without "số"; "Quyết định 5 nội dung" is a verb and a count."""
_BARE_KINDS = frozenset(
    ("quyết định", "nghị định", "nghị quyết", "chỉ thị", "thông tư", "kết luận", "công văn", "công điện")
)
_NUMBERED_KINDS = _BARE_KINDS | {"kế hoạch", "tờ trình", "hướng dẫn", "văn bản", "luật", "quy định"}
"""Kinds whose "… số 12" is a document by itself; "Chương trình số 5" needs a day or an issuer beside it."""
_DATED_KINDS = _NUMBERED_KINDS | {"đề án", "báo cáo", "thông báo"}
"""Kinds that a day or a body behind the number makes a document also without "số"."""
_NAMED_KINDS = _BARE_KINDS | {"đề án"}
_NICKNAME = 3
"""Digits of the decision by which a scheme is known: "Đề án 939"; "Đề án 1 triệu héc-ta" is a count."""
_OF_BODY = re.compile(
    r"\s*,?\s*của\s+(?:Thủ tướng|Chính phủ|Bộ |Ban |Văn phòng|Hội |Đoàn |Liên minh |Phòng |Chi cục|Cục |"
    r"(?i:chủ tịch |thường trực |thường vụ )?(?i:ubnd|ủy ban|uỷ ban|hđnd"
    r"|hội đồng nhân dân|tỉnh ủy|tỉnh uỷ|thành ủy|huyện ủy|huyện uỷ|thị ủy|đảng ủy|quốc hội|sở |trung ương))"
)
_FURTHER = re.compile(r"\s*(?:,|;|và|, và)\s*(?:số\s+)?(?P<number>\d{1,5}[a-zđ]?)(?![\w/%]|[.,-]\d)")
_ISSUED = re.compile(r"\s*(?:$|[,;.)]\s|(?:của|ngày|do|về|là|được|đã)\s)")
_SHARED = re.compile(r"(?<!\w)(?:số\s*:?\s*)?((?:\d{1,5}[a-zđ]?\s*(?:,|;|và|&)\s*(?:số\s*)?){1,6})$")
_ITEM = re.compile(r"\d{1,5}[a-zđ]?")
_LOOK_BACK = 90


class Hit(NamedTuple):
    """One number of a document; indexes into the text it was found in."""

    start: int
    end: int
    said: int
    """Where the document word before it begins."""
    number: str
    symbol: Symbol | None
    kind: str
    year: str
    rule: str


def find_hits(text: str) -> list[Hit]:
    """Numbers of documents in reading order, the items of a shared list before the one that carries the symbol."""
    hits = list(_hits(text))
    shared = {hit.end for hit in hits if hit.rule == "document.shared-symbol"}
    return [hit for hit in hits if hit.symbol or hit.end not in shared]


def _hits(text: str) -> Iterator[Hit]:
    done = 0
    for digits in _DIGITS.finditer(text):
        if digits.start() < done or len(digits[0]) > 5:
            continue
        start = digits.start()
        if start and text[start - 1] not in _FREE_BEFORE and not _LEFT.search(text, max(0, start - 5), start):
            dotted = _DOTTED.search(text, max(0, start - 4), start)
            if not dotted or len(digits[0]) != 3:
                continue
            start = dotted.start()
        for hit in _read_at(text, start, digits.end()):
            done = hit.end
            yield hit


def _read_at(text: str, start: int, end: int) -> list[Hit]:
    if end + 1 < len(text) and text[end].islower() and not text[end + 1].isalnum():
        end += 1
    before = text[max(0, start - _LOOK_BACK) : start]
    last = before.rsplit(None, 1)[-1:]
    said = SAID.search(before) if last and last[0].strip("(:").lower() in LAST_WORDS else None
    number = text[start:end].replace(".", "")
    if symbol := read_symbol(text, end, said=said is not None):
        if last and last[0].lower() == "năm" and text[end] not in "/-":
            return []
        return _full(text, start, number, symbol, said)
    return _number_only(text, start, end, number, said)


def _full(text: str, start: int, number: str, symbol: Symbol, said: re.Match[str] | None) -> list[Hit]:
    offset = max(0, start - _LOOK_BACK)
    listed = _shared(text[offset:start]) if not said or not said["word"] else None
    if listed:
        items, said = listed
    kind = kind_of(symbol, _said_words(text[offset:start], said))
    said_at = offset + said.start() if said else start
    rule = f"document.{symbol.system}"
    last = Hit(start, symbol.end, said_at, number, symbol, kind, symbol.year if len(symbol.year) == 4 else "", rule)
    if not listed or words_of(said) not in (kind, "văn bản", ""):
        return [last]
    shared = [
        Hit(offset + m.start(), offset + m.end(), said_at, m[0], symbol, kind, symbol.year, "document.shared-symbol")
        for m in items
    ]
    return [*shared, last]


def _said_words(before: str, said: re.Match[str] | None) -> list[str]:
    """Type words in front, nearest first: a law is named ("Luật Hợp tác xã số 17/2023/QH15") before its number."""
    lower = before.lower()
    far = [(lower.rfind(word), word) for word in ("bộ luật", "luật", "nghị quyết", "pháp lệnh")]
    return [words_of(said), *(word for at, word in sorted(far, reverse=True) if at >= 0)]


def _shared(before: str) -> tuple[list[re.Match[str]], re.Match[str]] | None:
    """The numbers of "Chỉ thị số 11, " in front of `26-CT/TU`, and the document word."""
    numbers = _SHARED.search(before)
    said = SAID.search(before[: numbers.start(1)]) if numbers else None
    if not numbers or not said or not said["word"]:
        return None
    return list(_ITEM.finditer(before, numbers.start(1))), said


def _number_only(text: str, start: int, end: int, number: str, said: re.Match[str] | None) -> list[Hit]:
    """A document word and a number without symbol ("Quyết định số 377", "Nghị định 356/2025") and the numbers that
    follow it in one list ("Quyết định 148 và 1489 của Thủ tướng")."""
    if not said or not said["word"]:
        return []
    kind, year = words_of(said), ""
    if behind := _YEAR_BEHIND.match(text, end):
        year, end = behind[1], behind.end()
    if not _FREE.match(text, end) or not _stands_alone(text, start, end, kind, year, said):
        return []
    start_said = max(0, start - _LOOK_BACK) + said.start()
    hits = [Hit(start_said, end, start_said, number, None, kind, year, "document.number-only")]
    while not year and (further := _FURTHER.match(text, end)):
        end = further.end()
        if not _ISSUED.match(text, end) and not _FURTHER.match(text, end):
            break
        begins = further.start("number")
        hits.append(Hit(begins, end, start_said, further["number"], None, kind, "", "document.number-only"))
    return hits


def _stands_alone(text: str, start: int, end: int, kind: str, year: str, said: re.Match[str]) -> bool:
    """Whether the words leave no other reading: "Thông báo số 3 ngày tới" and "quyết định 5 nội dung" number nothing,
    "Kế hoạch 97 của UBND tỉnh" does."""
    if said["number_word"] and (kind in _NUMBERED_KINDS or year or said["word"].isupper()):
        return True
    digits = re.sub(r"\D", "", text[start:end])
    looks_like_year = not said["number_word"] and not year and 1900 <= int(digits) <= 2100
    while further := _FURTHER.match(text, end):
        end = further.end()
    day, after = date_after(text, end)
    dated = day is not None and len(day) == len("2019-09-24")
    if not looks_like_year and (dated or _OF_BODY.match(text, after)) and (said["number_word"] or kind in _DATED_KINDS):
        return True
    if said["number_word"] or looks_like_year or not said["word"][0].isupper():
        return False
    if kind == "đề án" and len(digits) < _NICKNAME:
        return False
    return kind in _NAMED_KINDS and (bool(year) or _BESIDE.match(text, end) is not None)
