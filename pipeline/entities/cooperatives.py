"""Cooperatives, their unions, cooperative groups and credit funds that an article names (domain.md 3).

Counts and generic uses ("24 Hợp tác xã", "liên kết giữa Hợp tác xã với Tổ hợp tác") are never names.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from pipeline.entities.cooperative_names import (
    FAMILIES,
    FAMILIES_ALSO_WORDS,
    LOWER_WORD,
    TOKEN,
    FieldRun,
    OwnName,
    field_words,
    own_key,
    read_fields,
    read_own,
    same_words,
    skip_unknown,
)
from pipeline.entities.spans import UPPER, Prepared, prepared_fields
from pipeline.model import Article, CooperativeMention, Span
from pipeline.scan import Before
from pipeline.text import fold

Kind = Literal["cooperative", "union", "group", "credit_fund"]

_HEAD = re.compile(
    r"(?<!\w)(?:(?P<union>(?:liên hiệp|lh) ?(?:các )?(?:htx|hợp tác xã)|lhhtx)"
    r"|(?P<credit_fund>qtdnd|quỹ (?:tín dụng nhân dân|tdnd))"
    r"|(?P<group>tổ hợp tác(?: xã)?|tht)|(?P<cooperative>htxnn|htx|hợp tác xã))(?!\w)(?: ?\((?:htx|htxnn|tht|qtdnd)\))?"
)
_HEAD_BEGINS = frozenset(["liên", "lh", "lhhtx", "lhhợp", "lhcác", "qtdnd", "quỹ", "tổ", "tht", "htxnn", "htx", "hợp"])
"""First words of what `_HEAD` finds."""
_SUCH_AS = re.compile(r" (?:như|gồm|là):? ")
_AFTER_HEAD = re.compile(r" *[:-]? *[\"“‘']?")
_BEFORE_OWN = re.compile(r" - | ?[\"“‘'] ?| ")
_FIXED_BEFORE = Before(
    "liên minh|liên minh các|luật|ngày|quỹ hỗ trợ phát triển|quỹ hỗ trợ|chi cục|chi cục phát triển|hiệp hội|ban chỉ đạo"
    "|ban chỉ đạo phát triển"
)
_PLURAL = Before(
    "các|những|nhiều|mỗi|từng|mọi|một số|hầu hết|đa số|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|số|lượng|loại hình|mô hình",
    numbers=re.compile(r"(?<![\w/.,])\d+(?:\.\d{3})*$"),
)
_ROLES = (
    "phó giám đốc|giám đốc|chủ nhiệm|phó chủ tịch|chủ tịch|phó chủ tịch hội đồng quản trị|chủ tịch hội đồng quản trị"
    "|phó chủ tịch hđqt|chủ tịch hđqt|tổ trưởng|đại diện|thành viên|xã viên|kế toán trưởng|kế toán|ông|bà|anh|chị"
)
_PERSON_CUE = Before("|".join(f"{role}|{role} điều hành" for role in _ROLES.split("|")))
_FAMILY = "|".join(sorted(FAMILIES | FAMILIES_ALSO_WORDS))
_PERSON_NAMED = re.compile(
    rf"(?<!\w)(?:{_FAMILY})(?: [{UPPER}]\w*){{1,4}}\s*(?:[,(-]|,? ?(?:là|hiện là|nguyên|đang là))\s*$"
)
_NAMED_AFTER = re.compile(r" ?, ?(?:ông|bà|anh|chị)\b")

_KINDS = ("xã", "phường", "thị trấn", "đặc khu", "huyện", "quận", "thị xã", "thành phố", "tỉnh")
_KIND_FORMS = "|".join(form for kind in _KINDS for form in (kind, kind.capitalize(), kind.upper()))
_KIND = rf"(?:{_KIND_FORMS}|(?:TP|TX|TT|[HPQ])\.|TP)"
_CAP = rf"[{UPPER}][\w'’]*"
_PLACE_NAME = rf"{_CAP}(?:[ -]{_CAP}){{0,3}}|\d{{1,2}}(?![\d/]|[.,]\d)"
_HAMLET = (
    rf"(?:(?:ấp|thôn|xóm|bản|buôn|khu phố|khu|tổ dân phố|tổ|làng) [^,;.()\n]{{1,25}}?"
    rf"(?:,| -|(?= {_KIND} ?[{UPPER}])) *)?"
)
_UNIT = rf"{_KIND} ?(?:{_PLACE_NAME})"
_CHAIN = rf"{_UNIT}(?: ?[,(-] ?(?:{_UNIT}|{_CAP}(?: {_CAP}){{1,2}}(?! [{UPPER}]))| {_UNIT})*"
_LOCATED = re.compile(
    rf" ?[,(-]? ?(?:(?:ở|tại|thuộc|của|đóng tại|đóng trên địa bàn|có trụ sở tại|trên địa bàn) )?"
    rf"{_HAMLET}(?P<place>{_CHAIN})"
)
_IN_BRACKETS = re.compile(rf" ?\((?P<place>{_CAP}(?: {_CAP}){{1,3}}(?:, ?{_CAP}(?: {_CAP}){{0,3}})*)\)")
_INNER_COMMUNE = re.compile(rf" (?P<unit>(?:xã|phường|thị trấn) (?:{_PLACE_NAME}))")
_OF_COMMUNE = re.compile(rf" (?:của|ở|tại) (?:xã|phường|thị trấn) (?:{_PLACE_NAME})")
_HAMLET_OF_GROUP = re.compile(
    rf"(?:số \d+ )?(?P<words>(?:[^\W\d_{UPPER}]+ ){{0,5}}?)(?P<unit>(?:ấp|thôn|bản|buôn|xóm|khu phố|khóm|xã|phường)"
    rf" (?:{_CAP}(?:[ -]{_CAP}| \d{{1,2}}(?![\d/])){{0,3}}|\d{{1,2}}[A-Za-z]?(?!\w|/|[.,]\d)))"
)
_FEAST = re.compile(
    r"(?:19[/-]0?5|26[/-]0?3|30[/-]0?4|0?3[/-]0?2|0?2[/-]0?9|0?8[/-]0?3|19[/-]0?8|20[/-]10|22[/-]12|27[/-]0?7|15[/-]0?5)"
    r"(?![/-]?\d|[.,]\d|%| (?:số|tổng|sản phẩm|thành viên|HTX|hợp)"
    rf"| (?:xã|phường|huyện|tỉnh)(?! [{UPPER}]))"
)
"""Days of remembrance that cooperatives are called by ("HTX Nông nghiệp 19/5")."""
_CODE = re.compile(rf"\d{{1,2}}[{UPPER}]+ ")
_STATE_FARM = re.compile(r"(?!19|20)\d{3}(?![\d/%]|[.,]\d| (?:ha|hộ|thành viên|triệu|tỷ|tấn|con|m2|sản phẩm)(?!\w))")
"""Heirs of state farms go on under their number ("HTX Nông nghiệp 714")."""
_FIRST = re.compile(rf"số \d{{1,2}} (?=[{UPPER}])")
_LOWER = rf"[^\W\d_{UPPER}]+"
_GOODS = re.compile(rf"(?:{_LOWER}(?: {_LOWER})?, ){{1,2}}(?:{_LOWER} ){{1,2}}(?=[{UPPER}])")
"""Goods in a row that the vocabulary does not know, behind what is done with them ("chế biến *rươi, cáy* An Thanh")."""
_MAKING = frozenset(("sản xuất", "chế biến", "kinh doanh", "nuôi", "trồng", "nuôi trồng", "khai thác", "chăn nuôi"))
_AND_LOWER = re.compile(rf"và (?=[^\W\d_{UPPER}])")
_ALIAS_BRACKET = re.compile(
    r"[\"”’']? ?\( ?(?:(?:sau đây )?(?:được )?(?:gọi|viết) tắt(?: là)?|sau đây gọi là|"
    r"hay còn gọi là|còn gọi là|tên khác là)? ?:? ?[\"“]?$"
)
_LIST_JOINT = re.compile(r"(?: ?, ?| và | ?; ?)(?:và )?")
_LAST_BEFORE = 60


class _Head(NamedTuple):
    kind: Kind
    start: int
    end: int
    """Index where a name may begin."""
    plural: bool
    person: bool


class _Name(NamedTuple):
    start: int
    end: int
    own: tuple[int, int]
    fields: tuple[str, ...]
    rule: str


def find_cooperatives(article: Article) -> tuple[CooperativeMention, ...]:
    """Every cooperative, union, group and credit fund named, in reading order of the fields. A shorter form of a name
    that the article also gives in full carries `alias_of`."""
    found = [mention for field in prepared_fields(article) for mention in _in_field(field)]
    keyed = [(mention, own_key(mention.own_name)) for mention in found]
    return tuple(_with_alias(mention, [other for other, its in keyed if its == key]) for mention, key in keyed)


def _in_field(field: Prepared) -> Iterator[CooperativeMention]:
    lower = field.lower
    previous: tuple[CooperativeMention, int] | None = None
    for head in _heads(field):
        name = _name(field.text, lower, head)
        if not name:
            continue
        mention = _mention(field, head.kind, head.start, name)
        if previous and _ALIAS_BRACKET.fullmatch(field.text, previous[1], head.start):
            mention = mention._replace(alias_of=previous[0].name, rule="cooperative.alias-in-brackets")
        yield mention
        previous = mention, name.end
        if head.plural:
            yield from _listed(field, lower, head, name)


def _heads(field: Prepared) -> Iterator[_Head]:
    text, lower = field.text, field.lower
    for found in field.words.matches(_HEAD, _HEAD_BEGINS):
        before_from = max(0, found.start() - _LAST_BEFORE)
        before = lower[before_from : found.start()].rstrip()
        if _FIXED_BEFORE.start(before) is not None:
            continue
        opened = _AFTER_HEAD.match(text, found.end())
        cue = _PERSON_CUE.start(before)
        named = None if cue is None else _PERSON_NAMED.search(text, before_from, before_from + cue)
        kind: Kind = next(k for k in ("union", "credit_fund", "group", "cooperative") if found[k])
        plural = _PLURAL.start(before) is not None
        if plural and (such_as := _SUCH_AS.match(lower, found.end())):
            opened = such_as
        yield _Head(
            kind,
            found.start(),
            opened.end() if opened else found.end(),
            plural=plural,
            person=cue is not None and not named,
        )


def _name(text: str, lower: str, head: _Head) -> _Name | None:
    """The name after `head`, None for a generic use."""
    if head.end == len(text) or text[head.end - 1].isalpha():
        return None
    fields = read_fields(text, lower, head.end)
    at = fields.end if fields.end == head.end else _past_space(text, fields.end)
    own = _own(text, lower, head, fields, at)
    if own is None:
        return None if head.plural else _named_by_place(text, head, fields)
    if head.plural and not _list_follows(text, lower, own.end):
        return None
    if head.person and not fields.words and _is_person(text, own):
        return None
    return _Name(head.end, own.end, (own.start, own.end), _all_fields(text, fields, own), f"{_prefix(head)}.name")


def _prefix(head: _Head) -> str:
    return {"cooperative": "cooperative", "union": "union", "group": "group", "credit_fund": "credit-fund"}[head.kind]


def _past_space(text: str, position: int) -> int:
    """Index after the one space, dash or quote that may stand before the own name."""
    found = _BEFORE_OWN.match(text, position)
    return found.end() if found else position


def _own(text: str, lower: str, head: _Head, fields: FieldRun, at: int) -> OwnName | None:
    most = 5 if head.kind == "group" else 3
    if not head.plural and (feast := _FEAST.match(text, at)):
        return OwnName(at, feast.end(), (feast[0],))
    if not head.plural and fields.words and (numbered := _STATE_FARM.match(text, at)):
        return OwnName(at, numbered.end(), (numbered[0],))
    if fields.words and (first := _FIRST.match(text, at)):
        own = read_own(text, lower, first.end(), after_person_cue=head.person, fields=True)
        return own and OwnName(at, own.end, (*first[0].split(), *own.tokens))
    coded = _CODE.match(text, at)
    at = coded.end() if coded else at
    own = read_own(text, lower, at, after_person_cue=head.person, fields=bool(fields.words))
    if own and len(own.tokens) == 1 and not fields.words and not head.plural and own.end < len(text):
        return _own_beyond(text, lower, own, most)
    if own or head.plural or (fields.words and at == fields.end):
        return own
    goods = _GOODS.match(text, at) if fields.words and fields.words[-1] in _MAKING else None
    if goods and not field_words().never & set(re.findall(r"\w+", goods[0])):
        return read_own(text, lower, goods.end(), after_person_cue=head.person, fields=True)
    joined = _AND_LOWER.match(text, at) if fields.words else None
    return _own_behind_words(text, lower, joined.end() if joined else at, most)


def _own_behind_words(text: str, lower: str, at: int, most: int) -> OwnName | None:
    """The own name behind words that no vocabulary knows and fields ("*vườn cây ăn trái* Trường Khương A")."""
    start = at
    for _ in range(3):
        beyond = skip_unknown(text, at, most)
        if beyond != at:
            return read_own(text, lower, beyond, after_person_cue=False, fields=True)
        fields = _fields_ahead(text, lower, at, most)
        if fields is None:
            return None
        at = _past_space(text, fields.end)
        if at != fields.end and TOKEN.match(text, at):
            own = read_own(text, lower, at, after_person_cue=False, fields=True)
            return own if own and own.start != start else None
    return None


def _fields_ahead(text: str, lower: str, at: int, most: int) -> FieldRun | None:
    """The next run of field words behind at most `most` unknown lower-case ones."""
    for _ in range(most + 1):
        fields = read_fields(text, lower, at)
        if fields.words:
            return fields
        word = LOWER_WORD.match(text, at)
        if word is None or word[0][:-1] in field_words().never:
            return None
        at = word.end()
    return None


def _own_beyond(text: str, lower: str, own: OwnName, most: int) -> OwnName:
    """`own`, or the own name after it where it is the first syllable of a field ("Khởi nghiệp xanh Tân Phú",
    "Khô cá lóc Phú Thọ")."""
    if text[own.end] != " " or own.tokens[0].isupper():
        return own
    return _own_behind_words(text, lower, own.end + 1, most) or own


def _all_fields(text: str, fields: FieldRun, own: OwnName) -> tuple[str, ...]:
    unknown = " ".join(re.findall(r"[^\W\d_]+", text[fields.end : own.start]))
    return tuple(sorted({*fields.words, *([unknown.lower()] if unknown else [])}))


def _list_follows(text: str, lower: str, end: int) -> bool:
    joint = _LIST_JOINT.match(text, end)
    return (
        bool(joint) and read_own(text, lower, joint.end(), after_person_cue=False, fields=False) is not None
        if joint
        else False
    )


def _is_person(text: str, own: OwnName) -> bool:
    """Whether "Giám đốc HTX" is followed by who, not by which: a family name, and no "ông …" after it."""
    if len(own.tokens) < 2 or own.tokens[0] not in FAMILIES | FAMILIES_ALSO_WORDS:
        return False
    if own.tokens[0] in FAMILIES_ALSO_WORDS and len(own.tokens) < 3:
        return False
    return _NAMED_AFTER.match(text, own.end) is None


def _named_by_place(text: str, head: _Head, fields: FieldRun) -> _Name | None:
    """A name without own name: "dịch vụ nước sạch sinh hoạt xã Thống Nhất" has the commune in it, "Nông nghiệp sạch của
    xã Tràng Xá" is called by its field; groups and funds are called after hamlet or commune."""
    if head.kind == "group" and (named := _named_by_hamlet(text, head, fields)):
        return named
    if not fields.words and head.kind != "credit_fund":
        return None
    at = fields.end if fields.words else head.end - 1
    inner = _INNER_COMMUNE.match(text, at)
    words = tuple(sorted(set(fields.words)))
    if inner:
        return _Name(head.end, inner.end(), inner.span("unit"), words, f"{_prefix(head)}.place-in-name")
    if fields.words and text[head.end].isupper() and _OF_COMMUNE.match(text, at):
        return _Name(head.end, at, (head.end, at), words, f"{_prefix(head)}.field-of-place")
    return None


def _named_by_hamlet(text: str, head: _Head, fields: FieldRun) -> _Name | None:
    """ "Tổ hợp tác mía tím xóm Bằng", "Tổ hợp tác số 6 ấp Bửu 2", "THT Phụ nữ đan giỏ nhựa ấp Hưng Thới"."""
    at = _past_space(text, fields.end) if fields.words else head.end
    hamlet = _HAMLET_OF_GROUP.match(text, at) or _HAMLET_OF_GROUP.match(text, head.end)
    if hamlet is None:
        return None
    beside = hamlet["words"].split()
    if any(word in field_words().never and word != "làm" for word in beside):
        return None
    words = {*beside, *(fields.words if hamlet.start() == at else ())}
    if not words and text[head.end : head.end + 2] != "số":
        return None
    return _Name(head.end, hamlet.end(), hamlet.span("unit"), tuple(sorted(words)), "group.place-in-name")


def _mention(field: Prepared, kind: Kind, start: int, name: _Name) -> CooperativeMention:
    return CooperativeMention(
        span=field.span(start, name.end),
        kind=kind,
        name=_words(field.span(name.start, name.end).surface),
        own_name=_words(field.span(*name.own).surface),
        field_words=name.fields,
        place_span=_place(field, name),
        alias_of=None,
        rule=name.rule,
    )


def _words(text: str) -> str:
    """A name on one line, without "(HTXNN)" and quotes inside."""
    return " ".join(re.sub(r"\((?:HTX|HTXNN|THT)\)|[\"“”‘]", " ", text).split())


def _place(field: Prepared, name: _Name) -> Span | None:
    end = name.end + (field.text[name.end : name.end + 1] in ("”", '"', "’"))
    found = _LOCATED.match(field.text, end) or _IN_BRACKETS.match(field.text, end)
    if found:
        return field.span(*found.span("place"))
    return field.span(*name.own) if name.rule.endswith(".place-in-name") else None


def _listed(field: Prepared, lower: str, head: _Head, first: _Name) -> Iterator[CooperativeMention]:
    """Names that share the head of "các HTX Minh Toàn Lợi, Dương Hưng và An Phát"."""
    end = first.end
    while joint := _LIST_JOINT.match(field.text, end):
        if _HEAD.match(lower, joint.end()):
            return
        fields = read_fields(field.text, lower, joint.end())
        at = _past_space(field.text, fields.end) if fields.words else joint.end()
        own = read_own(field.text, lower, at, after_person_cue=False, fields=bool(fields.words))
        if own is None:
            return
        found = _all_fields(field.text, fields, own)
        name = _Name(joint.end(), own.end, (own.start, own.end), found, f"{_prefix(head)}.shared-head")
        yield _mention(field, head.kind, name.start, name)
        end = own.end


def _with_alias(mention: CooperativeMention, called_so: Sequence[CooperativeMention]) -> CooperativeMention:
    """`mention` with the fullest name of the same body in the article: one of those with its own name (2 = II), its
    field words among the other's."""
    if mention.alias_of:
        return mention
    mine = set(mention.field_words)
    same = [
        other
        for other in called_so
        if other.kind == mention.kind and mine <= set(other.field_words) and not _elsewhere(mention, other)
    ]
    fullest = max(same, key=lambda m: (len(m.field_words), len(m.name)))
    return mention if same_words(fullest.name, mention.name) else mention._replace(alias_of=fullest.name)


def _elsewhere(a: CooperativeMention, b: CooperativeMention) -> bool:
    """Whether the text puts the two in different places."""
    if not a.place_span or not b.place_span:
        return False
    mine, other = fold(a.place_span.surface), fold(b.place_span.surface)
    return mine not in other and other not in mine
