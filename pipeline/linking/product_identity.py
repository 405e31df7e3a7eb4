"""Which products are one: the same name by the same producer, else of the same commune (domain.md 4.5).

"Mật ong hoa rừng" is sold by many; a name alone joins only what names no producer and no place, and then only where the
name holds an own name or the portal is the same. The result does not depend on the order of mentions.
"""

import re
from collections import defaultdict
from collections.abc import Iterable

from pipeline.blocks import name_key
from pipeline.linking.common import Gathered, Row, details
from pipeline.text import fold

_FORMS = re.compile(
    r"(?<!\w)(?:cong ty|cty|tnhh|trach nhiem huu han|mtv|mot thanh vien|cp|co phan|tap doan|dntn|doanh nghiep tu nhan"
    r"|hkd|ho kinh doanh|ho san xuat|ho|ong|ba|co so san xuat|co so|htx|hop tac xa|tht|to hop tac|nong nghiep|dich vu"
    r"|thuong mai|san xuat|kinh doanh|tong hop|va)(?!\w)"
)

Maker = frozenset[str]


def maker_key(producer: str | None) -> Maker:
    """The words of a producer's own name: legal forms and field words do not tell two producers apart."""
    words = fold(producer or "")
    return frozenset(re.findall(r"\w+", _FORMS.sub(" ", words)) or re.findall(r"\w+", words))


def gather_products(mentions: Iterable[Row]) -> list[Gathered]:
    """Mentions (and rows of product tables) that are one product, by id: its name, and where a name is several
    products' also the producer, commune or portal that tells them apart."""
    named: dict[str, list[Row]] = defaultdict(list)
    for mention in mentions:
        named[name_key(mention["name"])].append(mention)
    gathered: list[Gathered] = []
    for key, members in named.items():
        parts = _parts(members)
        for label, found in sorted(parts.items()):
            gathered.append(Gathered(key if len(parts) == 1 else f"{key}_{label}", found))
    return sorted(gathered, key=lambda found: found.id)


def _parts(members: list[Row]) -> dict[str, list[Row]]:
    makers = _distinct({maker for m in members if (maker := maker_key(details(m).get("producer")))})
    labels = {maker: "-".join(sorted(maker)) for maker in makers}
    homes: dict[str, set[str]] = defaultdict(set)
    for m in members:
        if (own := _own(m, makers)) and m["place_id"]:
            homes[m["place_id"]].add(labels[own])
    parts: dict[str, list[Row]] = defaultdict(list)
    for m in members:
        own = _own(m, makers)
        parts[labels[own] if own else _without_maker(m, homes, list(labels.values()))].append(m)
    return parts


def _distinct(makers: set[Maker]) -> list[Maker]:
    """The shortest forms: "Nga Biên" speaks for "Xuất nhập khẩu Nga Biên"."""
    kept: list[Maker] = []
    for maker in sorted(makers, key=lambda words: (len(words), sorted(words))):
        if not any(shorter <= maker for shorter in kept):
            kept.append(maker)
    return kept


def _own(mention: Row, makers: list[Maker]) -> Maker | None:
    words = maker_key(details(mention).get("producer"))
    return next((maker for maker in makers if maker <= words), None) if words else None


def _without_maker(mention: Row, homes: dict[str, set[str]], labels: list[str]) -> str:
    """Where a mention without producer belongs: to the one producer of its commune, to the only one of that name, else
    to its commune, name or portal."""
    place = mention["place_id"]
    if place and len(homes[place]) == 1:
        return next(iter(homes[place]))
    own_name = any(word[0].isupper() for word in mention["name"].split()[1:])
    if own_name and len(labels) == 1 and not (place and homes and place not in homes):
        return labels[0]
    if place:
        return str(place)
    return "ten" if own_name else str(mention["source_id"]).replace("/", ".")
