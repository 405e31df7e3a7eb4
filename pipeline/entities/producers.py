"""Companies, household businesses, facilities and farms that an article names (domain.md 3 and 4; privacy: 6).

A household that is only a person ("hộ ông …") is named where the sentence speaks of a product, for then it announces
what a council rated; no other sentence makes a person a producer. Cooperatives and groups are found by `cooperatives`.
"""

import re
from collections.abc import Iterator

from pipeline.entities.cooperative_names import (
    LOWER_WORD,
    OwnName,
    field_words,
    read_fields,
    read_own,
)
from pipeline.entities.person_names import called_as_persons
from pipeline.entities.product_context import rates
from pipeline.entities.product_words import product_vocabulary
from pipeline.entities.spans import UPPER, Prepared, prepared_fields
from pipeline.households import is_person
from pipeline.model import Article, ProducerKind, ProducerMention
from pipeline.scan import Before

_SIZE = r"(?:tnhh|trách nhiệm hữu hạn|cổ phần|cp|hợp danh)"
_MEMBERS = r"(?:mtv|1tv|một thành viên|1 thành viên|hai thành viên(?: trở lên)?|2 thành viên)"
_HEAD = re.compile(
    rf"(?<!\w)(?:(?P<company>(?:(?:tổng )?công ty|c\.ty|cty)(?: {_SIZE})?(?:[ -]{_MEMBERS})?(?: tập đoàn)?|ctcp"
    r"(?: tập đoàn)?|tập đoàn|doanh nghiệp(?: tư nhân| tn| xã hội)?|dntn|xí nghiệp|nhà máy)"
    rf"|(?P<household>(?:hộ kinh doanh(?: cá thể)?|hkd|hộ (?:sản xuất|sx|kd)(?:(?:,| -|-)? ?(?:và )?(?:kinh doanh|kd))?"
    r"|hộ sxkd|hộ(?: gia đình)?)(?: ông| bà| anh| chị)?)"
    r"|(?P<facility>cơ sở(?: hộ gia đình"
    r"| (?:sản xuất|sxkd|sx|kinh doanh)(?:(?:,| và|,? -) (?:kinh doanh|chế biến|thương mại))?)?"
    r"|lò|tiệm|xưởng(?: sản xuất)?|tịnh xá|làng nghề(?: truyền thống)?|nhà vườn)"
    r"|(?P<farm>trang trại|nông trại|trại|nông trang|vườn ươm))(?!\w)(?: ?\((?:tnhh|cp|hkd|dntn)\))?"
)
_HEAD_BEGINS = frozenset((
    "tổng", "công", "c", "cty", "ctcp", "tập", "doanh", "dntn", "xí", "nhà", "hộ", "hkd", "cơ", "lò", "tiệm", "xưởng",
    "tịnh", "làng", "trang", "trại", "nông", "vườn",
))  # fmt: skip
"""First words of what `_HEAD` finds."""
_PLURAL = Before(
    "các|những|nhiều|mỗi|từng|mọi|một số|hầu hết|đa số|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|số",
    numbers=re.compile(r"(?<![\w/.,])\d+(?:\.\d{3})*$"),
)
_NOT_BEFORE = Before(
    "hiệp hội|luật|ngân hàng|trên|bí thư chi bộ|quy mô|khởi nghiệp|mô hình|hội|lạp|cán bộ|cụm|liên|ủng|bảo|căn"
    "|chi nhánh|cắm|dự"
)
_OPEN = re.compile(r" *[:-]? *[\"“‘']?")
_ORDINARY = frozenset(
    {"lò", "tiệm", "xưởng", "trang trại", "nông trại", "trại", "nhà máy", "xí nghiệp", "cơ sở", "vườn ươm", "nhà vườn",
     "doanh nghiệp", "tập đoàn", "làng nghề", "tịnh xá", "nông trang"}
)  # fmt: skip
"""Heads that are ordinary words: no words that the vocabulary does not know may stand before the name."""
_IN_THE_NAME = re.compile("nhà máy|xí nghiệp|lò|tiệm|xưởng|tịnh xá|làng nghề|nhà vườn|nông|vườn ươm|trại")
"""Heads that say what it is and are no legal form: they belong to the name."""
_PERSONAL = re.compile(r"hộ(?: gia đình)?(?: ông| bà| anh| chị)?")
_ABOUT_PRODUCTS = re.compile(r"sản phẩm|ocop|\bsao\b|chủ thể")
_TITLE = re.compile(r" (ông|bà|anh|chị)$")
"""With a capital it is a part of a business's name ("hộ kinh doanh *Bà* Năm")."""
_PUBLIC = re.compile(
    r"(?:y tế|giáo dục|dạy|đào tạo|khám|thờ|tôn giáo|hạ tầng|vật chất|dữ liệu|pháp lý|đảng|cai nghiện|lưu trú|mẹ |con )"
)
_NOT_RURAL = re.compile(
    r"(?:điện lực|xổ số|cấp nước|cấp thoát nước|thoát nước|bưu chính|viễn thông|bảo hiểm|chứng khoán|tư vấn|kiểm toán"
    r"|môi trường đô thị|công trình|giao thông|cầu đường|đường bộ|bất động sản|địa ốc|xăng dầu|du học|truyền thông"
    r"|quảng cáo|bê tông|xi măng|xây dựng|luật|công nghệ thông tin|viettel|vnpt|bách hóa|siêu thị)(?!\w)"
)
_NICKNAME = re.compile(rf"(?:Hai|Ba|Tư|Bốn|Năm|Sáu|Bảy|Tám|Chín|Mười|Út|Cô|Dì|Bà|Ông)(?: [{UPPER}]\w*){{1,2}}")
"""Southern businesses are called by birth order: "hộ kinh doanh Năm Thà"."""
_PLACE_FIRST = re.compile(
    r"(?:(?:tp|tx|tt|q|h|p|x)\.|(?:xã|huyện|tỉnh|phường|quận|thị trấn|thị xã|thành phố|tp|tx)(?!\w))", re.I
)
_SYLLABLE = re.compile(rf"[{UPPER}][^\W\d_{UPPER}]*(?P<comma>,)? (?=[^\W\d_{UPPER}])")
"""A capital that only begins a field in lower case ("*Chăn* nuôi", "*Vườn* sen", "*Giò*, chả")."""
_JOINT = re.compile(r"(?:,| và| &| -) (?=\w)")
_DASHED = re.compile(rf" - [{UPPER}]\w*(?=[\s,.;)])(?! [{UPPER}])")
_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"\d{3,4}(?![\d/%]|[.,]\d)")
"""Former state farms and factories are called by number: "Công ty TNHH MTV Cà phê 721"."""
_FEAST = re.compile(rf"\d{{1,2}}[-/]\d{{1,2}}(?: [{UPPER}]\w*)+")
"""Or by a day of remembrance: "Công ty TNHH MTV Xuất nhập khẩu 2-9 Đắk Lắk"."""
_VIET_NAM = re.compile(rf"Việt Nam (?=[{UPPER}])")
_HOUSE_NUMBER = re.compile(r" số \d+$")
_STREET = re.compile(r"[,/]? ?(?:hẻm|ngõ|ngách|đường|phố|tổ|ấp|khu|thôn|\d)")
"""What follows makes "số 6" an address, not the last word of a name."""
_CALLED_BY_PERSONS = ("household", "facility")
_MOST_STEPS = 14
_MOST_SYLLABLES = 4


def find_producers(article: Article) -> tuple[ProducerMention, ...]:
    """Every named producer that is no cooperative, in reading order of the fields. A household or facility called by a
    person's name counts only where results of the programme are announced: in an article whose title or lead does, or
    in a sentence about them."""
    found = [(field, mention) for field in prepared_fields(article) for mention in _in_field(field)]
    persons = [(field, m) for field, m in found if m.kind in _CALLED_BY_PERSONS and is_person(m.name)]
    if not persons or rates(f"{article.title}\n{article.lead}"):
        return tuple(mention for _, mention in found)
    announced = {m.name for field, m in persons if _announces(field, m)}
    private = {m.name for _, m in persons} - announced
    return tuple(m for _, m in found if m.kind not in _CALLED_BY_PERSONS or m.name not in private)


def _announces(field: Prepared, mention: ProducerMention) -> bool:
    """Whether the household's sentence speaks of rating, certifying or registering products, or of products in a text
    that does."""
    ((at, _),) = field.taken([mention.span])
    start, end = field.sentence(at)
    about_products = _ABOUT_PRODUCTS.search(field.lower, start, end) is not None
    return rates(field.text[start:end]) or (about_products and rates(field.text))


def _in_field(field: Prepared) -> Iterator[ProducerMention]:
    text, lower = field.text, field.lower
    end = 0
    for head in field.words.matches(_HEAD, _HEAD_BEGINS):
        if head.start() < end or not _may_open(field, lower, head):
            continue
        opened = _OPEN.match(text, head.end())
        begin = opened.end() if opened else head.end()
        title = None if _PERSONAL.fullmatch(head[0]) else _TITLE.search(head[0])
        if title and text[head.start() + title.start(1)].isupper():
            begin = head.start() + title.start(1)
        if begin >= len(text) or begin == head.end() or _PUBLIC.match(lower, begin) or _NOT_RURAL.match(lower, begin):
            continue
        stop = _name_end(text, lower, begin, head)
        if stop is None:
            continue
        number = _HOUSE_NUMBER.search(text, begin, stop)
        if number and _STREET.match(lower, stop):
            stop = number.start()
        kind: ProducerKind = next(k for k in ("company", "household", "facility", "farm") if head[k])
        name = field.span(head.start() if _IN_THE_NAME.match(head[0]) else begin, stop).surface
        yield ProducerMention(field.span(head.start(), stop), kind, " ".join(name.split()), f"producer.{kind}")
        end = stop


def _may_open(field: Prepared, lower: str, head: re.Match[str]) -> bool:
    before = lower[max(0, head.start() - 40) : head.start()]
    said = before.rstrip()
    if _PLURAL.start(said) is not None or _NOT_BEFORE.start(said) is not None:
        return False
    if head[0] in ("lò", "tiệm", "xưởng", "trại") and (field.text[head.start()].isupper() or _are_goods(before)):
        return False
    if head[0] == "trại" and not field.text[head.end() + 1 : head.end() + 2].islower():
        return False
    if head["household"] and _PERSONAL.fullmatch(head[0]):
        start, end = field.sentence(head.start())
        return _ABOUT_PRODUCTS.search(lower, start, end) is not None
    return True


def _are_goods(before: str) -> bool:
    """Whether a kind of goods stands right before, whose name the head goes on with ("vú sữa *lò rèn* Vĩnh Kim")."""
    words = before.split()[-2:]
    begins = product_vocabulary().begins
    return before.endswith(" ") and any(begins.fullmatch(" ".join(words[i:])) for i in range(len(words)))


def _name_end(text: str, lower: str, begin: int, head: re.Match[str]) -> int | None:
    """Where the name that begins at `begin` ends: fields, words of a company's own, then capitals; None where none
    follow."""
    people = head["household"] is not None or head[0].startswith("cơ sở")
    if people and _PERSONAL.fullmatch(head[0]):
        own = read_own(text, lower, begin, after_person_cue=False, fields=False, people=True)
        return own.end if own and len(own.tokens) <= _MOST_SYLLABLES and called_as_persons(own.tokens) else None
    at = begin
    for _ in range(_MOST_STEPS):
        if _PLACE_FIRST.match(text, at):
            return None
        if head["company"] and at == begin and (country := _VIET_NAM.match(text, at)):
            at = country.end()
            continue
        if nickname := _NICKNAME.match(text, at):
            own = read_own(text, lower, at, after_person_cue=False, fields=at > begin, people=True)
            return max(nickname.end(), own.end if own else 0)
        fields = read_fields(text, lower, at)
        if fields.words and fields.end > at:
            following = _past(text, fields.end)
            if following != fields.end or not text[at].isupper():
                at = following
                continue
        if at > begin and (number := _NUMBER.match(text, at) or _FEAST.match(text, at)):
            return number.end()
        step = _step(text, lower, at, head[0])
        if step is None:
            break
        if step == at:
            own = read_own(text, lower, at, after_person_cue=False, fields=at > begin, people=people)
            if own is None or not _is_own_name(own.tokens, at == begin, head[0]):
                return None
            return _whole(text, _with_fields(text, lower, own) if head["company"] else own.end)
        at = step
    own = read_own(text, lower, begin, after_person_cue=False, fields=False, people=people)
    return own.end if own and _is_own_name(own.tokens, True, head[0]) else None


def _step(text: str, lower: str, at: int, head: str) -> int | None:
    """Index of the next word of the name; `at` itself where the own name begins, None where none follows."""
    if at >= len(text):
        return None
    if text[at].isupper() or text[at].isdigit():
        syllable = _SYLLABLE.match(text, at)
        goods = syllable and product_vocabulary().begins.match(lower, syllable.end())
        goes_on = syllable and (goods or (not syllable["comma"] and not _is_never(lower, syllable.end())))
        return syllable.end() if syllable and goes_on else at
    joint = _JOINT.match(text, at - 1) if at and text[at - 1] == " " else _JOINT.match(text, at)
    if joint and head not in _ORDINARY:
        return joint.end()
    word = LOWER_WORD.match(text, at)
    if word is None or _is_never(lower, at):
        return None
    return word.end()


def _is_never(lower: str, at: int) -> bool:
    word = _WORD.match(lower, at, at + 20)
    return word is not None and word[0] in field_words().never and word[0] not in ("nước", "làng", "nhà")


def _is_own_name(tokens: tuple[str, ...], at_once: bool, head: str) -> bool:
    if tokens == ("OCOP",):
        return False
    if len(tokens) > 1 or not at_once:
        return True
    return len(tokens[0]) > 2 if head in _ORDINARY else len(tokens[0]) > 1


def _with_fields(text: str, lower: str, own: OwnName) -> int:
    """The end of `own`, beyond the fields that a company may have behind it ("VietRap *Đầu tư Thương mại*"), and what
    follows them ("Nhà nước *Yến sào Khánh Hòa*")."""
    last = own.end - len(own.tokens[-1])
    if len(own.tokens) == 1 or "," in text[last : own.end] or text[own.end : own.end + 1] != " ":
        return own.end
    word = field_words().run.match(lower, last)
    if word is None or word.end() <= own.end:
        return own.end
    fields = read_fields(text, lower, last)
    end = fields.end if "," not in text[last : fields.end] else word.end()
    more = read_own(text, lower, _past(text, end), after_person_cue=False, fields=True)
    return more.end if more and text[end : end + 1] == " " else end


def _whole(text: str, end: int) -> int:
    """`end`, beyond a second piece behind a spaced dash ("HD - Green")."""
    more = _DASHED.match(text, end)
    return more.end() if more and text[max(0, end - 4) : end].strip().isupper() else end


def _past(text: str, position: int) -> int:
    while position < len(text) and text[position] == " ":
        position += 1
    return position
