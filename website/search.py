"""From what a person typed to an FTS5 MATCH expression. Pure; whatever is typed gives a valid expression.

A word with Vietnamese marks means itself (`năm` is not `nam`). A word without any means every spelling (`nam` finds
both). Abbreviations of the field stand for their long form and the other way round, always as phrases. Quoted words,
and document numbers as people type them (`10946 kh ubnd`), are phrases. The index is written by the pipeline.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.text import fold, has_marks, normalise

EXACT_COLUMNS = "{title lead captions attachments body}"
FOLDED_COLUMNS = "{title_f lead_f captions_f attachments_f body_f}"
NOTHING = '""'
"""The expression that matches no article and is no syntax error."""

MAX_TYPED = 500
MAX_UNITS = 24
"""Characters, and then words and phrases, that are searched for; what was typed beyond is left out and named."""

ALIASES: tuple[tuple[str, ...], ...] = (
    ("htx", "hợp tác xã"),
    ("tht", "tổ hợp tác"),
    ("ubnd", "ủy ban nhân dân"),
    ("ntm", "nông thôn mới"),
    ("ocop", "mỗi xã một sản phẩm"),
    ("qđ", "quyết định"),
    ("kh", "kế hoạch"),
    ("qtdnd", "quỹ tín dụng nhân dân"),
)
"""Forms that are one thing, the abbreviation first (domain.md 5.2)."""

_SYMBOLS = """
kh qd ubnd hdnd ct tu tb nq hd bc cv ttr tt nd cp ttg ttcp tw hu dbqh nn nnptnt bnnptnt snn snnptnt snnmt bnnmt vpdp
vpdpntm ntm sct bct bkhcn bvhttdl lmhtx hnd hlhpn stc skhdt skhcn pnn pkt ktht kttc vhtt vhxh bcd bdt gcn
"""
_SYMBOL_PARTS = frozenset(_SYMBOLS.split())
"""Parts of document symbols, folded: they make a number before them a document number (domain.md 2.2, 2.3)."""

_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "″": '"'})
_PIECES = re.compile(r'"([^"]*)"?|([^\s"]+)')
_WORDS = re.compile(r"[^\W_]+")
_NUMBER_SIGN = "so"


@dataclass(frozen=True)
class Phrase:
    """Consecutive words to look for."""

    words: tuple[str, ...]
    """Lower case, normalised, without punctuation; never empty."""
    any_accents: bool
    """Every spelling with or without marks counts; otherwise exactly these letters."""

    @property
    def text(self) -> str:
        """The words with single spaces."""
        return " ".join(self.words)

    def exact(self) -> str:
        """The expression for these letters."""
        return f'{EXACT_COLUMNS} : "{self.text}"'

    def folded(self) -> str:
        """The expression for these letters under any marks."""
        return f'{FOLDED_COLUMNS} : "{fold(self.text)}"'

    def match(self) -> str:
        """The expression that this phrase means; the exact form counts twice in the ranking."""
        return f"{self.exact()} OR {self.folded()}" if self.any_accents else self.exact()

    def hits(self) -> str:
        """The same articles as `match` for half the work: the folded columns hold a word without marks too."""
        return self.folded() if self.any_accents else self.exact()


@dataclass(frozen=True)
class Unit:
    """One thing that was asked for: any of its alternatives will do."""

    phrases: tuple[Phrase, ...]
    """The first is what was typed, the others its aliases."""

    def match(self) -> str:
        return "(" + " OR ".join(phrase.match() for phrase in self.phrases) + ")"

    def hits(self) -> str:
        return "(" + " OR ".join(phrase.hits() for phrase in self.phrases) + ")"

    def exact(self) -> str:
        return "(" + " OR ".join(phrase.exact() for phrase in self.phrases) + ")"

    def folded(self) -> str:
        return "(" + " OR ".join(phrase.folded() for phrase in self.phrases) + ")"


@dataclass(frozen=True)
class Query:
    """What was typed, understood."""

    typed: str
    units: tuple[Unit, ...]
    cut: bool = False
    """More was typed than is searched for."""

    @property
    def match(self) -> str:
        """The MATCH expression: every unit must occur. `""` for nothing to look for."""
        return all_of(unit.match() for unit in self.units)

    @property
    def hits(self) -> str:
        """Finds the same articles as `match`, faster; for counting and choosing, not for ranking."""
        return all_of(unit.hits() for unit in self.units)

    @property
    def exact(self) -> str:
        """Only the letters as typed: these hits rank first."""
        return all_of(unit.exact() for unit in self.units)

    @property
    def folded(self) -> str:
        """Every word under any marks: the second try when accents found nothing."""
        return all_of(unit.folded() for unit in self.units)

    @property
    def phrase(self) -> str:
        """All that was typed as one phrase; these hits rank first among their like."""
        words = [word for unit in self.units for word in unit.phrases[0].words]
        return _phrase(words).match() if words else NOTHING

    @property
    def has_marks(self) -> bool:
        """Whether any unit insists on its accents."""
        return any(not phrase.any_accents for unit in self.units for phrase in unit.phrases[:1])

    @property
    def expansions(self) -> tuple[tuple[str, ...], ...]:
        """Which aliases were added: (typed, added, …)."""
        return tuple(tuple(phrase.text for phrase in unit.phrases) for unit in self.units if len(unit.phrases) > 1)

    def relaxed(self) -> Iterator[str]:
        """Ever weaker expressions for when not all words occur together: all but one, all but two, any."""
        folded = [unit.folded() for unit in self.units]
        for left_out in (1, 2):
            if len(folded) >= 2 * left_out + 1 and len(folded) <= 10:
                yield any_of(all_of(kept) for kept in _without(folded, left_out))
        if len(folded) > 1:
            yield any_of(folded)


def all_of(expressions: Iterator[str] | Sequence[str]) -> str:
    """Expressions joined by AND; `""` without any."""
    return " AND ".join(expressions) or NOTHING


def any_of(expressions: Iterator[str] | Sequence[str]) -> str:
    """Expressions joined by OR, each in brackets; `""` without any."""
    return " OR ".join(f"({expression})" for expression in expressions) or NOTHING


def match_expression(q: str) -> Query:
    """Understand what a person typed. Any text is allowed; `Query.match` is always a valid FTS5 expression."""
    typed = " ".join(normalise(q).split())
    searched = typed[:MAX_TYPED].translate(_QUOTES)
    units: list[Unit] = []
    loose: list[str] = []
    for quoted, word in _PIECES.findall(searched):
        if word:
            loose.append(word)
            continue
        units += _loose_units(loose)
        loose = []
        if words := _words(quoted):
            units.append(Unit((_phrase(words),)))
    units += _loose_units(loose)
    return Query(typed, tuple(units[:MAX_UNITS]), cut=len(units) > MAX_UNITS or len(typed) > MAX_TYPED)


def fts_literal(q: object) -> str:
    """The `escape_fts` of Datasette's own table pages: the MATCH expression of what was typed."""
    return match_expression("" if q is None else str(q)).match


def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORDS.findall(text.lower()))


def _phrase(words: Sequence[str]) -> Phrase:
    return Phrase(tuple(words), any_accents=not has_marks(" ".join(words)))


def _loose_units(typed: Sequence[str]) -> list[Unit]:
    """Units of words that stand outside quotes, in order."""
    pieces = [words for piece in typed if (words := _words(piece))]
    units: list[Unit] = []
    position = 0
    while position < len(pieces):
        unit, used = _document_number(pieces[position:]) or _alias(pieces[position:]) or (None, 1)
        units.append(unit or Unit((_phrase(pieces[position]),)))
        position += used
    return units


def _document_number(pieces: Sequence[tuple[str, ...]]) -> tuple[Unit, int] | None:
    """`10946 kh ubnd`, `số 46 ct/tu`, `148/QĐ-UBND`: number and symbol as one phrase, and how many pieces it took."""
    skipped = 1 if fold(pieces[0][0]) == _NUMBER_SIGN and len(pieces[0]) == 1 else 0
    if len(pieces) <= skipped or not pieces[skipped][0].isdecimal():
        return None
    words: list[str] = list(pieces[skipped])
    used = skipped + 1
    while used < len(pieces) and all(fold(word) in _SYMBOL_PARTS for word in pieces[used]):
        words += pieces[used]
        used += 1
    is_number = len(words) > 1 and any(fold(word) in _SYMBOL_PARTS for word in words[1:])
    return (Unit((_phrase(words),)), used) if is_number else None


def _alias(pieces: Sequence[tuple[str, ...]]) -> tuple[Unit, int] | None:
    """The longest form of ALIASES that begins here, typed with or without marks, and how many pieces it took."""
    flat = [piece[0] for piece in pieces if len(piece) == 1]
    if len(flat) < len(pieces):
        flat = flat[: next(i for i, piece in enumerate(pieces) if len(piece) > 1)]
    forms = sorted(
        ((form.split(), group) for group in ALIASES for form in group), key=lambda pair: len(pair[0]), reverse=True
    )
    for form, group in forms:
        typed = flat[: len(form)]
        if typed == form or typed == [fold(word) for word in form]:
            others = (other for other in group if other.split() != form)
            return Unit((_phrase(typed), *(Phrase(tuple(other.split()), True) for other in others))), len(form)
    return None


def _without(expressions: Sequence[str], left_out: int) -> Iterator[list[str]]:
    """Every way to leave out `left_out` of the expressions (1 or 2)."""
    count = len(expressions)
    for i in range(count):
        if left_out == 1:
            yield [expression for k, expression in enumerate(expressions) if k != i]
            continue
        for j in range(i + 1, count):
            yield [expression for k, expression in enumerate(expressions) if k not in (i, j)]
