"""Lines that say a date and nothing else: labels of articles, clocks of portals. Judging them is the ledger's job."""

import re

from pipeline.text import fold

_ENGLISH = (
    r"Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sep(?:t(?:ember)?)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?"
)
_MONTHS = "mười một|mười hai|mười|giêng|một|hai|ba|tư|bốn|năm|sáu|bảy|bẩy|tám|chín|chạp"
_DATE = (
    r"\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d{2,4}|\d{4}-\d{1,2}-\d{1,2}"
    rf"|(?:ng[aà]y\s+)?\d{{1,2}}\s+th[aá]ng\s+(?:\d{{1,2}}|{_MONTHS}),?(?:\s+n[aă]m)?\s+\d{{4}}"
    rf"|tháng\s+(?:{_MONTHS})\s+\d{{1,2}},\s*\d{{4}}"
    rf"|\b(?:{_ENGLISH})\s+\d{{1,2}},\s*\d{{4}}|\b\d{{1,2}}\s+(?:{_ENGLISH}),?\s+\d{{4}}"
)
ANY_DATE = re.compile(_DATE, re.IGNORECASE)
"""A full day as portals print it."""
_ONLY_MONTH = re.compile(
    rf"(?:tháng\s*(?:\d{{1,2}}|{_MONTHS})\s*(?:[/-]|,?\s*năm)\s*|\d{{1,2}}/|năm\s+)(?:19|20)\d{{2}}", re.IGNORECASE
)
_BY = re.compile(r"\b(?:tac gia|nguon(?: tin)?|nguoi dang|dang boi|viet boi|bien tap|nguoi viet)\b\s*:?[^|\d]{0,40}")
_WEEKDAY = re.compile(r"\b(?:thứ\s+(?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ\s+nhật|cn|hôm\s+nay)\b", re.IGNORECASE)
LABEL_WORDS = re.compile(
    r"\b(?:ngay|gio|luc|dang|dang tin|dang boi|dang ngay|xuat ban|cap nhat|phat hanh|thoi gian|luot xem|luot doc|da xem"
    r"|xem|in bai viet|in|gmt|am|pm|sa|ch|thu|hai|ba|tu|nam|sau|bay|chu|nhat|cn|thang|hom|nay|tin|bai|viet|vao"
    r"|print|email|a|phut|bai dang|duoc|tao|posted|post|date|published|publish|view|count|cms|on|at"
    r"|mon|tue|wed|thu|fri|sat|sun)\b"
)
UPDATED = re.compile(r"cập nhật|chỉnh sửa|sửa đổi|updated|modified", re.IGNORECASE)
POSTED = re.compile(r"đăng|xuất bản|published|posted", re.IGNORECASE)
LABEL_LENGTH = 120
_CLOCK_LENGTH = 90
_STRANGE_LETTERS = 3


def is_date_line(line: str) -> bool:
    """Whether a short line says a date and nothing else: weekday, time, "Ngày đăng", a counter may stand beside it."""
    if len(line) > LABEL_LENGTH or not ANY_DATE.search(line):
        return _ONLY_MONTH.fullmatch(line) is not None
    rest = LABEL_WORDS.sub("", _BY.sub("", fold(ANY_DATE.sub("", line))))
    return sum(char.isalpha() for char in rest) <= _STRANGE_LETTERS


def has_posting_word(line: str) -> bool:
    """Whether a line says that its date is one of posting: "Ngày đăng", "Cập nhật"."""
    return POSTED.search(line) is not None or UPDATED.search(line) is not None


def names_author(line: str) -> bool:
    """Whether a line names its author or source: "Tác giả: Minh Mừng"."""
    return _BY.search(fold(line)) is not None


def is_clock_line(line: str) -> bool:
    """Whether a line is a date with its weekday or "Hôm nay" and nothing else: what a portal's banner prints."""
    return len(line) <= _CLOCK_LENGTH and bool(_WEEKDAY.search(line)) and is_date_line(line)
