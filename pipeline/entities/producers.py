"""Companies, household businesses, facilities and farms that an article names (domain.md 3 and 4; privacy: 6).

A household that is only a person ("hộ ông …") is never named: its business name is a person's name, and no official
list stands behind a sentence of news. Cooperatives and groups are found by `cooperatives`.
"""

import re
from collections.abc import Iterator

from pipeline.entities.cooperative_names import read_fields, read_own
from pipeline.entities.spans import UPPER, Prepared, prepared_fields
from pipeline.model import Article, ProducerKind, ProducerMention

_SIZE = r"(?:tnhh|trách nhiệm hữu hạn|cổ phần|cp|hợp danh)"
_MEMBERS = r"(?:mtv|tmdv|một thành viên|1 thành viên|hai thành viên(?: trở lên)?|2 thành viên)"
_HEAD = re.compile(
    rf"(?<!\w)(?:(?P<company>(?:công ty|cty)(?: {_SIZE})?(?: {_MEMBERS})?|ctcp|công ty con|tập đoàn"
    r"|doanh nghiệp tư nhân|doanh nghiệp xã hội|dntn|xí nghiệp|nhà máy)"
    r"|(?P<household>hộ kinh doanh(?: cá thể)?|hkd|hộ sản xuất)"
    r"|(?P<facility>cơ sở(?: (?:sản xuất(?:,? (?:và )?(?:kinh doanh|chế biến))?|sxkd|sx|chế biến|kinh doanh|thủ công"
    r"|nuôi|trồng|may|dệt|nghề))?|lò|tiệm|xưởng(?: sản xuất)?)"
    r"|(?P<farm>trang trại|nông trại|nông trang|vườn ươm))(?!\w)"
)
_ANY_HEAD = re.compile(
    "công ty|cty|ctcp|doanh nghiệp|dntn|tập đoàn|xí nghiệp|nhà máy|hộ |hkd|cơ sở|lò|tiệm|xưởng|trại|vườn ươm"
)
_PLURAL = re.compile(
    r"(?<!\w)(?:các|những|nhiều|mỗi|từng|mọi|một số|hầu hết|đa số|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|\d[\d.]*|số)\s*$"
)
_NOT_BEFORE = re.compile(
    r"(?<!\w)(?:hiệp hội|luật|ngân hàng|trên|tại các|bí thư chi bộ|quy mô|khởi nghiệp|mô hình)\s*$"
)
_MORE_FIELDS = re.compile(
    r"(?:(?:sản xuất|sx|thương mại|tm|dịch vụ|dv|xuất nhập khẩu|xnk|đầu tư|phát triển|chế biến|công nghệ|sinh học"
    r"|kinh doanh|quốc tế|nông sản|thực phẩm|giải khát|đồ uống|du lịch|và|&|-)(?!\w)[ ]?)+"
)
_OPEN = re.compile(r" *[:-]? *[\"“‘']?")
_NEEDS_CAPITAL = frozenset(
    {"lò", "tiệm", "xưởng", "trang trại", "nông trại", "nhà máy", "xí nghiệp", "cơ sở", "vườn ươm"}
)
"""Heads that are ordinary words: only a capital right behind them, or behind a field word, makes a name."""
_PUBLIC = re.compile(
    r"(?:y tế|giáo dục|dạy|đào tạo|khám|thờ|tôn giáo|hạ tầng|vật chất|dữ liệu|pháp lý|đảng|cai nghiện|lưu trú)"
)
_NICKNAME = re.compile(rf"(?:Hai|Ba|Tư|Bốn|Năm|Sáu|Bảy|Tám|Chín|Mười|Út|Cô|Dì|Bà|Ông)(?: [{UPPER}]\w*){{1,2}}")
"""Southern businesses are called by birth order: "hộ kinh doanh Năm Thà"."""
_ABBREVIATED_PLACE = re.compile(r"(?:tp|tx|tt|q|h|p)\.", re.IGNORECASE)


def find_producers(article: Article) -> tuple[ProducerMention, ...]:
    """Every named producer that is no cooperative, in reading order of the fields."""
    return tuple(mention for field in prepared_fields(article) for mention in _in_field(field))


def _in_field(field: Prepared) -> Iterator[ProducerMention]:
    text, lower = field.text, _lower(field.text)
    if not _ANY_HEAD.search(lower):
        return
    end = 0
    for head in _HEAD.finditer(lower):
        if head.start() < end:
            continue
        before = lower[max(0, head.start() - 40) : head.start()]
        if _PLURAL.search(before) or _NOT_BEFORE.search(before):
            continue
        opened = _OPEN.match(text, head.end())
        begin = opened.end() if opened else head.end()
        if begin >= len(text) or begin == head.end() or _PUBLIC.match(lower, begin):
            continue
        stop = _name_end(text, lower, begin, head[0] in _NEEDS_CAPITAL)
        if stop is None:
            continue
        kind: ProducerKind = next(k for k in ("company", "household", "facility", "farm") if head[k])
        name = field.span(begin, stop).surface
        yield ProducerMention(field.span(head.start(), stop), kind, " ".join(name.split()), f"producer.{kind}")
        end = stop


def _name_end(text: str, lower: str, begin: int, needs_capital: bool) -> int | None:
    """Where the name that begins at `begin` ends: field words, then capitals; None where no capital follows."""
    at = begin
    for _ in range(4):
        fields = read_fields(text, lower, at)
        more = _MORE_FIELDS.match(lower, _past(text, fields.end))
        after = _past(text, more.end()) if more else _past(text, fields.end)
        if after <= at:
            break
        at = after
    if _ABBREVIATED_PLACE.match(text, at):
        return None
    own = read_own(text, lower, at, after_person_cue=False, fields=at > begin)
    if own is None:
        own = read_own(text, lower, begin, after_person_cue=False, fields=False)
        if own is None or not text[begin].isupper():
            nickname = _NICKNAME.match(text, begin) if at == begin else None
            return nickname.end() if nickname else None
    single = len(own.tokens) == 1 and at == begin
    return None if needs_capital and single and len(own.tokens[0]) < 3 else own.end


def _past(text: str, position: int) -> int:
    while position < len(text) and text[position] == " ":
        position += 1
    return position


def _lower(text: str) -> str:
    lower = text.lower()
    return lower if len(lower) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
