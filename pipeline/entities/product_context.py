"""What the words around a product say: that the text rates it, how many stars, that it stands in a list of products."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple

from pipeline.entities.product_words import product_vocabulary
from pipeline.entities.spans import UPPER, Prepared
from pipeline.model import RatingState
from pipeline.scan import matches_at, starts_of

_RATES = re.compile(
    r"\bocop\b|(?<!\w)\d sao|mỗi xã một sản phẩm|mỗi xã,? phường|đăng ký tham gia|hồ sơ|công nhận|xếp hạng|phân hạng"
    r"|chứng nhận|đánh giá lại|đánh giá lần đầu|(?:được|tham gia) đánh giá|chấm điểm|được chấm|ý tưởng|dự thi|cấp giấy"
    r"|gắn sao|(?:gắn|đạt|lên) (?:ba|bốn|năm) sao|(?:nâng|thăng|rớt|tụt) (?:hạng )?sao|nâng hạng|thăng hạng|xin rút"
)
_RATING_WORDS = (
    "ocop", "mỗi xã", "đăng ký tham gia", "hồ sơ", "công nhận", "xếp hạng", "phân hạng", "chứng nhận", "đánh giá l",
    "được đánh giá", "tham gia đánh giá", "chấm điểm", "được chấm", "ý tưởng", "dự thi", "cấp giấy", "xin rút",
)  # fmt: skip
"""What `_RATES` finds begins so, but for the stars."""
_STAR_WORDS = ("gắn ", "đạt ba", "đạt bốn", "đạt năm", "lên ", "nâng ", "thăng ", "rớt ", "tụt ")
"""And so, where "sao" or "hạng" follows."""
_OPENS = re.compile(
    r"(?:sản phẩm|sản phầm|sản|sp|ý tưởng|nhóm)"
    r"(?P<mid>[^.;:\n()]{0,140}?| \((?:đạt|gồm)[^.;:\n()]{0,60}?)"
    r"(?:,? (?:bao gồm|gồm có|gồm|trong đó có|đó là|cụ thể là|cụ thể|như|là)"
    r"(?: các| \d{1,2})?(?: sản phẩm| sản phầm)?(?: là)?:?"
    r"|:|(?<=sao) \(|(?<=sản phẩm) \(|(?<=sao) có) ?"
)
_OPENING_WORDS = ("sản", "sp", "ý tưởng", "nhóm")
_CONTINUES = re.compile(
    r"(?:Đó là|Cụ thể là|Cụ thể|Gồm|Bao gồm|Gồm có|Trong đó gồm|Có thể kể đến)(?: các)?(?: sản phẩm)?,? ?:? ?"
)
_CONTINUING_WORDS = ("Đó là", "Cụ thể", "Gồm", "Bao gồm", "Trong đó gồm", "Có thể kể đến")
_LINE_OR_SENTENCE = frozenset(("", "\n", ". ", "! ", "? "))
_BULLET = re.compile(r"\n(?:[-+•*–]|\(?\d{1,2}[.)/]|\d{1,2} [^\W\d])[^\n]+")
_LINE_ITEM = re.compile(rf"\n(?=[{UPPER}\"“])[^\n|]{{3,180}}[^\n|.:!?…](?=\n)")
"""A point of a list whose mark the page drew by itself."""
_LAST_ITEM = re.compile(r"\n[^\n|]{3,180}(?=\n|$)")
_HEADS_LINES = re.compile(r"(?:nhóm|ngành hàng|hạng|đạt)(?!\w)[^.;]{0,60}:?$|(?<!\d)0?[3-5] sao:?$")
_HEADS_ANY = re.compile(r"(?:danh sách|cụ thể|như sau|gồm|gồm có|bao gồm|kết quả)(?: (?:như sau|là|các sản phẩm))?:$")
"""A line that only opens a list; what is listed the line before tells."""
_SHORT = 80
"""Longest line of a heading that does not say "sản phẩm" ("* Hạng 4 sao:")."""
_MAKER_LABELS = ("Chủ thể:", "Đơn vị:", "Cơ sở:")
_NUMBERED_WITH_PRODUCER = re.compile(
    rf"(?m)^\(?\d{{1,2}}[.)] (?P<name>[^.\n]{{3,80}})[.,;] (?:{'|'.join(_MAKER_LABELS)})"
)
_NOT_A_LIST = re.compile(
    r"chủ lực|chủ yếu|phần lớn|đa số|thế mạnh|đặc trưng của|^ nông (?:nghiệp|sản)|(?<!từ )cây (?:ăn (?:quả|trái)|trồng)"
)
_COUNTED = re.compile(r"\d+ sản phẩm(?: \w+){0,3} (?:là|gồm)(?: các sản phẩm)?:? ?$")
_COUNTED_BEFORE = re.compile(r"\d+ sản phẩm [^.;:()\n]{0,70}(?:như|gồm):? ?$")
_COUNTED_BRACKET = re.compile(
    r"\d{1,3} sản phẩm [^.;:()\n]{0,100}\( ?"
    r"(?!xã|phường|huyện|thôn|ấp|tp|thị|ở|đạt|thuộc|gọi|khóm|xóm|bản|buôn|khu|tổ|số|địa chỉ)(?=[^()]*(?:,| và ))"
)
_BRACKET = re.compile(r"\((?:các )?sản phẩm:? (?!ocop|của|đã|đạt|được|\d)(?P<items>[^()\n]{3,160})\)")
"""What a producer makes, in brackets behind it: "HTX Na Chi Lăng (sản phẩm na sấy lạnh)"."""
_COUNTED_GOODS = re.compile(r"(?<![\d/.,])0?([2-9]) sản phẩm (?:ocop )?(?:là )?(?!\d)")
_LISTED_NO_MORE = re.compile(r"[;.:(\n]|(?<!\w)(?:đạt|được|của|tham gia|đều|do|vừa|đã|có|cho)(?!\w)")
_BETWEEN_ITEMS = re.compile(r", và |, | và ")
_IN_TURN = re.compile(r"lần lượt (?:là |đạt |hạng |xếp hạng )*((?:0?[1-5] sao(?:,? và |, )?)+)")
_STARS = re.compile(
    r"(?<![\d/.,-])0?([1-5]) sao(?! trở lên)(?! (?:lên|thành) (?:hạng )?[2-5] sao)(?!\w)"
    r"|(?<!\w)(?:gắn|đạt|lên|hạng|chuẩn|nhận|mức) (ba|bốn|năm) sao(?! trở lên)(?!\w)"
    r"|(?<=\| )(\*{3,5}|★{3,5})(?![*★])"
)
_UP_FROM = re.compile(r"(?:từ|dự kiến) (?:hạng )?(?:[1-4] (?:đến|tới|-) )?$")
_POTENTIAL = re.compile(r"tiềm năng(?: \w+){0,3} $")
_CLAUSE = 70
_PROPOSED = re.compile(
    r"(?<!theo )(?<!sở )(?:(?:đề nghị|đề xuất)(?! của)|đủ (?:mức|điểm)|dự kiến|phấn đấu|hướng (?:tới|đến)|mục tiêu"
    r"|đăng ký|mong muốn|hoàn thiện hồ sơ|trình (?=trung ương|hội đồng|ubnd|chủ tịch|bộ |tỉnh))"
    r"(?: (?!đã |được công nhận)[\w&]+){0,12} $",
    re.IGNORECASE,
)
_HIGHEST = 5
_TO_THE_CENTRE = re.compile(
    r"(?:đề nghị|đề xuất|trình|gửi)(?: \w+){0,4} (?:trung ương|bộ nông nghiệp|bộ nn)[^.;]*$", re.IGNORECASE
)
"""The province has given its points, the ministry has not decided: five stars are potential."""
_PROPOSED_BEHIND = re.compile(r",? ?\(?(?:đề nghị|đề xuất|dự kiến|chờ|trình) ", re.IGNORECASE)
_STATES: tuple[tuple[RatingState, re.Pattern[str]], ...] = (
    ("withdrawn", re.compile(r"(?<!không )(?:bị |đã |vừa )?thu hồi (?:giấy|quyết định|kết quả|chứng nhận|hạng)")),
    ("lapsed", re.compile(r"(?<!sẽ )(?:đã |bị )?hết (?:hạn|hiệu lực|thời hạn)|không còn hiệu lực")),
    ("refused", re.compile(r"(?:không|chưa) (?:đạt|được công nhận|đủ (?:điều kiện|điểm))|bị loại")),
    (
        "renewed",
        re.compile(
            r"công nhận lại|tái công nhận"
            r"|(?<!chưa )(?<!không )(?<!hồ sơ )(?<!đề nghị )(?<!chờ )(?<!đăng ký )đánh giá lại"
            r"|tiếp tục (?:được |giữ |đạt )"
        ),
    ),
)
_STATE_WORDS = ("thu hồi", "hết ", "không ", "chưa ", "bị loại", "công nhận", "đánh giá lại", "tiếp tục ")
"""One of them is in all that `_STATES` finds."""
_RENEWED_SINCE = re.compile(
    r"(?<!\w)(?<!chưa )(?<!không )(?:đã|vừa|được)(?: (?!nộp|đề|chờ|chưa|không|làm|hoàn)\w+){0,6}"
    r" (?:công nhận lại|tái công nhận)(?!\w)"
)
"""Behind a lapse: "chứng nhận hết hạn tháng 12, *đã được công nhận lại*"."""
_HEADS_LIST = re.compile(r" (?:có thể kể(?: đến| ra)?|có|gồm có|gồm|bao gồm|như|là)(?: các)?(?: sản phẩm)?:? ")
_GRADE = re.compile(r"(?:(?:hạng|nhóm|loại|mức)|còn lại(?: (?:đều|là|đạt|hạng|xếp)){0,3}) 0?[3-5]$")
_COUNT_OF = re.compile(
    r"(?:\d+|các|những|nhiều|một số|quảng bá|tiêu thụ|giới thiệu|trưng bày|bán|kết nối|phát triển|hồ sơ) "
    r"(?:các |những )?sản phẩm (?:(?!gồm |như |là )\w+ ){0,6}$"
)


class Stars(NamedTuple):
    """What a sentence or a list announces."""

    stars: int | None
    potential: bool
    """"tiềm năng 5 sao"."""
    proposed: bool = False
    """"đủ mức đề nghị hạng 4 sao": somebody else decides."""


def state_between(text: str, start: int, end: int) -> RatingState:
    """What `text[start:end]` says of a rating: renewed, refused, withdrawn, lapsed; else announced."""
    lower = text[start:end].lower()
    if not any(word in lower for word in _STATE_WORDS):
        return "announced"
    told = next(((state, found) for state, words in _STATES if (found := words.search(lower))), None)
    if told is None:
        return "announced"
    state, found = told
    return "renewed" if state == "lapsed" and _RENEWED_SINCE.search(lower, found.end()) else state


def rates(sentence: str) -> bool:
    """Whether the sentence speaks of rating, certifying or registering products."""
    return _RATES.search(sentence.lower()) is not None


class RatingWords:
    """Where a field speaks of rating, certifying or registering products: looked up once for all its sentences."""

    def __init__(self, lower: str) -> None:
        at = starts_of(_RATING_WORDS, lower)
        if stars := starts_of((" sao",), lower):
            at += [sao - 1 for sao in stars if sao]
        if stars or "hạng" in lower:
            at += starts_of(_STAR_WORDS, lower)
        spans = [found.span() for start in sorted(set(at)) if (found := _RATES.match(lower, start))]
        self._starts = [start for start, _ in spans]
        self._ends = [end for _, end in spans]

    @property
    def anywhere(self) -> bool:
        """Whether any sentence does."""
        return bool(self._starts)

    def between(self, start: int, end: int) -> bool:
        """Whether the sentence or clause at these indexes does."""
        first, after = bisect_left(self._starts, start), bisect_left(self._starts, end)
        return first < after and min(self._ends[first:after]) <= end


def stars_between(text: str, start: int, end: int) -> Stars | None:
    """The first stars said in `text[start:end]`; a count of products ("9 sản phẩm 4 sao") says nothing of one."""
    if text.find("sao", start, end) < 0 and text.find("| ", max(0, start - 2), end) < 0:
        return None
    for found in _STARS.finditer(text, start, end):
        before = text[max(start, found.start() - 40) : found.start()]
        if before.endswith("hạng ") and ";" in before and _HEADS_LIST.match(text, found.end()):
            return None
        if not _COUNT_OF.search(before) and not _UP_FROM.search(before):
            return _said(text, max(start, found.start() - _CLAUSE), found)
    return None


def _said(text: str, start: int, found: re.Match[str]) -> Stars:
    """The stars `found`, with what their clause in `text[start:]` says of them: potential, proposed."""
    before = text[start : found.start()]
    proposed = _PROPOSED.search(before) or _PROPOSED_BEHIND.match(text, found.end())
    number = _number(found)
    undecided = number == _HIGHEST and _TO_THE_CENTRE.search(before) is not None
    return Stars(number, undecided or _POTENTIAL.search(before) is not None, proposed is not None)


class Listed(NamedTuple):
    """A stretch that lists products."""

    start: int
    end: int
    stars: Stars
    named: bool = False
    """Opened by a colon behind "sản phẩm": one capital is enough to name an item ("các dòng trà như: Shencha, …")."""
    sure: bool = False
    """As many items as the text says there are products: each is one, whatever its words."""


def in_turn(rest: str, count: int) -> list[Stars | None] | None:
    """Stars given "lần lượt 3 sao và 4 sao" to `count` products before; None where it is not said or does not fit."""
    found = _IN_TURN.search(rest)
    stars = [int(number) for number in re.findall(r"[1-5](?= sao)", found[1])] if found else []
    return [Stars(number, False) for number in stars] if len(stars) == count else None


def _number(found: re.Match[str]) -> int:
    if found[2]:
        return {"ba": 3, "bốn": 4, "năm": 5}[found[2]]
    return int(found[1]) if found[1] else len(found[3])


def find_lists(field: Prepared, rating: RatingWords, headline: str, *, about: bool) -> list[Listed]:
    """Where lists of products stand, and the stars they announce: before the list, else in the sentence before it, for
    lines below a heading else in `headline`, the article's title and lead; `about`: these speak of rating."""
    text = field.text
    lower = field.lower
    found = _in_sentences(field, rating, headline, about=about)
    for line in _NUMBERED_WITH_PRODUCER.finditer(text) if any(word in text for word in _MAKER_LABELS) else ():
        found.append(Listed(line.start("name"), line.end("name"), Stars(None, False)))
    at = 0
    while (end := text.find("\n", at)) >= 0:
        item = _BULLET if _BULLET.match(text, end) else _LINE_ITEM if lower.endswith(":", at, end) else None
        if item is None:
            at = end + 1
            continue
        head = lower[at:end]
        only_opens = len(head) < _SHORT and _HEADS_ANY.search(head) is not None
        opens_at = lower.rfind("\n", 0, at - 1) + 1 if only_opens and at > 1 else at
        below_title = about and only_opens and at == 0
        if (
            (
                below_title
                or "sản phẩm" in lower[opens_at:end]
                or (about and len(head) < _SHORT and _HEADS_LINES.search(head))
            )
            and item.match(text, end)
            and (about or rating.between(opens_at, end))
            and not _NOT_A_LIST.search(head)
        ):
            stars = _announced(text, at, end)
            if only_opens and not stars.stars:
                stars = _announced(text, opens_at, at)
            stars = stars if stars.stars or _STARS.search(text, at, end) else _announced(headline, 0, len(headline))
            while bullet := item.match(text, end) or (text[end - 1] == ";" and _LAST_ITEM.match(text, end)):
                found.append(Listed(bullet.start() + 1, bullet.end(), stars))
                end = bullet.end()
        at = end + 1
    return found


def _in_sentences(field: Prepared, rating: RatingWords, headline: str, *, about: bool) -> list[Listed]:
    text, lower = field.text, field.lower
    found: list[Listed] = []
    for opened in matches_at(_OPENS, lower, _OPENING_WORDS):
        start, end = field.sentence(opened.start())
        said = lower[start : opened.end()]
        bracket = opened[0].rstrip().endswith("(")
        loose = opened[0].rstrip().endswith(("như", "là"))
        counted_so = _COUNTED_BEFORE.search(said) is not None
        plain = about and (not loose or _COUNTED.search(said) is not None)
        plain = plain or (counted_so and rating.between(start, end))
        if (
            not (plain or rating.between(start, opened.end()))
            or _NOT_A_LIST.search(opened["mid"])
            or (loose and len(opened["mid"]) > 70)
        ):
            continue
        stop = lower.find(")", opened.end(), end) if bracket else end
        stars = _announced(text, start, opened.end())
        if stars.stars is None and start and text[start - 1] != "\n" and not _STARS.search(text, start, end):
            stars = _announced(text, field.sentence(start - 1)[0], start)
        named = opened[0].rstrip().endswith(":")
        found.append(Listed(opened.end(), stop if stop > 0 else end, stars, named))
    for bracket_of_maker in _BRACKET.finditer(lower) if "(sản phẩm" in lower else ():
        if about or rating.between(*field.sentence(bracket_of_maker.start())):
            found.append(Listed(*bracket_of_maker.span("items"), Stars(None, False), named=True))
    for counted in _counted_before_brackets(lower):
        start = field.sentence(counted.start())[0]
        stop = lower.find(")", counted.end())
        if stop > 0 and (about or rating.between(start, counted.end())):
            found.append(Listed(counted.end(), stop, _announced(text, start, counted.end())))
    found += _counted_by_name(field, rating)
    for sao in starts_of((" sao",), lower):
        grade = _GRADE.search(lower, max(0, sao - 28), sao)
        heads = _HEADS_LIST.match(lower, sao + 4) if grade else None
        if grade and heads:
            end = field.sentence(grade.start())[1]
            stop = lower.find(";", heads.end(), end)
            found.append(Listed(heads.end(), stop if stop > 0 else end, _announced(text, grade.start(), heads.end())))
    for at in starts_of(_CONTINUING_WORDS, text):
        before = "" if not at else "\n" if text[at - 1] == "\n" else text[at - 2 : at]
        goes_on = _CONTINUES.match(text, at) if before in _LINE_OR_SENTENCE else None
        if goes_on:
            stop = at - len(before)
            start = field.sentence(max(0, stop - 1))[0]
            if (about and (not stop or "sản phẩm" in lower[start:at])) or rating.between(start, at):
                end = field.sentence(at)[1]
                stars = _announced(text, start, at) if stop else _announced(headline, 0, len(headline))
                found.append(Listed(goes_on.end(), end, stars))
    return found


def _counted_before_brackets(lower: str) -> Iterator[re.Match[str]]:
    """What `_COUNTED_BRACKET` finds, looked for at the numbers before "sản phẩm"."""
    done = 0
    for at in starts_of((" sản phẩm ",), lower) if "(" in lower else ():
        number = at
        while number > max(done, at - 3) and lower[number - 1].isdecimal():
            number -= 1
        if number < at and (found := _COUNTED_BRACKET.match(lower, number)):
            yield found
            done = found.end()


def _counted_by_name(field: Prepared, rating: RatingWords) -> Iterator[Listed]:
    """ "2 sản phẩm rượu ba kích và rượu đảng sâm": as many goods as the number says."""
    lower = field.lower
    for at in starts_of((" sản phẩm ",), lower):
        counted = _COUNTED_GOODS.match(lower, at - 1 - lower.startswith("0", at - 2)) if at > 1 else None
        if counted is None:
            continue
        start, end = field.sentence(counted.start())
        stop = _LISTED_NO_MORE.search(lower, counted.end(), end)
        until = stop.start() if stop else end
        items = _BETWEEN_ITEMS.split(lower[counted.end() : until])
        goods = product_vocabulary().begins
        are_goods = any(map(goods.match, items)) and not any(map(product_vocabulary().generic.match, items))
        if len(items) == int(counted[1]) and are_goods and rating.between(start, end):
            yield Listed(counted.end(), until, Stars(None, False), sure=True)


def _announced(text: str, start: int, end: int) -> Stars:
    """The one number of stars before a list; none where several are said."""
    said = [_said(text, max(start, m.start() - _CLAUSE), m) for m in _STARS.finditer(text, start, end)]
    return said[-1] if len({stars.stars for stars in said}) == 1 else Stars(None, False)
