"""OCOP products that an article names, with the stars the sentence gives them (domain.md 4.2-4.3).

A name is a phrase that begins with a kind of goods and holds a name of its own ("rượu mận Sáu Tia"), or an item of a
list of rated products. It counts where the text rates it, lists it, or says whose it is: a kind of goods as crop or
stock ("200 ha chè Shan tuyết") is none. Only what is said counts: stars come from the words around, never from points.
"""

import re
from bisect import bisect_left
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from pipeline.entities.cooperative_names import FAMILIES, FAMILIES_ALSO_WORDS
from pipeline.entities.product_context import (
    Listed,
    RatingWords,
    Stars,
    find_lists,
    in_turn,
    rates,
    stars_between,
    state_between,
)
from pipeline.entities.product_groups import with_groups
from pipeline.entities.product_stars import with_stars_apart
from pipeline.entities.product_tables import product_cells
from pipeline.entities.product_words import Words, product_vocabulary
from pipeline.entities.spans import UPPER, Prepared, prepared_fields
from pipeline.model import (
    Article,
    CooperativeMention,
    PlaceMention,
    ProducerMention,
    ProductMention,
    RatingState,
)
from pipeline.scan import matches_at, starts_of

_QUOTED = re.compile(
    r"(?:[Ss]ản phẩm(?: OCOP)?(?: (?:mang )?tên)?|(?P<brand>[Tt]hương hiệu|[Nn]hãn hiệu|tên gọi|tên))"
    r" ?[\"“‘'](?P<name>[^\"”’'\n,;.): ][^\"”’'\n]{1,78}[^\"”’'\n ])[\"”’']"
)
_BEFORE_QUOTES = ("sản phẩm", "Sản phẩm", "thương hiệu", "Thương hiệu", "nhãn hiệu", "Nhãn hiệu", "tên")
_OWN = re.compile(rf"(?<!\w)(?:[{UPPER}]|\d)")
_OWN_WORD = re.compile(rf"(?<!\w)[{UPPER}]")
_LAST_OWN = re.compile(rf"(?<!\w)(?:[{UPPER}]|\d)\S*")
_LABEL = r"(?:(?:tên )?chủ thể|đơn vị|cơ sở|nơi)(?: sản xuất| thực hiện| tham gia)?(?: là)? ?: ?"
_OWNER = re.compile(
    r",? ?(?:(?:là sản phẩm )?(?:của|do|thuộc) |\(|[-;,.] (?=chủ|đơn|cơ|nơi)|- |\| |: ?)(?:của )?"
    rf"(?:{_LABEL})?(?:chi nhánh [^,(]{{2,20}} - )?$",
    re.IGNORECASE,
)
_LABEL_NEXT = re.compile(rf"[-;,.(]? ?{_LABEL}", re.IGNORECASE)
_OFFERS = re.compile(
    r"(?: ?\([^)\n]{2,60}\))?,? ?(?:(?:đã |đang |vừa |cũng |hiện )?"
    r"(?:có|với|làm|giới thiệu|ra mắt|sản xuất|mang|bán|trưng bày|đưa)|:|gồm)[^.;|\n]{0,40}$"
)
_JOINED = re.compile(r"(?:[,;]| và|[,;] và|,? cùng)(?: \d+)?(?: sản phẩm)? ?$")
_PACK = re.compile(
    r" (?:(?:hộp|gói|chai|lọ|túi|hũ|loại) )?\d+(?:[.,]\d+)? ?(?:gam|gram|gr|g|kg|ml|lít|l)$", re.IGNORECASE
)
_ANY_PACK = re.compile(_PACK.pattern.removesuffix("$") + r"(?!\w)", re.IGNORECASE)
_NUMBERED = re.compile(rf"\(?\d{{1,2}}[.)/] ?|[-+•*] ?|\d{{1,2}} (?=[{UPPER}])")
_SETS = re.compile(r"(?:Bộ|bộ|Nhóm|nhóm) sản phẩm ")
_AFTER_WORD = re.compile(r"(?:sản phẩm|đặc sản|Sản phẩm|Đặc sản|thương hiệu)(?: OCOP)?:? ?$")
_ONE_PRODUCT = re.compile(r"(?<!các )(?<!những )(?<!nhiều )(?<!loại )[Ss]ản phẩm (?:ocop |OCOP )?$")
_SHOWS = re.compile(
    r"(?<!\w)(?:giới thiệu|mang đến|mang tới|mang theo|trưng bày|bày bán|quảng bá|đưa đến|chào bán)"
    r"(?: (?:hội chợ|gian hàng|sản phẩm|các sản phẩm|đặc sản|các đặc sản|các|những))* $"
)
_SPOKEN_OF = re.compile("[Ss]ản phẩm|[Đđ]ặc sản")
_EACH = re.compile(r"(?<!\w)(?:đều|cùng)(?: \w+){0,4} 0?[1-5] sao")
_RATED_NEXT = re.compile(r"[\"”’']? ?\(?(?:(?:đạt|hạng|OCOP|xếp hạng|chuẩn|được công nhận) )*0?[1-5] sao")
_PERSON = re.compile(rf"[{UPPER}]\w+ (?:Thị|Văn) [{UPPER}]")
_TITLE_BEFORE = re.compile(
    r"(?<!\w)(?:ông|bà|anh|chị|em|cô|chú|bác|đồng chí|đ/c|chủ tịch|bí thư|bộ trưởng|thứ trưởng|giám đốc|trưởng phòng"
    r"|trưởng ban|chánh văn phòng|nghệ nhân|phóng viên|tin|ảnh|bài|tác giả|viên|tỉnh|huyện|xã|phường|ubnd|hđnd"
    r"|phó (?:chủ tịch|bí thư|giám đốc|trưởng phòng|trưởng ban))(?:[:,]? | - )$",
    re.IGNORECASE,
)
_STARS_BESIDE = re.compile(r"\([^)]*sao[^)]*\)|\([A-Z0-9 ]{2,15}\)|0?\d sao|hạng|đạt|OCOP")
_FUNCTION_WORD = re.compile(r"(?<!\w)(?:của|do|có|là|được|tại|ở)(?!\w)")
_NEXT_CELL = re.compile(r" ?\| ?")
_ITEM_BEGINS = re.compile(
    r"(?:[,;:(\n]|(?<!\w)(?:và|gồm|là|như|có|cùng|[Ss]ản phẩm(?: OCOP)?)) ?(?:\d{1,2}[.)/]? ?|[-+•*] ?)?$"
)
_AFTER_NAME = re.compile(
    r"[\"”’']? ?(?:\([^()]{1,16}\) ?)?(?:của |do |\( ?(?:của )?|- |\| )(?:chi nhánh [^,(]{2,20} - )?"
)
_ADDRESS = re.compile(
    r"(?:thôn|ấp|xóm|bản|buôn|khóm|khu|tổ|làng|tiểu khu|số|đường|địa chỉ|xã|phường|huyện|thị|TP|TX|TT)(?!\w)", re.I
)
_SEVERAL = re.compile(r"(?<!\w)(?:các|những|nhiều|một số|mọi|dòng) (?:loại )?sản phẩm(?: OCOP)? $", re.IGNORECASE)
_NO_THING = re.compile(
    r"(?:nhiều|các|những|mỗi|một|hai|ba|bốn|năm|đều|sau|trong|theo|này|đó|mới|tất cả|toàn|đặc trưng|chủ lực|tiêu biểu"
    r"|chế biến|lần|đợt|nhóm|loại|dòng|thương hiệu|nhãn|tên|hồ sơ|ý tưởng|chủ thể|đơn vị|\d+ |nâng|giữ|đánh|xếp|phân"
    r"|công|chứng|ocop|sản phẩm|mặt hàng|kết quả|thế mạnh|chất lượng|quà|hàng|nông|đặc sản|truyền|vùng|của|cho|để"
    r"|người)(?!\w)"
)
"""Words that no name of goods begins with where only its place in the sentence says that it is one."""
_QUOTED_OWN = re.compile(rf" [\"“](?P<own>(?:[{UPPER}]|\d)[^\"”\n]{{1,40}})[\"”](?= ?(?:của|do|đạt|và|[(,;.]|$))")
_JOINS_OWN = re.compile(rf"- ?[{UPPER}]\w*(?: [{UPPER}]\w*){{0,3}} (?:của|\(|đạt|ở)")
"""Behind a dash that is a part of the name ("mật mía Phú Gia *- Cường Thùy* của …")."""
_STRANGE_BEGINS = re.compile(r"(?:[,;:]|(?<!\w)(?:và|gồm|như|là|cùng)) ?$")
_ITEM_ENDS = re.compile(r" ?(?:[,;.)…\n]|và |$)")
_DOING = re.compile(
    r"(?:phát triển|xây dựng|giảm|tăng|đẩy mạnh|hỗ trợ|tổ chức|thực hiện|bảo vệ|bảo tồn|mở rộng|khai thác|kết nối|tạo"
    r"|thu|ứng dụng|chuyển đổi|tuyên|vận động|giáo dục|văn hóa|an ninh|quốc phòng|y tế|môi trường|hạ tầng|kinh tế|chính"
    r"|vệ sinh|đào tạo|tập huấn|kiểm|giám sát|quản lý|tham quan|trải nghiệm|nghỉ|ăn uống|lưu trú|vui chơi)(?!\w)"
)
_MOST_WORDS_OF_STRANGE = 5
_OTHERS = re.compile(r"[;,] (?:còn lại|số còn lại|các sản phẩm còn lại|\d+ sản phẩm)(?!\w)")
_CALLED = re.compile(rf"[{UPPER}][^\W\d{UPPER}]*(?: [{UPPER}][^\W\d{UPPER}]*){{1,3}}(?! [{UPPER}])")
_ARTICLE = re.compile(r"điều \d")
"""Of a law, no cashew."""
_SITE = re.compile(r"(?:điểm|khu|làng|vườn) (?:du lịch|nghỉ|tham quan|văn)|homestay|tour |dịch vụ", re.IGNORECASE)
_FAMILIES = FAMILIES | FAMILIES_ALSO_WORDS - {"Thạch", "Cao", "Mai", "Kim"} | {"Lê", "Mai", "Đào", "Bùi"}
_QUOTES = re.compile(r"[\"“”]")
_STREET = re.compile(rf"[Đđ]ường (?=[{UPPER}])|[Hh]ẻm |[Nn]gõ |[Qq]uốc lộ ")
_ONE_MORE = re.compile(rf" [^\W\d_{UPPER}]+")
"""The second syllable of an own name that only its first has with a capital ("muối ớt Chẩm *chéo*")."""
_MOST_WORDS = 12
_MOST_WORDS_OF_ONE_CAPITAL = 5


class _Piece(NamedTuple):
    """A stretch of a sentence without punctuation and function words, and the goods named in it."""

    start: int
    end: int
    own: bool
    """Whether it holds a name of its own."""
    listed: Stars | None
    """Stars that the list it stands in announces; None outside of lists."""
    clear: bool
    """Whether nothing but a word like "thương hiệu" stands before it in its stretch."""


def find_products(
    article: Article,
    producers: Sequence[ProducerMention],
    cooperatives: Sequence[CooperativeMention],
    places: Sequence[PlaceMention] = (),
) -> tuple[ProductMention, ...]:
    """Every named product in reading order; a producer is the one whose name follows "của", "do", a bracket or dash, or
    who "có", "giới thiệu" it."""
    found: list[ProductMention] = []
    headline = f"{article.title}\n{article.lead}"
    about = rates(headline)
    fields = [(field, RatingWords(field.lower)) for field in prepared_fields(article)]
    topic = about or any(field.field == "body" and rating.anywhere for field, rating in fields)
    named = frozenset(place.name.lower() for place in places if place.level != "commune")
    provinces = tuple(f" {place.name.lower()}" for place in places if place.level == "province")
    for field, rating in fields:
        around = _Around(
            _makers(field, producers, cooperatives), field.taken(place.span for place in places),
            find_lists(field, rating, headline, about=about), field.words.starts(product_vocabulary().firsts),
            [at for at, _ in field.capitalised], rating, named, provinces, topic,
        )  # fmt: skip
        end = -1
        mentions = sorted(_in_field(field, around), key=lambda m: (m.span.start, -len(m.span.surface)))
        kept = []
        for mention in mentions:
            if mention.span.start >= end:
                kept.append(mention)
                end = mention.span.end
        found += with_groups(field, with_stars_apart(field, kept))
    return tuple(found)


Makers = Sequence[tuple[int, int, str]]
Units = Sequence[tuple[int, int]]


@dataclass
class _Around:
    """What else stands in a field, in order."""

    makers: Makers
    units: Units
    lists: Sequence[Listed]
    goods: Sequence[int]
    """Where a word stands with which a kind of goods may begin."""
    capitals: Sequence[int]
    """Where a word begins with a capital."""
    rating: RatingWords
    named: frozenset[str]
    """Names of the districts and provinces of the article, lower case."""
    provinces: tuple[str, ...]
    """Names of its provinces behind a space, lower case."""
    topic: bool
    """Whether the article speaks of rating."""

    def __post_init__(self) -> None:
        self._maker_starts = [maker[0] for maker in self.makers]
        self._unit_starts = [unit[0] for unit in self.units]

    def makers_in(self, start: int, end: int) -> Makers:
        """Those that begin in `start:end`."""
        return self.makers[bisect_left(self._maker_starts, start) : bisect_left(self._maker_starts, end)]

    def listed_in(self, start: int, end: int) -> Sequence[Listed]:
        """Lists that reach into `start:end`."""
        return [found for found in self.lists if found.start < end and start < found.end] if self.lists else ()

    def capitals_in(self, start: int, end: int) -> int:
        """How many words begin with a capital in `start:end`."""
        return bisect_left(self.capitals, end) - bisect_left(self.capitals, start)

    def units_in(self, start: int, end: int) -> Units:
        """Those that begin in `start:end`."""
        return self.units[bisect_left(self._unit_starts, start) : bisect_left(self._unit_starts, end)]


def _any_in(places: Sequence[int], start: int, end: int) -> bool:
    """Whether one of the ordered `places` lies in `start:end`."""
    at = bisect_left(places, start)
    return at < len(places) and places[at] < end


def _makers(
    field: Prepared, producers: Sequence[ProducerMention], cooperatives: Sequence[CooperativeMention]
) -> Makers:
    spans = [(m.span, m.name) for m in producers] + [(m.span, m.span.surface) for m in cooperatives]
    return sorted(
        (start, end, name)
        for span, name in spans if span.field == field.field
        for start, end in field.taken([span])
    )  # fmt: skip


def _in_field(field: Prepared, around: _Around) -> Iterator[ProductMention]:
    for found in matches_at(_QUOTED, field.text, _BEFORE_QUOTES):
        name = found["name"].lower()
        if found["brand"] and not product_vocabulary().begins.match(name):
            continue
        if not product_vocabulary().generic.match(name):
            own = stars_between(field.text, found.end(), field.sentence(found.end() - 1)[1])
            given = own or Stars(None, False)
            quoted = _mention(field, *found.span("name"), given, None, "product.quoted")
            yield replace(quoted, state=_state("announced", given))
    if around.topic:
        yield from _in_cells(field, around)
    stars = starts_of(("sao",), field.text)
    for start, end in field.sentences():
        if not (_any_in(around.goods, start, end) or _any_in(stars, start, end) or around.listed_in(start, end)):
            continue
        yield from _in_sentence(field, start, end, around)


def _in_cells(field: Prepared, around: _Around) -> Iterator[ProductMention]:
    for start, end in product_cells(field):
        row = field.sentence(start)
        pack = _PACK.search(field.text, start, end)
        maker = next((name for begin, _, name in around.makers_in(start, row[1])), None)
        given = stars_between(field.text, end, row[1]) or Stars(None, False)
        yield _mention(field, start, pack.start() if pack else end, given, maker, "product.list")


def _in_sentence(field: Prepared, start: int, end: int, around: _Around) -> Iterator[ProductMention]:
    text, words = field.text, product_vocabulary()
    rated = around.rating.between(start, end)
    near = around.makers_in(start, end)
    listed = around.listed_in(start, end)
    spoken_of = bool(near or listed or rated or _SPOKEN_OF.search(text, start, end))
    if not (spoken_of or (around.topic and field.field != "title" and around.capitals_in(start + 1, end) >= 2)):
        return
    inside = around.units_in(start, end)
    heads = {begin for begin, *_ in near} | {begin for begin, _ in inside}
    pieces: list[_Piece] = []
    strange: list[_Piece] = []
    stock = -1
    bracketed = text.find("(", start, end) >= 0
    for a, b in _stretches(text, start, end, listed, words, heads):
        if (
            text.startswith("từ ", a - 3)
            or (pieces and a < pieces[-1].end)
            or (near and any(x < b and a < y for x, y, _ in near))
        ):
            continue
        if not spoken_of and around.capitals_in(a + 1, b) < 2:
            continue
        of_list = _list_of(a, b, listed) if listed else None
        placed = bool(near or of_list) and _is_placed(text, start, a, b, near, heads, in_list=of_list is not None)
        if of_list is None and not placed and not _any_in(around.goods, a, b) and not _RATED_NEXT.match(text, b):
            continue
        opens = of_list.start + text.startswith("(", of_list.start) if of_list else start
        if bracketed and text.count("(", opens, a) > text.count(")", opens, a):
            continue
        if of_list is None and not placed and _is_stock(text, a, b, stock, words):
            stock = b
            continue
        b = min([x for x, y in inside if a < x < b and _has_cue(text[x:y])], default=b) if inside else b
        piece = _goods(text, max(a, opens), b, words, of_list, placed=placed)
        if piece and (quoted := _QUOTED_OWN.match(text, piece.end)):
            piece = piece._replace(end=quoted.end(), own=True)
        if piece and not any(x <= piece.start < y for x, y in inside):
            pieces.append(piece)
        elif piece is None and of_list is not None and not any(x <= a < y for x, y in inside):
            strange += [found for found in [_strange(text, a, b, words, of_list)] if found]
    if not pieces:
        return
    pieces = _with_strange(pieces, strange, listed)
    follows = [*(piece.start for piece in pieces[1:]), end]
    follows = [_said_of(text, piece.end, until) for piece, until in zip(pieces, follows, strict=True)]
    stars = [stars_between(text, piece.end, until) for piece, until in zip(pieces, follows, strict=True)]
    stars = in_turn(text[pieces[-1].end : end], len(pieces)) or _shared(text, pieces, stars, end)
    before: _Piece | None = None
    offered: tuple[str, bool] | None = None
    judged = shown = False
    said = state_between(text, start, pieces[0].start)
    states = [state_between(text, piece.end, until) for piece, until in zip(pieces, follows, strict=True)]
    for i in range(len(pieces) - 2, -1, -1):
        if states[i] == "announced" and _JOINED.fullmatch(text, pieces[i].end, pieces[i + 1].start):
            states[i] = states[i + 1]
    for piece, own, state in zip(pieces, stars, states, strict=True):
        maker = _maker(text, piece, near)
        joined = before is not None and _is_joined(text, before.end, piece.start, near)
        judged = (joined and judged) or _ONE_PRODUCT.search(text, max(start, piece.start - 30), piece.start) is not None
        after_word = joined or _AFTER_WORD.search(text, max(start, piece.start - 20), piece.start) is not None
        shown = (
            around.topic
            and not _all_capitals(text[piece.start : piece.end])
            and (_SHOWS.search(text, max(start, piece.start - 60), piece.start) is not None or (joined and shown))
        )
        if piece.listed is not None:
            rule = "product.list"
        elif not piece.own:
            in_cell = maker is not None and text[piece.end : piece.end + 2] == " |"
            behind = maker is not None and (maker[1] or (joined and before is not None and offered == maker))
            if behind and (rated or after_word or in_cell):
                rule = "product.of-producer"
            elif judged and (own or state != "announced"):
                rule = "product.rated"
            else:
                continue
        elif own:
            rule = "product.rated"
        elif maker:
            rule = "product.of-producer"
        elif after_word or shown or (rated and _is_called(text[piece.start : piece.end], around.named)):
            rule = "product.name"
        elif (
            around.topic
            and field.field != "title"
            and len(_OWN_WORD.findall(text, piece.start + 1, piece.end)) >= 2
            and not words.variety.search(text[piece.start : piece.end].lower())
            and not text[piece.start : piece.end].lower().endswith(around.provinces)
            and _is_called(text[piece.start : piece.end], around.named)
        ):
            rule = "product.topic"
        else:
            continue
        given = own or piece.listed or Stars(None, False)
        before, offered = piece, maker
        found = _mention(field, piece.start, piece.end, given, maker[0] if maker else None, rule)
        yield replace(found, state=_state(state if state != "announced" else said, given))


def _is_placed(text: str, sentence: int, a: int, b: int, near: Makers, heads: Container[int], *, in_list: bool) -> bool:
    """Whether the stretch must be a product by where it stands, whatever its words: behind "sản phẩm" and before its
    producer, or an item of a list of products before its producer or place."""
    while b > a and text[b - 1] == " ":
        b -= 1
    follows = _AFTER_NAME.match(text, b)
    if follows is None:
        return False
    at = follows.end()
    if not in_list:
        return (
            any(begin == at for begin, *_ in near)
            and _AFTER_WORD.search(text, max(sentence, a - 24), a) is not None
            and not _SEVERAL.search(text, max(sentence, a - 30), a)
        )
    if at not in heads and not (text[at - 1] == "(" and _ADDRESS.match(text, at)):
        return False
    return a == sentence or _ITEM_BEGINS.search(text, max(sentence, a - 24), a) is not None


def _state(told: RatingState, given: Stars) -> RatingState:
    """What the words around the product tell of its rating, and what those before its stars do."""
    if told not in ("announced", "renewed"):
        return told
    return "potential" if given.potential else "proposed" if given.proposed else told


def _stretches(
    text: str, start: int, end: int, listed: Sequence[Listed], words: Words, heads: Container[int]
) -> Iterator[tuple[int, int]]:
    """Stretches between punctuation and function words; in a list only what parts its items counts. A dash before
    something else than a producer or place (`heads`) is a part of a name."""
    at = start
    if not listed:
        for stop in words.ends.finditer(text, start, end):
            if text[stop.start()] == "-" and _JOINS_OWN.match(text, stop.start()) and stop.end() + 1 not in heads:
                continue
            if stop.start() > at:
                yield at, stop.start()
            at = stop.end()
        if at < end:
            yield at, end
        return
    while at < end:
        of_list = any(found.start <= at < found.end for found in listed)
        limit = min([edge for found in listed for edge in (found.start, found.end) if edge > at] + [end])
        ends = words.list_ends if of_list else words.ends
        parts = ends.search(text, at, limit)
        while of_list and parts and parts[0] == "-" and parts.start() > at and not _maker_at(text, parts, heads):
            parts = ends.search(text, parts.end(), limit)
        until = parts.start() if parts else limit
        if until > at:
            yield at, until
        at = max(parts.end() if parts else limit, at + 1)


def _is_stock(text: str, start: int, end: int, before: int, words: Words) -> bool:
    """Whether the goods of a stretch are crop or stock: by the words before them, or because those that they are joined
    to are, which end at `before` ("nuôi gà Ri lai, *vịt xiêm Gò Công*")."""
    lower = text[start:end].lower()
    begin = words.first_goods(lower)
    if begin is None or text[start + begin].isupper():
        return False
    joined = (
        before >= 0 and begin == len(lower) - len(lower.lstrip()) and _JOINED.fullmatch(text, before, start + begin)
    )
    return (joined is not None and not _RATED_NEXT.match(text, end)) if joined else words.is_crop(lower[:begin])


def _maker_at(text: str, dash: re.Match[str], heads: Container[int]) -> bool:
    return dash.end() + 1 in heads or _LABEL_NEXT.match(text, dash.end()) is not None


def _list_of(start: int, end: int, listed: Sequence[Listed]) -> Listed | None:
    """The innermost list that the stretch stands in."""
    return max(
        (found for found in listed if found.start <= end - 1 and start < found.end), key=lambda f: f.start, default=None
    )


def _goods(
    text: str, start: int, end: int, words: Words, of_list: Listed | None, *, placed: bool = False
) -> _Piece | None:
    """The goods in a stretch: from the first word that is a kind of goods to the end of its own name; all of it where
    its place in the sentence makes it a product (`placed`)."""
    while start < end and (text[start].isspace() or text[start] in "\"“'‘-"):
        start += 1
    if numbered := _NUMBERED.match(text, start, end):
        start = numbered.end()
    while end > start and (text[end - 1].isspace() or text[end - 1] in "\"”'’-"):
        end -= 1
    if pack := _PACK.search(text, start, end):
        end = pack.start()
    if end - start < 3:
        return None
    listed = of_list.stars if of_list else None
    lower = text[start:end].lower()
    begin = 0 if _SETS.match(text, start, end) else words.first_goods(lower)
    if begin is None and text[start].isupper() and " " in lower and _RATED_NEXT.match(text, end):
        begin = 0
    strange = begin is None and of_list is not None and of_list.named and text[start].islower()
    owned = strange and _OWN.search(text, start + 1, end) is not None and not _ADDRESS.match(text, start)
    sure = of_list is not None and of_list.sure
    if begin != 0 and (placed or owned or sure) and not _NO_THING.match(lower):
        begin = 0
    if begin is None or (listed is not None and text[start].isupper() and begin > words.set_before(lower[:begin])):
        capitals = sum(word[0].isupper() for word in text[start:end].split())
        enough = 1 if of_list and of_list.named and len(lower.split()) <= _MOST_WORDS_OF_ONE_CAPITAL else 2
        if listed is None or not text[start].isupper() or capitals < enough or words.never.match(lower):
            return None
        begin = 0
    if begin and (words.splits_a_word(lower[:begin]) or (words.is_crop(lower[:begin]) and listed is None)):
        return None
    if begin and lower[:begin].endswith("từ "):
        return None
    if _STREET.match(text, start + begin) or (begin and _ADDRESS.match(text, start)):
        return None
    goods = lower[begin:]
    if words.generic.match(goods) or words.never.match(goods) or _ARTICLE.match(goods) or "ocop" in goods:
        return None
    if _PERSON.search(text, start + begin, end) or _is_person(text, start + begin, end):
        return None
    begin -= words.set_before(lower[:begin])
    start += begin
    lower = lower[begin:]
    own = [m for m in _OWN.finditer(text, start, end) if m.start() > start]
    if not own:
        many = len(lower.split())
        whole = listed is not None and text[start].isupper() and many >= 2 and _LAST_OWN.match(text, start)
        return _Piece(start, end, False, listed, begin == 0) if many <= _MOST_WORDS and (begin == 0 or whole) else None
    if _place_like(text[start:end]) and listed is None and not _RATED_NEXT.match(text, end):
        return None
    if listed is None or len(text[_last_own_end(text, start, end, words) : end].split()) > 4:
        end = _without_tail(text, start, end, words)
    if len(text[start:end].split()) > _MOST_WORDS:
        return None
    return _Piece(start, end, True, listed, begin == 0)


def _is_person(text: str, start: int, end: int) -> bool:
    """Whether it begins as persons are called ("Lê Minh Hoan", "đồng chí *Mai Xuân Liêm*"): two to four words,
    each with a capital, the first a family's name; the words of a title before it leave no doubt."""
    named = _CALLED.match(text, start, end)
    if named is None:
        return False
    family = named[0].partition(" ")[0] in _FAMILIES
    return family or _TITLE_BEFORE.search(text, max(0, start - 30), start) is not None


def _all_capitals(name: str) -> bool:
    """Whether every word begins with a capital, as in names of persons, places and festivals ("Hoa Đà Lạt")."""
    return all(not token[0].islower() for token in name.split())


def _is_called(name: str, named: Container[str]) -> bool:
    """Whether goods that only stand in a sentence about rating have a name of their own: one with a capital behind a
    kind of goods in lower case, and not only a place's."""
    own = _OWN_WORD.search(name, 1) is not None
    called = own and not _all_capitals(name) and not _is_of_a_place(name, named)
    return called and not _SITE.match(name)


def _strange(text: str, start: int, end: int, words: Words, of_list: Listed) -> _Piece | None:
    """An item of a list, in lower case, that may be goods which the vocabulary does not know: a few words between two
    commas, none of them one of those that make a sentence."""
    start += len(text[start:end]) - len(text[start:end].lstrip())
    end -= len(text[start:end]) - len(text[start:end].rstrip())
    item = text[start:end]
    if not (item.islower() and 2 <= item.count(" ") + 1 <= _MOST_WORDS_OF_STRANGE):
        return None
    if not (_STRANGE_BEGINS.search(text, max(0, start - 8), start) and _ITEM_ENDS.match(text, end)):
        return None
    if any(never.match(item) for never in (words.never, words.generic, _NO_THING, _DOING)) or words.ends.search(item):
        return None
    return _Piece(start, end, False, of_list.stars, True)


def _with_strange(pieces: list[_Piece], strange: Sequence[_Piece], listed: Sequence[Listed]) -> list[_Piece]:
    """`pieces` and those of `strange` whose list holds at least two known goods, and more known than strange ones."""
    if not strange:
        return pieces
    at = [_list_of(piece.start, piece.end, listed) for piece in pieces]
    of_strange = [_list_of(piece.start, piece.end, listed) for piece in strange]
    sure = [
        piece for piece, its in zip(strange, of_strange, strict=True) if at.count(its) > max(1, of_strange.count(its))
    ]
    return sorted([*pieces, *sure], key=lambda piece: piece.start)


def _is_of_a_place(name: str, named: Container[str]) -> bool:
    """Whether it is goods and the name of a district or province of the article ("muối Bạc Liêu"): nobody's product."""
    own = _OWN.search(name, 1)
    return own is not None and name.count(" ", 0, own.start()) <= 2 and name[own.start() :].lower() in named


def _has_cue(unit: str) -> bool:
    return unit[0].islower() or unit.startswith(("TP", "TX", "TT", "H.", "X.", "P.", "Q."))


def _place_like(name: str) -> bool:
    """Whether it is only two capitals ("Cam Lâm", "Cao Bằng"), as places are called."""
    tokens = name.split()
    return len(tokens) == 2 and all(token[0].isupper() for token in tokens)


def _last_own_end(text: str, start: int, end: int, words: Words) -> int:
    """Behind the last word of the own name, or of the goods that it begins ("Trà *Cà gai leo*")."""
    own = list(_LAST_OWN.finditer(text, start, end))
    if not own:
        return end
    goods = words.begins.match(text[own[-1].start() : end].lower())
    return max(own[-1].end(), own[-1].start() + goods.end() if goods else 0)


def _without_tail(text: str, start: int, end: int, words: Words) -> int:
    """`end`, without the lower-case words behind the own name that do not describe goods."""
    at = _last_own_end(text, start, end, words)
    while more := words.trailing.match(text, at, end) or words.goods_behind.match(text, at, end):
        at = more.end()
    alone = len(_LAST_OWN.findall(text, start + 1, end)) == 1
    return end if alone and _ONE_MORE.fullmatch(text, at, end) else at


def _is_joined(text: str, end: int, start: int, makers: Makers) -> bool:
    """Whether the goods at `start` are joined to those that end at `end`, by "," or "và", their producer between."""
    ends = (end, *(stop for begin, stop, _ in makers if end <= begin and stop <= start))
    return any(_JOINED.fullmatch(text, at, start) for at in ends)


def _said_of(text: str, start: int, end: int) -> int:
    """`end`, or where the words go on to other products ("; còn lại là 3 sao như: …")."""
    others = _OTHERS.search(text, start, end)
    return others.start() if others else end


def _shared(text: str, pieces: Sequence[_Piece], stars: list[Stars | None], end: int) -> list[Stars | None]:
    """Stars said once for all of "A và B đều đạt 4 sao" go to each of their clause."""
    for_all = stars[-1] is not None and _EACH.search(text, pieces[-1].end, end) is not None
    for i in range(len(pieces) - 2, -1, -1):
        between = text[pieces[i].end : pieces[i + 1].start]
        if stars[i] is not None and _EACH.search(between):
            for_all = True
        elif ";" in between:
            for_all = False
        if stars[i] is None and (_JOINED.fullmatch(_ANY_PACK.sub("", between)) or (for_all and ";" not in between)):
            stars[i] = stars[i + 1]
    return stars


def _maker(text: str, piece: _Piece, makers: Makers) -> tuple[str, bool] | None:
    """The producer right behind the product or those joined with it (True), or before it, who offers it (False)."""
    for begin, _end, name in makers:
        if begin >= piece.end and begin - piece.end < 240:
            between = text[piece.end : begin]
            opened = _OWNER.search(between)
            if opened and _only_goods(between[: opened.start()]):
                return name, True
            break
    before = [maker for maker in makers if maker[1] <= piece.start]
    if before and _OFFERS.match(text, before[-1][1], piece.start):
        return before[-1][2], False
    if before and _NEXT_CELL.fullmatch(text, before[-1][1], piece.start):
        return before[-1][2], True
    return None


def _only_goods(between: str) -> bool:
    """Whether nothing stands between product and producer but its stars or other products joined to it."""
    rest = _STARS_BESIDE.sub("", between).strip()
    rest = _ANY_PACK.sub("", f" {rest}").strip()
    return (
        not rest
        or rest in ("độ đạm",)
        or ("(" not in rest and ";" not in rest and rest[0] in ",v" and not _FUNCTION_WORD.search(rest))
    )


def _mention(field: Prepared, start: int, end: int, stars: Stars, maker: str | None, rule: str) -> ProductMention:
    span = field.span(start, end)
    name = " ".join(_QUOTES.sub("", span.surface).split())
    return ProductMention(span, name, stars.stars, stars.potential, maker, rule)
