"""What the words around a product say: that the text rates it, how many stars, that it stands in a list of products."""

import re
from dataclasses import dataclass

from pipeline.entities.spans import Prepared
from pipeline.model import RatingState

_RATES = re.compile(
    r"\bocop\b|(?<!\w)\d sao|mỗi xã một sản phẩm|mỗi xã,? phường|đăng ký tham gia|hồ sơ|công nhận|xếp hạng|phân hạng"
    r"|chứng nhận|đánh giá lại|đánh giá lần đầu|được đánh giá|chấm điểm|được chấm|ý tưởng|dự thi"
)
_OPENS = re.compile(
    r"(?:sản phẩm|sản phầm|sản|sp|ý tưởng|nhóm)"
    r"(?P<mid>[^.;:\n()]{0,140}?| \((?:đạt|gồm)[^.;:\n()]{0,60}?)"
    r"(?:,? (?:bao gồm|gồm có|gồm|trong đó có|đó là|cụ thể là|cụ thể|như|là)"
    r"(?: các| \d{1,2})?(?: sản phẩm| sản phầm)?(?: là)?:?"
    r"|:|(?<=sao) \(|(?<=sản phẩm) \(|(?<=sao) có) ?"
)
_CONTINUES = re.compile(
    r"(?:Đó là|Cụ thể là|Cụ thể|Gồm|Bao gồm|Gồm có|Trong đó gồm|Có thể kể đến)(?: các)?(?: sản phẩm)?,? ?:? ?"
)
_COLON_LINE = re.compile(r"[^\n]*sản phẩm[^\n]*:\s*$", re.IGNORECASE)
_BULLET = re.compile(r"\n(?:[-+•*–]|\(?\d{1,2}[.)/]|\d{1,2} [^\W\d])[^\n]+")
_NUMBERED_WITH_PRODUCER = re.compile(r"(?m)^\(?\d{1,2}[.)] (?P<name>[^.\n]{3,80})[.,;] (?:Chủ thể|Đơn vị|Cơ sở):")
_NOT_A_LIST = re.compile(
    r"chủ lực|chủ yếu|phần lớn|đa số|thế mạnh|đặc trưng của|^ nông (?:nghiệp|sản)|(?<!từ )cây (?:ăn (?:quả|trái)|trồng)"
)
_COUNTED = re.compile(r"\d+ sản phẩm(?: \w+){0,3} (?:là|gồm)(?: các sản phẩm)?:? ?$")
_COUNTED_BRACKET = re.compile(
    r"\d{1,3} sản phẩm [^.;:()\n]{0,100}\( ?(?!xã|phường|huyện|thôn|ấp|tp|thị|ở|đạt|thuộc|gọi)(?=[^()]*(?:,| và ))"
)
_IN_TURN = re.compile(r"lần lượt (?:là |đạt |hạng |xếp hạng )*((?:0?[1-5] sao(?:,? và |, )?)+)")
_STARS = re.compile(
    r"(?<![\d/.,-])0?([1-5]) sao(?! trở lên)(?! (?:lên|thành) (?:hạng )?[2-5] sao)(?!\w)"
    r"|(?<=\| )(\*{3,5}|★{3,5})(?![*★])"
)
_UP_FROM = re.compile(r"(?:từ|dự kiến) (?:hạng )?(?:[1-4] (?:đến|tới|-) )?$")
_POTENTIAL = re.compile(r"tiềm năng(?: \w+){0,3} $")
_STATES: tuple[tuple[RatingState, re.Pattern[str]], ...] = (
    ("withdrawn", re.compile(r"(?<!không )(?:bị |đã |vừa )?thu hồi (?:giấy|quyết định|kết quả|chứng nhận|hạng)")),
    ("lapsed", re.compile(r"(?<!sẽ )(?:đã |bị )?hết (?:hạn|hiệu lực|thời hạn)|không còn hiệu lực")),
    ("refused", re.compile(r"(?:không|chưa) (?:đạt|được công nhận|đủ điều kiện)|bị loại")),
    ("renewed", re.compile(r"công nhận lại|tái công nhận|đánh giá lại|tiếp tục (?:được |giữ |đạt )")),
)
_HEADS_LIST = re.compile(r" (?:có thể kể(?: đến| ra)?|có|gồm có|gồm|bao gồm)(?: các)?(?: sản phẩm)?:? ")
_GRADE_LIST = re.compile(r"(?:hạng|nhóm|loại|mức) 0?[3-5] sao" + _HEADS_LIST.pattern)
_COUNT_OF = re.compile(r"\d+ sản phẩm (?:\w+ ){0,6}$")


@dataclass(frozen=True)
class Stars:
    """What a sentence or a list announces."""

    stars: int | None
    potential: bool
    """"tiềm năng 5 sao"."""


def state_between(text: str, start: int, end: int) -> RatingState:
    """What `text[start:end]` says of a rating: renewed, refused, withdrawn, lapsed; else announced."""
    lower = text[start:end].lower()
    return next((state for state, words in _STATES if words.search(lower)), "announced")


def rates(sentence: str) -> bool:
    """Whether the sentence speaks of rating, certifying or registering products."""
    return _RATES.search(sentence.lower()) is not None


def stars_between(text: str, start: int, end: int) -> Stars | None:
    """The first stars said in `text[start:end]`; a count of products ("9 sản phẩm 4 sao") says nothing of one."""
    for found in _STARS.finditer(text, start, end):
        before = text[max(start, found.start() - 40) : found.start()]
        if before.endswith("hạng ") and ";" in before and _HEADS_LIST.match(text, found.end()):
            return None
        if not _COUNT_OF.search(before) and not _UP_FROM.search(before):
            return Stars(_number(found), _POTENTIAL.search(before) is not None)
    return None


@dataclass(frozen=True)
class Listed:
    """A stretch that lists products."""

    start: int
    end: int
    stars: Stars


def in_turn(rest: str, count: int) -> list[Stars | None] | None:
    """Stars given "lần lượt 3 sao và 4 sao" to `count` products before; None where it is not said or does not fit."""
    found = _IN_TURN.search(rest)
    stars = [int(number) for number in re.findall(r"[1-5](?= sao)", found[1])] if found else []
    return [Stars(number, False) for number in stars] if len(stars) == count else None


def _number(found: re.Match[str]) -> int:
    return int(found[1]) if found[1] else len(found[2])


def find_lists(field: Prepared, headline: str) -> list[Listed]:
    """Where lists of products stand, and the stars they announce: before the list, else in the sentence before it, for
    lines below a heading else in `headline`, the article's title and lead."""
    about = rates(headline)
    text = field.text
    lower = text.lower() if len(text.lower()) == len(text) else text
    found = _in_sentences(field, text, lower, headline)
    for line in _NUMBERED_WITH_PRODUCER.finditer(text):
        found.append(Listed(line.start("name"), line.end("name"), Stars(None, False)))
    at = 0
    while (end := text.find("\n", at)) >= 0:
        head = lower[at:end]
        if "sản phẩm" in head and _BULLET.match(text, end) and (about or rates(head)) and not _NOT_A_LIST.search(head):
            stars = _announced(text, at, end)
            stars = stars if stars.stars or _STARS.search(text, at, end) else _announced(headline, 0, len(headline))
            while bullet := _BULLET.match(text, end):
                found.append(Listed(bullet.start() + 1, bullet.end(), stars))
                end = bullet.end()
        at = end + 1
    return found


def _in_sentences(field: Prepared, text: str, lower: str, headline: str) -> list[Listed]:
    found: list[Listed] = []
    about = rates(headline)
    for opened in _OPENS.finditer(lower):
        start, end = field.sentence(opened.start())
        said = lower[start : opened.end()]
        bracket = opened[0].rstrip().endswith("(")
        loose = opened[0].rstrip().endswith(("như", "là"))
        plain = about and (not loose or _COUNTED.search(said) is not None)
        if not (rates(said) or plain) or _NOT_A_LIST.search(opened["mid"]) or (loose and len(opened["mid"]) > 70):
            continue
        stop = lower.find(")", opened.end(), end) if bracket else end
        stars = _announced(text, start, opened.end())
        if stars.stars is None and start and text[start - 1] != "\n" and not _STARS.search(text, start, end):
            stars = _announced(text, field.sentence(start - 1)[0], start)
        found.append(Listed(opened.end(), stop if stop > 0 else end, stars))
    for counted in _COUNTED_BRACKET.finditer(lower):
        start = field.sentence(counted.start())[0]
        stop = lower.find(")", counted.end())
        if stop > 0 and (about or rates(lower[start : counted.end()])):
            found.append(Listed(counted.end(), stop, _announced(text, start, counted.end())))
    for grade in _GRADE_LIST.finditer(lower):
        end = field.sentence(grade.start())[1]
        stop = lower.find(";", grade.end(), end)
        found.append(Listed(grade.end(), stop if stop > 0 else end, _announced(text, *grade.span())))
    for line in re.finditer(r"(?:^|\n|[.!?] )", text):
        goes_on = _CONTINUES.match(text, line.end())
        if goes_on:
            start = field.sentence(max(0, line.start() - 1))[0]
            if rates(text[start : line.end()]) or (about and not line.start()):
                end = field.sentence(goes_on.start())[1]
                stars = _announced(text, start, line.end()) if line.start() else _announced(headline, 0, len(headline))
                found.append(Listed(goes_on.end(), end, stars))
    return found


def _announced(text: str, start: int, end: int) -> Stars:
    """The one number of stars before a list; none where several are said."""
    said = [
        (_number(m), _POTENTIAL.search(text, max(start, m.start() - 40), m.start()))
        for m in _STARS.finditer(text, start, end)
    ]
    if len({stars for stars, _ in said}) != 1:
        return Stars(None, False)
    return Stars(said[-1][0], said[-1][1] is not None)
