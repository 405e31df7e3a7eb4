"""How far the name of a product reaches: the stretches of a sentence, and the goods that are named in them."""

import re
from collections.abc import Container, Iterator, Sequence
from typing import NamedTuple

from pipeline.entities.cooperative_names import FAMILIES, FAMILIES_ALSO_WORDS
from pipeline.entities.person_names import called_as_persons
from pipeline.entities.product_context import Listed, Stars
from pipeline.entities.product_neighbours import JOINED, PACK, Makers, maker_at
from pipeline.entities.product_words import Goods, Words
from pipeline.entities.spans import UPPER

OWN = re.compile(rf"(?<!\w)(?:[{UPPER}]|\d)")
OWN_WORD = re.compile(rf"(?<!\w)[{UPPER}]")
_LAST_OWN = re.compile(rf"(?<!\w)(?:[{UPPER}]|\d)\S*")
_NUMBERED = re.compile(rf"\(?\d{{1,2}}[.)/] ?|[-+•*] ?|\d{{1,2}} (?=[{UPPER}])")
_SETS = re.compile(r"(?:Bộ|bộ|Nhóm|nhóm) sản phẩm ")
AFTER_WORD = re.compile(r"(?:sản phẩm|đặc sản|Sản phẩm|Đặc sản|thương hiệu)(?: OCOP)?:? ?$")
RATED_NEXT = re.compile(r"[\"”’']? ?\(?(?:(?:đạt|hạng|OCOP|xếp hạng|chuẩn|được công nhận) )*0?[1-5] sao")
_PERSON = re.compile(rf"[{UPPER}]\w+ (?:Thị|Văn) [{UPPER}]")
_TITLE_BEFORE = re.compile(
    r"(?<!\w)(?:ông|bà|anh|chị|em|cô|chú|bác|đồng chí|đ/c|chủ tịch|bí thư|bộ trưởng|thứ trưởng|giám đốc|trưởng phòng"
    r"|trưởng ban|chánh văn phòng|nghệ nhân|phóng viên|tin|ảnh|bài|tác giả|viên|tỉnh|huyện|xã|phường|ubnd|hđnd"
    r"|phó (?:chủ tịch|bí thư|giám đốc|trưởng phòng|trưởng ban))(?:[:,]? | - )$",
    re.IGNORECASE,
)
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
QUOTED_OWN = re.compile(rf" [\"“](?P<own>(?:[{UPPER}]|\d)[^\"”\n]{{1,40}})[\"”](?= ?(?:của|do|đạt|và|[(,;.]|$))")
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
_OWNER_BEFORE = re.compile(r"(?<!\w)(?:của|do|hộ|gia đình|chủ thể|chủ hộ):? (?:hộ |gia đình )?$", re.IGNORECASE)
_SYLLABLE = rf"[{UPPER}][^\W\d{UPPER}]*(?:['’][{UPPER}]?\w+)?"
_CALLED = re.compile(rf"{_SYLLABLE}(?: {_SYLLABLE}){{1,3}}(?! [{UPPER}])")
_ARTICLE = re.compile(r"điều \d")
"""Of a law, no cashew."""
_FAMILIES = FAMILIES | FAMILIES_ALSO_WORDS - {"Thạch", "Cao", "Mai", "Kim"} | {"Lê", "Mai", "Đào", "Bùi"}
_STREET = re.compile(rf"[Đđ]ường (?=[{UPPER}])|[Hh]ẻm |[Nn]gõ |[Qq]uốc lộ ")
_ONE_MORE = re.compile(rf" [^\W\d_{UPPER}]+")
"""The second syllable of an own name that only its first has with a capital ("muối ớt Chẩm *chéo*")."""
_LABEL = " ocop"
"""Behind a kind of goods it is the programme's, no part of the name ("*Sâm* OCOP của công ty …")."""
_MOST_WORDS = 12
_MOST_WORDS_OF_ONE_CAPITAL = 5


class Piece(NamedTuple):
    """A stretch of a sentence without punctuation and function words, and the goods named in it."""

    start: int
    end: int
    own: bool
    """Whether it holds a name of its own."""
    listed: Stars | None
    """Stars that the list it stands in announces; None outside of lists."""
    clear: bool
    """Whether nothing but a word like "thương hiệu" stands before it in its stretch."""


def is_placed(text: str, sentence: int, a: int, b: int, near: Makers, heads: Container[int], *, in_list: bool) -> bool:
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
            and AFTER_WORD.search(text, max(sentence, a - 24), a) is not None
            and not _SEVERAL.search(text, max(sentence, a - 30), a)
        )
    if at not in heads and not (text[at - 1] == "(" and _ADDRESS.match(text, at)):
        return False
    return a == sentence or _ITEM_BEGINS.search(text, max(sentence, a - 24), a) is not None


def stretches(
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
        while of_list and parts and parts[0] == "-" and parts.start() > at and not maker_at(text, parts, heads):
            parts = ends.search(text, parts.end(), limit)
        until = parts.start() if parts else limit
        if until > at:
            yield at, until
        at = max(parts.end() if parts else limit, at + 1)


def is_stock(text: str, start: int, end: int, before: int, words: Words, goods: Goods) -> bool:
    """Whether the goods of a stretch are crop or stock: by the words before them, or because those that they are joined
    to are, which end at `before` ("nuôi gà Ri lai, *vịt xiêm Gò Công*")."""
    begin = goods.first_in(start, end)
    if begin is None or text[begin].isupper():
        return False
    if before >= 0 and not text[start:begin].strip() and JOINED.fullmatch(text, before, begin):
        return not RATED_NEXT.match(text, end)
    return words.is_crop(text[start:begin].lower())


def list_of(start: int, end: int, listed: Sequence[Listed]) -> Listed | None:
    """The innermost list that the stretch stands in."""
    return max(
        (found for found in listed if found.start <= end - 1 and start < found.end), key=lambda f: f.start, default=None
    )


def goods_in(
    text: str, start: int, end: int, words: Words, goods: Goods, of_list: Listed | None, *, placed: bool = False
) -> Piece | None:
    """The goods in a stretch: from the first word that is a kind of goods to the end of its own name; all of it where
    its place in the sentence makes it a product (`placed`)."""
    while start < end and (text[start].isspace() or text[start] in "\"“'‘-"):
        start += 1
    if numbered := _NUMBERED.match(text, start, end):
        start = numbered.end()
    while end > start and (text[end - 1].isspace() or text[end - 1] in "\"”'’-"):
        end -= 1
    if pack := PACK.search(text, start, end):
        end = pack.start()
    if end - start < 3:
        return None
    listed = of_list.stars if of_list else None
    lower = text[start:end].lower()
    first = start if _SETS.match(text, start, end) else goods.first_in(start, end)
    begin = None if first is None else first - start
    if begin is None and text[start].isupper() and " " in lower and RATED_NEXT.match(text, end):
        begin = 0
    strange = begin is None and of_list is not None and of_list.named and text[start].islower()
    owned = strange and OWN.search(text, start + 1, end) is not None and not _ADDRESS.match(text, start)
    sure = of_list is not None and of_list.sure
    forced = begin != 0 and (placed or owned or sure) and not _NO_THING.match(lower)
    if forced and _ADDRESS.match(text, start):
        return None
    begin = 0 if forced else begin
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
    if lower.endswith(_LABEL) and len(lower) - len(_LABEL) > begin:
        end -= len(_LABEL)
        lower = lower.removesuffix(_LABEL)
    named = lower[begin:]
    if words.generic.match(named) or words.never.match(named) or _ARTICLE.match(named) or "ocop" in named:
        return None
    if _PERSON.search(text, start + begin, end) or _is_person(text, start + begin, end):
        return None
    begin -= words.set_before(lower[:begin])
    start += begin
    lower = lower[begin:]
    own = [m for m in OWN.finditer(text, start, end) if m.start() > start]
    if not own:
        many = len(lower.split())
        whole = listed is not None and text[start].isupper() and many >= 2 and _LAST_OWN.match(text, start)
        return Piece(start, end, False, listed, begin == 0) if many <= _MOST_WORDS and (begin == 0 or whole) else None
    if _place_like(text[start:end]) and listed is None and not RATED_NEXT.match(text, end):
        return None
    if listed is None or len(text[_last_own_end(text, start, end, words) : end].split()) > 4:
        end = _without_tail(text, start, end, words)
    if len(text[start:end].split()) > _MOST_WORDS:
        return None
    return Piece(start, end, True, listed, begin == 0)


def _is_person(text: str, start: int, end: int) -> bool:
    """Whether it begins as persons are called ("Lê Minh Hoan", "đồng chí *Mai Xuân Liêm*"): two to four words,
    each with a capital, the first a family's name; the words of a title before it leave no doubt."""
    named = _CALLED.match(text, start, end)
    if named is None:
        return False
    family = named[0].partition(" ")[0] in _FAMILIES
    owner = _OWNER_BEFORE.search(text, max(0, start - 20), start) is not None
    if owner and called_as_persons(named[0].split()):
        return True
    return family or _TITLE_BEFORE.search(text, max(0, start - 30), start) is not None


def strange_goods(text: str, start: int, end: int, words: Words, of_list: Listed) -> Piece | None:
    """An item of a list, in lower case, that may be goods which the vocabulary does not know: a few words between two
    commas, none of them one of those that make a sentence."""
    start += len(text[start:end]) - len(text[start:end].lstrip())
    end -= len(text[start:end]) - len(text[start:end].rstrip())
    item = text[start:end]
    if not (item.islower() and 2 <= item.count(" ") + 1 <= _MOST_WORDS_OF_STRANGE):
        return None
    if not (_STRANGE_BEGINS.search(text, max(0, start - 8), start) and _ITEM_ENDS.match(text, end)):
        return None
    if any(
        never.match(item) for never in (words.never, words.generic, _NO_THING, _DOING, _ADDRESS)
    ) or words.ends.search(item):
        return None
    return Piece(start, end, False, of_list.stars, True)


def with_strange(pieces: list[Piece], strange: Sequence[Piece], listed: Sequence[Listed]) -> list[Piece]:
    """`pieces` and those of `strange` whose list holds at least two known goods, and more known than strange ones."""
    if not strange:
        return pieces
    at = [list_of(piece.start, piece.end, listed) for piece in pieces]
    of_strange = [list_of(piece.start, piece.end, listed) for piece in strange]
    sure = [
        piece for piece, its in zip(strange, of_strange, strict=True) if at.count(its) > max(1, of_strange.count(its))
    ]
    return sorted([*pieces, *sure], key=lambda piece: piece.start)


def has_cue(unit: str) -> bool:
    """Whether an administrative unit is written with its kind ("xã Bảo Quang", "TX. Long Khánh")."""
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
