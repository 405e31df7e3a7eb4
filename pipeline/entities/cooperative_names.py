"""The name of a cooperative after its head word: a run of FIELDS, then the OWN NAME (domain.md 3.2-3.4)."""

# ruff: noqa: SIM905 - words in one string read better than a hundred quoted ones

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.entities.spans import UPPER
from pipeline.shipped import read_yaml
from pipeline.text import canonical_tones, fold

_DATA = Path(__file__).with_name("data") / "field_words.yml"

_TOKEN = rf"[{UPPER}]\w*(?:['’]\w+)?(?:(?:&(?=[{UPPER}])|(?<=[{UPPER}])\.(?=[{UPPER}]))\w+)*"
TOKEN = re.compile(_TOKEN)
_NEXT = re.compile(
    rf"(?P<sep> ?- ?| & | số (?=\d)| )"
    rf"(?P<token>{_TOKEN}|(?:coffee|farm|foods?|organic|tea|garden|homestay)(?!\w)"
    rf"|(?:(?<=Dao )(?:đỏ|tiền|quần chẹt)|(?<=Mông )(?:hoa|đen|trắng|xanh)|(?<=Thái )(?:đen|trắng))(?!\w)"
    rf"|\d{{1,3}}(?![\d/.,%]\d|[\w/%]))"
)
_SEPARATOR = re.compile(r"[ ]*(?:[,&/-][ ]*)?(?:và[ ]+)?")
_BRACKET = re.compile(r"\s*\((?:HTX|HTXNN|THT)\)\s*")
LOWER_WORD = re.compile(rf"[^\W\d_{UPPER}]+ ")
_COUNTED = re.compile(
    r" (?:năm|tháng|ngày|lần|sản phẩm|điểm|phần|mô hình|gian|đơn vị|chủ thể|hợp|cơ sở|mẫu|lượt|đại biểu|cây|con|lồng|"
    r"ha|héc|tấn|kg|triệu|tỷ|sao|hộ|thành viên|giải|loại|lao động|người|xã|huyện|giờ)\b"
)
_LOCATION = frozenset("xã huyện tỉnh phường quận ấp tp tx tt thị".split())
_CAPS_END = re.compile(
    r"(?:ra mắt|tổ chức|thành lập|tham gia|khai trương|đạt|được|đã|về|tại|của|với|có|là|nhận|trên|trong|và|cho|"
    r"tiêu thụ|phát triển|xuất khẩu|liên kết|huyện|xã|tỉnh|thị trấn|phường|thành phố|đẩy mạnh|nâng cao|ở|sản phẩm|đưa|"
    r"vào|công bố|đón|ký kết|hội nghị|đại hội|tổng kết|năm|khánh thành|xây dựng|ứng dụng|hướng|làm|giúp|góp phần)(?!\w)"
)
FAMILIES = frozenset(
    "Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đinh Trịnh Đoàn Đào Lương Tô Tạ Trương "
    "Quách Vương Tăng Phùng Tống Lưu Nông Hứa Giàng Vàng Lò Quàng Cầm Bế Ma Mạc Từ".split()
)
FAMILIES_ALSO_WORDS = frozenset("Mai Lâm Cao Hà Châu Thái La Kiều Thạch Sơn Kim Triệu Chu Tôn Đàm Viên Ninh".split())
"""Family names that are at least as often a part of a place or a lucky word."""
_LUCKY = frozenset(("xanh", "số", "công", "sen", "hàng", "nông"))
"""Field words that, with a capital, are more often the first word of an own name."""
_MIDDLE = frozenset(("Văn", "Thị"))


@dataclass(frozen=True)
class FieldWords:
    """The vocabulary of `data/field_words.yml`, compiled."""

    run: re.Pattern[str]
    """One field word, matched on lower-case text."""
    abbreviations: Mapping[str, str]
    letters: re.Pattern[str]
    """A run of abbreviations, matched on the text as written."""
    never: frozenset[str]
    not_names: re.Pattern[str]


@cache
def field_words() -> FieldWords:
    """The vocabulary, read once."""
    data = read_yaml(_DATA)
    words = {*data["fields"], *data["products"], *data["modifiers"]}
    return FieldWords(
        re.compile(f"(?:{alternatives(words)})(?!\\w)"),
        data["abbreviations"],
        re.compile(f"(?:{alternatives(data['abbreviations'])})+(?!\\w)"),
        frozenset(data["never"]),
        re.compile(f"(?:{alternatives(data['not_names'])})(?!\\w)"),
    )


@cache
def product_words() -> frozenset[str]:
    """What is grown, raised or made, lower case."""
    data = read_yaml(_DATA)
    return frozenset(word for word in data["products"] if word not in ("sản phẩm", "hàng", "củ", "quả", "cây trồng"))


def alternatives(words: Iterable[str]) -> str:
    """A regex that matches any of `words`, the longest first, by common beginnings: a few hundred are tried at once."""
    root: dict[str, Any] = {}
    for word in words:
        node = root
        for char in word:
            node = node.setdefault(char, {})
        node[""] = {}
    return _branches(root)


def _branches(node: dict[str, Any]) -> str:
    ways = [re.escape(char) + (_branches(below) if set(below) != {""} else "") for char, below in node.items() if char]
    if not ways:
        return ""
    group = ways[0] if len(ways) == 1 and "" not in node else f"(?:{'|'.join(ways)})"
    return f"{group}?" if "" in node else group


class FieldRun(NamedTuple):
    """The generic words after a head."""

    start: int
    end: int
    """Index after the last word."""
    words: tuple[str, ...]
    """Expanded, lower case, one tone placement."""


def read_fields(text: str, lower: str, position: int) -> FieldRun:
    """The longest run of field words from `position` on, in any order, joined by space, comma, dash, & or "và"."""
    vocabulary = field_words()
    end, at, words = position, position, list[str]()
    while True:
        if letters := vocabulary.letters.match(text, at):
            words += _spelt_out(letters[0], vocabulary.abbreviations)
            end = letters.end()
        elif (word := vocabulary.run.match(lower, at)) and not _is_own(text, lower, word, bool(words)):
            words.append(_one_tone(word[0]))
            end = word.end()
        else:
            return FieldRun(position, end, tuple(words))
        bracket = _BRACKET.match(text, end)
        separator = _SEPARATOR.match(lower, end)
        at = bracket.end() if bracket else separator.end() if separator else end
        if at == end:
            return FieldRun(position, end, tuple(words))


@lru_cache(maxsize=2048)
def _one_tone(field: str) -> str:
    return canonical_tones(field)


def _spelt_out(letters: str, abbreviations: Mapping[str, str]) -> list[str]:
    return [abbreviations[m] for m in re.findall(alternatives(abbreviations), letters)]


def _is_own(text: str, lower: str, word: re.Match[str], began: bool) -> bool:
    """Whether a capitalised word of one syllable begins the own name (`Hoa Lư`, `Xanh`) rather than names a product
    (`Xoài Mỹ Xương`): a product is followed by at least two more capitals or by another field word."""
    written = text[word.start() : word.end()]
    if " " in written or not written[0].isupper():
        return False
    separator = _SEPARATOR.match(lower, word.end())
    more = field_words().run.match(lower, separator.end()) if separator else None
    if more and (" " in more[0] or not text[more.start()].isupper()):
        return False
    if more is None and _NEXT.match(text, word.end()) is None:
        return True
    if written.lower() in _LUCKY:
        return True
    follows = _NEXT.match(text, word.end())
    if follows is None:
        return False
    beyond = _NEXT.match(text, follows.end())
    if beyond is None or not (began and written.isupper()):
        return beyond is None
    return _CAPS_END.match(lower, beyond.start("token")) is not None


def skip_unknown(text: str, position: int, most: int = 2) -> int:
    """Index after at most `most` lower-case words that no vocabulary knows, right before a capital ("gà *thả vườn* Tân
    Hiệp")."""
    at = position
    for _ in range(most):
        word = LOWER_WORD.match(text, at)
        if word is None or (word[0][:-1] in field_words().never and not _may_be_skipped(text, word)):
            return position
        at = word.end()
        if TOKEN.match(text, at):
            return at
    return position


def _may_be_skipped(text: str, word: re.Match[str]) -> bool:
    """Whether a word that else never belongs to a name does here ("nuôi ong *lấy* mật", "*làm* bánh tráng")."""
    if word[0] == "làm ":
        return field_words().run.match(text, word.end()) is not None
    return word[0] in ("không ", "nước ", "lấy ")


class OwnName(NamedTuple):
    """Capitalised words, numbers, Roman numerals."""

    start: int
    end: int
    tokens: tuple[str, ...]


def read_own(
    text: str, lower: str, position: int, *, after_person_cue: bool, fields: bool, people: bool = False
) -> OwnName | None:
    """The own name at `position`; None where none begins there. A person's name that follows is cut off, unless the
    name may be a person's (`people`)."""
    first = TOKEN.match(text, position)
    if not first or _is_no_name(text, lower, position, fields):
        return None
    pieces = [(first.start(), first.end())]
    while piece := _NEXT.match(text, pieces[-1][1]):
        if _ends_name(text, lower, piece, caps=text[pieces[0][0] : pieces[-1][1]].isupper()):
            break
        pieces.append(piece.span("token"))
    tokens = [text[a:b] for a, b in pieces]
    if not fields and len(tokens) == 1 and tokens[0].lower() in field_words().never:
        return None
    if not people:
        tokens = tokens[: _person_begins(tokens, after_person_cue, fields)]
    return OwnName(position, pieces[len(tokens) - 1][1], tuple(tokens)) if tokens else None


def _is_no_name(text: str, lower: str, position: int, fields: bool) -> bool:
    found = field_words().not_names.match(lower, position)
    if not found:
        return False
    # "Bà Rịa" is a place, "Bà Trần …" a person; "Trái cây sinh học OCOP" is a name where "HTX OCOP" is a label, "Quế
    # hồi Việt Nam" where "nông nghiệp Việt Nam" is all there are.
    if found[0] == "năm":
        follows = _NEXT.match(text, found.end())
        return follows is None or not follows["token"][0].isupper()
    if found[0] in ("ông", "bà", "anh", "chị"):
        if found[0] == "anh" and (fields or text[position].isupper()):
            return False
        follows = _NEXT.match(text, found.end())
        return follows is None or follows["token"] in FAMILIES
    if fields and found[0] == "việt nam":
        return not lower[:position].rstrip().endswith(tuple(product_words()))
    return not (fields and found[0] == "ocop" and not _NEXT.match(text, found.end()))


def _ends_name(text: str, lower: str, piece: re.Match[str], *, caps: bool) -> bool:
    token, at = piece["token"], piece.start("token")
    if token[0].isdigit():
        return "-" in piece["sep"] or _COUNTED.match(lower, piece.end()) is not None
    head = token.lower().split(".")[0]
    if head in _LOCATION and (head != "thị" or lower.startswith(("thị trấn", "thị xã"), at)):
        return True
    if len(token) == 1 and text[piece.end() : piece.end() + 1] == "." and token not in ("Á", "Ý"):
        return True
    if caps and token.isupper() and _CAPS_END.match(lower, at):
        return True
    if piece["sep"] == " - ":
        # After a spaced dash a name goes on with two capitals; one capital opens a remark.
        more = _NEXT.match(text, piece.end())
        return field_words().not_names.match(lower, at) is not None or not (more and more["sep"] == " ")
    return lower.startswith(("htx", "hợp tác xã", "tổ hợp tác", "công ty"), at)


def _person_begins(tokens: list[str], after_person_cue: bool, fields: bool) -> int:
    """Index of the token that begins a person's name; the number of tokens where none does."""
    if after_person_cue and len(tokens) >= 3 and tokens[1] in _MIDDLE:
        return 0
    for i, token in enumerate(tokens):
        rest = len(tokens) - i
        if i + 1 < len(tokens) and tokens[i + 1] in _MIDDLE and token in FAMILIES | FAMILIES_ALSO_WORDS and rest >= 3:
            return i
        if not after_person_cue or i == 0:
            continue
        if (token in FAMILIES and rest >= 2 and (i > 1 or fields)) or (token in FAMILIES_ALSO_WORDS and rest >= 3):
            return i
    return len(tokens)


_ROMAN = {
    "i": "1",
    "ii": "2",
    "iii": "3",
    "iv": "4",
    "v": "5",
    "vi": "6",
    "vii": "7",
    "viii": "8",
    "ix": "9",
    "x": "10",
}


def own_key(own_name: str) -> str:
    """The own name for comparison: no case, one tone placement, accents kept, Roman numerals as digits."""
    words = canonical_tones(own_name).lower().replace("-", " ").split()
    return " ".join(_ROMAN.get(word, word) if i else word for i, word in enumerate(words))


def same_words(a: str, b: str) -> bool:
    """Whether two names are the same words, accents and case aside."""
    return a == b or fold(canonical_tones(a)).split() == fold(canonical_tones(b)).split()
