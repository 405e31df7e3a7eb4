"""Whose document it is: the issuer with its place, by the rules of domain.md 2.7.

The symbol alone does not tell: 10946/KH-UBND may belong to any of some eleven thousand committees. Words beside the
number decide, then the unit of the portal, as far as that leaves no choice; otherwise the place stays None.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date

from pipeline.entities.document_context import ISSUER, UNIT_KINDS, body_class
from pipeline.entities.document_grammar import CENTRE, TYPES
from pipeline.entities.document_terms import party_term
from pipeline.entities.known_documents import known_date
from pipeline.entities.surroundings import Surroundings
from pipeline.gazetteer import Gazetteer, Level, Place
from pipeline.model import Article, DocumentMention, HomeUnit

_LEVELS: dict[str, Level] = {
    "tỉnh": "province", "huyện": "district", "quận": "district", "thị xã": "district", "xã": "commune",
    "phường": "commune", "thị trấn": "commune", "đặc khu": "commune",
}  # fmt: skip
_PARTY_LEVELS: dict[str, tuple[Level, ...]] = {
    "tỉnh": ("province",), "thành": ("province", "district"), "huyện": ("district",), "quận": ("district",),
    "thị": ("district",), "đảng": ("commune",),
}  # fmt: skip
_PARTY_KINDS = {"thành": "thành phố", "thị": "thị xã"}
_PARTY_SYMBOLS: dict[str, tuple[str, Level]] = {
    "TU": ("Tỉnh ủy", "province"), "HU": ("Huyện ủy", "district"), "QU": ("Quận ủy", "district"),
    "ThU": ("Thị ủy", "district"), "ĐU": ("Đảng ủy", "commune"),
}  # fmt: skip
_DEPARTMENTS = {
    "SNN": "Sở Nông nghiệp và Phát triển nông thôn", "SNNPTNT": "Sở Nông nghiệp và Phát triển nông thôn",
    "SNN&PTNT": "Sở Nông nghiệp và Phát triển nông thôn", "SNNMT": "Sở Nông nghiệp và Môi trường",
    "SNN&MT": "Sở Nông nghiệp và Môi trường", "SCT": "Sở Công Thương", "STC": "Sở Tài chính",
    "SKHĐT": "Sở Kế hoạch và Đầu tư", "SNV": "Sở Nội vụ", "SYT": "Sở Y tế", "SGD&ĐT": "Sở Giáo dục và Đào tạo",
}  # fmt: skip
_CENTRE_CLASSES = ("government", "assembly", "centre", "ministry")


def attribute_issuers(
    mentions: Iterable[DocumentMention], article: Article, gazetteer: Gazetteer, home: HomeUnit, when: date | None
) -> tuple[DocumentMention, ...]:
    """`mentions` with the issuer in full ("UBND tỉnh Đồng Nai") and the gazetteer id of its place.

    `issuer_place_id` is None for the centre (the issuer says which body) and where words and portal leave more than
    one place. `when` is the article's day, used for mentions that claim none. A document of the table of known ones
    gets its year or Party term from there; `date` stays what the text claims.
    """
    del article  # words were read when the numbers were found; part of the contract for rules that look further
    found = [_attributed(mention, Surroundings(gazetteer, home, _day_of(mention, when))) for mention in mentions]
    return tuple(_by_others(mention, found, gazetteer, home) for mention in found)


def _by_others(
    mention: DocumentMention, all_mentions: Sequence[DocumentMention], gazetteer: Gazetteer, home: HomeUnit
) -> DocumentMention:
    """`mention` with the issuer that the article gives elsewhere: to the same document, or, on a page of no known
    portal, to the only province whose bodies it names ("UBND tỉnh" after "UBND tỉnh Lai Châu")."""
    if mention.issuer_place_id or not is_local(mention.symbol):
        return mention
    same = {
        (other.issuer, other.issuer_place_id)
        for other in all_mentions
        if other.norm == mention.norm and other.issuer_place_id and _same_year(other, mention)
    }
    if len(same) == 1 and mention.confidence != "number-only":
        issuer, place_id = same.pop()
        return mention._replace(issuer=issuer, issuer_place_id=place_id)
    if home.place_id or not mention.issuer or not _BARE_PROVINCE.search(mention.issuer):
        return mention
    provinces = {other.issuer_place_id for other in all_mentions if other.issuer_place_id}
    places = {gazetteer.get(place) for place in provinces if place}
    if len(places) != 1 or (place := places.pop()).level != "province":
        return mention
    return mention._replace(issuer=f"{mention.issuer} {place.name}", issuer_place_id=place.id)


_BARE_PROVINCE = re.compile(r"(?i:tỉnh|tỉnh ủy|tỉnh uỷ)$")


def _same_year(one: DocumentMention, other: DocumentMention) -> bool:
    return not one.year or not other.year or one.year == other.year


def is_local(symbol: str) -> bool:
    """Whether `symbol` may belong to many bodies (`KH-UBND`, `CT/TU`), so that the issuer must be known to tell whose
    document it is; also where only the type is known."""
    head = _head(symbol)
    if head in TYPES:
        return True
    return head not in CENTRE and not head.startswith(("QH", "UBTVQH")) and head.rstrip("0123456789") not in CENTRE


def _day_of(mention: DocumentMention, when: date | None) -> date | None:
    """The day a document was issued, as near as the text says; never after the article."""
    if mention.date and len(mention.date) == 10:
        try:
            return date.fromisoformat(mention.date)
        except ValueError:
            return when
    year = (mention.date or "")[:4] or (mention.year if mention.system != "party" else None)
    if not year or (when and when.year == int(year)):
        return when
    return date(int(year), 6, 30)


def _attributed(mention: DocumentMention, around: Surroundings) -> DocumentMention:
    found = ISSUER.match(mention.issuer) if mention.issuer else None
    head = _head(mention.symbol)
    if found and body_class(found) not in _CENTRE_CLASSES:
        label, place = _local(found, around)
    elif head in CENTRE or found or head.startswith(("QH", "UBTVQH")):
        label, place = _centre(head, found), None
    else:
        label, place = _default(head, around)
    issuer = label or mention.issuer
    year = mention.year or _known_year(mention, issuer, central=place is None)
    return mention._replace(issuer=issuer, issuer_place_id=place.id if place else None, year=year)


def _known_year(mention: DocumentMention, issuer: str | None, *, central: bool) -> str | None:
    """The year or Party term of `mention`, by `issuer`, from the table of known documents."""
    known = known_date(mention._replace(issuer=issuer))
    if known is None:
        return mention.year
    return party_term(known, central=central) if mention.system == "party" else known[:4]


def _head(symbol: str) -> str:
    parts = re.split(r"[/-]", symbol)
    return parts[1] if parts[0] in TYPES and len(parts) > 1 else parts[0]


def _centre(head: str, found: re.Match[str] | None) -> str | None:
    if found and (body_class(found) != "government" or head not in CENTRE):
        return found[0]
    return CENTRE.get(head) or CENTRE.get(head.rstrip("0123456789"))


def _local(found: re.Match[str], around: Surroundings) -> tuple[str | None, Place | None]:
    sort = body_class(found)
    if sort == "party":
        return _party(found, around)
    prefix = {"committee": "", "council": "council_", "department": "department_"}[sort]
    kind, name = found[f"{prefix}kind"], found[f"{prefix}name"]
    body = {"committee": "UBND", "council": "HĐND"}.get(sort) or found[0].removesuffix(found["department_unit"] or "")
    if not kind:
        place = around.home_unit("province") if sort == "department" else None
        return (f"{body.strip()} {place.label}", place) if place else (None, None)
    kind = UNIT_KINDS[" ".join(kind.lower().rstrip(".").split())]
    place = _unit(kind, name, around)
    return (f"{body.strip()} {place.label}", place) if place else (None, None)


def _unit(kind: str, name: str | None, around: Surroundings) -> Place | None:
    levels: tuple[Level, ...] = (_LEVELS[kind],) if kind in _LEVELS else ("province", "district")
    if name:
        return around.named(name, kind, levels) or (around.named(name, None, levels) if kind == "tỉnh" else None)
    homes = [unit for level in levels if (unit := around.home_unit(level)) and unit.kind == kind]
    return homes[0] if len(homes) == 1 else None


def _party(found: re.Match[str], around: Surroundings) -> tuple[str | None, Place | None]:
    level = found["party_level"].lower()
    name, levels = found["party_name"], _PARTY_LEVELS[level]
    kind = _PARTY_KINDS.get(level)
    if name:
        place = around.named(name, kind, levels)
    else:
        homes = [unit for each in levels if (unit := around.home_unit(each)) and unit.kind == (kind or unit.kind)]
        place = homes[0] if len(homes) == 1 else None
    if not place:
        return None, None
    stem = found[0][: found.start("party_name")] if name else found[0]
    stem = " ".join(stem.split()).removesuffix(found["party_kind"] or "").strip()
    return f"{stem} {place.label if level == 'đảng' else place.name}", place


def _default(head: str, around: Surroundings) -> tuple[str | None, Place | None]:
    """The issuer where no word tells: only what the symbol and the portal's level leave no choice about."""
    if head in _PARTY_SYMBOLS:
        body, level = _PARTY_SYMBOLS[head]
        place = around.home_unit(level)
        if head == "TU" and place and place.kind == "thành phố":
            body = "Thành ủy"
        return (f"{body} {place.label if head == 'ĐU' else place.name}", place) if place else (None, None)
    if head in _DEPARTMENTS or (head.startswith("S") and len(head) > 2):
        place = around.home_unit("province")
        known = _DEPARTMENTS.get(head)
        return (f"{known} {place.label}" if known and place else None), place
    if head in ("UBND", "HĐND", "CTUBND") and around.home.level == "province":
        place = around.home_unit("province")
        return (f"{head.removeprefix('CT')} {place.label}", place) if place else (None, None)
    return None, None
