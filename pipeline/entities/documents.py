"""Official document numbers in an article: where each stands, its normal form, the day and issuer its words claim."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.entities.document_context import (
    ISSUER,
    body_class,
    date_after,
    date_before,
    date_of_heading,
    date_within,
    issuer_after,
    issuer_before,
)
from pipeline.entities.document_grammar import TYPES
from pipeline.entities.document_hits import Hit, find_hits
from pipeline.entities.document_roles import roles_of
from pipeline.entities.document_terms import body_symbol, names_body, party_term
from pipeline.entities.spans import Prepared, prepared_fields
from pipeline.model import Article, CitationRole, DocumentMention

_IS_HEADING = re.compile(r"(?i:số)\s*:?\s*")
_ISSUED = re.compile(r"(?<!\w)(?:ban hành|ký|phát hành)(?!\w)")
_NEXT_OF_LIST = re.compile(r"[^;.\n]{0,140};\s*(?:và\s+)?")
_COORDINATED = re.compile(r"\s*\)?\s*(?:,|;|và|cùng|, và)?\s*(?:(?:các|với|cả)\s+)*$")


def find_documents(article: Article) -> tuple[DocumentMention, ...]:
    """Every document named by a number, in reading order of the fields. `issuer` is as written and only where words
    beside the number say it; `issuer_place_id` is None (see `attribute_issuers`). `date` is a claim of this text."""
    found = [mention for field in prepared_fields(article) for mention in _in_field(field)]
    return tuple(_completed_by_article(mention, found) for mention in found)


def _in_field(field: Prepared) -> Iterator[DocumentMention]:
    hits = find_hits(field.text)
    claims = [_claims(field, hits, i) for i in range(len(hits))]
    sentences = [(field.sentence(hit.said)[0], field.sentence(hit.end)[1]) for hit in hits]
    roles = roles_of(field.field, field.text, hits, sentences) if hits else []
    for i, hit in enumerate(hits):
        issuer, day = claims[i]
        yield _mention(field, hit, issuer or _coordinated(field.text, hits, claims, i), day, roles[i])


def _claims(field: Prepared, hits: Sequence[Hit], i: int) -> tuple[re.Match[str] | None, str | None]:
    """Issuer and day that the words around hit `i` claim."""
    hit, text = hits[i], field.text
    start, end = field.sentence(hit.start)[0], field.sentence(hit.end)[1]
    if i:
        start = max(start, min(hits[i - 1].end, hit.said))
    if i + 1 < len(hits):
        end = max(hit.end, min(end, hits[i + 1].said))
    day, after = date_after(text, hit.end)
    near = issuer_after(text, after, end, near=True)
    issuer = near if near and _fits(near, hit) else _who_issued(text, start, hit)
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
    if day is None and _IS_HEADING.fullmatch(text, hit.said, hit.start):
        day = date_of_heading(text, hit.end)
    return issuer, day


def _who_issued(text: str, start: int, hit: Hit) -> re.Match[str] | None:
    """The issuer whose verb leaves no doubt: "UBND huyện *ban hành* Kế hoạch số … theo chỉ đạo của UBND tỉnh"."""
    before = issuer_before(text, start, hit.said)
    issued = before and _ISSUED.search(text, before.end(), hit.said)
    return before if before and issued and _fits(before, hit) else None


def _between_word_and_number(text: str, hit: Hit) -> re.Match[str] | None:
    """The issuer of "Kế hoạch của UBND tỉnh số 262/KH-UBND"."""
    return issuer_after(text, hit.said, hit.start, near=False) if hit.said < hit.start else None


def _fits(issuer: re.Match[str], hit: Hit) -> bool:
    return hit.symbol is None or names_body(hit.symbol, issuer)


def _coordinated(
    text: str, hits: Sequence[Hit], claims: Sequence[tuple[re.Match[str] | None, str | None]], i: int
) -> re.Match[str] | None:
    """The issuer said once for "Quyết định số A và Kế hoạch số B của UBND tỉnh", or for "UBND tỉnh ban hành Kế hoạch số
    A về …; Quyết định số B về …"."""
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
        if other == left and issuer.end() <= hits[left].said:
            gap = _NEXT_OF_LIST.fullmatch(text, gap_from, hits[right].said)
            if gap and not ISSUER.search(text, *gap.span()):
                return issuer
    same_word = (j for j in range(i + 1, len(hits)) if hits[j].said == hits[i].said)
    return next((claims[j][0] for j in same_word if claims[j][0]), None)


def _mention(
    field: Prepared, hit: Hit, issuer: re.Match[str] | None, day: str | None, role: CitationRole
) -> DocumentMention:
    symbol = hit.symbol
    year = hit.year or (day[:4] if day else "")
    if symbol is None:
        return _bare_mention(field, hit, issuer, day, year, role)
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
        role=role,
    )


def _bare_mention(
    field: Prepared, hit: Hit, issuer: re.Match[str] | None, day: str | None, year: str, role: CitationRole
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
        role=role,
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
    return mention._replace(
        symbol=first.symbol,
        system=first.system,
        norm=first.norm,
        issuer=mention.issuer or first.issuer,
        year=mention.year or first.year,
        rule="document.same-article",
    )
