"""Official document numbers in an article: where each stands, its normal form, the day and issuer its words claim."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.entities.document_context import (
    LAST_WORDS,
    SAID,
    body_class,
    date_after,
    date_before,
    date_within,
    issuer_after,
    issuer_before,
    words_of,
)
from pipeline.entities.document_grammar import TYPES, Symbol, kind_of, read_symbol
from pipeline.entities.document_terms import body_symbol, names_body, party_term
from pipeline.entities.spans import Prepared, prepared_fields
from pipeline.model import Article, DocumentMention

_DIGITS = re.compile(r"\d+")
_DOTTED = re.compile(r"(?<![\w.,/-])\d{1,2}\.$")
_LEFT = re.compile(r"(?:[sS]ố|SỐ|và|[^\W\d_][.,]|[^\w/.,-]|\A)$")
_YEAR_BEHIND = re.compile(r"/((?:19|20)\d\d)(?![\w/.-])")
_FREE = re.compile(r"(?![\w/%]|[.,-]\d)")
_BESIDE = re.compile(
    r"\s*(?:$|[,;:.()\"”]|(?:của|ngày|về|do|và|là|được|đã|ban hành|quy định|có hiệu|nêu|trên|này|thì|cũng|với)\b|"
    r"năm\s+(?:19|20)\d\d)"
)
"""What may follow "Nghị định 98" without "số"; "Quyết định 5 nội dung" is a verb and a count."""
_BARE_KINDS = frozenset(
    ("quyết định", "nghị định", "nghị quyết", "chỉ thị", "thông tư", "kết luận", "công văn", "công điện")
)
_SHARED = re.compile(r"(?<!\w)(?:số\s*:?\s*)?((?:\d{1,5}[a-zđ]?\s*(?:,|;|và|&)\s*){1,6})$")
_ITEM = re.compile(r"\d{1,5}[a-zđ]?")
_COORDINATED = re.compile(r"\s*\)?\s*(?:,|;|và|cùng|, và)?\s*(?:(?:các|với|cả)\s+)*$")
_LOOK_BACK = 90


@dataclass(frozen=True)
class _Hit:
    start: int
    end: int
    said: int
    """Where the document word before it begins."""
    number: str
    symbol: Symbol | None
    kind: str
    year: str
    rule: str


def find_documents(article: Article) -> tuple[DocumentMention, ...]:
    """Every document named by a number, in reading order of the fields. `issuer` is as written and only where words
    beside the number say it; `issuer_place_id` is None (see `attribute_issuers`). `date` is a claim of this text."""
    found = [mention for field in prepared_fields(article) for mention in _in_field(field)]
    return tuple(_completed_by_article(mention, found) for mention in found)


def _in_field(field: Prepared) -> Iterator[DocumentMention]:
    hits = _without_doubles(list(_hits(field.text)))
    claims = [_claims(field, hits, i) for i in range(len(hits))]
    for i, hit in enumerate(hits):
        issuer, day = claims[i]
        yield _mention(field, hit, issuer or _coordinated(field.text, hits, claims, i), day)


def _without_doubles(hits: list[_Hit]) -> list[_Hit]:
    """`hits` without a bare "Chỉ thị số 11" that turned out to be the first item of a shared list."""
    shared = {hit.end for hit in hits if hit.rule == "document.shared-symbol"}
    return [hit for hit in hits if hit.symbol or hit.end not in shared]


def _hits(text: str) -> Iterator[_Hit]:
    """Numbers of documents in order, the items of a shared list before the one that carries the symbol."""
    done = 0
    for digits in _DIGITS.finditer(text):
        if digits.start() < done or len(digits[0]) > 5:
            continue
        start = digits.start()
        if start and not _LEFT.search(text, max(0, start - 2), start):
            dotted = _DOTTED.search(text, max(0, start - 4), start)
            if not dotted or len(digits[0]) != 3:
                continue
            start = dotted.start()
        for hit in _read_at(text, start, digits.end()):
            done = hit.end
            yield hit


def _read_at(text: str, start: int, end: int) -> list[_Hit]:
    if end + 1 < len(text) and text[end].islower() and not text[end + 1].isalnum():
        end += 1
    before = text[max(0, start - _LOOK_BACK) : start]
    words = before.split()
    said = SAID.search(before) if words and words[-1].strip("(:").lower() in LAST_WORDS else None
    number = text[start:end].replace(".", "")
    if symbol := read_symbol(text, end, said=said is not None):
        if words and words[-1].lower() == "năm" and text[end] not in "/-":
            return []
        return _full(text, start, number, symbol, said)
    hit = _number_only(text, start, end, number, said)
    return [hit] if hit else []


def _full(text: str, start: int, number: str, symbol: Symbol, said: re.Match[str] | None) -> list[_Hit]:
    offset = max(0, start - _LOOK_BACK)
    listed = _shared(text[offset:start]) if not said else None
    if listed:
        items, said = listed
    kind = kind_of(symbol, _said_words(text[offset:start], said))
    said_at = offset + said.start() if said else start
    rule = f"document.{symbol.system}"
    last = _Hit(start, symbol.end, said_at, number, symbol, kind, symbol.year if len(symbol.year) == 4 else "", rule)
    if not listed or words_of(said) not in (kind, "văn bản", ""):
        return [last]
    shared = [
        _Hit(offset + m.start(), offset + m.end(), said_at, m[0], symbol, kind, symbol.year, "document.shared-symbol")
        for m in items
    ]
    return [*shared, last]


def _said_words(before: str, said: re.Match[str] | None) -> list[str]:
    """Type words in front, nearest first: a law is named ("Luật Hợp tác xã số 17/2023/QH15") before its number."""
    lower = before.lower()
    far = [(lower.rfind(word), word) for word in ("bộ luật", "luật", "nghị quyết", "pháp lệnh")]
    return [words_of(said), *(word for at, word in sorted(far, reverse=True) if at >= 0)]


def _shared(before: str) -> tuple[list[re.Match[str]], re.Match[str]] | None:
    """The numbers of "Chỉ thị số 11, " in front of `26-CT/TU`, and the document word."""
    numbers = _SHARED.search(before)
    said = SAID.search(before[: numbers.start(1)]) if numbers else None
    if not numbers or not said or not said["word"]:
        return None
    return list(_ITEM.finditer(before, numbers.start(1))), said


def _number_only(text: str, start: int, end: int, number: str, said: re.Match[str] | None) -> _Hit | None:
    """A document word and a number without symbol: "Quyết định số 377", "Nghị định 356/2025"."""
    if not said or not said["word"]:
        return None
    kind, year = words_of(said), ""
    if behind := _YEAR_BEHIND.match(text, end):
        year, end = behind[1], behind.end()
    if not _FREE.match(text, end) or (kind == "báo cáo" and not year):
        return None
    if not said["number_word"]:
        capital = said["word"][0].isupper()
        looks_like_year = not year and 1900 <= int(re.sub(r"\D", "", number)) <= 2100
        if not capital or kind not in _BARE_KINDS or looks_like_year or not (year or _BESIDE.match(text, end)):
            return None
    start_said = max(0, start - _LOOK_BACK) + said.start()
    return _Hit(start_said, end, start_said, number, None, kind, year, "document.number-only")


def _claims(field: Prepared, hits: Sequence[_Hit], i: int) -> tuple[re.Match[str] | None, str | None]:
    """Issuer and day that the words around hit `i` claim."""
    hit, text = hits[i], field.text
    start, end = field.sentence(hit.start)[0], field.sentence(hit.end)[1]
    if i:
        start = max(start, min(hits[i - 1].end, hit.said))
    if i + 1 < len(hits):
        end = max(hit.end, min(end, hits[i + 1].said))
    day, after = date_after(text, hit.end)
    near = issuer_after(text, after, end, near=True)
    issuer = near if near and _fits(near, hit) else None
    if not issuer and hit.symbol:
        far = issuer_after(text, after, end, near=False)
        issuer = far if far and _fits(far, hit) else None
    if not issuer:
        before = issuer_before(text, start, hit.said) or issuer_before(text, start, hit.start)
        within = _between_word_and_number(text, hit)
        issuer = next((m for m in (within, before) if m and _fits(m, hit)), None)
    if day is None and issuer and issuer.start() > hit.end:
        day = date_after(text, issuer.end())[0]
    if day is None:
        day = date_before(text, start, hit.said) or date_within(text, hit.said, hit.start)
    return issuer, day


def _between_word_and_number(text: str, hit: _Hit) -> re.Match[str] | None:
    """The issuer of "Kế hoạch của UBND tỉnh số 262/KH-UBND"."""
    return issuer_after(text, hit.said, hit.start, near=False) if hit.said < hit.start else None


def _fits(issuer: re.Match[str], hit: _Hit) -> bool:
    return hit.symbol is None or names_body(hit.symbol, issuer)


def _coordinated(
    text: str, hits: Sequence[_Hit], claims: Sequence[tuple[re.Match[str] | None, str | None]], i: int
) -> re.Match[str] | None:
    """The issuer said once for "Quyết định số A và Kế hoạch số B của UBND tỉnh"."""
    for here, other in ((i, i + 1), (i, i - 1)):
        if not 0 <= other < len(hits):
            continue
        issuer, (left, right) = claims[other][0], sorted((here, other))
        if not issuer or not _fits(issuer, hits[here]) or (hits[left].symbol is None) != (hits[right].symbol is None):
            continue
        gap_from = max(date_after(text, hits[left].end)[1], issuer.end() if other == left else 0)
        shares_word = hits[left].said == hits[right].said
        if shares_word or _COORDINATED.fullmatch(text, gap_from, max(gap_from, hits[right].said)):
            return issuer
    return None


def _mention(field: Prepared, hit: _Hit, issuer: re.Match[str] | None, day: str | None) -> DocumentMention:
    symbol = hit.symbol
    year = hit.year or (day[:4] if day else "")
    if symbol is None:
        return _bare_mention(field, hit, issuer, day, year)
    system = symbol.system
    shared = hit.rule == "document.shared-symbol"
    norm = symbol.norm(hit.number)
    printed = "".join(field.text[hit.start : hit.end].split())
    return DocumentMention(
        span=field.span(hit.start, hit.end),
        number=hit.number,
        symbol=symbol.text,
        kind=hit.kind,
        system=system,
        norm=norm,
        issuer=_as_written(issuer),
        issuer_place_id=None,
        date=day,
        year=party_term(day, central="TW" in symbol.text) if system == "party" else year or None,
        confidence="exact" if printed == norm or shared else "repaired",
        rule=hit.rule,
    )


def _bare_mention(
    field: Prepared, hit: _Hit, issuer: re.Match[str] | None, day: str | None, year: str
) -> DocumentMention:
    """A mention without symbol; a decree, and words like "của UBND tỉnh", tell what the symbol must be."""
    kind = hit.kind
    symbol = body_symbol(kind, issuer)
    # Only normative documents carry the year in their number; for them "356/2025" or the day beside it gives it.
    year_in_number = hit.year or (year if kind in ("nghị định", "thông tư") else "")
    if symbol:
        norm, text, system = replace(symbol, year=year_in_number).norm(hit.number), symbol.text, symbol.system
    else:
        text, system = next((abbr for abbr, word in TYPES.items() if word == kind and abbr != "CV"), ""), "state"
        norm = "/".join(filter(None, (hit.number, year_in_number, text)))
    return DocumentMention(
        span=field.span(hit.start, hit.end),
        number=hit.number,
        symbol=text,
        kind=kind,
        system=system,
        norm=norm,
        issuer=_as_written(issuer) or ("Chính phủ" if kind == "nghị định" else None),
        issuer_place_id=None,
        date=day,
        year=party_term(day, central="TW" in text) if system == "party" else year or None,
        confidence="number-only",
        rule=hit.rule,
    )


def _as_written(issuer: re.Match[str] | None) -> str | None:
    return " ".join(issuer[0].split()) if issuer and body_class(issuer) else None


def _completed_by_article(mention: DocumentMention, found: Sequence[DocumentMention]) -> DocumentMention:
    """A bare "Quyết định 148" is the one document of that type and number that the article names in full."""
    if mention.confidence != "number-only":
        return mention
    full = [
        m
        for m in found
        if m.confidence != "number-only"
        and m.kind == mention.kind
        and m.number.lstrip("0") == mention.number.lstrip("0")
    ]
    if len({m.norm for m in full}) != 1 or (mention.year and full[0].year and mention.year != full[0].year):
        return mention
    first = full[0]
    return replace(
        mention,
        symbol=first.symbol,
        system=first.system,
        norm=first.norm,
        issuer=mention.issuer or first.issuer,
        year=mention.year or first.year,
        rule="document.same-article",
    )
