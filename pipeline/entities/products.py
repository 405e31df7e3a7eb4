"""OCOP products that an article names, with the stars the sentence gives them (domain.md 4.2-4.3).

A name is a phrase that begins with a kind of goods and holds a name of its own ("rượu mận Sáu Tia"), or an item of a
list of rated products. It counts where the text rates it, lists it, or says whose it is: a kind of goods as crop or
stock ("200 ha chè Shan tuyết") is none. Only what is said counts: stars come from the words around, never from points.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

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
from pipeline.entities.product_stars import with_stars_apart
from pipeline.entities.product_words import Words, product_vocabulary
from pipeline.entities.spans import UPPER, Prepared, prepared_fields
from pipeline.model import Article, CooperativeMention, PlaceMention, ProducerMention, ProductMention

_QUOTED = re.compile(r"[Ss]ản phẩm(?: OCOP)?(?: (?:mang )?tên)? ?[\"“‘'](?P<name>[^\"”’'\n]{3,80})[\"”’']")
_OWN = re.compile(rf"(?<!\w)(?:[{UPPER}]|\d)")
_LAST_OWN = re.compile(rf"(?<!\w)(?:[{UPPER}]|\d)\S*")
_OWNER = re.compile(
    r",? ?(?:(?:là sản phẩm )?(?:của|do|thuộc) |\(|- |\| |: ?)(?:của )?(?:chi nhánh [^,(]{2,20} - )?$", re.IGNORECASE
)
_OFFERS = re.compile(
    r"(?: ?\([^)\n]{2,60}\))?,? ?(?:(?:đã |đang |vừa |cũng |hiện )?"
    r"(?:có|với|làm|giới thiệu|ra mắt|sản xuất|mang|bán|trưng bày|đưa)|:|gồm)[^.;|\n]{0,40}$"
)
_JOINED = re.compile(r"(?:,| và|, và|,? cùng)(?: \d+)?(?: sản phẩm)? ?$")
_PACK = re.compile(
    r" (?:(?:hộp|gói|chai|lọ|túi|hũ|loại) )?\d+(?:[.,]\d+)? ?(?:gam|gram|gr|g|kg|ml|lít|l)$", re.IGNORECASE
)
_ANY_PACK = re.compile(_PACK.pattern.removesuffix("$") + r"(?!\w)", re.IGNORECASE)
_NUMBERED = re.compile(rf"\(?\d{{1,2}}[.)/] ?|[-+•*] ?|\d{{1,2}} (?=[{UPPER}])")
_SETS = re.compile(r"(?:Bộ|bộ|Nhóm|nhóm) sản phẩm ")
_AFTER_WORD = re.compile(r"(?:sản phẩm|đặc sản|Sản phẩm|Đặc sản|thương hiệu)(?: OCOP)?:? ?$")
_SPOKEN_OF = re.compile("[Ss]ản phẩm|[Đđ]ặc sản")
_EACH = re.compile(r"(?<!\w)(?:đều|cùng)(?: \w+){0,4} 0?[1-5] sao")
_RATED_NEXT = re.compile(r"[\"”’']? ?\(?(?:(?:đạt|hạng|OCOP|xếp hạng|chuẩn|được công nhận) )*0?[1-5] sao")
_PERSON = re.compile(rf"[{UPPER}]\w+ (?:Thị|Văn) [{UPPER}]")
_STARS_BESIDE = re.compile(r"\([^)]*sao[^)]*\)|\([A-Z0-9 ]{2,15}\)|0?\d sao|hạng|đạt|OCOP")
_FUNCTION_WORD = re.compile(r"(?<!\w)(?:của|do|có|là|được|tại|ở)(?!\w)")
_NEXT_CELL = re.compile(r" ?\| ?")
_ONE_MORE = re.compile(rf" [^\W\d_{UPPER}]+")
"""The second syllable of an own name that only its first has with a capital ("muối ớt Chẩm *chéo*")."""
_MOST_WORDS = 12


@dataclass(frozen=True)
class _Piece:
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
    for field in prepared_fields(article):
        spans = [(m.span, m.name) for m in producers] + [(m.span, m.span.surface) for m in cooperatives]
        makers = [
            (start, end, name)
            for span, name in spans if span.field == field.field
            for start, end in field.taken([span])
        ]  # fmt: skip
        units = field.taken(place.span for place in places)
        end = -1
        rating = RatingWords(field.lower)
        lists = find_lists(field, rating, headline, about=about)
        mentions = sorted(
            _in_field(field, sorted(makers), units, lists, rating), key=lambda m: (m.span.start, -len(m.span.surface))
        )
        kept = []
        for mention in mentions:
            if mention.span.start >= end:
                kept.append(mention)
                end = mention.span.end
        found += with_stars_apart(field, kept)
    return tuple(found)


Makers = Sequence[tuple[int, int, str]]
Units = Sequence[tuple[int, int]]


def _in_field(
    field: Prepared, makers: Makers, units: Units, lists: Sequence[Listed], rating: RatingWords
) -> Iterator[ProductMention]:
    for found in _QUOTED.finditer(field.text):
        if not product_vocabulary().generic.match(found["name"].lower()):
            own = stars_between(field.text, found.end(), field.sentence(found.end() - 1)[1])
            yield _mention(field, *found.span("name"), own or Stars(None, False), None, "product.quoted")
    for start, end in field.sentences():
        yield from _in_sentence(field, start, end, makers, lists, units, rated=rating.between(start, end))


def _in_sentence(
    field: Prepared, start: int, end: int, makers: Makers, lists: Sequence[Listed], units: Units, *, rated: bool
) -> Iterator[ProductMention]:
    text, words = field.text, product_vocabulary()
    near = [maker for maker in makers if start <= maker[0] < end] if makers else []
    listed = [found for found in lists if found.start < end and start < found.end] if lists else []
    if not (near or listed or rated or _SPOKEN_OF.search(text, start, end)):
        return
    if not (listed or words.named_in(field.lower, start, end) or text.find("sao", start, end) >= 0):
        return
    inside = [unit for unit in units if start <= unit[0] < end]
    pieces = []
    bracketed = "(" in text[start:end]
    for a, b in _stretches(text, start, end, listed, words):
        if near and any(x < b and a < y for x, y, _ in near):
            continue
        of_list = _list_of(a, b, listed) if listed else None
        if of_list is None and not words.may_hold(text[a:b]) and not _RATED_NEXT.match(text, b):
            continue
        opens = of_list.start + text.startswith("(", of_list.start) if of_list else start
        if bracketed and text.count("(", opens, a) > text.count(")", opens, a):
            continue
        b = min([x for x, y in inside if a < x < b and _has_cue(text[x:y])], default=b) if inside else b
        piece = _goods(text, max(a, opens), b, words, of_list.stars if of_list else None)
        if piece and not any(x <= piece.start < y for x, y in inside):
            pieces.append(piece)
    if not pieces:
        return
    follows = [*(piece.start for piece in pieces[1:]), end]
    stars = [stars_between(text, piece.end, until) for piece, until in zip(pieces, follows, strict=True)]
    stars = in_turn(text[pieces[-1].end : end], len(pieces)) or _shared(text, pieces, stars, end)
    before: _Piece | None = None
    said = state_between(text, start, pieces[0].start)
    for piece, own, until in zip(pieces, stars, follows, strict=True):
        maker = _maker(text, piece, near)
        joined = before is not None and _JOINED.fullmatch(text, before.end, piece.start) is not None
        after_word = joined or _AFTER_WORD.search(text, max(start, piece.start - 20), piece.start) is not None
        if piece.listed is not None:
            rule = "product.list"
        elif not piece.own:
            in_cell = maker is not None and text[piece.end : piece.end + 2] == " |"
            if not (maker and maker[1] and (rated or after_word or in_cell)):
                continue
            rule = "product.of-producer"
        elif own:
            rule = "product.rated"
        elif maker:
            rule = "product.of-producer"
        elif rated or after_word:
            rule = "product.name"
        else:
            continue
        given = own or piece.listed or Stars(None, False)
        before = piece
        found = _mention(field, piece.start, piece.end, given, maker[0] if maker else None, rule)
        state = state_between(text, piece.end, until)
        yield replace(found, state=state if state != "announced" else said)


def _stretches(text: str, start: int, end: int, listed: Sequence[Listed], words: Words) -> Iterator[tuple[int, int]]:
    """Stretches between punctuation and function words; in a list only what parts its items counts."""
    at = start
    if not listed:
        for stop in words.ends.finditer(text, start, end):
            if stop.start() > at:
                yield at, stop.start()
            at = stop.end()
        if at < end:
            yield at, end
        return
    while at < end:
        of_list = any(found.start <= at < found.end for found in listed)
        limit = min([edge for found in listed for edge in (found.start, found.end) if edge > at] + [end])
        parts = (words.list_ends if of_list else words.ends).search(text, at, limit)
        until = parts.start() if parts else limit
        if until > at:
            yield at, until
        at = max(parts.end() if parts else limit, at + 1)


def _list_of(start: int, end: int, listed: Sequence[Listed]) -> Listed | None:
    """The innermost list that the stretch stands in."""
    return max(
        (found for found in listed if found.start <= end - 1 and start < found.end), key=lambda f: f.start, default=None
    )


def _goods(text: str, start: int, end: int, words: Words, listed: Stars | None) -> _Piece | None:
    """The goods in a stretch: from the first word that is a kind of goods to the end of its own name."""
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
    lower = text[start:end].lower()
    begin = 0 if _SETS.match(text, start, end) else words.first_goods(lower)
    if begin is None and text[start].isupper() and " " in lower and _RATED_NEXT.match(text, end):
        begin = 0
    if begin is None or (listed is not None and text[start].isupper() and begin > words.set_before(lower[:begin])):
        capitals = sum(word[0].isupper() for word in text[start:end].split())
        if listed is None or not text[start].isupper() or capitals < 2 or words.never.match(lower):
            return None
        begin = 0
    if begin and (words.splits_a_word(lower[:begin]) or (words.is_crop(lower[:begin]) and listed is None)):
        return None
    goods = lower[begin:]
    if words.generic.match(goods) or words.never.match(goods) or "ocop" in goods:
        return None
    if _PERSON.search(text, start + begin, end):
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


def _shared(text: str, pieces: Sequence[_Piece], stars: list[Stars | None], end: int) -> list[Stars | None]:
    """Stars said once for all of "A và B đều đạt 4 sao" go to each."""
    for_all = stars[-1] is not None and _EACH.search(text, pieces[-1].end, end) is not None
    for i in range(len(pieces) - 2, -1, -1):
        between = text[pieces[i].end : pieces[i + 1].start]
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
        or ("(" not in rest and rest[0] in ",v" and ";" not in rest and not _FUNCTION_WORD.search(rest))
    )


def _mention(field: Prepared, start: int, end: int, stars: Stars, maker: str | None, rule: str) -> ProductMention:
    span = field.span(start, end)
    return ProductMention(span, " ".join(span.surface.split()), stars.stars, stars.potential, maker, rule)
