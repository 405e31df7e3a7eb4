"""What stands on an article's page and is not the article: counters, polls, related lists, the portal's foot.

Phrases are compared folded (no marks, lower case) and as whole lines, so that a sentence that merely uses one of the
words stays. Seen on pages of portals.md 2.2 and 2.4 of the project's notes and on the seed page.
"""

import re
import unicodedata
from functools import lru_cache

from lxml import etree

from pipeline.article.tree import (
    BLOCK_TAGS,
    block_around,
    drop,
    elements,
    is_inside,
    length_of_text,
    pieces_with,
    visible_text,
)
from pipeline.text import fold as fold_text
from pipeline.text import one_line

fold = lru_cache(256)(fold_text)
"""A line is asked in half a dozen ways whether it is chrome; folding it was half the cost of asking. Kept for about as
many lines as a page has."""

_DATE = r"\d{1,2}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*\d{2,4}"
_CLOCK = r"(?:\s*[,|-]?\s*[\d:h ]+(?:am|pm)?)?"
_WEEKDAY = r"(?:thu\s+(?:hai|ba|tu|nam|sau|bay|[2-7])|chu nhat|cn)"

_LINES = re.compile(
    r"(?:"
    r"(?:so )?luot (?:xem|truy cap|doc|view)s?(?: (?:bai viet|tin))?[\s:]*[\d.,]*"
    r"|(?:tong (?:so )?(?:luot )?truy cap|dang truy cap|hom nay|hom qua|thang nay|tuan nay|online)[\s:]*[\d.,]*"
    r"|(?:da xem|so lan xem|xem)\s*:?\s*[\d.,]+(?: lan)?"
    r"|tham do y kien|bo phieu|binh chon|ket qua binh chon|xem ket qua|bieu quyet"
    r"|(?:ban )?in (?:bai viet|trang nay|trang|an)?|ban in|luu bai viet(?: nay)?|luu trang|tai ve may|print"
    r"|e-?mail|zalo"
    r"|chia se(?: bai viet)?(?: (?:len|qua|tren|bai viet)?\s*(?:facebook|zalo|mang xa hoi))?|gui (?:email|cho ban be)"
    r"|facebook|twitter|tweet|linkedin|copy link|sao chep (?:lien ket|link)|thich|like|google\+?"
    r"|(?:danh gia|xep hang)(?: bai viet)?(?::? ?[\d.,]+ ?(?:[-/|] ?[\d.,]+)?(?: (?:phieu bau|sao|luot))?.{0,40})?"
    r"|(?:tong so diem cua bai viet(?: la)?|click de danh gia bai viet|ban can dang nhap de danh gia).{0,90}"
    r"|nghe (?:bai viet|doc bai|bai|tin)|doc bai viet|nghe|doc bao noi|tam dung|giong (?:nam|nu)(?: mien (?:bac|nam))?"
    r"|trinh duyet (?:cua ban )?khong ho tro.{0,80}|bai viet (?:nay )?duoc doc (?:bang|boi).{0,120}"
    rf"|(?:{_DATE}{_CLOCK}\s*)?(?:(?:a\s?[-+]?|(?:tang|giam) tuong phan|\|)\s*){{2,}}"
    r"|(?:tang|giam)?\s*tuong phan|co chu|a\s*[-+]?(?:\s*a\s*[-+]?){0,3}|che do (?:ban dem|doc)"
    r"|(?:a[-+]?|(?:tang |giam )?tuong phan)(?:[ |]+(?:a[-+]?|(?:tang |giam )?tuong phan))+"
    r"|(?:quay )?(?:tro )?(?:lai|ve)(?: (?:dau trang|trang chu|trang truoc))?|ve dau trang|trang chu|len dau trang"
    r"|(?:y kien|binh luan|gui binh luan|y kien ban doc|gui y kien|phan hoi|viet binh luan)(?:\s*\(\d+\))?"
    r"|tu khoa\s*:?.{0,120}|tags?\s*:.{0,120}|top"
    r"|nhap vao (?:day|anh) de .{0,40}|dang tai\.*|loading\.*"
    rf"|(?:hom nay\s*,?:?\s*)?{_WEEKDAY}\s*[,|-]?\s*(?:ngay\s*)?{_DATE}{_CLOCK}(?:\s*[\[(]?gmt.{{0,6}})?"
    rf"|(?:(?:ngay|dang ngay|ngay dang|cap nhat|ngay cap nhat|ngay xuat ban)\s*:?\s*)?{_DATE}{_CLOCK}"
    r")\s*[:.|]*"
)  # fmt: skip

_RELATED = re.compile(
    r"(?:nhung |cac |mot so )?(?:tin|bai|bai viet|tin tuc|tin bai)(?:, bai)?(?: viet)? "
    r"(?:lien quan|khac|cung chuyen muc|cung loai|da dua|moi (?:nhat|hon)|cu hon|xem nhieu|doc nhieu|noi bat|moi"
    r"|tiep theo)(?: khac)?\s*[:.]*|xem them(?: tai)?\s*:?|tin xem nhieu|doc them\s*:?|co the ban quan tam"
    r"|bai (?:cu|moi) hon\s*:?|nhung tin (?:moi|cu) hon\s*:?|chu de lien quan\s*:?|van ban lien quan\s*:?"
)

_MARKS = r"[\s\-–—+*>»:.,;()\[\]|/]*"
_ATTACHMENT_LABEL = re.compile(
    rf"{_MARKS}(?:(?:xem |tai |download )?(?:chi tiet |noi dung )?(?:cac )?"
    r"(?:tai lieu|tep|tap tin|file|van ban|phu luc)?"
    rf"(?: ?dinh kem| ?tai (?:day|ve)| download)?|tai(?: ve| xuong)?|tai file|chi tiet|xem|download|tai day){_MARKS}"
)

_STRONG_FOOT = ("co quan chu quan:", "chiu trach nhiem chinh:", "chiu trach nhiem noi dung:", "don vi chu quan:")
_WEAK_FOOT = ("ban quyen", "ghi ro nguon", "giay phep so", "dien thoai:", "fax:", "email:", "dia chi:",
              "trang thong tin dien tu", "cong thong tin dien tu", "luot truy cap", "so luot truy cap")  # fmt: skip
FOOT_LENGTH = 1_500
"""Characters: a longer block of text is no foot."""

_FOOT_STARTS = (
    "so luot truy cap", "tham do y kien", "co quan chu quan", "chiu trach nhiem chinh", "chiu trach nhiem noi dung",
    "luot truy cap", "don vi chu quan", "® ghi ro nguon", "© ",
)  # fmt: skip
_FOOT_LINE_LENGTH = 120
"""A longer line that starts like a foot ("Cổng thông tin điện tử tỉnh vừa …") is a sentence of the article."""

_SLOGAN = re.compile(
    r"toan dang,? toan dan.*"
    r"|(?:(?:nhiet liet )?chao mung|quyet tam|thi dua|ra suc|day manh|hoc tap|doan ket|tich cuc huong ung).*!"
    r"|dang bo,? chinh quyen va nhan dan .*(?:phan dau|quyet tam|ra suc|chung suc).*"
    r"|.*lap thanh tich chao mung.*!"
)
_PORTAL_NAME = re.compile(
    r"(?:\[[^\]]{1,20}\] ?)?(?:trang|cong) (?:thong tin|tin)(?: dien tu| giao tiep)?\b.*|website .*"
)
_HAPPENS = re.compile(
    r"\b(?:duoc|vua|chinh thuc|ra mat|khai truong|nang cap|cong bo|dang tai|van hanh|dua vao|da|ve viec)\b"
)
"""Words that make a sentence of a line that starts like a portal's name."""
_NO_TITLE = frozenset(
    (
        "null", "thuc don", "menu", "trang chu", "home", "chi tiet", "chi tiet tin", "chi tiet bai viet", "tin tuc",
        "chi tiet tin tuc", "newsdetail", "tin tuc su kien", "tin tuc - su kien", "chi tiet bai viet tin tuc",
        "xuat ban thong tin", "untitled", "test", "danh muc", "tim kiem", "tham do y kien", "lien ket website",
        "dang nhap", "gioi thieu", "page title", "document",
    )
)  # fmt: skip

_BOX = re.compile(
    r"(?:^|[\s_-])(?:related?|share|social|rating|comments?|breadcrumbs?|hitcounter|counter|poll|vote|survey|pager"
    r"|pagination|print|toolbar|audio|tts|advert|ads|banner|othernews|other-news|article-other|relatedarticles"
    r"|tinlienquan|tin-lien-quan|tinkhac|tin-khac|detail-related|uisocialshare|network-share|block_share|keywords?|tags)"
    r"(?:$|[\s_-])",
    re.IGNORECASE,
)
_HEAD_BOX = re.compile(
    r"(?:^|[\s_-])(?:header|banner|topbar|top-bar|masthead|clock|date-today|current-date|datetime|ngaythang)", re.I
)
_HIDDEN = re.compile(r"(?:^|\s)(?:hidden|d-none|hide|sr-only|visually-hidden)(?:$|\s)")
_COMBINATOR = re.compile(r"[\s>+~]")
_DROPPED_TAGS = ("nav", "button", "input", "select", "textarea", "label")
_LARGE_PART = 0.5


def is_chrome_line(line: str) -> bool:
    """Whether a whole line of text is a counter, a button, a clock, a date label: never article."""
    return len(line) <= 160 and _LINES.fullmatch(fold(line).strip(" \t-–|•»>*.")) is not None


def is_related_heading(line: str) -> bool:
    """Whether a line opens a list of other articles ("Các tin khác")."""
    return len(line) <= 60 and _RELATED.fullmatch(fold(line).strip(" -–|•»>*")) is not None


def is_attachment_label(text: str) -> bool:
    """Whether text around a file's link only says that it is a file ("Tệp đính kèm: … Tải về")."""
    return _ATTACHMENT_LABEL.fullmatch(fold(text)) is not None


def is_slogan(line: str) -> bool:
    """Whether a line is a slogan of the portal's banner, which stands where a careless reader expects the title."""
    return _SLOGAN.fullmatch(fold(line).strip()) is not None


def is_portal_name(line: str) -> bool:
    """Whether a line only names the portal."""
    folded = fold(line).strip()
    return len(folded) <= _FOOT_LINE_LENGTH and bool(_PORTAL_NAME.fullmatch(folded)) and not _HAPPENS.search(folded)


def is_no_title(line: str) -> bool:
    """Whether a line that stands as a title is none: portlet names, `null`, the portal's name, slogans, clocks."""
    folded = fold(line).strip(" .:-|")
    return (
        len(folded) < 4
        or folded in _NO_TITLE
        or is_slogan(line)
        or is_portal_name(line)
        or is_chrome_line(line)
        or is_related_heading(line)
    )


def is_foot(text: str) -> bool:
    """Whether a block of text is the portal's foot. SharePoint puts it in the same kind of block as the article."""
    if len(text) > FOOT_LENGTH:
        return False
    folded = fold(text)
    strong = any(phrase in folded for phrase in _STRONG_FOOT)
    return strong or sum(phrase in folded for phrase in _WEAK_FOOT) >= 3


def opens_foot(line: str) -> bool:
    """Whether everything from this line on is chrome, on a page that is known as plain lines only."""
    folded = fold(line).strip()
    starts = len(line) <= _FOOT_LINE_LENGTH and folded.startswith(_FOOT_STARTS)
    return starts or is_related_heading(line) or is_portal_name(line)


def stands_in_head(element: etree._Element) -> bool:
    """Whether an element stands in the page's header or banner, or in a box that is named as a clock."""
    node: etree._Element | None = element
    while node is not None and node.tag != "body":
        if node.tag in ("header", "nav", "footer"):
            return True
        marks = f"{node.get('class') or ''} {node.get('id') or ''}"
        if marks != " " and _HEAD_BOX.search(marks):
            return True
        node = node.getparent()
    return False


def stands_in_box(element: etree._Element) -> bool:
    """Whether an element stands in a block whose class or id says that it is furniture: a breadcrumb, a share bar."""
    nodes = (element, *element.iterancestors())
    return any(_BOX.search(f"{node.get('class') or ''} {node.get('id') or ''}") for node in nodes)


def is_hidden(element: etree._Element) -> bool:
    """Whether an element is marked as not shown to a reader."""
    style = (element.get("style") or "").replace(" ", "").lower()
    return "display:none" in style or _HIDDEN.search(element.get("class") or "") is not None


def strip_noise(root: etree._Element, article: etree._Element, selectors: tuple[str, ...]) -> None:
    """Take noise out of `article`: what `selectors` name, and boxes whose class or id says that they are furniture.

    Nothing that holds the article is dropped, and no generic box that holds half of the article's text: a re-skin may
    call the article itself "print-content"."""
    for css in selectors:
        # A selector without combinator cannot depend on what stands around the article: the small tree is enough.
        for found in elements(root if _COMBINATOR.search(css) else article, css):
            if not is_inside(article, found):
                drop(found)
    total = max(length_of_text(article), 1)
    for found in list(article.iter()):
        if found is article:
            continue
        if found.tag in _DROPPED_TAGS:
            drop(found)
            continue
        marks = f"{found.get('class') or ''} {found.get('id') or ''}"
        is_box = (marks != " " and _BOX.search(marks)) or is_hidden(found)
        if is_box and length_of_text(found) < _LARGE_PART * total:
            drop(found)


_LICENCE = re.compile(r"[®©]?\s*(?:[^\n.®©]{0,80}\b)?[Gg]hi rõ nguồn[^\n]{0,240}")
_PUBLISHER = re.compile(r"(?:[Cc]ơ quan|CƠ QUAN|[Đđ]ơn vị) (?:chủ quản|CHỦ QUẢN)\s*:\s*([^\n:]{3,120})")
_FOOT_WORDS = ("rõ nguồn", "chủ quản", "CHỦ QUẢN")
_FOOT_TEXT = re.compile("|".join(unicodedata.normalize(form, word) for word in _FOOT_WORDS for form in ("NFC", "NFD")))
_NEXT_LABEL = re.compile(
    r"\s*[-–.;,|]?\s*(?:Chịu trách nhiệm|Cơ quan|Địa chỉ|Điện thoại|Email|Fax|Giấy phép|Trưởng ban).*"
)


def licence_in(text: str) -> str | None:
    """The portal's line on re-use in a text of lines ("Ghi rõ nguồn …"), as it stands."""
    found = _LICENCE.search(text) if "hi rõ nguồn" in text else None
    return one_line(found[0]) if found else None


def publisher_in(text: str) -> str | None:
    """The body that a portal's foot names as its owner ("Cơ quan chủ quản: …"), without the label."""
    found = _PUBLISHER.search(text)
    return one_line(_NEXT_LABEL.sub("", found[1])).rstrip(" .,;-") or None if found else None


def foot_lines(root: etree._Element, article: etree._Element) -> str:
    """The blocks outside `article` that speak of re-use or of the portal's owner, as lines."""
    blocks: list[etree._Element] = []
    for element, _ in pieces_with(_FOOT_TEXT, "on the page of", root):
        block = block_around(element)
        if block not in blocks and not is_inside(block, article):
            blocks.append(block)
    return "\n".join(visible_text(block) for block in blocks if block.tag in BLOCK_TAGS and block.tag != "body")
