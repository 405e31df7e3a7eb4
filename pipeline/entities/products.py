"""OCOP products that an article names, with the stars the sentence gives them (domain.md 4.2-4.3).

A name is a phrase that begins with a kind of goods and holds a name of its own ("rượu mận Sáu Tia"), or an item of a
list of rated products. It counts where the text rates it, lists it, or says whose it is: a kind of goods as crop or
stock ("200 ha chè Shan tuyết") is none. Only what is said counts: stars come from the words around, never from points.
"""

import re
from bisect import bisect_left
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

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
from pipeline.entities.product_neighbours import ANY_PACK, JOINED, PACK, Makers, is_joined, maker_of, makers_in_field
from pipeline.entities.product_pieces import (
    AFTER_WORD,
    OWN,
    OWN_WORD,
    QUOTED_OWN,
    RATED_NEXT,
    Piece,
    goods_in,
    has_cue,
    is_placed,
    is_stock,
    list_of,
    strange_goods,
    stretches,
    with_strange,
)
from pipeline.entities.product_stars import with_stars_apart
from pipeline.entities.product_tables import product_cells
from pipeline.entities.product_words import Goods, any_in, last_before, product_vocabulary
from pipeline.entities.spans import Prepared, prepared_fields
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
_ONE_PRODUCT = re.compile(r"(?<!các )(?<!những )(?<!nhiều )(?<!loại )[Ss]ản phẩm (?:ocop |OCOP )?$")
_SHOWS = re.compile(
    r"(?<!\w)(?:giới thiệu|mang đến|mang tới|mang theo|trưng bày|bày bán|quảng bá|đưa đến|chào bán)"
    r"(?: (?:hội chợ|gian hàng|sản phẩm|các sản phẩm|đặc sản|các đặc sản|các|những))* $"
)
_SPOKEN_OF = ("sản phẩm", "Sản phẩm", "đặc sản", "Đặc sản")
_IN_BRACKETS = re.compile(r" ?\([^()\n]{1,60}\)")
_EACH = re.compile(r"(?<!\w)(?:đều|cùng)(?: \w+){0,4} 0?[1-5] sao")
_GIVEN_TO = re.compile(
    r"(?:công nhận|chứng nhận|trao|xếp|gắn)(?: hạng| đạt)* (?:OCOP )?0?([3-5]) sao(?: OCOP)?(?: (?:cấp|năm) \w+)?"
    r" (?:cho|đối với) (?:các |\d{1,2} )?(?:sản phẩm )?(?:gồm |là )?:? ?$",
    re.IGNORECASE,
)
"""Said of all goods behind it: "Công nhận 3 sao cho thổ cẩm của …, gạo của …"."""
_OTHERS = re.compile(r"[;,] (?:còn lại|số còn lại|các sản phẩm còn lại|\d+ sản phẩm)(?!\w)")
_SITE = re.compile(r"(?:điểm|khu|làng|vườn) (?:du lịch|nghỉ|tham quan|văn)|homestay|tour |dịch vụ", re.IGNORECASE)
_QUOTES = re.compile(r"[\"“”]")


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
            makers_in_field(field, producers, cooperatives), field.taken(place.span for place in places),
            find_lists(field, rating, headline, about=about), Goods(field), starts_of(("sao",), field.text),
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


Units = Sequence[tuple[int, int]]


@dataclass
class _Around:
    """What else stands in a field, in order."""

    makers: Makers
    units: Units
    lists: Sequence[Listed]
    goods: Goods
    stars: Sequence[int]
    """Where "sao" stands."""
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

    def may_name_in(self, start: int, end: int) -> bool:
        """Whether there is anything in `start:end` by which a product is told."""
        return (
            self.goods.named_in(start, end)
            or any_in(self.stars, start, end)
            or bool(self.listed_in(start, end))
            or (self.goods.may_begin_in(start, end) and bool(self.makers_in(start, end)))
        )

    def units_in(self, start: int, end: int) -> Units:
        """Those that begin in `start:end`."""
        return self.units[bisect_left(self._unit_starts, start) : bisect_left(self._unit_starts, end)]


def _in_field(field: Prepared, around: _Around) -> Iterator[ProductMention]:
    for found in matches_at(_QUOTED, field.text, _BEFORE_QUOTES):
        name = found["name"].lower()
        if found["brand"] and not product_vocabulary().begins.match(name):
            continue
        if not product_vocabulary().generic.match(name):
            own = stars_between(field.text, found.end(), field.sentence(found.end() - 1)[1])
            given = own or Stars(None, False)
            yield _mention(field, *found.span("name"), given, None, "product.quoted", _state("announced", given))
    if around.topic:
        yield from _in_cells(field, around)
    for start, end in field.sentences():
        if around.may_name_in(start, end):
            yield from _in_sentence(field, start, end, around)


def _in_cells(field: Prepared, around: _Around) -> Iterator[ProductMention]:
    for start, end in product_cells(field):
        row = field.sentence(start)
        pack = PACK.search(field.text, start, end)
        maker = next((name for begin, _, name in around.makers_in(start, row[1])), None)
        given = stars_between(field.text, end, row[1]) or Stars(None, False)
        yield _mention(field, start, pack.start() if pack else end, given, maker, "product.list")


class _Sentence(NamedTuple):
    """A sentence in which products may be named."""

    start: int
    end: int
    makers: Makers
    lists: Sequence[Listed]
    rated: bool
    """Whether it speaks of rating."""
    spoken_of: bool
    """Whether it speaks of products at all: by such a word, a rating, a producer, a list."""


def _in_sentence(field: Prepared, start: int, end: int, around: _Around) -> Iterator[ProductMention]:
    near, listed = around.makers_in(start, end), around.listed_in(start, end)
    rated = around.rating.between(start, end)
    spoken_of = bool(near or listed or rated or any(field.text.find(word, start, end) >= 0 for word in _SPOKEN_OF))
    if not (spoken_of or (around.topic and field.field != "title" and around.capitals_in(start + 1, end) >= 2)):
        return
    sentence = _Sentence(start, end, near, listed, rated, spoken_of)
    pieces = _pieces_in(field.text, sentence, around)
    if pieces:
        yield from _counted(field, sentence, pieces, around)


def _pieces_in(text: str, sentence: _Sentence, around: _Around) -> list[Piece]:
    """What may be products in a sentence, in order."""
    start, end, near, listed = sentence.start, sentence.end, sentence.makers, sentence.lists
    words = product_vocabulary()
    inside = around.units_in(start, end)
    heads = {begin for begin, *_ in near} | {begin for begin, _ in inside}
    pieces: list[Piece] = []
    strange: list[Piece] = []
    stock = -1
    bracketed = text.find("(", start, end) >= 0
    last = end if near or listed else max(around.goods.last_in(start, end), last_before(around.stars, end))
    for a, b in stretches(text, start, end, listed, words, heads):
        if a > last:
            break
        if (
            text.startswith("từ ", a - 3)
            or (pieces and a < pieces[-1].end)
            or (near and any(x < b and a < y for x, y, _ in near))
            or (not sentence.spoken_of and around.capitals_in(a + 1, b) < 2)
        ):
            continue
        of_list = list_of(a, b, listed) if listed else None
        placed = bool(near or of_list) and is_placed(text, start, a, b, near, heads, in_list=of_list is not None)
        named = around.goods.named_in(a, b)
        if not (of_list or placed or named or (any_in(around.stars, b, end) and RATED_NEXT.match(text, b))):
            continue
        opens = of_list.start + text.startswith("(", of_list.start) if of_list else start
        if bracketed and text.count("(", opens, a) > text.count(")", opens, a):
            continue
        if of_list is None and not placed and is_stock(text, a, b, stock, words, around.goods):
            stock = b
            continue
        b = min([x for x, y in inside if a < x < b and has_cue(text[x:y])], default=b) if inside else b
        piece = goods_in(text, max(a, opens), b, words, around.goods, of_list, placed=placed)
        if piece and (quoted := QUOTED_OWN.match(text, piece.end)):
            piece = piece._replace(end=quoted.end(), own=True)
        if piece and not any(x <= piece.start < y for x, y in inside):
            pieces.append(piece)
        elif piece is None and of_list is not None and not any(x <= a < y for x, y in inside):
            strange += [found for found in [strange_goods(text, a, b, words, of_list)] if found]
    return with_strange(pieces, strange, listed) if pieces else []


class _Told(NamedTuple):
    """What the words around a piece say of it."""

    stars: Stars | None
    state: RatingState
    maker: str | None
    offered: bool
    """Whether the maker stands right behind it, or behind the one before, which it is joined to."""
    judged: bool
    """Whether "sản phẩm", of one thing, stands before it or those that it is joined to."""
    after_word: bool
    """Whether "sản phẩm", "đặc sản" or the like does."""
    shown: bool
    """Whether it is among what somebody shows."""


def _counted(
    field: Prepared, sentence: _Sentence, pieces: Sequence[Piece], around: _Around
) -> Iterator[ProductMention]:
    """Those of the pieces that count as products."""
    text, near = field.text, sentence.makers
    follows = [*(piece.start for piece in pieces[1:]), sentence.end]
    follows = [_said_of(text, piece.end, until) for piece, until in zip(pieces, follows, strict=True)]
    each = [stars_between(text, piece.end, until) for piece, until in zip(pieces, follows, strict=True)]
    stars = in_turn(text[pieces[-1].end : sentence.end], len(pieces)) or _shared(text, pieces, each, sentence.end, near)
    before: Piece | None = None
    maker_before: tuple[str, bool] | None = None
    judged = shown = False
    said = state_between(text, sentence.start, pieces[0].start)
    to_all = _GIVEN_TO.search(text, sentence.start, pieces[0].start)
    for_all = Stars(int(to_all[1]), False) if to_all and said == "announced" else None
    for piece, own, state in zip(pieces, stars, _states(text, pieces, follows), strict=True):
        maker = maker_of(text, piece.start, piece.end, near)
        joined = before is not None and is_joined(text, before.end, piece.start, near)
        judged = (joined and judged) or _stands_before(_ONE_PRODUCT, text, sentence.start, piece.start, 30)
        shown = (
            around.topic
            and not _all_capitals(text[piece.start : piece.end])
            and (_stands_before(_SHOWS, text, sentence.start, piece.start, 60) or (joined and shown))
        )
        offered = maker is not None and (maker[1] or (joined and maker_before == maker))
        told = _Told(
            own,
            state,
            maker[0] if maker else None,
            offered,
            judged,
            joined or _stands_before(AFTER_WORD, text, sentence.start, piece.start, 20),
            shown,
        )
        rule = _rule(field, piece, told, sentence.rated, around)
        if rule:
            before, maker_before = piece, maker
            given = own or piece.listed or for_all or Stars(None, False)
            told_state = _state(state if state != "announced" else said, given)
            yield _mention(field, piece.start, piece.end, given, told.maker, rule, told_state)


def _stands_before(said: re.Pattern[str], text: str, start: int, at: int, most: int) -> bool:
    """Whether it is said before `at`, at most so many characters away and not before `start`."""
    return said.search(text, max(start, at - most), at) is not None


def _states(text: str, pieces: Sequence[Piece], follows: Sequence[int]) -> list[RatingState]:
    """What is told of the rating of each; of those that are joined, behind the last of them."""
    states = [state_between(text, piece.end, until) for piece, until in zip(pieces, follows, strict=True)]
    for i in range(len(pieces) - 2, -1, -1):
        if states[i] == "announced" and JOINED.fullmatch(text, pieces[i].end, pieces[i + 1].start):
            states[i] = states[i + 1]
    return states


def _rule(field: Prepared, piece: Piece, told: _Told, rated: bool, around: _Around) -> str:
    """The rule by which a piece counts, empty where it does not. `rated`: the sentence speaks of rating."""
    name = field.text[piece.start : piece.end]
    if piece.listed is not None:
        return "product.list"
    if not piece.own:
        in_cell = told.maker is not None and field.text.startswith(" |", piece.end)
        if told.offered and (rated or told.after_word or in_cell):
            return "product.of-producer"
        return "product.rated" if told.judged and (told.stars or told.state != "announced") else ""
    if told.stars:
        return "product.rated"
    if told.maker:
        return "product.of-producer"
    if told.after_word or told.shown or (rated and _is_called(name, around.named)):
        return "product.name"
    in_topic = (
        around.topic
        and field.field != "title"
        and len(OWN_WORD.findall(field.text, piece.start + 1, piece.end)) >= 2
        and not product_vocabulary().variety.search(name.lower())
        and not name.lower().endswith(around.provinces)
        and _is_called(name, around.named)
    )
    return "product.topic" if in_topic else ""


def _state(told: RatingState, given: Stars) -> RatingState:
    """What the words around the product tell of its rating, and what those before its stars do."""
    if told not in ("announced", "renewed"):
        return told
    return "potential" if given.potential else "proposed" if given.proposed else told


def _all_capitals(name: str) -> bool:
    """Whether every word begins with a capital, as in names of persons, places and festivals ("Hoa Đà Lạt")."""
    return all(not token[0].islower() for token in name.split())


def _is_called(name: str, named: Container[str]) -> bool:
    """Whether goods that only stand in a sentence about rating have a name of their own: one with a capital behind a
    kind of goods in lower case, and not only a place's."""
    own = OWN_WORD.search(name, 1) is not None
    called = own and not _all_capitals(name) and not _is_of_a_place(name, named)
    return called and not _SITE.match(name)


def _is_of_a_place(name: str, named: Container[str]) -> bool:
    """Whether it is goods and the name of a district or province of the article ("muối Bạc Liêu"): nobody's product."""
    own = OWN.search(name, 1)
    return own is not None and name.count(" ", 0, own.start()) <= 2 and name[own.start() :].lower() in named


def _said_of(text: str, start: int, end: int) -> int:
    """`end`, or where the words go on to other products ("; còn lại là 3 sao như: …")."""
    others = _OTHERS.search(text, start, end)
    return others.start() if others else end


def _shared(
    text: str, pieces: Sequence[Piece], stars: list[Stars | None], end: int, near: Makers
) -> list[Stars | None]:
    """Stars said once for all of "A và B đều đạt 4 sao", "A (huyện C), B (huyện D) đạt 4 sao" go to each."""
    for_all = stars[-1] is not None and _EACH.search(text, pieces[-1].end, end) is not None
    for i in range(len(pieces) - 2, -1, -1):
        between = text[pieces[i].end : pieces[i + 1].start]
        if stars[i] is not None and _EACH.search(between):
            for_all = True
        elif ";" in between:
            for_all = False
        joined = JOINED.fullmatch(_IN_BRACKETS.sub("", ANY_PACK.sub("", between)))
        listed = joined is not None or is_joined(text, pieces[i].end, pieces[i + 1].start, near)
        if stars[i] is None and (listed or (for_all and ";" not in between)):
            stars[i] = stars[i + 1]
    return stars


def _mention(
    field: Prepared, start: int, end: int, stars: Stars, maker: str | None, rule: str, state: RatingState = "announced"
) -> ProductMention:
    span = field.span(start, end)
    name = " ".join(_QUOTES.sub("", span.surface).split())
    return ProductMention(span, name, stars.stars, stars.potential, maker, rule, state)
