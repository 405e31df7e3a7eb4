"""OCOP products that an article names, with the stars the sentence gives them (domain.md 4.2-4.3).

Only what is said counts: stars come from the words around a name, never from points. "sản phẩm nông nghiệp", "các sản
phẩm chủ lực" are no names: a name is quoted, or begins with a product word and holds a capital, or stands in a list
that announces its stars.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import yaml

from pipeline.entities.cooperative_names import _alternatives, product_words
from pipeline.entities.spans import UPPER, Prepared, prepared_fields
from pipeline.model import Article, CooperativeMention, ProducerMention, ProductMention

_DATA = Path(__file__).with_name("data") / "product_words.yml"
_QUOTED = re.compile(r"sản phẩm(?: ocop)?(?: (?:mang )?tên)? ?[\"“‘'](?P<name>[^\"”’'\n]{3,80})[\"”’']")
_AFTER_WORD = re.compile(r"(?<!\w)(?:sản phẩm|đặc sản|thương hiệu)(?: ocop)? (?P<name>\S)")
_STARS = r"0?(?P<stars>[1-5])"
_RATED = r"(?: (?:được|đạt|xếp|công nhận|chuẩn|tiêu chuẩn|chứng nhận|ocop|hạng|phân hạng))*"
_OPENS = r"(?:,? (?:là|gồm có|gồm|bao gồm|đó là|có)| ?:) ?:?"
_LIST = re.compile(
    rf"(?:(?<!\w)(?:\d{{1,3}} )?sản phẩm(?: ocop)?{_RATED}|(?:nhóm|hạng|đạt)) {_STARS} sao(?: cấp \w+)?"
    rf"(?: \(\d+ sản phẩm\))?{_OPENS} (?P<rest>[^.\n;]+)"
)
_BRACKET = re.compile(rf" ?\((?:đạt |hạng |ocop |xếp hạng )*{_STARS} sao[^)\n]*\)")
_BEFORE_BRACKET = re.compile(r"[^,;:.()\n]{3,80}$")
_TITLE = re.compile(
    rf"^(?P<name>[{UPPER}][^,;:.()\n]{{3,60}}?) (?:đạt|được công nhận|được xếp hạng|lên|giữ|nhận)(?: \w+){{0,3}}? "
    rf"(?:ocop )?{_STARS} sao"
)
_STARS_AFTER = re.compile(
    rf"[^.;\n]{{0,90}}?(?:đạt|xếp|hạng|công nhận|ocop|chuẩn|chứng nhận|nâng|lên)(?: \w+){{0,5}}? {_STARS} sao"
)
_POTENTIAL = re.compile(r"tiềm năng 5 sao|tiềm năng đạt 5 sao")
_ITEM = re.compile(r",| và (?=[^,]*$)|;")
_OWNER = re.compile(r"^ ?(?:,|\(|-)? ?(?:là sản phẩm )?(?:của|do|thuộc)? ?")
_TAIL = re.compile(r" ?(?:\(|-| của | do | thuộc | được ).*$", re.DOTALL)
_CAPITAL = re.compile(f"[{UPPER}]")
_LONGEST_WORDS = 9


@dataclass(frozen=True)
class _Words:
    begins: re.Pattern[str]
    generic: re.Pattern[str]
    ends: re.Pattern[str]
    never: re.Pattern[str]


@cache
def _words() -> _Words:
    data = yaml.safe_load(_DATA.read_text("utf-8"))
    begins = {*product_words(), *data["begins"]}
    return _Words(
        re.compile(f"(?:{_alternatives(begins)})(?!\\w)"),
        re.compile(f"(?:{_alternatives(data['generic'])})(?!\\w)"),
        re.compile(f"(?<!\\w)(?:{_alternatives(data['ends'])})(?!\\w)" + r"|[,.;:()\n\[\]|!?…\"“”]| - "),
        re.compile(f"(?:{_alternatives(data['never'])})(?!\\w)"),
    )


def find_products(
    article: Article, producers: Sequence[ProducerMention], cooperatives: Sequence[CooperativeMention]
) -> tuple[ProductMention, ...]:
    """Every named product in reading order; a producer is the one whose name follows "của", "do" or a comma."""
    makers = sorted(
        [(m.span.field, m.span.start, m.name) for m in producers]
        + [(m.span.field, m.span.start, m.span.surface) for m in cooperatives],
    )
    found: list[ProductMention] = []
    for field in prepared_fields(article):
        mentions = sorted(_in_field(field), key=lambda m: (m.span.start, -len(m.span.surface), m.stars is None))
        end = -1
        for mention in mentions:
            if mention.span.start < end:
                continue
            end = mention.span.end
            found.append(replace(mention, producer=_maker(field, mention, makers)))
    return tuple(found)


def _in_field(field: Prepared) -> Iterator[ProductMention]:
    text, lower = field.text, field.text.lower()
    if len(lower) != len(text) or ("sản phẩm" not in lower and "sao" not in lower and "đặc sản" not in lower):
        return
    if field.field == "title" and (found := _TITLE.match(text)) and _is_title_name(found["name"]):
        yield _mention(field, *found.span("name"), _stars_of(found), "product.title")
    for found in _QUOTED.finditer(lower):
        start, end = found.span("name")
        if not _words().generic.match(lower, start):
            yield _mention(field, start, end, _stars_after(lower, end), "product.quoted")
    for found in _LIST.finditer(lower):
        yield from _listed(field, found)
    for found in _BRACKET.finditer(lower) if "sao" in lower else ():
        named = _BEFORE_BRACKET.search(text, max(0, found.start() - 80), found.start())
        start, end = _trimmed(text, *named.span()) if named else (0, 0)
        if named and _is_name(text[start:end], sure=True):
            yield _mention(field, start, end, _stars_of(found), "product.bracket")
    for found in _AFTER_WORD.finditer(lower):
        start = found.start("name")
        end = _name_end(text, lower, start)
        if _is_name(text[start:end], sure=False):
            yield _mention(field, start, end, _stars_after(lower, end), "product.name")


def _listed(field: Prepared, found: re.Match[str]) -> Iterator[ProductMention]:
    """Names of a list behind "N sản phẩm 4 sao gồm:"."""
    start = found.start("rest")
    for piece in re.split(r"(,| và |;)", field.text[start : found.end("rest")]):
        begin, end = _trimmed(field.text, start, start + len(piece))
        cut = _TAIL.search(field.text[begin:end])
        end = begin + cut.start() if cut else end
        start += len(piece)
        if _ITEM.fullmatch(piece.strip() or ",") or end <= begin:
            continue
        if _is_name(field.text[begin:end], sure=True):
            yield _mention(field, begin, end, _stars_of(found), "product.list")


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Without spaces, quotes, and the word "sản phẩm" or "và" at its beginning."""
    lead = re.compile(r"(?:[\s\"“‘'\-]|(?:và|gồm|sản phẩm|là|có|như)\s)+", re.IGNORECASE).match(text, start, end)
    start = lead.end() if lead else start
    while end > start and text[end - 1] in " \"”’'-":
        end -= 1
    return start, end


def _name_end(text: str, lower: str, start: int) -> int:
    found = _words().ends.search(lower, start)
    end = found.start() if found else len(text)
    words = list(re.finditer(r"\S+", text[start:end]))[:_LONGEST_WORDS]
    return start + words[-1].end() if words else start


def _is_title_name(name: str) -> bool:
    return _is_name(name, sure=False) and not _words().ends.search(name.lower())


def _is_name(name: str, *, sure: bool) -> bool:
    """Whether `name` is a product's own name. `sure`: the place in the sentence says so (a list of stars)."""
    lower = name.lower().strip()
    words = lower.split()
    if (
        not words
        or len(words) > _LONGEST_WORDS
        or _words().generic.match(lower)
        or any(char.isdigit() for char in name[:3])
    ):
        return False
    begins = _words().begins.match(lower) is not None
    if sure:
        return begins or (name[0].isupper() and len(words) >= 2 and not _words().never.match(lower))
    return begins and _CAPITAL.search(name) is not None and len(words) >= 2


def _stars_of(found: re.Match[str]) -> tuple[int | None, bool]:
    return int(found["stars"]), bool(_POTENTIAL.search(found[0].lower()))


def _stars_after(lower: str, end: int) -> tuple[int | None, bool]:
    found = _STARS_AFTER.match(lower, end)
    return _stars_of(found) if found else (None, False)


def _mention(field: Prepared, start: int, end: int, stars: tuple[int | None, bool], rule: str) -> ProductMention:
    span = field.span(start, end)
    return ProductMention(span, " ".join(span.surface.split()), stars[0], stars[1], None, rule)


def _maker(field: Prepared, mention: ProductMention, makers: Sequence[tuple[str, int, str]]) -> str | None:
    """The producer named right behind the product."""
    after = field.raw[mention.span.end : mention.span.end + 40]
    opened = _OWNER.match(after)
    near = mention.span.end + (opened.end() if opened else 0)
    return next((name for where, start, name in makers if where == field.field and 0 <= start - near <= 2), None)
