"""Personal contacts made unreadable in place: same length, so that every offset holds.

What is masked and why: Law 91/2025/QH15 on personal data (in force since 2026-01-01); portal pages print mobile
numbers, bank accounts and identity numbers of producers. Document numbers, prices, dates and product codes stay as
they are.
"""

import re

from pipeline.text import fold

MARK = "•"

_LONG_NUMBER = re.compile(r"\d(?:[ .()-]{0,3}\d){5}")
"""What any masked number looks like at least; lines without one are not looked at further."""
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_PHONE_CUE = (
    r"(?:dien thoai|di dong|dtdd|sdt|so dt|dt|tel|phone|hotline|duong day nong"
    r"|tong dai|zalo|fax|lien he|lh|mobile|whatsapp|viber)"
)
_CUED_PHONE = re.compile(
    rf"(?<![^\W\d_]){_PHONE_CUE}(?![^\W\d_])[^\d\n]{{0,24}}?"
    r"(?P<n>\(?(?:\+?84|0|1[89]00)(?:[ .()-]{0,2}\d){4,10})(?!\d)"
)
_PHONE = re.compile(
    r"(?<![\w/])(?<!\d[.,-])(?P<n>"
    r"(?:\+84|\(\+?84\))[ .-]?(?:\(0\))?[ .-]?\d{1,3}(?:[ .-]?\d{3,4}){2}"
    r"|0[235789]\d{8}"
    r"|0\d{2,4}[ .-]\d{3,4}[ .-]\d{3,4}|\(0\d{1,4}\)[ .-]?\d{3,4}[ .-]?\d{3,4}"
    r"|0\d{2,4}[.-]\d{6,8}"
    r"|0\d\d{1,2}(?:\.\d{2}){3,4}(?:\.\d)?|0\d{3}(?: \d{2}){3}"
    r")(?![\w]|/[\w]|[.,-]\d)"
)
_ACCOUNT = re.compile(
    r"(?<![^\W\d_])(?:so tai khoan|tai khoan(?: ngan hang)?(?: so)?|stk|so tk|tk)(?![^\W\d_])"
    r"[^\d\n]{0,24}?(?P<n>\d(?:[ .-]?\d){5,19})(?![\d/])"
)
_IDENTITY = re.compile(
    r"(?<![^\W\d_])(?:cccd|cmnd|can cuoc(?: cong dan)?|chung minh (?:nhan dan|thu)|so dinh danh(?: ca nhan)?"
    r"|ho chieu|ma so thue|mst|msdn|ma so doanh nghiep)"
    r"(?![^\W\d_])[^\d\n]{0,24}?(?P<n>[a-z]?\d(?:[ .-]?\d){6,13})(?![\d/])"
)
_BARE_IDENTITY = re.compile(r"(?<![\w./,-])(?P<n>0\d{11})(?![\w/]|[.,-]\d)")
_DATE_INSIDE = re.compile(r"\d{1,2}[.-]\d{1,2}[.-](?:19|20)\d{2}")
_PHONE_DIGITS = range(8, 13)


def masked_spans(text: str) -> list[tuple[int, int]]:
    """(start, end) of every phone number, e-mail address, bank account and identity or tax number, in order, disjoint.

    A span never crosses a line, so a text and its lines are masked alike."""
    spans: list[tuple[int, int]] = []
    start = 0
    for line in text.split("\n"):
        if "@" in line or _LONG_NUMBER.search(line):
            spans += [(start + first, start + last) for first, last in _spans_in_line(line)]
        start += len(line) + 1
    return spans


def _spans_in_line(line: str) -> list[tuple[int, int]]:
    folded = fold(line)
    found = [match.span() for match in _EMAIL.finditer(line)]
    for pattern in (_CUED_PHONE, _PHONE):
        found += [match.span("n") for match in pattern.finditer(folded) if _is_phone(match["n"])]
    for pattern in (_ACCOUNT, _IDENTITY, _BARE_IDENTITY):
        found += [match.span("n") for match in pattern.finditer(folded)]
    merged: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _is_phone(number: str) -> bool:
    digits = sum(char.isdigit() for char in number)
    return digits in _PHONE_DIGITS and not _DATE_INSIDE.search(number)


def mask(text: str) -> str:
    """`text` with every masked span replaced by as many marks (•) as it has characters."""
    parts: list[str] = []
    position = 0
    for start, end in masked_spans(text):
        parts += [text[position:start], MARK * (end - start)]
        position = end
    return "".join(parts) + text[position:]
